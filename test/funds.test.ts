import type { FundDetail, FundOrderView, MyAccount, MyFunds } from '@jinqiao/api';
import { CONSENT_TEXTS } from '@jinqiao/parties';
import { control, SANDBOX_FUND } from '@jinqiao/server';
import { QUESTIONNAIRE, type Wallet, walletOf } from '@jinqiao/wealth';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Answer, ask as askOf, CAREFUL, openFundWithHolder, signInStaff, signUpWithAccount } from './fund-holder.ts';
import { type Installation, openJointLoan, startInstallation, wrongInBooks } from './installation.ts';

// Thursday; what comes in before 15:00 is dealt on it, confirmed on Friday and earns from Friday on, the weekend too.
const THURSDAY = '2026-03-05';

let installation: Installation;
let url: string;
let cookie = '';
let account: MyAccount;
// The desk's clock: 14:50 in Shanghai, until a test moves it past the cut-off.
let now = Date.parse('2026-03-05T06:50:00Z');

const ask = <T>(method: string, path: string, body?: object, as = cookie): Promise<Answer<T>> => askOf<T>(url, as, method, path, body);
const order = (kind: 'subscribe' | 'redeem' | 'redeem-fast', amount: string, accountId = account.id) =>
  ask<FundOrderView & { code?: string }>('POST', '/me/fund-orders', { fundId: SANDBOX_FUND.fundId, kind, amount, accountId });
const funds = async () => (await ask<MyFunds>('GET', '/me/funds')).body;
const held = async () => (await ask<{ items: MyAccount[] }>('GET', '/me/accounts')).body.items.find(({ id }) => id === account.id) as MyAccount;

async function wallet(): Promise<Wallet> {
  const { rows } = await installation.system.db.query<{ bucket: number; customerId: string }>(
    'SELECT bucket, customer_id AS "customerId" FROM parties.customer',
  );
  return walletOf(installation.system.db, SANDBOX_FUND.fundId, rows[0] ?? { bucket: 0, customerId: '' });
}

/** What the registrar gave for a day, by its own publication: shares in fen × income per 10,000, cut to fen. */
async function incomeOn(date: string, shares: bigint): Promise<bigint> {
  const { rows } = await installation.system.db.query<{ per10k: bigint }>('SELECT per_10k AS per10k FROM sandbox_registrar.day WHERE business_date = $1', [
    date,
  ]);
  return (shares * (rows[0]?.per10k ?? 0n)) / 100_000_000n;
}

beforeAll(async () => {
  installation = await startInstallation({ clock: { now: () => now } });
  ({ url } = await installation.serve());
  await openJointLoan(installation.system, THURSDAY);
  ({ cookie, account } = await openFundWithHolder(installation, url));
}, 120_000);
afterAll(() => installation.stop());

test('a purchase leaves the account at once, is confirmed a trading day later and earns from then on, the weekend too', async () => {
  const bought = await order('subscribe', '20000.00');
  expect([bought.status, bought.body]).toEqual([
    201,
    expect.objectContaining({ kind: 'subscribe', amount: '20000.00', state: 'accepted', dealingOn: '2026-03-05', confirmOn: '2026-03-06' }),
  ]);
  expect((await held()).balance).toBe('10000.00');
  expect((await funds()).items[0]).toMatchObject({ available: '0.00', inTransit: '20000.00', frozen: '0.00', seller: 'Lantau Harbour Bank' });

  await installation.system.close('2026-03-05');
  expect(await wallet()).toMatchObject({ available: 0n, inTransit: 2_000_000n });
  await installation.system.close('2026-03-08');
  let shares = 2_000_000n;
  for (const date of ['2026-03-06', '2026-03-07', '2026-03-08']) shares += await incomeOn(date, shares);
  expect(shares).toBeGreaterThan(2_000_200n);
  expect(await wallet()).toMatchObject({ available: shares, inTransit: 0n, frozen: 0n });
  const mine = (await funds()).items[0];
  expect(mine?.incomes.map(({ date }) => date)).toEqual(['2026-03-08', '2026-03-07', '2026-03-06']);
  expect(await wrongInBooks(installation.system)).toEqual([]);
});

