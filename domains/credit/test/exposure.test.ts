import { addDays, businessDate } from '@jinqiao/calendar';
import { bucketOf, type Database, type Db, migrate, openDatabase } from '@jinqiao/database';
import { derivedId } from '@jinqiao/runtime';
import { testDatabase } from '@jinqiao/runtime/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  answerOffer,
  changeLimit,
  changesOf,
  type Exposure,
  exposureOf,
  exposures,
  type LimitRequest,
  limitsStep,
  openLimits,
  requireRoom,
  requireTotalRoom,
  type Scope,
  type Usage,
  type UsageSource,
} from '../src/index.ts';

const ON = businessDate('2026-03-02');
let db: Database;
let end: () => Promise<void>;

/** A product whose contracts are rows of a table: what a customer uses of it is their sum. */
const source = (scope: Scope): UsageSource => ({
  scope,
  usageOf: async (on: Db, keys) => {
    const { rows } = await on.query<Usage & { customerId: string }>(
      `SELECT customer_id AS "customerId", coalesce(sum(amount) FILTER (WHERE frozen), 0)::bigint AS frozen, coalesce(sum(amount) FILTER (WHERE NOT frozen), 0)::bigint AS used, bool_or(overdue) AS overdue
       FROM drawn WHERE scope = $1 AND customer_id = ANY($2) GROUP BY 1`,
      [scope, keys.map((key) => key.customerId)],
    );
    return new Map(rows.map((row) => [row.customerId, row]));
  },
});
const SOURCES = (['trade-credit', 'micro-loan', 'joint-loan'] as const).map(source);

beforeAll(async () => {
  const database = await testDatabase();
  db = openDatabase(database.url, { max: 8 });
  await migrate(db, [{ name: 'credit', folder: new URL('../sql/', import.meta.url) }]);
  await db.query('CREATE TABLE drawn (customer_id text, scope text, amount bigint, frozen boolean, overdue boolean)');
  end = async () => {
    await db.end();
    await database.drop();
  };
});
afterAll(() => end());

function person(name: string) {
  const bucket = bucketOf(name);
  return { bucket, customerId: derivedId('cus', bucket, name) };
}

async function opened(name: string, amounts: Partial<Record<Scope, bigint>>) {
  const who = person(name);
  await db.tx((tx) =>
    openLimits(
      tx,
      ON,
      Object.entries(amounts).map(([scope, amount]) => ({ ...who, scope: scope as Scope, amount })),
    ),
  );
  return who;
}

const draw = (who: { customerId: string }, scope: Scope, amount: bigint, more: Partial<Usage> = {}) =>
  db.query('INSERT INTO drawn VALUES ($1, $2, $3, $4, $5)', [who.customerId, scope, amount, (more.frozen ?? 0n) > 0n, more.overdue ?? false]);

const of = (all: readonly Exposure[], scope: Scope) => all.find((each) => each.scope === scope) as Exposure;

test('what a product uses counts in every scope above it, and the tightest of them binds', async () => {
  const who = await opened('exposure', { total: 20_000_00n, 'pay-later': 10_000_00n, 'trade-credit': 10_000_00n, 'micro-loan': 6_000_00n });
  await draw(who, 'trade-credit', 3_000_00n);
  await draw(who, 'micro-loan', 2_500_00n, { frozen: 1n });
  await draw(who, 'joint-loan', 12_000_00n);
  const all = await exposureOf(db, SOURCES, who, ON);
  expect(of(all, 'total')).toMatchObject({ used: 15_000_00n, frozen: 2_500_00n, available: 2_500_00n });
  expect(of(all, 'pay-later')).toMatchObject({ used: 3_000_00n, frozen: 2_500_00n, available: 2_500_00n });
  expect(of(all, 'trade-credit')).toMatchObject({ used: 3_000_00n, frozen: 0n, available: 2_500_00n });
  expect(of(all, 'micro-loan')).toMatchObject({ used: 0n, frozen: 2_500_00n, available: 2_500_00n });
});

