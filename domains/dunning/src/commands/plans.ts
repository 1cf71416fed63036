import { addDays, addMonths, type BusinessDate, businessDate, dayOfMonth } from '@jinqiao/calendar';
import { bucketOfId, type Tx } from '@jinqiao/database';
import { lendingFault } from '@jinqiao/lending';
import { CNY, formatAmount } from '@jinqiao/money';
import { derivedId, maskText } from '@jinqiao/runtime';
import { debtsOfCases, insertEvents } from '../case-store.ts';
import type { Act, Dunning } from '../context.ts';
import { type Claims, claimsOf, type DebtKey, sourceOf } from '../debt.ts';
import { dunningFault } from '../errors.ts';
import { planOf } from '../instalments.ts';
import type { Case, CaseDebt } from '../model.ts';
import { holdPlan, insertPlan, instalmentsOfPlans, type Plan, planById, putInstalments, savePlans } from '../plan-store.ts';
import { dunningLimit } from '../rules.ts';
import { openSettlementOf } from '../settlement-store.ts';

/** An agreement is over what is owed, which is not known while a debit's outcome is not. @throws Fault REPAYMENT_IN_FLIGHT. */
async function requireSettledDebits(tx: Tx, sources: Dunning['sources'], debt: DebtKey & { readonly kind: string }, on: string): Promise<void> {
  const waits = await sourceOf(sources, debt.kind).awaiting(tx, [debt], on);
  if (waits.has(debt.contractId)) throw lendingFault('REPAYMENT_IN_FLIGHT');
}

/** A claim of the platform's own in a case, held. @throws Fault DEBT_UNKNOWN, NOT_OUR_CLAIM, NOTHING_OWED, REPAYMENT_IN_FLIGHT. */
export async function holdClaim(
  tx: Tx,
  { sources }: Pick<Dunning, 'sources'>,
  held: Case,
  contractId: string,
  on: string,
): Promise<{ readonly debt: CaseDebt; readonly claims: Claims; readonly owed: bigint }> {
  const debt = ((await debtsOfCases(tx, [held])).get(held.caseId) ?? []).find((one) => one.contractId === contractId && one.leftOn === null);
  if (!debt) throw dunningFault('DEBT_UNKNOWN', { id: contractId.slice(0, 40) });
  const claims = claimsOf(sources, debt.kind);
  if (!claims) throw dunningFault('NOT_OUR_CLAIM', { id: contractId, creditor: held.creditor });
  const claim = await claims.hold(tx, debt);
  if (!claim) throw dunningFault('NOTHING_OWED', { id: contractId });
  await requireSettledDebits(tx, sources, debt, on);
  return { debt, claims, owed: claim.owed };
}

/** One agreement about a contract at a time. @throws Fault PLAN_OPEN. */
export async function requireNoAgreement(tx: Tx, key: DebtKey): Promise<void> {
  const { rowCount } = await tx.query(`SELECT FROM dunning.plan WHERE bucket = $1 AND contract_id = $2 AND state IN ('proposed', 'active')`, [
    key.bucket,
    key.contractId,
  ]);
  if (rowCount > 0 || (await openSettlementOf(tx, key))) throw dunningFault('PLAN_OPEN', { id: key.contractId });
}

export type NewPlan = { readonly contractId: string; readonly periods: number; readonly firstOn: BusinessDate; readonly reason: string; readonly key: string };

/**
 * Agrees a plan of instalments over what is owed on a claim of our own. Up to PLAN_ALONE_AMOUNT_MAX it begins at once, above it waits
 * for another person. `held` is a case that the caller holds.
 * @throws Fault DEBT_UNKNOWN, NOT_OUR_CLAIM, NOTHING_OWED, PLAN_OPEN, PLAN_PERIODS, PLAN_FIRST_DATE.
 */
export async function makePlan(tx: Tx, dunning: Dunning, act: Act, held: Case, given: NewPlan): Promise<Plan> {
  const planId = derivedId('pln', held.bucket, `${held.caseId} ${act.by} ${given.key}`);
  const known = await planById(tx, { bucket: held.bucket, planId });
  if (known) return known;
  const { debt, owed } = await holdClaim(tx, dunning, held, given.contractId, act.on);
  await requireNoAgreement(tx, debt);
  const on = businessDate(act.on);
  const max = dunningLimit('PLAN_PERIODS_MAX', on);
  if (given.periods < 2 || given.periods > max) throw dunningFault('PLAN_PERIODS', { max }, '$.periods');
  const [from, through] = [addDays(on, 1), addMonths(on, 1, dayOfMonth(on))];
  if (given.firstOn < from || given.firstOn > through) throw dunningFault('PLAN_FIRST_DATE', { from, through }, '$.firstOn');
  await insertPlan(tx, { ...debt, planId, total: owed, madeBy: act.by, madeOn: on, reason: maskText(given.reason) });
  await putInstalments(
    tx,
    planOf(owed, given.periods, given.firstOn).map((row) => ({ ...row, bucket: held.bucket, planId, paidOn: null, failedOn: null })),
  );
  await insertEvents(
    tx,
    [{ ...held, event: 'plan-proposed', actor: act.by, now: `${formatAmount(owed, CNY)} / ${given.periods}`, note: given.reason, about: planId }],
    on,
    act.at,
  );
  const plan = (await planById(tx, { bucket: held.bucket, planId })) as Plan;
  return owed > BigInt(dunningLimit('PLAN_ALONE_AMOUNT_MAX', on)) ? plan : begin(tx, dunning, act, plan, null);
}