test('a redemption freezes its shares, earns until it is confirmed, and its money reaches the account', async () => {
  const before = await wallet();
  const redeemed = await order('redeem', '5000.00');
  expect([redeemed.status, redeemed.body]).toEqual([201, expect.objectContaining({ state: 'accepted', dealingOn: '2026-03-09', cashOn: '2026-03-10' })]);
  expect(await wallet()).toMatchObject({ available: before.available - 500_000n, frozen: 500_000n });
  const again = await order('redeem', '15005.00');
  expect([again.status, again.body.code]).toEqual([409, 'SHARES_NOT_AVAILABLE']);
  await installation.system.close('2026-03-09');
  const [afterMonday, monday] = [await wallet(), await incomeOn('2026-03-09', before.available)];
  expect(afterMonday).toMatchObject({ available: before.available - 500_000n + monday, frozen: 500_000n });
  await installation.system.close('2026-03-10');
  expect(await wallet()).toMatchObject({ frozen: 0n });
  expect((await held()).balance).toBe('15000.00');
  expect((await funds()).orders.map(({ kind, state }) => [kind, state])).toContainEqual(['redeem', 'paid']);
  expect(await wrongInBooks(installation.system)).toEqual([]);
});

test('after 15:00 an application is dealt on the next trading day', async () => {
  now = Date.parse('2026-03-05T07:00:00Z');
  const bought = await order('subscribe', '1000.00');
  expect(bought.body).toMatchObject({ state: 'accepted', dealingOn: '2026-03-12', confirmOn: '2026-03-13' });
});

test('a purchase whose answer is lost is placed once, by the close at the latest', async () => {
  const balance = (await held()).balance;
  await control(installation.sandbox.urls.bank, 'faults', { kind: 'timeout-after-effect', times: 6, operation: 'bank.account.move' });
  const bought = await order('subscribe', '2000.00');
  expect([bought.status, bought.body.state]).toEqual([201, 'paying']);
  const { db, holdings } = installation.system;
  const { bucket, customerId } = await wallet();
  expect((await db.tx((tx) => holdings(tx, { bucket, customerId }))).map(({ kind, reference }) => [kind, reference])).toContainEqual([
    'fund-order',
    bought.body.id,
  ]);
  // The bank is left alone for a moment after so many failures.
  now += 60_000;
  await installation.system.close('2026-03-11');
  expect(Number((await held()).balance)).toBe(Number(balance) - 2000);
  expect((await funds()).orders.find(({ id }) => id === bought.body.id)).toMatchObject({ state: 'accepted', confirmOn: '2026-03-13' });
  expect(await wrongInBooks(installation.system)).toEqual([]);
});

test('a purchase of more than there is, or from the account of somebody else, changes nothing and says why', async () => {
  const before = await funds();
  const tooMuch = await order('subscribe', '90000.00');
  expect([tooMuch.status, tooMuch.body.code]).toEqual([409, 'AVAILABLE_TOO_SMALL']);
  expect((await order('subscribe', '1.00', 'acc_00000000000000000000000000')).body.code).toBe('ACCOUNT_UNKNOWN');
  expect((await order('subscribe', '0.001')).status).toBe(422);
  expect(await funds()).toEqual(before);
});

test('a registrar that is silent stops the close, and the day closes to the fen once it answers', async () => {
  await control(installation.sandbox.urls.registrar, 'faults', { kind: 'late-file', times: 1, operation: 'fund.file' });
  await expect(installation.system.close('2026-03-12')).rejects.toMatchObject({ code: 'REGISTRAR_SILENT' });
  await control(installation.sandbox.urls.registrar, 'faults', { kind: 'partial-file', times: 1, operation: 'fund.file' });
  await expect(installation.system.close('2026-03-12')).rejects.toMatchObject({ code: 'REGISTRAR_SILENT' });
  await installation.system.close('2026-03-13');
  const { rows } = await installation.system.db.query<{ shares: bigint }>('SELECT sum(shares)::bigint AS shares FROM sandbox_registrar.holding');
  const { available, frozen } = await wallet();
  expect(available + frozen).toBe(rows[0]?.shares);
  expect(await wrongInBooks(installation.system)).toEqual([]);
});

