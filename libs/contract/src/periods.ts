import { addDays, addMonths, type BusinessDate, dayNumber } from '@jinqiao/calendar';
import { contractFault } from './errors.ts';
import type { FullTerms } from './terms.ts';
import { dailyFraction, periodicFraction, wholeMonths, type YearFraction } from './year-fraction.ts';

/** One period of a schedule: from the due date before it (or the start) to its own. */
export type Period = { readonly from: BusinessDate; readonly due: BusinessDate; readonly days: number; readonly fraction: YearFraction };

/**
 * The periods of a schedule. Due dates are start + k × every units with month ends clipped and the day restored later;
 * after a moved first due date they follow that one's day.
 * @throws Fault TERM_TOO_LONG.
 */
export function periodsOf(terms: FullTerms, path: string): Period[] {
  const periods: Period[] = [];
  let from = terms.start;
  for (let n = 1; n <= terms.periods; n += 1) {
    const due = dueDateOf(terms, n);
    if (due.length !== 10) throw contractFault('TERM_TOO_LONG', {}, `${path}.periods`);
    periods.push({ from, due, days: dayNumber(due) - dayNumber(from), fraction: fractionOf(terms, n, from, due) });
    from = due;
  }
  return periods;
}

function dueDateOf(terms: FullTerms, n: number): BusinessDate {
  return terms.firstDue === null ? shift(terms, terms.start, n) : shift(terms, terms.firstDue, n - 1);
}

function shift({ every, unit }: FullTerms, anchor: BusinessDate, count: number): BusinessDate {
  if (unit === 'day' || unit === 'week') return addDays(anchor, count * every * (unit === 'week' ? 7 : 1));
  return addMonths(anchor, count * every * (unit === 'year' ? 12 : 1));
}

function fractionOf(terms: FullTerms, n: number, from: BusinessDate, due: BusinessDate): YearFraction {
  const { every, unit, dayCount } = terms;
  if (terms.interest === 'periodic') return periodicFraction(every, unit);
  if (unit === 'day' || unit === 'week') return dailyFraction(dayCount, from, due, null);
  if (n === 1 && terms.firstDue !== null) return dailyFraction(dayCount, from, due, wholeMonths(from, due));
  return dailyFraction(dayCount, from, due, every * (unit === 'year' ? 12 : 1));
}

/** How many regular periods the first one is long: whole ones, and the rest as a part of one (企业贷款综合融资成本年化率计算规则). */
export type FirstSpan = { readonly whole: number; readonly part: number };

/** The span of the first period, counted back from its due date. */
export function firstSpanOf(terms: FullTerms): FirstSpan {
  const { firstDue, start } = terms;
  if (firstDue === null) return { whole: 1, part: 0 };
  let whole = 0;
  let reached = firstDue;
  for (let before = shift(terms, firstDue, -1); before >= start; before = shift(terms, firstDue, -whole - 1)) {
    whole += 1;
    reached = before;
  }
  const next = shift(terms, firstDue, -whole - 1);
  return { whole, part: (dayNumber(reached) - dayNumber(start)) / (dayNumber(reached) - dayNumber(next)) };
}
