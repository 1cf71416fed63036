import type { CalendarChangeView, FundOrderView, MyAccount, MyFund, MyFunds } from '@jinqiao/api';
import { control, SANDBOX_BOND_FUND, SANDBOX_FUND, SANDBOX_FUNDS } from '@jinqiao/server';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Answer, ask as askOf, openFundWithHolder, signInStaff } from './fund-holder.ts';
import { type Installation, openJointLoan, startInstallation, wrongInBooks } from './installation.ts';

const MONEY = SANDBOX_FUND.fundId;
const BOND = SANDBOX_BOND_FUND.fundId;

let installation: Installation;
let url: string;
let cookie = '';
let account: MyAccount;
// 14:50 in Shanghai; a test may move the time of day.
let now = Date.parse('2026-03-05T06:50:00Z');

const ask = <T>(method: string, path: string, body?: object, as = cookie): Promise<Answer<T>> => askOf<T>(url, as, method, path, body);
const order = async (fundId: string, kind: 'subscribe' | 'redeem', amount: string) =>
  (await ask<FundOrderView & { code?: string }>('POST', '/me/fund-orders', { fundId, kind, amount, accountId: account.id })).body;
const funds = async () => (await ask<MyFunds>('GET', '/me/funds')).body;
const mine = async (fundId: string) => (await funds()).items.find(({ id }) => id === fundId) as MyFund;
const orderNamed = async (id: string) => (await funds()).orders.find((placed) => placed.id === id);
const close = (date: string) => installation.system.close(date);

/** What the registrar holds for all is what our books hold for all, fund by fund; hundredths of a share. */
async function sharesAgree(): Promise<void> {
  const { db } = installation.system;
  for (const { fundId } of SANDBOX_FUNDS) {
    const { rows } = await db.query<{ theirs: bigint; ours: bigint; undistributed: bigint; issued: bigint }>(
      `SELECT (SELECT coalesce(sum(shares), 0)::bigint FROM sandbox_registrar.holding WHERE fund = $1) AS theirs,
         (SELECT coalesce(sum(credits - debits), 0)::bigint FROM ledger.account WHERE book = 'fund:' || $1 AND path IN ('wallet/shares', 'wallet/frozen')) AS ours,
         (SELECT coalesce(sum(credits - debits), 0)::bigint FROM ledger.account WHERE book = 'fund:' || $1 AND path IN ('fund/undistributed', 'suspense/shares')) AS undistributed,
         (SELECT coalesce(sum(debits - credits), 0)::bigint FROM ledger.account WHERE book = 'fund:' || $1 AND path = 'fund/shares') AS issued`,
      [fundId],
    );
    const { theirs, ours = 0n, undistributed = 0n, issued } = rows[0] ?? {};
    expect([fundId, ours, ours + undistributed]).toEqual([fundId, theirs, issued]);
  }
}

/** No customer's money rests on an account of the platform: no book that holds money for funds has a path of it. */
async function nothingOnThePlatform(): Promise<void> {
  const { rows } = await installation.system.db.query(
    `SELECT path FROM ledger.account WHERE (book LIKE 'fund%' OR book LIKE 'deposit:%') AND path LIKE '%platform%'`,
  );
  expect(rows).toEqual([]);
}

async function right(): Promise<void> {
  expect(await wrongInBooks(installation.system)).toEqual([]);
  await sharesAgree();
  await nothingOnThePlatform();
}

beforeAll(async () => {
  installation = await startInstallation({ clock: { now: () => now } });
  ({ url } = await installation.serve());
  await openJointLoan(installation.system, '2026-03-05');
  ({ cookie, account } = await openFundWithHolder(installation, url));
  await order(MONEY, 'subscribe', '8000.00');
  await order(BOND, 'subscribe', '6000.00');
  await close('2026-03-08');
}, 120_000);
afterAll(() => installation.stop());
// Partners that failed are left alone for a moment.
beforeEach(() => {
  now += 120_000;
});

test.each(['late-file', 'partial-file', 'doubled-file', 'wrong-digest', 'wrong-total', 'wrong-date', 'unknown-layout'] as const)(
  'a file of the registrar that is wrong (%s) stops the close, and the day closes to the fen once it is right',
  async (kind) => {
    const { rows } = await installation.system.db.query<{ next: string }>('SELECT (max(business_date) + 1)::text AS next FROM wealth.fund_day');
    const next = rows[0]?.next ?? '';
    await order(MONEY, 'redeem', '10.00');
    await order(BOND, 'subscribe', '20.00');
    await control(installation.sandbox.urls.registrar, 'faults', { kind, times: 1, operation: 'fund.file' });
    await expect(close(next)).rejects.toMatchObject({ code: 'REGISTRAR_SILENT' });
    await close(next);
    await right();
  },
);