test('staff see the fund with its days and what differs from the registrar; a customer does not', async () => {
  await installation.system.db.query('UPDATE sandbox_registrar.holding SET shares = shares - 100');
  await installation.system.close('2026-03-14');
  const auditor = await signInStaff(url, 'auditor');
  const { body } = await ask<FundDetail>('GET', `/funds/${SANDBOX_FUND.fundId}`, undefined, auditor);
  expect(body.days.map(({ date }) => date).slice(0, 2)).toEqual(['2026-03-14', '2026-03-13']);
  expect(body.breaks).toEqual([expect.objectContaining({ date: '2026-03-14', kind: 'balance' })]);
  expect(Number(body.breaks[0]?.ours) - Number(body.breaks[0]?.theirs)).toBeCloseTo(1, 6);
  expect((await ask('GET', `/funds/${SANDBOX_FUND.fundId}`)).status).toBe(403);
});

test('a fast redemption is paid at once by the bank, within the pool of the day, and its fund repays the bank', async () => {
  const [before, balance] = [await wallet(), Number((await held()).balance)];
  const fast = await order('redeem-fast', '3000.00');
  expect([fast.status, fast.body.state]).toEqual([201, 'paid']);
  expect(Number((await held()).balance)).toBe(balance + 3000);
  expect(await wallet()).toMatchObject({ available: before.available - 300_000n, frozen: before.frozen + 300_000n });
  expect((await funds()).items[0]?.fastLeft).toBe('47000.00');
  expect(await wrongInBooks(installation.system)).toEqual([]);
  // Sunday: dealt on Monday, confirmed and paid on Tuesday, to the bank.
  await installation.system.close('2026-03-17');
  expect(Number((await held()).balance)).toBe(balance + 3000);
  const { rows } = await installation.system.db.query<{ state: string }>('SELECT state FROM wealth.order_money WHERE order_id = $1', [fast.body.id]);
  expect(rows).toEqual([{ state: 'repaid' }]);
  expect(await wrongInBooks(installation.system)).toEqual([]);
});

test('twenty fast redemptions at once never take more than the pool has, and what the bank cannot pay is an ordinary redemption', async () => {
  await installation.system.db.query('UPDATE wealth.fund SET fast_pool = 500000');
  const before = await wallet();
  const answers = await Promise.all(Array.from({ length: 20 }, () => order('redeem-fast', '400.00')));
  expect(answers.filter(({ status }) => status === 201).length).toBe(12);
  expect(new Set(answers.filter(({ status }) => status !== 201).map(({ body }) => body.code))).toEqual(new Set(['FAST_POOL_EXHAUSTED']));
  expect((await funds()).items[0]?.fastLeft).toBe('200.00');
  expect((await wallet()).available).toBe(before.available - 12n * 40_000n);
  await control(installation.sandbox.urls.bank, 'faults', { kind: 'payout-failed', times: 1, operation: 'bank.account.move' });
  const failed = await order('redeem-fast', '150.00');
  expect([failed.status, failed.body.state]).toEqual([201, 'accepted']);
  expect((await funds()).items[0]?.fastLeft).toBe('200.00');
  const balance = Number((await held()).balance);
  await installation.system.close('2026-03-20');
  expect(Number((await held()).balance)).toBeCloseTo(balance + 150, 6);
  expect(await wrongInBooks(installation.system)).toEqual([]);
});

test('a purchase that the registrar refuses goes back to the account', async () => {
  const balance = Number((await held()).balance);
  const bought = await order('subscribe', '700.00');
  expect(Number((await held()).balance)).toBe(balance - 700);
  // Saturday, after 15:00: dealt on Monday the 23rd, confirmed on Tuesday, or refused.
  await installation.system.close('2026-03-21');
  await installation.system.db.query(`UPDATE sandbox_registrar.application SET state = 'refused', concluded_on = '2026-03-24' WHERE order_ref = $1`, [
    bought.body.id,
  ]);
  await installation.system.close('2026-03-24');
  expect((await funds()).orders.find(({ id }) => id === bought.body.id)).toMatchObject({ state: 'returned', code: 'REFUSED_BY_REGISTRAR' });
  expect(Number((await held()).balance)).toBe(balance);
  expect(await wrongInBooks(installation.system)).toEqual([]);
});

