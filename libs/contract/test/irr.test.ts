import { readFileSync } from 'node:fs';
import { addDays, businessDate } from '@jinqiao/calendar';
import { skipUnlessShared } from '@jinqiao/runtime/testing';
import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { flowsOf } from '../src/costs/present-value.ts';
import { rateRoots } from '../src/costs/rate-roots.ts';
import { type Flow, irrFromJson, orJsonError, periodicIrr, xirr } from '../src/index.ts';

const yearly = (...amounts: number[]) => xirr(amounts.map((amount, n) => ({ date: businessDate(`${2001 + n}-01-01`), amount })));
const rateOf = (answer: ReturnType<typeof xirr>) => ('rate' in answer ? answer.rate : Number.NaN);
const start = businessDate('2026-01-01');
const flow = (day: number, amount: number): Flow => ({ date: addDays(start, day), amount });

/** Yearly flows that balance at the given rates and at no other: the product of (1 − x(1 + rate)). */
function balancedAt(...rates: number[]): number[] {
  let flows = [1];
  for (const rate of rates) flows = flows.concat(0).map((amount, n) => amount - (flows[n - 1] ?? 0) * (1 + rate));
  return flows;
}

const ratesOf = (...amounts: number[]) => rateRoots(flowsOf(amounts.map((amount, whole) => ({ amount, whole, part: 0 })))).map(({ y }) => Math.expm1(y));

/** Present value over the sum of magnitudes, in 40 digits: zero at the right rate whatever the unit. */
function imbalance(flows: readonly Flow[], rate: Decimal.Value): Decimal {
  const Exact = Decimal.clone({ precision: 40 });
  const values = flows.map(({ date, amount }) => {
    const days = (Date.parse(date) - Date.parse(flows[0]?.date ?? date)) / 86_400_000;
    return new Exact(amount).times(new Exact(rate).plus(1).pow(new Exact(-days).div(365)));
  });
  return Exact.sum(0, ...values).div(Exact.sum(0, ...values.map((value) => value.abs())));
}

test('a year of ten percent is ten percent', () => {
  expect(rateOf(yearly(-1000, 1100))).toBeCloseTo(0.1, 12);
  expect(rateOf(periodicIrr([-100_000n, 10_000n, 110_000n]))).toBeCloseTo(0.1, 12);
});

test('flows that no rate balances, that two do, and that go one way', () => {
  expect(yearly(100, -200, 150)).toEqual({ reason: 'no-solution' });
  expect(yearly(-100, 230, -132)).toEqual({ reason: 'several-solutions' });
  for (const flows of [[], [-100], [-100, -5], [0, 0], [100, 5], [Number.NaN, 5], [-5, Number.POSITIVE_INFINITY]])
    expect(yearly(...flows)).toEqual({ reason: 'bad-flows' });
  expect(xirr([flow(0, -100), flow(0, 110)])).toEqual({ reason: 'bad-flows' });
});

test('a value that only touches zero has one rate', () => {
  expect(rateOf(yearly(-100, 220, -121))).toBeCloseTo(0.1, 7);
  for (const sign of [1, -1]) expect(rateOf(yearly(sign * 100, sign * -200, sign * 100))).toBeCloseTo(0, 7);
  expect(rateOf(yearly(...balancedAt(0.1, 0.1, 0.1)))).toBeCloseTo(0.1, 3);
  expect(yearly(100, -200, 100.001)).toEqual({ reason: 'no-solution' });
});

test('rates are told apart however near they are, and 0 and 500 % belong to the band', () => {
  for (const [one, other] of [
    [0, 0.1],
    [0.1, 5],
    [0.1, 0.1001],
    [0.2, 0.200_01],
  ] as const)
    expect(yearly(...balancedAt(one, other))).toEqual({ reason: 'several-solutions' });
  expect(rateOf(yearly(...balancedAt(0.1, 5.01)))).toBeCloseTo(0.1, 12);
  expect(rateOf(yearly(...balancedAt(-0.1, 0.3)))).toBeCloseTo(-0.1, 12);
  expect(rateOf(yearly(...balancedAt(-0.1, 0.3).map((amount) => -amount)))).toBeCloseTo(0.3, 12);
});

