import { isFault } from '@jinqiao/errors';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  balances,
  closeAccount,
  defineBook,
  type Entry,
  expirePending,
  type Journal,
  journal,
  loadJournal,
  openAccounts,
  openBook,
  openPoster,
  type Poster,
  pendingJournal,
  post,
  reversal,
  setLimits,
  settlement,
  verifyLedger,
  voiding,
} from '../src/index.ts';
import { ann, BOOK, BUCKET, bob, cash, exported, income, openTestBook, send, type TestBook, topUp } from './book.ts';

let place: TestBook;
let poster: Poster;
let number = 0;

beforeAll(async () => {
  place = await openTestBook();
  poster = openPoster(place.db, BOOK);
  await poster.post(topUp('opening', 10_000n));
});
afterAll(async () => {
  await poster.close();
  expect((await verifyLedger(place.db)).filter(({ ok }) => !ok)).toEqual([]);
  await place.close();
});

const entry = (transfers: Entry['transfers'], businessDate = '2026-01-15'): Entry => ({
  businessDate,
  kind: 'try',
  reference: `${++number}`,
  subject: 'ann',
  transfers,
});
const pay = (amount: bigint, to = bob): Journal => journal(entry([{ debit: ann, credit: to, amount }]));
const fault = (code: string, params = {}) => expect.objectContaining({ code, params: expect.objectContaining(params) });
const held = async () => {
  const all = await balances(place.db, [ann, bob, cash, income]);
  return [ann, bob, cash, income].map((account) => all.get(account.id));
};

/** The posting is refused with the code, and not a byte of the books is another. */
async function refused(posting: () => Promise<unknown>, code: string, params = {}): Promise<void> {
  const before = await exported(place.db);
  const error: unknown = await posting().then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toEqual(fault(code, params));
  expect(isFault(error) && error.en.length > 0 && error.zh.length > 0 && !/\{\w+\}/.test(error.en + error.zh)).toBe(true);
  expect(await exported(place.db)).toBe(before);
}

test('what can be told without the database is refused before it is asked', async () => {
  const sound = pay(1n);
  const otherBook = defineBook('other', 'CNY', BOOK.chart);
  const dollars = defineBook(BOOK.name, 'USD', BOOK.chart);
  const changed = (change: Partial<Journal>) => () => poster.post({ ...sound, ...change });
  await refused(changed({ transfers: [] }), 'JOURNAL_EMPTY');
  await refused(changed({ transfers: [{ debit: ann, credit: bob, amount: 0n }] }), 'TRANSFER_NOT_POSITIVE', { amount: 0n });
  await refused(changed({ transfers: [{ debit: ann, credit: bob, amount: -1n }] }), 'TRANSFER_NOT_POSITIVE');
  await refused(changed({ transfers: [{ debit: ann, credit: bob, amount: 2n ** 63n }] }), 'AMOUNT_TOO_LARGE', { most: 2n ** 63n - 1n });
  await refused(changed({ transfers: [{ debit: ann, credit: dollars.of('wallet', 'ann', BUCKET), amount: 1n }] }), 'TRANSFER_MIXES_ASSETS');
  await refused(changed({ transfers: [{ debit: ann, credit: otherBook.of('wallet', 'ann', BUCKET), amount: 1n }] }), 'JOURNAL_LEAVES_BOOK', { other: 'other' });
  await refused(changed({ transfers: [{ debit: ann, credit: BOOK.of('wallet', 'bob', 8), amount: 1n }] }), 'JOURNAL_LEAVES_BUCKET', { other: 8 });
  await refused(changed({ transfers: [{ debit: ann, credit: ann, amount: 1n }] }), 'TRANSFER_TO_ITSELF');
  await refused(changed({ id: '00000000-0000-4000-8000-000000000000' }), 'JOURNAL_FIELD_INVALID', { field: 'id' });
  await refused(changed({ businessDate: '2026-02-30' }), 'JOURNAL_FIELD_INVALID', { field: 'businessDate' });
  await refused(changed({ reference: 'a|b' }), 'JOURNAL_FIELD_INVALID', { field: 'reference' });
  await refused(changed({ subject: 'a\nb' }), 'JOURNAL_FIELD_INVALID', { field: 'subject' });
  await refused(changed({ transfers: Array.from({ length: 5_001 }, () => ({ debit: ann, credit: bob, amount: 1n })) }), 'JOURNAL_TOO_LONG');
});

test('a book, an account and a balance that are not there', async () => {
  const nobody = defineBook('nobody', 'CNY', BOOK.chart);
  const from = nobody.of('wallet', 'ann', BUCKET);
  const unopened = openPoster(place.db, nobody);
  const astray = journal(entry([{ debit: from, credit: nobody.of('wallet', 'bob', BUCKET), amount: 1n }]));
  await refused(() => unopened.post(astray), 'BOOK_NOT_OPEN', { book: 'nobody' });
  await unopened.close();
  await refused(() => poster.post(pay(1n, BOOK.of('wallet', 'eve', BUCKET))), 'ACCOUNT_NOT_OPEN', { path: 'wallet', owner: 'eve', book: 'wallets' });
  await refused(() => poster.post(pay(10_001n)), 'INSUFFICIENT_BALANCE', { owner: 'ann', held: 10_000n, amount: 10_001n });
});