test('nothing is ever available that a scope above does not leave, and a frozen scope leaves nothing', () => {
  const amount = fc.bigInt({ min: 0n, max: 1_000_000n });
  const limits = fc.record({
    total: amount,
    'pay-later': amount,
    'trade-credit': amount,
    'micro-loan': amount,
    frozen: fc.constantFrom('total', 'pay-later', 'trade-credit', 'none'),
  });
  const usage = fc.record({ frozen: amount, used: amount, overdue: fc.boolean() });
  fc.assert(
    fc.property(limits, usage, usage, usage, ({ frozen, ...amounts }, trade, micro, joint) => {
      const all = exposures(
        Object.entries(amounts).map(([scope, each]) => ({ scope: scope as Scope, amount: each, state: scope === frozen ? 'frozen' : 'active' })),
        [],
        new Map<Scope, Usage>([
          ['trade-credit', trade],
          ['micro-loan', micro],
          ['joint-loan', joint],
        ]),
      );
      const taken = (...parts: Usage[]) => parts.reduce((sum, part) => sum + part.frozen + part.used, 0n);
      const room = (scope: keyof typeof amounts, ...parts: Usage[]) =>
        scope === frozen || taken(...parts) > amounts[scope] ? 0n : amounts[scope] - taken(...parts);
      const [total, payLater, own] = [room('total', trade, micro, joint), room('pay-later', trade, micro), room('trade-credit', trade)];
      expect(of(all, 'trade-credit').available).toBe([total, payLater, own].reduce((a, b) => (a < b ? a : b)));
    }),
  );
});

test('forty draws at once over two products never pass the limit that they share', async () => {
  const who = await opened('rush', { total: 50_000_00n, 'pay-later': 1_000_00n, 'trade-credit': 1_000_00n, 'micro-loan': 1_000_00n });
  const scopes = ['trade-credit', 'micro-loan'] as const;
  const outcomes = await Promise.allSettled(
    Array.from({ length: 40 }, (_, i) =>
      db.tx(async (tx) => {
        const scope = scopes[i % 2] as Scope;
        await requireRoom(tx, SOURCES, who, { scope, amount: 70_00n, on: ON });
        await tx.query('INSERT INTO drawn VALUES ($1, $2, 7000, true, false)', [who.customerId, scope]);
      }),
    ),
  );
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(14);
  expect(of(await exposureOf(db, SOURCES, who, ON), 'pay-later')).toMatchObject({ frozen: 980_00n, available: 20_00n });
});

test('arrears of one product and a frozen scope stop the others', async () => {
  const who = await opened('arrears', { total: 50_000_00n, 'pay-later': 1_000_00n, 'trade-credit': 1_000_00n });
  await draw(who, 'joint-loan', 100n, { overdue: true });
  const ask = (scope: Scope) => db.tx((tx) => requireRoom(tx, SOURCES, who, { scope, amount: 1n, on: ON }));
  await expect(ask('trade-credit')).rejects.toMatchObject({ code: 'LIMIT_ARREARS' });
  await expect(ask('micro-loan')).rejects.toMatchObject({ code: 'LIMIT_UNKNOWN' });
  const frozen = await opened('frozen', { total: 50_000_00n, 'pay-later': 1_000_00n, 'trade-credit': 1_000_00n });
  await db.tx((tx) => changeLimit(tx, { ...frozen, scope: 'pay-later', kind: 'freeze', reason: 'card reported lost', by: 'risk', key: 'f' }, ON));
  await expect(db.tx((tx) => requireRoom(tx, SOURCES, frozen, { scope: 'trade-credit', amount: 1n, on: ON }))).rejects.toMatchObject({ code: 'LIMIT_FROZEN' });
});

test('a product with a line of its own asks what all products together leave; who has no such limit has none to pass', async () => {
  const who = await opened('line', { total: 1_000_00n, 'pay-later': 900_00n, 'trade-credit': 900_00n });
  await draw(who, 'trade-credit', 400_00n);
  await db.tx((tx) => changeLimit(tx, { ...who, scope: 'pay-later', kind: 'freeze', reason: 'card reported lost', by: 'risk', key: 'l' }, ON));
  const ask = (of: typeof who, amount: bigint) => db.tx((tx) => requireTotalRoom(tx, SOURCES, of, { amount, on: ON }));
  await ask(who, 600_00n);
  await expect(ask(who, 600_01n)).rejects.toMatchObject({ code: 'LINE_LIMIT_EXCEEDED' });
  await draw(who, 'trade-credit', 1n, { overdue: true });
  await expect(ask(who, 1n)).rejects.toMatchObject({ code: 'LIMIT_ARREARS' });
  await ask(person('nobody'), 999_999_00n);
});

