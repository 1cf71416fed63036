import type { FundOrderView, MyAccount, MyQualification, Product, ProductChangeView } from '@jinqiao/api';
import { businessDate } from '@jinqiao/calendar';
import { requireOfferable, SANDBOX_BOND_FUND, SANDBOX_PENSION } from '@jinqiao/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask, openFundWithHolder, signInStaff } from './fund-holder.ts';
import { type Installation, openJointLoan, startInstallation, wrongInBooks } from './installation.ts';

let installation: Installation;
let url: string;
let customer = '';
let account: MyAccount;
const staff: Record<string, string> = {};

type Refused = { readonly code: string };
const as = <T>(who: string, method: string, path: string, body?: object) => ask<T & Refused>(url, staff[who] ?? '', method, path, body);
const propose = (change: object, who = 'operator') => as<ProductChangeView>(who, 'POST', '/product-changes', { change, reason: 'for the test' });
const decide = (id: string, approve: boolean, who = 'compliance') =>
  as<ProductChangeView>(who, 'POST', `/product-changes/${id}/verdict`, { approve, reason: 'looked at' });
const products = async () => (await as<{ items: Product[] }>('auditor', 'GET', '/products')).body.items;
const productNamed = async (id: string) => (await products()).find((product) => product.id === id);
const buy = (fundId: string, amount: string) =>
  ask<FundOrderView & Refused>(url, customer, 'POST', '/me/fund-orders', { fundId, kind: 'subscribe', amount, accountId: account.id });

const TERMS = {
  nameZh: '清和养老险',
  nameEn: 'Qinghe Old-age Cover',
  summaryZh: '由保险公司在其自有网站销售。',
  summaryEn: 'Sold by the insurer on its own site.',
  least: '1000.00',
  step: '100.00',
  from: null,
  to: null,
  quota: null,
  termDays: null,
  issuerRisk: 1,
  sellerRisk: 2,
  qualified: false,
  recorded: false,
  url: 'https://www.qinghe.example/old-age',
};
const OFFER = { action: 'offer', productId: 'qh-old-age', supplierId: 'qinghe', type: 'insurance', sale: 'redirect', terms: TERMS, documents: [] };

/** Changes the terms of a product that is dealt here, by two people. */
async function changeTerms(productId: string, change: Readonly<Record<string, unknown>>): Promise<void> {
  const now = (await productNamed(productId)) as Product;
  const { nameZh, name, summaryZh, summary, least, step, from, to, quota, termDays, qualified, recorded, url: link } = now;
  const terms = {
    nameZh,
    nameEn: name,
    summaryZh,
    summaryEn: summary,
    least,
    step,
    from,
    to,
    quota,
    termDays,
    issuerRisk: 2,
    sellerRisk: 2,
    qualified,
    recorded,
    url: link,
  };
  const { body } = await propose({ action: 'change-terms', productId, terms: { ...terms, ...change }, documents: [] });
  expect((await decide(body.id, true)).body.state).toBe('approved');
}

beforeAll(async () => {
  installation = await startInstallation({ clock: { now: () => Date.parse('2026-03-05T02:00:00Z') } });
  ({ url } = await installation.serve());
  await openJointLoan(installation.system, '2026-03-05');
  ({ cookie: customer, account } = await openFundWithHolder(installation, url));
  for (const login of ['operator', 'compliance', 'auditor']) staff[login] = await signInStaff(url, login);
}, 120_000);
afterAll(() => installation.stop());

