import type { Step } from '@jinqiao/business-day';
import type { BusinessDate } from '@jinqiao/calendar';
import { verifyLedger } from '@jinqiao/ledger';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fundDays, registerBreaks, suspendSubscriptions, verifyWealth } from '../src/index.ts';
import { customer, FUND, openTestFund } from './funds.ts';

type TestFund = Awaited<ReturnType<typeof openTestFund>>;

// The last Thursday before the Spring Festival of 2026: the exchange opens again on Tuesday the 24th.
const THURSDAY = '2026-02-12';

let fund: TestFund;
beforeEach(async () => {
  fund = await openTestFund(THURSDAY);
});
afterEach(() => fund.end());

const empty = { available: 0n, frozen: 0n, inTransit: 0n };

async function proved({ db }: TestFund) {
  return [...(await verifyLedger(db)), ...(await verifyWealth(db))].filter(({ ok }) => !ok);
}

test('bought at 14:59 before the holiday it earns from Friday through the break, at 15:00 only from the first day after it', async () => {
  await fund.accept(THURSDAY, 'early', 'subscribe', 1_000_000n, '14:59:59');
  await fund.accept(THURSDAY, 'late', 'subscribe', 1_000_000n, '15:00:00');
  await fund.close(THURSDAY);
  expect(await fund.wallet('early')).toEqual({ ...empty, inTransit: 1_000_000n });
  await fund.close('2026-02-13');
  expect(await fund.wallet('early')).toEqual({ ...empty, available: 1_000_045n });
  expect(await fund.wallet('late')).toEqual({ ...empty, inTransit: 1_000_000n });
  await fund.close('2026-02-23');
  // 0.4512 a day on 10,000.00, cut to 0.45, on the eleven days from the 13th to the 23rd.
  expect(await fund.wallet('early')).toEqual({ ...empty, available: 1_000_495n });
  expect(await fund.wallet('late')).toEqual({ ...empty, inTransit: 1_000_000n });
  await fund.close('2026-02-24');
  expect(await fund.wallet('late')).toEqual({ ...empty, available: 1_000_045n });
  expect(await proved(fund)).toEqual([]);
});

test('a redemption is frozen at once, earns its dealing day, and is paid on the next trading day', async () => {
  await fund.accept(THURSDAY, 'saver', 'subscribe', 1_234_567n, '10:00:00');
  await fund.close('2026-02-23');
  const held = (await fund.wallet('saver')).available;
  // 12,345.67 × 0.4512 = 0.55 a day, eleven days.
  expect(held).toBe(1_234_567n + 11n * 55n);
  await fund.accept('2026-02-24', 'saver', 'redeem', held, '14:00:00');
  expect(await fund.wallet('saver')).toEqual({ ...empty, frozen: held });
  await fund.close('2026-02-24');
  expect(await fund.wallet('saver')).toEqual({ ...empty, frozen: held, available: 55n });
  await fund.close('2026-02-25');
  expect(await fund.wallet('saver')).toEqual({ ...empty, available: 55n });
  const { rows } = await fund.db.query<{ path: string; amount: bigint }>(
    `SELECT path, sum(debits - credits)::bigint AS amount FROM ledger.account WHERE book = 'fund-cash:519858' AND path IN ('settlement/account', 'wallet/pay-out', 'wallet/paid-in') GROUP BY path`,
  );
  expect(rows.filter(({ amount }) => amount !== 0n)).toEqual([]);
  expect(await proved(fund)).toEqual([]);
});

test('holdings under 221.64 earn nothing at 0.4512, and what is cut off stays the fund’s', async () => {
  await fund.accept(THURSDAY, 'small', 'subscribe', 22_163n, '09:00:00');
  await fund.accept(THURSDAY, 'enough', 'subscribe', 22_164n, '09:00:00');
  await fund.close('2026-02-13');
  expect([(await fund.wallet('small')).available, (await fund.wallet('enough')).available]).toEqual([22_163n, 22_165n]);
  const [day] = await fundDays(fund.db, FUND.fundId, '2026-02-13', 1);
  // 443.27 shares earn 2.00 fen together; one fen reached a wallet.
  expect(day).toMatchObject({ earning: 44_327n, gross: 2n, expected: 1n, income: 1n, closing: 44_328n });
});

