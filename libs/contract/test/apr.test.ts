import { addDays, addMonths, type BusinessDate, businessDate, daysBetween } from '@jinqiao/calendar';
import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import type { CreditFlow } from '../src/costs/apr.ts';
import { euApr } from '../src/costs/apr-eu.ts';
import { regZApr, regZUnitPeriod } from '../src/costs/apr-reg-z.ts';
import { effectiveFromNominal } from '../src/costs/cost.ts';
import { periodicRate } from '../src/index.ts';

const d = (text: string) => businessDate(text);
const at = (date: string, amount: number): CreditFlow => ({ date: d(date), amount: BigInt(Math.round(amount * 100)) });
type Step = (first: BusinessDate, k: number) => BusinessDate;
const months =
  (every: number): Step =>
  (first, k) =>
    addMonths(first, k * every);
const days =
  (every: number): Step =>
  (first, k) =>
    addDays(first, k * every);
/** On the 1st and the 16th of each month. */
const halfMonths: Step = (first, k) => addDays(addMonths(first, Math.floor(k / 2)), k % 2 === 0 ? 0 : 15);
const series = (count: number, first: string, amount: number, step: Step): CreditFlow[] =>
  Array.from({ length: count }, (_, k) => ({ ...at(first, amount), date: step(d(first), k) }));

const fourWeeks = (first: string, count: number) => series(count, first, 100, days(28));

// The worked examples of 12 CFR 1026, Appendix J (c): the unit-period follows from the dates alone.
test.each([
  ['c1i monthly', [at('1978-01-10', 5000)], series(24, '1978-02-10', 230, months(1)), '9.69', 'month 1'],
  ['c1ii monthly, long first period', [at('1978-02-10', 6000)], series(36, '1978-04-01', 200, months(1)), '11.82', 'month 1'],
  ['c1iii semimonthly, short first period', [at('1978-02-23', 5000)], series(24, '1978-03-01', 219.17, halfMonths), '10.34', 'semimonth 1'],
  ['c1iv quarterly, long first period', [at('1978-05-23', 10_000)], series(40, '1978-10-01', 385, months(3)), '8.97', 'month 3'],
  ['c1v weekly, long first period', [at('1978-03-20', 500)], series(30, '1978-04-21', 17.6, days(7)), '14.96', 'week 1'],
  ['c2i odd first payment', [at('1978-01-10', 5000)], [at('1978-02-10', 250), ...series(23, '1978-03-10', 230, months(1))], '10.08', 'month 1'],
  ['c2ii every four weeks', [at('1978-03-18', 400)], [at('1978-04-20', 39.5), ...series(11, '1978-05-18', 38.31, days(28))], '28.50', 'week 4'],
  ['c3i odd final payment', [at('1978-01-10', 5000)], [...series(23, '1978-02-10', 230, months(1)), at('1980-01-10', 280)], '10.50', 'month 1'],
  ['c3ii every two weeks', [at('1978-04-03', 200)], [...series(19, '1978-04-11', 9.5, days(14)), at('1979-01-02', 30)], '12.22', 'week 2'],
  [
    'c4i odd first and final',
    [at('1978-01-10', 5000)],
    [at('1978-02-10', 250), ...series(22, '1978-03-10', 230, months(1)), at('1980-01-10', 280)],
    '10.90',
    'month 1',
  ],
  [
    'c4ii every two months',
    [at('1978-01-10', 8000)],
    [at('1978-03-01', 449.36), ...series(18, '1978-05-01', 465, months(2)), at('1981-05-01', 200)],
    '7.30',
    'month 2',
  ],
  ['c5i one payment, days', [at('1978-01-03', 1000)], [at('1978-09-15', 1080)], '11.45', 'day 255'],
  ['c5ii one payment, months', [at('1978-07-15', 1000)], [at('1979-01-15', 1044)], '8.80', 'month 6'],
  ['c5iii one payment, over a year', [at('1978-01-17', 1000)], [at('1979-07-17', 1135.19)], '8.76', 'year 1'],
  ['c5iv one payment, two years', [at('1978-01-03', 1000)], [at('1980-01-03', 1240)], '11.36', 'year 1'],
  [
    'c6i skipped payments',
    [at('1978-01-25', 2135)],
    [...fourWeeks('1978-02-20', 9), ...fourWeeks('1978-11-13', 6), ...fourWeeks('1979-05-14', 6), ...fourWeeks('1979-11-12', 3)],
    '12.00',
    'week 4',
  ],
  [
    'c7i three advances',
    [at('1979-04-10', 20_000), at('1979-06-12', 20_000), at('1979-09-18', 20_000)],
    series(240, '1979-12-10', 612.36, months(1)),
    '10.25',
    'month 1',
  ],
])('Regulation Z, Appendix J: %s', (_what, advances, payments, wanted, period) => {
  const { unit, count } = regZUnitPeriod({ advances, payments });
  expect(`${unit} ${count}`).toBe(period);
  expect(regZApr({ advances, payments })).toBe(wanted);
});

