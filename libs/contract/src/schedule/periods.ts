import { addDays, addMonths, type BusinessDate, calendarFault, dayNumber, endOfMonth, roll } from '@jinqiao/calendar';
import { isFault } from '@jinqiao/errors';
import { contractFault } from '../errors.ts';
import { checkRowCount, type DueDateRoll, type FullTerms, PERIODS_MAX } from './terms.ts';

/** One period of a schedule: interest counts from `from` to `to`; the payment falls on `due`. */
export type Period = {
  readonly from: BusinessDate;
  readonly to: BusinessDate;
  readonly due: BusinessDate;
  /** Calendar days between the due date before it, or the start, and its own. */
  readonly days: number;
  /** Whether it is a whole cycle long; a stub, a moved date and planned dates are not. */
  readonly regular: boolean;
  /** Days of the whole cycle that a maturity cut it from; null where it is whole. */
  readonly cutFrom: number | null;
};

/**
 * The periods of a schedule. Due dates are start + k × every units, counted from the first one so that month ends clip and the
 * day comes back; after a moved first due date they follow that one's day. A maturity ends them with a short or a long stub.
 * @throws Fault TERM_TOO_LONG, GRACE_TOO_LONG, FIELD_INVALID.
 */
export function periodsOf(terms: FullTerms, path: string): Period[] {
  const dates = dueDates(terms, path);
  checkRowCount(terms, dates.length, path);
  const rule = terms.roll;
  const shown = rule ? dates.map((date) => rolled(rule, date, path)) : dates;
  const counted = rule?.interest === 'moves' ? shown : dates;
  const planned = terms.method === 'free-plan' || terms.method === 'on-demand';
  const periods: Period[] = [];
  let [from, before] = [terms.start, dayNumber(terms.start)];
  for (let k = 0; k < dates.length; k += 1) {
    const due = shown[k] as BusinessDate;
    const to = counted[k] as BusinessDate;
    const day = dayNumber(due);
    const cut = terms.maturity !== null && k === dates.length - 1 && dates[k] !== regularDate(terms, k + 1);
    const cutFrom = cut ? dayNumber(regularDate(terms, k + 1)) - dayNumber(dates[k - 1] ?? terms.start) : null;
    const moved = to !== dates[k] || (k > 0 && from !== dates[k - 1]) || (k === 0 && terms.firstDue !== null);
    periods.push({ from, to, due, days: day - before, regular: !planned && !cut && !moved, cutFrom });
    [from, before] = [to, day];
  }
  return periods;
}

function rolled({ calendar, rule }: DueDateRoll, date: BusinessDate, path: string): BusinessDate {
  try {
    return roll(calendar, rule, date);
  } catch (error) {
    throw isFault(error) ? calendarFault('CALENDAR_UNKNOWN', error.params, `${path}.businessDays`) : error;
  }
}

function dueDates(terms: FullTerms, path: string): BusinessDate[] {
  if (terms.method === 'free-plan') return terms.plan.map(({ on }) => on);
  const dates = terms.maturity === null ? countedDates(terms, path) : datesUntil(terms, terms.maturity, path);
  if (terms.method !== 'on-demand') return dates;
  const end = dates.at(-1) as BusinessDate;
  const late = terms.plan.findIndex(({ on }) => on >= end);
  if (late >= 0)
    throw contractFault(
      'FIELD_INVALID',
      { field: `plan[${late}].on`, allowed: `before the maturity ${end}`, allowedZh: `早于到期日 ${end}` },
      `${path}.plan[${late}].on`,
    );
  return [...terms.plan.map(({ on }) => on), end];
}

function countedDates(terms: FullTerms, path: string): BusinessDate[] {
  const dates: BusinessDate[] = [];
  for (let n = 1; n <= (terms.periods ?? 0); n += 1) {
    const date = regularDate(terms, n);
    if (date.length !== 10) throw contractFault('TERM_TOO_LONG', {}, `${path}.periods`);
    dates.push(date);
  }
  return dates;
}

/** A short stub keeps the last whole period before it; a long one takes it in. */
function datesUntil(terms: FullTerms, maturity: BusinessDate, path: string): BusinessDate[] {
  const dates: BusinessDate[] = [];
  for (let n = 1; ; n += 1) {
    const date = regularDate(terms, n);
    if (date >= maturity || date.length !== 10) break;
    if (n >= PERIODS_MAX) throw contractFault('TERM_TOO_LONG', {}, `${path}.maturity`);
    dates.push(date);
  }
  const whole = regularDate(terms, dates.length + 1) === maturity;
  if (!whole && terms.stub === 'long-last' && dates.length > 0) dates.pop();
  return [...dates, maturity];
}

/** `count` more periods after the last one: the cycle goes on, from a maturity by its own day. `used` is how many of the cycle there were. */
export function morePeriods(terms: FullTerms, periods: readonly Period[], used: number, count: number): Period[] {
  const rule = terms.roll;
  const more: Period[] = [];
  const end = periods.at(-1)?.to ?? terms.start;
  let [from, before] = [end, dayNumber(periods.at(-1)?.due ?? terms.start)];
  for (let k = 1; k <= count; k += 1) {
    const date = terms.maturity === null ? regularDate(terms, used + k) : shift(terms, end, k);
    const due = rule ? rolled(rule, date, '$') : date;
    const to = rule?.interest === 'moves' ? due : date;
    more.push({ from, to, due, days: dayNumber(due) - before, regular: to === date, cutFrom: null });
    [from, before] = [to, dayNumber(due)];
  }
  return more;
}

/** The n-th due date before any business-day roll. */
export function regularDate(terms: FullTerms, n: number): BusinessDate {
  return terms.firstDue === null ? shift(terms, terms.start, n) : shift(terms, terms.firstDue, n - 1);
}

function shift({ every, unit, endOfMonth: monthEnds }: FullTerms, anchor: BusinessDate, count: number): BusinessDate {
  if (unit === 'day' || unit === 'week') return addDays(anchor, count * every * (unit === 'week' ? 7 : 1));
  const date = addMonths(anchor, count * every * (unit === 'year' ? 12 : 1));
  return monthEnds && anchor === endOfMonth(anchor) && date.length === 10 ? endOfMonth(date) : date;
}

/** How many regular periods the first one is long: whole ones, and the rest as a part of one (企业贷款综合融资成本年化率计算规则). */
export type FirstSpan = { readonly whole: number; readonly part: number };

/** The span of the first period, counted back from its due date. */
export function firstSpanOf(terms: FullTerms): FirstSpan {
  const { firstDue, start } = terms;
  if (firstDue === null) return { whole: 1, part: 0 };
  if (terms.unit === 'day' || terms.unit === 'week') {
    const length = terms.every * (terms.unit === 'week' ? 7 : 1);
    const days = dayNumber(firstDue) - dayNumber(start);
    return { whole: Math.floor(days / length), part: (days % length) / length };
  }
  let whole = 0;
  let reached = firstDue;
  for (let before = shift(terms, firstDue, -1); before >= start; before = shift(terms, firstDue, -whole - 1)) {
    whole += 1;
    reached = before;
  }
  const next = shift(terms, firstDue, -whole - 1);
  return { whole, part: (dayNumber(reached) - dayNumber(start)) / (dayNumber(reached) - dayNumber(next)) };
}
