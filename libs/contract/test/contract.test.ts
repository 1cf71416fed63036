import { businessDate } from '@jinqiao/calendar';
import { parseRate, type Rate } from '@jinqiao/money';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  annualCost,
  benchmarkRate,
  bucketRange,
  contractRate,
  daysPastDue,
  delinquencyBucket,
  instalmentAmount,
  lprRate,
  periodicRate,
  planRows,
  type ResetRule,
  rateResets,
} from '../src/index.ts';

const d = (text: string) => businessDate(text);
const instalment = (principal: bigint, rate: string, periods: number, rounding: 'half-up' | 'up' = 'half-up') =>
  instalmentAmount({ principal, rate: parseRate(rate), periods, rounding });

test('the equal instalment is that of the published plans', () => {
  expect(instalment(10_000_000n, '0.0696', 12)).toBe(865_083n);
  expect(instalment(1_000_000n, '0.0696', 7)).toBe(146_191n);
  expect(instalment(10_000_000n, '0.076', 36)).toBe(311_522n);
  expect(instalment(10_000_000n, '0.12', 12)).toBe(888_488n);
});

test('without interest the instalment is principal by periods, rounded as asked', () => {
  expect(instalment(10_000n, '0', 3)).toBe(3_333n);
  expect(instalment(10_000n, '0', 3, 'up')).toBe(3_334n);
});

test('one instalment pays principal and a month of interest', () => {
  expect(instalment(10_000_000n, '0.0696', 1)).toBe(10_058_000n);
});

test('rounding up gives the smallest whole instalment that repays the loan', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 100n, max: 10n ** 9n }),
      fc.bigInt({ min: 1n, max: 36_000_000n }),
      fc.integer({ min: 1, max: 36 }),
      (principal, rate, periods) => {
        const amount = instalmentAmount({ principal, rate, periods, rounding: 'up' });
        expect(leftAfter(principal, rate, periods, amount) <= 0n).toBe(true);
        expect(leftAfter(principal, rate, periods, amount - 1n) > 0n).toBe(true);
      },
    ),
  );
});

/** What is left after all instalments without any rounding, times (12e8)^periods. */
function leftAfter(principal: bigint, rate: Rate, periods: number, amount: bigint): bigint {
  const one = 1_200_000_000n;
  let left = principal;
  let scale = 1n;
  for (let k = 0; k < periods; k += 1) {
    scale *= one;
    left = left * (one + rate) - amount * scale;
  }
  return left;
}

test.each([
  ['a card instalment at 0.60 % a month', 10_000_000n, 833_333n + 60_000n, '0.1303', '0.1384'],
  ['a shop instalment at 0.50 % a month', 10_000_000n, 833_333n + 50_000n, '0.1090', '0.1146'],
  ['12 % and 0.5 % a month of the original principal', 10_000_000n, 888_488n + 50_000n, '0.2253', '0.2501'],
  // Exactly 17.8249 % without rounded instalments: the rounding of 888.49 on 10,000 carries it over, 8,884.88 on 100,000 does not.
  ['12 % and 3 % at the start, of 10,000', 970_000n, 88_849n, '0.1783', '0.1936'],
  ['12 % and 3 % at the start, of 100,000', 9_700_000n, 888_488n, '0.1782', '0.1936'],
  ['12 % and nothing else', 10_000_000n, 888_488n, '0.1200', '0.1268'],
])('annual cost of %s', (_what, received, payment, nominal, effective) => {
  expect(
    annualCost(
      received,
      Array.from({ length: 12 }, () => payment),
      12,
    ),
  ).toEqual({ nominal, effective });
});

test('one payment costs what it adds, nothing added costs nothing', () => {
  expect(annualCost(100_000n, [101_000n], 12)).toEqual({ nominal: '0.1200', effective: '0.1268' });
  expect(annualCost(100_000n, [50_000n, 50_000n], 12)).toEqual({ nominal: '0.0000', effective: '0.0000' });
  expect(periodicRate(100n, [300n]).toFixed(6)).toBe('2.000000');
});

test('the seed’s rates: benchmark with 60 % on top', () => {
  const spread = { kind: 'multiplier', value: '1.6' } as const;
  expect(contractRate({ base: 'PBOC', tier: 'up-to-1y', spread }, d('2016-06-01'))).toBe(parseRate('0.0696'));
  expect(contractRate({ base: 'PBOC', tier: '1y-to-5y', spread }, d('2016-06-01'))).toBe(parseRate('0.076'));
  expect(contractRate({ base: 'PBOC', spread }, d('2026-01-15'))).toBe(parseRate('0.0696'));
});