test.each([
  ['payments on the last day of each month', '2026-01-31', [0, 1, 2, 3, 4].map((k) => addMonths(d('2026-02-28'), k, 31)), 'month 1'],
  ['payments on the 30th, February’s on its last day', '2025-12-30', [1, 2, 3].map((k) => addMonths(d('2025-12-30'), k)), 'month 1'],
  ['half months to the last day', '2026-01-31', [d('2026-02-15'), d('2026-02-28'), d('2026-03-15'), d('2026-03-31'), d('2026-04-15')], 'semimonth 1'],
  ['every day', '2026-01-01', [1, 2, 3].map((k) => addDays(d('2026-01-01'), k)), 'day 1'],
  ['every ten days', '2026-01-01', [10, 20, 30].map((k) => addDays(d('2026-01-01'), k)), 'day 10'],
  ['every year', '2026-03-01', [1, 2, 3].map((k) => addMonths(d('2026-03-01'), 12 * k)), 'year 1'],
  ['every two years: a unit-period is at most one', '2026-03-01', [1, 2, 3].map((k) => addMonths(d('2026-03-01'), 24 * k)), 'year 1'],
  ['as many months as weeks: the smaller', '2026-03-02', [d('2026-03-09'), d('2026-04-09'), d('2026-04-16'), d('2026-05-16')], 'week 1'],
  ['none twice: 50 and 33 days average six weeks', '2026-01-01', [d('2026-02-20'), d('2026-03-25')], 'week 6'],
  ['none twice: 20 and 41 days average a month', '2026-01-01', [d('2026-01-21'), d('2026-03-03')], 'month 1'],
])('the unit-period of %s', (_what, start, dates, period) => {
  const { unit, count } = regZUnitPeriod({ advances: [at(start, 1000)], payments: dates.map((date) => at(date, 400)) });
  expect(`${unit} ${count}`).toBe(period);
});

test('a year as unit-period: whole months left over are twelfths, days are 365ths', () => {
  const unitPeriod = { unit: 'year', count: 1 } as const;
  const apr = (first: string) => Number(regZApr({ advances: [at('2026-01-10', 1000)], payments: [at(first, 1100)], unitPeriod, digits: 8 })) / 100;
  expect((1 + (9 / 12) * apr('2027-10-10')) * (1 + apr('2027-10-10'))).toBeCloseTo(1.1, 8);
  expect((1 + (274 / 365) * apr('2027-10-11')) * (1 + apr('2027-10-11'))).toBeCloseTo(1.1, 8);
});

test('monthly payments: Regulation Z is twelve times the monthly rate, the European rate its compounding', () => {
  const loans = fc.record({
    start: fc.integer({ min: 0, max: 20_000 }).map((day) => addDays(d('1990-01-01'), day)),
    payments: fc.array(fc.bigInt({ min: 1_000n, max: 1_000_000n }), { minLength: 2, maxLength: 60 }),
    share: fc.bigInt({ min: 40n, max: 99n }),
  });
  fc.assert(
    fc.property(loans, ({ start, payments: amounts, share }) => {
      const principal = (amounts.reduce((sum, amount) => sum + amount, 0n) * share) / 100n;
      const paid = amounts.map((amount, k) => ({ date: addMonths(start, k + 1), amount }));
      const drawn = [{ date: start, amount: principal }];
      const rate = periodicRate(principal, amounts);
      expect(regZApr({ advances: drawn, payments: paid, digits: 10 })).toBe(rate.times(1200).toDecimalPlaces(10, Decimal.ROUND_HALF_UP).toFixed(10));
      const effective = rate.plus(1).pow(12).minus(1).times(100);
      expect(euApr({ drawdowns: drawn, payments: paid, digits: 10 })).toBe(effective.toDecimalPlaces(10, Decimal.ROUND_HALF_UP).toFixed(10));
      expect(regZApr({ advances: drawn, payments: paid.toReversed(), digits: 2 })).toBe(rate.times(1200).toDecimalPlaces(2, Decimal.ROUND_HALF_UP).toFixed(2));
    }),
  );
});

