import { type BusinessDate, daysBetween } from '@jinqiao/calendar';
import { applyRate, divide, type Rate } from '@jinqiao/money';

/** The daily rate is the annual one over 360 (银发〔2005〕129号). */
const YEAR_DAYS = 360;

/** What ten thousand parts of a penalty multiplier are: 15000 is one and a half times. */
const MULTIPLIER_ONE = 10_000n;

/** The contract rate times a multiplier in 1/10,000; half-up to 1e-8. 6.96 % × 15000 = 10.44 % (银发〔2003〕251号: 30 to 50 % on top). */
export function penaltyRateOf(rate: Rate, multiplier: bigint): Rate {
  return divide(rate * multiplier, MULTIPLIER_ONE, 'half-up');
}

/**
 * Penalty interest 罚息 on what is overdue, or compound interest 复利 on unpaid interest, for whole days, half-up to the minor unit.
 * @param yearDays 360, or 365 where the agreement says so
 */
export function penaltyInterest(overdue: bigint, penaltyRate: Rate, days: number, yearDays = YEAR_DAYS): bigint {
  return applyRate(overdue, penaltyRate, BigInt(Math.max(0, days)), BigInt(yearDays), 'half-up');
}

/** Interest on principal repaid early, half-up, and the days that it counts. */
export type EarlyInterest = { readonly days: number; readonly interest: bigint };

/** Interest by days from the payout or the last billed due date to the repayment; a loan repaid on the day of its payout bears one day. */
export function earlyRepaymentInterest(principal: bigint, rate: Rate, start: BusinessDate, repay: BusinessDate, yearDays = YEAR_DAYS): EarlyInterest {
  const days = Math.max(1, daysBetween(start, repay));
  return { days, interest: applyRate(principal, rate, BigInt(days), BigInt(yearDays), 'half-up') };
}
