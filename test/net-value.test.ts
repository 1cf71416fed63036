import type { FundDetail, FundOrderLine, FundOrderView, MyAccount, MyFund, MyFunds } from '@jinqiao/api';
import { SANDBOX_BOND_FUND, SANDBOX_EQUITY_FUND } from '@jinqiao/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Answer, ask as askOf, openFundWithHolder, signInStaff } from './fund-holder.ts';
import { type Installation, openJointLoan, startInstallation, wrongInBooks } from './installation.ts';

// Thursday before 15:00: dealt on it, confirmed on Friday.
const THURSDAY = '2026-03-05';
const BOND = SANDBOX_BOND_FUND.fundId;
const EQUITY = SANDBOX_EQUITY_FUND.fundId;

let installation: Installation;
let url: string;
let cookie = '';
let account: MyAccount;

const ask = <T>(method: string, path: string, body?: object, as = cookie): Promise<Answer<T>> => askOf<T>(url, as, method, path, body);
const order = (fundId: string, kind: 'subscribe' | 'redeem', amount: string, insists = false) =>
  ask<FundOrderView & { code?: string }>('POST', '/me/fund-orders', { fundId, kind, amount, accountId: account.id, insists });
const funds = async () => (await ask<MyFunds>('GET', '/me/funds')).body;
const mine = async (fundId: string) => (await funds()).items.find(({ id }) => id === fundId) as MyFund;
const orderNamed = async (id: string) => (await funds()).orders.find((placed) => placed.id === id) as FundOrderView;
const balance = async () => (await ask<{ items: MyAccount[] }>('GET', '/me/accounts')).body.items.find(({ id }) => id === account.id)?.balance;

/** The manager's own publication, scaled 1e-4. */
async function navOn(fundId: string, date: string): Promise<number> {
  const { rows } = await installation.system.db.query<{ nav: bigint }>('SELECT nav FROM sandbox_registrar.net_value WHERE fund = $1 AND business_date = $2', [
    fundId,
    date,
  ]);
  return Number(rows[0]?.nav);
}

/** Half-up to hundredths, in floating point: another way than the product's. */
const round = (value: number) => Math.round(value * 100 + 1e-6) / 100;
const text = (value: number) => value.toFixed(2);

beforeAll(async () => {
  installation = await startInstallation({ clock: { now: () => Date.parse('2026-03-05T06:50:00Z') } });
  ({ url } = await installation.serve());
  await openJointLoan(installation.system, THURSDAY);
  ({ cookie, account } = await openFundWithHolder(installation, url));
}, 120_000);
afterAll(() => installation.stop());

let bought = '';
let shares = 0;

test('a purchase is charged on top of what is invested and confirmed by the net value of its dealing day', async () => {
  const placed = await order(BOND, 'subscribe', '10000.00');
  expect([placed.status, placed.body.state, placed.body.confirmOn]).toEqual([201, 'accepted', '2026-03-06']);
  bought = placed.body.id;
  expect(await mine(BOND)).toMatchObject({ inTransit: '10000.00', available: '0.00', pricing: 'net-value', risk: 'R2' });
  await installation.system.close('2026-03-06');
  // 10,000 ÷ 1.008 = 9,920.63 are invested, at the first net value 1.0000.
  expect(await navOn(BOND, THURSDAY)).toBe(10_000);
  shares = 9920.63;
  expect(await orderNamed(bought)).toMatchObject({ state: 'confirmed', nav: '1.0000', shares: '9920.63', cash: '9920.63', fee: '79.37' });
  const value = round((shares * (await navOn(BOND, '2026-03-06'))) / 10_000);
  expect(await mine(BOND)).toMatchObject({
    available: '9920.63',
    inTransit: '0.00',
    value: text(value),
    cost: '10000.00',
    profit: text(value - 10_000),
  });
  expect(await wrongInBooks(installation.system)).toEqual([]);
});

test('a redemption within seven days costs 1.5 %, is paid two trading days later, and says what it earned over its cost', async () => {
  const before = Number(await balance());
  await installation.system.close('2026-03-08');
  const placed = await order(BOND, 'redeem', '1000.00');
  expect(placed.body).toMatchObject({ state: 'accepted', dealingOn: '2026-03-09', cashOn: '2026-03-11' });
  await installation.system.close('2026-03-10');
  const nav = await navOn(BOND, '2026-03-09');
  const gross = round((1000 * nav) / 10_000);
  const fee = round(((1000 * nav) / 10_000) * 0.015);
  const cost = round((10_000 * 1000) / shares);
  expect(await orderNamed(placed.body.id)).toMatchObject({ state: 'confirmed', cash: text(gross - fee), fee: text(fee), profit: text(gross - fee - cost) });
  expect(Number(await balance())).toBe(before);
  expect(await wrongInBooks(installation.system)).toEqual([]);
  await installation.system.close('2026-03-11');
  expect(Number(await balance())).toBeCloseTo(before + gross - fee, 6);
  expect((await orderNamed(placed.body.id)).state).toBe('paid');
  shares = round(shares - 1000);
  expect((await mine(BOND)).available).toBe(text(shares));
  expect(await wrongInBooks(installation.system)).toEqual([]);
});