test('what is in transit cannot be redeemed, and the refusal changes nothing', async () => {
  await fund.accept(THURSDAY, 'hasty', 'subscribe', 50_000n, '09:00:00');
  const before = await fund.exported();
  await expect(fund.accept(THURSDAY, 'hasty', 'redeem', 1n, '09:30:00')).rejects.toMatchObject({ code: 'SHARES_NOT_AVAILABLE', params: { amount: 1n } });
  await expect(fund.accept(THURSDAY, 'hasty', 'subscribe', 0n, '09:30:00')).rejects.toMatchObject({ code: 'FUND_ORDER_INVALID' });
  await expect(fund.accept(THURSDAY, 'hasty', 'subscribe', 1n, '25:00:00')).rejects.toMatchObject({ code: 'FUND_ORDER_INVALID' });
  await expect(fund.accept('2028-01-03', 'hasty', 'subscribe', 1n, '09:00:00')).rejects.toMatchObject({ code: 'CALENDAR_UNKNOWN' });
  expect(await fund.exported()).toEqual(before);
});

test('a fund that takes no subscriptions before a holiday still redeems', async () => {
  await fund.accept(THURSDAY, 'holder', 'subscribe', 100_000n, '09:00:00');
  await fund.close('2026-02-13');
  await fund.db.tx((tx) => suspendSubscriptions(tx, FUND.fundId, { from: '2026-02-24' as BusinessDate, to: '2026-02-25' as BusinessDate }));
  await expect(fund.accept('2026-02-14', 'holder', 'subscribe', 100n, '09:00:00')).rejects.toMatchObject({
    code: 'SUBSCRIBE_SUSPENDED',
    params: { from: '2026-02-24', to: '2026-02-25', again: '2026-02-26' },
  });
  await fund.accept('2026-02-14', 'holder', 'redeem', 100n, '09:00:00');
  expect(await fund.wallet('holder')).toEqual({ ...empty, available: 99_904n, frozen: 100n });
});

test('an order sent twice is one order; with another amount it is refused', async () => {
  await fund.accept(THURSDAY, 'twice', 'subscribe', 50_000n, '09:00:00', 'one');
  await fund.accept(THURSDAY, 'twice', 'subscribe', 50_000n, '09:05:00', 'one');
  await expect(fund.accept(THURSDAY, 'twice', 'subscribe', 60_000n, '09:00:00', 'one')).rejects.toMatchObject({ code: 'FUND_ORDER_REUSED' });
  expect(await fund.wallet('twice')).toEqual({ ...empty, inTransit: 50_000n });
});

test('what the registrar does not name stays open, what it refuses goes back, what it makes up is listed', async () => {
  const [order] = await fund.accept(THURSDAY, 'one', 'subscribe', 100_000n, '09:00:00');
  await fund.accept(THURSDAY, 'two', 'subscribe', 100_000n, '09:00:00');
  const unknown = { orderId: 'ford_000000000000000000000000aa', outcome: 'confirmed' as const, amount: 7n };
  fund.words.set('2026-02-13', {
    confirmations: (due) => [
      ...due.filter(({ orderId }) => orderId !== order?.orderId).map(({ orderId, amount }) => ({ orderId, outcome: 'refused' as const, amount })),
      unknown,
    ],
  });
  await fund.close('2026-02-13');
  expect(await fund.wallet('one')).toEqual({ ...empty, inTransit: 100_000n });
  expect(await fund.wallet('two')).toEqual(empty);
  expect((await registerBreaks(fund.db, FUND.fundId)).map(({ kind, subject, ours, theirs }) => ({ kind, subject, ours, theirs }))).toEqual([
    { kind: 'unconfirmed', subject: order?.orderId, ours: 100_000n, theirs: 0n },
    { kind: 'unknown-order', subject: unknown.orderId, ours: 0n, theirs: 7n },
  ]);
  await fund.close('2026-02-14');
  expect(await fund.wallet('one')).toEqual({ ...empty, available: 100_004n });
  expect(await proved(fund)).toEqual([]);
});

test('a wallet that differs is shown as the registrar does; the fen in between lies in suspense and the break is listed', async () => {
  await fund.accept(THURSDAY, 'short', 'subscribe', 100_000n, '09:00:00');
  await fund.accept(THURSDAY, 'over', 'subscribe', 100_000n, '09:00:00');
  const other = { [customer('short').customerId]: -100n, [customer('over').customerId]: 30n };
  fund.words.set('2026-02-13', { statement: (agreed) => agreed.map((line) => ({ ...line, balance: line.balance + (other[line.customerId] ?? 0n) })) });
  await fund.close('2026-02-14');
  // 4 fen a day each.
  expect([(await fund.wallet('short')).available, (await fund.wallet('over')).available]).toEqual([99_908n, 100_038n]);
  expect((await registerBreaks(fund.db, FUND.fundId)).map(({ kind, ours, theirs }) => [kind, theirs - ours]).sort()).toEqual([
    ['balance', -100n],
    ['balance', 30n],
  ]);
  const days = await fundDays(fund.db, FUND.fundId, '2026-02-13', 2);
  expect(days.map(({ restored, closing }) => [restored, closing])).toEqual([
    [70n, 199_938n],
    [0n, 199_946n],
  ]);
  expect(await proved(fund)).toEqual([]);
});

