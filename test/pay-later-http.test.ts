import type {
  Bill,
  MyDebts,
  MyLimits,
  MyMandates,
  MyPurchase,
  PayDebtResult,
  PayLater,
  PayLaterQuote,
  RepaymentResult,
  ShopCart,
  ShopOrder,
} from '@jinqiao/api';
import { CONSENT_TEXTS, customerIdOf } from '@jinqiao/parties';
import { control, withLuhn } from '@jinqiao/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Answer, ask as askOf, signInStaff } from './fund-holder.ts';
import { type Installation, openJointLoan, signUpOverHttp, startInstallation, wrongInBooks } from './installation.ts';
import { openPayLaterFor } from './pay-later.ts';

const MOBILE = '13900000001';
let installation: Installation;
let url: string;
let cookie = '';
let now = Date.parse('2026-03-02T02:00:00Z');
type Told = { readonly code: string };
const ask = <T>(method: string, path: string, body?: object): Promise<Answer<T>> => askOf<T>(url, cookie, method, path, body);
const right = async () => expect(await wrongInBooks(installation.system)).toEqual([]);

const closeThrough = (on: string) => installation.system.close(on);

/** The shop notifies over HTTP and what it said takes effect a moment later. */
async function until<T>(read: () => Promise<T>, done: (value: T) => boolean): Promise<T> {
  for (let i = 0; i < 100; i += 1) {
    const value = await read();
    if (done(value)) return value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return read();
}

async function order(sku: string, quantity: number): Promise<ShopOrder> {
  await ask('POST', '/me/shop/cart', { sku, quantity });
  const { body, status } = await ask<{ items: ShopOrder[] }>('POST', '/me/pay-later/checkouts', {});
  expect(status).toBe(201);
  return body.items[0] as ShopOrder;
}

async function buy(of: ShopOrder, periods: number): Promise<Answer<MyPurchase & Told>> {
  const { body: quote } = await ask<PayLaterQuote>('POST', '/me/pay-later/quotes', { orderRef: of.orderRef });
  now += 6_000;
  return ask('POST', '/me/pay-later/purchases', { quoteId: quote.quoteId, periods, agreementAccepted: true, readingSeconds: 6 });
}

beforeAll(async () => {
  installation = await startInstallation({ clock: { now: () => now } });
  ({ url } = await installation.serve());
  const { system } = installation;
  const programme = await openJointLoan(system, '2026-03-02');
  await openPayLaterFor(system, programme.id, MOBILE);
  cookie = await signUpOverHttp(installation, url, MOBILE);
}, 120_000);
afterAll(() => installation.stop());

test('pay later opens once the name is known, the consent is given and the score is enough; it opens once', async () => {
  const accepted = { accepted: true, textVersion: CONSENT_TEXTS['pay-later'].version };
  expect((await ask<Told>('POST', '/me/pay-later/activation', accepted)).body.code).toBe('REAL_NAME_MISSING');
  await ask('POST', '/me/real-name', { name: '王小明', idNumber: '110105199003070017' });
  expect((await ask<Told>('POST', '/me/pay-later/activation', { ...accepted, accepted: false })).body.code).toBe('CONSENT_MISSING');
  expect((await ask<PayLater>('GET', '/me/pay-later')).body.state).toBe('not-open');
  const { body } = await ask<PayLater>('POST', '/me/pay-later/activation', accepted);
  expect(body.state).toBe('open');
  expect(body.limits.map(({ scope, available }) => `${scope} ${available}`)).toEqual([
    'total 200000.00',
    'pay-later 50000.00',
    'trade-credit 50000.00',
    'micro-loan 50000.00',
  ]);
  expect((await ask<PayLater>('POST', '/me/pay-later/activation', accepted)).body.limits).toEqual(body.limits);
});

test('goods of the shop are quoted on trade credit with every plan’s cost, and need a signed card and a read table', async () => {
  const placed = await order('BH-1001', 1);
  const { body: quote } = await ask<PayLaterQuote>('POST', '/me/pay-later/quotes', { orderRef: placed.orderRef });
  expect(quote).toMatchObject({ product: 'trade-credit', tradeCreditRefused: null, amount: placed.amount, readingSeconds: 5 });
  expect(quote.plans.map(({ periods, annualNominal }) => `${periods} ${annualNominal}`)).toEqual([
    '1 0.0000',
    '3 0.0898',
    '6 0.1022',
    '12 0.1090',
    '24 0.1113',
  ]);
  const choose = (more: object = {}) =>
    ask<Told>('POST', '/me/pay-later/purchases', { quoteId: quote.quoteId, periods: 1, agreementAccepted: true, readingSeconds: 6, ...more });
  expect((await choose()).body.code).toBe('COST_TABLE_NOT_READ');
  now += 6_000;
  expect((await choose({ agreementAccepted: false })).body.code).toBe('AGREEMENT_NOT_ACCEPTED');
  expect((await choose()).body.code).toBe('CARD_NEEDED');
  const { body } = await ask<MyMandates>('POST', '/me/mandates', {
    institutionId: 'yunque',
    channel: 'card',
    instrument: withLuhn('622848000000009001'),
    mobile: MOBILE,
  });
  await ask('POST', `/me/mandates/${body.items[0]?.id}/confirmation`, { smsCode: '000001' });
  expect((await choose({ periods: 5 })).body.code).toBe('PLAN_NOT_OFFERED');
  expect((await choose()).status).toBe(201);
  expect((await ask<Told>('POST', '/me/pay-later/quotes', { orderRef: placed.orderRef })).body.code).toBe('ORDER_TAKEN');
  const limits = (await ask<MyLimits>('GET', '/me/limits')).body.limits;
  expect(limits.find(({ scope }) => scope === 'trade-credit')).toMatchObject({ frozen: placed.amount, used: '0.00' });
  await right();
});

test('shipped, delivered, billed, debited: the life of a purchase as the shop tells it', async () => {
  const mine = async () => (await ask<{ items: MyPurchase[] }>('GET', '/me/pay-later/purchases')).body.items[0] as MyPurchase;
  await closeThrough('2026-03-03');
  const delivered = await until(mine, ({ state }) => state === 'active');
  expect([delivered.state, delivered.deliveredOn]).toEqual(['active', '2026-03-03']);
  await closeThrough('2026-03-26');
  const [bill] = (await ask<{ items: Bill[] }>('GET', '/me/bills')).body.items;
  expect(bill).toMatchObject({
    statementOn: '2026-03-26',
    dueOn: '2026-04-02',
    state: 'billed',
    amount: delivered.amount,
    minimum: null,
    conversions: expect.any(Array),
  });
  const paid = await ask<RepaymentResult>('POST', `/me/bills/${bill?.id}/repayments`, { amount: '1.00' });
  expect(paid.body).toMatchObject({ state: 'done', amount: '1.00' });
  expect((await ask<Told>('POST', `/me/bills/${bill?.id}/repayments`, { amount: delivered.amount })).body.code).toBe('REPAYMENT_EXCEEDS_OPEN');
  await closeThrough('2026-04-02');
  expect(await mine()).toMatchObject({ state: 'settled', outstanding: '0.00' });
  await right();
});

test('goods of a merchant: trade credit is refused with the reason, a micro-loan is offered and pays the merchant', async () => {
  const items = (await ask<{ items: { sku: string; own: boolean; stock: number }[] }>('GET', '/me/shop/catalogue')).body.items;
  const foreign = items.find(({ own, stock }) => !own && stock > 1);
  const placed = await order(foreign?.sku ?? '', 1);
  expect((await ask<Told>('POST', '/me/pay-later/quotes', { orderRef: placed.orderRef, product: 'trade-credit' })).body.code).toBe(
    'TRADE_CREDIT_NOT_OWN_GOODS',
  );
  const { body: quote } = await ask<PayLaterQuote>('POST', '/me/pay-later/quotes', { orderRef: placed.orderRef });
  expect(quote).toMatchObject({ product: 'micro-loan', tradeCreditRefused: { code: 'TRADE_CREDIT_NOT_OWN_GOODS' }, creditor: { id: 'microlender' } });
  now += 6_000;
  const { body: bought } = await ask<MyPurchase>('POST', '/me/pay-later/purchases', {
    quoteId: quote.quoteId,
    periods: 3,
    agreementAccepted: true,
    readingSeconds: 6,
  });
  await closeThrough('2026-04-06');
  const mine = () => ask<MyPurchase>('GET', `/me/pay-later/purchases/${bought.id}`).then(({ body }) => body);
  expect((await until(mine, ({ state }) => state === 'active')).rows.map(({ dueOn }) => dueOn)).toEqual(['2026-05-10', '2026-06-10', '2026-07-10']);
  const { rows } = await installation.system.db.query<{ amount: bigint; state: string }>(
    `SELECT amount, state FROM payments.payment_order WHERE subject = $1 AND kind = 'entrusted'`,
    [bought.id],
  );
  expect(rows).toEqual([{ amount: BigInt(placed.amount.replace('.', '')), state: 'success' }]);
  await right();
});

test('an order may be given up before it is shipped, and sent back after it was delivered', async () => {
  const placed = await order('BH-1001', 2);
  const { body: first } = await buy(placed, 1);
  expect((await ask<MyPurchase>('POST', `/me/pay-later/purchases/${first.id}/cancellation`)).body.state).toBe('cancelled');
  const again = await order('BH-1001', 2);
  const { body: second } = await buy(again, 3);
  await closeThrough('2026-04-08');
  expect((await ask<Told>('POST', `/me/pay-later/purchases/${second.id}/cancellation`)).body.code).toBe('PURCHASE_STATE');
  const asked = await ask<{ state: string; amount: string }>('POST', `/me/pay-later/purchases/${second.id}/returns`, { lines: [{ line: 1, quantity: 1 }] });
  expect(asked.body.state).toBe('expected');
  await closeThrough('2026-04-12');
  const { body: after } = await ask<MyPurchase>('GET', `/me/pay-later/purchases/${second.id}`);
  expect([after.returned, after.amount]).toEqual([asked.body.amount, again.amount]);
  expect(Number(after.returned) * 2).toBe(Number(after.amount));
  const settled = await ask<RepaymentResult>('POST', `/me/pay-later/purchases/${second.id}/settlement`);
  expect(settled.body).toMatchObject({ state: 'done', amount: after.earlySettlement });
  expect((await ask<MyPurchase>('GET', `/me/pay-later/purchases/${second.id}`)).body.state).toBe('settled');
  await right();
});

test('a silent shop: the purchase waits, the close tells it again, and it is shipped once', async () => {
  const placed = await order('BH-1001', 1);
  await control(installation.sandbox.urls.shop, 'faults', { kind: 'timeout-after-effect', operation: 'shop.order.authorise', times: 1 });
  const { body } = await buy(placed, 1);
  expect(body.state).toBe('authorised');
  await closeThrough('2026-04-15');
  expect((await ask<MyPurchase>('GET', `/me/pay-later/purchases/${body.id}`)).body.state).toBe('active');
  await right();
});

test('a bill that is not paid is a debt of its creditor, and the customer pays it there', async () => {
  const [card] = (await ask<MyMandates>('GET', '/me/mandates')).body.items;
  const cards = (behaviour: 'good' | 'poor') => control(installation.sandbox.urls.issuer, 'cards', { cards: [{ agreementRef: card?.id, behaviour }] });
  await closeThrough('2026-05-10');
  await cards('poor');
  await closeThrough('2026-05-17');
  const unpaid = (await ask<{ items: MyPurchase[] }>('GET', '/me/pay-later/purchases')).body.items.find(({ outstanding }) => outstanding === '3299.00');
  const { body: owing } = await ask<MyDebts>('GET', '/me/debts');
  // Due on 14 May; on 18 May four days late at 0.03 % of 3,299.00 a day, 0.9897: 3.96.
  const owed = { fees: '0.00', penalty: '3.96', interest: '0.00', principal: '3299.00' };
  expect(owing.debts).toMatchObject([{ kind: 'trade-credit', contractId: unpaid?.id, creditor: 'shop', daysPastDue: 4, owed, payable: '3302.96' }]);
  expect((await ask<Told>('POST', `/me/debts/${unpaid?.id}/payments`, { amount: '999999.00' })).body.code).toBe('REPAYMENT_EXCEEDS_OPEN');
  expect((await ask<PayDebtResult>('POST', `/me/debts/${unpaid?.id}/payments`, { amount: '3302.96' })).body).toMatchObject({ state: 'failed', paid: '0.00' });
  await cards('good');
  expect((await ask<PayDebtResult>('POST', `/me/debts/${unpaid?.id}/payments`, { amount: '3302.96' })).body).toMatchObject({ state: 'done', paid: '3302.96' });
  await closeThrough('2026-05-18');
  expect((await ask<MyDebts>('GET', '/me/debts')).body.debts).toEqual([]);
  expect((await ask<MyPurchase>('GET', `/me/pay-later/purchases/${unpaid?.id}`)).body.state).toBe('settled');
  await right();
});

test('who is older than the flow admits is refused, the run is kept, and the day has one answer', async () => {
  const mobile = '13900000002';
  const own = await signUpOverHttp(installation, url, mobile);
  const { bucket, customerId } = customerIdOf(installation.system.vault, mobile);
  const asOther = (path: string, body: object) => askOf<Told>(url, own, 'POST', path, body);
  await asOther('/me/real-name', { name: '李建国', idNumber: '11010519491231002X' });
  const activate = () => asOther('/me/pay-later/activation', { accepted: true, textVersion: CONSENT_TEXTS['pay-later'].version });
  for (let i = 0; i < 2; i += 1) expect((await activate()).body.code).toBe('PAY_LATER_REFUSED');
  const { rows } = await installation.system.db.query(`SELECT flow, result->>'code' AS code FROM credit.run WHERE bucket = $1 AND customer_id = $2`, [
    bucket,
    customerId,
  ]);
  expect(rows).toEqual([{ flow: 'pay-later', code: 'PLATFORM_AGE' }]);
});

test('staff offer a higher limit, the customer accepts; a freeze stops the next purchase', async () => {
  const risk = await signInStaff(url, 'risk');
  const who = customerIdOf(installation.system.vault, MOBILE);
  const change = (body: object) =>
    askOf<{ id: string; state: string } & Told>(url, risk, 'POST', `/customers/${who.customerId}/limit-changes`, { reason: 'half-year review', ...body });
  const offer = await change({ scope: 'pay-later', kind: 'increase', to: '60000.00' });
  expect([offer.status, offer.body.state]).toEqual([201, 'offered']);
  expect((await change({ scope: 'pay-later', kind: 'increase', to: '1.00' })).body.code).toBe('LIMIT_CHANGE_INVALID');
  const { body } = await ask<MyLimits>('POST', `/me/limit-changes/${offer.body.id}/answer`, { accept: true });
  expect(body.limits.find(({ scope }) => scope === 'pay-later')?.limit).toBe('60000.00');
  await change({ scope: 'pay-later', kind: 'freeze' });
  const placed = await order('BH-1001', 1);
  expect((await buy(placed, 1)).body.code).toBe('LIMIT_FROZEN');
  const { body: cart } = await ask<ShopCart>('GET', '/me/shop/cart');
  expect(cart.items).toEqual([]);
});