test('a dividend comes in cash, or in shares to who chose them', async () => {
  const before = Number(await balance());
  await installation.system.close('2026-03-16');
  // 0.0020 a share on the first trading day from the 15th on.
  const paid = round(shares * 0.002);
  const cash = (await funds()).orders.find(({ kind }) => kind === 'dividend') as FundOrderView;
  expect(cash).toMatchObject({ fundId: BOND, amount: text(paid), shares: '0.00', cashOn: '2026-03-18', state: 'confirmed' });
  expect((await mine(BOND)).netValues[0]).toMatchObject({ date: '2026-03-16', dividend: '0.0020' });
  await installation.system.close('2026-03-18');
  expect(Number(await balance())).toBeCloseTo(before + paid, 6);
  expect(await wrongInBooks(installation.system)).toEqual([]);
  expect((await ask<{ mode: string }>('POST', '/me/dividends', { fundId: BOND, mode: 'shares' })).body).toEqual({ mode: 'shares' });
  expect((await ask<{ code: string }>('POST', '/me/dividends', { fundId: '519901', mode: 'shares' })).body.code).toBe('NET_VALUE_NEEDED');
  await installation.system.close('2026-04-15');
  const again = round(shares * 0.002);
  const issued = round(again / ((await navOn(BOND, '2026-04-15')) / 10_000));
  shares = round(shares + issued);
  expect((await funds()).orders.filter(({ kind }) => kind === 'dividend')[0]).toMatchObject({ amount: text(again), shares: text(issued), cashOn: null });
  expect(await mine(BOND)).toMatchObject({ available: text(shares), dividendMode: 'shares' });
  expect(await wrongInBooks(installation.system)).toEqual([]);
}, 60_000);

test('what is riskier than suits the investor is sold only after a warning, in amounts that the product allows', async () => {
  expect((await order(EQUITY, 'subscribe', '5000.00')).body.code).toBe('RISK_WARNING');
  expect((await order(EQUITY, 'subscribe', '9.99', true)).body.code).toBe('PRODUCT_AMOUNT_TOO_SMALL');
  expect((await order(EQUITY, 'redeem', '0.50')).body.code).toBe('FUND_ORDER_INVALID');
  expect((await order(EQUITY, 'redeem', '100.00')).body.code).toBe('SHARES_NOT_AVAILABLE');
  const placed = await order(EQUITY, 'subscribe', '5000.00', true);
  expect(placed.body).toMatchObject({ state: 'accepted', dealingOn: '2026-04-16' });
  await installation.system.close('2026-04-17');
  const nav = await navOn(EQUITY, '2026-04-16');
  const invested = round(5000 / 1.015);
  expect(await orderNamed(placed.body.id)).toMatchObject({ cash: text(invested), fee: text(5000 - invested), shares: text(round((invested * 10_000) / nav)) });
  expect(await wrongInBooks(installation.system)).toEqual([]);
});

test('a confirmation that is not what the net value makes it is a break; nothing is booked until it is right', async () => {
  const held = (await mine(BOND)).available;
  const placed = await order(BOND, 'subscribe', '2000.00');
  // Saturday: dealt on Monday, confirmed on Tuesday.
  await installation.system.close('2026-04-20');
  await installation.system.db.query(
    `CREATE FUNCTION sandbox_registrar.wrong() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.shares := NEW.shares + 1; RETURN NEW; END'`,
  );
  await installation.system.db.query(
    `CREATE TRIGGER wrong BEFORE UPDATE ON sandbox_registrar.application FOR EACH ROW WHEN (NEW.state = 'confirmed') EXECUTE FUNCTION sandbox_registrar.wrong()`,
  );
  await installation.system.close('2026-04-21');
  await installation.system.db.query('DROP TRIGGER wrong ON sandbox_registrar.application');
  const auditor = await signInStaff(url, 'auditor');
  const { breaks } = (await ask<FundDetail>('GET', `/funds/${BOND}`, undefined, auditor)).body;
  const found = breaks.find(({ subject }) => subject === placed.body.id);
  expect([found?.kind, Number(found?.theirs) - Number(found?.ours)]).toEqual(['amount', expect.closeTo(0.01, 6)]);
  expect((await orderNamed(placed.body.id)).state).toBe('accepted');
  expect((await mine(BOND)).available).toBe(held);
  expect(await wrongInBooks(installation.system)).toEqual([]);
  await installation.system.db.query(`UPDATE sandbox_registrar.application SET shares = shares - 1, concluded_on = '2026-04-22' WHERE order_ref = $1`, [
    placed.body.id,
  ]);
  await installation.system.close('2026-04-22');
  expect(await orderNamed(placed.body.id)).toMatchObject({ state: 'confirmed', cash: text(round(2000 / 1.008)) });
  expect(await wrongInBooks(installation.system)).toEqual([]);
});

test('staff read the orders of a fund page by page, newest first; a customer does not', async () => {
  const auditor = await signInStaff(url, 'auditor');
  type Page = { items: FundOrderLine[]; nextCursor: string | null };
  const read: FundOrderLine[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const next: Answer<Page> = await ask<Page>('GET', `/fund-orders?fundId=${BOND}&limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`, undefined, auditor);
    read.push(...next.body.items);
    cursor = next.body.nextCursor;
  }
  expect(read.map(({ kind }) => kind).sort()).toEqual(['dividend', 'dividend', 'redeem', 'subscribe', 'subscribe']);
  expect(read.map(({ acceptedOn }) => acceptedOn)).toEqual(
    read
      .map(({ acceptedOn }) => acceptedOn)
      .sort()
      .reverse(),
  );
  expect(new Set(read.map(({ id }) => id)).size).toBe(5);
  expect(read.at(-1)).toMatchObject({ kind: 'subscribe', nav: '1.0000', shares: '9920.63', fee: '79.37', state: 'confirmed' });
  expect((await ask('GET', `/fund-orders?fundId=${BOND}`)).status).toBe(403);
});
