import { createHmac } from 'node:crypto';
import { type Database, migrate, openDatabase } from '@jinqiao/database';
import type { Clock } from '@jinqiao/runtime';
import { testDatabase } from '@jinqiao/runtime/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type KeyRing, localMasterKeys, openKeyRing, placeOf, type ResealOptions, reseal, type SealAlgorithm, type SealedTable } from '../src/index.ts';

const TABLE: SealedTable = { table: 'people', row: 'id', columns: ['name', 'mobile'] };
const MASTERS = [{ id: 'master-1', secret: Buffer.alloc(32, 1) }];
const SETTLE = 1_000;
const ROWS = 600;

let db: Database;
let drop: () => Promise<void>;
let now = 1_800_000_000_000;
const clock: Clock = { now: () => now };

const ringOf = (algorithm: SealAlgorithm, masters = MASTERS): Promise<KeyRing> =>
  openKeyRing({
    db,
    clock,
    masterKeys: localMasterKeys(masters, algorithm),
    algorithm,
    identityKey: Buffer.alloc(16, 2),
    firstIndexKey: Buffer.alloc(16, 3),
    legacy: (sealed) => sealed.replace('v1.', ''),
    settleMs: SETTLE,
  });

const workOf = (ring: KeyRing, over: Partial<ResealOptions> = {}): ResealOptions => ({ db, clock, ring, tables: [TABLE], indexed: [], chunk: 7, ...over });

beforeAll(async () => {
  const database = await testDatabase();
  db = openDatabase(database.url, { max: 4 });
  drop = async () => {
    await db.end();
    await database.drop();
  };
  await migrate(db, [{ name: 'vault', folder: new URL('../sql/', import.meta.url) }]);
  await db.query('CREATE TABLE people (bucket int NOT NULL, id text NOT NULL, name text, mobile text NOT NULL, PRIMARY KEY (bucket, id))');
});

afterAll(() => drop());

beforeEach(async () => {
  await db.query('TRUNCATE people, vault.data_key, vault.passed');
});

async function write(ring: KeyRing, from: number, count: number): Promise<void> {
  for (let n = from; n < from + count; n += 1) {
    const id = `p${String(n).padStart(4, '0')}`;
    await db.query('INSERT INTO people (bucket, id, name, mobile) VALUES ($1, $2, $3, $4)', [
      n % 256,
      id,
      n % 3 === 0 ? null : ring.seal(`name ${n}`, placeOf('people', 'name', id)),
      ring.seal(`mobile ${n}`, placeOf('people', 'mobile', id)),
    ]);
  }
}

/** Every row opens to what was written, in its place. @returns the keys that anything is sealed by, with their counts. */
async function readAll(ring: KeyRing): Promise<Record<string, number>> {
  const { rows } = await db.query<{ id: string; name: string | null; mobile: string }>('SELECT id, name, mobile FROM people');
  const keys: Record<string, number> = {};
  for (const { id, name, mobile } of rows) {
    const n = Number(id.slice(1));
    expect(ring.open(mobile, placeOf('people', 'mobile', id))).toBe(`mobile ${n}`);
    expect(name === null ? null : ring.open(name, placeOf('people', 'name', id))).toBe(n % 3 === 0 ? null : `name ${n}`);
    for (const sealed of [name, mobile]) if (sealed !== null) keys[sealed.split('.')[1] ?? ''] = (keys[sealed.split('.')[1] ?? ''] ?? 0) + 1;
  }
  return keys;
}

test('a new key takes the new writes once it is settled, the pass seals the rest anew, and the old key retires', async () => {
  const ring = await ringOf('SM4-CTR-HMAC-SM3');
  await write(ring, 0, ROWS);
  expect(await readAll(ring)).toEqual({ 'seal-1': ROWS + ROWS - ROWS / 3 });
  await reseal(workOf(ring));
  // Another process, set to AES, and one that never hears of the rotation.
  const aes = await ringOf('AES-256-GCM');
  await aes.rotate('seal');
  await write(ring, ROWS, 30);
  expect(aes.sealedBy()).toBe('seal-1');
  await expect(aes.rotate('seal')).rejects.toThrow('ROTATION_RUNNING');
  now += SETTLE;
  expect(aes.sealedBy()).toBe('seal-2');
  await write(aes, ROWS + 30, 30);
  // Both algorithms are readable at the same time.
  await ring.refresh();
  expect(Object.keys(await readAll(ring)).sort()).toEqual(['seal-1', 'seal-2']);
  expect(await reseal(workOf(aes))).toBe(1);
  expect(Object.keys(await readAll(aes))).toEqual(['seal-2']);
  expect(aes.keys().map(({ keyId, retiredAt }) => [keyId, retiredAt !== null])).toEqual([
    ['index-1', false],
    ['seal-1', true],
    ['seal-2', false],
  ]);
});

test('a pass that ends anywhere goes on behind what is done, and reads and writes go on meanwhile', async () => {
  const ring = await ringOf('SM4-CTR-HMAC-SM3');
  await write(ring, 0, ROWS);
  await reseal(workOf(ring));
  await ring.rotate('seal');
  now += SETTLE;
  for (let stop = 40; ; stop += 90) {
    let calls = 0;
    const dying: Database = {
      ...db,
      tx: async (work) => {
        calls += 1;
        if (calls > stop) throw new Error('killed');
        return db.tx(work);
      },
    };
    await write(ring, ROWS + stop, 1);
    const ended = await reseal(workOf(ring, { db: dying })).catch((error: Error) => error.message);
    await readAll(ring);
    if (ended === 1) break;
    expect(ended).toBe('killed');
  }
  expect(Object.keys(await readAll(ring))).toEqual(['seal-2']);
});

