import { businessDate } from '@jinqiao/calendar';
import { parseRate } from '@jinqiao/money';
import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { effectiveFromNominal, flatFeeToApr, nominalFromEffective, shown } from '../src/costs/cost.ts';
import { annualCost, type FirstSpan, periodicIrr, periodicRate, planRows } from '../src/index.ts';

const start = businessDate('2026-01-15');
const fourDecimals = (value: Decimal) => value.toDecimalPlaces(4, Decimal.ROUND_HALF_UP).toFixed(4);

/** The period rate to 40 digits by halving alone. */
function exactRate(received: bigint, payments: readonly bigint[], first: FirstSpan): Decimal {
  const Exact = Decimal.clone({ precision: 50 });
  const isBelow = (rate: Decimal) => {
    const factor = new Exact(1).div(rate.plus(1));
    const value = payments.toReversed().reduce((sum, payment) => sum.times(factor).plus(payment.toString()), new Exact(0));
    return value.times(factor.pow(first.whole)).gt(rate.times(first.part).plus(1).times(received.toString()));
  };
  let low = new Exact(0);
  let high = new Exact(1);
  while (isBelow(high)) high = high.times(2);
  for (let bits = 0; bits < 150; bits += 1) {
    const middle = low.plus(high).div(2);
    if (isBelow(middle)) low = middle;
    else high = middle;
  }
  return low;
}

const plans = fc.record({
  received: fc.bigInt({ min: 1n, max: 10n ** 12n }),
  shares: fc.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 1, maxLength: 30 }),
  dearness: fc.constantFrom(10_001n, 10_500n, 12_000n, 30_000n),
  periodsPerYear: fc.constantFrom(1, 4, 12, 52, 365 / 30),
  first: fc.constantFrom<FirstSpan>({ whole: 1, part: 0 }, { whole: 1, part: 0.4 }, { whole: 0, part: 0.55 }, { whole: 2, part: 0 }),
});

test('every digit is that of the exact rate', () => {
  fc.assert(
    fc.property(plans, ({ received, shares, dearness, periodsPerYear, first }) => {
      const total = BigInt(shares.reduce((sum, share) => sum + share, 1));
      const payments = shares.map((share) => (received * dearness * BigInt(share)) / (total * 10_000n)).concat(received / 100n + 1n);
      fc.pre(payments.reduce((sum, payment) => sum + payment, 0n) > received);
      const rate = exactRate(received, payments, first);
      expect(periodicRate(received, payments, first).minus(rate).abs().lt('1e-28')).toBe(true);
      const effective = rate.plus(1).pow(periodsPerYear).minus(1);
      fc.pre(effective.lt('1e9'));
      expect(annualCost(received, payments, periodsPerYear, first)).toEqual({
        nominal: fourDecimals(rate.times(periodsPerYear)),
        effective: fourDecimals(effective),
      });
    }),
    { numRuns: 60 },
  );
});

test('a rate that lies on the border between two results goes up, though no double and no decimal can hold it', () => {
  for (let k = 1n; k < 400n; k += 7n) {
    const { nominal } = annualCost(240_000n, [240_000n + 2n * k + 1n], 12);
    expect(nominal).toBe(new Decimal(Number(2n * k + 1n)).div(20_000).toDecimalPlaces(4, Decimal.ROUND_HALF_UP).toFixed(4));
  }
});

test('the exact value is asked for only where the double leaves the last digit open', () => {
  const never = () => {
    throw new Error('asked');
  };
  expect(shown(0.123_449, 1e-9, 4, never)).toBe('0.1234');
  expect(shown(-0.000_01, 1e-9, 4, never)).toBe('0.0000');
  expect(shown(-12.345_67, 1e-9, 2, never)).toBe('-12.35');
  expect(shown(0.123_45, 1e-9, 4, () => new Decimal('0.123449999999'))).toBe('0.1234');
  expect(shown(Number.POSITIVE_INFINITY, 0, 4, () => new Decimal('1e400'))).toMatch(/^10{400}\.0000$/);
});

test('a plan costs the same whatever the unit, and dearer payments cost more', () => {
  const amounts = fc.array(fc.bigInt({ min: 1_000n, max: 100_000n }), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(amounts, fc.bigInt({ min: 1n, max: 1_000_000n }), (payments, unit) => {
      const received = payments.reduce((sum, payment) => sum + payment, 0n) - 999n;
      const cost = annualCost(received, payments, 12);
      expect(
        annualCost(
          received * unit,
          payments.map((payment) => payment * unit),
          12,
        ),
      ).toEqual(cost);
      const [first = 0n, ...rest] = payments;
      expect(Number(annualCost(received, [first + 5_000n, ...rest], 12).nominal)).toBeGreaterThan(Number(cost.nominal));
      const rate = periodicIrr([-received, ...payments]);
      expect('rate' in rate && Math.abs(rate.rate - periodicRate(received, payments).toNumber())).toBeLessThan(1e-12);
    }),
  );
});

