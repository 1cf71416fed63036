import { type BusinessDate, dayNumber, daysInMonth, fromDayNumber, monthNumber, yearOf } from '@jinqiao/calendar';

/** A point in time as the standard knows it, the beginning or the end of a day: twice the day's number since 1970-01-01, one more at 23:59:59. */
export type Moment = number;

/** The day after it, which the end of a day counts as, must still have a date of four digits. */
const YEAR_MAX = 9998;

/** Later than every moment. */
export const NEVER: Moment = Number.POSITIVE_INFINITY;

export const LAST_MOMENT: Moment = dayNumber(`${YEAR_MAX}-12-31`) * 2 + 1;

export const ONE_DAY = 2;

const FORM = /^\s*(\d{4}-(\d{2})-(\d{2}))(?:T(?:00:00(?::00)?|(23:59:59|24:00:00)))?\s*$/;

/** Reads `2013-01-31`, `2013-01-31T00:00`, `2013-01-31T00:00:00` or the end of that day, `T23:59:59`. Null for anything else. */
export function momentOf(text: string): Moment | null {
  const [, date = '', month, day, end] = FORM.exec(text) ?? [];
  const year = yearOf(date);
  if (!(year >= 1 && year <= YEAR_MAX) || Number(month) < 1 || Number(month) > 12) return null;
  if (Number(day) < 1 || Number(day) > daysInMonth(year, monthNumber(date))) return null;
  return dayNumber(date) * 2 + (end === undefined ? 0 : 1);
}

export function momentText(moment: Moment): string {
  return `${dateOf(moment)}T${moment & 1 ? '23:59:59' : '00:00:00'}`;
}

/** The day in which a moment lies. */
export function dateOf(moment: Moment): BusinessDate {
  return fromDayNumber(moment >> 1);
}

/** The day that a moment is in day counts: the end of a day is the beginning of the next. */
export function countedDate(moment: Moment): BusinessDate {
  return fromDayNumber((moment + 1) >> 1);
}
