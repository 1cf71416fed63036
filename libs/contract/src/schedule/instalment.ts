import { divide, RATE_ONE, type Rate, type RoundingMode } from '@jinqiao/money';
import { type RoundingStep, roundTo } from './terms.ts';

/**
 * What the payments of an annuity are solved from. The balance at the start may carry fractions (`over`); interest of a period is
 * balance × weight ÷ one; a payment is its factor (1e-8) times the base payment; `balloon` is left after the last one.
 */
export type Annuity = {
  readonly balance: bigint;
  readonly over: bigint;
  readonly weights: readonly bigint[];
  readonly one: bigint;
  readonly factors: readonly Rate[] | null;
  readonly balloon: bigint;
};

/** The base payment as an exact fraction of minor units. */
export type Fraction = { readonly numerator: bigint; readonly denominator: bigint };

/**
 * The payment that brings the balance to the balloon: with f = 1 + weight ÷ one, (P × ∏f − balloon) ÷ Σ factorᵢ × ∏ of the f
 * after i. Without factors and balloon this is P × ∏f ÷ gₙ with g₁ = 1, gᵢ = 1 + gᵢ₋₁ × fᵢ.
 */
export function exactPayment({ balance, over, weights, one, factors, balloon }: Annuity): Fraction {
  let product = 1n;
  let annuity = 0n;
  let power = 1n;
  for (const [index, weight] of weights.entries()) {
    const growth = one + weight;
    annuity = annuity * growth + (factors ? (factors[index] as bigint) * power : power);
    power *= one;
    product *= growth;
  }
  const numerator = balance * product - balloon * over * power;
  return factors ? { numerator: numerator * RATE_ONE, denominator: over * one * annuity } : { numerator, denominator: over * one * annuity };
}

/** The equal payment, rounded once. Machine numbers decide where they are far enough from a rounding boundary, exact ones elsewhere. */
export function equalPayment(annuity: Annuity, step: RoundingStep): bigint {
  const decided = decide(estimate(annuity), annuity.weights.length, step);
  if (decided !== null) return decided;
  const { numerator, denominator } = exactPayment(annuity);
  return roundTo(step, numerator, denominator);
}

function estimate({ balance, over, weights, one, factors, balloon }: Annuity): number {
  if (factors) return Number.NaN;
  const scale = 1 / Number(one);
  let product = 1;
  let sum = 0;
  for (const weight of weights) {
    const growth = 1 + Number(weight) * scale;
    sum = sum * growth + 1;
    product *= growth;
  }
  return ((Number(balance) / Number(over)) * product - Number(balloon)) / sum;
}

/** A bound on the relative error of `estimate` per payment: four roundings of 2⁻⁵³ each, and room to spare. */
const ERROR_PER_PAYMENT = 1e-15;

function decide(value: number, payments: number, { mode, unit }: RoundingStep): bigint | null {
  const units = value / Number(unit);
  const error = Math.abs(units) * (payments + 8) * ERROR_PER_PAYMENT;
  const nearest = Math.round(units);
  if (!(value > 0 && error < 0.25 && nearest < Number.MAX_SAFE_INTEGER)) return null;
  const fraction = units - Math.floor(units);
  if (mode === 'half-up' || mode === 'half-even') return Math.abs(fraction - 0.5) > error ? BigInt(nearest) * unit : null;
  if (fraction <= error || fraction >= 1 - error) return null;
  return BigInt(mode === 'up' || mode === 'ceiling' ? Math.ceil(units) : Math.floor(units)) * unit;
}

/**
 * The instalment of an equal-instalment loan at rate / 12 a month: P·r(1+r)^n / ((1+r)^n − 1), in minor units, exact and rounded
 * once. At rate 0 it is P / n.
 */
export function instalmentAmount(terms: { principal: bigint; rate: Rate; periods: number; rounding: RoundingMode }): bigint {
  if (terms.rate === 0n) return divide(terms.principal, BigInt(terms.periods), terms.rounding);
  const weights = Array.from({ length: terms.periods }, () => terms.rate);
  const annuity = { balance: terms.principal, over: 1n, weights, one: RATE_ONE * 12n, factors: null, balloon: 0n };
  return equalPayment(annuity, { mode: terms.rounding, unit: 1n });
}
