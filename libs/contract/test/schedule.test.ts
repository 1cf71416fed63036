import { readFileSync } from 'node:fs';
import { addMonths, type BusinessDate, businessDate, daysBetween } from '@jinqiao/calendar';
import { skipUnlessShared } from '@jinqiao/runtime/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ScheduleTerms, schedule, scheduleFromJson } from '../src/index.ts';

const start = businessDate('2026-01-15');
const plan = (terms: Partial<ScheduleTerms>) =>
  schedule({ principal: 10_000_000n, rate: 6_960_000n, method: 'equal-instalment', periods: 12, start, ...terms });
const column = (terms: Partial<ScheduleTerms>, name: 'principal' | 'interest' | 'total' | 'balance') => plan(terms).rows.map((row) => row[name]);
const dues = (terms: Partial<ScheduleTerms>) => plan(terms).rows.map((row) => row.due);

test('equal instalments of 100,000 at 6.96 % over a year', () => {
  const { rows, totals, cost } = plan({});
  expect(rows[0]).toEqual({ n: 1, due: '2026-02-15', days: 31, principal: 807_083n, interest: 58_000n, total: 865_083n, balance: 9_192_917n });
  expect(rows.map((row) => row.total)).toEqual([...Array(11).fill(865_083n), 865_085n]);
  expect(rows.at(-1)).toMatchObject({ principal: 860_096n, interest: 4_989n, balance: 0n });
  expect(totals).toEqual({ principal: 10_000_000n, interest: 380_998n, total: 10_380_998n });
  expect(cost).toEqual({ nominal: '0.0696', effective: '0.0719' });
});

test('equal instalments of 10,000 over seven months, and of 100,000 at 7.60 % over three years', () => {
  expect(column({ principal: 1_000_000n, periods: 7 }, 'principal')).toEqual([140_391n, 141_205n, 142_024n, 142_848n, 143_677n, 144_510n, 145_345n]);
  expect(column({ principal: 1_000_000n, periods: 7 }, 'total').at(-1)).toBe(146_188n);
  const long = plan({ rate: 7_600_000n, periods: 36 });
  expect([long.rows[0]?.total, long.rows.at(-1)?.total, long.totals.interest]).toEqual([311_522n, 311_508n, 1_214_778n]);
});

test('equal principal: the last row takes the rest', () => {
  const terms = { method: 'equal-principal' } as const;
  expect(column(terms, 'total').slice(0, 2)).toEqual([891_333n, 886_500n]);
  expect(plan(terms).rows.at(-1)).toMatchObject({ principal: 833_337n, interest: 4_833n, total: 838_170n });
  expect(plan(terms).totals.interest).toBe(377_000n);
  const seven = { ...terms, principal: 1_000_000n, periods: 7 };
  expect(column(seven, 'principal')).toEqual([...Array(6).fill(142_857n), 142_858n]);
  expect(column(seven, 'interest')).toEqual([5_800n, 4_971n, 4_143n, 3_314n, 2_486n, 1_657n, 829n]);
});

test('interest only, bullet and flat', () => {
  expect(column({ method: 'interest-only', periods: 3 }, 'total')).toEqual([58_000n, 58_000n, 10_058_000n]);
  expect(column({ method: 'bullet', periods: 3 }, 'total')).toEqual([0n, 0n, 10_174_000n]);
  // 10,000 over 4 months at 6.96 % flat: 4 × 58.00 of interest, 2,558.00 a month.
  expect(column({ method: 'flat', principal: 1_000_000n, periods: 4 }, 'total')).toEqual([255_800n, 255_800n, 255_800n, 255_800n]);
  // The bank's usual bullet: 90 days at 6.96 % / 360 on 100,000.
  expect(plan({ method: 'bullet', periods: 1, unit: 'day', every: 90, interest: 'daily' }).totals.interest).toBe(174_000n);
});

