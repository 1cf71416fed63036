import type { BusinessDate } from '@jinqiao/calendar';
import { bucketOfId, type Tx } from '@jinqiao/database';
import { type Clock, derivedId, instant } from '@jinqiao/runtime';
import { partiesFault } from '../errors.ts';
import type { CustomerKey } from '../model.ts';
import type { Holdings } from '../ports.ts';
import {
  concludeStaffRequest,
  holdStaffRequest,
  insertStaffRequest,
  liftRestriction,
  lockCustomer,
  restrictionsOf,
  type StaffRequest,
  staffRequestsOf,
} from '../standing-store.ts';
import { customerById } from '../store.ts';
import type { Vault } from '../vault.ts';
import { closeCustomer } from './close-customer.ts';

export type NewStaffRequest =
  | { readonly action: 'lift-restriction'; readonly restrictionId: string; readonly reason: string; readonly by: string; readonly key: string }
  | { readonly action: 'close-customer'; readonly reason: string; readonly by: string; readonly key: string };

/**
 * Asks for a restriction to be lifted or a customer to be closed; nothing happens until another member of staff has checked it.
 * @throws Fault CUSTOMER_UNKNOWN, CUSTOMER_CLOSED, RESTRICTION_UNKNOWN, STAFF_REQUEST_OPEN.
 */
export async function makeStaffRequest(tx: Tx, clock: Clock, on: BusinessDate, who: CustomerKey, request: NewStaffRequest): Promise<string> {
  await lockCustomer(tx, who, 'FOR UPDATE');
  const customer = await customerById(tx, who.bucket, who.customerId);
  if (!customer) throw partiesFault('CUSTOMER_UNKNOWN', { id: who.customerId });
  if (customer.state !== 'active') throw partiesFault('CUSTOMER_CLOSED');
  const restrictionId = request.action === 'lift-restriction' ? request.restrictionId : null;
  if (restrictionId !== null && !(await restrictionsOf(tx, who)).some((row) => row.restrictionId === restrictionId && row.liftedAt === null))
    throw partiesFault('RESTRICTION_UNKNOWN', { id: restrictionId });
  const requestId = derivedId('req', who.bucket, `${who.customerId} ${request.key}`);
  const open = (await staffRequestsOf(tx, who)).find(
    (row) => row.outcome === 'open' && row.action === request.action && row.restrictionId === restrictionId && row.requestId !== requestId,
  );
  if (open) throw partiesFault('STAFF_REQUEST_OPEN');
  await insertStaffRequest(tx, {
    ...who,
    requestId,
    action: request.action,
    restrictionId,
    reason: request.reason,
    madeBy: request.by,
    madeOn: on,
    madeAt: instant(clock),
  });
  return requestId;
}

export type CheckContext = { readonly vault: Vault; readonly clock: Clock; readonly holdings: Holdings };

/**
 * Approves or refuses an open request; approved, it takes effect in the same transaction. The same verdict again changes nothing.
 * @throws Fault STAFF_REQUEST_UNKNOWN, CHECKER_IS_MAKER, and what the action itself refuses.
 */
export async function checkStaffRequest(
  tx: Tx,
  context: CheckContext,
  on: BusinessDate,
  requestId: string,
  verdict: { outcome: 'approved' | 'refused'; by: string },
): Promise<StaffRequest> {
  const bucket = bucketOfId(requestId);
  const request = bucket === undefined ? undefined : await holdStaffRequest(tx, bucket, requestId);
  if (!request) throw partiesFault('STAFF_REQUEST_UNKNOWN', { id: requestId });
  if (request.outcome === verdict.outcome && request.checkedBy === verdict.by) return request;
  if (request.outcome !== 'open') throw partiesFault('STAFF_REQUEST_UNKNOWN', { id: requestId });
  if (request.madeBy === verdict.by) throw partiesFault('CHECKER_IS_MAKER');
  const at = instant(context.clock);
  await concludeStaffRequest(tx, request, verdict.outcome, verdict.by, at);
  if (verdict.outcome === 'approved' && request.restrictionId !== null) {
    await lockCustomer(tx, request, 'FOR UPDATE');
    await liftRestriction(tx, request.bucket, request.restrictionId, requestId, on, at);
  }
  if (verdict.outcome === 'approved' && request.action === 'close-customer') await closeCustomer(tx, context, on, request);
  return { ...request, outcome: verdict.outcome, checkedBy: verdict.by, checkedAt: at };
}
