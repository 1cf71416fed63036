import { readFileSync } from 'node:fs';
import { addDays, type BusinessDate, CN_TRADING, WEEKENDS_ONLY } from '@jinqiao/calendar';
import { skipUnlessShared } from '@jinqiao/runtime/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { backTest, type DailyFlow, FORECAST_HISTORY, forecastFlow } from '../src/index.ts';

const MONDAY = '2024-03-04' as BusinessDate;
const flows = (amounts: readonly bigint[]): DailyFlow[] => amounts.map((amount, at) => ({ on: addDays(MONDAY, at), amount }));

test('what is every day the same is forecast as the same', () => {
  expect(forecastFlow(flows(Array(FORECAST_HISTORY).fill(12_345n)), 9, WEEKENDS_ONLY)).toEqual(Array(9).fill(12_345n));
});

test('weekdays of 100 and weekends of 30: both are drawn towards the middle by three ordinary days', () => {
  // 63 days from a Monday. A week's mean is 80: a weekday is 1.25 of it, a day without trading 0.375. Of the 53 days whose week is
  // whole in the last 59 there are 15 without trading; 7 to 8 of each weekday.
  const week = [10_000n, 10_000n, 10_000n, 10_000n, 10_000n, 3_000n, 3_000n];
  const forecast = forecastFlow(flows(Array(9).fill(week).flat()), 7, WEEKENDS_ONLY);
  const factor = (share: number, seen: number) => (share * seen + 3) / (seen + 3);
  // The level is the median of ten weekdays over their factor and four free days over theirs.
  const [eight, seven] = [10_000 / factor(1.25, 8), 10_000 / factor(1.25, 7)];
  for (const amount of forecast.slice(0, 5)) expect(Number(amount)).toBeGreaterThan(Math.min(eight, seven) * factor(1.25, 7) - 1);
  for (const amount of forecast.slice(0, 5)) expect(Number(amount)).toBeLessThan(Math.max(eight, seven) * factor(1.25, 8) + 1);
  for (const amount of forecast.slice(5)) expect(Number(amount) / Number(forecast[0])).toBeCloseTo(factor(0.375, 15) / factor(1.25, 8), 1);
});

test('ten times the flows are ten times the forecast', () => {
  const amount = fc.bigInt({ min: 1_000_000n, max: 10n ** 10n });
  fc.assert(
    fc.property(fc.array(amount, { minLength: FORECAST_HISTORY, maxLength: FORECAST_HISTORY }), (amounts) => {
      const [once, tenfold] = [amounts, amounts.map((a) => a * 10n)].map((list) => forecastFlow(flows(list), 3, WEEKENDS_ONLY));
      for (const [at, value] of (tenfold ?? []).entries()) expect(Math.abs(Number(value - (once?.[at] ?? 0n) * 10n))).toBeLessThanOrEqual(5);
    }),
  );
});

test('less history than the pattern needs, or a year that no calendar knows, is refused', () => {
  expect(() => forecastFlow(flows(Array(FORECAST_HISTORY - 1).fill(1n)), 1, WEEKENDS_ONLY)).toThrow(/FORECAST_HISTORY_SHORT/);
  const end = Array.from({ length: FORECAST_HISTORY }, (_, at) => ({ on: addDays('2026-11-03' as BusinessDate, at), amount: 1n }));
  expect(() => forecastFlow(end, 1, CN_TRADING)).toThrow(/CALENDAR_UNKNOWN/);
});

test('on the last sixty days of a real year it errs by a third less than "as a week ago", as another program of it found', (t) => {
  const rows = readFileSync(skipUnlessShared(t, 'data/yuebao-tianchi/daily_flow.csv'), 'utf8').trim().split('\n');
  const [head = '', ...body] = rows;
  const column = (name: string) =>
    body.map((row): DailyFlow => {
      const cells = row.split(',');
      return { on: (cells[0] ?? '').replace(/^(....)(..)(..)$/, '$1-$2-$3') as BusinessDate, amount: BigInt(cells[head.split(',').indexOf(name)] ?? '') };
    });
  const errors = (name: string) => Object.values(backTest(column(name), 60, CN_TRADING)).map((error) => Number(error) / 10_000);
  expect(errors('total_purchase_amt')).toEqual([expect.closeTo(0.1605, 3), expect.closeTo(0.2456, 3)]);
  expect(errors('total_redeem_amt')).toEqual([expect.closeTo(0.1889, 3), expect.closeTo(0.2795, 3)]);
});
