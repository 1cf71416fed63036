import { readFileSync } from 'node:fs';
import { skipUnlessShared } from '@jinqiao/runtime/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { incomeOf, incomePer10k, sevenDayYield } from '../src/index.ts';

const WEEK = [4512n, 4498n, 4498n, 4498n, 4530n, 4475n, 4519n];

test('the seven-day yield compounds where income is carried daily, and adds up where it is carried monthly', () => {
  expect([sevenDayYield(WEEK, 'daily'), sevenDayYield(WEEK, 'monthly')]).toEqual([1_658n, 1_644n]);
  expect(() => sevenDayYield(WEEK.slice(1), 'daily')).toThrow(/SEVEN_DAYS_NEEDED/);
});

test.each([
  [1_234_567n, 4_512n, 55n],
  [22_163n, 4_512n, 0n],
  [22_164n, 4_512n, 1n],
  [0n, 4_512n, 0n],
])('%s shares at %s earn %s fen', (shares, per10k, income) => {
  expect(incomeOf(shares, per10k).income).toBe(income);
});

test('fractions that are carried lose nothing: income and rest are shares × income per share, day after day', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 14n }), fc.array(fc.bigInt({ min: 0n, max: 30_000n }), { maxLength: 60 }), (shares, days) => {
      let [paid, carried] = [0n, 0n];
      for (const per10k of days) {
        const { income, fraction } = incomeOf(shares, per10k, carried);
        paid += income;
        carried = fraction;
        expect(fraction >= 0n && fraction < 10n ** 8n).toBe(true);
      }
      expect(paid * 10n ** 8n + carried).toBe(shares * days.reduce((sum, per10k) => sum + per10k, 0n));
    }),
  );
});

test('income per 10,000 shares is rounded half-up to four decimals', () => {
  // 4,512.00 yuan on 100 million shares are 0.4512; half a unit of the fourth decimal goes up.
  expect(incomePer10k(451_200n, 10_000_000_000n)).toBe(4_512n);
  expect(incomePer10k(451_205n, 10_000_000_000n)).toBe(4_512n);
  expect(incomePer10k(45_125n, 1_000_000_000n)).toBe(4_513n);
  expect(() => incomePer10k(1n, 0n)).toThrow(/FUND_HAS_NO_SHARES/);
});

test('every seven-day yield that a real fund published in a year follows from its seven days', (t) => {
  const rows = readFileSync(skipUnlessShared(t, 'data/yuebao-tianchi/mfd_day_share_interest.csv'), 'utf8').trim().split('\n').slice(1);
  const days = rows.map((row) => row.split(','));
  const scaled = (text: string, digits: number) => BigInt(text.split('.')[0] + (text.split('.')[1] ?? '').padEnd(digits, '0'));
  const found = days.slice(6).map((_, at) =>
    sevenDayYield(
      days.slice(at, at + 7).map(([, income = '']) => scaled(income, 4)),
      'daily',
    ),
  );
  expect(found).toEqual(days.slice(6).map(([, , published = '']) => scaled(published, 3)));
});
