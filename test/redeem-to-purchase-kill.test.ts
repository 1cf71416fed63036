import { type Account, accountsByKey } from '@jinqiao/parties';
import { accountPurse, control, type Purse, SANDBOX_BOND_FUND, SANDBOX_FUND } from '@jinqiao/server';
import type { RtpMode } from '@jinqiao/wealth';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask, openFundWithHolder } from './fund-holder.ts';
import { type Installation, openJointLoan, startInstallation, wrongInBooks } from './installation.ts';
import { runFundWorker } from './kill/run-fund-worker.ts';

let installation: Installation;
let purse: Purse;
let day = '2026-03-08';
let ahead = 0;

beforeAll(async () => {
  installation = await startInstallation({ clock: { now: () => Date.now() + ahead } });
  const { url } = await installation.serve();
  await openJointLoan(installation.system, '2026-03-05');
  const { cookie, account: opened } = await openFundWithHolder(installation, url);
  const { rows } = await installation.system.db.query<{ bucket: number }>('SELECT bucket FROM parties.account WHERE account_id = $1', [opened.id]);
  const key = { bucket: rows[0]?.bucket ?? 0, accountId: opened.id };
  purse = accountPurse((await accountsByKey(installation.system.db, [key])).get(opened.id) as Account);
  await ask(url, cookie, 'POST', '/me/fund-orders', { fundId: SANDBOX_FUND.fundId, kind: 'subscribe', amount: '20000.00', accountId: opened.id });
  await installation.system.close(day);
}, 120_000);
afterAll(() => installation.stop());

async function close(days: number): Promise<void> {
  day = new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
  await installation.system.close(day);
}

type Figures = { readonly states: readonly string[]; readonly invested: bigint; readonly moved: bigint };

/** States of all that were begun, what they brought into the bond fund, and what the bank moved between the funds; fen. */
async function figures(): Promise<Figures> {
  const { db } = installation.system;
  const [{ rows }, { rows: sums }] = [
    await db.query<{ state: string }>('SELECT DISTINCT state FROM wealth.redeem_to_purchase ORDER BY state'),
    await db.query<{ invested: bigint; moved: bigint }>(
      `SELECT (SELECT coalesce(sum(amount), 0)::bigint FROM wealth.fund_order WHERE fund_id = $1 AND kind = 'subscribe' AND state <> 'refused') AS invested,
         (SELECT coalesce(sum(amount), 0)::bigint FROM sandbox_bank.fund_transfer) AS moved`,
      [SANDBOX_BOND_FUND.fundId],
    ),
  ];
  return { states: rows.map(({ state }) => state), invested: sums[0]?.invested ?? 0n, moved: sums[0]?.moved ?? 0n };
}

test.each<RtpMode>(['A_INTERNAL', 'B_FAST', 'C_T1'])(
  'begun in mode %s and killed at each of its steps, it is made once or not at all',
  async (mode) => {
    const before = await figures();
    const points = (await runFundWorker(installation, purse, mode, 0)) ?? 0;
    expect(points).toBeGreaterThanOrEqual(mode === 'B_FAST' ? 5 : 1);
    for (let killAt = 1; killAt <= points; killAt += 1) {
      expect(await runFundWorker(installation, purse, mode, killAt), `killed at ${killAt}`).toBeUndefined();
      expect(await wrongInBooks(installation.system), `after ${killAt}`).toEqual([]);
      await runFundWorker(installation, purse, 'finish', 0);
    }
    await close(7);
    // Killed in its first transaction, nothing has begun.
    const made = BigInt(points) * 10_000n;
    expect(await figures()).toEqual({ states: ['DONE'], invested: before.invested + made, moved: before.moved + made });
    expect(await wrongInBooks(installation.system)).toEqual([]);
  },
  180_000,
);

test.each<RtpMode>(['A_INTERNAL', 'C_T1'])(
  'in mode %s, with the bank down for a day and the process killed again and again, it is made once',
  async (mode) => {
    const before = await figures();
    await runFundWorker(installation, purse, mode, 0);
    await control(installation.sandbox.urls.bank, 'faults', { kind: 'timeout-after-effect', times: 100, operation: 'bank.fund.transfer' });
    await close(3);
    expect((await figures()).states).toContain('REDEEMING');
    const { faults } = installation.sandbox.institutions.bank;
    while (faults.take('timeout-after-effect', 'bank.fund.transfer'));
    // The bank is left alone for a moment after so many failures.
    ahead += 60_000;
    expect(await wrongInBooks(installation.system)).toEqual([]);
    let killAt = 1;
    while ((await runFundWorker(installation, purse, 'finish', killAt)) === undefined) {
      expect(await wrongInBooks(installation.system), `killed at ${killAt}`).toEqual([]);
      killAt += 1;
    }
    expect(killAt).toBeGreaterThan(3);
    await close(7);
    expect(await figures()).toEqual({ states: ['DONE'], invested: before.invested + 10_000n, moved: before.moved + 10_000n });
    expect(await wrongInBooks(installation.system)).toEqual([]);
  },
  180_000,
);
