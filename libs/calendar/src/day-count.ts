import type { Calendar } from './calendar.ts';
import { addDays, type BusinessDate, dayNumber, dayOfMonth, daysBetween, daysInMonth, isLeapYear, monthNumber, yearOf } from './date.ts';

/** How days are counted for interest that accrues day by day. */
export type DayCount = 'act/360' | 'act/364' | 'act/365' | '30/360';

const BASIS: Readonly<Record<DayCount, number>> = { 'act/360': 360, 'act/364': 364, 'act/365': 365, '30/360': 360 };

/** Days from `from` to `to` under a convention; for 30/360 the 30E/360 rule (the 31st counts as the 30th). Additive: days(a,b) + days(b,c) = days(a,c). */
export function accrualDays(dayCount: DayCount, from: string, to: string): number {
  return dayCount === '30/360' ? days30E360(from, to) : daysBetween(from, to);
}

export function accrualBasis(dayCount: DayCount): number {
  return BASIS[dayCount];
}

/** Days of the 30E/360 rule: every month has 30 days, the 31st counts as the 30th, the end of February as it is. */
export function days30E360(from: string, to: string): number {
  return serial(to, 30) - serial(from, 30);
}

/** Every way to count a part of a year. */
export type DayCountConvention =
  | 'act/360'
  | 'act/364'
  | 'act/365'
  | 'nl/365'
  | 'act/act'
  | 'act/act-isda'
  | '30e/360'
  | '30e/360-isda'
  | '30/360-us'
  | '30e/365'
  | '28e/336'
  | 'business/252';

/** An exact part of a year: `days` over `basis`, both whole numbers. */
export type YearFraction = { readonly days: number; readonly basis: number };

export type YearFractionOptions = {
  /** The contract's last day: 30e/360-isda keeps its February end as it is. */
  readonly maturity?: BusinessDate;
  /** Whose working days business/252 counts. */
  readonly calendar?: Calendar;
};

/** `to` minus `from` in days of a convention with a fixed year. */
type DaysBetween = (from: BusinessDate, to: BusinessDate, options: YearFractionOptions) => number;

const FIXED_YEARS: Readonly<Record<Exclude<DayCountConvention, 'act/act' | 'act/act-isda'>, readonly [DaysBetween, basis: number]>> = {
  'act/360': [daysBetween, 360],
  'act/364': [daysBetween, 364],
  'act/365': [daysBetween, 365],
  'nl/365': [daysWithoutLeapDays, 365],
  '30e/360': [days30E360, 360],
  '30e/360-isda': [days30E360Isda, 360],
  '30/360-us': [days30US, 360],
  '30e/365': [days30E360, 365],
  '28e/336': [(from, to) => serial(to, 28) - serial(from, 28), 336],
  'business/252': [workingDays, 252],
};

/**
 * The part of a year from one date to another, exact. The first day counts, the last does not; where `to` is earlier the result
 * is negative.
 *
 * | convention | rule | source |
 * | --- | --- | --- |
 * | act/360, act/365 | calendar days over a fixed year | 2006 ISDA Definitions 4.16(e) and (d) |
 * | act/364 | calendar days over 52 whole weeks | contracts with weekly instalments |
 * | nl/365 | calendar days over 365; a 29 February counts as the 28th | Actual/365 No Leap |
 * | act/act-isda | days in each calendar year over its length, split at 1 January | 2006 ISDA Definitions 4.16(b) |
 * | act/act | the same, split at 31 December | the `schedule` form |
 * | 30e/360 | the 31st counts as the 30th | 2006 ISDA Definitions 4.16(g), Eurobond basis |
 * | 30e/360-isda | and so does the end of February, unless the second date is the maturity | 2006 ISDA Definitions 4.16(h) |
 * | 30/360-us | the first 31st counts as the 30th, the second only after a 30th or 31st | 2006 ISDA Definitions 4.16(f), bond basis |
 * | 30e/365 | days of 30e/360 over 365 | loans of 30-day months with a year of 365 days |
 * | 28e/336 | days after the 28th count as the 28th, twelve months of 28 days | ACTUS dictionary 1.4 |
 * | business/252 | working days, `from` included and `to` not | Brazilian market |
 *
 * 30/360-us has no rule for the end of February: the bond basis of 2006 has none. The one that bond calculators in the United States
 * add (a last day of February at the start counts as the 30th) gives 28 February to 28 March 28 days in one year and 30 in another.
 *
 * @throws TypeError for business/252 without a calendar, Fault CALENDAR_UNKNOWN where the calendar has no data.
 */
