import fc from 'fast-check';
import { expect, test } from 'vitest';
import { abs, allocate, applyRate, divide, parseRate, type RoundingMode } from '../src/index.ts';

const MODES: readonly RoundingMode[] = ['half-up', 'half-even', 'up', 'down', 'ceiling', 'floor'];

test.each<[RoundingMode, readonly bigint[]]>([
  // 2.5, 3.5, -2.5, -3.5, 2.25, -2.25, 2.75, -2.75
  ['half-up', [3n, 4n, -3n, -4n, 2n, -2n, 3n, -3n]],
  ['half-even', [2n, 4n, -2n, -4n, 2n, -2n, 3n, -3n]],
  ['up', [3n, 4n, -3n, -4n, 3n, -3n, 3n, -3n]],
  ['down', [2n, 3n, -2n, -3n, 2n, -2n, 2n, -2n]],
  ['ceiling', [3n, 4n, -2n, -3n, 3n, -2n, 3n, -2n]],
  ['floor', [2n, 3n, -3n, -4n, 2n, -3n, 2n, -3n]],
])('%s rounds 2.5, 3.5, 2.25, 2.75 and their negatives as its name says', (mode, expected) => {
  const quarters = [10n, 14n, -10n, -14n, 9n, -9n, 11n, -11n];
  expect(quarters.map((n) => divide(n, 4n, mode))).toEqual(expected);
  expect(quarters.map((n) => divide(-n, -4n, mode))).toEqual(expected);
});

test('nothing rounds a quotient that is whole, and the sign of a quotient below one is kept', () => {
  for (const mode of MODES) expect(divide(-12n, 4n, mode)).toBe(-3n);
  expect(divide(-1n, 2n, 'half-up')).toBe(-1n);
  expect(divide(-1n, 2n, 'half-even')).toBe(0n);
  expect(divide(-1n, 3n, 'floor')).toBe(-1n);
  expect(divide(1n, -3n, 'ceiling')).toBe(0n);
});

test('division by zero is an error', () => {
  expect(() => divide(1n, 0n, 'half-up')).toThrow(RangeError);
});

test('every mode stays within its bound of the exact quotient', () => {
  const nonZero = fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }).filter((d) => d !== 0n);
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), nonZero, (n, d) => {
      for (const mode of MODES) {
        // (n - q·d)/d is how far the exact quotient lies above the rounded one; times the sign of d it compares with d.
        const above = (n - divide(n, d, mode) * d) * (d < 0n ? -1n : 1n);
        const size = abs(d);
        const positive = n < 0n === d < 0n;
        if (mode === 'half-up' || mode === 'half-even') expect(abs(above) * 2n <= size).toBe(true);
        if (mode === 'floor' || (mode === 'down' && positive) || (mode === 'up' && !positive)) expect(above >= 0n && above < size).toBe(true);
        if (mode === 'ceiling' || (mode === 'down' && !positive) || (mode === 'up' && positive)) expect(above <= 0n && -above < size).toBe(true);
      }
    }),
  );
});

test('a tie goes away from zero under half-up and to the even neighbour under half-even', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }), (k) => {
      const n = 2n * k + 1n;
      expect(divide(n, 2n, 'half-up')).toBe(n > 0n ? k + 1n : k);
      expect(divide(n, 2n, 'half-even') % 2n).toBe(0n);
    }),
  );
});

test.each([
  ['one day on 100,000 at 6.96 %', '0.0696', 10_000_000n, 1n, 1_933n],
  ['seven days', '0.0696', 10_000_000n, 7n, 13_533n],
  ['thirty days', '0.0696', 10_000_000n, 30n, 58_000n],
  ['a year of 365 days', '0.0696', 10_000_000n, 365n, 705_667n],
  ['penalty of ten days at 10.44 % on 8,333.33', '0.1044', 833_333n, 10n, 2_417n],
  ['compound interest of ten days on 580.00', '0.1044', 58_000n, 10n, 168n],
])('interest act/360: %s', (_what, rate, amount, days, expected) => {
  expect(applyRate(amount, parseRate(rate), days, 360n, 'half-up')).toBe(expected);
});

test('an advance fee of 0.02 % a day on 8,913.33 for four days is 7.13', () => {
  expect(applyRate(891_333n, parseRate('0.0002'), 4n, 1n, 'half-up')).toBe(713n);
});

test('a split gives the spare fen to the largest remainders, the earlier part first', () => {
  expect(allocate(100n, [1n, 1n, 1n])).toEqual([34n, 33n, 33n]);
  expect(allocate(-100n, [1n, 1n, 1n])).toEqual([-34n, -33n, -33n]);
  expect(allocate(10n, [1n, 2n, 4n])).toEqual([1n, 3n, 6n]);
  expect(allocate(5n, [0n, 1n])).toEqual([0n, 5n]);
  // 800m of securities in 75 / 13 / 12
  expect(allocate(80_000_000_000n, [75n, 13n, 12n])).toEqual([60_000_000_000n, 10_400_000_000n, 9_600_000_000n]);
});

test('weights must make sense', () => {
  expect(() => allocate(1n, [])).toThrow(RangeError);
  expect(() => allocate(1n, [0n, 0n])).toThrow(RangeError);
  expect(() => allocate(1n, [2n, -1n])).toThrow(RangeError);
});

test('the parts of a split add up and each is within one unit of its exact share', () => {
  const weights = fc.array(fc.bigInt({ min: 0n, max: 10n ** 9n }), { minLength: 1, maxLength: 12 }).filter((list) => list.some((w) => w > 0n));
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }), weights, (total, list) => {
      const parts = allocate(total, list);
      const sum = list.reduce((a, b) => a + b, 0n);
      expect(parts.reduce((a, b) => a + b, 0n)).toBe(total);
      parts.forEach((part, i) => {
        expect(abs(part * sum - total * (list[i] ?? 0n)) < sum).toBe(true);
      });
    }),
  );
});