test('what a process that heard late wrote by the old key is found and sealed anew before the key retires', async () => {
  const late = await ringOf('SM4-CTR-HMAC-SM3');
  await write(late, 0, 60);
  await reseal(workOf(late));
  const ring = await ringOf('SM4-CTR-HMAC-SM3');
  await ring.rotate('seal');
  now += SETTLE;
  let passes = 0;
  const watched: Database = {
    ...db,
    query: async (text, values) => {
      // Behind the pass of the last bucket, before it is counted what is left.
      if (text.startsWith('INSERT INTO vault.passed') && values?.[0] === 255 && passes++ === 0) await write(late, 60, 1);
      return db.query(text, values);
    },
  };
  expect(await reseal(workOf(ring, { db: watched }))).toBe(0);
  expect(await reseal(workOf(ring, { db: watched }))).toBe(1);
  expect(Object.keys(await readAll(ring))).toEqual(['seal-2']);
});

test('a key is complete and the old ones are retired at once: a process that ends between the two leaves the work to the next', async () => {
  const ring = await ringOf('SM4-CTR-HMAC-SM3');
  await write(ring, 0, 10);
  await reseal(workOf(ring));
  await ring.rotate('seal');
  now += SETTLE;
  const dying: Database = {
    ...db,
    tx: (work) =>
      db.tx((tx) =>
        work({
          ...tx,
          query: async (text, values) => {
            if (text.includes('SET retired_at')) throw new Error('killed');
            return tx.query(text, values);
          },
        }),
      ),
  };
  await expect(reseal(workOf(ring, { db: dying }))).rejects.toThrow('killed');
  expect(await reseal(workOf(ring))).toBe(1);
  expect(ring.keys().find(({ keyId }) => keyId === 'seal-1')?.retiredAt).not.toBeNull();
});

test('texts from before there were data keys open, and are sealed and bound by the first pass', async () => {
  const ring = await ringOf('SM4-CTR-HMAC-SM3');
  await db.query(`INSERT INTO people (bucket, id, name, mobile) VALUES (5, 'p0001', 'v1.name 1', 'v1.mobile 1')`);
  await reseal(workOf(ring));
  expect(await readAll(ring)).toEqual({ 'seal-1': 2 });
  const { rows } = await db.query<{ mobile: string }>('SELECT mobile FROM people');
  expect(() => ring.open(rows[0]?.mobile ?? '', placeOf('people', 'mobile', 'p0002'))).toThrow('SEALED_BROKEN');
});

test('data keys are wrapped anew by a new master key, after which the old one is not needed', async () => {
  const before = await ringOf('SM4-CTR-HMAC-SM3');
  await write(before, 0, 4);
  const masters = [...MASTERS, { id: 'master-2', secret: Buffer.alloc(32, 9) }];
  const ring = await ringOf('SM4-CTR-HMAC-SM3', masters);
  expect(await ring.rewrap()).toBe(2);
  expect(await ring.rewrap()).toBe(0);
  await readAll(await ringOf('SM4-CTR-HMAC-SM3', masters.slice(1)));
  await expect(ringOf('SM4-CTR-HMAC-SM3')).rejects.toThrow('MASTER_KEY_UNKNOWN');
});

test('digests that must not change come from the identity key, others from the index key, which is read until the new one is complete', async () => {
  const ring = await ringOf('SM4-CTR-HMAC-SM3');
  const hmac = (key: Buffer, text: string) => createHmac('sm3', key).update(text).digest('hex');
  expect(ring.index('mobile', '13912345678')).toBe(hmac(Buffer.alloc(16, 2), 'mobile:13912345678'));
  const first = hmac(Buffer.alloc(16, 3), 'id-number:11010519491231002X');
  expect(ring.indexes('id-number', '11010519491231002X')).toEqual([first]);
  await ring.rotate('index');
  const [second, old] = ring.indexes('id-number', '11010519491231002X');
  expect([old, ring.index('id-number', '11010519491231002X')]).toEqual([first, first]);
  now += SETTLE;
  const done: string[] = [];
  const note = (bucket: string) => {
    done.push(bucket);
    return null;
  };
  const indexed = [
    {
      name: 'people',
      add: async (_tx: unknown, _ring: unknown, bucket: number) => note(`+${bucket}`),
      remove: async (_tx: unknown, _ring: unknown, bucket: number) => note(`-${bucket}`),
    },
  ];
  await reseal(workOf(ring, { indexed }));
  expect([done.length, done[0], ring.index('id-number', '11010519491231002X')]).toEqual([256, '+0', second]);
  // The old digests stay until every process looks up by the new ones.
  await reseal(workOf(ring, { indexed }));
  expect(done.length).toBe(256);
  now += SETTLE;
  expect(await reseal(workOf(ring, { indexed }))).toBe(1);
  expect([done.length, done[256]]).toEqual([512, '-0']);
  expect(ring.indexes('id-number', '11010519491231002X')).toEqual([second]);
  expect(ring.index('mobile', '13912345678')).toBe(hmac(Buffer.alloc(16, 2), 'mobile:13912345678'));
});
