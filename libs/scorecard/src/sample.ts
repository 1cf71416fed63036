import type { Applicant } from './scorecard.ts';

/** A column of numbers; NaN is missing. */
export type NumericColumn = { readonly name: string; readonly kind: 'numeric'; readonly values: Float64Array };
/** A column of names by their place in `names`; -1 is missing. */
export type CategoryColumn = { readonly name: string; readonly kind: 'category'; readonly codes: Int32Array; readonly names: readonly string[] };
export type Column = NumericColumn | CategoryColumn;

/** Applicants in columns of equal length, with what became of each: 1 went bad. */
export type Sample = { readonly columns: readonly Column[]; readonly bad: Uint8Array };

/** The value at a row, as scoring takes it. */
export function valueAt(column: Column, row: number): number | string | null {
  if (column.kind === 'category') return column.names[column.codes[row] as number] ?? null;
  const value = column.values[row] as number;
  return Number.isNaN(value) ? null : value;
}

/** The applicant at a row. */
export function applicantAt(columns: readonly Column[], row: number): Applicant {
  const applicant: Record<string, number | string | null> = {};
  for (const column of columns) applicant[column.name] = valueAt(column, row);
  return applicant;
}

/** Some of the rows of columns, in the order given. */
export function columnsAt(columns: readonly Column[], rows: readonly number[]): Column[] {
  return columns.map((column) =>
    column.kind === 'numeric'
      ? { ...column, values: Float64Array.from(rows, (row) => column.values[row] as number) }
      : { ...column, codes: Int32Array.from(rows, (row) => column.codes[row] as number) },
  );
}

/** The sample of some of the rows, in the order given. */
export function rowsOf({ columns, bad }: Sample, rows: readonly number[]): Sample {
  return { bad: Uint8Array.from(rows, (row) => bad[row] as number), columns: columnsAt(columns, rows) };
}

/** Goods and bads of a sample. */
export function classesOf(bad: Uint8Array): { readonly goods: number; readonly bads: number } {
  const bads = bad.reduce((sum, one) => sum + one, 0);
  return { goods: bad.length - bads, bads };
}

/**
 * Whether a row belongs to the training part: a hash of seed and row number, so that the same seed parts the same file alike on
 * every machine, and a row keeps its side when rows are added behind it.
 */
export function isTraining(seed: number, row: number, share: number): boolean {
  // The finaliser of MurmurHash3 over both numbers: every bit of the result depends on every bit of them.
  let hash = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(row + 1, 0xc2b2ae35);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32 < share;
}
