import { randomBytes } from 'node:crypto';
import { openDatabase } from '@jinqiao/database';

export type TestDatabase = {
  readonly url: string;
  /** Ends what is still connected and removes the database. */
  drop(): Promise<void>;
};

/** A fresh empty database in the server that the whole test run shares. */
export async function testDatabase(): Promise<TestDatabase> {
  const server = process.env.JINQIAO_TEST_DATABASE_URL;
  if (!server) throw new Error('JINQIAO_TEST_DATABASE_URL is not set: run the tests with the vitest.config.ts of the repository root');
  const name = `test_${process.pid}_${randomBytes(6).toString('hex')}`;
  await inServer(server, `CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => inServer(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

async function inServer(url: string, statement: string): Promise<void> {
  const db = openDatabase(url, { max: 1 });
  try {
    await db.query(statement);
  } finally {
    await db.end();
  }
}
