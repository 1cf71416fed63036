/** Applies every migration to a fresh database and holds what stands there to the rules of a distributed schema. */
import { chmodSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { migrate, openDatabase } from '@jinqiao/database';
import { startEmbeddedPostgres } from '@jinqiao/runtime';
import { allMigrationFolders } from './migration-folders.ts';
import { codeFaults, type SchemaFault, schemaFaults } from './schema-rules.ts';

const ROOT = resolve(import.meta.dirname, '..');

type SchemaReport = { readonly files: number; readonly tables: number; readonly faults: readonly SchemaFault[] };

async function lint(): Promise<SchemaReport> {
  const dataDir = mkdtempSync(join(tmpdir(), 'jinqiao-schema-'));
  chmodSync(dataDir, 0o755);
  const server = await startEmbeddedPostgres({ dataDir, durable: false });
  const db = openDatabase(server.url, { max: 1 });
  try {
    const files = await migrate(db, await allMigrationFolders());
    const { rows } = await db.query<{ tables: bigint }>(`SELECT count(*) AS tables FROM pg_tables WHERE schemaname !~ '^(pg_|information_schema$)'`);
    return { files, tables: Number(rows[0]?.tables ?? 0n), faults: [...(await schemaFaults(db)), ...sourceFaults()] };
  } finally {
    await db.end();
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** SQL also stands in the strings of our modules. */
function sourceFaults(): SchemaFault[] {
  return globSync(['libs/*/src/**/*.ts', 'domains/*/src/**/*.ts', 'apps/{server,sandbox,cli}/src/**/*.ts'], { cwd: ROOT })
    .sort()
    .flatMap((file) => codeFaults(file, readFileSync(join(ROOT, file), 'utf8'), 'source'));
}

const { files, tables, faults } = await lint();
for (const { rule, object } of faults) console.error(`${rule}: ${object}`);
if (tables === 0) console.error('no table was made: are the migrations where they should be?');
console.log(`schema: ${files} migrations, ${tables} tables, ${faults.length} faults`);
process.exitCode = tables === 0 || faults.length > 0 ? 1 : 0;
