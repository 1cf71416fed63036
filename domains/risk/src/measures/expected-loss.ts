import { divide, RATE_ONE } from '@jinqiao/money';
import type { Stage } from './staging.ts';
import { CERTAIN } from './transition.ts';

/** How many months ahead stage 1 looks. */
export const TWELVE_MONTHS = 12;

export type LossTerms = {
  readonly stage: Stage;
  /** Exposure now, in minor units. */
  readonly exposure: bigint;
  /** Instalments still to come; at least one is reckoned with. */
  readonly remaining: number;
  /** Effective rate per year, 1e-8. */
  readonly rate: bigint;
  /** Cumulative probability of default by month, in 1e-12, at least as long as the horizon. */
  readonly defaults: readonly bigint[];
  /** Share lost of an exposure in default, in 1e-12. */
  readonly lossGivenDefault: bigint;
  /** Factor on the probabilities for the outlook of the economy, 1e-8: 1 is neutral. No probability rises above one by it. */
  readonly overlay: bigint;
};

/**
 * Expected credit loss of one contract in minor units, rounded half-up once (IFRS 9 5.5.3–5.5.5, CAS 22):
 * stage 1: Σ over the next twelve months, stage 2: Σ over the remaining term of
 * marginal PD × LGD × exposure at the month's beginning × discount at the effective rate; stage 3: exposure × LGD.
 * The exposure falls evenly over the remaining instalments.
 */
export function expectedLoss(terms: LossTerms): bigint {
  const { exposure, lossGivenDefault } = terms;
  if (exposure <= 0n) return 0n;
  if (terms.stage === 3) return divide(exposure * lossGivenDefault, CERTAIN, 'half-up');
  const left = Math.max(1, terms.remaining);
  const months = terms.stage === 1 ? Math.min(left, TWELVE_MONTHS) : left;
  let [before, weighted] = [0n, 0n];
  const factors = discounts(terms.rate, months);
  for (let month = 1; month <= months; month += 1) {
    const reached = divide((terms.defaults[month - 1] ?? terms.defaults.at(-1) ?? 0n) * terms.overlay, RATE_ONE, 'half-up');
    const cumulative = reached > CERTAIN ? CERTAIN : reached;
    weighted += (cumulative - before) * BigInt(left - month + 1) * (factors[month - 1] as bigint);
    before = cumulative;
  }
  return divide(exposure * weighted * lossGivenDefault, BigInt(left) * CERTAIN * CERTAIN * CERTAIN, 'half-up');
}

/** Discount factors at the end of months 1, 2, …, in 1e-12: (1 + rate ÷ 12)^−t, half-up at each month. */
export function discounts(rate: bigint, months: number): bigint[] {
  let factor = CERTAIN;
  return Array.from({ length: months }, () => {
    factor = divide(factor * 12n * RATE_ONE, 12n * RATE_ONE + rate, 'half-up');
    return factor;
  });
}
