import { type Account, accountsByKey } from '@jinqiao/parties';
import { SANDBOX_FUND } from '@jinqiao/server';
import { walletOf } from '@jinqiao/wealth';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openFundWithHolder } from './fund-holder.ts';
import { type Installation, openJointLoan, startInstallation, wrongInBooks } from './installation.ts';
import { runFundWorker } from './kill/run-fund-worker.ts';

const BOUGHT = 100_000n;

let installation: Installation;
let account: Account;
beforeAll(async () => {
  installation = await startInstallation();
  const { url } = await installation.serve();
  await openJointLoan(installation.system, '2026-03-05');
  const { account: opened } = await openFundWithHolder(installation, url);
  const { rows } = await installation.system.db.query<{ bucket: number }>('SELECT bucket FROM parties.account WHERE account_id = $1', [opened.id]);
  const key = { bucket: rows[0]?.bucket ?? 0, accountId: opened.id };
  account = (await accountsByKey(installation.system.db, [key])).get(opened.id) as Account;
}, 120_000);
afterAll(() => installation.stop());

const work = (job: 'buy' | 'finish', killAt: number) => runFundWorker(installation, account, job, killAt);

async function figures(): Promise<{ inTransit: bigint; orders: number; bank: bigint }> {
  const { db } = installation.system;
  const { inTransit } = await walletOf(db, SANDBOX_FUND.fundId, account);
  const { rows } = await db.query<{ orders: number; bank: bigint }>(
    `SELECT (SELECT count(*)::int FROM wealth.fund_order) AS orders, (SELECT balance FROM sandbox_bank.account WHERE account_no = $1) AS bank`,
    [account.accountNo],
  );
  return { inTransit, orders: rows[0]?.orders ?? 0, bank: rows[0]?.bank ?? 0n };
}

test('a purchase killed at each of its steps is made once or not at all', async () => {
  const before = await figures();
  const points = (await work('buy', 0)) ?? 0;
  expect(points).toBeGreaterThanOrEqual(5);
  expect(await figures()).toEqual({ inTransit: BOUGHT, orders: 1, bank: before.bank - BOUGHT });
  for (let killAt = 1; killAt <= points; killAt += 1) {
    const then = await figures();
    expect(await work('buy', killAt), `killed at ${killAt}`).toBeUndefined();
    await work('finish', 0);
    // Killed in its first transaction, nothing has begun.
    const made = killAt === 1 ? 0n : 1n;
    expect(await figures(), `after ${killAt}`).toEqual({
      inTransit: then.inTransit + made * BOUGHT,
      orders: then.orders + Number(made),
      bank: then.bank - made * BOUGHT,
    });
  }
  expect(await wrongInBooks(installation.system)).toEqual([]);
}, 180_000);
