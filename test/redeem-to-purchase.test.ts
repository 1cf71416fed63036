import type { FundOrderView, MyAccount, MyFund, MyFunds, RedeemToPurchaseView, RtpTimelineView } from '@jinqiao/api';
import { businessDate } from '@jinqiao/calendar';
import { control, SANDBOX_BOND_FUND, SANDBOX_FUND, SANDBOX_PENSION } from '@jinqiao/server';
import { suspendSubscriptions } from '@jinqiao/wealth';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Answer, ask as askOf, openFundWithHolder } from './fund-holder.ts';
import { type Installation, openJointLoan, startInstallation, wrongInBooks } from './installation.ts';

const MONEY = SANDBOX_FUND.fundId;
const BOND = SANDBOX_BOND_FUND.fundId;
const PENSION = SANDBOX_PENSION.fundId;
type Mode = RedeemToPurchaseView['mode'];

let installation: Installation;
let url: string;
let cookie = '';
let account: MyAccount;
// 14:50 in Shanghai until a test moves it.
let now = Date.parse('2026-03-05T06:50:00Z');

const ask = <T>(method: string, path: string, body?: object): Promise<Answer<T>> => askOf<T>(url, cookie, method, path, body);
const convert = (target: string, mode: Mode, amount: string) =>
  ask<RedeemToPurchaseView & { code: string }>('POST', '/me/redeem-to-purchase', { source: MONEY, target, mode, amount, accountId: account.id });
const funds = async () => (await ask<MyFunds>('GET', '/me/funds')).body;
const mine = async (fundId: string) => (await funds()).items.find(({ id }) => id === fundId) as MyFund;
const stateOf = async (id: string) => (await funds()).conversions.find((begun) => begun.id === id)?.state;
const balance = async () => (await ask<{ items: MyAccount[] }>('GET', '/me/accounts')).body.items.find(({ id }) => id === account.id)?.balance;
const close = (date: string) => installation.system.close(date);
const right = async () => expect(await wrongInBooks(installation.system)).toEqual([]);

/** What the bank moved between funds, by its own book. */
async function transfers(): Promise<string[]> {
  const { rows } = await installation.system.db.query<{ from: string; to: string; amount: bigint; of: string }>(
    'SELECT from_fund AS "from", to_fund AS "to", amount, of FROM sandbox_bank.fund_transfer ORDER BY business_date, transfer_ref',
  );
  return rows.map(({ from, to, amount, of }) => `${from} ${to} ${amount} ${of}`);
}

beforeAll(async () => {
  installation = await startInstallation({ clock: { now: () => now } });
  ({ url } = await installation.serve());
  await openJointLoan(installation.system, '2026-03-05');
  ({ cookie, account } = await openFundWithHolder(installation, url));
  await ask<FundOrderView>('POST', '/me/fund-orders', { fundId: MONEY, kind: 'subscribe', amount: '25000.00', accountId: account.id });
  await close('2026-03-08');
}, 120_000);
afterAll(() => installation.stop());

test('internally, the bank pays the target on the day on which the redemption is confirmed; one day earns nothing', async () => {
  const timeline = await ask<RtpTimelineView>('GET', `/me/redeem-to-purchase?source=${MONEY}&target=${BOND}&mode=A_INTERNAL`);
  expect(timeline.body).toEqual({ lastEarning: '2026-03-09', purchaseDealing: '2026-03-10', firstEarning: '2026-03-11', gapDays: 1 });
  const held = Number((await mine(MONEY)).available);
  const begun = await convert(BOND, 'A_INTERNAL', '5000.00');
  expect([begun.status, begun.body.state]).toEqual([201, 'REDEEMING']);
  expect(await mine(MONEY)).toMatchObject({ frozen: '5000.00', available: (held - 5000).toFixed(2) });
  await close('2026-03-09');
  await right();
  await close('2026-03-10');
  expect([await stateOf(begun.body.id), (await mine(BOND)).inTransit, await balance()]).toEqual(['PURCHASING', '5000.00', '5000.00']);
  await right();
  await close('2026-03-11');
  expect(await stateOf(begun.body.id)).toBe('DONE');
  // 5,000 ÷ 1.008 = 4,960.32 at the net value of the 10th.
  const { rows } = await installation.system.db.query<{ nav: bigint }>(
    `SELECT nav FROM sandbox_registrar.net_value WHERE fund = $1 AND business_date = '2026-03-10'`,
    [BOND],
  );
  expect(Number((await mine(BOND)).available)).toBeCloseTo(4960.32 / (Number(rows[0]?.nav) / 10_000), 2);
  expect([await balance(), await transfers()]).toEqual(['5000.00', [`${MONEY} ${BOND} 500000 settlement`]]);
  await right();
});

