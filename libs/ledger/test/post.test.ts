import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  accountBucket,
  accountId,
  balance,
  balances,
  books,
  defineBook,
  type Journal,
  journal,
  journalId,
  journalsOfSubject,
  openAccounts,
  post,
  trialBalance,
  verifyLedger,
} from '../src/index.ts';
import { ann, BOOK, BUCKET, bob, cash, exported, income, openTestBook, send, sendWithFee, type TestBook, topUp } from './book.ts';

let place: TestBook;

beforeEach(async () => {
  place = await openTestBook();
});
afterEach(() => place.close());

const postAll = (...journals: Journal[]) => place.db.tx((tx) => post(tx, BOOK, journals));
const held = async () => {
  const all = await balances(place.db, [ann, bob, cash, income]);
  return [ann, bob, cash, income].map((account) => all.get(account.id));
};
const fault = (code: string, params = {}) => expect.objectContaining({ code, params: expect.objectContaining(params) });
const allWell = async () => (await verifyLedger(place.db)).filter((check) => !check.ok);

test('each account grows on its side and every path adds up', async () => {
  expect(await postAll(topUp('t1', 10_000n), sendWithFee('s1', 2_500n, 30n))).toBe(2);
  expect(await held()).toEqual([7_470n, 2_500n, 10_000n, 30n]);
  const lines = await trialBalance(place.db);
  expect(lines.map(({ path, side, debits, credits }) => [path, side, debits, credits])).toEqual([
    ['cash', 'debit', 10_000n, 0n],
    ['income', 'credit', 0n, 30n],
    ['wallet', 'credit', 2_530n, 12_500n],
  ]);
  expect(await balance(place.db, BOOK.stripes('cash'))).toBe(10_000n);
  expect(await allWell()).toEqual([]);
});

test('a wallet may be emptied to the last fen and not below', async () => {
  await postAll(topUp('t1', 100n), send('s1', 100n));
  await expect(postAll(send('s2', 1n))).rejects.toThrow(fault('INSUFFICIENT_BALANCE', { path: 'wallet', owner: 'ann', held: 0n, amount: 1n }));
  expect(await held()).toEqual([0n, 100n, 100n, 0n]);
});

test('the order of the journals decides whether a balance suffices', async () => {
  await expect(postAll(send('s1', 100n), topUp('t1', 100n))).rejects.toThrow(fault('INSUFFICIENT_BALANCE', { held: 0n, amount: 100n }));
  expect(await held()).toEqual([0n, 0n, 0n, 0n]);
  expect(await postAll(topUp('t1', 100n), send('s1', 100n))).toBe(2);
});

test('the second transfer of a journal may be the one that does not suffice', async () => {
  await expect(postAll(topUp('t1', 100n), sendWithFee('s1', 90n, 11n))).rejects.toThrow(fault('INSUFFICIENT_BALANCE', { held: 10n, amount: 11n }));
  expect(await books(place.db)).toEqual([expect.objectContaining({ book: 'wallets', sequence: 0n })]);
});

test('an account that is not open refuses the whole posting', async () => {
  const eve = BOOK.of('wallet', 'eve', BUCKET);
  const gift = journal({ businessDate: '2026-01-15', kind: 'gift', reference: 'g1', subject: 'eve', transfers: [{ debit: cash, credit: eve, amount: 5n }] });
  await expect(postAll(topUp('t1', 100n), gift)).rejects.toThrow(fault('ACCOUNT_NOT_OPEN', { path: 'wallet', owner: 'eve', book: 'wallets' }));
  expect(await held()).toEqual([0n, 0n, 0n, 0n]);
  await place.db.tx((tx) => openAccounts(tx, [eve, ann]));
  expect(await postAll(topUp('t1', 100n), gift)).toBe(2);
});

test('opening an account again keeps its balance', async () => {
  await postAll(topUp('t1', 100n));
  await place.db.tx((tx) => openAccounts(tx, [ann]));
  expect((await held())[0]).toBe(100n);
});

test('a journal that is posted again changes nothing', async () => {
  await postAll(topUp('t1', 100n));
  const before = await exported(place.db);
  const head = await books(place.db);
  expect(await postAll(topUp('t1', 100n))).toBe(0);
  expect(await exported(place.db)).toBe(before);
  expect(await books(place.db)).toEqual(head);
});

test('of repeated and new journals only the new ones are posted', async () => {
  await postAll(topUp('t1', 100n));
  expect(await postAll(topUp('t1', 100n), send('s1', 40n))).toBe(1);
  expect((await held()).slice(0, 2)).toEqual([60n, 40n]);
  expect(await allWell()).toEqual([]);
});

test('a journal that comes back with other content is refused', async () => {
  await postAll(topUp('t1', 100n));
  const id = topUp('t1', 100n).id;
  await expect(postAll(topUp('t1', 101n))).rejects.toThrow(fault('JOURNAL_REUSED', { id }));
  await expect(postAll({ ...topUp('t1', 100n), subject: 'bob' })).rejects.toThrow(fault('JOURNAL_REUSED'));
  await expect(postAll(send('s1', 10n), { ...topUp('t1', 100n), transfers: [{ debit: cash, credit: bob, amount: 100n }] })).rejects.toThrow(
    fault('JOURNAL_REUSED'),
  );
  expect(await held()).toEqual([100n, 0n, 100n, 0n]);
});

