import { businessDate } from '@jinqiao/calendar';
import { bucketOf } from '@jinqiao/database';
import { customerById, customerIdOf, evidenceOf, identityLevel, register, sealedAt, sealedOf, verifyRealName } from '@jinqiao/parties';
import { systemClock } from '@jinqiao/runtime';
import { openSystem, resealAll, syntheticPerson } from '@jinqiao/server';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { enrolBorrowers, type Installation, openJointLoan, startInstallation } from '../../../test/installation.ts';
import { SEALED_TABLES } from '../src/vault.ts';

const ON = businessDate('2026-03-02');
const SETTLE_MS = 200;

let installation: Installation;
beforeAll(async () => {
  installation = await startInstallation({ security: { secondFactor: 'optional', sealing: 'AES-256-GCM', settleMs: SETTLE_MS } });
}, 120_000);
afterAll(() => installation.stop());

const settle = () => new Promise((resolve) => setTimeout(resolve, SETTLE_MS + 50));

test('both keys change while customers come: everybody is found and read, one ID number stays one customer, and the old keys retire', async () => {
  const { system, databaseUrl } = installation;
  const { db, vault } = system;
  const programme = await openJointLoan(system, ON);
  const known = await enrolBorrowers(system, programme, [1, 2, 3, 4, 5]);
  await resealAll(system);
  // A second server with SM4, as during a change of the setting.
  const security = { secondFactor: 'optional', sealing: 'SM4-CTR-HMAC-SM3', settleMs: SETTLE_MS } as const;
  const other = await openSystem({ databaseUrl, urls: system.urls, keys: system.keys, clock: systemClock, security });
  await other.vault.rotate('seal');
  await vault.rotate('index');
  await other.vault.refresh();
  const again = async (n: number, of: typeof system) => {
    const mobile = `1370000${String(n).padStart(4, '0')}`;
    const [who] = await db.tx((tx) => register(tx, of.vault, ON, [{ mobile, passwordHash: '', synthetic: true }]));
    const { name, idNumber } = syntheticPerson(1, ON, 30);
    const context = { vault: of.vault, clock: of.clock, register: of.identity.register };
    await verifyRealName(db, context, ON, { ...(who ?? { customerId: '', bucket: 0 }), name, idNumber });
  };
  await expect(again(1, system)).rejects.toMatchObject({ code: 'ID_NUMBER_TAKEN' });
  await settle();
  known.push(...(await enrolBorrowers(other, programme, [6])));
  await resealAll(system);
  // Looked up by the new digest now, claimed under both.
  await expect(again(2, system)).rejects.toMatchObject({ code: 'ID_NUMBER_TAKEN' });
  await expect(again(3, other)).rejects.toMatchObject({ code: 'ID_NUMBER_TAKEN' });
  known.push(...(await enrolBorrowers(system, programme, [7])));
  await settle();
  await resealAll(other);
  await vault.refresh();
  await expect(again(4, system)).rejects.toMatchObject({ code: 'ID_NUMBER_TAKEN' });
  expect(vault.keys().map(({ keyId, algorithm, retiredAt }) => [keyId, algorithm, retiredAt !== null])).toEqual([
    ['index-1', 'HMAC-SM3', true],
    ['seal-1', 'AES-256-GCM', true],
    ['seal-2', 'SM4-CTR-HMAC-SM3', false],
    ['index-2', 'HMAC-SM3', false],
  ]);
  for (const { person, enrolled } of known) {
    // Ids of customers are for ever.
    expect(customerIdOf(vault, person.mobile)).toEqual({ customerId: enrolled.customerId, bucket: enrolled.bucket });
    const sealed = await sealedOf(db, enrolled.bucket, enrolled.customerId);
    expect(sealed?.idNumber).toMatch(/^v2\.seal-2\./);
    expect(vault.open(sealed?.idNumber ?? '', sealedAt('id_number_sealed', enrolled.customerId))).toBe(person.idNumber);
    const hash = vault.index('id-number', person.idNumber);
    const { rows } = await db.query<{ hash: string }>('SELECT id_number_hash AS hash FROM parties.identity WHERE bucket = $1 AND customer_id = $2', [
      bucketOf(hash),
      enrolled.customerId,
    ]);
    expect(rows).toEqual([{ hash }]);
    // Evidence was found before the key changed, and still counts.
    const { personHash = null } = (await customerById(db, enrolled.bucket, enrolled.customerId)) ?? {};
    expect(identityLevel(await evidenceOf(db, enrolled), personHash, ON)).not.toBe('none');
  }
  const { rows } = await db.query<{ n: number }>('SELECT count(*)::int AS n FROM parties.identity');
  expect(rows[0]?.n).toBe(known.length);
  await other.end();
});

test('a customer who came by a process that had not heard of the new key is found by it when the old one retires', async () => {
  const { system, databaseUrl } = installation;
  const { db, vault } = system;
  const late = await openSystem({ databaseUrl, urls: system.urls, keys: system.keys, clock: systemClock });
  await vault.rotate('index');
  await settle();
  await resealAll(system);
  // Its own reading of the keys comes later than the pass.
  const [programme] = (await late.joint()).programmes;
  if (!programme) throw new Error('no programme is open');
  const [stranger] = await enrolBorrowers(late, programme, [31]);
  await settle();
  expect(await resealAll(system)).toBe(1);
  const hash = vault.index('id-number', stranger?.person.idNumber ?? '');
  const { rows } = await db.query('SELECT customer_id AS "customerId" FROM parties.identity WHERE bucket = $1 AND id_number_hash = $2', [bucketOf(hash), hash]);
  expect(rows).toEqual([{ customerId: stranger?.enrolled.customerId }]);
  await late.end();
});

test('every process reads the keys that others make within five seconds, and stops when it ends', async () => {
  const { system, databaseUrl } = installation;
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  try {
    const other = await openSystem({ databaseUrl, urls: system.urls, keys: system.keys, clock: systemClock });
    const { keyId } = await system.vault.rotate('index');
    const knows = () => other.vault.keys().some((key) => key.keyId === keyId);
    expect(knows()).toBe(false);
    vi.advanceTimersByTime(5_000);
    for (let tries = 0; tries < 100 && !knows(); tries += 1) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(knows()).toBe(true);
    await other.end();
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});

test('every sealed column of the schema is declared, so that a rotation reaches it', async () => {
  const { rows } = await installation.system.db.query<{ column: string }>(
    `SELECT table_schema || '.' || table_name || '.' || column_name AS column FROM information_schema.columns
     WHERE column_name LIKE '%\\_sealed' AND table_schema NOT LIKE 'sandbox%' ORDER BY 1`,
  );
  expect(rows.map(({ column }) => column)).toEqual(SEALED_TABLES.flatMap(({ table, columns }) => columns.map((column) => `${table}.${column}`)).sort());
});

test('a sealed field that is moved to another row or column does not open there', async () => {
  const { db, vault } = installation.system;
  const { rows } = await db.query<{ id: string; bucket: number; sealed: string }>(
    'SELECT customer_id AS id, bucket, id_number_sealed AS sealed FROM parties.customer WHERE id_number_sealed IS NOT NULL ORDER BY customer_id LIMIT 2',
  );
  const [first, second] = rows;
  if (!first || !second) throw new Error('two customers are needed');
  expect(() => vault.open(first.sealed, sealedAt('id_number_sealed', second.id))).toThrow('SEALED_BROKEN');
  expect(() => vault.open(first.sealed, sealedAt('name_sealed', first.id))).toThrow('SEALED_BROKEN');
});
