import { addMonths, type BusinessDate, days30E360, daysBetween, isLeapYear } from '@jinqiao/calendar';
import type { PeriodUnit, ScheduleDayCount } from './terms.ts';

/** An exact part of a year: `days` over `basis`. */
export type YearFraction = { readonly days: number; readonly basis: number };

const UNITS_IN_YEAR: Readonly<Record<PeriodUnit, number>> = { day: 365, week: 52, month: 12, year: 1 };

export function unitsInYear(unit: PeriodUnit): number {
  return UNITS_IN_YEAR[unit];
}

/** A whole period's part of a year whatever its days: every ÷ units in a year. */
export function periodicFraction(every: number, unit: PeriodUnit): YearFraction {
  return { days: every, basis: UNITS_IN_YEAR[unit] };
}

/**
 * The part of a year between two dates. `months` says how many whole months lie between them, null where the period is not
 * of whole months: 30/360 and 30/365 count those with 30 days each and other periods by the 30E/360 rule.
 */
export function dailyFraction(dayCount: ScheduleDayCount, from: BusinessDate, to: BusinessDate, months: number | null): YearFraction {
  if (dayCount === 'act/act' || dayCount === 'act/act-isda') return actualActual(from, to, dayCount === 'act/act' ? '12-31' : '01-01');
  const basis = Number(dayCount.slice(-3));
  if (dayCount.startsWith('act/')) return { days: daysBetween(from, to), basis };
  return { days: months === null ? days30E360(from, to) : months * 30, basis };
}

/** Each calendar year's days over its own length; the years are split at 31 December or at 1 January (ISDA). Whole years between count 1. */
function actualActual(from: BusinessDate, to: BusinessDate, split: '12-31' | '01-01'): YearFraction {
  const first = Number(from.slice(0, 4));
  const last = Number(to.slice(0, 4));
  const firstLength = isLeapYear(first) ? 366 : 365;
  if (first === last) return { days: daysBetween(from, to), basis: firstLength };
  const lastLength = isLeapYear(last) ? 366 : 365;
  const offset = split === '01-01' ? 1 : 0;
  const firstDays = daysBetween(from, `${from.slice(0, 4)}-12-31`) + offset;
  const lastDays = daysBetween(`${to.slice(0, 4)}-01-01`, to) + 1 - offset;
  const whole = last - first - 1;
  if (firstLength === lastLength) return { days: firstDays + lastDays + whole * firstLength, basis: firstLength };
  return { days: firstDays * lastLength + lastDays * firstLength + whole * firstLength * lastLength, basis: firstLength * lastLength };
}

/** How many whole months lie between two dates (month ends clipped), or null. */
export function wholeMonths(from: BusinessDate, to: BusinessDate): number | null {
  const months = (Number(to.slice(0, 4)) - Number(from.slice(0, 4))) * 12 + Number(to.slice(5, 7)) - Number(from.slice(5, 7));
  return addMonths(from, months) === to ? months : null;
}