const close = (on: string) => limitsStep().run({ db, date: on, chunk: (work) => db.tx(work), once: async () => {}, fence: async () => {}, count: () => {} });

const request = (who: { bucket: number; customerId: string }, more: Partial<LimitRequest>): LimitRequest => ({
  ...who,
  scope: 'pay-later',
  kind: 'increase',
  reason: 'half-year review',
  by: 'risk',
  key: 'k1',
  ...more,
});

test('a decrease holds three days after its notice, an increase once the customer has agreed, a temporary limit for its days', async () => {
  const who = await opened('changes', { total: 50_000_00n, 'pay-later': 1_000_00n });
  const amountOn = async (on: string) => of(await exposureOf(db, SOURCES, who, on), 'pay-later').available;
  await db.tx((tx) => changeLimit(tx, request(who, { kind: 'decrease', to: 600_00n }), ON));
  await close(addDays(ON, 2));
  expect(await amountOn(ON)).toBe(1_000_00n);
  await close(addDays(ON, 3));
  expect(await amountOn(ON)).toBe(600_00n);
  const offer = await db.tx((tx) => changeLimit(tx, request(who, { to: 1_500_00n, key: 'k2' }), ON));
  expect(await amountOn(ON)).toBe(600_00n);
  await db.tx((tx) => answerOffer(tx, { ...who, changeId: offer.changeId }, true, addDays(ON, 30)));
  expect(await amountOn(ON)).toBe(1_500_00n);
  await db.tx((tx) => changeLimit(tx, request(who, { kind: 'temporary', to: 250_00n, through: addDays(ON, 10), key: 'k3' }), ON));
  expect([await amountOn(ON), await amountOn(addDays(ON, 10)), await amountOn(addDays(ON, 11))]).toEqual([1_750_00n, 1_750_00n, 1_500_00n]);
  expect((await changesOf(db, who, 10)).map(({ kind, state }) => `${kind} ${state}`).sort()).toEqual([
    'decrease effective',
    'increase effective',
    'temporary effective',
  ]);
});

test('an offer lapses after thirty days and cannot be accepted twice or by another', async () => {
  const who = await opened('lapse', { total: 50_000_00n, 'pay-later': 1_000_00n });
  const offer = await db.tx((tx) => changeLimit(tx, request(who, { to: 2_000_00n }), ON));
  const again = await db.tx((tx) => changeLimit(tx, request(who, { to: 2_000_00n }), ON));
  expect(again.changeId).toBe(offer.changeId);
  const stranger = await opened('stranger', { total: 1n });
  await expect(db.tx((tx) => answerOffer(tx, { ...stranger, changeId: offer.changeId }, true, ON))).rejects.toMatchObject({ code: 'LIMIT_CHANGE_UNKNOWN' });
  await close(addDays(ON, 31));
  await expect(db.tx((tx) => answerOffer(tx, { ...who, changeId: offer.changeId }, true, addDays(ON, 31)))).rejects.toMatchObject({
    code: 'LIMIT_CHANGE_ANSWERED',
  });
  expect(of(await exposureOf(db, SOURCES, who, ON), 'pay-later').amount).toBe(1_000_00n);
});

test.each([
  ['an increase below the limit', { kind: 'increase', to: 900_00n }, 'LIMIT_CHANGE_INVALID'],
  ['a decrease above the limit', { kind: 'decrease', to: 1_100_00n }, 'LIMIT_CHANGE_INVALID'],
  ['a temporary limit without an end', { kind: 'temporary', to: 100n }, 'LIMIT_CHANGE_INVALID'],
  ['a temporary limit of a year', { kind: 'temporary', to: 100n, through: '2027-03-02' }, 'LIMIT_CHANGE_INVALID'],
  ['no amount', { kind: 'increase' }, 'LIMIT_CHANGE_INVALID'],
  ['a scope that was never opened', { scope: 'card-pay-off', to: 2_000_00n }, 'LIMIT_UNKNOWN'],
] as const)('%s is refused and changes nothing', async (name, more, code) => {
  const who = await opened(`bad ${name}`, { total: 50_000_00n, 'pay-later': 1_000_00n });
  await expect(db.tx((tx) => changeLimit(tx, request(who, more), ON))).rejects.toMatchObject({ code });
  expect(await changesOf(db, who, 10)).toEqual([]);
});
