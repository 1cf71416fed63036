import { type Database, migrate, openDatabase } from '@jinqiao/database';
import { testDatabase } from '@jinqiao/runtime/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { accountStatementOn, defineBook, followDays, journal, openAccounts, openBook, post, type StatementLine, totalsAsOf, verifyDays } from '../src/index.ts';

const BOOK = defineBook('busy', 'CNY', {
  cash: { side: 'debit', notNegative: false, en: 'Cash', zh: '现金' },
  wallet: { side: 'credit', notNegative: true, en: 'Wallet', zh: '钱包' },
});
const BUCKET = 9;
const busy = BOOK.of('wallet', 'busy', BUCKET);
const quiet = BOOK.of('wallet', 'quiet', BUCKET);
const DAYS = ['2026-01-01', '2026-01-02', '2026-01-03', '2026-01-04', '2026-01-05', '2026-01-06', '2026-01-07'] as const;
const A_DAY = 4_000;

let db: Database;
let drop: () => Promise<void>;

beforeAll(async () => {
  const database = await testDatabase();
  drop = database.drop;
  db = openDatabase(database.url, { max: 4 });
  await migrate(db, [{ name: 'ledger', folder: new URL('../sql/', import.meta.url) }]);
  await db.tx((tx) => openBook(tx, BOOK, ['cash']));
  await db.tx((tx) => openAccounts(tx, [busy, quiet]));
});

afterAll(async () => {
  await db.end();
  await drop();
});

test('a follower that waited for a later one does not go back', async () => {
  const steady = defineBook('steady', 'CNY', { cash: { side: 'debit', notNegative: false, en: 'Cash', zh: '现金' } });
  await db.tx((tx) => openBook(tx, steady, ['cash']));
  await followDays(db, steady.name);
  const later = 40n;
  let waiting: Promise<bigint> | undefined;
  await db.tx(async (tx) => {
    // What a later follower sees: more journals than the one that began to wait before them.
    await tx.query('UPDATE ledger.day_cursor SET sequence = $2 WHERE bucket = 0 AND book = $1', [steady.name, later]);
    waiting = followDays(db, steady.name);
    await expect
      .poll(async () => (await db.query("SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")).rowCount)
      .toBe(1);
  });
  expect(await waiting).toBe(0n);
  const { rows } = await db.query<{ sequence: bigint }>('SELECT sequence FROM ledger.day_cursor WHERE bucket = 0 AND book = $1', [steady.name]);
  expect(rows).toEqual([{ sequence: later }]);
  await db.query('UPDATE ledger.day_cursor SET sequence = 0 WHERE bucket = 0 AND book = $1', [steady.name]);
});

/** A day of 4,000 journals, every hundredth of them on the quiet account; every amount is another. */
async function book(day: number): Promise<void> {
  const journals = Array.from({ length: A_DAY }, (_, k) => {
    const n = day * A_DAY + k;
    const transfers = [{ debit: BOOK.house('cash', BUCKET), credit: n % 100 === 0 ? quiet : busy, amount: BigInt(1 + (n % 997)) }];
    return journal({ businessDate: DAYS[day] as string, kind: 'paid-in', reference: `r${n}`, subject: `s${n}`, transfers });
  });
  await db.tx((tx) => post(tx, BOOK, journals));
}

/** What the journals of a day and those before it put on an account. */
function paidIn(day: number, which: (n: number) => boolean): bigint {
  let sum = 0n;
  for (let n = 0; n < (day + 1) * A_DAY; n += 1) if (which(n)) sum += BigInt(1 + (n % 997));
  return sum;
}

const first = (lines: readonly StatementLine[]) => lines[0] && [lines[0].businessDate, lines[0].balance];

async function expectStatements(days: number): Promise<void> {
  for (let day = 0; day < days; day += 1) {
    const through = DAYS[day] as string;
    for (const [account, which] of [
      [busy, (n: number) => n % 100 !== 0],
      [quiet, (n: number) => n % 100 === 0],
      [BOOK.house('cash', BUCKET), () => true],
    ] as const) {
      const expected = paidIn(day, which);
      expect((await totalsAsOf(db, account, { date: through })).balance).toBe(expected);
      expect(first((await accountStatementOn(db, account, { from: null, through }, null, 3)).lines)).toEqual([through, expected]);
    }
  }
}

test('an account that outgrows its index gets spans of its whole past, and its statement of any date stays right', async () => {
  const spans = async () => (await db.query<{ n: number }>('SELECT count(*)::int AS n FROM ledger.account_span WHERE account_id = $1', [busy.id])).rows[0]?.n;
  await book(0);
  await followDays(db, BOOK.name);
  expect(await spans()).toBe(0);
  await book(1);
  await expectStatements(2);
  await followDays(db, BOOK.name);
  expect(await spans()).toBe(1);
  await expectStatements(2);
  for (let day = 2; day < DAYS.length; day += 1) {
    await book(day);
    if (day % 2 === 0) await followDays(db, BOOK.name);
  }
  await expectStatements(DAYS.length);
  while ((await followDays(db, BOOK.name)) > 0n);
  expect(await spans()).toBe(2);
  await expectStatements(DAYS.length);
  expect(await verifyDays(db)).toMatchObject({ ok: true, wrong: [] });
});
