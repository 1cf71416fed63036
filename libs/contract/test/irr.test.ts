import { readFileSync } from 'node:fs';
import { addDays, businessDate } from '@jinqiao/calendar';
import { skipUnlessShared } from '@jinqiao/runtime/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { irrFromJson, orJsonError, periodicIrr, xirr } from '../src/index.ts';

const yearly = (...amounts: number[]) => xirr(amounts.map((amount, n) => ({ date: businessDate(`${2001 + n}-01-01`), amount })));
const rateOf = (answer: ReturnType<typeof xirr>) => ('rate' in answer ? answer.rate : Number.NaN);

test('a year of ten percent is ten percent', () => {
  expect(rateOf(yearly(-1000, 1100))).toBeCloseTo(0.1, 12);
  expect(rateOf(periodicIrr([-100_000n, 10_000n, 110_000n]))).toBeCloseTo(0.1, 12);
});

test('flows that no rate balances, that two do, and that go one way', () => {
  expect(yearly(100, -200, 150)).toEqual({ reason: 'no-solution' });
  expect(yearly(-100, 230, -132)).toEqual({ reason: 'several-solutions' });
  for (const flows of [[], [-100], [-100, -5], [0, 0], [100, 5]]) expect(yearly(...flows)).toEqual({ reason: 'bad-flows' });
  const day = businessDate('2026-01-01');
  expect(
    xirr([
      { date: day, amount: -100 },
      { date: day, amount: 110 },
    ]),
  ).toEqual({ reason: 'bad-flows' });
});

test('a loan’s rate comes back from its flows, however short or dear it is', () => {
  const start = businessDate('2026-01-01');
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4000 }), fc.double({ min: -0.95, max: 20, noNaN: true }), (days, rate) => {
      const found = rateOf(
        xirr([
          { date: start, amount: -1000 },
          { date: addDays(start, days), amount: 1000 * (1 + rate) ** (days / 365) },
        ]),
      );
      expect(Math.abs(found - rate)).toBeLessThan(1e-9 * (1 + rate) * Math.max(1, 365 / days));
    }),
  );
  expect(
    rateOf(
      xirr([
        { date: start, amount: -1000 },
        { date: addDays(start, 1), amount: 2000 },
      ]),
    ),
  ).toBeGreaterThan(1e100);
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