test('a contract may follow the LPR by basis points or be fixed', () => {
  expect(contractRate({ base: 'LPR1Y', spread: { kind: 'bp', value: 396 } }, d('2026-02-24'))).toBe(parseRate('0.0696'));
  expect(contractRate({ base: 'LPR5Y', spread: { kind: 'bp', value: -20 } }, d('2026-02-24'))).toBe(parseRate('0.033'));
  expect(contractRate({ base: 'LPR1Y', spread: { kind: 'multiplier', value: '4' } }, d('2026-02-24'))).toBe(parseRate('0.12'));
  expect(contractRate({ base: 'FIXED', fixed: parseRate('0.18'), spread: { kind: 'none' } }, d('2026-01-01'))).toBe(parseRate('0.18'));
});

test('a floating rate follows the LPR once a year, within its step and its bounds', () => {
  const spec = { base: 'LPR1Y', spread: { kind: 'bp', value: 396 } } as const;
  const resets = (rule: Partial<ResetRule>) =>
    rateResets(spec, { everyMonths: 12, ...rule }, d('2022-01-15'), d('2026-01-15')).map(({ from, rate }) => [from, Number(rate) / 1e6]);
  // LPR 3.80 at the start, then 3.65, 3.45, 3.10.
  expect(resets({})).toEqual([
    ['2023-01-15', 7.61],
    ['2024-01-15', 7.41],
    ['2025-01-15', 7.06],
  ]);
  expect(resets({ step: parseRate('0.001') }).map(([, rate]) => rate)).toEqual([7.66, 7.56, 7.46]);
  expect(resets({ floor: parseRate('0.075') }).map(([, rate]) => rate)).toEqual([7.61, 7.5]);
  expect(resets({ cap: parseRate('0.075') })).toEqual([
    ['2024-01-15', 7.41],
    ['2025-01-15', 7.06],
  ]);
  expect(resets({ first: d('2023-01-01') }).map(([from]) => from)).toEqual(['2023-01-01', '2024-01-01', '2025-01-01', '2026-01-01']);
  expect(rateResets({ base: 'FIXED', fixed: parseRate('0.05'), spread: { kind: 'none' } }, { everyMonths: 1 }, d('2022-01-15'), d('2026-01-15'))).toEqual([]);
  expect(() => resets({ everyMonths: 0 })).toThrow(expect.objectContaining({ code: 'FIELD_INVALID' }));
});

test('resets are the rate changes of a schedule', () => {
  const rates = rateResets({ base: 'LPR1Y', spread: { kind: 'multiplier', value: '2' } }, { everyMonths: 12 }, d('2023-06-01'), d('2025-06-01'));
  const rows = planRows({ principal: 12_000_000n, rate: parseRate('0.073'), method: 'equal-principal', periods: 24, start: d('2023-06-01'), rates });
  // 3.65 × 2 in the first year; 3.45 × 2 from June 2024 on half of the loan.
  expect([rows[0]?.interest, rows[12]?.interest]).toEqual([73_000n, 34_500n]);
});

test('a base rate is in force from its day', () => {
  expect(benchmarkRate(d('2015-10-23'), 'up-to-1y')).toBe(parseRate('0.046'));
  expect(benchmarkRate(d('2015-10-24'), 'up-to-1y')).toBe(parseRate('0.0435'));
  expect(benchmarkRate(d('2015-10-24'), 'over-5y')).toBe(parseRate('0.049'));
  expect(lprRate(d('2024-07-21'), '1Y')).toBe(parseRate('0.0345'));
  expect(lprRate(d('2024-07-22'), '1Y')).toBe(parseRate('0.0335'));
  expect(lprRate(d('2024-02-20'), '5Y')).toBe(parseRate('0.0395'));
  expect(() => benchmarkRate(d('2012-06-07'), 'up-to-1y')).toThrow(expect.objectContaining({ code: 'RATE_UNKNOWN' }));
  expect(() => lprRate(d('2019-08-19'), '1Y')).toThrow(expect.objectContaining({ code: 'RATE_UNKNOWN' }));
});

test('days past due start on the day after the due date', () => {
  expect(daysPastDue('2026-01-08', '2026-01-08')).toBe(0);
  expect(daysPastDue('2026-01-08', '2026-01-09')).toBe(1);
  expect(daysPastDue('2026-01-08', '2026-01-01')).toBe(0);
  expect(daysPastDue(null, '2026-01-09')).toBe(0);
});

test.each([
  [0, 'M0'],
  [1, 'M1'],
  [30, 'M1'],
  [31, 'M2'],
  [60, 'M2'],
  [61, 'M3'],
  [80, 'M3'],
  [90, 'M3'],
  [91, 'M4'],
  [120, 'M4'],
  [150, 'M5'],
  [180, 'M6'],
  [181, 'M7+'],
  [400, 'M7+'],
] as const)('%i days past due is bucket %s', (dpd, bucket) => {
  expect(delinquencyBucket(dpd)).toBe(bucket);
});

test('the range of a bucket is the days that fall into it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 500 }), (dpd) => {
      const { from, to } = bucketRange(delinquencyBucket(dpd));
      expect(dpd >= from && (to === null || dpd <= to)).toBe(true);
    }),
  );
  expect(bucketRange('M7+')).toEqual({ from: 181, to: null });
});
