import { addMonths, dayNumber, endOfMonth } from '@jinqiao/calendar';
import { contractFault } from '../errors.ts';
import { dateOf, LAST_MOMENT, type Moment, NEVER } from './moment.ts';

/** `P<n><unit>L<stub>`: so many days or so many months apart, and whether a last period shorter than that is kept. */
export type Cycle = {
  readonly days: number;
  readonly months: number;
  readonly shortStub: boolean;
  /** The term that it stands in, for faults. */
  readonly field: string;
};

/** How events recur: an anchor, a cycle, either or none of them. */
export type Recurrence = { readonly anchor: Moment | null; readonly cycle: Cycle | null };

const UNITS: Readonly<Record<string, readonly [days: number, months: number]>> = { D: [1, 0], W: [7, 0], M: [0, 1], Q: [0, 3], H: [0, 6], Y: [0, 12] };

/** Daily payments of thirty years are eleven thousand; more than this is a mistake in the terms. */
const DATES_MAX = 100_000;

/** Null for anything that is no cycle. */
export function cycleOf(text: string, field: string): Cycle | null {
  const [, count, unit = '', stub] = /^\s*P(\d{1,5})([DWMQHY])L([01])\s*$/.exec(text) ?? [];
  const [days, months] = UNITS[unit] ?? [0, 0];
  const n = Number(count);
  return n >= 1 ? { days: days * n, months: months * n, shortStub: stub === '1', field } : null;
}

/**
 * The k-th regular date, counted from the anchor so that a clipped month end comes back. With `monthEnds` an anchor on the last day
 * of its month keeps to last days of months. NEVER past the last year that has dates.
 */
export function cycleDate(anchor: Moment, cycle: Cycle, k: number, monthEnds: boolean): Moment {
  if (cycle.days > 0) return withinYears(anchor + 2 * k * cycle.days);
  const start = dateOf(anchor);
  const date = addMonths(start, k * cycle.months);
  if (date.length !== 10) return NEVER;
  const day = monthEnds && start === endOfMonth(start) ? endOfMonth(date) : date;
  return withinYears(dayNumber(day) * 2 + (anchor & 1));
}

function withinYears(moment: Moment): Moment {
  return moment <= LAST_MOMENT ? moment : NEVER;
}

/**
 * The dates of a schedule up to `end`: regular dates before it, then the end itself where `withEnd`. A long stub gives up the last
 * regular date where the cycle does not arrive at the end, unless the schedule has two dates only.
 * @throws Fault FIELD_INVALID for more dates than a loan has.
 */
export function scheduleDates({ anchor, cycle }: { anchor: Moment; cycle: Cycle | null }, end: Moment, withEnd: boolean, monthEnds: boolean): Moment[] {
  const dates = cycle === null ? (anchor < end ? [anchor] : []) : regularDates(anchor, cycle, end, withEnd, monthEnds);
  if (withEnd) dates.push(end);
  return dates;
}

function regularDates(anchor: Moment, cycle: Cycle, end: Moment, withEnd: boolean, monthEnds: boolean): Moment[] {
  const dates: Moment[] = [];
  let next = anchor;
  for (let k = 1; next < end; k += 1) {
    dates.push(next);
    if (dates.length > DATES_MAX) throw tooManyDates(cycle);
    next = cycleDate(anchor, cycle, k, monthEnds);
  }
  const count = dates.length + (withEnd ? 1 : 0);
  if (!cycle.shortStub && next !== end && count > 2) dates.pop();
  return dates;
}

/** Dates of a cycle that ends when the loan is repaid, lazily. @throws Fault FIELD_INVALID for more dates than a loan has. */
export function* openDates(anchor: Moment, cycle: Cycle | null, monthEnds: boolean): Generator<Moment> {
  yield anchor;
  if (cycle === null) return;
  for (let k = 1; k <= DATES_MAX; k += 1) yield cycleDate(anchor, cycle, k, monthEnds);
  throw tooManyDates(cycle);
}

function tooManyDates({ field }: Cycle): Error {
  return contractFault(
    'FIELD_INVALID',
    { field, allowed: `a cycle with at most ${DATES_MAX} dates`, allowedZh: `不超过 ${DATES_MAX} 个日期的周期` },
    `$.terms.${field}`,
  );
}
