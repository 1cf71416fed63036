import { addDays, type BusinessDate, businessDate } from '@jinqiao/calendar';
import { bucketOfId, type Tx } from '@jinqiao/database';
import { CNY, formatAmount, RATE_ONE } from '@jinqiao/money';
import { derivedId, maskText } from '@jinqiao/runtime';
import { insertEvents } from '../case-store.ts';
import type { Act, Dunning } from '../context.ts';
import { type Claims, claimsOf, sourceOf } from '../debt.ts';
import { dunningFault } from '../errors.ts';
import type { Case } from '../model.ts';
import { dunningRule } from '../rules.ts';
import { holdSettlement, insertSettlement, type Settlement, saveSettlements, settlementById } from '../settlement-store.ts';
import { holdClaim, requireNoAgreement } from './plans.ts';

export type NewSettlement = {
  readonly contractId: string;
  readonly amount: bigint;
  readonly validUntil: BusinessDate;
  readonly reason: string;
  readonly key: string;
};

/** The least that may be taken for a claim, in minor units, rounded up: what is waived never passes the share. */
export function leastSettlement(owed: bigint, share: bigint): bigint {
  return owed - (owed * share) / RATE_ONE;
}

/**
 * Offers to take less than a claim of our own, paid in full by a day. A discount up to SETTLEMENT_ALONE_SHARE_MAX stands at once,
 * a larger one waits for another person; none is above SETTLEMENT_SHARE_MAX. `held` is a case that the caller holds.
 * @throws Fault DEBT_UNKNOWN, NOT_OUR_CLAIM, NOTHING_OWED, PLAN_OPEN, SETTLEMENT_AMOUNT, SETTLEMENT_DATE.
 */
export async function offerSettlement(tx: Tx, dunning: Dunning, act: Act, held: Case, given: NewSettlement): Promise<Settlement> {
  const settlementId = derivedId('stl', held.bucket, `${held.caseId} ${act.by} ${given.key}`);
  const known = await settlementById(tx, { bucket: held.bucket, settlementId });
  if (known) return known;
  const { debt, owed } = await holdClaim(tx, dunning, held, given.contractId, act.on);
  await requireNoAgreement(tx, debt);
  const on = businessDate(act.on);
  const least = leastSettlement(owed, dunningRule('SETTLEMENT_SHARE_MAX', on).value);
  if (given.amount < least || given.amount <= 0n || given.amount >= owed)
    throw dunningFault('SETTLEMENT_AMOUNT', { min: formatAmount(least, CNY), max: formatAmount(owed - 1n, CNY) }, '$.amount');
  const through = addDays(on, Number(dunningRule('SETTLEMENT_DAYS_MAX', on).value));
  if (given.validUntil < on || given.validUntil > through) throw dunningFault('SETTLEMENT_DATE', { from: on, through }, '$.validUntil');
  await insertSettlement(tx, {
    ...debt,
    settlementId,
    owed,
    amount: given.amount,
    validUntil: given.validUntil,
    madeBy: act.by,
    madeOn: on,
    reason: maskText(given.reason),
  });
  const terms = `${formatAmount(given.amount, CNY)} / ${formatAmount(owed, CNY)}`;
  await insertEvents(tx, [{ ...held, event: 'settlement-proposed', actor: act.by, now: terms, note: given.reason, about: settlementId }], on, act.at);
  const settlement = (await settlementById(tx, { bucket: held.bucket, settlementId })) as Settlement;
  const alone = given.amount >= leastSettlement(owed, dunningRule('SETTLEMENT_ALONE_SHARE_MAX', on).value);
  return alone ? begin(tx, dunning, act, settlement, null) : settlement;
}

/**
 * Approves or refuses an offer that another person proposed. The same verdict again changes nothing.
 * @throws Fault SETTLEMENT_UNKNOWN, SETTLEMENT_STATE, CHECKER_IS_MAKER, SETTLEMENT_DATE where its day has passed, NOTHING_OWED where less is owed by now.
 */
export async function decideSettlement(tx: Tx, dunning: Dunning, act: Act, settlementId: string, approve: boolean): Promise<Settlement> {
  const settlement = await holdSettlement(tx, { bucket: bucketOfId(settlementId) ?? 0, settlementId });
  if (!settlement) throw dunningFault('SETTLEMENT_UNKNOWN', { id: settlementId.slice(0, 40) });
  if (settlement.checkedBy === act.by && (settlement.state === 'rejected') !== approve) return settlement;
  if (settlement.state !== 'proposed') throw dunningFault('SETTLEMENT_STATE', { id: settlementId, state: settlement.state });
  if (settlement.madeBy === act.by) throw dunningFault('CHECKER_IS_MAKER');
  if (approve) return begin(tx, dunning, act, settlement, act.by);
  const rejected: Settlement = { ...settlement, state: 'rejected', checkedBy: act.by, endedOn: act.on };
  await saveSettlements(tx, [rejected]);
  await insertEvents(tx, [{ ...settlement, event: 'settlement-rejected', actor: act.by, now: settlementId, about: settlementId }], act.on, act.at);
  return rejected;
}

async function begin(tx: Tx, { sources }: Dunning, act: Act, settlement: Settlement, checkedBy: string | null): Promise<Settlement> {
  if (settlement.validUntil < act.on) throw dunningFault('SETTLEMENT_DATE', { from: act.on, through: settlement.validUntil });
  const claim = await (claimsOf(sources, settlement.kind) as Claims).hold(tx, settlement);
  if (claim?.owed !== settlement.owed) throw dunningFault('NOTHING_OWED', { id: settlement.contractId });
  const received = await sourceOf(sources, settlement.kind).received(tx, [{ ...settlement, from: act.on, through: act.on }]);
  const began: Settlement = { ...settlement, state: 'offered', checkedBy, beganOn: act.on, receivedBefore: received.get(settlement.contractId) ?? 0n };
  await saveSettlements(tx, [began]);
  await insertEvents(
    tx,
    [{ ...settlement, event: 'settlement-offered', actor: act.by, now: settlement.settlementId, about: settlement.settlementId }],
    act.on,
    act.at,
  );
  return began;
}
