import { openFirstDay } from '@jinqiao/business-day';
import { businessDate } from '@jinqiao/calendar';
import { encodeFile } from '@jinqiao/gateway';
import {
  attemptsOfOrder,
  bookSettlements,
  cancelMandate,
  decideRefund,
  eventsOfOrder,
  followersOf,
  ordersByKey,
  type PaymentOrder,
  type Payments,
  placeOrders,
  proposeRefund,
  refundOrder,
  resolveOpen,
  routeChoices,
  sendDue,
} from '@jinqiao/payments';
import { control, type System } from '@jinqiao/server';
import { files, type Institution, payment } from '@jinqiao/wire';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Installation, startInstallation, wrongInBooks } from './installation.ts';
import { atTheBanks, collection, FREE, instrumentOf, misbehave, payer, sign } from './payments.ts';

const ON = '2026-03-02';
let installation: Installation;
let system: System;

beforeAll(async () => {
  installation = await startInstallation();
  system = installation.system;
  await openFirstDay(system.db, ON);
});
afterAll(() => installation.stop());

const place = async (...requests: Parameters<typeof placeOrders>[2][number][]) =>
  placeOrders(system.db, system.payments, requests, requests[0]?.on ?? ON, FREE);
const one = (orders: readonly PaymentOrder[]) => orders[0] as PaymentOrder;
const reload = async (order: PaymentOrder) => (await ordersByKey(system.db, [order])).get(order.orderId) as PaymentOrder;
const owed = (order: PaymentOrder) => balanceOfOwner(`reserve:${order.institutionId}`, order.orderId);

/** The payments whose institutions know nothing when asked, and give an empty file of another day, or another institution's. */
function answering(other: { readonly date?: string; readonly from?: string }): Payments {
  const institutions = system.payments.institutions.map((own): Institution => {
    const exchange = async (operation: { readonly name: string }, message: { readonly body: { readonly date?: string } }) => {
      if (operation.name !== payment.orderFile.name) return { state: 'unknown', reason: 'nobody answers' };
      const date = other.date ?? message.body.date ?? '';
      const file = encodeFile({ layout: files.orderResultFile, institution: other.from ?? own.id, date, rows: [] });
      return { state: 'answered', answer: { ready: true, parts: 1, ...file } };
    };
    return { ...own, exchange: exchange as Institution['exchange'] };
  });
  return { ...system.payments, institutions };
}

async function balanceOfOwner(book: string, owner: string): Promise<bigint> {
  const { rows } = await system.db.query<{ sum: string }>(
    'SELECT coalesce(sum(credits - debits), 0)::text AS sum FROM ledger.account WHERE book = $1 AND owner = $2',
    [book, owner],
  );
  return BigInt(rows[0]?.sum ?? 0);
}

test('a mandate is signed with the code of the issuer, and only with it', async () => {
  await expect(sign(system, 1, { card: 3, institution: 'nobody' })).rejects.toMatchObject({ code: 'INSTITUTION_NOT_OFFERED' });
  const mandate = await sign(system, 1);
  expect([mandate.state, mandate.signedOn, mandate.validThrough, mandate.paymentCap]).toEqual(['active', ON, '2031-03-02', 5_000_000n]);
  // The same way a second time, under another key, while the first is active.
  await expect(sign(system, 1, { caps: { payment: 2n, day: 1n, month: 3n } })).rejects.toMatchObject({ code: 'MANDATE_CAPS_INVALID' });
});

