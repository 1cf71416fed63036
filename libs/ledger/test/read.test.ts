import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  accountStatement,
  accountsOfPath,
  accountTree,
  books,
  consume,
  consumers,
  ed25519Check,
  ed25519Signer,
  importLedger,
  type Journal,
  latestJournals,
  openConsumer,
  openPoster,
  pendingJournal,
  post,
  proofStatus,
  settlement,
  signCheckpoint,
  totalsAsOf,
  trialBalanceAsOf,
  verifyChain,
  verifyCheckpoints,
} from '../src/index.ts';
import { ann, BOOK, bob, cash, exported, openEmptyBook, openTestBook, send, sendWithFee, type TestBook, topUp } from './book.ts';

let place: TestBook;
const DAYS = ['2026-01-15', '2026-01-16', '2026-02-03'] as const;

/** What was posted, one by one and in order: the expectation of every read. */
const posted: Journal[] = [];

beforeAll(async () => {
  place = await openTestBook();
  for (let i = 0; i < 60; i += 1) {
    const entry = i % 4 === 0 ? topUp(`t${i}`, 1_000n + BigInt(i), DAYS[i % 3]) : i % 4 === 1 ? sendWithFee(`f${i}`, 100n, 3n) : send(`s${i}`, 10n + BigInt(i));
    posted.push(entry);
  }
  for (let i = 0; i < posted.length; i += 7) await place.db.tx((tx) => post(tx, BOOK, posted.slice(i, i + 7)));
});
afterAll(() => place.close());

const annMoved = (entry: Journal): bigint =>
  entry.transfers.reduce((sum, t) => sum + (t.credit.id === ann.id ? t.amount : 0n) - (t.debit.id === ann.id ? t.amount : 0n), 0n);
const balanceAfter = (entries: readonly Journal[]): bigint => entries.reduce((sum, entry) => sum + annMoved(entry), 0n);

test('a statement pages back through every line with its running balance', async () => {
  const expected = posted.flatMap((entry, i) => {
    let balance = balanceAfter(posted.slice(0, i));
    return entry.transfers.map((t, position) => {
      balance += t.credit.id === ann.id ? t.amount : -t.amount;
      return { sequence: BigInt(i + 1), position, reference: entry.reference, balance };
    });
  });
  const lines = [];
  for (let cursor: string | null = null; ; ) {
    const page: Awaited<ReturnType<typeof accountStatement>> = await accountStatement(place.db, ann, cursor, 7);
    lines.push(...page.lines.map(({ sequence, position, reference, balance }) => ({ sequence, position, reference, balance })));
    cursor = page.next;
    if (cursor === null) break;
  }
  expect(lines).toEqual(expected.reverse());
  await expect(accountStatement(place.db, ann, 'x', 7)).rejects.toThrow(expect.objectContaining({ code: 'CURSOR_INVALID' }));
});

test('an account with many transfers has the same statement, read by stretches of the book', async () => {
  const before = await accountStatement(place.db, ann, null, 30);
  await expect(
    place.db.tx(async (tx) => {
      await tx.query('UPDATE ledger.account SET entries = 1000000 WHERE account_id = $1', [ann.id]);
      expect(await accountStatement(tx, ann, null, 30)).toEqual(before);
      expect((await totalsAsOf(tx, ann, { sequence: 20n })).balance).toBe(balanceAfter(posted.slice(0, 20)));
      throw new Error('undo');
    }),
  ).rejects.toThrow('undo');
});

test('a balance as of any journal, business date and instant', async () => {
  for (const sequence of [0, 1, 13, 59, 60])
    expect((await totalsAsOf(place.db, ann, { sequence: BigInt(sequence) })).balance).toBe(balanceAfter(posted.slice(0, sequence)));
  for (const date of ['2026-01-14', ...DAYS]) {
    const until = balanceAfter(posted.filter(({ businessDate }) => businessDate <= date));
    expect((await totalsAsOf(place.db, ann, { date })).balance).toBe(until);
    const wallets = (await trialBalanceAsOf(place.db, BOOK.name, { date })).find(({ path }) => path === 'wallet');
    const bobs = posted.filter(({ businessDate }) => businessDate <= date).flatMap(({ transfers }) => transfers.filter(({ credit }) => credit.id === bob.id));
    expect(wallets && wallets.credits - wallets.debits).toBe(until + bobs.reduce((sum, { amount }) => sum + amount, 0n));
  }
  expect((await totalsAsOf(place.db, ann, { instant: 0 })).balance).toBe(0n);
  expect((await totalsAsOf(place.db, ann, { instant: Number.MAX_SAFE_INTEGER / 2_000 })).balance).toBe(balanceAfter(posted));
});

test('the chart rolls paths up, and lists the accounts of one', async () => {
  const tree = await accountTree(place.db, BOOK.name);
  expect(tree.map(({ path, depth, side, accounts }) => [path, depth, side, accounts])).toEqual([
    ['cash', 0, 'debit', 256],
    ['income', 0, 'credit', 256],
    ['wallet', 0, 'credit', 2],
  ]);
  expect(tree.reduce((sum, { balance }) => sum + balance, 0n)).toBe(0n);
  const first = await accountsOfPath(place.db, BOOK.name, 'wallet', null, 1);
  const second = await accountsOfPath(place.db, BOOK.name, 'wallet', first[0]?.id ?? 0n, 5);
  expect(new Set([...first, ...second].map(({ owner }) => owner))).toEqual(new Set(['ann', 'bob']));
});

