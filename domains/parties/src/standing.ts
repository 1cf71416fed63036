import type { BusinessDate } from '@jinqiao/calendar';
import type { Tx } from '@jinqiao/database';
import { partiesFault } from './errors.ts';
import { idStanding } from './identity/ladder.ts';
import { identityRule } from './identity/rules.ts';
import type { Customer, CustomerKey } from './model.ts';
import { lockCustomer, type RestrictionCause, restrictionsOf } from './standing-store.ts';
import { customerById } from './store.ts';

export const CAUSES_ZH: Readonly<Record<RestrictionCause, string>> = {
  judicial: '司法',
  risk: '风险',
  'anti-money-laundering': '反洗钱',
  identity: '身份信息',
  'customer-request': '本人要求',
};

/**
 * The customer, held until the transaction ends, so that no restriction and no closure comes between. `new-business` also asks
 * that the ID document has not expired past its grace; `change` is what a restriction of everything stops: numbers, closing, money that leaves.
 * `pay-in` asks only that the customer is there: paying in, to repay, is never stopped.
 * @throws Fault CUSTOMER_UNKNOWN, CUSTOMER_CLOSED, CUSTOMER_RESTRICTED, ID_DOCUMENT_EXPIRED.
 */
export async function requireStanding(tx: Tx, who: CustomerKey, on: BusinessDate, what: 'new-business' | 'change' | 'pay-in'): Promise<Customer> {
  await lockCustomer(tx, who, what === 'change' ? 'FOR UPDATE' : 'FOR SHARE');
  const customer = await customerById(tx, who.bucket, who.customerId);
  if (!customer) throw partiesFault('CUSTOMER_UNKNOWN', { id: who.customerId });
  if (customer.state !== 'active') throw partiesFault('CUSTOMER_CLOSED');
  if (what === 'pay-in') return customer;
  const restriction = (await restrictionsOf(tx, who)).find((row) => row.liftedAt === null && (what === 'new-business' || row.scope === 'everything'));
  if (restriction) throw partiesFault('CUSTOMER_RESTRICTED', { cause: restriction.cause, causeZh: CAUSES_ZH[restriction.cause] });
  if (what === 'new-business' && idStanding(customer.idValidThrough, on).state === 'expired')
    throw partiesFault('ID_DOCUMENT_EXPIRED', { on: customer.idValidThrough ?? '', days: identityRule('ID_EXPIRY_GRACE_DAYS', on) });
  return customer;
}