test('the registrar down for a day: nothing is guessed, and both days close once it is back', async () => {
  const { rows } = await installation.system.db.query<{ next: string; after: string }>(
    'SELECT (max(business_date) + 1)::text AS next, (max(business_date) + 2)::text AS after FROM wealth.fund_day',
  );
  const { next = '', after = '' } = rows[0] ?? {};
  await order(MONEY, 'redeem', '10.00');
  const held = (await mine(MONEY)).available;
  await control(installation.sandbox.urls.registrar, 'faults', { kind: 'down', times: 100 });
  await expect(close(next)).rejects.toMatchObject({ code: 'REGISTRAR_SILENT' });
  expect((await mine(MONEY)).available).toBe(held);
  const { faults } = installation.sandbox.institutions.registrar;
  while (faults.take('down'));
  now += 120_000;
  await close(after);
  await right();
});

test('the bank down for a day: purchases wait, redeemed money waits, and all of it comes once', async () => {
  const { rows } = await installation.system.db.query<{ next: string; after: string }>(
    'SELECT (max(business_date) + 1)::text AS next, (max(business_date) + 3)::text AS after FROM wealth.fund_day',
  );
  const { next = '', after = '' } = rows[0] ?? {};
  const redeemed = await order(MONEY, 'redeem', '300.00');
  await control(installation.sandbox.urls.bank, 'faults', { kind: 'down', times: 200, operation: 'bank.account.move' });
  const bought = await order(BOND, 'subscribe', '250.00');
  expect(bought.state).toBe('paying');
  await close(next);
  expect((await orderNamed(bought.id))?.state).toBe('paying');
  const { faults } = installation.sandbox.institutions.bank;
  while (faults.take('down', 'bank.account.move'));
  now += 120_000;
  await close(after);
  now += 120_000;
  expect([(await orderNamed(bought.id))?.state, (await orderNamed(redeemed.id))?.state]).toEqual(['accepted', 'paid']);
  const { rows: moved } = await installation.system.db.query<{ kind: string; n: number }>(
    `SELECT kind, count(*)::int AS n FROM sandbox_bank.movement WHERE kind = 'wealth-purchase' AND amount = 25000 OR kind = 'wealth-redemption' AND amount = 30000 GROUP BY 1 ORDER BY 1`,
  );
  expect(moved).toEqual([
    { kind: 'wealth-purchase', n: 1 },
    { kind: 'wealth-redemption', n: 1 },
  ]);
  await right();
});

test('a notice that closes a day plans what is not confirmed anew, by two people', async () => {
  // Friday 2026-04-10, after 15:00: dealt on Monday.
  await close('2026-04-09');
  now = Math.max(now, Date.parse('2026-03-05T07:10:00Z'));
  const placed = await order(MONEY, 'redeem', '100.00');
  expect([placed.dealingOn, placed.confirmOn, placed.cashOn]).toEqual(['2026-04-13', '2026-04-14', '2026-04-14']);
  const [operator, compliance] = [await signInStaff(url, 'operator'), await signInStaff(url, 'compliance')];
  const propose = (on: string, calendar = 'CN_TRADING') =>
    ask<CalendarChangeView & { code: string }>('POST', '/calendar-changes', { calendar, on, working: false, basis: 'notice of the State Council' }, operator);
  expect((await propose('2026-04-10')).body.code).toBe('CALENDAR_CHANGE_PAST');
  expect((await propose('2027-04-10')).body.code).toBe('CALENDAR_UNKNOWN');
  const { body } = await propose('2026-04-13');
  const decided = await ask<CalendarChangeView>('POST', `/calendar-changes/${body.id}/verdict`, { approve: true }, compliance);
  expect(decided.body).toMatchObject({ state: 'approved', replanned: 1 });
  expect(await orderNamed(placed.id)).toMatchObject({ dealingOn: '2026-04-14', confirmOn: '2026-04-15', cashOn: '2026-04-15' });
  // What comes in now is planned by it too.
  expect((await order(MONEY, 'redeem', '50.00')).dealingOn).toBe('2026-04-14');
  await close('2026-04-15');
  expect((await orderNamed(placed.id))?.state).toBe('paid');
  await right();
});
