import type { BusinessDate } from '@jinqiao/calendar';
import { shiftedTiming, type Timing } from './business-days.ts';
import { scheduleDates } from './cycle.ts';
import { present } from './fields.ts';
import { type Moment, ONE_DAY } from './moment.ts';
import type { Terms } from './terms.ts';

/** The part of a year between two days, under the day count of a loan. */
export type Fraction = (from: BusinessDate, to: BusinessDate) => number;

/** The payment dates over which a loan is amortised, each with the part of a year to the next. */
export type Annuity = { readonly dates: readonly BusinessDate[]; readonly periods: readonly number[] };

/** What an equal payment has to repay. */
export type Owed = { readonly notional: number; readonly accrued: number; readonly base: number; readonly rate: number };

/** The dates up to the amortization date, which for a balloon lies after the maturity. */
export function annuityOf(terms: Terms, maturity: Timing, fraction: Fraction): Annuity {
  const anchor = present(terms.redemption.anchor, { path: '$.terms' }, 'cycleAnchorDateOfPrincipalRedemption');
  const horizon = terms.amortization ?? maturity.planned;
  const planned = scheduleDates({ anchor, cycle: terms.redemption.cycle }, horizon, true, terms.monthEnds);
  const dates = planned.map((at) => (at === maturity.planned ? maturity : shiftedTiming(terms.businessDays, at)).on);
  return { dates, periods: dates.map((date, i) => fraction(date, dates[i + 1] ?? date)) };
}

/**
 * The equal payment that brings what is owed on a day to nothing on the last date, with simple interest inside a period and
 * compounding between them: what is owed on the next payment date, over the sum of the discount factors from there. A payment on
 * the day itself is one of them where `includesDay`. Null where no date is left.
 */
export function annuityPayment({ dates, periods }: Annuity, owed: Owed, day: BusinessDate, includesDay: boolean, fraction: Fraction): number | null {
  const first = dates.findIndex((date) => date > day || (includesDay && date === day));
  const next = dates[first];
  if (next === undefined) return null;
  const value = owed.notional + owed.accrued + fraction(day, next) * owed.rate * owed.base;
  return value / discountSum(periods.slice(first, -1), owed.rate);
}

function discountSum(periods: readonly number[], rate: number): number {
  let [discount, sum] = [1, 1];
  for (const period of periods) {
    discount /= 1 + rate * period;
    sum += discount;
  }
  return sum;
}

/**
 * When the payment of an annuity whose terms do not give it is first computed: a day before the first payment, planned or moved,
 * whichever is earlier. Null where it is computed as the loan starts, or as it is taken over on its status date.
 */
export function firstFixing({ type, payment, redemption, businessDays, start, status }: Terms): Moment | null {
  if (type !== 'ANN' || payment !== null || redemption.anchor === null) return null;
  const { planned, at } = shiftedTiming(businessDays, redemption.anchor);
  const day = Math.min(planned, at) - ONE_DAY;
  return day > Math.max(start, status) ? day : null;
}