test('the journals of a business date, newest first', async () => {
  const expected = posted.flatMap(({ businessDate, reference }) => (businessDate === DAYS[2] ? [reference] : [])).reverse();
  expect((await latestJournals(place.db, BOOK.name, null, 100, DAYS[2])).map(({ reference }) => reference)).toEqual(expected);
  expect((await latestJournals(place.db, BOOK.name, 11n, 3, null)).map(({ sequence }) => sequence)).toEqual([10n, 9n, 8n]);
});

test('a consumer gets every journal once and in order, and goes on after a failure', async () => {
  await openConsumer(place.db, BOOK.name, 'mail');
  const got: bigint[] = [];
  await expect(
    consume(place.db, BOOK.name, 'mail', 25, async () => {
      throw new Error('lost');
    }),
  ).rejects.toThrow('lost');
  while (
    await consume(place.db, BOOK.name, 'mail', 25, async (journals) => {
      got.push(...journals.map(({ sequence }) => sequence));
    })
  );
  expect(got).toEqual(posted.map((_, i) => BigInt(i + 1)));
  await openConsumer(place.db, BOOK.name, 'mail');
  expect(await consumers(place.db, BOOK.name)).toEqual([{ name: 'mail', sequence: 60n, behind: 0n }]);
});

test('a range of the chain is proved alone, and a break is named', async () => {
  const whole = await verifyChain(place.db);
  expect(whole).toMatchObject({ ok: true, examined: 60 });
  const part = await verifyChain(place.db, { book: BOOK.name, from: '2026-02-01', through: '2026-02-28' });
  expect(part.ok && part.examined > 0 && part.examined < 60).toBe(true);
  await expect(
    place.db.tx(async (tx) => {
      await tx.query(`UPDATE ledger.transfer SET amount = amount + 1 WHERE sequence = 30`);
      throw Object.assign(new Error('undo'), await verifyChain(tx));
    }),
  ).rejects.toMatchObject({
    wrong: [expect.stringContaining(`book wallets: journal 30 (${posted[29]?.id})`), expect.stringContaining('book wallets: batch 5 (journals 29 to 35)')],
  });
});

test('a signed checkpoint shows a chain that was made anew', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const kept = await signCheckpoint(place.db, BOOK.name, ed25519Signer(privateKey));
  const known = ed25519Check([publicKey]);
  expect(await verifyCheckpoints(place.db, known, [kept])).toMatchObject({ ok: true, examined: 2 });
  expect((await verifyCheckpoints(place.db, ed25519Check([]))).wrong[0]).toContain('not known');
  expect(await proofStatus(place.db)).toEqual([expect.objectContaining({ book: BOOK.name, sequence: 60n, signedSequence: 60n })]);
  await expect(
    place.db.tx(async (tx) => {
      await tx.query('UPDATE ledger.batch SET hash = sha256(hash)');
      await tx.query('UPDATE ledger.checkpoint SET hash = (SELECT hash FROM ledger.batch ORDER BY batch DESC LIMIT 1)');
      throw Object.assign(new Error('undo'), await verifyCheckpoints(tx, known, [kept]));
    }),
  ).rejects.toMatchObject({ wrong: [expect.stringContaining('is not what was signed'), expect.stringContaining('does not lie on the chain')] });
});

test('an import of an export gives the same bytes, and goes on where it stopped', async () => {
  const source = await openTestBook();
  const target = await openEmptyBook();
  try {
    const poster = openPoster(source.db, BOOK);
    const head = { businessDate: '2011-07-01', kind: 'old', subject: 'ann' };
    await poster.postAll([topUp('t', 500n, '2009-12-31'), send('s', 20n)]);
    const hold = pendingJournal({ ...head, reference: 'hold', transfers: [{ debit: ann, credit: bob, amount: 50n }], expiresOn: '2011-08-01' });
    const { sequence } = await poster.post(hold);
    await poster.post(settlement({ ...hold, book: BOOK.name, sequence }, { businessDate: '2011-07-02' }, [30n]));
    await poster.post({ ...send('sweep', 1_000n), transfers: [{ debit: ann, credit: cash, amount: 1_000n, sweep: 'debit' }] });
    await poster.close();
    const lines = (await exported(source.db)).split('\n');
    await expect(importLedger(target.db, [...lines.slice(0, -2), 'no json'])).rejects.toThrow(expect.objectContaining({ code: 'IMPORT_INVALID' }));
    expect(await importLedger(target.db, lines)).toBeGreaterThan(0);
    expect(await importLedger(target.db, lines)).toBe(0);
    expect(await exported(target.db)).toBe(lines.join('\n'));
    expect((await books(target.db))[0]).toMatchObject({ sequence: 5n });
    expect(await verifyChain(target.db)).toMatchObject({ ok: true, examined: 5 });
  } finally {
    await source.close();
    await target.close();
  }
});