test('a collection takes the cheapest open way, says why, and costs what the price list says', async () => {
  await sign(system, 2);
  await sign(system, 2, { institution: 'yunque' });
  await sign(system, 2, { institution: 'hongying' });
  // 300.00: payment 1.00 fixed; yunque 0.2 % = 0.60; hongying 0.60 + 0.1 % = 0.90.
  const order = one(await place(collection(2, { amount: 30_000n, key: 'a' })));
  expect([order.state, order.institutionId, order.fee, order.settlesOn]).toEqual(['success', 'yunque', 60n, '2026-03-03']);
  expect(order.networkSerial).toMatch(/^net_/);
  const [choice] = await routeChoices(system.db, order);
  expect(choice?.options.map((o) => [o.institution, o.fee, o.reasons])).toEqual([
    ['yunque', '60', []],
    ['hongying', '90', []],
    ['payment', '100', []],
  ]);
  // 2,000.00: yunque 4.00, hongying 2.60, payment 1.00.
  expect(one(await place(collection(2, { amount: 200_000n, key: 'b' }))).institutionId).toBe('payment');
  // 5.00: hongying begins at 10.00; yunque's least fee is 0.10.
  const small = one(await place(collection(2, { amount: 500n, key: 'c' })));
  expect([small.institutionId, small.fee]).toEqual(['yunque', 10n]);
  expect((await routeChoices(system.db, small))[0]?.options.find((o) => o.institution === 'hongying')?.reasons).toEqual(['AMOUNT_BELOW_LEAST']);
  expect(await owed(order)).toBe(30_000n);
  expect((await eventsOfOrder(system.db, order)).map((e) => e.state)).toEqual(['planned', 'sent', 'success']);
  // The same request again meets its own order; another amount under its key is refused.
  const before = await atTheBanks(system);
  expect(one(await place(collection(2, { amount: 30_000n, key: 'a' }))).orderId).toBe(order.orderId);
  await expect(place(collection(2, { amount: 30_001n, key: 'a' }))).rejects.toMatchObject({ code: 'PAYMENT_REUSED' });
  expect(await atTheBanks(system)).toEqual(before);
});

test('a payment whose outcome is unknown goes nowhere else, and is found by the query', async () => {
  await sign(system, 3);
  await sign(system, 3, { institution: 'yunque' });
  const before = await atTheBanks(system);
  await misbehave(system, 'yunque', 'timeout-after-effect', 'payment.order.submit', 4);
  const order = one(await place(collection(3, { amount: 20_000n, key: 'a' })));
  expect([order.state, order.institutionId, order.attempts]).toEqual(['unknown', 'yunque', 1]);
  await resolveOpen(system.db, system.payments, ON, FREE);
  const after = await reload(order);
  expect([after.state, after.institutionId, after.attempts]).toEqual(['success', 'yunque', 1]);
  expect((await atTheBanks(system)).debited - before.debited).toBe(20_000n);
});

test('a payment that never arrived is sent again to the same institution', async () => {
  await sign(system, 4, { institution: 'yunque' });
  const before = await atTheBanks(system);
  await misbehave(system, 'yunque', 'down', 'payment.order.submit', 4);
  const order = one(await place(collection(4, { amount: 20_000n, key: 'a' })));
  expect(order.state).toBe('unknown');
  await resolveOpen(system.db, system.payments, ON, FREE);
  expect((await reload(order)).state).toBe('success');
  expect((await atTheBanks(system)).debited - before.debited).toBe(20_000n);
});

test('what a sure refusal of one institution leaves open is tried at the next', async () => {
  await sign(system, 5);
  const hongying = await sign(system, 5, { institution: 'hongying' });
  // The institution has lost the mandate; we do not know yet.
  await installation.system.db.query(`UPDATE sandbox_hongying.mandate SET token = token || 'x' WHERE mandate_ref = $1`, [hongying.mandateId]);
  // 300.00: hongying 0.90, payment 1.00.
  const order = one(await place(collection(5, { amount: 30_000n, key: 'a' })));
  expect([order.state, order.institutionId, order.attempts, order.fee]).toEqual(['success', 'payment', 2, 100n]);
  expect((await attemptsOfOrder(system.db, order)).map((a) => [a.institutionId, a.state, a.code])).toEqual([
    ['hongying', 'failed', 'MANDATE_UNKNOWN'],
    ['payment', 'success', 'OK'],
  ]);
  expect((await routeChoices(system.db, order))[1]?.options.map((o) => [o.institution, o.reasons])).toEqual([
    ['payment', []],
    ['yunque', ['NO_MANDATE']],
    ['hongying', ['FAILED_BEFORE']],
  ]);
});