test('due dates clip month ends and restore them; a moved first due date sets the day of the later ones', () => {
  expect(dues({ start: businessDate('2026-01-31'), periods: 4 })).toEqual(['2026-02-28', '2026-03-31', '2026-04-30', '2026-05-31']);
  expect(dues({ firstDue: businessDate('2026-03-08'), periods: 3 })).toEqual(['2026-03-08', '2026-04-08', '2026-05-08']);
  expect(dues({ unit: 'week', every: 2, periods: 2 })).toEqual(['2026-01-29', '2026-02-12']);
  expect(dues({ start: businessDate('2024-02-29'), unit: 'year', periods: 4 })).toEqual(['2025-02-28', '2026-02-28', '2027-02-28', '2028-02-29']);
  expect(dues({ unit: 'day', every: 10, periods: 2 })).toEqual(['2026-01-25', '2026-02-04']);
});

/** Interest of the first of two interest-only periods on 1,000,000.00 at 36.5 % or another rate. */
function firstInterest(dayCount: NonNullable<ScheduleTerms['dayCount']>, from: string, firstDue: string, rate: bigint): bigint | undefined {
  return schedule({
    principal: 100_000_000n,
    rate,
    method: 'interest-only',
    periods: 2,
    start: businessDate(from),
    firstDue: businessDate(firstDue),
    interest: 'daily',
    dayCount,
  }).rows[0]?.interest;
}

test.each([
  ['act/365', '2026-01-15', '2026-02-15', 36_500_000n, 3_100_000n],
  ['act/360', '2026-01-15', '2026-02-15', 36_000_000n, 3_100_000n],
  ['act/364', '2026-01-15', '2026-02-15', 36_400_000n, 3_100_000n],
  ['30/360', '2026-01-31', '2026-02-28', 36_000_000n, 3_000_000n],
  ['30/360', '2026-01-31', '2026-03-01', 36_000_000n, 3_100_000n],
  ['30/365', '2026-01-15', '2026-02-15', 36_500_000n, 3_000_000n],
  // 19 days of 365 and 12 of 366, against 20 and 11 under ISDA; over a whole year between, one more.
  ['act/act', '2023-12-12', '2024-01-12', 100_000_000n, 8_484_168n],
  ['act/act-isda', '2023-12-12', '2024-01-12', 100_000_000n, 8_484_917n],
  ['act/act', '2022-12-12', '2024-01-12', 100_000_000n, 108_484_168n],
] as const)('%s from %s to %s at rate %d bears %d', (dayCount, from, to, rate, interest) => {
  expect(firstInterest(dayCount, from, to, rate)).toBe(interest);
});

test('interest periodic ignores the days of a moved first period; the annual cost does not', () => {
  const moved = plan({ firstDue: businessDate('2026-03-15') });
  expect(moved.rows[0]?.interest).toBe(58_000n);
  expect(Number(moved.cost?.nominal)).toBeLessThan(0.0696);
});

test('grace rows pay no principal, and their interest may wait for the first row after them', () => {
  const terms = { principal: 1_000_000n, periods: 6, grace: { principal: 2, interest: 1 } };
  const { rows } = plan(terms);
  expect(rows.slice(0, 3).map((row) => [row.principal, row.interest])).toEqual([
    [0n, 0n],
    [0n, 11_600n],
    [plan({ principal: 1_000_000n, periods: 4 }).rows[0]?.principal, 5_800n],
  ]);
  expect(column({ ...terms, method: 'equal-principal' }, 'principal')).toEqual([0n, 0n, 250_000n, 250_000n, 250_000n, 250_000n]);
});

test('a smooth residual moves the instalment towards the last row', () => {
  const terms = { principal: 100_000n, rate: 0n, periods: 36, rounding: { mode: 'half-up', unit: 1n, instalment: { mode: 'up', unit: 100n } } } as const;
  const gap = (residual: 'last' | 'smooth') => {
    const totals = column({ ...terms, residual }, 'total');
    return Number((totals.at(-1) ?? 0n) - (totals[0] ?? 0n));
  };
  expect(Math.abs(gap('smooth'))).toBeLessThanOrEqual(Math.abs(gap('last')));
});

