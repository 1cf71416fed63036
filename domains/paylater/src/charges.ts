import { type BusinessDate, daysBetween } from '@jinqiao/calendar';
import { applyRate } from '@jinqiao/money';
import { openFee, openPrincipal, type Part, type Terms } from './model.ts';

/**
 * The charge of a part from where it was last billed through a date, on what is open of principal and fee: a late fee by the day
 * once it is overdue, the day's interest where a minimum repayment left it. Half-up to the minor unit; the due day is free.
 */
export function chargeAt({ lateDailyRate, minimum }: Terms, part: Part, on: BusinessDate): bigint {
  if (part.settledOn !== null || on <= part.chargeThrough) return 0n;
  const rate = part.revolving ? (minimum?.dailyRate ?? 0n) : lateDailyRate;
  return applyRate(openPrincipal(part) + openFee(part), rate, BigInt(daysBetween(part.chargeThrough, on)), 1n, 'half-up');
}

/** Bills a part's charge through a date: from then on it runs on what is open then. */
export function billCharge(terms: Terms, part: Part, on: BusinessDate): Part {
  if (part.settledOn !== null || on <= part.chargeThrough) return part;
  return { ...part, charge: part.charge + chargeAt(terms, part, on), chargeThrough: on };
}
