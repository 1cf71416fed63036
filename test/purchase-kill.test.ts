import type { MyMandates } from '@jinqiao/api';
import { type Account, accountsByKey } from '@jinqiao/parties';
import { ownMandate } from '@jinqiao/payments';
import { accountPurse, cardPurse, type Purse, SANDBOX_DIRECT_FUND, SANDBOX_FUND, withLuhn } from '@jinqiao/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask, openFundWithHolder } from './fund-holder.ts';
import { type Installation, openJointLoan, startInstallation, wrongInBooks } from './installation.ts';
import { runFundWorker } from './kill/run-fund-worker.ts';

const BOUGHT = 100_000n;
const REDEEMED = 10_000n;

let installation: Installation;
let account: Purse;
let card: Purse;
let day = '2026-03-05';

beforeAll(async () => {
  installation = await startInstallation();
  const { db } = installation.system;
  const { url } = await installation.serve();
  await openJointLoan(installation.system, day);
  const { cookie, account: opened } = await openFundWithHolder(installation, url);
  const { rows } = await db.query<{ bucket: number; customerId: string }>(
    'SELECT bucket, customer_id AS "customerId" FROM parties.account WHERE account_id = $1',
    [opened.id],
  );
  const { bucket = 0, customerId = '' } = rows[0] ?? {};
  account = accountPurse((await accountsByKey(db, [{ bucket, accountId: opened.id }])).get(opened.id) as Account);
  const signing = { institutionId: 'yunque', channel: 'card', instrument: withLuhn('622848000000009001'), mobile: '13900000001' };
  const { body } = await ask<MyMandates>(url, cookie, 'POST', '/me/mandates', signing);
  const mandateId = body.items[0]?.id ?? '';
  await ask(url, cookie, 'POST', `/me/mandates/${mandateId}/confirmation`, { smsCode: '000001' });
  card = cardPurse(await ownMandate(db, { bucket, customerId, mandateId }));
}, 120_000);
afterAll(() => installation.stop());

async function closeNext(): Promise<void> {
  day = new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
  await installation.system.close(day);
}

type Figures = { readonly bought: bigint; readonly redeemed: bigint; readonly taken: bigint; readonly brought: bigint };

/** What was ordered of a fund, and what moved for it by the books of the bank and of the payment institution; fen. */
async function figures(fundId: string): Promise<Figures> {
  const { rows } = await installation.system.db.query<Figures>(
    `SELECT coalesce(sum(amount) FILTER (WHERE kind = 'subscribe'), 0)::bigint AS bought, coalesce(sum(amount) FILTER (WHERE kind = 'redeem'), 0)::bigint AS redeemed,
       (SELECT coalesce(sum(amount), 0)::bigint FROM sandbox_bank.movement WHERE kind = 'wealth-purchase' AND $1 = $2)
         + (SELECT coalesce(sum(amount), 0)::bigint FROM sandbox_yunque.pay_order WHERE kind = 'collection' AND status = 'SUCCESS' AND $1 <> $2) AS taken,
       (SELECT coalesce(sum(amount), 0)::bigint FROM sandbox_bank.movement WHERE kind = 'wealth-redemption' AND $1 = $2) AS brought
     FROM wealth.fund_order WHERE fund_id = $1`,
    [fundId, SANDBOX_FUND.fundId],
  );
  return rows[0] ?? { bought: 0n, redeemed: 0n, taken: 0n, brought: 0n };
}

test('a purchase killed at each of its steps is made once or not at all', async () => {
  const { fundId } = SANDBOX_FUND;
  const points = (await runFundWorker(installation, account, 'buy', 0)) ?? 0;
  expect(points).toBeGreaterThanOrEqual(5);
  expect(await figures(fundId)).toMatchObject({ bought: BOUGHT, taken: BOUGHT });
  for (let killAt = 1; killAt <= points; killAt += 1) {
    const then = await figures(fundId);
    expect(await runFundWorker(installation, account, 'buy', killAt), `killed at ${killAt}`).toBeUndefined();
    await runFundWorker(installation, account, 'finish', 0);
    // Killed in its first transaction, nothing has begun.
    const made = killAt === 1 ? 0n : BOUGHT;
    expect(await figures(fundId), `after ${killAt}`).toMatchObject({ bought: then.bought + made, taken: then.taken + made });
  }
  expect(await wrongInBooks(installation.system)).toEqual([]);
}, 180_000);

test('a fast redemption killed at each of its steps is paid once or not at all', async () => {
  const { fundId } = SANDBOX_FUND;
  // After 15:00 by the clock of the machine, what was bought is dealt a day later.
  for (let days = 0; days < 5; days += 1) await closeNext();
  const points = (await runFundWorker(installation, account, 'redeem-fast', 0)) ?? 0;
  expect(points).toBeGreaterThanOrEqual(4);
  for (let killAt = 1; killAt <= points; killAt += 1) {
    const then = await figures(fundId);
    expect(await runFundWorker(installation, account, 'redeem-fast', killAt), `killed at ${killAt}`).toBeUndefined();
    await runFundWorker(installation, account, 'finish', 0);
    const made = killAt === 1 ? 0n : REDEEMED;
    expect(await figures(fundId), `after ${killAt}`).toMatchObject({ redeemed: then.redeemed + made, brought: then.brought + made });
  }
  expect(await wrongInBooks(installation.system)).toEqual([]);
}, 180_000);

test('a pay-in from a card killed at each of its steps is made once or not at all', async () => {
  const { fundId } = SANDBOX_DIRECT_FUND;
  const points = (await runFundWorker(installation, card, 'buy', 0)) ?? 0;
  expect(points).toBeGreaterThanOrEqual(5);
  for (let killAt = 1; killAt <= points; killAt += 1) {
    const then = await figures(fundId);
    expect(await runFundWorker(installation, card, 'buy', killAt), `killed at ${killAt}`).toBeUndefined();
    await runFundWorker(installation, card, 'finish', 0);
    // What the institution was asked and did not say before the kill, the close asks.
    await closeNext();
    const made = killAt === 1 ? 0n : BOUGHT;
    expect(await figures(fundId), `after ${killAt}`).toMatchObject({ bought: then.bought + made, taken: then.taken + made });
    expect(await wrongInBooks(installation.system)).toEqual([]);
  }
}, 180_000);
