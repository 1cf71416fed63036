import { closeThrough, openFirstDay } from '@jinqiao/business-day';
import { addDays, businessDate } from '@jinqiao/calendar';
import { type Database, migrate, openDatabase } from '@jinqiao/database';
import { balance, defineBook, exportLedger, ledgerMigrations, openBook } from '@jinqiao/ledger';
import { CNY } from '@jinqiao/money';
import { testDatabase } from '@jinqiao/runtime/testing';
import { afterAll, expect, test } from 'vitest';
import { type PositionSource, positionsOn, positionsStep, type Standing, snapshotsOf } from '../src/index.ts';

const BOOK = defineBook('platform:test', 'CNY', {
  allowance: { side: 'credit', notNegative: false, en: 'Allowance', zh: '准备' },
  expense: { side: 'debit', notNegative: false, en: 'Expense', zh: '支出' },
  loss: { side: 'debit', notNegative: false, en: 'Loss', zh: '损失' },
});

const contract = (id: number, change: Partial<Standing>): Standing => ({
  bucket: id,
  contractId: `c${id}`,
  product: 'test',
  scope: 'ONE',
  customerId: `u${id}`,
  grade: 'A',
  originatedOn: businessDate('2026-01-10'),
  amount: 120_000n,
  rate: 12_000_000n,
  periods: 12,
  remaining: 11,
  monthly: true,
  firstDueOn: businessDate('2026-02-10'),
  firstPaidOn: null,
  outstanding: 110_000n,
  overdue: 0n,
  overduePrincipal: 0n,
  overdueSince: null,
  state: 'active',
  writtenOff: 0n,
  recovered: 0n,
  repaid: 10_000n,
  restructuredOn: null,
  ...change,
});

/** Ten contracts over two month-ends: most pay, one falls behind, one ends, one is written off. */
function standings(on: string): Standing[] {
  const february = on >= '2026-02-01';
  return Array.from({ length: 10 }, (_, id) => {
    if (!february) return contract(id, { outstanding: 120_000n, repaid: 0n });
    if (id === 3)
      return contract(id, { outstanding: 120_000n, repaid: 0n, overdue: 11_200n, overduePrincipal: 10_000n, overdueSince: businessDate('2026-02-10') });
    if (id === 5) return contract(id, { state: 'settled', outstanding: 0n, repaid: 120_000n, firstPaidOn: businessDate('2026-02-10') });
    if (id === 7) return contract(id, { state: 'written-off', outstanding: 0n, writtenOff: 120_000n, repaid: 0n });
    return contract(id, { firstPaidOn: businessDate('2026-02-10') });
  });
}

/** @param breakAt the call at which the machine stops. */
function source(breakAt = Number.POSITIVE_INFINITY): PositionSource {
  let calls = 0;
  return {
    product: 'test',
    scheme: 'LOAN_2023',
    lossBooks: [{ scope: 'ONE', asset: CNY, book: BOOK, allowance: BOOK.house('allowance'), expense: BOOK.house('expense'), loss: BOOK.house('loss') }],
    read: async (_db, { on, after, limit }) => {
      calls += 1;
      if (calls === breakAt) throw new Error('the machine stops');
      return standings(on)
        .filter(({ bucket }) => after === null || bucket > after.bucket)
        .slice(0, limit);
    },
  };
}

const opened: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const close of opened) await close();
});

async function database(): Promise<Database> {
  const test = await testDatabase();
  const db = openDatabase(test.url, { max: 3 });
  await migrate(db, [
    ledgerMigrations,
    ...['libs/business-day', 'domains/risk'].map((path) => ({ name: path, folder: new URL(`../../../${path}/sql/`, import.meta.url) })),
  ]);
  opened.push(async () => {
    await db.end();
    await test.drop();
  });
  await db.tx((tx) => openBook(tx, BOOK, []));
  await openFirstDay(db, '2026-01-30');
  return db;
}

const close = (db: Database, through: string, of: PositionSource) =>
  closeThrough(db, {
    through,
    steps: [positionsStep([of], 3)],
    nextDate: (date) => addDays(businessDate(date), 1),
    summarise: async () => ({}),
  });