// The examples of Directive 98/7/EC, whose equation Directive 2008/48/EC kept: 1000 drawn.
test.each([
  ['1200 after a year and a half', [at('2002-07-01', 1200)], '12.9'],
  ['of which 50 are kept for costs', [at('2001-01-01', 50), at('2002-07-01', 1200)], '16.9'],
  ['600 after one and after two years', [at('2002-01-01', 600), at('2003-01-01', 600)], '13.1'],
  ['272 after three and six months, 544 after a year', [at('2001-04-01', 272), at('2001-07-01', 272), at('2002-01-01', 544)], '13.2'],
])('annual percentage rate of charge: %s', (_what, payments, wanted) => {
  expect(euApr({ drawdowns: [at('2001-01-01', 1000)], payments })).toBe(wanted);
});

/** Σ payments ÷ (1 + X)^t less what was drawn, in 40 digits. */
function imbalance(percent: string, shift: string, flows: readonly (readonly [amount: number, years: Decimal])[]): Decimal {
  const growth = new Decimal(percent).plus(shift).div(100).plus(1);
  return Decimal.sum(...flows.map(([amount, years]) => new Decimal(amount).div(growth.pow(years))));
}

test.each([
  ['24 equal months', 'month', '2026-01-15', [...Array(24).keys()].map((k) => [addMonths(d('2026-02-15'), k), 274.11, `${k + 1}/12`] as const), 6000],
  ['a month and 14 days, 14 days before the month', 'month', '2026-01-15', [[d('2026-03-01'), 1020, '1/12+17/365'] as const], 1000],
  ['one year and days of a leap year', 'year', '2023-11-20', [[d('2025-01-15'), 1100, '1+56/365'] as const], 1000],
  ['days up to a leap day', 'year', '2027-12-01', [[d('2028-03-01'), 1020, '91/366'] as const], 1000],
  ['52 weeks', 'week', '2026-01-15', [[addDays(d('2026-01-15'), 364), 1100, '52/52'] as const], 1000],
  ['three weeks and two days', 'week', '2026-01-15', [[addDays(d('2026-01-15'), 23), 1010, '3/52+2/365'] as const], 1000],
] as const)('the equation holds with times worked out by hand: %s', (_what, unit, start, payments, drawn) => {
  const years = (text: string) =>
    text.split('+').reduce((sum, part) => sum.plus(new Decimal(part.split('/')[0] ?? 0).div(part.split('/')[1] ?? 1)), new Decimal(0));
  const percent = euApr({ drawdowns: [at(start, drawn)], payments: payments.map(([date, amount]) => at(date, amount)), unit, digits: 10 });
  const flows = [[-drawn, new Decimal(0)] as const, ...payments.map(([, amount, time]) => [amount, years(time)] as const)];
  expect(imbalance(percent, '-0.00000000005', flows).gte(0)).toBe(true);
  expect(imbalance(percent, '0.00000000005', flows).lt(0)).toBe(true);
});

test('6000 in 24 months of 274.11 costs 9.4 %', () => {
  const loan = { drawdowns: [at('2026-01-15', 6000)], payments: series(24, '2026-02-15', 274.11, months(1)) };
  expect(euApr(loan)).toBe('9.4');
  expect(euApr({ ...loan, digits: 2 })).toBe('9.38');
});

test('intervals are months where all are whole months, else weeks where all are whole weeks', () => {
  const drawdowns = [at('2026-01-31', 1000)];
  const clipped = [at('2026-02-28', 400), at('2026-03-31', 400), at('2026-04-30', 250)];
  expect(euApr({ drawdowns, payments: clipped })).toBe(euApr({ drawdowns, payments: clipped, unit: 'month' }));
  const rate = periodicRate(100_000n, [40_000n, 40_000n, 25_000n]);
  expect(euApr({ drawdowns, payments: clipped })).toBe(rate.plus(1).pow(12).minus(1).times(100).toFixed(1));
  const weekly = series(20, '2026-02-07', 55, days(7));
  expect(euApr({ drawdowns, payments: weekly, digits: 6 })).toBe(euApr({ drawdowns, payments: weekly, unit: 'week', digits: 6 }));
  expect(euApr({ drawdowns, payments: weekly, digits: 6 })).not.toBe(euApr({ drawdowns, payments: weekly, unit: 'month', digits: 6 }));
});