test('every rate is found, whatever rates there are', () => {
  const rates = fc.uniqueArray(fc.integer({ min: -9, max: 40 }), { minLength: 1, maxLength: 5 }).map((tenths) => tenths.map((n) => n / 10));
  fc.assert(
    fc.property(rates, (wanted) => {
      const found = ratesOf(...balancedAt(...wanted));
      expect(found).toHaveLength(wanted.length);
      for (const [n, rate] of wanted.toSorted((a, b) => a - b).entries()) expect(Math.abs((found[n] as number) - rate)).toBeLessThan(1e-8);
    }),
  );
  expect(ratesOf(...balancedAt(-0.9, -0.5, -0.2, 0, 0.1, 0.3, 0.5, 1, 3, 20))).toHaveLength(10);
});

const someFlows = fc
  .array(fc.record({ day: fc.integer({ min: 0, max: 4000 }), amount: fc.integer({ min: -1_000_000, max: 1_000_000 }) }), { minLength: 2, maxLength: 25 })
  .map((list) => list.map(({ day, amount }) => flow(day, amount / 100)));

test('at the answer the flows balance', () => {
  fc.assert(
    fc.property(someFlows, (flows) => {
      const answer = xirr(flows);
      if ('rate' in answer && answer.rate > -0.9999999) expect(imbalance(flows, answer.rate).abs().toNumber()).toBeLessThan(1e-9);
    }),
  );
});

test('the answer does not depend on the unit, on the years or on the order after the first', () => {
  fc.assert(
    fc.property(someFlows, fc.double({ min: 1e-12, max: 1e12, noNaN: true }), fc.integer({ min: -3000, max: 3000 }), (flows, unit, days) => {
      const [first, ...rest] = flows as [Flow, ...Flow[]];
      const answer = xirr(flows);
      for (const same of [
        flows.map(({ date, amount }) => ({ date, amount: amount * unit })),
        flows.map(({ date, amount }) => ({ date: addDays(date, days), amount })),
        [first, ...rest.toReversed()],
      ]) {
        if ('reason' in answer) expect(xirr(same)).toEqual(answer);
        else expect(Math.abs(rateOf(xirr(same)) - answer.rate)).toBeLessThanOrEqual(1e-7 * (1 + answer.rate));
      }
    }),
  );
});

test('money paid in and taken out has the rate of an exact search to twelve digits, from −99.99 % to thousands of percent', () => {
  const investment = fc.record({
    paid: fc.array(fc.record({ day: fc.integer({ min: 0, max: 300 }), amount: fc.integer({ min: 1, max: 1e9 }) }), { minLength: 1, maxLength: 4 }),
    taken: fc.array(fc.record({ day: fc.integer({ min: 400, max: 3000 }), amount: fc.integer({ min: 1, max: 1e9 }) }), { minLength: 1, maxLength: 4 }),
  });
  fc.assert(
    fc.property(investment, ({ paid, taken }) => {
      const flows = [...paid.map(({ day, amount }) => flow(day, -amount)), ...taken.map(({ day, amount }) => flow(day, amount))];
      const rate = rateOf(xirr(flows));
      fc.pre(rate > -0.9999);
      // The value falls as the rate rises: its sign a little below and above encloses the root.
      const near = Math.max(Math.abs(rate), 0.01) * 1e-12;
      expect(imbalance(flows, new Decimal(rate).minus(near)).isPositive()).toBe(true);
      expect(imbalance(flows, new Decimal(rate).plus(near)).isNegative()).toBe(true);
    }),
    { numRuns: 60 },
  );
});

test('a loan’s rate comes back from its flows, however short or dear it is', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4000 }), fc.double({ min: -0.9999, max: 50, noNaN: true }), (days, rate) => {
      const found = rateOf(xirr([flow(0, -1000), flow(days, 1000 * (1 + rate) ** (days / 365))]));
      expect(Math.abs(found - rate)).toBeLessThan(1e-12 * (1 + rate) * Math.max(1, 365 / days));
    }),
  );
  expect(rateOf(xirr([flow(0, -1000), flow(1, 2000)]))).toBeGreaterThan(1e100);
  expect(xirr([flow(0, -1000), flow(1, 10_000)])).toEqual({ reason: 'no-solution' });
  expect(xirr([flow(0, -1000), flow(1, 900)])).toEqual({ rate: -1 });
});