test('an institution that leaves payments open is passed over until they are answered', async () => {
  await sign(system, 6);
  await sign(system, 6, { institution: 'yunque' });
  // Sent, and no answer: 4 sends each for three orders; then the fourth goes elsewhere.
  await misbehave(system, 'yunque', 'timeout-after-effect', 'payment.order.submit', 12);
  for (const key of ['a', 'b', 'c']) {
    const order = one(await place(collection(6, { amount: 10_000n, key })));
    expect([order.state, order.institutionId]).toEqual(['unknown', 'yunque']);
    await new Promise((resolve) => setTimeout(resolve, 2_100));
  }
  const next = one(await place(collection(6, { amount: 10_000n, key: 'd' })));
  expect([next.state, next.institutionId]).toEqual(['success', 'payment']);
  expect((await routeChoices(system.db, next))[0]?.options.find((o) => o.institution === 'yunque')?.reasons).toEqual(['BREAKER_OPEN']);
  await resolveOpen(system.db, system.payments, ON, FREE);
  expect(one(await place(collection(6, { amount: 10_000n, key: 'e' }))).institutionId).toBe('yunque');
});

test('refunds are partial and several, and never give back more than was paid', async () => {
  await sign(system, 7);
  const order = one(await place(collection(7, { amount: 30_000n, key: 'a' })));
  const before = await atTheBanks(system);
  const refund = (amount: bigint, key: string) =>
    refundOrder(system.db, system.payments, { ...order, amount }, { madeBy: 'test', checkedBy: null, time: '11:00', key }, ON, FREE);
  expect([(await refund(10_000n, '1')).state, (await refund(5_000n, '2')).state]).toEqual(['success', 'success']);
  expect((await refund(5_000n, '2')).state).toBe('success');
  await expect(refund(15_001n, '3')).rejects.toMatchObject({ code: 'REFUND_EXCEEDS_PAID' });
  const both = await Promise.allSettled([refund(10_000n, '4'), refund(10_000n, '5')]);
  expect(both.map((r) => r.status).sort()).toEqual(['fulfilled', 'rejected']);
  expect((await reload(order)).refunded).toBe(25_000n);
  expect(await owed(order)).toBe(5_000n);
  expect((await atTheBanks(system)).credited - before.credited).toBe(25_000n);
});

test('a refund needs two members of staff, and after settlement the payee gives it back', async () => {
  await sign(system, 8);
  const order = one(await place(collection(8, { amount: 30_000n, key: 'a' })));
  await control(system.urls.payment, 'day', { date: '2026-03-03', workingDay: false, phase: 'open' });
  await bookSettlements(system.db, system.payments, '2026-03-03', FREE);
  expect([(await reload(order)).settledOn, await owed(order)]).toEqual(['2026-03-03', 0n]);
  const request = await system.db.tx((tx) => proposeRefund(tx, order, { amount: 12_345n, reason: 'returned goods', by: 'operator', key: 'k1' }, '2026-03-03'));
  const decide = (by: string) =>
    decideRefund(system.db, system.payments, { requestId: request.requestId, approve: true, by, time: '12:00' }, '2026-03-03', FREE);
  await expect(decide('operator')).rejects.toMatchObject({ code: 'CHECKER_IS_MAKER' });
  await expect(
    system.db.query(`UPDATE payments.refund_request SET state = 'approved', checked_by = made_by WHERE request_id = $1`, [request.requestId]),
  ).rejects.toThrow('refund_request');
  const decided = await decide('finance');
  const refund = (await ordersByKey(system.db, [{ bucket: order.bucket, orderId: decided.refundId ?? '' }])).get(decided.refundId ?? '');
  expect([decided.state, refund?.state, refund?.source, refund?.amount, refund?.checkedBy]).toEqual(['approved', 'success', 'payee', 12_345n, 'finance']);
  expect((await decide('finance')).refundId).toBe(decided.refundId);
});

