import { bucketOfId, type Tx } from '@jinqiao/database';
import { derivedId, maskText } from '@jinqiao/runtime';
import { debtsOfCases, insertEvents } from '../case-store.ts';
import type { Act, Dunning } from '../context.ts';
import { claimsOf } from '../debt.ts';
import { dunningFault } from '../errors.ts';
import { answerHardship, type Hardship, hardshipsOfCase, holdHardship, insertHardship } from '../hardship-store.ts';
import type { Case } from '../model.ts';
import { plansOfCase } from '../plan-store.ts';

export type NewHardship = { readonly contractId: string; readonly reason: string; readonly monthly: bigint; readonly key: string };

/** A customer asks for another way to pay a contract of a case that the caller holds. @throws Fault DEBT_UNKNOWN, HARDSHIP_OPEN. */
export async function askHardship(tx: Tx, act: Act, held: Case, given: NewHardship): Promise<Hardship> {
  const requestId = derivedId('hrd', held.bucket, `${held.caseId} ${act.by} ${given.key}`);
  const known = await holdHardship(tx, { bucket: held.bucket, requestId });
  if (known) return known;
  const debt = ((await debtsOfCases(tx, [held])).get(held.caseId) ?? []).find((one) => one.contractId === given.contractId && one.leftOn === null);
  if (!debt) throw dunningFault('DEBT_UNKNOWN', { id: given.contractId.slice(0, 40) });
  const before = await hardshipsOfCase(tx, held);
  if (before.some((one) => one.contractId === given.contractId && one.state === 'open')) throw dunningFault('HARDSHIP_OPEN', { id: given.contractId });
  await insertHardship(tx, { ...debt, requestId, creditor: held.creditor, reason: maskText(given.reason), monthly: given.monthly, madeOn: act.on });
  await insertEvents(tx, [{ ...held, event: 'hardship-asked', actor: act.by, now: requestId, about: requestId }], act.on, act.at);
  return (await holdHardship(tx, { bucket: held.bucket, requestId })) as Hardship;
}

/**
 * Answers a request: refused; planned, where a plan for the contract was made since; or, for what another party is owed, passed on to
 * it. Passing on is a note here: no institution takes such requests over the wire.
 * @throws Fault HARDSHIP_UNKNOWN, HARDSHIP_CLOSED, HARDSHIP_PLAN_MISSING, NOT_OUR_CLAIM where somebody else would have to plan.
 */
export async function endHardship(
  tx: Tx,
  { sources }: Pick<Dunning, 'sources'>,
  act: Act,
  requestId: string,
  given: { readonly state: Exclude<Hardship['state'], 'open'>; readonly answer: string },
): Promise<Hardship> {
  const key = { bucket: bucketOfId(requestId) ?? 0, requestId };
  const request = await holdHardship(tx, key);
  if (!request) throw dunningFault('HARDSHIP_UNKNOWN', { id: requestId.slice(0, 40) });
  if (request.state === given.state && request.answeredBy === act.by) return request;
  if (request.state !== 'open') throw dunningFault('HARDSHIP_CLOSED', { id: requestId });
  if (given.state === 'planned') {
    if (!claimsOf(sources, request.kind)) throw dunningFault('NOT_OUR_CLAIM', { id: request.contractId, creditor: request.creditor });
    const plans = await plansOfCase(tx, request);
    if (!plans.some((plan) => plan.contractId === request.contractId && (plan.state === 'proposed' || plan.state === 'active')))
      throw dunningFault('HARDSHIP_PLAN_MISSING', { id: request.contractId });
  }
  await answerHardship(tx, key, { state: given.state, answer: maskText(given.answer), by: act.by, on: act.on });
  await insertEvents(
    tx,
    [{ ...request, event: `hardship-${given.state}`, actor: act.by, now: requestId, note: given.answer, about: requestId }],
    act.on,
    act.at,
  );
  return (await holdHardship(tx, key)) as Hardship;
}
