/** One row of a table of delinquency buckets: its name and the days past due from which it holds. */
export type BucketRow = { readonly name: string; readonly from: number };

/** Buckets in rising order of days past due; the first begins at 0. Institutions differ, so the table is an argument. */
export type BucketTable = readonly BucketRow[];

/** The usual table: M1 is 1 to 30 days past due, M2 31 to 60, and so on; M7+ is more than 180. */
export const M_BUCKETS: BucketTable = [
  { name: 'M0', from: 0 },
  { name: 'M1', from: 1 },
  { name: 'M2', from: 31 },
  { name: 'M3', from: 61 },
  { name: 'M4', from: 91 },
  { name: 'M5', from: 121 },
  { name: 'M6', from: 151 },
  { name: 'M7+', from: 181 },
];

/** The bucket of a number of days past due, in calendar days: due on the 8th, the 9th is day 1. @throws RangeError for a table that does not begin at 0. */
export function bucketOfDays(table: BucketTable, dpd: number): string {
  const found = table.findLast((row) => row.from <= dpd);
  if (!found) throw new RangeError('a table of buckets begins at 0 days past due');
  return found.name;
}

/** What stands beside the buckets in a migration: paid off, written off, and not there before. */
export const PAID_OFF = 'paid-off';
export const WRITTEN_OFF = 'written-off';
export const NEW = 'new';
