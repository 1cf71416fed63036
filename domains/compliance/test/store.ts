import { createHmac } from 'node:crypto';
import { type Database, migrate, openDatabase } from '@jinqiao/database';
import { testDatabase } from '@jinqiao/runtime/testing';
import type { Act, NameVault } from '../src/index.ts';

/** A fresh database with the tables of compliance. */
export async function complianceDatabase(): Promise<{ db: Database; stop(): Promise<void> }> {
  const database = await testDatabase();
  const db = openDatabase(database.url, { max: 4 });
  await migrate(db, [{ name: 'compliance', folder: new URL('../sql/', import.meta.url) }]);
  return {
    db,
    stop: async () => {
      await db.end();
      await database.drop();
    },
  };
}

/** A vault that shows in a test whether something was left unsealed: what it seals is not readable. */
export const vault: NameVault = {
  seal: (text) => Buffer.from(text).toString('base64'),
  open: (sealed) => Buffer.from(sealed, 'base64').toString(),
  index: (kind, value) => createHmac('sm3', 'test').update(`${kind}:${value}`).digest('hex'),
};

export const act = (by: string, on = '2026-11-26'): Act => ({ by, at: `${on}T04:00:00.000Z`, on });
