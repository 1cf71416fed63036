import { existsSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { MigrationFolder } from '@jinqiao/database';

const ROOT = resolve(import.meta.dirname, '..');
const LIST = resolve(ROOT, 'apps/server/src/migrations.ts');

/** All migrations of the repository: the server's list, then whatever folder of `sql` it does not hold, such as the sandbox's. */
export async function allMigrationFolders(): Promise<MigrationFolder[]> {
  const listed = existsSync(LIST) ? ((await import(pathToFileURL(LIST).href)) as { migrationFolders: MigrationFolder[] }).migrationFolders : [];
  const known = new Set(listed.map(({ folder }) => pathOf(folder)));
  return [...listed, ...foldersOnDisk().filter(({ folder }) => !known.has(pathOf(folder)))];
}

function foldersOnDisk(): MigrationFolder[] {
  return ['libs', 'domains', 'apps'].flatMap((tier) =>
    readdirSync(resolve(ROOT, tier))
      .sort()
      .map((name) => ({ name, path: resolve(ROOT, tier, name, 'sql') }))
      .filter(({ path }) => existsSync(path))
      .map(({ name, path }) => ({ name, folder: pathToFileURL(`${path}/`) })),
  );
}

function pathOf(folder: URL): string {
  return folder.pathname.replace(/\/$/, '');
}
