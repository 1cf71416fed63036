import { readFileSync } from 'node:fs';
import { skipUnlessShared } from '@jinqiao/runtime/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { incomeOf, sevenDayYield } from '../src/index.ts';

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
  expect(incomeOf(shares, per10k)).toBe(income);
});

test('what is cut off is less than a fen, and holdings together earn no less than apart', () => {
  const shares = fc.bigInt({ min: 0n, max: 10n ** 14n });
  fc.assert(
    fc.property(shares, shares, fc.bigInt({ min: 0n, max: 30_000n }), (one, other, per10k) => {
      const cut = one * per10k - incomeOf(one, per10k) * 10n ** 8n;
      expect(cut >= 0n && cut < 10n ** 8n).toBe(true);
      expect([0n, 1n]).toContain(incomeOf(one + other, per10k) - incomeOf(one, per10k) - incomeOf(other, per10k));
    }),
  );
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
