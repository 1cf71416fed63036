/**
 * Splits a total by weights so that the parts always add up: largest remainder, ties to the earlier part.
 * @throws RangeError where no weight is positive or one is negative.
 */
export function allocate(total: bigint, weights: readonly bigint[]): bigint[] {
  const sum = weights.reduce((a, b) => a + b, 0n);
  if (sum <= 0n || weights.some((weight) => weight < 0n)) throw new RangeError('weights must not be negative and one must be positive');
  const sign = total < 0n ? -1n : 1n;
  const size = total * sign;
  const parts = weights.map((weight, index) => ({ index, part: (size * weight) / sum, remainder: (size * weight) % sum }));
  let left = size - parts.reduce((a, { part }) => a + part, 0n);
  for (const entry of [...parts].sort((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1))) {
    if (left === 0n) break;
    entry.part += 1n;
    left -= 1n;
  }
  return parts.map(({ part }) => part * sign);
}
