import type { MyMandates, PaymentDetail, PaymentInstitution, PaymentSummary, RefundRequestView } from '@jinqiao/api';
import { businessDate } from '@jinqiao/calendar';
import { bankAccountOf, customerIdOf } from '@jinqiao/parties';
import { collectionsIn, planCollections, reserveCollections } from '@jinqiao/payments';
import { enrol, type HttpServer, hashPassword, syntheticPerson } from '@jinqiao/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Installation, openJointLoan, STAFF_PASSWORD, startInstallation, wrongInBooks } from '../../../test/installation.ts';

const ON = businessDate('2026-03-02');
const person = syntheticPerson(1, ON, 30);
const PASSWORD = 'customer-password';
const SECOND_CARD = '6222020200000012340';

let installation: Installation;
let http: HttpServer;
let keys = 0;
const cookies: Record<string, string> = {};

async function call<T>(who: string, method: string, path: string, body?: unknown): Promise<{ status: number; body: T & { code?: string } }> {
  keys += 1;
  const headers = {
    'idempotency-key': `test-payments-${keys}`,
    cookie: cookies[who] ?? '',
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  };
  const response = await fetch(`${http.url}/api/v1${path}`, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  const set = response.headers.get('set-cookie')?.split(';')[0];
  if (path === '/sessions' && set) cookies[who] = set;
  return { status: response.status, body: (await response.json()) as T & { code?: string } };
}

beforeAll(async () => {
  installation = await startInstallation();
  const programme = await openJointLoan(installation.system, ON);
  http = await installation.serve();
  await enrol(installation.system, programme, ON, [
    { ...person, passwordHash: await hashPassword(PASSWORD), tenureMonths: 48, ordersPerYear: 40, suggestedLimit: null },
  ]);
  for (const login of ['operator', 'finance', 'auditor']) await call(login, 'POST', '/sessions', { login, password: STAFF_PASSWORD });
  await call('customer', 'POST', '/sessions', { login: person.mobile, password: PASSWORD });
}, 120_000);
afterAll(() => installation.stop());

const sign = (institutionId: string, instrument: string) =>
  call<MyMandates>('customer', 'POST', '/me/mandates', { institutionId, channel: 'card', instrument, mobile: person.mobile });
const confirm = (id: string, smsCode: string) => call<MyMandates>('customer', 'POST', `/me/mandates/${id}/confirmation`, { smsCode });

test('the card of the account opening is a mandate already; a second card is signed with the code of the message', async () => {
  const mine = await call<MyMandates>('customer', 'GET', '/me/mandates');
  expect(mine.body.items.map((m) => [m.purpose, m.state, m.paymentCap, m.validThrough])).toEqual([['loan-repayment', 'active', '200000.00', '2046-03-02']]);
  const signed = await sign('yunque', SECOND_CARD);
  const waiting = signed.body.items.find((m) => m.state === 'code-sent');
  expect([signed.status, waiting?.instrument]).toEqual([200, '622202*********2340']);
  expect((await confirm(waiting?.id ?? '', '12345')).body.code).toBe('SMS_CODE_FORM');
  expect((await confirm(waiting?.id ?? '', '000000')).body.code).toBe('SMS_CODE_WRONG');
  const done = await confirm(waiting?.id ?? '', person.mobile.slice(-6));
  expect(done.body.items.find((m) => m.id === waiting?.id)?.state).toBe('active');
  expect((await sign('yunque', SECOND_CARD)).body.code).toBe('MANDATE_EXISTS');
  expect((await sign('yunque', '6222020200000012341')).body.code).toBe('CARD_INVALID');
});

test('money goes between own accounts, and staff see why it went where it went', async () => {
  const first = await sign('yunque', person.cardNumber);
  await confirm(first.body.items.find((m) => m.state === 'code-sent')?.id ?? '', person.mobile.slice(-6));
  const { items } = (await call<MyMandates>('customer', 'GET', '/me/mandates')).body;
  const own = items.filter((m) => m.purpose === 'payment' && m.state === 'active').map((m) => m.id);
  const moved = await call<PaymentSummary>('customer', 'POST', '/me/transfers', { fromMandateId: own[0], toMandateId: own[1], amount: '123.45' });
  expect([moved.status, moved.body.state, moved.body.amount, moved.body.fee, moved.body.institutionId]).toEqual([200, 'success', '123.45', '0.25', 'yunque']);
  const detail = (await call<PaymentDetail>('auditor', 'GET', `/payments/${moved.body.id}`)).body;
  expect(detail.events.map((e) => e.state)).toEqual(['planned', 'sent', 'success']);
  expect(detail.routes[0]?.options.map((o) => [o.institution, o.reasons])).toEqual([
    ['yunque', []],
    ['hongying', ['NO_MANDATE']],
    ['payment', ['NO_MANDATE']],
  ]);
  expect(JSON.stringify(detail)).not.toMatch(/tok_[0-9a-f]{26}/);
  const list = (await call<{ items: PaymentSummary[] }>('auditor', 'GET', '/payments?kind=own-transfer&state=success')).body.items;
  expect(list.map((p) => p.id)).toEqual([moved.body.id]);
  expect((await call('customer', 'GET', `/payments/${moved.body.id}`)).status).toBe(403);
  // What is no collection cannot be refunded.
  const refused = await call<RefundRequestView>('operator', 'POST', `/payments/${moved.body.id}/refund-requests`, { amount: '1.00', reason: 'a mistake' });
  expect([refused.status, refused.body.code]).toEqual([409, 'REFUND_NOT_POSSIBLE']);
});

test('institutions are shown with their prices, quotas and health', async () => {
  const { items } = (await call<{ items: PaymentInstitution[] }>('auditor', 'GET', '/payment-institutions')).body;
  expect(items.map((i) => [i.id, i.healthy, i.channels.length])).toEqual([
    ['payment', true, 1],
    ['yunque', true, 2],
    ['hongying', true, 3],
  ]);
  const card = items[1]?.channels.find((c) => c.channel === 'card');
  expect([card?.quotaUsed, card?.fee, card?.health.breaker]).toEqual(['123.45', { fixed: '0.00', rate: '0.002', least: '0.10', most: '20.00' }, 'closed']);
  expect(items[1]?.feesOwed).toBe('0.25');
});

test('collections of a loan count towards their mandate, and those beyond its caps are refused before they are sent', async () => {
  const { db, vault } = installation.system;
  const { customerId, bucket } = customerIdOf(vault, person.mobile);
  const account = await bankAccountOf(db, bucket, customerId, 'JL');
  const row = (n: number, amount: bigint) => ({
    bucket,
    collectionId: `col_${bucket.toString(16).padStart(2, '0')}${String(n).padStart(24, '0')}`,
    programmeId: 'JL',
    loanId: 'none',
    customerId,
    accountNo: account?.accountNo ?? '',
    mandateToken: account?.mandateToken ?? '',
    purpose: 'instalment' as const,
    channel: 'single' as const,
    businessDate: ON,
    amount,
    earlyPrincipal: 0n,
  });
  const refused = await db.tx(async (tx) => {
    await planCollections(tx, [row(1, 20_000_000n), row(2, 1n), row(3, 20_000_001n)]);
    return reserveCollections(tx, await collectionsIn(tx, { programmeId: 'JL', state: 'planned', through: ON, limit: 9 }));
  });
  // 200,000.00 a payment and a day.
  expect([...refused].map(([id, code]) => [id.at(-1), code])).toEqual([
    ['2', 'MANDATE_DAY_CAP'],
    ['3', 'MANDATE_PAYMENT_CAP'],
  ]);
  expect(await wrongInBooks(installation.system)).toEqual([]);
});
