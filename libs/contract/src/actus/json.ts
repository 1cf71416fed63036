import { isFault } from '@jinqiao/errors';
import { readObject } from '../json.ts';
import { asMoment, type Fields, invalid, optional } from './fields.ts';
import { loanOf } from './loan.ts';
import { NEVER } from './moment.ts';
import { type ActusRow, rowsOf } from './results.ts';

/** The answer to one case. */
export type ActusAnswer = { readonly results: readonly ActusRow[] } | { readonly unsupported: string };

/**
 * The events of one case of the public form: `terms`, `dataObserved`, `eventsObserved`, `to`. Amounts are in units of the currency,
 * positive where the contract's role receives them, and never rounded.
 * @throws Fault FIELD_MISSING, FIELD_INVALID with the path of the field for terms that are malformed or not covered.
 */
export function actusResults(item: unknown): ActusRow[] {
  const fields = { of: readObject(item, '$'), path: '$' };
  refuseObservedEvents(fields);
  return rowsOf(loanOf(fields.of), optional(fields, 'to', asMoment) ?? NEVER);
}

/**
 * Answers the `actus` form, `{id: case}`, one case at a time as the caller asks for it. One bad case does not touch the others.
 * @throws Fault FIELD_INVALID for anything but an object.
 */
export function actusAnswers(cases: unknown): Iterable<readonly [id: string, answer: ActusAnswer]> {
  return answersTo(Object.entries(readObject(cases, '$')));
}

function* answersTo(cases: readonly [id: string, item: unknown][]): Generator<readonly [id: string, answer: ActusAnswer]> {
  for (const [id, item] of cases) yield [id, answerTo(item)];
}

/** Answers the whole `actus` form. @throws as `actusAnswers`. */
export function actusFromJson(cases: unknown): Record<string, ActusAnswer> {
  return Object.fromEntries(actusAnswers(cases));
}

function answerTo(item: unknown): ActusAnswer {
  try {
    return { results: actusResults(item) };
  } catch (error) {
    if (isFault(error)) return { unsupported: error.en };
    throw error;
  }
}

/** Events that somebody observed (repayments at will, exercises, defaults) would change everything after them. */
function refuseObservedEvents(fields: Fields): void {
  const observed = fields.of.eventsObserved ?? [];
  if (Array.isArray(observed) && observed.length === 0) return;
  throw invalid(fields, 'eventsObserved', 'an empty list, since observed events are not covered', '空列表(不支持已发生事件)');
}
