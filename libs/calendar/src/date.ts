import { calendarFault } from './errors.ts';

/** A business date: a plain `YYYY-MM-DD`, no time and no zone. Its text sorts as the dates do. */
export type BusinessDate = string & { readonly __businessDate: true };

const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Dates that business is about are made once and kept; others are made each time. */
const KEPT_FROM = 1970;
const KEPT_TO = 2100;

export function isLeapYear(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

export function daysInMonth(year: number, month: number): number {
  return month === 2 && isLeapYear(year) ? 29 : (MONTH_DAYS[month - 1] as number);
}

/** The year of a date. Digits are read by their codes, since cutting the text into pieces costs more than all arithmetic on it. */
export function yearOf(date: string): number {
  return date.charCodeAt(0) * 1000 + date.charCodeAt(1) * 100 + date.charCodeAt(2) * 10 + date.charCodeAt(3) - 53_328;
}

/** The month of a date, 1 to 12. */
export function monthNumber(date: string): number {
  return date.charCodeAt(5) * 10 + date.charCodeAt(6) - 528;
}

export function dayOfMonth(date: string): number {
  return date.charCodeAt(8) * 10 + date.charCodeAt(9) - 528;
}

function two(value: number): string {
  return value < 10 ? `0${value}` : `${value}`;
}

function write(year: number, month: number, day: number): BusinessDate {
  return `${year > 999 ? year : String(year).padStart(4, '0')}-${two(month)}-${two(day)}` as BusinessDate;
}

/** Days since 1970-01-01 of the proleptic Gregorian calendar, counting years from March so that leap days come last. */
function numberOf(year: number, month: number, day: number): number {
  // Four hundred years are added and taken off again to keep the whole divisions above zero.
  const y = month <= 2 ? year + 399 : year + 400;
  const dayOfYear = (((153 * (month <= 2 ? month + 9 : month - 3) + 2) / 5) | 0) + day - 1;
  return y * 365 + (y >> 2) - ((y / 100) | 0) + ((y / 400) | 0) + dayOfYear - 865_565;
}

const KEPT: (BusinessDate | undefined)[] = new Array(numberOf(KEPT_TO + 1, 1, 1)).fill(undefined);

/** @throws Fault DATE_INVALID for anything that is not an existing day of the years 1 to 9999. */
export function businessDate(text: string, path = ''): BusinessDate {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) throw calendarFault('DATE_INVALID', { text: text.slice(0, 40) }, path);
  const year = yearOf(text);
  const month = monthNumber(text);
  const day = dayOfMonth(text);
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) throw calendarFault('DATE_INVALID', { text }, path);
  return text as BusinessDate;
}

/** Days since 1970-01-01 of the proleptic Gregorian calendar. */
export function dayNumber(date: string): number {
  return numberOf(yearOf(date), monthNumber(date), dayOfMonth(date));
}

/** The date that lies a number of days after 1970-01-01. */
export function fromDayNumber(number: number): BusinessDate {
  return KEPT[number] ?? keep(number, reckon(number));
}

function keep(number: number, date: BusinessDate): BusinessDate {
  if (number >= 0 && number < KEPT.length) KEPT[number] = date;
  return date;
}

function reckon(number: number): BusinessDate {
  const z = number + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor((dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  return write(yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1);
}

function make(year: number, month: number, day: number): BusinessDate {
  return year >= KEPT_FROM && year <= KEPT_TO ? fromDayNumber(numberOf(year, month, day)) : write(year, month, day);
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
  const index = yearOf(date) * 12 + monthNumber(date) - 1 + months;
  const year = Math.floor(index / 12);
  const month = index - year * 12 + 1;
  return make(year, month, Math.min(anchorDay ?? dayOfMonth(date), daysInMonth(year, month)));
}

/** `2026-01` of `2026-01-15`. */
export function monthOf(date: BusinessDate): string {
  return date.slice(0, 7);
}

export function startOfMonth(date: BusinessDate): BusinessDate {
  return `${date.slice(0, 7)}-01` as BusinessDate;
}

export function endOfMonth(date: BusinessDate): BusinessDate {
  const year = yearOf(date);
  const month = monthNumber(date);
  return make(year, month, daysInMonth(year, month));
}

/** Saturday or Sunday. 1970-01-01 was a Thursday. */
export function isWeekend(date: BusinessDate): boolean {
  const weekday = (((dayNumber(date) + 4) % 7) + 7) % 7;
  return weekday === 0 || weekday === 6;
}

/** Completed years; a birthday on 29 February completes on 1 March in other years. */
export function ageInYears(birth: BusinessDate, on: BusinessDate): number {
  const years = yearOf(on) - yearOf(birth);
  return on.slice(5) >= birth.slice(5) ? years : years - 1;
}