test('a product is on the shelf once another person has approved it, with its documents by their hashes', async () => {
  const documents = [{ kind: 'risk-disclosure', zh: '可能发生本金损失。', en: 'Principal can be lost.' }];
  const { status, body } = await propose({ ...OFFER, documents });
  expect([status, body.state, await productNamed(OFFER.productId)]).toEqual([201, 'proposed', undefined]);
  expect((await decide(body.id, true, 'operator')).status).toBe(403);
  const own = await propose({ ...OFFER, productId: 'qh-own' }, 'compliance');
  expect((await decide(own.body.id, true)).body.code).toBe('CHECKER_IS_MAKER');
  expect((await decide(body.id, true)).body).toMatchObject({ state: 'approved', checkedBy: 'compliance' });
  expect((await decide(body.id, false)).body.code).toBe('PRODUCT_CHANGE_DECIDED');
  const listed = await productNamed(OFFER.productId);
  expect(listed).toMatchObject({ state: 'listed', version: 1, risk: 'R2', supplier: 'Qinghe Insurance', sale: 'redirect' });
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode('可能发生本金损失。\nPrincipal can be lost.'));
  expect(listed?.documents).toEqual([expect.objectContaining({ kind: 'risk-disclosure', version: 1, digest: Buffer.from(digest).toString('hex') })]);
  const shelf = await ask<{ items: Product[] }>(url, customer, 'GET', '/me/products');
  expect(shelf.body.items.map(({ id }) => id)).toContain(OFFER.productId);
  expect((await propose(OFFER)).body.code).toBe('PRODUCT_EXISTS');
});

test.each([
  ['virtual currency, by rule', { type: 'virtual-currency' }, 'ACTION_BLOCKED'],
  ['a supplier without the licence', { supplierId: 'yanshan' }, 'SUPPLIER_NOT_LICENSED'],
  ['a supplier that nobody knows', { supplierId: 'nobody' }, 'SUPPLIER_UNKNOWN'],
  ['a product dealt here without a fund', { sale: 'here' }, 'PRODUCT_TERMS_INVALID'],
  ['a link that is not https', { terms: { ...TERMS, url: 'http://www.qinghe.example' } }, 'PRODUCT_TERMS_INVALID'],
  ['a sale that ends before it begins', { terms: { ...TERMS, from: '2026-04-01', to: '2026-03-01' } }, 'PRODUCT_TERMS_INVALID'],
  ['a quota of less than one purchase', { terms: { ...TERMS, quota: '999.99' } }, 'PRODUCT_TERMS_INVALID'],
  ['an amount that is none', { terms: { ...TERMS, least: '0.00' } }, 'AMOUNT_NOT_POSITIVE'],
])('refuses %s', async (_, change, code) => {
  const before = (await as<{ items: unknown[] }>('auditor', 'GET', '/product-changes')).body.items.length;
  const refused = await propose({ ...OFFER, productId: 'qh-refused', ...change });
  expect(refused.body.code).toBe(code);
  expect((await as<{ items: unknown[] }>('auditor', 'GET', '/product-changes')).body.items.length).toBe(before);
});

test('words that lure are refused from the day on which the rule is in force', async () => {
  const { db } = installation.system;
  const lured = (on: string, summaryZh: string) =>
    db.tx((tx) =>
      requireOfferable('CN_CURRENT', businessDate(on))(tx, {
        action: 'change-terms',
        productId: OFFER.productId,
        documents: [],
        terms: { ...TERMS, least: 100n, step: 1n, issuerRisk: 1, sellerRisk: 1, summaryZh },
      }),
    );
  await expect(lured('2026-10-01', '保本保息,稳赚不赔。')).rejects.toMatchObject({ code: 'PRODUCT_COPY_FORBIDDEN' });
  await lured('2026-10-01', '由保险公司在其自有网站销售。');
});

test('a suspended product is not sold, and is again once it is resumed; a delisted one never', async () => {
  const turn = async (action: string) => decide((await propose({ action, productId: SANDBOX_BOND_FUND.fundId })).body.id, true);
  await turn('suspend');
  expect((await buy(SANDBOX_BOND_FUND.fundId, '100.00')).body.code).toBe('PRODUCT_NOT_ON_SALE');
  expect((await propose({ action: 'suspend', productId: SANDBOX_BOND_FUND.fundId })).body.code).toBe('PRODUCT_STATE');
  await turn('resume');
  expect((await buy(SANDBOX_BOND_FUND.fundId, '100.00')).body.state).toBe('accepted');
  await decide((await propose({ action: 'delist', productId: 'ys-plan' })).body.id, true);
  expect((await propose({ action: 'resume', productId: 'ys-plan' })).body.code).toBe('PRODUCT_STATE');
  expect(await wrongInBooks(installation.system)).toEqual([]);
});

