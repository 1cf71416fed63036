import { readFileSync } from 'node:fs';
import { skipUnlessShared } from '@jinqiao/runtime/testing';
import { expect, test } from 'vitest';
import {
  addDays,
  addWorkingDays,
  type BusinessDate,
  businessDate,
  CN_BANK,
  CN_TRADING,
  calendarByName,
  isWeekend,
  nextWorkingDay,
  rollForward,
  WEEKENDS_ONLY,
} from '../src/index.ts';

const d = (text: string) => businessDate(text);

/** Every day of the years that are loaded. */
function* loadedDays(): Generator<BusinessDate> {
  for (let day = d('2007-01-01'); day <= '2026-12-31'; day = addDays(day, 1)) yield day;
}

test.each(['2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10'])(
  '%s is a weekend that banks work and exchanges do not',
  (day) => {
    expect(isWeekend(d(day))).toBe(true);
    expect(CN_BANK.isWorkingDay(d(day))).toBe(true);
    expect(CN_TRADING.isWorkingDay(d(day))).toBe(false);
  },
);

test.each(['2026-01-01', '2026-02-16', '2026-02-23', '2026-04-06', '2026-05-01', '2026-06-19', '2026-09-25', '2026-10-01', '2024-06-10', '2025-10-08'])(
  '%s is a holiday for both',
  (day) => {
    expect(CN_BANK.isWorkingDay(d(day))).toBe(false);
    expect(CN_TRADING.isWorkingDay(d(day))).toBe(false);
  },
);

test('2026-02-24 is the first day after Spring Festival for both', () => {
  expect(nextWorkingDay(CN_TRADING, d('2026-02-13'))).toBe('2026-02-24');
  expect(nextWorkingDay(CN_BANK, d('2026-02-14'))).toBe('2026-02-24');
  expect(nextWorkingDay(CN_BANK, d('2026-02-13'))).toBe('2026-02-14');
});

test('what is ordered on 2026-02-12 is confirmed on 02-13, on 02-13 only after the holiday', () => {
  expect(addWorkingDays(CN_TRADING, d('2026-02-12'), 1)).toBe('2026-02-13');
  expect(addWorkingDays(CN_TRADING, d('2026-02-13'), 1)).toBe('2026-02-24');
  expect(addWorkingDays(CN_TRADING, d('2026-02-12'), 2)).toBe('2026-02-24');
  expect(addWorkingDays(CN_BANK, d('2026-02-12'), 0)).toBe('2026-02-12');
});

test('a due date that falls on a holiday rolls forward, a working day stays', () => {
  expect(rollForward(CN_BANK, d('2026-10-01'))).toBe('2026-10-08');
  expect(rollForward(CN_BANK, d('2026-10-08'))).toBe('2026-10-08');
  expect(rollForward(CN_TRADING, d('2026-10-10'))).toBe('2026-10-12');
});

test('banks worked on the last day of the lunar year 2024 while the exchanges were shut', () => {
  expect(CN_BANK.isWorkingDay(d('2024-02-09'))).toBe(true);
  expect(CN_TRADING.isWorkingDay(d('2024-02-09'))).toBe(false);
});

test.each([CN_BANK, CN_TRADING])('$name knows nothing of 2027 and of 2006, and says so', (calendar) => {
  for (const day of ['2027-01-04', '2006-12-29']) {
    expect(() => calendar.isWorkingDay(d(day))).toThrow(
      expect.objectContaining({ code: 'CALENDAR_UNKNOWN', params: { name: calendar.name, year: Number(day.slice(0, 4)) } }),
    );
  }
  expect(() => nextWorkingDay(calendar, d('2026-12-31'))).toThrow(expect.objectContaining({ code: 'CALENDAR_UNKNOWN' }));
});

test('the calendar of weekends works in every year', () => {
  expect(WEEKENDS_ONLY.isWorkingDay(d('2027-01-01'))).toBe(true);
  expect(WEEKENDS_ONLY.isWorkingDay(d('2027-01-02'))).toBe(false);
});

test('a calendar is found by name', () => {
  expect(calendarByName('CN_BANK')).toBe(CN_BANK);
  expect(() => calendarByName('CN_MOON')).toThrow(expect.objectContaining({ code: 'CALENDAR_UNKNOWN' }));
});

test('bank days of 2007 to 2026 are those of the State Council notices', (t) => {
  const file = skipUnlessShared(t, 'data/cn-calendar/holidays_and_makeup_workdays.csv');
  const rows = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(','));
  const notices = new Map(rows.map((row) => [row[0], row.at(-1) === '0']));
  const wrong = [...loadedDays()].filter((day) => CN_BANK.isWorkingDay(day) !== (notices.get(day) ?? !isWeekend(day)));
  expect(wrong).toEqual([]);
});

test('trading days of 2007 to 2026 are the sessions of the Shanghai Stock Exchange', (t) => {
  const file = skipUnlessShared(t, 'data/cn-calendar/xshg_sessions.csv');
  const sessions = new Set(
    readFileSync(file, 'utf8')
      .split('\n')
      .map((line) => line.trim()),
  );
  const wrong = [...loadedDays()].filter((day) => CN_TRADING.isWorkingDay(day) !== sessions.has(day));
  expect(wrong).toEqual([]);
});
