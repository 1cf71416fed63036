import { type Cycle, openDates, scheduleDates } from './cycle.ts';
import { asAmount, asCycle, asMoment, asNumber, type Fields, invalid, listOf, oneOf, optional, type Reader, required } from './fields.ts';
import type { Moment } from './moment.ts';

/** A part of an array plan: what happens on the dates from its anchor to the anchor of the next part. */
export type Segment<T> = { readonly anchor: Moment; readonly cycle: Cycle | null; readonly step: T };

/** Money that comes back, or that is drawn. */
export type PrincipalStep = { readonly amount: number; readonly drawing: boolean };

/** A rate, or the spread over an index. */
export type RateStep = { readonly rate: number; readonly variable: boolean };

/** The free plan of LAX. */
export type ArrayPlan = {
  readonly principal: readonly Segment<PrincipalStep>[];
  readonly interest: readonly Segment<null>[];
  readonly rates: readonly Segment<RateStep>[];
};

export type Dated<T> = { readonly at: Moment; readonly step: T };

/** @throws Fault FIELD_MISSING, FIELD_INVALID. */
export function readPlan(fields: Fields): ArrayPlan {
  const principal = segmentsOf(fields, 'PrincipalRedemption', (count) => {
    const amounts = elements(fields, 'arrayNextPrincipalRedemptionPayment', asAmount, count);
    const directions = elements(fields, 'arrayIncreaseDecrease', oneOf(['INC', 'DEC']), count);
    return (i) => ({ amount: amounts(i), drawing: directions(i) === 'INC' });
  });
  if (principal.length === 0) required(fields, 'arrayCycleAnchorDateOfPrincipalRedemption', asMoment);
  return {
    principal,
    interest: segmentsOf(fields, 'InterestPayment', () => () => null),
    rates: segmentsOf(fields, 'RateReset', (count) => {
      const rates = elements(fields, 'arrayRate', asNumber, count);
      const kinds = elements(fields, 'arrayFixedVariable', oneOf(['FIX', 'VAR']), count);
      return (i) => ({ rate: rates(i), variable: kinds(i) === 'VAR' });
    }),
  };
}

function segmentsOf<T>(fields: Fields, name: string, steps: (count: number) => (i: number) => T): Segment<T>[] {
  const field = `arrayCycleAnchorDateOf${name}`;
  const anchors = optional(fields, field, listOf(asMoment)) ?? [];
  if (anchors.length === 0) return [];
  if (anchors.some((anchor, i) => i > 0 && anchor <= (anchors[i - 1] ?? anchor)))
    throw invalid(fields, field, 'dates that follow one another', '依次递增的日期');
  const cycleField = `arrayCycleOf${name}`;
  const cycles = optional(fields, cycleField, listOf(asCycle)) === null ? () => null : elements(fields, cycleField, asCycle, anchors.length);
  const step = steps(anchors.length);
  return anchors.map((anchor, i) => ({ anchor, cycle: cycles(i), step: step(i) }));
}

/** The elements of an array term, one for each anchor; a single one stands for all. */
function elements<T>(fields: Fields, field: string, read: Reader<T>, count: number): (i: number) => T {
  const list = required(fields, field, listOf(read));
  if (list.length !== 1 && list.length !== count)
    throw invalid(fields, field, `a list of ${count} elements, or of one for all`, `含 ${count} 个元素或 1 个元素的列表`);
  return (i) => list[list.length === 1 ? 0 : i] as T;
}

/** The dates of a plan before `end`, in order. */
export function plannedBefore<T>(segments: readonly Segment<T>[], end: Moment, monthEnds: boolean): Dated<T>[] {
  return segments.flatMap(({ anchor, cycle, step }, i) => {
    const until = Math.min(segments[i + 1]?.anchor ?? end, end);
    return scheduleDates({ anchor, cycle }, until, false, monthEnds).map((at) => ({ at, step }));
  });
}

/** All dates of a plan whose last part has no end, lazily. */
export function* plannedForever<T>(segments: readonly Segment<T>[], monthEnds: boolean): Generator<Dated<T>> {
  const last = segments.at(-1);
  if (!last) return;
  yield* plannedBefore(segments.slice(0, -1), last.anchor, monthEnds);
  for (const at of openDates(last.anchor, last.cycle, monthEnds)) yield { at, step: last.step };
}
