/** How a quotient becomes whole: `up` and `down` go by magnitude, `ceiling` and `floor` by value. `half-up` is the default of the trade. */
export type RoundingMode = 'half-up' | 'half-even' | 'up' | 'down' | 'ceiling' | 'floor';

/** `numerator / denominator` as a whole number, exact before the one rounding. @throws RangeError for a zero denominator. */
export function divide(numerator: bigint, denominator: bigint, mode: RoundingMode): bigint {
  // The common case with a single division.
  if (mode === 'half-up' && numerator >= 0n && denominator > 0n) return (numerator * 2n + denominator) / (denominator * 2n);
  const quotient = numerator / denominator;
  const remainder = numerator % denominator;
  if (remainder === 0n) return quotient;
  const negative = numerator < 0n !== denominator < 0n;
  return awayFromZero(mode, negative, quotient, abs(remainder) * 2n, abs(denominator)) ? quotient + (negative ? -1n : 1n) : quotient;
}

function awayFromZero(mode: RoundingMode, negative: boolean, quotient: bigint, twiceRemainder: bigint, denominator: bigint): boolean {
  if (mode === 'up') return true;
  if (mode === 'down') return false;
  if (mode === 'ceiling') return !negative;
  if (mode === 'floor') return negative;
  if (twiceRemainder !== denominator) return twiceRemainder > denominator;
  return mode === 'half-up' || quotient % 2n !== 0n;
}

export function abs(value: bigint): bigint {
  return value < 0n ? -value : value;
}

export function min(first: bigint, ...others: readonly bigint[]): bigint {
  return others.reduce((least, value) => (value < least ? value : least), first);
}

export function max(first: bigint, ...others: readonly bigint[]): bigint {
  return others.reduce((greatest, value) => (value > greatest ? value : greatest), first);
}

export function sum(values: Iterable<bigint>): bigint {
  let total = 0n;
  for (const value of values) total += value;
  return total;
}