test('units and modes of rounding reach the rows', () => {
  const yuan = plan({ rounding: { mode: 'half-up', unit: 100n } });
  expect(yuan.rows.slice(0, -1).every((row) => row.total % 100n === 0n && row.interest % 100n === 0n)).toBe(true);
  expect(column({ rounding: { mode: 'half-up', unit: 1n, instalment: { mode: 'up', unit: 1n } } }, 'total')[0]).toBe(865_084n);
});

test('carried interest keeps the fractions that rows would lose', () => {
  const rounding = { mode: 'half-up', unit: 1n, carryInterest: true, instalment: { mode: 'up', unit: 1n } } as const;
  const { rows, totals } = plan({ periods: 36, rounding });
  // The exact balance after 35 payments, in whole powers of 12e8 (rate per month 6.96 % / 12).
  let [exact, scale] = [10_000_000n, 1n];
  for (const row of rows.slice(0, -1)) {
    scale *= 1_200_000_000n;
    exact = exact * (1_200_000_000n + 6_960_000n) - row.total * scale;
    expect((exact * 2n + scale) / (scale * 2n)).toBe(row.balance);
  }
  expect(totals.principal).toBe(10_000_000n);
});

const anyTerms = fc.record({
  principal: fc.bigInt({ min: 100n, max: 10n ** 10n }),
  rate: fc.bigInt({ min: 0n, max: 100_000_000n }),
  method: fc.constantFrom('equal-principal', 'equal-instalment', 'interest-only', 'bullet', 'flat'),
  periods: fc.integer({ min: 1, max: 40 }),
  every: fc.integer({ min: 1, max: 3 }),
  unit: fc.constantFrom('day', 'week', 'month', 'year'),
  start: fc.integer({ min: 0, max: 400 }).map((n) => addMonths(businessDate('2023-01-31'), n % 40, (n % 31) + 1)),
  interest: fc.constantFrom('periodic', 'daily'),
  dayCount: fc.constantFrom('30/360', '30/365', 'act/360', 'act/364', 'act/365', 'act/act', 'act/act-isda'),
  rounding: fc.record({ mode: fc.constantFrom('half-up', 'half-even', 'up', 'down'), unit: fc.constantFrom(1n, 10n, 100n), carryInterest: fc.boolean() }),
  residual: fc.constantFrom('last', 'smooth'),
}) satisfies fc.Arbitrary<ScheduleTerms>;

test('every schedule repays the principal, no more and no less, on rising dates', () => {
  fc.assert(
    fc.property(anyTerms, fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 5 }), (terms, a, b) => {
      const grace = { principal: Math.min(a, terms.periods - 1), interest: Math.min(b, terms.periods - 1) };
      const { rows, totals } = schedule({ ...terms, grace });
      expect(rows).toHaveLength(terms.periods);
      expect(totals.principal).toBe(terms.principal);
      expect(totals.total).toBe(totals.principal + totals.interest);
      let [before, date]: [bigint, BusinessDate] = [terms.principal, terms.start];
      for (const row of rows) {
        expect(row.principal >= 0n && row.interest >= 0n && row.balance >= 0n).toBe(true);
        expect([row.total, row.balance, row.days]).toEqual([row.principal + row.interest, before - row.principal, daysBetween(date, row.due)]);
        expect(row.days).toBeGreaterThan(0);
        [before, date] = [row.balance, row.due];
      }
      expect(before).toBe(0n);
    }),
    { numRuns: 400 },
  );
});

test('schedules equal those that a well-known open core publishes', (t) => {
  const cases: { id: string; input: unknown; rows: unknown[] }[] = JSON.parse(readFileSync(skipUnlessShared(t, 'vectors/schedules/peer-core.json'), 'utf8'));
  expect(cases.length).toBeGreaterThan(30);
  for (const { id, input, rows } of cases) {
    const answer = scheduleFromJson(input);
    expect({ id, rows: answer.rows.map(({ days: _, ...row }) => row) }).toEqual({ id, rows });
  }
});
