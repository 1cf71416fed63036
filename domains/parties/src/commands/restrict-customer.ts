import type { BusinessDate } from '@jinqiao/calendar';
import type { Tx } from '@jinqiao/database';
import { type Clock, derivedId, instant } from '@jinqiao/runtime';
import { partiesFault } from '../errors.ts';
import type { CustomerKey } from '../model.ts';
import { insertRestriction, lockCustomer, type RestrictionCause, type RestrictionScope } from '../standing-store.ts';
import { customerById } from '../store.ts';

export type NewRestriction = {
  readonly scope: RestrictionScope;
  readonly cause: RestrictionCause;
  readonly reason: string;
  readonly by: string;
  /** The same key places the same restriction. */
  readonly key: string;
};

/** Places a restriction, in force from now. One member of staff is enough, since it protects. @throws Fault CUSTOMER_UNKNOWN, CUSTOMER_CLOSED. */
export async function restrictCustomer(tx: Tx, clock: Clock, on: BusinessDate, who: CustomerKey, restriction: NewRestriction): Promise<string> {
  await lockCustomer(tx, who, 'FOR UPDATE');
  const customer = await customerById(tx, who.bucket, who.customerId);
  if (!customer) throw partiesFault('CUSTOMER_UNKNOWN', { id: who.customerId });
  if (customer.state !== 'active') throw partiesFault('CUSTOMER_CLOSED');
  const { scope, cause, reason, by, key } = restriction;
  const restrictionId = derivedId('rst', who.bucket, `${who.customerId} ${key}`);
  await insertRestriction(tx, who.bucket, {
    restrictionId,
    customerId: who.customerId,
    scope,
    cause,
    reason,
    placedBy: by,
    placedOn: on,
    placedAt: instant(clock),
  });
  return restrictionId;
}
