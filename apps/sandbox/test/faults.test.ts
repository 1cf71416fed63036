import { parseFile } from '@jinqiao/gateway';
import { bank, files, payment } from '@jinqiao/wire';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { FAULT_KINDS } from '../src/faults.ts';
import { type Listening, startListening, type Told } from './listening.ts';
import { agree, disburse, enrol, notice, type Platform, PROGRAMME, refOf } from './platform.ts';

let listening: Listening;
let platform: Platform;
let told: Told[] = [];
const OPENING = '2026-03-02';
const DUE = '2026-04-02';

beforeAll(async () => {
  listening = await startListening('payment', [payment.collectionResult]);
  ({ platform, told } = listening);
  await agree(platform, OPENING);
});
afterAll(() => listening.stop());

afterEach(async () => {
  for (const { faults } of Object.values(platform.sandbox.institutions)) for (const kind of FAULT_KINDS) while (faults.take(kind));
  expect(await platform.control('bank', 'state')).toMatchObject({ sum: '0', wrong: 0, faults: [] });
  const { reserve, unsettled } = await platform.control('payment', 'state');
  expect(reserve).toBe(unsettled);
});

let numbers = 0;

/** A customer with a loan of 1,200.00, paid out. */
async function borrower(): Promise<{ loan: string; accountNo: string; token: string; customer: string; collection: string }> {
  numbers += 1;
  const enrolled = await enrol(platform, OPENING, numbers);
  const loan = refOf('ln', numbers);
  await disburse(platform, OPENING, loan, enrolled.accountNo, '120000');
  await platform.ask(bank.payOut, OPENING, { items: [{ payoutRef: loan, accountNo: enrolled.accountNo, amount: '120000' }] });
  return { ...enrolled, loan, collection: refOf('col', numbers) };
}

const balances = () => platform.ask(bank.bankBalances, DUE, { programme: PROGRAMME });
const inject = (of: 'bank' | 'payment', kind: string, times = 1, operation?: string) =>
  platform.control(of, 'faults', { kind, times, ...(operation ? { operation } : {}) });

test('timeout after effect: the outcome is unknown, and the same serial tells that it took effect', async () => {
  const { accountNo } = await enrol(platform, OPENING, 900);
  const loan = refOf('ln', 900);
  const send = () =>
    platform.ask(
      bank.disburse,
      OPENING,
      {
        items: [
          {
            loanRef: loan,
            programme: PROGRAMME,
            accountNo,
            principal: '5000',
            rate: '0.0696',
            method: 'equal-principal',
            periods: 12,
            firstDue: DUE,
            agreementHash: 'h',
          },
        ],
      },
      'disburse.900',
    );
  const before = BigInt((await balances()).loanPrincipal);
  await inject('bank', 'timeout-after-effect', 2, bank.disburse.name);
  expect((await platform.control('bank', 'state')).faults).toEqual(['timeout-after-effect bank.loan.disburse × 2']);
  await expect(send()).rejects.toThrow(/socket hang up|ECONNRESET|cut/);
  // A fault of one operation leaves the others alone.
  expect(BigInt((await balances()).loanPrincipal) - before).toBe(5_000n);
  await expect(send()).rejects.toThrow();
  expect((await send()).items[0]).toMatchObject({ loanRef: loan, status: 'DISBURSED' });
  expect(BigInt((await balances()).loanPrincipal) - before).toBe(5_000n);
});

test('down: nothing is read, so nothing takes effect', async () => {
  const { token, collection } = await borrower();
  await inject('payment', 'down', 2);
  for (const round of ['first', 'second']) {
    await expect(
      platform.ask(payment.collect, DUE, { items: [{ collectionRef: collection, programme: PROGRAMME, link: 'direct', token, amount: '10000' }] }),
      round,
    ).rejects.toThrow();
  }
  const { items } = await platform.ask(payment.queryCollections, DUE, { collectionRefs: [collection] });
  expect(items[0]).toMatchObject({ status: 'NOT_FOUND' });
});

test('duplicate notice: the answer is PROCESSING and the outcome is told twice', async () => {
  const { token, collection } = await borrower();
  await inject('payment', 'duplicate-notice');
  const answer = await platform.ask(payment.collect, DUE, {
    items: [{ collectionRef: collection, programme: PROGRAMME, link: 'direct', token, amount: '10000' }],
  });
  expect(answer.items[0]).toMatchObject({ collectionRef: collection, status: 'PROCESSING' });
  await vi.waitFor(() => expect(told).toHaveLength(2), 5_000);
  expect(new Set(told.map(({ serial }) => serial)).size).toBe(2);
  for (const { items } of told) expect(items).toMatchObject([{ collectionRef: collection, status: 'SUCCESS', amount: '10000' }]);
  const { items } = await platform.ask(payment.queryCollections, DUE, { collectionRefs: [collection] });
  expect(items[0]).toMatchObject({ status: 'SUCCESS', amount: '10000' });
});