test('an account is closed when it is empty, and then takes nothing', async () => {
  const dora = BOOK.of('wallet', 'dora', BUCKET);
  await place.db.tx((tx) => openAccounts(tx, [dora]));
  await poster.post(pay(5n, dora));
  await refused(() => place.db.tx((tx) => closeAccount(tx, dora)), 'ACCOUNT_NOT_EMPTY', { held: 5n, pending: 0n });
  await poster.post(journal(entry([{ debit: dora, credit: ann, amount: 5n }])));
  await place.db.tx((tx) => closeAccount(tx, dora));
  await refused(() => poster.post(pay(1n, dora)), 'ACCOUNT_CLOSED', { owner: 'dora' });
});

test('limits of its own: down to a floor below zero, up to a ceiling, and no totals beyond 2^63', async () => {
  const [fred, gina, vast, other] = ['fred', 'gina', 'vast', 'other'].map((owner) => BOOK.of('wallet', owner, BUCKET)) as [
    typeof ann,
    typeof ann,
    typeof ann,
    typeof ann,
  ];
  await place.db.tx((tx) => openAccounts(tx, [fred, gina, vast, other]));
  await place.db.tx(async (tx) => {
    await setLimits(tx, fred, { floor: -100n, ceiling: null });
    await setLimits(tx, gina, { floor: 0n, ceiling: 60n });
    await setLimits(tx, vast, { floor: null, ceiling: null });
  });
  await poster.post(journal(entry([{ debit: fred, credit: gina, amount: 60n }])));
  await refused(() => poster.post(journal(entry([{ debit: fred, credit: bob, amount: 41n }]))), 'INSUFFICIENT_BALANCE', { owner: 'fred' });
  await refused(() => poster.post(pay(1n, gina)), 'BALANCE_LIMIT', { owner: 'gina', held: 0n, amount: 1n });
  await refused(() => place.db.tx((tx) => setLimits(tx, fred, { floor: -59n, ceiling: null })), 'INSUFFICIENT_BALANCE');
  await poster.post(journal(entry([{ debit: vast, credit: other, amount: 2n ** 63n - 1n }])));
  await refused(() => poster.post(journal(entry([{ debit: vast, credit: bob, amount: 1n }]))), 'BALANCE_OVERFLOW', { owner: 'vast' });
});

test('one id is one journal: repeated it answers as before, with another body it is refused', async () => {
  const one = pay(3n);
  const first = await poster.post(one);
  expect(await poster.post(one)).toEqual({ ...first, repeated: true });
  await refused(() => poster.post({ ...one, subject: 'bob' }), 'JOURNAL_REUSED', { id: one.id });
  await refused(() => poster.postLinked([pay(1n), { ...one, subject: 'bob' }]), 'JOURNAL_REUSED');
});

test('a linked group is posted together or not at all; journals of a batch stand each by itself', async () => {
  const [a, , c] = await held();
  await refused(() => poster.postLinked([pay(1n), pay(1_000_000n), pay(1n)]), 'INSUFFICIENT_BALANCE', { amount: 1_000_000n });
  const outcomes = await poster.postAll([pay(1n), pay(1_000_000n), pay(2n)]);
  expect(outcomes.map((outcome) => ('repeated' in outcome ? 'posted' : outcome.code))).toEqual(['posted', 'INSUFFICIENT_BALANCE', 'posted']);
  expect((await poster.postLinked([pay(3n), pay(4n)])).map(({ repeated }) => repeated)).toEqual([false, false]);
  expect(await held()).toEqual([(a ?? 0n) - 10n, expect.anything(), c, 0n]);
});

test('a pending journal reserves, is settled in part, and releases the rest', async () => {
  const [before = 0n] = await held();
  const reserve = pendingJournal(entry([{ debit: ann, credit: bob, amount: before }]));
  await poster.post(reserve);
  expect((await held())[0]).toBe(before);
  await refused(() => poster.post(pay(1n)), 'INSUFFICIENT_BALANCE', { held: 0n, amount: 1n });
  const pending = await loadJournal(place.db, reserve.id);
  const on = { businessDate: '2026-01-16' };
  expect(() => settlement(pending, on, [before + 1n])).toThrow(fault('PENDING_MISMATCH'));
  const part = settlement(pending, on, [40n]);
  await refused(() => poster.post({ ...part, transfers: part.transfers.map((t) => ({ ...t, held: -1n, amount: 1n })) }), 'PENDING_MISMATCH');
  await poster.post(part);
  expect((await held())[0]).toBe(before - 40n);
  await poster.post(pay(1n));
  await refused(() => poster.post(settlement(pending, { ...on, reference: 'again' })), 'PENDING_CLOSED', { id: reserve.id });
  await refused(() => poster.post(voiding(pending, on)), 'PENDING_CLOSED');
  expect(await poster.post(part)).toMatchObject({ repeated: true });
  await refused(() => poster.post({ ...part, ...{ id: pay(1n).id, target: pay(1n).id } }), 'PENDING_UNKNOWN');
});

