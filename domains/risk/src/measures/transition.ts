import { allocate } from '@jinqiao/money';
import { PAID_OFF } from './buckets.ts';
import type { Migration } from './loss.ts';

/** Probabilities in units of 1e-12. */
export const CERTAIN: bigint = 1_000_000_000_000n;

/** States of the default chain: buckets of contracts that are not impaired, then what they do not come back from. */
export const DEFAULT = 'default';

/** Rows by state: the probability of each state a month later. Every row adds up to `CERTAIN`. */
export type Chain = { readonly states: readonly string[]; readonly rows: readonly (readonly bigint[])[] };

/**
 * The monthly chain of a portfolio from its own migrations: for each bucket of contracts that are not impaired, the share of
 * contracts found a month later in each state; impaired and written-off is default, which like paid-off is never left. A
 * bucket seen in fewer than `least` contracts takes the row of `prior`, since a handful says little.
 */
export function chainOf(buckets: readonly string[], cells: readonly Migration[], prior: Chain, least: bigint): Chain {
  const states = [...buckets, DEFAULT, PAID_OFF];
  const rows = states.map((state, at) => {
    if (state === DEFAULT || state === PAID_OFF) return states.map((other) => (other === state ? CERTAIN : 0n));
    const own = cells.filter((cell) => cell.fromStatus === state && !cell.fromImpaired);
    const seen = own.reduce((sum, cell) => sum + cell.contracts, 0n);
    if (seen < least || seen === 0n) return prior.rows[at] as readonly bigint[];
    const counts = states.map((to) => own.filter((cell) => stateOf(cell, buckets) === to).reduce((sum, cell) => sum + cell.contracts, 0n));
    return allocate(CERTAIN, counts);
  });
  return { states, rows };
}

function stateOf(cell: Migration, buckets: readonly string[]): string {
  if (cell.toStatus === PAID_OFF) return PAID_OFF;
  return cell.toImpaired || !buckets.includes(cell.toStatus) ? DEFAULT : cell.toStatus;
}

/**
 * Cumulative probability of default after 1, 2, … `months` months for a contract that starts in `state`. Each step is exact
 * and then split by largest remainder, so that no probability is lost.
 */
export function defaultPath(chain: Chain, state: string, months: number): bigint[] {
  const at = chain.states.indexOf(DEFAULT);
  let place = chain.states.map((other) => (other === state ? CERTAIN : 0n));
  return Array.from({ length: months }, () => {
    const weights = chain.states.map((_, to) => place.reduce((sum, share, from) => sum + share * ((chain.rows[from] as readonly bigint[])[to] as bigint), 0n));
    place = allocate(CERTAIN, weights);
    return place[at] as bigint;
  });
}