/**
 * Approves or refuses a plan that another person proposed. The same verdict again changes nothing.
 * @throws Fault PLAN_UNKNOWN, PLAN_STATE, CHECKER_IS_MAKER, NOTHING_OWED where less is owed than when it was proposed.
 */
export async function decidePlan(tx: Tx, dunning: Dunning, act: Act, planId: string, approve: boolean): Promise<Plan> {
  const plan = await holdPlan(tx, { bucket: bucketOfId(planId) ?? 0, planId });
  if (!plan) throw dunningFault('PLAN_UNKNOWN', { id: planId.slice(0, 40) });
  if (plan.checkedBy === act.by && (plan.state === 'rejected') !== approve) return plan;
  if (plan.state !== 'proposed') throw dunningFault('PLAN_STATE', { id: planId, state: plan.state });
  if (plan.madeBy === act.by) throw dunningFault('CHECKER_IS_MAKER');
  if (approve) return begin(tx, dunning, act, plan, act.by);
  const rejected: Plan = { ...plan, state: 'rejected', checkedBy: act.by, endedOn: act.on };
  await savePlans(tx, [rejected]);
  await insertEvents(tx, [{ ...plan, event: 'plan-rejected', actor: act.by, now: planId, about: planId }], act.on, act.at);
  return rejected;
}

async function begin(tx: Tx, { sources }: Dunning, act: Act, plan: Plan, checkedBy: string | null): Promise<Plan> {
  const claims = claimsOf(sources, plan.kind) as Claims;
  const claim = await claims.hold(tx, plan);
  // What was paid since it was proposed is not part of it: the plan is made anew.
  if (claim?.owed !== plan.total) throw dunningFault('NOTHING_OWED', { id: plan.contractId });
  await requireSettledDebits(tx, sources, plan, act.on);
  const received = await sourceOf(sources, plan.kind).received(tx, [{ ...plan, from: act.on, through: act.on }]);
  const began: Plan = { ...plan, state: 'active', checkedBy, beganOn: act.on, receivedBefore: received.get(plan.contractId) ?? 0n };
  await savePlans(tx, [began]);
  await postponeWriteOff(tx, claims, began, act.on);
  await insertEvents(tx, [{ ...plan, event: 'plan-began', actor: act.by, now: plan.planId, about: plan.planId }], act.on, act.at);
  return began;
}

/** While a plan holds its claim is not written off by itself: not before the grace of its last instalment is over. */
async function postponeWriteOff(tx: Tx, claims: Claims, plan: Plan, on: string): Promise<void> {
  const last = (await instalmentsOfPlans(tx, [plan])).get(plan.planId)?.at(-1);
  if (last) await claims.postponeWriteOff(tx, plan, addDays(businessDate(last.dueOn), dunningLimit('PLAN_GRACE_DAYS', businessDate(on)) + 1), on);
}

/**
 * Extends a plan that runs: every instalment that is not paid falls due a month later. At most PLAN_EXTENSIONS_MAX times.
 * @throws Fault PLAN_UNKNOWN, PLAN_STATE, PLAN_EXTENSIONS.
 */
export async function extendPlan(tx: Tx, { sources }: Dunning, act: Act, planId: string, reason: string): Promise<Plan> {
  const plan = await holdPlan(tx, { bucket: bucketOfId(planId) ?? 0, planId });
  if (!plan) throw dunningFault('PLAN_UNKNOWN', { id: planId.slice(0, 40) });
  if (plan.state !== 'active') throw dunningFault('PLAN_STATE', { id: planId, state: plan.state });
  const max = dunningLimit('PLAN_EXTENSIONS_MAX', businessDate(act.on));
  if (plan.extensions >= max) throw dunningFault('PLAN_EXTENSIONS', { id: planId, made: plan.extensions, max });
  const rows = (await instalmentsOfPlans(tx, [plan])).get(planId) ?? [];
  const anchor = dayOfMonth(rows[0]?.dueOn ?? act.on);
  await putInstalments(
    tx,
    rows.filter(({ paidOn }) => paidOn === null).map((row) => ({ ...row, dueOn: addMonths(businessDate(row.dueOn), 1, anchor), failedOn: null })),
  );
  const extended: Plan = { ...plan, extensions: plan.extensions + 1 };
  await savePlans(tx, [extended]);
  await postponeWriteOff(tx, claimsOf(sources, plan.kind) as Claims, extended, act.on);
  await insertEvents(tx, [{ ...plan, event: 'plan-extended', actor: act.by, now: planId, note: reason, about: planId }], act.on, act.at);
  return extended;
}
