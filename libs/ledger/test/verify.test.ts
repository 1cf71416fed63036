import { createHash } from 'node:crypto';
import type { Tx } from '@jinqiao/database';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Check, post, verifyLedger } from '../src/index.ts';
import { ann, BOOK, bob, cash, openTestBook, send, sendWithFee, type TestBook, topUp } from './book.ts';

let place: TestBook;

beforeAll(async () => {
  place = await openTestBook();
  for (const batch of [[topUp('t1', 10_000n), send('s1', 400n)], [sendWithFee('s2', 300n, 5n)], [topUp('t2', 50n), send('s3', 1n)]])
    await place.db.tx((tx) => post(tx, BOOK, batch));
});
afterAll(() => place.close());

class Undo extends Error {
  readonly checks: Check[];
  constructor(checks: Check[]) {
    super('undo');
    this.checks = checks;
  }
}

/** The names of the checks that fail after a corruption, which is undone again. */
async function foundBy(corrupt: (tx: Tx) => Promise<number>): Promise<string[]> {
  const undone = await place.db
    .tx(async (tx) => {
      expect(await corrupt(tx)).toBeGreaterThan(0);
      throw new Undo(await verifyLedger(tx));
    })
    .catch((error: unknown) => {
      if (error instanceof Undo) return error.checks;
      throw error;
    });
  const failed = undone.filter((check) => !check.ok);
  for (const check of failed) expect(check.wrong.length).toBeGreaterThan(0);
  return failed.map((check) => check.name);
}

const sql =
  (...statements: string[]) =>
  async (tx: Tx) => {
    let rows = 0;
    for (const statement of statements) rows += (await tx.query(statement)).rowCount;
    return rows;
  };

const journalOf = (reference: string) => `(SELECT journal_id FROM ledger.transfer WHERE reference = '${reference}')`;

test('books that nobody touched pass every check', async () => {
  const checks = await verifyLedger(place.db);
  expect(checks.map(({ name, ok }) => [name, ok])).toEqual([
    ['journals-balance', true],
    ['no-orphans', true],
    ['balances-recompute', true],
    ['pending-open', true],
    ['account-identity', true],
    ['never-negative', true],
    ['hash-chain', true],
  ]);
  const examined = new Map(checks.map((check) => [check.name, check.examined]));
  expect(examined.get('journals-balance')).toBe(5);
  expect(examined.get('no-orphans')).toBe(6);
  expect(examined.get('hash-chain')).toBe(5);
});

