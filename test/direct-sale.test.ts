import type { FundOrderView, MyFund, MyFunds, MyMandates, RedeemToPurchaseView } from '@jinqiao/api';
import { control, SANDBOX_BOND_FUND, SANDBOX_DIRECT_FUND, SANDBOX_FUND, withLuhn } from '@jinqiao/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Answer, ask as askOf, openFundWithHolder } from './fund-holder.ts';
import { type Installation, openJointLoan, startInstallation, wrongInBooks } from './installation.ts';

const PURSE = SANDBOX_DIRECT_FUND.fundId;

let installation: Installation;
let url: string;
let cookie = '';
let mandateId = '';
let accountId = '';
let now = Date.parse('2026-03-05T06:50:00Z');

const ask = <T>(method: string, path: string, body?: object): Promise<Answer<T>> => askOf<T>(url, cookie, method, path, body);
const order = (kind: 'subscribe' | 'redeem' | 'redeem-fast', amount: string, fundId = PURSE) =>
  ask<FundOrderView & { code: string }>('POST', '/me/fund-orders', { fundId, kind, amount, mandateId });
const funds = async () => (await ask<MyFunds>('GET', '/me/funds')).body;
const mine = async (fundId = PURSE) => (await funds()).items.find(({ id }) => id === fundId) as MyFund;
const orderNamed = async (id: string) => (await funds()).orders.find((placed) => placed.id === id);
const right = async () => expect(await wrongInBooks(installation.system)).toEqual([]);

/** What the manager's sales have taken from cards, less what they paid to them, by the payment institution's own book; fen. */
async function atInstitution(): Promise<bigint> {
  const { rows } = await installation.system.db.query<{ net: bigint }>(
    `SELECT coalesce(sum(CASE kind WHEN 'collection' THEN amount ELSE -amount END), 0)::bigint AS net FROM sandbox_yunque.pay_order WHERE status = 'SUCCESS'`,
  );
  return rows[0]?.net ?? 0n;
}

beforeAll(async () => {
  installation = await startInstallation({ clock: { now: () => now } });
  ({ url } = await installation.serve());
  await openJointLoan(installation.system, '2026-03-05');
  const holder = await openFundWithHolder(installation, url);
  ({ cookie } = holder);
  accountId = holder.account.id;
  const { body } = await ask<MyMandates>('POST', '/me/mandates', {
    institutionId: 'yunque',
    channel: 'card',
    instrument: withLuhn('622848000000009001'),
    mobile: '13900000001',
  });
  mandateId = body.items[0]?.id ?? '';
  await ask('POST', `/me/mandates/${mandateId}/confirmation`, { smsCode: '000001' });
}, 120_000);
afterAll(() => installation.stop());

test('paying in from a card buys the manager’s fund; no account at a bank is touched', async () => {
  const bought = await order('subscribe', '3000.00');
  expect([bought.status, bought.body.state]).toEqual([201, 'accepted']);
  expect(await mine()).toMatchObject({ shelf: 'direct', inTransit: '3000.00', seller: 'Lanting Fund Management' });
  expect(await atInstitution()).toBe(300_000n);
  await right();
  await installation.system.close('2026-03-08');
  expect(Number((await mine()).available)).toBeGreaterThan(3000);
  await right();
});

test('paying out is a redemption: its money reaches the card, fast at once or on its day', async () => {
  const slow = await order('redeem', '500.00');
  const fast = await order('redeem-fast', '200.00');
  expect([slow.body.state, fast.body.state]).toEqual(['accepted', 'paid']);
  expect(await atInstitution()).toBe(280_000n);
  await right();
  await installation.system.close('2026-03-10');
  expect((await orderNamed(slow.body.id))?.state).toBe('paid');
  expect(await atInstitution()).toBe(230_000n);
  await right();
});

test('a pay-in whose answer is lost is found out by the close and placed once', async () => {
  await control(installation.sandbox.urls.yunque, 'faults', { kind: 'timeout-after-effect', times: 6, operation: 'payment.order.submit' });
  const bought = await order('subscribe', '100.00');
  expect(bought.body.state).toBe('paying');
  now += 120_000;
  await installation.system.close('2026-03-15');
  expect((await orderNamed(bought.body.id))?.state).toBe('confirmed');
  await right();
});

test('a card without the money buys nothing', async () => {
  await control(installation.sandbox.urls.issuer, 'cards', { cards: [{ agreementRef: mandateId, behaviour: 'poor' }] });
  const bought = await order('subscribe', '50.00');
  expect(bought.body.state).toBe('failed');
  await control(installation.sandbox.urls.issuer, 'cards', { cards: [{ agreementRef: mandateId, behaviour: 'good' }] });
  await right();
});

test('the wallet’s shares buy another product, past no account and no card', async () => {
  const before = await atInstitution();
  const { body } = await ask<RedeemToPurchaseView>('POST', '/me/redeem-to-purchase', {
    source: PURSE,
    target: SANDBOX_BOND_FUND.fundId,
    mode: 'B_FAST',
    amount: '400.00',
    mandateId,
  });
  expect(body.state).toBe('PURCHASING');
  await right();
  await installation.system.close('2026-03-18');
  expect((await funds()).conversions[0]?.state).toBe('DONE');
  expect(Number((await mine(SANDBOX_BOND_FUND.fundId)).available)).toBeGreaterThan(390);
  expect(await atInstitution()).toBe(before);
  await right();
});

test('a fund of one shelf is not bought out of the purse of the other', async () => {
  expect((await order('subscribe', '10.00', SANDBOX_FUND.fundId)).body.code).toBe('PURSE_NOT_FOR_SHELF');
  const given = { fundId: PURSE, kind: 'subscribe', amount: '10.00' };
  expect((await ask<{ code: string }>('POST', '/me/fund-orders', { ...given, accountId })).body.code).toBe('PURSE_NOT_FOR_SHELF');
  expect((await ask('POST', '/me/fund-orders', given)).status).toBe(400);
  expect((await ask('POST', '/me/fund-orders', { ...given, accountId, mandateId })).status).toBe(400);
  expect((await ask<{ code: string }>('POST', '/me/fund-orders', { ...given, mandateId: 'mdt_nobody' })).status).toBe(404);
});