test('several drawdowns, and a credit that costs less than nothing', () => {
  const drawdowns = [at('2026-01-01', 500), at('2026-07-01', 500)];
  const percent = euApr({ drawdowns, payments: [at('2027-01-01', 1075)], digits: 10 });
  const flows = [
    [-500, new Decimal(0)],
    [-500, new Decimal(0.5)],
    [1075, new Decimal(1)],
  ] as const;
  expect(imbalance(percent, '0', flows).abs().lt(1e-8)).toBe(true);
  expect(euApr({ drawdowns: [at('2026-01-01', 1000)], payments: [at('2027-01-01', 950)] })).toBe('-5.0');
});

test('neither unit nor shift nor time zone changes a rate', () => {
  const loans = fc.record({
    gaps: fc.array(fc.integer({ min: 7, max: 70 }), { minLength: 1, maxLength: 12 }),
    extra: fc.integer({ min: 1, max: 4000 }),
    unit: fc.bigInt({ min: 1n, max: 10n ** 8n }),
  });
  fc.assert(
    fc.property(loans, ({ gaps, extra, unit }) => {
      const credit = (times: bigint) => {
        const dates = gaps.map((_, k) =>
          addDays(
            d('2025-03-07'),
            gaps.slice(0, k + 1).reduce((sum, gap) => sum + gap, 0),
          ),
        );
        const each = BigInt(Math.ceil((1_000_000 + extra * 100) / gaps.length));
        return { drawn: [{ date: d('2025-03-07'), amount: 1_000_000n * times }], payments: dates.map((date) => ({ date, amount: each * times })) };
      };
      const rates = (times: bigint, zone: string) => {
        vi.stubEnv('TZ', zone);
        const { drawn, payments } = credit(times);
        return [euApr({ drawdowns: drawn, payments, digits: 6 }), regZApr({ advances: drawn, payments, digits: 6 })];
      };
      expect(rates(unit, 'Pacific/Apia')).toEqual(rates(1n, 'America/New_York'));
    }),
    { numRuns: 50 },
  );
  vi.unstubAllEnvs();
  expect(daysBetween('2025-03-08', '2025-03-10')).toBe(2);
});

test('what makes no rate is refused', () => {
  const drawn = [at('2026-01-15', 1000)];
  const paid = [at('2026-07-15', 1100)];
  const code = (run: () => string) => {
    try {
      return run();
    } catch (error) {
      return `${(error as { code: string }).code} ${(error as { path: string }).path}`.trim();
    }
  };
  expect(code(() => euApr({ drawdowns: [], payments: paid }))).toBe('FIELD_MISSING $.drawdowns');
  expect(code(() => euApr({ drawdowns: drawn, payments: [at('2026-07-15', 0)] }))).toBe('FIELD_INVALID $.payments');
  expect(code(() => euApr({ drawdowns: [at('2026-01-15', -1)], payments: paid }))).toBe('FIELD_INVALID $.drawdowns[0].amount');
  expect(code(() => euApr({ drawdowns: drawn, payments: [at('2026-01-14', 5), ...paid] }))).toBe('FIELD_INVALID $.payments[0].date');
  expect(code(() => euApr({ drawdowns: drawn, payments: paid, digits: 0 }))).toBe('FIELD_INVALID $.digits');
  expect(code(() => euApr({ drawdowns: drawn, payments: [at('2026-01-15', 1000)] }))).toBe('APR_NONE');
  expect(code(() => regZApr({ advances: drawn, payments: [at('2026-01-15', 1100)] }))).toBe('FIELD_INVALID $.payments[0].date');
  expect(code(() => regZApr({ advances: drawn, payments: paid, unitPeriod: { unit: 'day', count: 366 } }))).toBe('FIELD_INVALID $.unitPeriod');
  expect(code(() => regZApr({ advances: drawn, payments: paid, digits: 11 }))).toBe('FIELD_INVALID $.digits');
  const ambiguous = { drawdowns: [at('2026-01-15', 100), at('2028-01-15', 132)], payments: [at('2027-01-15', 230)] };
  expect(code(() => euApr(ambiguous))).toBe('APR_SEVERAL');
});

test('rates compound as rates do', () => {
  const loan = { drawdowns: [at('2026-01-15', 10_000)], payments: series(12, '2026-02-15', 888.49, months(1)) };
  const nominal = regZApr({ advances: loan.drawdowns, payments: loan.payments, digits: 6 });
  const compounded = effectiveFromNominal(BigInt(Math.round(Number(nominal) * 1e6)), 12);
  expect(euApr({ ...loan, digits: 4 })).toBe((Number(compounded) / 1e6).toFixed(4));
});
