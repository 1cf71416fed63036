import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { isFault } from '@jinqiao/errors';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  accrualBasis,
  accrualDays,
  addDays,
  addMonths,
  ageInYears,
  businessDate,
  dayNumber,
  dayOfMonth,
  days30E360,
  daysBetween,
  daysInMonth,
  endOfMonth,
  fromDayNumber,
  isLeapYear,
  isWeekend,
  monthOf,
  startOfMonth,
} from '../src/index.ts';

const d = (text: string) => businessDate(text);
const FIRST = dayNumber('0001-01-01');
const LAST = dayNumber('9999-12-31');
const anyDate = fc.integer({ min: FIRST, max: LAST }).map(fromDayNumber);
/** Dates from which a century of months still lies inside the known years. */
const modernDate = fc.integer({ min: dayNumber('1900-01-01'), max: dayNumber('2100-12-31') }).map(fromDayNumber);

test.each([
  '2026-02-29',
  '2026-02-30',
  '1900-02-29',
  '2026-04-31',
  '2026-00-10',
  '2026-13-01',
  '2026-01-00',
  '2026-01-32',
  '0000-01-01',
  '2026-1-1',
  '20260101',
  '2026-01-01T00:00:00Z',
  ' 2026-01-01',
  '２０２６-01-01',
  '',
])('"%s" is no date', (text) => {
  expect(() => businessDate(text)).toThrow(expect.objectContaining({ code: 'DATE_INVALID' }));
});

test('the fault of a date names its field', () => {
  try {
    businessDate('2026-02-29', '$.drawnOn');
    expect.unreachable();
  } catch (error) {
    expect(isFault(error) && error.path).toBe('$.drawnOn');
  }
});

test('leap days exist in leap years only', () => {
  expect([2024, 2000, 2028].every(isLeapYear)).toBe(true);
  expect([2026, 1900, 2100].some(isLeapYear)).toBe(false);
  expect(d('2024-02-29')).toBe('2024-02-29');
  expect(daysInMonth(2100, 2)).toBe(28);
});

test('days are numbered from 1970-01-01 as the platform counts them', () => {
  expect(dayNumber('1970-01-01')).toBe(0);
  fc.assert(
    fc.property(anyDate, (date) => {
      expect(dayNumber(date)).toBe(Date.parse(`${date}T00:00:00Z`) / 86_400_000);
    }),
  );
});

test('a number made from a date makes that date again, and the next number the next day', () => {
  fc.assert(
    fc.property(fc.integer({ min: FIRST, max: LAST - 1 }), (number) => {
      const date = fromDayNumber(number);
      expect(businessDate(date)).toBe(date);
      expect(dayNumber(date)).toBe(number);
      expect(addDays(date, 1) > date).toBe(true);
    }),
  );
});

test('the first day counts, the last does not', () => {
  expect(daysBetween('2026-01-15', '2026-01-15')).toBe(0);
  expect(daysBetween('2026-01-15', '2026-01-22')).toBe(7);
  expect(daysBetween('2026-03-01', '2026-02-28')).toBe(-1);
  expect(daysBetween('2024-02-28', '2024-03-01')).toBe(2);
});

test('a month without the day ends on its last, and the anchor brings the day back', () => {
  expect(addMonths(d('2026-01-31'), 1)).toBe('2026-02-28');
  expect(addMonths(d('2024-01-31'), 1)).toBe('2024-02-29');
  expect(addMonths(d('2026-02-28'), 1)).toBe('2026-03-28');
  expect(addMonths(d('2026-02-28'), 1, 31)).toBe('2026-03-31');
  expect(addMonths(d('2026-03-31'), 1, 31)).toBe('2026-04-30');
  expect(addMonths(d('2026-12-15'), 1)).toBe('2027-01-15');
  expect(addMonths(d('2026-01-15'), -1)).toBe('2025-12-15');
  expect(addMonths(d('2024-02-29'), 12)).toBe('2025-02-28');
});

test('walking month by month with the anchor arrives where one step does', () => {
  fc.assert(
    fc.property(modernDate, fc.integer({ min: 1, max: 120 }), (start, months) => {
      const anchor = dayOfMonth(start);
      let walked = start;
      for (let i = 0; i < months; i += 1) walked = addMonths(walked, 1, anchor);
      expect(walked).toBe(addMonths(start, months));
    }),
  );
});

test('months have their first and last day', () => {
  expect(startOfMonth(d('2024-02-10'))).toBe('2024-02-01');
  expect(endOfMonth(d('2024-02-10'))).toBe('2024-02-29');
  expect(monthOf(d('2024-02-10'))).toBe('2024-02');
});

test('Saturdays and Sundays are weekend, also before 1970', () => {
  expect(['2026-02-14', '2026-02-15', '1969-12-27', '1969-12-28'].map((day) => isWeekend(d(day)))).toEqual([true, true, true, true]);
  expect(['2026-02-13', '2026-02-16', '1969-12-29', '1970-01-01'].map((day) => isWeekend(d(day)))).toEqual([false, false, false, false]);
});

test('age is completed years; 29 February completes on 1 March', () => {
  expect(ageInYears(d('1949-12-31'), d('2026-12-30'))).toBe(76);
  expect(ageInYears(d('1949-12-31'), d('2026-12-31'))).toBe(77);
  expect(ageInYears(d('2004-02-29'), d('2025-02-28'))).toBe(20);
  expect(ageInYears(d('2004-02-29'), d('2025-03-01'))).toBe(21);
  expect(ageInYears(d('2004-02-29'), d('2024-02-29'))).toBe(20);
});

test('30E/360 counts the 31st as the 30th and every whole month as 30 days', () => {
  expect(days30E360('2026-01-31', '2026-02-28')).toBe(28);
  expect(days30E360('2026-01-30', '2026-01-31')).toBe(0);
  expect(days30E360('2026-01-15', '2026-02-15')).toBe(30);
  expect(days30E360('2026-02-28', '2026-03-31')).toBe(32);
  expect(days30E360('2026-01-31', '2027-01-31')).toBe(360);
});

test('every day count is additive, so accruing day by day loses nothing', () => {
  fc.assert(
    fc.property(anyDate, anyDate, anyDate, (a, b, c) => {
      for (const count of ['act/360', 'act/364', 'act/365', '30/360'] as const) {
        expect(accrualDays(count, a, b) + accrualDays(count, b, c)).toBe(accrualDays(count, a, c));
      }
    }),
  );
});

test('each day count has its year', () => {
  expect((['act/360', 'act/364', 'act/365', '30/360'] as const).map(accrualBasis)).toEqual([360, 364, 365, 360]);
});

test('no time zone changes a date', () => {
  const script = `import * as c from ${JSON.stringify(new URL('../src/index.ts', import.meta.url).href)};
    const d = c.businessDate('2026-03-29');
    console.log([c.dayNumber(d), c.addDays(d, 1), c.addMonths(d, 1), c.isWeekend(d), c.CN_BANK.isWorkingDay(d), c.ageInYears(c.businessDate('2004-02-29'), d)].join(' '));`;
  const answers = ['UTC', 'Asia/Shanghai', 'America/Los_Angeles', 'Pacific/Kiritimati'].map((zone) =>
    execFileSync(process.execPath, ['--experimental-strip-types', '--disable-warning=ExperimentalWarning', '--input-type=module', '-e', script], {
      cwd: fileURLToPath(new URL('..', import.meta.url)),
      env: { ...process.env, TZ: zone },
      encoding: 'utf8',
    }).trim(),
  );
  expect(new Set(answers)).toEqual(new Set(['20541 2026-03-30 2026-04-29 true false 22']));
});