test('a holder whom only the registrar knows is shown as there, and does not stop the close', async () => {
  await fund.accept(THURSDAY, 'known', 'subscribe', 100_000n, '09:00:00');
  fund.words.set('2026-02-13', { statement: (agreed) => [...agreed, { ...customer('stranger'), balance: 700n }] });
  await fund.close('2026-02-13');
  expect(await fund.wallet('stranger')).toEqual({ ...empty, available: 700n });
  expect((await registerBreaks(fund.db, FUND.fundId)).map(({ subject, ours, theirs }) => [subject, ours, theirs])).toEqual([
    [customer('stranger').customerId, 0n, 700n],
  ]);
  expect(await proved(fund)).toEqual([]);
});

test('a published seven-day yield that its seven days do not give is a break', async () => {
  const income = [4512n, 4498n, 4498n, 4498n, 4530n, 4475n, 4519n];
  for (const [at, per10k] of income.entries()) fund.words.set(`2026-02-${12 + at}`, { per10k, ...(at === 6 ? { sevenDayYield: 1_658n } : {}) });
  fund.words.set('2026-02-19', { per10k: 4512n, sevenDayYield: 1_000n });
  await fund.close('2026-02-19');
  const breaks = await registerBreaks(fund.db, FUND.fundId);
  expect(breaks.map(({ on, kind, theirs }) => [on, kind, theirs])).toEqual([['2026-02-19', 'yield', 1_000n]]);
});

test('a close that dies after any of its chunks and is run again gives the same books', async () => {
  const plain = await openTestFund(THURSDAY);
  try {
    const script = async (one: TestFund, close: (through: string) => Promise<unknown>) => {
      for (const name of ['a', 'b', 'c', 'd']) await one.accept(THURSDAY, name, 'subscribe', 5_000_000n, '10:00:00');
      await close('2026-02-13');
      for (const name of ['a', 'b']) await one.accept('2026-02-14', name, 'redeem', 1_000_000n, '10:00:00');
      await close('2026-02-25');
    };
    await script(plain, (through) => plain.close(through));
    let next = 0;
    const deaths = async (through: string) => {
      for (;;) {
        next += 1;
        const left = { chunks: next };
        const died = await fund
          .close(through, (step) => dyingAfter(step, left))
          .then(
            () => false,
            (error: Error) => error.message === 'killed' || Promise.reject(error),
          );
        if (!died) break;
      }
    };
    await script(fund, deaths);
    expect(next).toBeGreaterThan(8);
    expect(await fund.exported()).toEqual(await plain.exported());
    expect(await fundDays(fund.db, FUND.fundId, THURSDAY, 20)).toEqual(await fundDays(plain.db, FUND.fundId, THURSDAY, 20));
  } finally {
    await plain.end();
  }
});

/** The step, which dies when a number of chunks have committed. */
function dyingAfter(step: Step, left: { chunks: number }): Step {
  const counted = async <T>(work: Promise<T>): Promise<T> => {
    const value = await work;
    left.chunks -= 1;
    if (left.chunks === 0) throw new Error('killed');
    return value;
  };
  return {
    ...step,
    run: (context) => step.run({ ...context, chunk: (work) => counted(context.chunk(work)), once: (name, work) => counted(context.once(name, work)) }),
  };
}

test('verify finds an order, a day and a fund’s capital that were altered behind the books', async () => {
  await fund.accept(THURSDAY, 'kept', 'subscribe', 100_000n, '09:00:00');
  await fund.close(THURSDAY);
  await fund.accept('2026-02-13', 'kept', 'subscribe', 7n, '09:00:00');
  await fund.close('2026-02-13');
  expect(await proved(fund)).toEqual([]);
  await fund.db.query(`UPDATE wealth.fund_order SET amount = 8 WHERE state = 'accepted'`);
  await fund.db.query(`UPDATE wealth.fund_day SET closing = closing + 1 WHERE business_date = '2026-02-13'`);
  await fund.db.query(`UPDATE ledger.account SET credits = credits + 1 WHERE book = 'fund-cash:519858' AND path = 'fund/capital' AND bucket = 0`);
  expect((await verifyWealth(fund.db)).filter(({ ok }) => !ok).map(({ name }) => name)).toEqual(['fund-shares', 'fund-orders', 'fund-days']);
});
