import type { CategoryColumn, Column, Excluded, NumericColumn } from '@jinqiao/scorecard';
import type { RawColumn } from './read-rows.ts';

const MISSING = new Set(['', 'NA', 'N/A', 'NaN', 'nan', 'null', 'NULL', 'None', '?', '.']);
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
/** A column with more names than this share of its rows identifies applicants. */
const NAMES_SHARE = 0.5;
const NAMES_MOST = 1_000;

/** The text of a cell, or null where it says nothing. */
export function textAt({ texts, codes }: RawColumn, row: number): string | null {
  const text = texts[codes[row] as number] as string;
  return MISSING.has(text) ? null : text;
}

/** A column as numbers where every value is one, as names otherwise. */
export function typedColumn(raw: RawColumn): Column {
  return raw.texts.every((text) => MISSING.has(text) || NUMBER.test(text)) ? numericColumn(raw) : categoryColumn(raw);
}

/** A column as numbers; what is no number is missing. */
export function numericColumn({ name, texts, codes }: RawColumn): NumericColumn {
  const numbers = texts.map((text) => (NUMBER.test(text) ? Number(text) : Number.NaN));
  return { name, kind: 'numeric', values: Float64Array.from(codes, (code) => numbers[code] as number) };
}

/** A column as names. */
export function categoryColumn({ name, texts, codes }: RawColumn): CategoryColumn {
  const names = texts.filter((text) => !MISSING.has(text));
  const places = new Map(names.map((text, at) => [text, at]));
  const own = texts.map((text) => places.get(text) ?? -1);
  return { name, kind: 'category', codes: Int32Array.from(codes, (code) => own[code] as number), names };
}

/** Whole months from the month of one date to that of another; missing where either is. Dates are YYYY-MM-DD. */
export function monthsBetween(name: string, from: RawColumn, to: RawColumn): NumericColumn {
  const month = (text: string | null) => {
    const match = /^(\d{4})-(\d{2})/.exec(text ?? '');
    return match ? Number(match[1]) * 12 + Number(match[2]) : Number.NaN;
  };
  return { name, kind: 'numeric', values: Float64Array.from(from.codes, (_, row) => month(textAt(to, row)) - month(textAt(from, row))) };
}

/** Why a column cannot be a characteristic, whatever its subject. */
export function unusable(column: Column): Excluded | undefined {
  if (column.kind === 'category') {
    if (column.names.length > Math.min(NAMES_MOST, NAMES_SHARE * column.codes.length)) return 'names-rows';
    return column.names.length > 0 && column.names.every((name) => /^\d{4}-\d{2}-\d{2}/.test(name)) ? 'date' : undefined;
  }
  const { values } = column;
  const step = (values[1] as number) - (values[0] as number);
  const counts = values.length > 2 && step > 0 && values.every((value, row) => row === 0 || value - (values[row - 1] as number) === step);
  return counts ? 'counts-rows' : undefined;
}
