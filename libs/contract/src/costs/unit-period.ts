import { type BusinessDate, dayOfMonth, daysBetween } from '@jinqiao/calendar';
import { contractFault } from '../errors.ts';
import { back, monthsBack, type Ratio } from './apr.ts';

/** A unit-period of Regulation Z: a number of days, weeks or months, half a month, or a year. */
export type UnitPeriod = { readonly unit: 'day' | 'week' | 'month'; readonly count: number } | { readonly unit: 'semimonth' | 'year'; readonly count: 1 };

const YEAR: UnitPeriod = { unit: 'year', count: 1 };
const LENGTH_DAYS = { day: 1, week: 7, semimonth: 15, month: 30, year: 365 } as const;

/** Appendix J (b)(5): unit-periods in a year. @throws Fault FIELD_INVALID for a count that is not whole or a unit-period of more than a year. */
export function unitsPerYear(period: UnitPeriod): Ratio {
  const { unit, count } = period;
  if (!Number.isInteger(count) || count < 1 || daysOf(period) > LENGTH_DAYS.year)
    throw contractFault('FIELD_INVALID', { field: 'unitPeriod', allowed: 'whole and at most a year', allowedZh: '整数且不超过一年' }, '$.unitPeriod');
  return [{ day: 365, week: 52, semimonth: 24, month: 12, year: 1 }[unit], count];
}

/** Whole unit-periods between two dates, and the fraction of one that is left. */
export type Span = { readonly whole: Ratio; readonly part: Ratio };

/**
 * Appendix J (b)(5). Days and weeks go by actual days. Months are measured back from the later date, and the days before them count
 * a thirtieth of a month each; half months and several months are 15 and 30 such days each. Years are measured back too; before
 * them whole months count a twelfth, days a 365th. `dueDay` is the day that the last of a shorter month stands for.
 */
export function spanOf(from: BusinessDate, to: BusinessDate, period: UnitPeriod, dueDay: number): Span {
  const { unit, count } = period;
  if (unit === 'day' || unit === 'week') return divided(daysBetween(from, to), count * LENGTH_DAYS[unit]);
  const { months, reached } = monthsBack(from, to, dueDay);
  const days = daysBetween(from, reached);
  if (unit !== 'year') return divided(months * 30 + days, count * LENGTH_DAYS[unit]);
  const years = Math.floor(months / 12);
  return days === 0 ? divided(months, 12) : divided(daysBetween(from, back(to, years * 12, dueDay)), 365, years);
}

function divided(amount: number, size: number, more = 0): Span {
  const rest = amount % size;
  return { whole: [(amount - rest) / size + more, 1], part: [rest, size] };
}

/** The latest day of a month on which something is due: what the last day of a shorter month stands for. */
export function dueDayOf(dates: readonly BusinessDate[]): number {
  return Math.max(...dates.map(dayOfMonth));
}

/**
 * Appendix J (b)(4): the period between advances or between payments that occurs most often, the smaller of two that occur as often,
 * at most a year; where none occurs twice, the average of all to the nearest standard interval, the lower of two as near.
 * @param series advances and payments, each with the start of the term before its first date where that is later
 */
export function commonPeriod(series: readonly (readonly BusinessDate[])[]): UnitPeriod {
  const names = new Map<string, { period: UnitPeriod; times: number }>();
  for (const period of series.flatMap(namesOfPeriods)) {
    const known = names.get(`${period.unit} ${period.count}`);
    if (known) known.times += 1;
    else names.set(`${period.unit} ${period.count}`, { period, times: 1 });
  }
  const [common] = [...names.values()].filter(({ times }) => times > 1).toSorted((a, b) => b.times - a.times || bySize(a.period, b.period));
  if (common) return common.period;
  const lengths = series.flatMap((dates) => dates.slice(1).map((date, index) => daysBetween(dates[index] as BusinessDate, date)));
  return nearestStandard(lengths.reduce((total, days) => total + days, 0) / lengths.length);
}

function daysOf({ unit, count }: UnitPeriod): number {
  return LENGTH_DAYS[unit] * count;
}

/** Shorter first; of the same length the larger unit, so that seven days are a week. */
function bySize(a: UnitPeriod, b: UnitPeriod): number {
  return daysOf(a) - daysOf(b) || LENGTH_DAYS[b.unit] - LENGTH_DAYS[a.unit];
}

/** Every name that each period of a series can bear: 28 days are four weeks, and in February a month. */
function namesOfPeriods(dates: readonly BusinessDate[]): UnitPeriod[] {
  const dueDay = dueDayOf(dates.slice(1));
  const isMonth = (from: BusinessDate | undefined, to: BusinessDate | undefined) =>
    from !== undefined && to !== undefined && fullMonths(from, to, dueDay) === 1;
  return dates.slice(1).flatMap((to, index) => {
    const from = dates[index] as BusinessDate;
    const days = daysBetween(from, to);
    const months = fullMonths(from, to, dueDay);
    if (days > LENGTH_DAYS.year || months === 12) return [YEAR];
    const found: UnitPeriod[] = [{ unit: 'day', count: days }];
    if (days % 7 === 0) found.push({ unit: 'week', count: days / 7 });
    if (months !== null) found.push({ unit: 'month', count: months });
    if (days <= 18 && (isMonth(dates[index - 1], to) || isMonth(from, dates[index + 2]))) found.push({ unit: 'semimonth', count: 1 });
    return found;
  });
}

function fullMonths(from: BusinessDate, to: BusinessDate, dueDay: number): number | null {
  const { months, reached } = monthsBack(from, to, dueDay);
  return reached === from ? months : null;
}

const STANDARD: readonly UnitPeriod[] = [
  { unit: 'day', count: 1 } as const,
  { unit: 'semimonth', count: 1 } as const,
  ...Array.from({ length: 11 }, (_, index) => ({ unit: 'month', count: index + 1 }) as const),
  ...Array.from({ length: 52 }, (_, index) => ({ unit: 'week', count: index + 1 }) as const),
  YEAR,
].toSorted(bySize);

function nearestStandard(days: number): UnitPeriod {
  return STANDARD.reduce((best, period) => (Math.abs(daysOf(period) - days) < Math.abs(daysOf(best) - days) ? period : best));
}
