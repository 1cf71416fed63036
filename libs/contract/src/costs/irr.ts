import { type BusinessDate, daysBetween } from '@jinqiao/calendar';
import { flowsOf, type Timed } from './present-value.ts';
import { type RateRoot, rateRoots } from './rate-roots.ts';

/** A dated amount; amounts may be any finite numbers, as return figures need no minor units. */
export type Flow = { readonly date: BusinessDate; readonly amount: number };

/**
 * A rate of return as a fraction, or why there is none: `bad-flows` where money does not go both ways on different days,
 * `no-solution` where no rate balances the flows, `several-solutions` where two rates from 0 to 500 % do.
 */
export type Irr = { readonly rate: number } | { readonly reason: NoRate };

type NoRate = 'no-solution' | 'several-solutions' | 'bad-flows';

/**
 * The rate at which dated flows balance, in years of 365 days from the first flow listed; flows may be listed in any order.
 * Flows that turn once have exactly one rate, −1 where a double cannot tell it from −100 % and `no-solution` where it is larger
 * than any double. Of flows that turn more often every rate from −99.9999 % to 120 million percent is found: two from 0 to 500 % are
 * `several-solutions`, of others the usual one is given.
 */
export function xirr(flows: readonly Flow[]): Irr {
  const first = flows[0]?.date;
  if (first === undefined) return { reason: 'bad-flows' };
  return irrOf(flows.map(({ date, amount }) => ({ amount, whole: daysBetween(first, date) / 365, part: 0 })));
}

/** The rate per period of amounts that are one period apart. */
export function periodicIrr(amounts: readonly bigint[]): Irr {
  return irrOf(amounts.map((amount, index) => ({ amount: Number(amount), whole: index, part: 0 })));
}

function irrOf(listed: readonly Timed[]): Irr {
  const root = usualRoot(listed);
  return 'reason' in root ? root : { rate: Math.expm1(root.y) };
}

/** Rates that occur in practice, from a loss of 40 % to a gain of 500 % a year: what decides between several. */
const USUAL_LOSS = Math.log1p(-0.4);
const USUAL_GAIN = Math.log1p(5);
/** Of flows that turn more than once, logarithms of 1 + R from −99.9999 % to 120 million percent: what lies further out is no rate of anything. */
const SOUGHT = 14;
/** A bound is met by a rate that differs from it by rounding. */
const ROUNDING = 1e-12;

/**
 * Of all rates that balance the flows the usual one: nearest to zero among those at which the value falls as the rate rises, as
 * it does for an investment, if one lies in the usual band; otherwise nearest to zero. Spreadsheets answer so for irregular flows.
 * The band is of rates a year, of which a period is one by `periodsPerYear`.
 */
export function usualRoot(listed: readonly Timed[], periodsPerYear = 1): RateRoot | { readonly reason: NoRate } {
  if (!listed.every(({ amount }) => Number.isFinite(amount))) return { reason: 'bad-flows' };
  const flows = flowsOf(listed);
  if (flows.turns === 0) return { reason: 'bad-flows' };
  const roots = rateRoots(flows).filter(({ y }) => (flows.turns === 1 ? Math.expm1(y) < Number.POSITIVE_INFINITY : Math.abs(y) <= SOUGHT));
  if (roots.filter(({ y }) => isBetween(y * periodsPerYear, 0, USUAL_GAIN)).length > 1) return { reason: 'several-solutions' };
  const usual = roots.filter(({ y, falling }) => falling && isBetween(y * periodsPerYear, USUAL_LOSS, USUAL_GAIN));
  const [nearest] = (usual.length > 0 ? usual : roots).toSorted((a, b) => Math.abs(a.y) - Math.abs(b.y));
  return nearest ?? { reason: 'no-solution' };
}

function isBetween(y: number, low: number, high: number): boolean {
  return y >= low - ROUNDING && y <= high + ROUNDING;
}
