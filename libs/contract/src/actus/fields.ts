import { contractFault } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import { type Cycle, cycleOf } from './cycle.ts';
import { type Moment, momentOf } from './moment.ts';

/**
 * Readers of the terms of a contract. The public cases write numbers as numbers or as text with spaces around it, and leave a term
 * out by not naming it, by an empty text or by NULL. Every reader names the field in its fault, FIELD_MISSING or FIELD_INVALID.
 */
export type Fields = { readonly of: JsonObject; readonly path: string };

export type Reader<T> = (value: unknown, fields: Fields, field: string) => T;

/** What a reader makes of a field, null where the field is left out. */
export function optional<T>(fields: Fields, field: string, read: Reader<T>): T | null {
  const value = fields.of[field];
  const text = typeof value === 'string' ? value.trim() : value;
  return text === undefined || text === null || text === '' || text === 'NULL' ? null : read(text, fields, field);
}

/** @throws Fault FIELD_MISSING, and those of the reader. */
export function required<T>(fields: Fields, field: string, read: Reader<T>): T {
  return present(optional(fields, field, read), fields, field);
}

/** What was read from a field, which this contract cannot do without. @throws Fault FIELD_MISSING. */
export function present<T>(value: T | null, { path }: Pick<Fields, 'path'>, field: string): T {
  if (value === null) throw contractFault('FIELD_MISSING', { field }, `${path}.${field}`);
  return value;
}

/** The fault of a field that is there and says something else than what is allowed. */
export function invalid({ path }: Pick<Fields, 'path'>, field: string, allowed: string, allowedZh: string): Error {
  return contractFault('FIELD_INVALID', { field, allowed, allowedZh }, `${path}.${field}`);
}

/** A list; one value alone stands for a list of one. */
export function listOf<T>(read: Reader<T>): Reader<readonly T[]> {
  return (value, fields, field) => {
    const list: readonly unknown[] = Array.isArray(value) ? value : [value];
    if (list.length === 0) throw invalid(fields, field, 'a list that is not empty', '非空列表');
    return list.map((item) => read(item, fields, field));
  };
}

export function oneOf<T extends string>(choices: readonly T[]): Reader<T> {
  return (value, fields, field) => {
    const found = choices.find((choice) => choice === value);
    if (found !== undefined) return found;
    throw invalid(fields, field, `one of ${choices.join(', ')}`, `以下之一:${choices.join('、')}`);
  };
}

export function asText(value: unknown, fields: Fields, field: string): string {
  if (typeof value === 'string') return value;
  throw invalid(fields, field, 'a string in quotation marks', '带引号的字符串');
}

export function asNumber(value: unknown, fields: Fields, field: string): number {
  const written = typeof value === 'number' || (typeof value === 'string' && /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?\s*$/i.test(value));
  const number = written ? Number(value) : Number.NaN;
  if (Number.isFinite(number)) return number;
  throw invalid(fields, field, 'a decimal number', '十进制数');
}

/** A number that is not below zero: which way money flows is said by the role, not by a sign. */
export function asAmount(value: unknown, fields: Fields, field: string): number {
  const amount = asNumber(value, fields, field);
  if (amount >= 0) return amount;
  throw invalid(fields, field, 'a decimal number that is not negative', '非负十进制数');
}

export function asMoment(value: unknown, fields: Fields, field: string): Moment {
  const moment = typeof value === 'string' ? momentOf(value) : null;
  if (moment !== null) return moment;
  throw invalid(
    fields,
    field,
    'a day that exists, such as 2026-01-31T00:00:00 or 2026-01-31T23:59:59',
    '存在的日期,例如 2026-01-31T00:00:00 或 2026-01-31T23:59:59',
  );
}

export function asCycle(value: unknown, fields: Fields, field: string): Cycle {
  const cycle = typeof value === 'string' ? cycleOf(value, field) : null;
  if (cycle !== null) return cycle;
  throw invalid(fields, field, 'a cycle such as P1ML0, P2WL1 or P1YL1', '周期,例如 P1ML0、P2WL1 或 P1YL1');
}