test('twenty purchases at once never take more than the quota; what fails gives it back', async () => {
  await changeTerms(SANDBOX_PENSION.fundId, { quota: '5000.00' });
  const answers = await Promise.all(Array.from({ length: 20 }, () => buy(SANDBOX_PENSION.fundId, '1000.00')));
  expect(answers.filter(({ status }) => status === 201).length).toBe(5);
  expect(new Set(answers.filter(({ status }) => status !== 201).map(({ body }) => body.code))).toEqual(new Set(['PRODUCT_QUOTA_EXHAUSTED']));
  expect((await productNamed(SANDBOX_PENSION.fundId))?.quotaLeft).toBe('0.00');
  await changeTerms(SANDBOX_PENSION.fundId, { quota: '50000.00' });
  const left = (await productNamed(SANDBOX_PENSION.fundId))?.quotaLeft;
  expect((await buy(SANDBOX_PENSION.fundId, '30000.00')).body.code).toBe('AVAILABLE_TOO_SMALL');
  expect((await productNamed(SANDBOX_PENSION.fundId))?.quotaLeft).toBe(left);
  expect(await wrongInBooks(installation.system)).toEqual([]);
});

test('a product has its window', async () => {
  await changeTerms(SANDBOX_PENSION.fundId, { from: '2026-04-01', to: '2026-04-30' });
  expect((await buy(SANDBOX_PENSION.fundId, '1000.00')).body.code).toBe('PRODUCT_WINDOW');
  await changeTerms(SANDBOX_PENSION.fundId, { from: null, to: '2026-03-05' });
  expect((await buy(SANDBOX_PENSION.fundId, '1000.00')).body.state).toBe('accepted');
});

test('what is for qualified investors, with a recorded sale, is sold to nobody else', async () => {
  await changeTerms(SANDBOX_PENSION.fundId, { qualified: true, recorded: true, to: null });
  expect((await buy(SANDBOX_PENSION.fundId, '1000.00')).body.code).toBe('QUALIFIED_INVESTOR_NEEDED');
  const evidence = 'ab'.repeat(32);
  const declare = (figures: object) =>
    ask<MyQualification & Refused>(url, customer, 'POST', '/me/qualification', { years: 3, netAssets: '0', assets: '0', income: '0', evidence, ...figures });
  // Short of each of the amounts by a fen, and of the years.
  for (const short of [{ netAssets: '2999999.99' }, { assets: '4999999.99' }, { income: '399999.99' }, { years: 1, assets: '9000000' }])
    expect((await declare(short)).body.code).toBe('NOT_QUALIFIED');
  expect((await declare({ income: '400000.00' })).body.current).toMatchObject({ state: 'declared', validThrough: null });
  expect((await buy(SANDBOX_PENSION.fundId, '1000.00')).body.code).toBe('QUALIFIED_INVESTOR_NEEDED');
  const waiting = (await as<{ items: { customerId: string }[] }>('compliance', 'GET', '/qualifications')).body.items;
  const customerId = waiting[0]?.customerId ?? '';
  expect((await as('operator', 'POST', '/qualifications', { customerId, accept: true })).status).toBe(403);
  const accepted = await as<MyQualification>('compliance', 'POST', '/qualifications', { customerId, accept: true });
  expect(accepted.body.current).toMatchObject({ state: 'accepted', validThrough: '2027-03-05' });
  expect((await as<MyQualification>('compliance', 'POST', '/qualifications', { customerId, accept: true })).body.current).toMatchObject({ state: 'accepted' });
  expect((await as('compliance', 'POST', '/qualifications', { customerId, accept: false })).body.code).toBe('QUALIFICATION_UNKNOWN');
  expect((await buy(SANDBOX_PENSION.fundId, '1000.00')).body.code).toBe('RECORDING_NEEDED');
  const recording = { recordingId: 'rec-2026-1', customerId, productId: SANDBOX_PENSION.fundId, digest: 'cd'.repeat(32) };
  expect((await as('operator', 'POST', '/recordings', recording)).status).toBe(204);
  expect((await as('operator', 'POST', '/recordings', { ...recording, customerId: 'cus_nobody' })).body.code).toBe('CUSTOMER_UNKNOWN');
  expect((await buy(SANDBOX_PENSION.fundId, '1000.00')).body.state).toBe('accepted');
  expect(await wrongInBooks(installation.system)).toEqual([]);
});
