import { expect, test } from 'vitest';
import { abs, max, min, sum } from '../src/index.ts';

test('least, greatest, size and total of amounts', () => {
  expect([min(3n, -1n, 2n), max(3n, -1n, 2n), min(5n), abs(-7n)]).toEqual([-1n, 3n, 5n, 7n]);
  expect(sum([1n, 2n, -10n])).toBe(-7n);
  expect(sum([])).toBe(0n);
});
