import { type Period, periodsOf } from './periods.ts';
import { type FullTerms, roundTo } from './terms.ts';
import { type Weights, weightsOf } from './weights.ts';

/** Terms with their periods and exact weights: what the methods make rows from. */
export type Plan = Weights & {
  readonly terms: FullTerms;
  readonly periods: readonly Period[];
  /** What is lent after the down payment, in minor units. */
  readonly lent: bigint;
  /** A payment that was agreed before and is kept, instead of the one that would be solved. */
  readonly payment?: bigint;
  /** What a flat loan bears interest on, where that is not what is lent. */
  readonly flatBase?: bigint;
};

/** Principal and interest of one row, in minor units. */
export type Part = { readonly principal: bigint; readonly interest: bigint };

/** @throws as `periodsOf`. */
export function planOf(terms: FullTerms, path: string): Plan {
  const periods = periodsOf(terms, path);
  return { terms, periods, lent: terms.principal - terms.downPayment, ...weightsOf(terms, periods) };
}

/** Interest of a row on a balance, rounded once. */
export function interestOn(plan: Plan, balance: bigint, index: number): bigint {
  return roundTo(plan.terms.rounding, balance * (plan.weights[index] as bigint), plan.one);
}