test('payout, entrusted payment and own transfer go through and leave nothing in the reserve', async () => {
  const who = payer(9);
  await sign(system, 9, { institution: 'yunque' });
  await sign(system, 9, { institution: 'yunque', card: 1 });
  const before = await atTheBanks(system);
  const common = { ...who, mode: 'real-time' as const, purpose: 'once', subject: 'loan', asset: 'CNY', on: ON, time: '10:00', madeBy: 'test' };
  const orders = await place(
    { ...common, kind: 'payout', payer: 'lender-1', payee: { kind: 'instrument', ref: instrumentOf(who) }, amount: 50_000n, key: 'p' },
    { ...common, kind: 'entrusted', payer: 'lender-1', payee: { kind: 'merchant', ref: 'shop-2' }, amount: 60_000n, key: 'e' },
    { ...common, kind: 'own-transfer', source: instrumentOf(who), payee: { kind: 'instrument', ref: instrumentOf(who, 1) }, amount: 70_000n, key: 't' },
  );
  // Entrusted at Qingteng (fixed 1.00 against 1.20): it takes no token.
  expect(orders.map((o) => [o.kind, o.state, o.institutionId])).toEqual([
    ['payout', 'success', 'yunque'],
    ['entrusted', 'success', 'payment'],
    ['own-transfer', 'success', 'yunque'],
  ]);
  for (const order of orders) expect(await owed(order)).toBe(0n);
  const after = await atTheBanks(system);
  expect([after.debited - before.debited, after.credited - before.credited]).toEqual([180_000n, 180_000n]);
  await expect(place({ ...common, kind: 'own-transfer', source: 'x', payee: { kind: 'instrument', ref: 'x' }, amount: 1n, key: 'same' })).rejects.toMatchObject(
    { code: 'ACCOUNTS_EQUAL' },
  );
});

test('a credit that bounces goes back where it came from', async () => {
  const who = payer(10);
  await sign(system, 10, { institution: 'yunque' });
  const target = await sign(system, 10, { institution: 'yunque', card: 1 });
  await control(system.urls.issuer, 'cards', { cards: [{ agreementRef: target.mandateId, behaviour: 'closed' }] });
  const before = await atTheBanks(system);
  const [order] = await place({
    ...who,
    kind: 'own-transfer',
    mode: 'real-time',
    purpose: 'once',
    subject: '',
    source: instrumentOf(who),
    payee: { kind: 'instrument', ref: instrumentOf(who, 1) },
    amount: 7_000n,
    asset: 'CNY',
    on: ON,
    time: '10:00',
    key: 't',
    madeBy: 'test',
  });
  expect([order?.state, order?.code, order?.fee]).toEqual(['failed', 'ACCOUNT_CLOSED', 0n]);
  const after = await atTheBanks(system);
  expect(after.debited - before.debited).toBe(after.credited - before.credited);
});

test('wallets of the three patterns pay through the same adapter, without a bank', async () => {
  const ways = [
    ['alipay-pattern', 'yunque', 40n],
    ['tenpay-pattern', 'hongying', 80n],
    ['wechat-pay-pattern', 'hongying', 80n],
  ] as const;
  const before = await atTheBanks(system);
  for (const [i, [channel, institution, fee]] of ways.entries()) {
    const n = 20 + i;
    await sign(system, n, { channel, institution });
    const order = one(await place(collection(n, { amount: 20_000n, key: 'a', channel })));
    expect([order.state, order.institutionId, order.fee, order.networkSerial]).toEqual(['success', institution, fee, '']);
  }
  expect(await atTheBanks(system)).toEqual(before);
});

test('a slow institution says later, twice: it is booked once', async () => {
  const http = await installation.serve();
  expect(http.url).toMatch(/^http/);
  await sign(system, 11, { institution: 'yunque' });
  // From 10,000.00 on it answers PROCESSING.
  const order = one(await place(collection(11, { amount: 1_200_000n, key: 'a' })));
  expect(order.state).toBe('sent');
  for (let i = 0; i < 100 && (await reload(order)).state === 'sent'; i += 1) await new Promise((resolve) => setTimeout(resolve, 50));
  expect((await reload(order)).state).toBe('success');
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect((await eventsOfOrder(system.db, order)).map((e) => e.state)).toEqual(['planned', 'sent', 'accepted', 'success']);
  expect(await owed(order)).toBe(1_200_000n);
});

