import { isFault } from '@jinqiao/errors';
import { contractFault } from './errors.ts';

/** Readers of fields of a parsed JSON object. Each names the field's path in its fault. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** @throws Fault FIELD_INVALID. */
export function readObject(value: unknown, path: string): JsonObject {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  throw contractFault('FIELD_INVALID', { field: nameOf(path), allowed: 'a JSON object', allowedZh: 'JSON 对象' }, path);
}

/** A string that must be there. @throws Fault FIELD_MISSING, FIELD_INVALID. */
export function readText(from: JsonObject, field: string, path: string): string {
  const value = from[field];
  const at = `${path}.${field}`;
  if (value === undefined || value === null) throw contractFault('FIELD_MISSING', { field }, at);
  if (typeof value === 'string') return value;
  throw contractFault('FIELD_INVALID', { field, allowed: 'a string in quotation marks', allowedZh: '带引号的字符串' }, at);
}

export function has(from: JsonObject, field: string): boolean {
  return from[field] !== undefined && from[field] !== null;
}

/** One of a list of words, the fallback where the field is left out. @throws Fault FIELD_MISSING without a fallback, FIELD_INVALID. */
export function readChoice<T extends string>(from: JsonObject, field: string, path: string, choices: readonly T[], fallback?: T): T {
  if (!has(from, field) && fallback !== undefined) return fallback;
  const text = readText(from, field, path);
  const found = choices.find((choice) => choice === text);
  if (found === undefined)
    throw contractFault('FIELD_INVALID', { field, allowed: `one of ${choices.join(', ')}`, allowedZh: `以下之一:${choices.join('、')}` }, `${path}.${field}`);
  return found;
}

/** A whole number between bounds. @throws Fault FIELD_MISSING without a fallback, FIELD_INVALID. */
export function readWhole(from: JsonObject, field: string, path: string, least: number, most: number, fallback?: number): number {
  const value = from[field];
  const at = `${path}.${field}`;
  if (value === undefined || value === null) {
    if (fallback !== undefined) return fallback;
    throw contractFault('FIELD_MISSING', { field }, at);
  }
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
  throw contractFault('FIELD_INVALID', { field, allowed: `a whole number from ${least} to ${most}`, allowedZh: `${least} 到 ${most} 的整数` }, at);
}

/** @throws Fault FIELD_INVALID. */
export function readFlag(from: JsonObject, field: string, path: string): boolean {
  const value = from[field] ?? false;
  if (typeof value === 'boolean') return value;
  throw contractFault('FIELD_INVALID', { field, allowed: 'true or false', allowedZh: 'true 或 false' }, `${path}.${field}`);
}

/** How a refused item of a list is answered in its place. */
export type JsonError = { readonly error: { readonly code: string; readonly message: string; readonly path: string } };

/** What a function answers, or the error form of the fault it throws. Other errors pass. */
export function orJsonError<T>(answer: () => T): T | JsonError {
  try {
    return answer();
  } catch (error) {
    if (isFault(error)) return { error: { code: error.code, message: error.en, path: error.path } };
    throw error;
  }
}

function nameOf(path: string): string {
  return path === '$' ? 'The item' : path.slice(path.lastIndexOf('.') + 1);
}
