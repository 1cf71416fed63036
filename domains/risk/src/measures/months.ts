import { addMonths, type BusinessDate, endOfMonth, monthNumber, yearOf } from '@jinqiao/calendar';

/** Months on books: 0 in the month of origination, 1 at the next month's end. @param cohort `YYYY-MM`. */
export function monthsOnBooks(cohort: string, asOf: string): number {
  return yearOf(asOf) * 12 + monthNumber(asOf) - (yearOf(`${cohort}-01`) * 12 + monthNumber(`${cohort}-01`));
}

/** The month-end that lies a number of months before another. */
export function monthEndBefore(asOf: BusinessDate, months: number): BusinessDate {
  return endOfMonth(addMonths(asOf, -months, 1));
}