test('what expired cannot be settled, but is voided in a sweep of the day', async () => {
  const [before = 0n] = await held();
  const reserve = pendingJournal({ ...entry([{ debit: ann, credit: bob, amount: 7n }]), expiresOn: '2026-01-20' });
  await poster.post(reserve);
  const pending = await loadJournal(place.db, reserve.id);
  await refused(() => poster.post(settlement(pending, { businessDate: '2026-01-21' })), 'PENDING_EXPIRED', { id: reserve.id, date: '2026-01-21' });
  expect(await place.db.tx((tx) => expirePending(tx, BOOK, '2026-01-20', 10))).toBe(0);
  expect(await place.db.tx((tx) => expirePending(tx, BOOK, '2026-01-21', 10))).toBe(1);
  await refused(() => poster.post(settlement(pending, { businessDate: '2026-01-20', reference: 'late' })), 'PENDING_CLOSED');
  await poster.post(pay(before));
  await poster.post(topUp(`again ${number}`, 10_000n));
});

test('a sweep moves what there is, and answers the same when it is repeated', async () => {
  const hugo = BOOK.of('wallet', 'hugo', BUCKET);
  await place.db.tx((tx) => openAccounts(tx, [hugo]));
  await poster.post(pay(70n, hugo));
  const sweep = journal(entry([{ debit: hugo, credit: bob, amount: 100n, sweep: 'debit' }]));
  const first = await poster.post(sweep);
  expect(first.amounts).toEqual([70n]);
  expect(await poster.post(sweep)).toEqual({ ...first, repeated: true });
  await refused(() => poster.post({ ...sweep, transfers: [{ debit: hugo, credit: bob, amount: 99n, sweep: 'debit' }] }), 'JOURNAL_REUSED');
  await refused(() => poster.post(journal(entry([{ debit: hugo, credit: bob, amount: 1n, sweep: 'debit' }]))), 'INSUFFICIENT_BALANCE', { held: 0n });
});

test('a reversal turns every transfer round, once', async () => {
  const before = await held();
  const wrong = journal(
    entry([
      { debit: ann, credit: bob, amount: 9n },
      { debit: ann, credit: income, amount: 2n },
    ]),
  );
  await poster.post(wrong);
  const posted = await loadJournal(place.db, wrong.id);
  await poster.post(reversal(posted, { businessDate: '2026-01-17' }));
  expect(await held()).toEqual(before);
  await refused(() => poster.post(reversal(posted, { businessDate: '2026-01-18' })), 'JOURNAL_REUSED');
});

test('post inside the caller’s transaction takes all or throws, and the caller may go on', async () => {
  const before = await exported(place.db);
  await place.db.tx(async (tx) => {
    await expect(post(tx, BOOK, [pay(1n), pay(1_000_000n)])).rejects.toThrow(fault('INSUFFICIENT_BALANCE'));
    await tx.query('SELECT 1');
  });
  expect(await exported(place.db)).toBe(before);
});

test('a second asset of a book is another set of accounts', async () => {
  const dollars = defineBook(BOOK.name, 'USD', BOOK.chart);
  const fund = dollars.of('wallet', 'ann', BUCKET);
  await place.db.tx((tx) => openBook(tx, dollars, ['cash']));
  await place.db.tx((tx) => openAccounts(tx, [fund]));
  await poster.post(
    journal(
      entry([
        { debit: ann, credit: cash, amount: 710n },
        { debit: dollars.house('cash', BUCKET), credit: fund, amount: 100n },
      ]),
    ),
  );
  expect((await balances(place.db, [fund])).get(fund.id)).toBe(100n);
});

test('callers beyond the queue wait their turn', async () => {
  const sizes: number[] = [];
  const narrow = openPoster(place.db, BOOK, { queueMax: 4, batchMax: 3, onBatch: (journals) => sizes.push(journals.length) });
  const from = await narrow.post(pay(1n));
  const all = await Promise.all(Array.from({ length: 60 }, () => narrow.post(pay(1n))));
  expect(all.map(({ sequence }) => sequence - from.sequence).sort((a, b) => Number(a - b))).toEqual(Array.from({ length: 60 }, (_, i) => BigInt(i + 1)));
  expect(Math.max(...sizes)).toBe(3);
  await narrow.close();
});

test('a closed poster takes nothing, and what it had taken is posted', async () => {
  const closing = openPoster(place.db, BOOK, { queueMax: 2 });
  const taken = [send(`c${number}`, 1n), send(`d${number}`, 1n)].map((one) => closing.post(one));
  await Promise.all([closing.close(), ...taken]);
  await refused(() => closing.post(pay(1n)), 'POSTER_CLOSED');
});
