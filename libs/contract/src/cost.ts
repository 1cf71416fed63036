import { Decimal } from 'decimal.js';
import type { FirstSpan } from './periods.ts';

const Exact = Decimal.clone({ precision: 40 });

/** The annual cost of a plan with equal periods: nominal (period rate × periods a year) and effective (compounded), as decimal strings. */
export type AnnualCost = { readonly nominal: string; readonly effective: string };

const REGULAR: FirstSpan = { whole: 1, part: 0 };

/**
 * The period rate at which money received at the start equals the payments, one per period, to 30 digits; 0 where the payments
 * do not exceed it. A first period of another length counts s whole periods and a part f: (1 + R)^s × (1 + R × f).
 * @param received what the borrower has in hand, in minor units, > 0
 * @param payments one per period, none negative, in minor units
 */
export function periodicRate(received: bigint, payments: readonly bigint[], first: FirstSpan = REGULAR): Decimal {
  const paid = payments.reduce((a, b) => a + b, 0n);
  if (paid <= received || received <= 0n) return new Exact(0);
  const flows = payments.map((payment) => new Exact(payment.toString()));
  const principal = new Exact(received.toString());
  let rate = new Exact(estimate(Number(received), payments.map(Number), first));
  for (let i = 0; i < 40; i += 1) {
    const step = newtonStep(rate, principal, flows, first);
    rate = rate.plus(step);
    if (step.abs().lt('1e-30')) break;
  }
  return rate;
}

/** One Newton step on present value − received. Present value falls and is convex in the rate, so steps from below never overshoot. */
function newtonStep(rate: Decimal, received: Decimal, flows: readonly Decimal[], first: FirstSpan): Decimal {
  const growth = rate.plus(1);
  const factor = new Exact(1).div(growth);
  const stub = rate.times(first.part).plus(1);
  let value = new Exact(0);
  let slope = new Exact(0);
  for (const flow of [...flows].reverse()) {
    slope = slope.times(factor).plus(value);
    value = value.times(factor).plus(flow);
  }
  const discount = new Exact(1).div(growth.pow(first.whole).times(stub));
  const shift = factor.times(first.whole).plus(new Exact(first.part).div(stub));
  const present = value.times(discount);
  const fall = slope.times(factor).times(factor).times(discount).plus(present.times(shift));
  return present.minus(received).div(fall);
}

/** A start for Newton's method: the same steps in machine numbers, from zero. */
function estimate(received: number, flows: readonly number[], first: FirstSpan): number {
  let rate = 0;
  for (let i = 0; i < 200; i += 1) {
    const growth = 1 + rate;
    const stub = 1 + rate * first.part;
    let value = 0;
    let slope = 0;
    for (let k = flows.length - 1; k >= 0; k -= 1) {
      slope = slope / growth + value;
      value = value / growth + (flows[k] as number);
    }
    const discount = growth ** first.whole * stub;
    const present = value / discount;
    const fall = slope / growth / growth / discount + present * (first.whole / growth + first.part / stub);
    const step = (present - received) / fall;
    rate += step;
    if (Math.abs(step) < 1e-13) break;
  }
  return Math.max(0, rate);
}

/**
 * Annual all-in cost, to four decimals half-up: `IRR × n` (单利) and `(1 + IRR)^n − 1` (金规〔2026〕2号; market practice shows the nominal one).
 */
export function annualCost(received: bigint, payments: readonly bigint[], periodsPerYear: number, first: FirstSpan = REGULAR): AnnualCost {
  const rate = periodicRate(received, payments, first);
  return { nominal: fourDecimals(rate.times(periodsPerYear)), effective: fourDecimals(rate.plus(1).pow(periodsPerYear).minus(1)) };
}

function fourDecimals(value: Decimal): string {
  return value.toFixed(4, Decimal.ROUND_HALF_UP);
}