test('fast, the bank pays the target at once within the quota of fast redemption, and the redemption repays it', async () => {
  const left = Number((await mine(MONEY)).fastLeft);
  const begun = await convert(BOND, 'B_FAST', '2000.00');
  expect([begun.body.state, (await mine(BOND)).inTransit, Number((await mine(MONEY)).fastLeft)]).toEqual(['PURCHASING', '2000.00', left - 2000]);
  await right();
  await close('2026-03-12');
  await right();
  await close('2026-03-13');
  expect([await stateOf(begun.body.id), (await mine(MONEY)).frozen]).toEqual(['DONE', '0.00']);
  expect((await transfers()).at(-1)).toBe(`${MONEY} ${BOND} 200000 advance`);
  await right();
});

test('where the bank does not advance, the redemption pays the purchase on its day and the quota is given back', async () => {
  const left = (await mine(MONEY)).fastLeft;
  await control(installation.sandbox.urls.bank, 'faults', { kind: 'payout-failed', times: 1, operation: 'bank.fund.transfer' });
  const begun = await convert(BOND, 'B_FAST', '1000.00');
  expect([begun.body.state, begun.body.mode, (await mine(MONEY)).fastLeft]).toEqual(['REDEEMING', 'C_T1', left]);
  await right();
  // Saturday: dealt on Monday, confirmed and paid on Tuesday; placed that evening it is dealt on Wednesday.
  await close('2026-03-17');
  expect(await stateOf(begun.body.id)).toBe('PURCHASING');
  await right();
  await close('2026-03-18');
  expect(await stateOf(begun.body.id)).toBe('PURCHASING');
  await close('2026-03-19');
  expect(await stateOf(begun.body.id)).toBe('DONE');
  await right();
});

test('an answer of the bank that is lost is asked for again; the money is moved once', async () => {
  const before = (await transfers()).length;
  await control(installation.sandbox.urls.bank, 'faults', { kind: 'timeout-after-effect', times: 6, operation: 'bank.fund.transfer' });
  const begun = await convert(BOND, 'B_FAST', '300.00');
  expect(begun.body.state).toBe('RESERVED');
  await right();
  now += 120_000;
  await close('2026-03-20');
  expect(await stateOf(begun.body.id)).toBe('PURCHASING');
  expect((await transfers()).length).toBe(before + 1);
  await close('2026-03-24');
  expect(await stateOf(begun.body.id)).toBe('DONE');
  await right();
});

test('a purchase that the registrar refuses is compensated: the money buys the money fund again', async () => {
  const held = Number((await mine(MONEY)).available);
  const begun = await convert(BOND, 'A_INTERNAL', '700.00');
  // Wednesday: confirmed on Thursday the 26th, when the purchase is placed and dealt, and refused on Friday.
  await close('2026-03-26');
  expect(await stateOf(begun.body.id)).toBe('PURCHASING');
  await installation.system.db.query(
    `UPDATE sandbox_registrar.application SET state = 'refused', concluded_on = '2026-03-27' WHERE fund = $1 AND state = 'taken'`,
    [BOND],
  );
  await close('2026-03-27');
  expect((await funds()).conversions.find(({ id }) => id === begun.body.id)).toMatchObject({ state: 'COMPENSATED', code: 'REFUSED_BY_REGISTRAR' });
  expect((await transfers()).filter((moved) => moved === `${BOND} ${MONEY} 70000 settlement`)).toHaveLength(1);
  await right();
  await close('2026-04-01');
  const { available, inTransit, frozen } = await mine(MONEY);
  expect([inTransit, frozen, Number(available) >= held]).toEqual(['0.00', '0.00', true]);
  await right();
});

