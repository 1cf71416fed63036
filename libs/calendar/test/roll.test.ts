import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays, businessDate, CN_BANK, fromDayNumber, nextWorkingDay, type RollRule, roll, rollForward, WEEKENDS_ONLY } from '../src/index.ts';

const RULES = ['none', 'following', 'preceding', 'modified-following', 'modified-preceding'] as const satisfies readonly RollRule[];
const d = (text: string) => businessDate(text);

test.each([
  // A Sunday in the middle of a month, on its last day, on its first; a Saturday that ends a year; a working day.
  ['2024-06-16', '2024-06-16', '2024-06-17', '2024-06-14', '2024-06-17', '2024-06-14'],
  ['2024-03-31', '2024-03-31', '2024-04-01', '2024-03-29', '2024-03-29', '2024-03-29'],
  ['2024-09-01', '2024-09-01', '2024-09-02', '2024-08-30', '2024-09-02', '2024-09-02'],
  ['2022-12-31', '2022-12-31', '2023-01-02', '2022-12-30', '2022-12-30', '2022-12-30'],
  ['2024-06-18', '2024-06-18', '2024-06-18', '2024-06-18', '2024-06-18', '2024-06-18'],
])('%s rolls by none, following, preceding, modified following, modified preceding', (date, ...rolled) => {
  expect(RULES.map((rule) => roll(WEEKENDS_ONLY, rule, d(date)))).toEqual(rolled);
});

test('holidays and make-up days count', () => {
  expect(roll(CN_BANK, 'following', d('2026-02-15'))).toBe('2026-02-24');
  expect(roll(CN_BANK, 'preceding', d('2026-02-23'))).toBe('2026-02-14');
  expect(roll(CN_BANK, 'modified-preceding', d('2026-10-01'))).toBe('2026-10-08');
  expect(() => roll(CN_BANK, 'following', d('2099-01-01'))).toThrow(expect.objectContaining({ code: 'CALENDAR_UNKNOWN' }));
  expect(roll(CN_BANK, 'none', d('2099-01-01'))).toBe('2099-01-01');
});

test('what is rolled is a working day, the nearest in its direction, and in its month where the rule says so', () => {
  fc.assert(
    fc.property(fc.integer({ min: -10_000, max: 60_000 }).map(fromDayNumber), (date) => {
      expect(roll(WEEKENDS_ONLY, 'following', date)).toBe(rollForward(WEEKENDS_ONLY, date));
      const back = roll(WEEKENDS_ONLY, 'preceding', date);
      expect(back <= date && nextWorkingDay(WEEKENDS_ONLY, back) >= addDays(date, back === date ? 1 : 0)).toBe(true);
      for (const rule of RULES.slice(3)) {
        const rolled = roll(WEEKENDS_ONLY, rule, date);
        expect([WEEKENDS_ONLY.isWorkingDay(rolled), rolled.slice(0, 7)]).toEqual([true, date.slice(0, 7)]);
      }
    }),
  );
});