test('late, partial and wrong files come so many times, then the right one', async () => {
  const { loan, accountNo, collection } = await borrower();
  const on = '2026-04-07';
  await platform.ask(bank.noticeCollections, on, { items: [notice(collection, loan, accountNo, 10_000n, 696n)] });
  await platform.control('bank', 'day', { date: on, workingDay: true, phase: 'end' });
  const fetch = (kind: 'loan-day' | 'loan-balance' = 'loan-day') => platform.ask(bank.bankFile, on, { programme: PROGRAMME, kind, date: on });
  const read = async () => {
    const { content, digest } = await fetch();
    return parseFile(files.loanDayFile, content, digest);
  };
  await inject('bank', 'late-file', 2);
  for (const round of ['first', 'second']) expect(await fetch(), round).toEqual({ ready: false, content: '', digest: '', parts: 1 });
  await inject('bank', 'partial-file');
  await expect(read()).rejects.toThrow('FILE_TRAILER_MISSING');
  await inject('bank', 'wrong-amount');
  // The wrong amount waits for a file of the day that has a line.
  const balance = await fetch('loan-balance');
  expect(parseFile(files.loanBalanceFile, balance.content, balance.digest).find((row) => row.loanRef === loan)).toEqual({ loanRef: loan, principal: '110000' });
  expect((await read()).map((row) => row.amount)).toEqual(['10697']);
  expect((await read()).map((row) => row.amount)).toEqual(['10696']);
});

test('a payout that fails leaves the money in the class-II account, and may be asked for again', async () => {
  const { accountNo } = await enrol(platform, OPENING, 901);
  const loan = refOf('ln', 901);
  await disburse(platform, OPENING, loan, accountNo, '7000');
  const pay = async () => (await platform.ask(bank.payOut, OPENING, { items: [{ payoutRef: loan, accountNo, amount: '7000' }] })).items[0];
  await inject('bank', 'payout-failed');
  expect(await pay()).toEqual({ payoutRef: loan, status: 'FAILED', code: 'INTERBANK_UNAVAILABLE' });
  const { content, digest } = await platform.ask(bank.bankFile, OPENING, { programme: PROGRAMME, kind: 'account-balance', date: OPENING });
  expect(parseFile(files.accountBalanceFile, content, digest).find((row) => row.accountNo === accountNo)).toEqual({ accountNo, balance: '7000' });
  expect(await pay()).toEqual({ payoutRef: loan, status: 'PAID', code: 'OK' });
});

test('money that comes before its notice waits, and repays the advance at once with the smallest fee', async () => {
  const { loan, accountNo, token, collection } = await borrower();
  const [paidOn, arrives] = ['2026-04-14', '2026-04-15'];
  await platform.ask(payment.collect, paidOn, { items: [{ collectionRef: collection, programme: PROGRAMME, link: 'direct', token, amount: '891333' }] });
  const before = await balances();
  await platform.control('payment', 'day', { date: arrives, workingDay: true, phase: 'open' });
  const between = await balances();
  expect(between).toEqual({ ...before, unallocated: '901333' });
  expect(
    (await platform.ask(bank.noticeCollections, '2026-04-16', { items: [notice(collection, loan, accountNo, 833_333n, 58_000n)] })).items[0],
  ).toMatchObject({ status: 'ADVANCED' });
  const after = await balances();
  // 8,913.33 x 0.02 % x 1 day = 1.78.
  expect([BigInt(after.advances) - BigInt(before.advances), BigInt(after.advanceFees) - BigInt(before.advanceFees)]).toEqual([0n, 178n]);
});

test('a day that opens many times at once pays once', async () => {
  const { token, collection } = await borrower();
  const [paidOn, arrives] = ['2026-04-21', '2026-04-22'];
  await platform.ask(payment.collect, paidOn, { items: [{ collectionRef: collection, programme: PROGRAMME, link: 'direct', token, amount: '4200' }] });
  const opened = await Promise.all(Array.from({ length: 5 }, () => platform.control('payment', 'day', { date: arrives, workingDay: true, phase: 'open' })));
  expect(opened.reduce((sum, { settled }) => sum + Number(settled), 0)).toBe(1);
});

test('cards behave as they are told, and the same on every run', async () => {
  const [funded, flaky] = [await borrower(), await borrower()];
  expect(
    await platform.control('payment', 'cards', {
      cards: [
        { cardRef: funded.customer, behaviour: 'poor', fundedThrough: '2026-05-10' },
        { cardRef: flaky.customer, behaviour: 'flaky' },
        { cardRef: 'nobody' },
      ],
    }),
  ).toEqual({ set: 2 });
  const collect = async (token: string, date: string) =>
    (
      await platform.ask(payment.collect, date, {
        items: [{ collectionRef: refOf('col', `${token} ${date}`), programme: PROGRAMME, link: 'direct', token, amount: '1' }],
      })
    ).items[0]?.code;
  expect(await collect(funded.token, '2026-05-10')).toBe('OK');
  expect(await collect(funded.token, '2026-05-11')).toBe('INSUFFICIENT_FUNDS');
  expect(await collect('tok_nobody', '2026-05-11')).toBe('MANDATE_UNKNOWN');
  // A flaky card is short in some months and never for long: every fifth day pays.
  const months = Array.from({ length: 24 }, (_, i) => `${2026 + Math.floor(i / 12)}-${String((i % 12) + 1).padStart(2, '0')}`);
  const first = await Promise.all(months.map((month) => collect(flaky.token, `${month}-04`)));
  expect(new Set(first)).toEqual(new Set(['OK', 'INSUFFICIENT_FUNDS']));
  for (const month of months) expect(await collect(flaky.token, `${month}-05`)).toBe('OK');
});

test('a collection that is named twice in one message is collected once', async () => {
  const { token, collection } = await borrower();
  const item = { collectionRef: collection, programme: PROGRAMME, link: 'direct' as const, token, amount: '300' };
  const { items } = await platform.ask(payment.collect, DUE, { items: [item, item] });
  expect(items).toHaveLength(2);
  expect(items[0]).toEqual(items[1]);
});

test('a fault that does not exist is refused by name', async () => {
  expect(await inject('bank', 'gremlins')).toMatchObject({ code: 'FAULT_UNKNOWN', en: expect.stringContaining('gremlins') });
});
