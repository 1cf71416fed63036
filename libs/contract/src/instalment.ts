import { divide, RATE_ONE, type Rate, type RoundingMode } from '@jinqiao/money';

/**
 * The instalment of an equal-instalment loan at rate / 12 a month: P·r(1+r)^n / ((1+r)^n − 1), in minor units, computed
 * exactly and rounded once. At rate 0 it is P / n.
 */
export function instalmentAmount(terms: { principal: bigint; rate: Rate; periods: number; rounding: RoundingMode }): bigint {
  const n = BigInt(terms.periods);
  if (terms.rate === 0n) return divide(terms.principal, n, terms.rounding);
  const one = RATE_ONE * 12n;
  const grown = (one + terms.rate) ** n;
  return divide(terms.principal * terms.rate * grown, one * (grown - one ** n), terms.rounding);
}
