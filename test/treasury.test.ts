import type { Treasury, TreasuryOrderView } from '@jinqiao/api';
import { journal } from '@jinqiao/ledger';
import { depositBook } from '@jinqiao/parties';
import { fundCashBook, interestThrough, TREASURY_BOOK } from '@jinqiao/wealth';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask, openFundWithHolder, signInStaff } from './fund-holder.ts';
import { type Installation, openJointLoan, startInstallation, wrongInBooks } from './installation.ts';

let installation: Installation;
let url: string;
const staff: Record<string, string> = {};
type Refused = { readonly code: string };
const as = <T>(who: string, method: string, path: string, body?: object) => ask<T & Refused>(url, staff[who] ?? '', method, path, body);
const propose = (kind: string, amount: string, more: object = {}) =>
  as<TreasuryOrderView>('finance', 'POST', '/treasury/orders', {
    kind,
    amount,
    bank: 'bank',
    from: '2026-03-05',
    to: '2026-03-05',
    reference: 'stmt-1',
    ...more,
  });
const decide = (id: string, approve = true, who = 'risk') => as<TreasuryOrderView>(who, 'POST', `/treasury/orders/${id}/verdict`, { approve });
const own = async () => (await as<Treasury>('auditor', 'GET', '/treasury')).body;

beforeAll(async () => {
  installation = await startInstallation({ clock: { now: () => Date.parse('2026-03-05T02:00:00Z') } });
  ({ url } = await installation.serve());
  await openJointLoan(installation.system, '2026-03-05');
  await openFundWithHolder(installation, url);
  for (const login of ['finance', 'risk', 'auditor']) staff[login] = await signInStaff(url, login);
}, 120_000);
afterAll(() => installation.stop());

test('own money is put in by two people, and a deposit of more than there is is refused', async () => {
  const put = await propose('contribute', '100000.00');
  expect((await decide(put.body.id, true, 'finance')).body.code).toBe('CHECKER_IS_MAKER');
  expect((await decide(put.body.id)).body.state).toBe('booked');
  expect((await decide(put.body.id)).body).toMatchObject({ state: 'booked', checkedBy: 'risk' });
  expect((await decide(put.body.id, false)).body.code).toBe('TREASURY_DECIDED');
  const over = await propose('deposit', '100000.01', { to: '2026-04-04', rate: '0.015' });
  expect((await decide(over.body.id)).body.code).toBe('ACTION_BLOCKED');
  expect(await own()).toMatchObject({ account: '100000.00', deposits: '0.00' });
  expect((await propose('deposit', '1.00')).body.code).toBe('TREASURY_INVALID');
  expect((await propose('contribute', '-1')).status).toBe(422);
});

test('a deposit accrues by the day and comes back with its interest', async () => {
  const { body } = await propose('deposit', '80000.00', { to: '2026-03-15', rate: '0.018' });
  await decide(body.id);
  expect(await own()).toMatchObject({ account: '20000.00', deposits: '80000.00' });
  await installation.system.close('2026-03-06');
  // 80,000.00 × 1.8 % × 2 / 360.
  expect((await own()).interestDue).toBe('8.00');
  expect(await wrongInBooks(installation.system)).toEqual([]);
  await installation.system.close('2026-03-15');
  expect(await own()).toMatchObject({ account: '100040.00', deposits: '0.00', interestDue: '0.00', interest: '40.00' });
  expect((await own()).orders.find(({ id }) => id === body.id)).toMatchObject({ state: 'repaid', accrued: '40.00' });
  expect(await wrongInBooks(installation.system)).toEqual([]);
});

test('interest is reckoned from the whole time, so that days add up', () => {
  const deposit = { amount: 1_000_003n, rate: 1_234_567n, from: '2026-01-31', to: '2026-05-01' };
  expect(interestThrough(deposit, '2026-04-30')).toBe(interestThrough(deposit, '2026-12-31'));
  // 10,000.03 × 1.234567 % × 90 / 360 = 30.8643…
  expect(interestThrough(deposit, '2026-05-01')).toBe(3_086n);
  expect(interestThrough(deposit, '2026-01-31')).toBe(34n);
});

test('no entry of the treasury can reach an account of a customer, a fund or a programme', async () => {
  const account = TREASURY_BOOK.house('own/account', 0);
  for (const theirs of [depositBook('bank', 'CNY').of('customer/class-ii', 'cus_somebody', 0), fundCashBook('519901').house('settlement/account', 0)]) {
    const taken = () =>
      journal({
        businessDate: '2026-03-16',
        kind: 'treasury-deposit',
        reference: 'taken',
        subject: '',
        transfers: [{ debit: account, credit: theirs, amount: 1n }],
      });
    expect(taken).toThrow(expect.objectContaining({ code: 'JOURNAL_LEAVES_BOOK' }));
  }
  // Nor can its own paths be opened for somebody.
  const { rows } = await installation.system.db.query<{ n: number }>(`SELECT count(*)::int AS n FROM ledger.account WHERE book = 'treasury' AND owner <> ''`);
  expect(rows).toEqual([{ n: 0 }]);
  expect(await wrongInBooks(installation.system)).toEqual([]);
});
