import { Decimal } from 'decimal.js';

const Exact = Decimal.clone({ precision: 40 });

/** The annual cost of a plan with equal periods: nominal (period rate × periods a year) and effective (compounded), as decimal strings. */
export type AnnualCost = { readonly nominal: string; readonly effective: string };

/**
 * The period rate at which money received at the start equals the payments, one per period, by bisection on 40 digits.
 * @param received what the borrower has in hand, in minor units, > 0
 * @param payments one per period, none negative, in minor units
 */
export function periodicRate(received: bigint, payments: readonly bigint[]): Decimal {
  const principal = new Exact(received.toString());
  const flows = payments.map((payment) => new Exact(payment.toString()));
  const excess = (rate: Decimal) => {
    const factor = new Exact(1).div(rate.plus(1));
    return flows.reduceRight((sum, flow) => sum.plus(flow).times(factor), new Exact(0)).minus(principal);
  };
  if (flows.reduce((a, b) => a.plus(b), new Exact(0)).lte(principal)) return new Exact(0);
  let low = new Exact(0);
  let high = new Exact(1);
  while (excess(high).gt(0)) high = high.times(2);
  for (let i = 0; i < 90; i += 1) {
    const middle = low.plus(high).div(2);
    if (excess(middle).gt(0)) low = middle;
    else high = middle;
  }
  return low.plus(high).div(2);
}

/** Annual all-in cost, to four decimals half-up: `IRR × n` (单利) and `(1 + IRR)^n − 1` (金规〔2026〕2号; market practice shows the nominal one). */
export function annualCost(received: bigint, payments: readonly bigint[], periodsPerYear: number): AnnualCost {
  const rate = periodicRate(received, payments);
  return {
    nominal: rate.times(periodsPerYear).toDecimalPlaces(4, Decimal.ROUND_HALF_UP).toFixed(4),
    effective: rate.plus(1).pow(periodsPerYear).minus(1).toDecimalPlaces(4, Decimal.ROUND_HALF_UP).toFixed(4),
  };
}