test('the fee rate of a company’s loan: 10,000 at the start of 1,000,000 for a year is 1.0055 %', () => {
  const payments = Array.from({ length: 12 }, (_, month) => (month === 11 ? 100_000_000n : 0n));
  expect(periodicRate(99_000_000n, payments).times(1200).toFixed(4)).toBe('1.0055');
});

test('thousands of payments and rates without measure end', () => {
  expect(
    annualCost(
      1_000_000n,
      Array.from({ length: 9_999 }, () => 200n),
      365,
    ).nominal,
  ).toMatch(/^0\.0\d{3}$/);
  expect(annualCost(1n, [10n ** 16n], 12).nominal).toBe('119999999999999988.0000');
  expect(annualCost(1n, [...Array.from({ length: 359 }, () => 0n), 10n ** 16n], 12).nominal).toBe((12 * (10 ** (16 / 360) - 1)).toFixed(4));
});

test.each([
  ['a card instalment at 0.60 % a month', { fee: parseRate('0.006'), months: 12 }, '0.1303', '0.1384'],
  ['a shop instalment at 0.50 % a month', { fee: parseRate('0.005'), months: 12 }, '0.1090', '0.1146'],
  ['0.5 % a month on top of 12 %', { fee: parseRate('0.005'), months: 12, rate: parseRate('0.12') }, '0.2253', '0.2501'],
  ['no fee', { fee: 0n, months: 24 }, '0.0000', '0.0000'],
  ['one month', { fee: parseRate('0.01'), months: 1 }, '0.1200', '0.1268'],
])('a flat fee as an annual rate: %s', (_what, terms, nominal, effective) => {
  expect(flatFeeToApr(terms)).toEqual({ nominal, effective });
});

test('24 % by months is 26.82 % compounded, and 24 % compounded is 21.71 % by months', () => {
  expect(effectiveFromNominal(parseRate('0.24'), 12)).toBe(26_824_179n);
  expect(nominalFromEffective(parseRate('0.24'), 12)).toBe(21_705_099n);
  expect(effectiveFromNominal(parseRate('0.0696'), 1)).toBe(parseRate('0.0696'));
});

test('compounding and its opposite undo each other to the last digits', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -90_000_000n, max: 500_000_000n }), fc.constantFrom(1, 2, 4, 12, 52, 365), (nominal, periods) => {
      const back = nominalFromEffective(effectiveFromNominal(nominal, periods), periods);
      // Where compounding shrinks a change, as for losses, one step of the effective rate is many of the nominal.
      const growth = (1 + Number(nominal) / 1e8 / periods) ** (periods - 1);
      expect(Math.abs(Number(back - nominal))).toBeLessThanOrEqual(1 + 1 / growth);
    }),
  );
});

test('what cannot be converted is refused', () => {
  const refused = expect.objectContaining({ code: 'FIELD_INVALID' });
  for (const wrong of [0, 1.5, -12, 10_001, Number.NaN]) expect(() => effectiveFromNominal(1n, wrong)).toThrow(refused);
  expect(() => effectiveFromNominal(parseRate('-12'), 12)).toThrow(refused);
  expect(() => nominalFromEffective(parseRate('-1'), 12)).toThrow(refused);
  expect(() => flatFeeToApr({ fee: -1n, months: 12 })).toThrow(refused);
  expect(() => flatFeeToApr({ fee: 1n, months: 0 })).toThrow(refused);
});

test('the cost of a planned loan is its rate, and that of a first period of a month and a half is not', () => {
  const principal = 10_000_000n;
  const rows = planRows({ principal, rate: parseRate('0.0696'), method: 'equal-instalment', periods: 36, start });
  const payments = rows.map(({ total }) => total);
  expect(annualCost(principal, payments, 12).nominal).toBe('0.0696');
  const late = annualCost(principal, payments, 12, { whole: 1, part: 0.5 });
  expect(late.nominal).toBe(fourDecimals(exactRate(principal, payments, { whole: 1, part: 0.5 }).times(12)));
  expect(Number(late.nominal)).toBeLessThan(0.0696);
});
