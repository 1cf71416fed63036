import { openDatabase } from '@jinqiao/database';
import { testDatabase } from '@jinqiao/runtime/testing';
import { expect, test } from 'vitest';

test('every caller gets an empty database of its own, and dropping it ends its sessions', async () => {
  const [one, two] = await Promise.all([testDatabase(), testDatabase()]);
  const first = openDatabase(one.url);
  const second = openDatabase(two.url);
  await first.query('CREATE TABLE only_here (a int)');
  const tables = "SELECT count(*) AS n FROM pg_tables WHERE schemaname = 'public'";
  expect((await first.query<{ n: bigint }>(tables)).rows[0]?.n).toBe(1n);
  expect((await second.query<{ n: bigint }>(tables)).rows[0]?.n).toBe(0n);
  await one.drop();
  await expect(first.query('SELECT 1')).rejects.toThrow();
  await Promise.all([first.end(), second.end(), two.drop()]);
});