async function everything(db: Database): Promise<unknown> {
  const tables = ['position', 'stock', 'migration', 'roll', 'first_payment', 'provision', 'snapshot'];
  const rows: unknown[] = [];
  for (const table of tables) rows.push((await db.query(`SELECT to_jsonb(t)::text AS row FROM risk.${table} t ORDER BY 1`)).rows);
  const journals: string[] = [];
  for await (const line of exportLedger(db)) journals.push(line);
  return { rows, journals };
}

test('a close that stops before any chunk goes on there and gives the same rows and entries', async () => {
  const calm = await database();
  await close(calm, '2026-02-28', source());
  const expected = await everything(calm);
  for (let breakAt = 1; breakAt <= 10; breakAt += 1) {
    const rough = await database();
    await expect(close(rough, '2026-02-28', source(breakAt))).rejects.toThrow('the machine stops');
    await close(rough, '2026-02-28', source());
    expect(await everything(rough)).toEqual(expected);
  }
});

test('two month-ends worked by hand', async () => {
  const db = await database();
  await close(db, '2026-02-28', source());
  expect((await snapshotsOf(db, 'test', null, 5)).map(({ asOf, contracts, state }) => [asOf, contracts, state])).toEqual([
    ['2026-02-28', 10, 'provided'],
    ['2026-01-31', 10, 'provided'],
  ]);
  const moved = await db.query(
    'SELECT from_status AS a, to_status AS b, contracts::int AS n, from_outstanding AS x, to_outstanding AS y, repaid FROM risk.migration ORDER BY 1, 2',
  );
  expect(moved.rows).toEqual([
    { a: 'M0', b: 'M0', n: 7, x: 840_000n, y: 770_000n, repaid: 70_000n },
    { a: 'M0', b: 'M1', n: 1, x: 120_000n, y: 120_000n, repaid: 0n },
    { a: 'M0', b: 'paid-off', n: 1, x: 120_000n, y: 0n, repaid: 120_000n },
    { a: 'M0', b: 'written-off', n: 1, x: 120_000n, y: 0n, repaid: 0n },
  ]);
  // 10 February + 1 and + 7 have come for all; + 30 has come for nobody but the one that ended.
  const first = await db.query('SELECT days, due::int, late::int FROM risk.first_payment ORDER BY days');
  expect(first.rows).toEqual([
    { days: 1, due: 10, late: 2 },
    { days: 7, due: 10, late: 2 },
    { days: 30, due: 1, late: 0 },
  ]);
  const [runs] = [await db.query<Record<string, bigint>>('SELECT outstanding, class_minimum, used, charged, allowance FROM risk.provision ORDER BY as_of')];
  const [january, february] = runs.rows;
  expect([january?.outstanding, january?.class_minimum, january?.used]).toEqual([1_200_000n, 12_000n, 0n]);
  // 7 x 1,100.00 normal at 1 %, 1,200.00 special-mention at 2 %.
  expect([february?.outstanding, february?.class_minimum, february?.used]).toEqual([890_000n, 7_700n + 2_400n, 120_000n]);
  expect(february?.charged).toBe((february?.allowance ?? 0n) - ((january?.allowance ?? 0n) - 120_000n));
  expect(await balance(db, [BOOK.house('allowance')])).toBe(february?.allowance);
  expect(await balance(db, [BOOK.house('loss')])).toBe(-120_000n);
});

test('positions of any day are read without being kept', async () => {
  const db = await database();
  await close(db, '2026-01-31', source());
  const found: (readonly [string, number, string])[] = [];
  for await (const chunk of positionsOn(db, source(), businessDate('2026-02-20'), 4)) found.push(...chunk.map((p) => [p.contractId, p.dpd, p.status] as const));
  expect(found).toHaveLength(10);
  expect(found[3]).toEqual(['c3', 10, 'M1']);
  expect((await snapshotsOf(db, 'test', null, 5)).map(({ asOf }) => asOf)).toEqual(['2026-01-31']);
});
