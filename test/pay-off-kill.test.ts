import { addDays, type BusinessDate, businessDate } from '@jinqiao/calendar';
import { resumePayOffs } from '@jinqiao/partnership';
import { openSandboxFunders } from '@jinqiao/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addCard, applyFor, type CardHolder, cardHolder, consentTo, type PayOffAnswer, personOf } from './card-holder.ts';
import { type Installation, openJointLoan, startInstallation, wrongInBooks } from './installation.ts';
import { runWorker } from './kill/run-worker.ts';

const ON: BusinessDate = businessDate('2026-09-02');
const PAID = 100_000n;

let installation: Installation;
let url = '';
beforeAll(async () => {
  installation = await startInstallation();
  await openJointLoan(installation.system, ON);
  await openSandboxFunders(installation.system, ON);
  ({ url } = await installation.serve());
}, 120_000);
afterAll(() => installation.stop());

/** What Yunzhou lent and holds accounts for, what was paid and reached the issuer, and what is reserved of the banks' quotas; fen. */
type Figures = {
  readonly loans: number;
  readonly lent: bigint;
  readonly paid: bigint;
  readonly credited: bigint;
  readonly accounts: number;
  readonly reserved: bigint;
};

async function figures(): Promise<Figures> {
  const { rows } = await installation.system.db.query<Figures>(
    `SELECT (SELECT count(*)::int FROM sandbox_yunzhou.loan) AS loans,
       (SELECT coalesce(sum(principal), 0)::bigint FROM sandbox_yunzhou.loan) AS lent,
       (SELECT coalesce(sum(amount), 0)::bigint FROM payments.payment_order WHERE purpose = 'card-pay-off' AND state = 'success') AS paid,
       (SELECT coalesce(sum(amount), 0)::bigint FROM sandbox_issuer.transfer WHERE transfer_ref LIKE 'att_%' AND side = 'credit') AS credited,
       (SELECT count(*)::int FROM sandbox_yunzhou.account) AS accounts,
       (SELECT coalesce(sum(used), 0)::bigint FROM partnership.quota WHERE subject LIKE 'funder:%' AND period = 'open') AS reserved`,
  );
  return rows[0] as Figures;
}

const work = (job: 'apply' | 'confirm', given: unknown, killAt: number) =>
  runWorker(installation, './pay-off-worker.ts', [job, JSON.stringify(given), String(killAt)]);

async function stateOf(holder: CardHolder, payOffId: string): Promise<string> {
  return (await holder.call<PayOffAnswer>('GET', `/me/card-pay-offs/${payOffId}`)).body.state;
}

test('an application killed at each of its steps reserves one quota and opens one account', async () => {
  const points: number[] = [];
  for (let killAt = 0; killAt <= (points[0] ?? 0); killAt += 1) {
    const holder = await cardHolder(installation, url, personOf(10 + killAt, ON), 1_500_000n);
    const { statementId } = await addCard(holder);
    const { name, idNumber, mobile, cardNumber } = holder.person;
    const { bucket, customerId } = holder;
    const request = { bucket, customerId, statementId, amount: PAID.toString(), periods: 12, method: 'equal-principal', key: 'kill' };
    const grant = { bucket, customerId, ...consentTo('bureau-report'), recipient: 'bank', channel: 'h5' };
    const consents = [
      { ...grant, purpose: 'bureau-report' },
      { ...grant, ...consentTo('data-to-bank'), purpose: 'data-to-bank' },
    ];
    const given = { on: ON, request, elements: { name, idNumber, mobile, cardNumber }, consents };
    const then = await figures();
    const passed = await work('apply', given, killAt);
    if (killAt === 0) points.push(passed ?? 0);
    else expect(passed, `killed at ${killAt}`).toBeUndefined();
    await work('apply', given, 0);
    const { rows } = await installation.system.db.query<{ id: string; state: string }>(
      'SELECT pay_off_id AS id, state FROM partnership.card_pay_off WHERE customer_id = $1',
      [customerId],
    );
    expect(rows, `after ${killAt}`).toMatchObject([{ state: 'offered' }]);
    expect(await figures(), `after ${killAt}`).toEqual({ ...then, accounts: then.accounts + 1, reserved: then.reserved + PAID });
    await holder.call('POST', `/me/card-pay-offs/${rows[0]?.id}/cancellation`);
    expect(await figures(), `after ${killAt}`).toMatchObject({ reserved: then.reserved });
  }
  expect(points[0]).toBeGreaterThanOrEqual(5);
  expect(await wrongInBooks(installation.system)).toEqual([]);
}, 600_000);

test('an accepted pay-off killed at each of its steps is lent once and paid once, or not at all', async () => {
  const ann = await cardHolder(installation, url, personOf(1, ON), 9_000_000n);
  const { cardId } = await addCard(ann);
  let on = ON;
  const points: number[] = [];
  for (let killAt = 0; killAt <= (points[0] ?? 0); killAt += 1) {
    const told = await ann.call<{ items: { statement: { id: string } }[] }>('POST', `/me/pay-off-cards/${cardId}/statement`);
    const offered = await applyFor(ann, told.body.items[0]?.statement.id ?? '', { amount: '1000.00' });
    expect(offered, `before ${killAt}`).toMatchObject({ status: 201, body: { state: 'offered', bankZh: '云州银行' } });
    const payOffId = offered.body.id;
    const given = { on, request: { bucket: ann.bucket }, payOffId, agreementHash: offered.body.offer?.agreementHash };
    const then = await figures();
    const passed = await work('confirm', given, killAt);
    if (killAt === 0) points.push(passed ?? 0);
    else expect(passed, `killed at ${killAt}`).toBeUndefined();
    await resumePayOffs(await installation.system.payOffs(), on);
    // Killed in its first transaction, nothing has begun.
    if (killAt === 1) {
      expect(await stateOf(ann, payOffId)).toBe('offered');
      await ann.call('POST', `/me/card-pay-offs/${payOffId}/cancellation`);
      expect(await figures()).toEqual({ ...then, reserved: then.reserved - PAID });
      continue;
    }
    // What the institution was asked and did not say before the kill, the close asks.
    if ((await stateOf(ann, payOffId)) !== 'confirmed') {
      await installation.system.close(on);
      on = addDays(on, 1);
    }
    expect(await stateOf(ann, payOffId), `after ${killAt}`).toBe('confirmed');
    expect(await figures(), `after ${killAt}`).toEqual({
      ...then,
      loans: then.loans + 1,
      lent: then.lent + PAID,
      paid: then.paid + PAID,
      credited: then.credited + PAID,
      reserved: then.reserved - PAID,
    });
  }
  expect(points[0]).toBeGreaterThanOrEqual(8);
  expect(await wrongInBooks(installation.system)).toEqual([]);
}, 600_000);
