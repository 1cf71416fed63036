import type { Plan } from './plan.ts';
import { type Weights, weightsOf } from './weights.ts';

/** The weights of the rows as they are known at the start of a row: later changes of the rate are not foreseen. */
export type RateSegments = {
  /** As known when the first of the rows begins to count. */
  first(): Weights;
  /** As known once row `index` begins to count, with the changes that fall into its period. */
  before(index: number): Weights;
  /** The same where the rate changes in the period of row `index`, once rows have been paid; null where it does not. */
  at(index: number): Weights | null;
};

/** A change acts on the payment of the period that it falls into; on a due date it acts on the next one. */
export function rateSegments({ terms, periods, weights, one }: Plan): RateSegments {
  const { rates } = terms;
  const known = (count: number): Weights => (count === rates.length ? { weights, one } : weightsOf(terms, periods, rates.slice(0, count)));
  const through = (index: number) => {
    const to = periods[index]?.to ?? terms.start;
    return rates.filter(({ from }) => from < to).length;
  };
  return {
    first: () => known(rates.filter(({ from }) => from <= (periods[0]?.from ?? terms.start)).length),
    before: (index) => known(through(index)),
    at: (index) => {
      const count = through(index);
      return index === 0 || count === through(index - 1) ? null : known(count);
    },
  };
}