test('under the rules of today a person redeems 10,000.00 a day fast, and an operator without a licence sells no fund', async () => {
  const { system } = installation;
  await system.db.query(`UPDATE partnership.programme SET parameters = jsonb_set(parameters, '{profile}', '"CN_CURRENT"')`);
  await system.db.query('UPDATE wealth.fund SET fast_pool = 5000000');
  expect((await funds()).items[0]?.fastLeft).toBe('10000.00');
  const over = await order('redeem-fast', '10000.01');
  expect([over.status, over.body.code]).toEqual([409, 'FAST_QUOTA_EXCEEDED']);
  expect((await order('redeem-fast', '10000.00')).body.state).toBe('paid');
  expect((await order('redeem-fast', '0.01')).body.code).toBe('FAST_QUOTA_EXCEEDED');
  expect((await order('subscribe', '100.00')).body.code).toBe('ACTION_BLOCKED');
  const { rows } = await system.db.query(`SELECT kind, outcome, reason FROM compliance.decision WHERE outcome = 'refused'`);
  expect(rows).toEqual([{ kind: 'sell-fund', outcome: 'refused', reason: 'WEALTH_OPERATOR_LICENCE' }]);
  expect((await funds()).items[0]?.fastLeft).toBe('0.00');
});

test('a first purchase out of a class-III account waits for its upgrade; where the bank refuses, nothing is debited', async () => {
  const { system, sandbox } = installation;
  await system.db.query(`UPDATE partnership.programme SET parameters = jsonb_set(parameters, '{profile}', '"CN_2017"')`);
  const other = await signUpWithAccount(installation, url, 'III', 2);
  const as = <T>(method: string, path: string, body?: object) => askOf<T>(url, other.cookie, method, path, body);
  await as('POST', `/me/accounts/${other.account.id}/transfers`, { direction: 'in', boundId: other.account.bound[0]?.id, amount: '900.00' });
  await as('POST', '/me/suitability', { version: QUESTIONNAIRE.version, answers: CAREFUL });
  const consent = { accepted: true, textVersion: CONSENT_TEXTS['account-upgrade'].version };
  const { cardNumber, mobile } = other;
  const buy = (amount: string, given: object = {}) =>
    as<FundOrderView & { code: string }>('POST', '/me/first-purchases', {
      fundId: SANDBOX_FUND.fundId,
      accountId: other.account.id,
      amount,
      cardNumber,
      mobile,
      consent,
      ...given,
    });
  const accounts = async () => (await as<{ items: MyAccount[] }>('GET', '/me/accounts')).body.items.map((one) => [one.class, one.state, one.balance]);
  expect((await buy('500.00', { consent: { ...consent, accepted: false } })).body.code).toBe('CONSENT_MISSING');
  expect((await buy('500.00', { mobile: '17090000000' })).body).toMatchObject({ state: 'failed' });
  expect(await accounts()).toEqual([['III', 'ACTIVE', '900.00']]);
  // The bank's answer to the upgrade is lost: the purchase waits until the close has asked.
  await control(sandbox.urls.bank, 'faults', { kind: 'down', times: 6, operation: 'bank.account.open-class' });
  const bought = await buy('500.00');
  expect(bought.body.state).toBe('upgrading');
  now += 120_000;
  const { faults } = sandbox.institutions.bank;
  while (faults.take('down', 'bank.account.open-class'));
  await system.close('2026-03-25');
  expect((await as<MyFunds>('GET', '/me/funds')).body.orders.find(({ id }) => id === bought.body.id)?.state).toBe('accepted');
  expect((await accounts()).sort()).toEqual([
    ['II', 'ACTIVE', '400.00'],
    ['III', 'CLOSED', '0.00'],
  ]);
  expect(await wrongInBooks(system)).toEqual([]);
});
