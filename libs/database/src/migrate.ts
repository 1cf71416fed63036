import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import type { Database } from './database.ts';

export type MigrationFolder = {
  /** Name of the schema's owner, such as `ledger`; its files run in the order of the folders given. */
  readonly name: string;
  readonly folder: URL;
  /** The schema that the files make, and the name that it gets here: institutions of one kind run the same software in schemas of their own. */
  readonly schema?: { readonly written: string; readonly named: string };
};

/**
 * Brings a database up to the numbered `.sql` files of each folder. Applied files are recorded with their
 * checksum; a file that changed after it was applied is an error, since two databases would differ unseen.
 * @returns how many files were applied.
 */
export async function migrate(db: Database, folders: readonly MigrationFolder[]): Promise<number> {
  await db.query('CREATE SCHEMA IF NOT EXISTS runtime');
  await db.query(`CREATE TABLE IF NOT EXISTS runtime.migration (
    folder text NOT NULL, file text NOT NULL, checksum text NOT NULL, PRIMARY KEY (folder, file))`);
  const applied = new Map(
    (await db.query<{ key: string; checksum: string }>(`SELECT folder || '/' || file AS key, checksum FROM runtime.migration`)).rows.map((r) => [
      r.key,
      r.checksum,
    ]),
  );
  let count = 0;
  for (const { name, folder, schema } of folders) {
    const files = (await readdir(folder)).filter((file) => /^\d{4}-.*\.sql$/.test(file)).sort();
    for (const file of files) {
      const sql = await readFile(new URL(file, `${folder.href.replace(/\/$/, '')}/`), 'utf8');
      const checksum = createHash('sha256').update(sql).digest('hex');
      const before = applied.get(`${name}/${file}`);
      if (before === checksum) continue;
      if (before) throw new Error(`migration ${name}/${file} changed after it was applied; add a new file instead`);
      await db.tx(async (tx) => {
        await tx.query('LOCK TABLE runtime.migration IN EXCLUSIVE MODE');
        await tx.query(schema ? sql.replaceAll(schema.written, schema.named) : sql);
        await tx.query('INSERT INTO runtime.migration (folder, file, checksum) VALUES ($1, $2, $3)', [name, file, checksum]);
      });
      count += 1;
    }
  }
  return count;
}