test.each<[string, string[], (tx: Tx) => Promise<number>]>([
  ['an amount', ['balances-recompute', 'hash-chain'], sql(`UPDATE ledger.transfer SET amount = amount + 1 WHERE journal_id = ${journalOf('s1')}`)],
  ['a balance', ['balances-recompute'], sql(`UPDATE ledger.account SET credits = credits + 1 WHERE owner = 'bob'`)],
  [
    'an amount and the balances that follow from it',
    ['hash-chain'],
    sql(
      `UPDATE ledger.transfer SET amount = amount + 1 WHERE journal_id = ${journalOf('s1')}`,
      `UPDATE ledger.account SET debits = debits + 1 WHERE owner = 'ann'`,
      `UPDATE ledger.account SET credits = credits + 1 WHERE owner = 'bob'`,
    ),
  ],
  ['a deleted journal', ['balances-recompute', 'hash-chain'], sql(`DELETE FROM ledger.transfer WHERE reference = 's1'`)],
  [
    'one deleted transfer of two',
    ['balances-recompute', 'hash-chain'],
    sql(`DELETE FROM ledger.transfer WHERE journal_id = ${journalOf('s2')} AND position = 1`),
  ],
  ['a deleted head of a journal', ['balances-recompute', 'hash-chain', 'no-orphans'], sql(`DELETE FROM ledger.transfer WHERE reference = 's2'`)],
  [
    'a last journal deleted with its balances',
    ['hash-chain'],
    sql(
      `UPDATE ledger.account SET debits = debits - 1, entries = entries - 1 WHERE owner = 'ann'`,
      `UPDATE ledger.account SET credits = credits - 1, entries = entries - 1 WHERE owner = 'bob'`,
      `DELETE FROM ledger.transfer WHERE reference = 's3'`,
    ),
  ],
  ['a business date', ['hash-chain'], sql(`UPDATE ledger.transfer SET business_date = business_date + 1 WHERE reference = 't1'`)],
  ['a subject', ['hash-chain'], sql(`UPDATE ledger.transfer SET subject = 'bob' WHERE reference = 't1'`)],
  ['two journals in each other’s place', ['hash-chain'], sql(`UPDATE ledger.transfer SET sequence = 3 - sequence WHERE reference IN ('t1', 's1')`)],
  ['a digest', ['hash-chain'], sql(`UPDATE ledger.transfer SET digest = sha256(digest) WHERE reference = 't1'`)],
  ['a time', ['hash-chain'], sql(`UPDATE ledger.batch SET posted_at = posted_at - interval '1 second' WHERE batch = 2`)],
  ['a link of the chain', ['hash-chain'], sql(`UPDATE ledger.batch SET hash = sha256(hash) WHERE batch = 2`)],
  ['a deleted last link', ['hash-chain'], sql('DELETE FROM ledger.batch WHERE batch = 3')],
  ['a head', ['hash-chain'], sql('UPDATE ledger.book SET head = sha256(head)')],
  ['an account’s owner', ['account-identity'], sql(`UPDATE ledger.account SET owner = 'eve' WHERE owner = 'bob'`)],
  [
    'two accounts’ owners swapped',
    ['account-identity'],
    sql(`UPDATE ledger.account SET owner = CASE owner WHEN 'ann' THEN 'bob' ELSE 'ann' END WHERE owner IN ('ann', 'bob')`),
  ],
  ['a deleted account', ['no-orphans'], sql(`DELETE FROM ledger.account WHERE owner = 'bob'`)],
  ['a guarded account below zero', ['balances-recompute', 'never-negative'], sql(`UPDATE ledger.account SET debits = debits + 100000 WHERE owner = 'ann'`)],
  ['an account of another asset', ['account-identity', 'journals-balance'], sql(`UPDATE ledger.account SET asset = 'USD' WHERE owner = 'bob'`)],
])('%s is found', async (_what, names, corrupt) => {
  expect((await foundBy(corrupt)).sort()).toEqual(names);
});

/** A forged journal with its digest and balances that agrees with everything but the chain. */
const forged = (book: string, sequence: string) => async (tx: Tx) => {
  await tx.query(`UPDATE ledger.account SET debits = debits + 9, entries = entries + 1 WHERE account_id = $1`, [cash.id]);
  await tx.query(`UPDATE ledger.account SET credits = credits + 9, entries = entries + 1 WHERE account_id = $1`, [ann.id]);
  const digest = createHash('sha256').update(`019bbe97-0000-8000-8000-000000000009|2026-01-15|top-up|forged|ann\n${cash.id}|${ann.id}|9\n`).digest();
  const { rowCount } = await tx.query(
    `INSERT INTO ledger.transfer (bucket, journal_id, position, book, sequence, business_date, debit_account, credit_account, amount, kind, reference, subject, digest)
     VALUES ($1, '019bbe97-0000-8000-8000-000000000009', 0, $2, ${sequence}, '2026-01-15', $3, $4, 9, 'top-up', 'forged', 'ann', $5)`,
    [ann.bucket, book, cash.id, ann.id, digest],
  );
  return rowCount;
};

test.each(['6', '1000', '3', '0', '-1'])('a forged journal at place %s is found by the chain', async (sequence) => {
  expect(await foundBy(forged('wallets', sequence))).toEqual(['hash-chain']);
});

test('a forged journal of a book that is not open is found', async () => {
  expect(await foundBy(forged('nobody', '1'))).toContain('hash-chain');
});

test('a check says what is wrong in words', async () => {
  await expect(
    place.db.tx(async (tx) => {
      await tx.query('UPDATE ledger.account SET credits = credits + 1 WHERE account_id = $1', [bob.id]);
      throw new Undo(await verifyLedger(tx));
    }),
  ).rejects.toMatchObject({
    checks: expect.arrayContaining([
      expect.objectContaining({
        name: 'balances-recompute',
        wrong: ['account wallets wallet bob bucket 7 shows 0/702 with 0/0 pending, its journals give 0/701 with 0/0'],
      }),
    ]),
  });
});