test('a cancelled mandate lets nothing more be debited', async () => {
  const mandate = await sign(system, 12);
  await cancelMandate(system.db, system.payments, businessDate(ON), mandate, 'customer', FREE);
  const order = one(await place(collection(12, { amount: 1_000n, key: 'a' })));
  expect([order.state, order.code]).toEqual(['failed', 'NO_ROUTE']);
  const choice = (await routeChoices(system.db, order))[0];
  expect(choice?.options.every((o) => o.reasons.includes('NO_MANDATE'))).toBe(true);
});

test('what is unknown to the end is settled by the file, which closes its date', async () => {
  await sign(system, 13, { institution: 'hongying' });
  await misbehave(system, 'hongying', 'down', 'payment.order.submit', 8);
  const order = one(await place(collection(13, { amount: 20_000n, key: 'a', purpose: 'daily' })));
  expect(order.state).toBe('unknown');
  // A file of another day or of another institution, however well signed, says nothing of this one.
  for (const wrong of [answering({ date: '2026-03-01' }), answering({ from: 'qingteng' })]) {
    await resolveOpen(system.db, wrong, '2026-03-03', FREE);
    expect((await reload(order)).state).toBe('unknown');
  }
  await resolveOpen(system.db, system.payments, '2026-03-03', FREE);
  const after = await reload(order);
  expect([after.state, after.code]).toEqual(['failed', 'NOT_IN_FILE']);
  // The date is closed: the same attempt, coming late, is refused surely.
  const { rows } = await system.db.query<{ business_date: string }>('SELECT business_date FROM sandbox_hongying.closed_date');
  expect(rows).toEqual([{ business_date: ON }]);
  // And it is planned again, at the first set time that is left.
  expect((await followersOf(system.db, order)).map((o) => [o.businessDate, o.placeTime, o.try, o.state])).toEqual([['2026-03-03', '08:00', 2, 'planned']]);
  await sendDue(system.db, system.payments, '2026-03-03', '2026-03-03', FREE);
  expect((await followersOf(system.db, order)).map((o) => o.state)).toEqual(['success']);
});

test('a payment that fails for want of money is tried at the set times of its days, and no more', async () => {
  const mandate = await sign(system, 14, { institution: 'yunque' });
  await control(system.urls.issuer, 'cards', { cards: [{ agreementRef: mandate.mandateId, behaviour: 'poor' }] });
  const order = one(await place(collection(14, { amount: 20_000n, key: 'a', purpose: 'daily', time: '08:00' })));
  expect([order.state, order.code]).toEqual(['failed', 'INSUFFICIENT_FUNDS']);
  for (const on of [ON, '2026-03-03', '2026-03-04']) for (let taken = 1; taken > 0; ) taken = await sendDue(system.db, system.payments, on, on, FREE);
  expect((await followersOf(system.db, order)).map((o) => [o.businessDate, o.placeTime, o.try, o.state])).toEqual([
    [ON, '12:00', 2, 'failed'],
    [ON, '18:00', 3, 'failed'],
    ['2026-03-03', '08:00', 4, 'failed'],
    ['2026-03-03', '12:00', 5, 'failed'],
    ['2026-03-03', '18:00', 6, 'failed'],
  ]);
});

test('before the direct links were cut banks are reached directly, from 2018-06-30 on through the clearing house', async () => {
  const old = { ...system.payments, profile: 'CN_CURRENT' as const };
  await sign(system, 15, { institution: 'yunque', on: '2018-06-29' }, old);
  const at = async (on: string) => one(await placeOrders(system.db, old, [collection(15, { amount: 1_000n, key: on, on })], on, FREE));
  const before = await atTheBanks(system);
  const direct = await at('2018-06-29');
  const between = await atTheBanks(system);
  const cleared = await at('2018-06-30');
  const after = await atTheBanks(system);
  expect([direct.networkSerial, between.direct - before.direct, between.cleared - before.cleared]).toEqual(['', 1, 0]);
  expect([cleared.networkSerial.slice(0, 4), after.direct - between.direct, after.cleared - between.cleared]).toEqual(['net_', 0, 1]);
});

test('the books hold', async () => {
  expect(await wrongInBooks(system)).toEqual([]);
});