test('where the money fund takes no subscriptions then, the money goes to the account', async () => {
  const before = Number(await balance());
  const begun = await convert(PENSION, 'A_INTERNAL', '1000.00');
  await installation.system.db.tx(async (tx) => {
    await suspendSubscriptions(tx, MONEY, { from: businessDate('2026-04-03'), to: businessDate('2026-04-08') });
    await suspendSubscriptions(tx, PENSION, { from: businessDate('2026-04-02'), to: businessDate('2026-04-08') });
  });
  await close('2026-04-03');
  expect((await funds()).conversions.find(({ id }) => id === begun.body.id)).toMatchObject({ state: 'COMPENSATED', code: 'SUBSCRIBE_SUSPENDED' });
  expect(Number(await balance())).toBe(before + 1000);
  await right();
});

test('a redemption that the registrar refuses ends it: the shares are available again', async () => {
  await close('2026-04-08');
  const begun = await convert(PENSION, 'C_T1', '1000.00');
  await close('2026-04-09');
  await installation.system.db.query(
    `UPDATE sandbox_registrar.application SET state = 'refused', concluded_on = '2026-04-10' WHERE fund = $1 AND state = 'taken'`,
    [MONEY],
  );
  await close('2026-04-10');
  expect(await stateOf(begun.body.id)).toBe('FAILED');
  expect((await mine(MONEY)).frozen).toBe('0.00');
  await right();
});

test('what the registrar refuses after the bank has advanced it is redeemed again, and the bank is repaid', async () => {
  const { db } = installation.system;
  const held = Number((await mine(MONEY)).available);
  const begun = await convert(BOND, 'B_FAST', '150.00');
  const fast = await ask<FundOrderView>('POST', '/me/fund-orders', { fundId: MONEY, kind: 'redeem-fast', amount: '60.00', accountId: account.id });
  expect([begun.body.state, fast.body.state]).toEqual(['PURCHASING', 'paid']);
  const open = async () =>
    (await db.query<{ n: number }>(`SELECT count(*)::int AS n FROM wealth.fund_order WHERE fund_id = $1 AND kind = 'redeem' AND state = 'accepted'`, [MONEY]))
      .rows[0]?.n;
  const { rows } = await db.query<{ on: string }>(`SELECT confirm_on AS "on" FROM wealth.fund_order WHERE order_id = $1`, [fast.body.id]);
  const on = rows[0]?.on ?? '';
  const later = (days: number) => new Date(Date.parse(on) + days * 86_400_000).toISOString().slice(0, 10);
  await close(later(-1));
  await db.query(`UPDATE sandbox_registrar.application SET state = 'refused', concluded_on = $2 WHERE fund = $1 AND state = 'taken' AND business = '024'`, [
    MONEY,
    on,
  ]);
  await close(on);
  expect([await open(), (await mine(MONEY)).frozen]).toEqual([2, '210.00']);
  await right();
  await close(later(7));
  expect([await open(), await stateOf(begun.body.id), Number((await mine(MONEY)).available) < held]).toEqual([0, 'DONE', true]);
  await right();
});

test('what cannot be is refused and changes nothing', async () => {
  const before = await funds();
  for (const [target, mode, amount, code] of [
    [MONEY, 'A_INTERNAL', '100.00', 'RTP_TARGET'],
    [PENSION, 'A_INTERNAL', '999.00', 'PRODUCT_AMOUNT_TOO_SMALL'],
    [PENSION, 'A_INTERNAL', '1000.50', 'PRODUCT_AMOUNT_STEP'],
    [BOND, 'A_INTERNAL', '90000.00', 'SHARES_NOT_AVAILABLE'],
    [BOND, 'B_FAST', '60000.00', 'FAST_POOL_EXHAUSTED'],
    ['519920', 'A_INTERNAL', '100.00', 'RISK_WARNING'],
    ['qh-health', 'A_INTERNAL', '100.00', 'FUND_UNKNOWN'],
  ] as const)
    expect([target, amount, (await convert(target, mode, amount)).body.code]).toEqual([target, amount, code]);
  const wrongWay = await ask<{ code: string }>('POST', '/me/redeem-to-purchase', {
    source: BOND,
    target: MONEY,
    mode: 'A_INTERNAL',
    amount: '100.00',
    accountId: account.id,
  });
  expect(wrongWay.body.code).toBe('RTP_SOURCE');
  expect(await funds()).toEqual(before);
  const { rows } = await installation.system.db.query<{ used: bigint }>('SELECT used FROM wealth.product_quota WHERE product_id = $1', [PENSION]);
  expect(rows).toEqual([{ used: 0n }]);
  await right();
});