export function yearFraction(convention: DayCountConvention, from: BusinessDate, to: BusinessDate, options: YearFractionOptions = {}): YearFraction {
  if (convention === 'act/act' || convention === 'act/act-isda') return actualActual(from, to, convention === 'act/act' ? 0 : 1);
  const [days, basis] = FIXED_YEARS[convention];
  return { days: days(from, to, options), basis };
}

/** Each calendar year's days over its own length. The first year's part ends `lastDay` days after 31 December; whole years between count 1. */
function actualActual(from: BusinessDate, to: BusinessDate, lastDay: 0 | 1): YearFraction {
  const first = yearOf(from);
  const last = yearOf(to);
  const firstLength = yearLength(first);
  if (first === last) return { days: daysBetween(from, to), basis: firstLength };
  const lastLength = yearLength(last);
  const firstDays = daysBetween(from, `${from.slice(0, 4)}-12-31`) + lastDay;
  const lastDays = daysBetween(`${to.slice(0, 4)}-01-01`, to) + 1 - lastDay;
  const whole = last - first - 1;
  if (firstLength === lastLength) return { days: firstDays + lastDays + whole * firstLength, basis: firstLength };
  return { days: firstDays * lastLength + lastDays * firstLength + whole * firstLength * lastLength, basis: firstLength * lastLength };
}

function yearLength(year: number): number {
  return isLeapYear(year) ? 366 : 365;
}

/** The number of a day where every month has `most` days and later days count as the last. */
function serial(date: string, most: number): number {
  return (yearOf(date) * 12 + monthNumber(date)) * most + Math.min(dayOfMonth(date), most);
}

function days30E360Isda(from: BusinessDate, to: BusinessDate, { maturity }: YearFractionOptions): number {
  const end = monthNumber(to) === 2 && to === maturity ? serial(to, 30) : serialWithMonthEnd(to);
  return end - serialWithMonthEnd(from);
}

function serialWithMonthEnd(date: string): number {
  const year = yearOf(date);
  const month = monthNumber(date);
  return dayOfMonth(date) === daysInMonth(year, month) ? (year * 12 + month) * 30 + 30 : serial(date, 30);
}

function days30US(from: BusinessDate, to: BusinessDate): number {
  const kept = dayOfMonth(to) === 31 && dayOfMonth(from) < 30 ? 1 : 0;
  return serial(to, 30) + kept - serial(from, 30);
}

function daysWithoutLeapDays(from: BusinessDate, to: BusinessDate): number {
  return dayNumber(to) - leapDaysUpTo(to) - (dayNumber(from) - leapDaysUpTo(from));
}

/** How many times 29 February has come, a date that is one included. */
function leapDaysUpTo(date: string): number {
  const month = monthNumber(date);
  const reached = month > 2 || (month === 2 && dayOfMonth(date) === 29);
  const years = reached ? yearOf(date) : yearOf(date) - 1;
  return Math.floor(years / 4) - Math.floor(years / 100) + Math.floor(years / 400);
}

function workingDays(from: BusinessDate, to: BusinessDate, { calendar }: YearFractionOptions): number {
  if (!calendar) throw new TypeError('business/252 needs a calendar');
  if (to < from) return -countWorkingDays(calendar, to, from);
  return countWorkingDays(calendar, from, to);
}

function countWorkingDays(calendar: Calendar, from: BusinessDate, to: BusinessDate): number {
  let count = 0;
  for (let day = from; day < to; day = addDays(day, 1)) if (calendar.isWorkingDay(day)) count += 1;
  return count;
}
