import type { BusinessDate } from '@jinqiao/calendar';
import { sum } from '@jinqiao/money';
import { billCharge, chargeAt } from './charges.ts';
import { openOf, type Part, type Terms } from './model.ts';

/**
 * A contract's parts as they stand where it is settled early on a date: fees of periods that have not begun fall away, that of
 * the period under way is owed whole. Charges are billed through the date.
 */
export function partsToSettle(terms: Terms, parts: readonly Part[], on: BusinessDate): Part[] {
  return parts.map((part) => {
    const waived = !part.feeBilled && part.fromOn > on;
    const charged = billCharge(terms, part, on);
    return waived ? { ...charged, fee: charged.paidFee, earned: charged.earned < charged.paidFee ? charged.earned : charged.paidFee } : charged;
  });
}

/** What settles a contract on a date, in minor units. */
export function settlementAmount(terms: Terms, parts: readonly Part[], on: BusinessDate): bigint {
  return sum(partsToSettle(terms, parts, on).map(openOf));
}

/** What is open of billed parts on a date, with charges through it. */
export function openBilled(terms: Terms, parts: readonly Part[], on: BusinessDate): bigint {
  return sum(parts.filter(({ billId }) => billId !== null).map((part) => openOf(part) + chargeAt(terms, part, on)));
}