test('postings at the same time leave balances and chain in order', async () => {
  await postAll(topUp('t0', 1_000n));
  await Promise.all(Array.from({ length: 12 }, (_, i) => postAll(i % 2 === 0 ? topUp(`t${i + 1}`, 10n) : send(`s${i}`, 5n))));
  expect(await held()).toEqual([1_030n, 30n, 1_060n, 0n]);
  expect(await allWell()).toEqual([]);
});

test('of two payments at the same time that only one balance covers one is refused', async () => {
  await postAll(topUp('t1', 100n));
  const results = await Promise.allSettled([postAll(send('s1', 80n)), postAll(send('s2', 80n))]);
  expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
  expect((await held()).slice(0, 2)).toEqual([20n, 80n]);
});

test('equal books give equal bytes, in whatever batches they were posted', async () => {
  const journals = [topUp('t1', 500n), topUp('t2', 70n, '2026-01-16'), send('s1', 40n), sendWithFee('s2', 30n, 1n)];
  const other = await openTestBook();
  try {
    await postAll(...journals);
    for (const one of journals) await other.db.tx((tx) => post(tx, BOOK, [one]));
    const text = await exported(place.db);
    expect(text).toBe(await exported(other.db));
    expect(
      text
        .split('\n')
        .filter((line) => line.includes('"journal"'))
        .map((line) => JSON.parse(line).reference),
    ).toEqual(['t1', 't2', 's1', 's2']);
  } finally {
    await other.close();
  }
});

test('the history of a subject is its journals, oldest first', async () => {
  await postAll(topUp('t2', 70n, '2026-01-16'), topUp('t1', 500n));
  const history = await journalsOfSubject(place.db, BUCKET, 'ann');
  expect(history.map(({ reference, businessDate, sequence }) => [reference, businessDate, sequence])).toEqual([
    ['t1', '2026-01-15', 2n],
    ['t2', '2026-01-16', 1n],
  ]);
});

test('a journal stays in one book and bucket, each transfer in one asset, and moves something', () => {
  const make = (transfers: Journal['transfers']) => () => journal({ businessDate: '2026-01-15', kind: 'k', reference: 'r', subject: '', transfers });
  const dollars = defineBook('wallets', 'USD', BOOK.chart);
  const elsewhere = defineBook('other', 'CNY', BOOK.chart);
  expect(make([{ debit: cash, credit: BOOK.of('wallet', 'ann', 8), amount: 1n }])).toThrow(fault('JOURNAL_LEAVES_BUCKET', { bucket: 7, other: 8 }));
  expect(make([{ debit: cash, credit: dollars.of('wallet', 'ann', BUCKET), amount: 1n }])).toThrow(fault('TRANSFER_MIXES_ASSETS'));
  expect(make([{ debit: cash, credit: elsewhere.of('wallet', 'ann', BUCKET), amount: 1n }])).toThrow(fault('JOURNAL_LEAVES_BOOK', { other: 'other' }));
  expect(make([{ debit: cash, credit: cash, amount: 1n }])).toThrow(fault('TRANSFER_TO_ITSELF'));
  expect(make([{ debit: cash, credit: ann, amount: 0n }])).toThrow(fault('JOURNAL_EMPTY'));
  expect(make([])).toThrow(fault('JOURNAL_EMPTY'));
  expect(make([{ debit: cash, credit: ann, amount: -1n }])).toThrow(fault('TRANSFER_NOT_POSITIVE', { amount: -1n }));
  expect(make([{ debit: cash, credit: ann, amount: 2n ** 63n }])).toThrow(fault('AMOUNT_TOO_LARGE'));
  expect(
    make([
      { debit: cash, credit: ann, amount: 1n },
      { debit: cash, credit: bob, amount: 0n },
      { debit: dollars.house('cash', BUCKET), credit: dollars.of('wallet', 'ann', BUCKET), amount: 1n },
    ])().transfers,
  ).toHaveLength(2);
});

test('ids follow from what they name: the bucket of an account, the day of a journal', () => {
  expect(accountBucket(ann.id)).toBe(BUCKET);
  expect(accountBucket(accountId('b', 'p', 'CNY', 'o', 255))).toBe(255);
  expect(accountId('b', 'p', 'CNY', 'o', 255) < 2n ** 63n).toBe(true);
  expect(BOOK.of('wallet', 'ann', BUCKET).id).toBe(ann.id);
  expect(new Set([ann.id, bob.id, accountId('wallets', 'income', 'CNY', 'ann', BUCKET), accountId('wallets', 'wallet', 'USD', 'ann', BUCKET)]).size).toBe(4);
  const id = journalId('wallets', 'top-up', 't1', '2026-01-15');
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(Number.parseInt(id.replace('-', '').slice(0, 12), 16)).toBe(Date.UTC(2026, 0, 15));
  expect(journalId('wallets', 'top-up', 't2', '2026-01-15')).not.toBe(id);
});
