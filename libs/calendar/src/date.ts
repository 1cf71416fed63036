import { calendarFault } from './errors.ts';

/** A business date: a plain `YYYY-MM-DD`, no time and no zone. Its text sorts as the dates do. */
export type BusinessDate = string & { readonly __businessDate: true };

type Civil = { readonly year: number; readonly month: number; readonly day: number };

const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

export function isLeapYear(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

export function daysInMonth(year: number, month: number): number {
  return month === 2 && isLeapYear(year) ? 29 : (MONTH_DAYS[month - 1] as number);
}

function civil(date: string): Civil {
  return { year: Number(date.slice(0, 4)), month: Number(date.slice(5, 7)), day: Number(date.slice(8, 10)) };
}

function two(value: number): string {
  return value < 10 ? `0${value}` : `${value}`;
}

function make(year: number, month: number, day: number): BusinessDate {
  return `${year > 999 ? year : String(year).padStart(4, '0')}-${two(month)}-${two(day)}` as BusinessDate;
}

/** @throws Fault DATE_INVALID for anything that is not an existing day of the years 1 to 9999. */
export function businessDate(text: string, path = ''): BusinessDate {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) throw calendarFault('DATE_INVALID', { text: text.slice(0, 40) }, path);
  const { year, month, day } = civil(text);
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) throw calendarFault('DATE_INVALID', { text }, path);
  return text as BusinessDate;
}

/** Days since 1970-01-01 of the proleptic Gregorian calendar, counting years from March so that leap days come last. */
export function dayNumber(date: string): number {
  const { year, month, day } = civil(date);
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468;
}

export function fromDayNumber(number: number): BusinessDate {
  const z = number + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor((dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  return make(yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1);
}

export function addDays(date: BusinessDate, days: number): BusinessDate {
  return fromDayNumber(dayNumber(date) + days);
}

/** Days from `from` to `to`; negative where `to` is earlier. The first day counts, the last does not (算头不算尾). */
export function daysBetween(from: string, to: string): number {
  return dayNumber(to) - dayNumber(from);
}

/** The same day `months` later; a day that the month does not have becomes its last. `anchorDay` restores the original day after a clipped month. */
export function addMonths(date: BusinessDate, months: number, anchorDay?: number): BusinessDate {
  const { year, month, day } = civil(date);
  const index = year * 12 + month - 1 + months;
  const y = Math.floor(index / 12);
  const m = index - y * 12 + 1;
  return make(y, m, Math.min(anchorDay ?? day, daysInMonth(y, m)));
}

export function dayOfMonth(date: BusinessDate): number {
  return civil(date).day;
}

/** `2026-01` of `2026-01-15`. */
export function monthOf(date: BusinessDate): string {
  return date.slice(0, 7);
}

export function startOfMonth(date: BusinessDate): BusinessDate {
  return `${date.slice(0, 7)}-01` as BusinessDate;
}

export function endOfMonth(date: BusinessDate): BusinessDate {
  const { year, month } = civil(date);
  return make(year, month, daysInMonth(year, month));
}

/** Saturday or Sunday. 1970-01-01 was a Thursday. */
export function isWeekend(date: BusinessDate): boolean {
  const weekday = (((dayNumber(date) + 4) % 7) + 7) % 7;
  return weekday === 0 || weekday === 6;
}

/** Completed years; a birthday on 29 February completes on 1 March in other years. */
export function ageInYears(birth: BusinessDate, on: BusinessDate): number {
  const years = Number(on.slice(0, 4)) - Number(birth.slice(0, 4));
  return on.slice(5) >= birth.slice(5) ? years : years - 1;
}
