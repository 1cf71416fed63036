import { max, min } from '@jinqiao/money';
import type { Part, Plan } from './plan.ts';
import { roundTo } from './terms.ts';

/**
 * Rows of an equal payment whose balance and interest keep every fraction. The shown principal is the step of the shown balance,
 * so the rows add up; where a coarse unit would make principal exceed the payment, principal takes all of it.
 */
export function carriedParts(plan: Plan, instalment: bigint): Part[] {
  const { terms, one } = plan;
  const show = (numerator: bigint, denominator: bigint) => roundTo(terms.rounding, numerator, denominator);
  const final = plan.weights.length - 1;
  let shown = plan.lent;
  let [exact, scale] = [plan.lent, 1n];
  return plan.weights.map((weight, index) => {
    const last = index === final;
    const grown = exact * (one + weight);
    const floor = last ? 0n : terms.balloon * scale * one;
    const rest = last ? 0n : max(floor, grown - instalment * scale * one);
    if (!last && (index < terms.grace.principal || rest > exact * one)) return { principal: 0n, interest: show(exact * weight, scale * one) };
    const total = rest === floor ? max(shown - terms.balloon * (last ? 0n : 1n), show(grown - rest, scale * one)) : instalment;
    scale *= one;
    exact = rest;
    const principal = rest === 0n ? shown : min(total, max(0n, shown - show(exact, scale)));
    shown -= principal;
    return { principal, interest: total - principal };
  });
}
