import { once } from 'node:events';
import { openDatabase } from '@jinqiao/database';
import { exportLedger } from '@jinqiao/ledger';
import type { Config } from '@jinqiao/runtime';
import { databaseOf } from '../launch.ts';

/** Writes the ledger as lines of JSON. Starts nothing but the database. */
export async function exportBooks(config: Config, out: NodeJS.WritableStream): Promise<void> {
  const database = await databaseOf(config);
  const db = openDatabase(database.url, { max: 2 });
  try {
    for await (const line of exportLedger(db)) if (!out.write(`${line}\n`)) await once(out, 'drain');
  } finally {
    await db.end();
    await database.stop();
  }
}