test('amounts of any size balance, and decimals that cancel on a day are no flow', () => {
  for (const unit of [1e-300, 1e-24, 1, 1e24, 1e300]) expect(rateOf(yearly(-1000 * unit, 1100 * unit))).toBeCloseTo(0.1, 12);
  expect(rateOf(xirr([flow(0, -1.5e308), flow(0, -1.5e308), flow(365, 1.65e308), flow(365, 1.65e308)]))).toBeCloseTo(0.1, 12);
  const cancelled = [flow(151, 0.1), flow(151, 0.2), flow(151, -0.3)];
  expect(rateOf(xirr([flow(0, -100), ...cancelled, flow(365, 110)]))).toBeCloseTo(0.1, 12);
  expect(xirr([flow(0, -100), ...cancelled])).toEqual({ reason: 'bad-flows' });
});

test('ten thousand flows, whatever their signs, take no more than moments', () => {
  const days = Array.from({ length: 10_000 }, (_, day) => day);
  const begun = performance.now();
  const saved = days.map((day) => 100 * 1.03 ** ((10_000 - day) / 365)).reduce((total, value) => total + value, 0);
  expect(rateOf(xirr([...days.map((day) => flow(day, -100)), flow(10_000, saved)]))).toBeCloseTo(0.03, 12);
  expect(rateOf(xirr(days.map((day) => flow(day, day % 2 === 0 ? -100 : 100))))).toBeCloseTo(0, 12);
  expect(rateOf(xirr(days.map((day) => flow(0, day === 0 ? 1 : -1)).concat(flow(365, 10_997.8))))).toBeCloseTo(0.1, 12);
  const choppy = days.map((day) => flow(day * 3, ((day * 7919) % 1009) - 504));
  expect(['rate', 'reason']).toContain(Object.keys(xirr(choppy))[0]);
  expect(Object.keys(yearly(...balancedAt(...Array.from({ length: 60 }, () => 0.1)))).length).toBe(1);
  expect(performance.now() - begun).toBeLessThan(10_000);
});

test('the time zone of the machine does not matter', () => {
  const answers = ['UTC', 'Asia/Shanghai', 'America/Los_Angeles', 'Pacific/Apia'].map((zone) => {
    vi.stubEnv('TZ', zone);
    return xirr([flow(0, -1000), flow(89, 300), flow(300, 800)]);
  });
  vi.unstubAllEnvs();
  expect(new Set(answers.map(rateOf)).size).toBe(1);
});

test('the form refuses what it cannot read, with the path', () => {
  const errorOf = (item: unknown) => {
    const answer = orJsonError(() => irrFromJson(item));
    return 'error' in answer ? `${answer.error.code} ${answer.error.path}` : 'none';
  };
  expect(errorOf({})).toBe('FIELD_MISSING $.flows');
  expect(errorOf({ flows: 1 })).toBe('FIELD_INVALID $.flows');
  expect(errorOf({ flows: [{ date: '2026-02-30', amount: '1' }] })).toBe('DATE_INVALID $.flows[0].date');
  expect(errorOf({ flows: [{ date: '2026-02-03', amount: '1e3' }] })).toBe('FIELD_INVALID $.flows[0].amount');
  expect(errorOf({ flows: [{ date: '2026-02-03' }] })).toBe('FIELD_MISSING $.flows[0].amount');
  expect(irrFromJson({ flows: [] })).toEqual({ xirr: null, reason: 'bad-flows' });
});

test('rates equal the published ones', (t) => {
  const cases: { id: string; flows: unknown[]; xirr: number | null; tolerance: number }[] = JSON.parse(
    readFileSync(skipUnlessShared(t, 'vectors/xirr.json'), 'utf8'),
  );
  expect(cases.length).toBeGreaterThan(30);
  for (const { id, flows, xirr: wanted, tolerance } of cases) {
    const answer = irrFromJson({ flows });
    if (wanted === null) expect({ id, ...answer }).toEqual({ id, xirr: null, reason: 'no-solution' });
    else expect(Math.abs((answer.xirr ?? Number.NaN) - wanted), id).toBeLessThanOrEqual(tolerance);
  }
});
