import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  addDays,
  type BusinessDate,
  businessDate,
  CN_BANK,
  type DayCountConvention,
  dayNumber,
  days30E360,
  daysBetween,
  fromDayNumber,
  WEEKENDS_ONLY,
  type YearFractionOptions,
  yearFraction,
} from '../src/index.ts';

const d = (text: string) => businessDate(text);
const count = (convention: DayCountConvention, from: string, to: string, options?: YearFractionOptions) =>
  yearFraction(convention, d(from), d(to), options).days;
const value = (convention: DayCountConvention, from: string, to: string) => {
  const { days, basis } = yearFraction(convention, d(from), d(to));
  return days / basis;
};
const anyDate = fc.integer({ min: dayNumber('0001-01-01'), max: dayNumber('9999-12-31') }).map(fromDayNumber);
const modernDate = fc.integer({ min: dayNumber('1950-01-01'), max: dayNumber('2110-12-31') }).map(fromDayNumber);

/** ISDA's own sheet of 30/360 examples: the days of bond basis, Eurobond basis, and 30E/360 (ISDA) with a maturity on 29 February 2008. */
test.each([
  ['2007-01-15', '2007-01-30', 15, 15, 15],
  ['2007-01-15', '2007-02-15', 30, 30, 30],
  ['2007-01-15', '2007-07-15', 180, 180, 180],
  ['2007-09-30', '2008-03-31', 180, 180, 180],
  ['2007-09-30', '2007-10-31', 30, 30, 30],
  ['2007-09-30', '2008-09-30', 360, 360, 360],
  ['2007-01-15', '2007-01-31', 16, 15, 15],
  ['2007-01-31', '2007-02-28', 28, 28, 30],
  ['2007-02-28', '2007-03-31', 33, 32, 30],
  ['2006-08-31', '2007-02-28', 178, 178, 180],
  ['2007-02-28', '2007-08-31', 183, 182, 180],
  ['2007-02-14', '2007-02-28', 14, 14, 16],
  ['2007-02-26', '2008-02-29', 363, 363, 363],
  ['2008-02-29', '2009-02-28', 359, 359, 360],
  ['2008-02-29', '2008-03-30', 31, 31, 30],
  ['2008-02-29', '2008-03-31', 32, 31, 30],
  ['2007-02-28', '2007-03-05', 7, 7, 5],
  ['2007-10-31', '2007-11-28', 28, 28, 28],
  ['2007-08-31', '2008-02-29', 179, 179, 179],
  ['2008-02-29', '2008-08-31', 182, 181, 180],
  ['2008-08-31', '2009-02-28', 178, 178, 180],
])('from %s to %s', (from, to, bond, eurobond, isda) => {
  const days = [count('30/360-us', from, to), count('30e/360', from, to), count('30e/360-isda', from, to, { maturity: d('2008-02-29') })];
  expect(days).toEqual([bond, eurobond, isda]);
});

test('without a maturity every end of February counts as the 30th', () => {
  expect(count('30e/360-isda', '2007-08-31', '2008-02-29')).toBe(180);
  expect(count('30e/360-isda', '2007-08-31', '2008-03-31', { maturity: d('2008-03-31') })).toBe(210);
});

/** The examples of ISDA's memorandum "EMU and market conventions: recent developments" of 1998. */
test.each([
  ['2003-11-01', '2004-05-01', 61 / 365 + 121 / 366, 0.497724380567],
  ['1999-02-01', '1999-07-01', 150 / 365, 0.41095890411],
  ['1999-07-01', '2000-07-01', 184 / 365 + 182 / 366, 1.001377348604],
  ['2002-08-15', '2003-07-15', 334 / 365, 0.915068493151],
  ['2003-07-15', '2004-01-15', 170 / 365 + 14 / 366, 0.504004790778],
  ['1999-07-30', '2000-01-30', 155 / 365 + 29 / 366, 0.503892506924],
  ['2000-01-30', '2000-06-30', 152 / 366, 0.415300546448],
])('act/act-isda from %s to %s', (from, to, parts, published) => {
  expect(value('act/act-isda', from, to)).toBeCloseTo(parts, 15);
  expect(value('act/act-isda', from, to)).toBeCloseTo(published, 11);
});

test('act/act splits a day earlier than act/act-isda; in years of one length both agree', () => {
  expect(value('act/act', '2023-12-01', '2024-02-01')).toBeCloseTo(30 / 365 + 32 / 366, 15);
  expect(value('act/act-isda', '2023-12-01', '2024-02-01')).toBeCloseTo(31 / 365 + 31 / 366, 15);
  expect(yearFraction('act/act', d('2021-03-10'), d('2023-07-01'))).toEqual({ days: 843, basis: 365 });
  expect(yearFraction('act/act-isda', d('2021-03-10'), d('2023-07-01'))).toEqual({ days: 843, basis: 365 });
});

test('actual years equal a sum over every single day', () => {
  fc.assert(
    fc.property(modernDate, fc.integer({ min: 0, max: 1500 }), (from, length) => {
      let sum = 0;
      for (let i = 0; i < length; i += 1) sum += yearLength(addDays(from, i)) ** -1;
      expect(value('act/act-isda', from, addDays(from, length))).toBeCloseTo(sum, 10);
    }),
    { numRuns: 60 },
  );
});

function yearLength(date: string): number {
  return Date.UTC(Number(date.slice(0, 4)) + 1, 0, 1) / 86_400_000 - Date.UTC(Number(date.slice(0, 4)), 0, 1) / 86_400_000;
}

test('a 29 February counts as the 28th without leap days', () => {
  expect(count('nl/365', '2024-02-28', '2024-02-29')).toBe(0);
  expect(count('nl/365', '2024-02-29', '2024-03-01')).toBe(1);
  expect(count('nl/365', '2024-01-01', '2025-01-01')).toBe(365);
  expect(count('nl/365', '1999-12-31', '2100-12-31')).toBe(101 * 365);
  fc.assert(
    fc.property(modernDate, fc.integer({ min: 0, max: 3000 }), (from, length) => {
      const leapDays = Array.from({ length }, (_, i) => addDays(from, i + 1)).filter((day) => day.endsWith('-02-29')).length;
      expect(count('nl/365', from, addDays(from, length))).toBe(length - leapDays);
    }),
    { numRuns: 60 },
  );
});

test('months of 28 days make a year of 336', () => {
  expect(yearFraction('28e/336', d('2024-01-31'), d('2024-02-29'))).toEqual({ days: 28, basis: 336 });
  expect(yearFraction('28e/336', d('2024-01-15'), d('2024-01-31'))).toEqual({ days: 13, basis: 336 });
  expect(count('28e/336', '2024-01-31', '2025-01-31')).toBe(336);
});

test('business/252 counts working days, the first included and the last not', () => {
  // 2026-02-16 to 2026-02-23 are the Spring Festival; 2026-02-14 and 2026-02-28 are worked.
  expect(count('business/252', '2026-02-13', '2026-03-02', { calendar: CN_BANK })).toBe(7);
  expect(count('business/252', '2026-02-13', '2026-03-02', { calendar: WEEKENDS_ONLY })).toBe(11);
  expect(count('business/252', '2026-03-02', '2026-02-13', { calendar: WEEKENDS_ONLY })).toBe(-11);
  expect(yearFraction('business/252', d('2026-02-14'), d('2026-02-15'), { calendar: CN_BANK })).toEqual({ days: 1, basis: 252 });
  expect(() => yearFraction('business/252', d('2026-02-14'), d('2026-02-15'))).toThrow(TypeError);
});

const FIXED = { 'act/360': 360, 'act/364': 364, 'act/365': 365 } as const;
const ADDITIVE = ['act/360', 'act/364', 'act/365', 'nl/365', '30e/360', '30e/365', '28e/336'] as const;
const ALL = [...ADDITIVE, 'act/act', 'act/act-isda', '30e/360-isda', '30/360-us'] as const;

test('actual days over a fixed year are the days between', () => {
  fc.assert(
    fc.property(anyDate, anyDate, (a, b) => {
      for (const convention of ['act/360', 'act/364', 'act/365'] as const)
        expect(yearFraction(convention, a, b)).toEqual({ days: daysBetween(a, b), basis: FIXED[convention] });
      expect(yearFraction('30e/365', a, b)).toEqual({ days: days30E360(a, b), basis: 365 });
    }),
  );
});

test('parts add up to the whole where the days of a convention have numbers of their own', () => {
  fc.assert(
    fc.property(anyDate, anyDate, anyDate, (a, b, c) => {
      for (const convention of ADDITIVE) expect(count(convention, a, b) + count(convention, b, c)).toBe(count(convention, a, c));
      for (const convention of ['act/act', 'act/act-isda'] as const)
        expect(value(convention, a, b) + value(convention, b, c)).toBeCloseTo(value(convention, a, c), 8);
    }),
  );
});

test('every fraction is of whole numbers, and no time is none', () => {
  fc.assert(
    fc.property(anyDate, anyDate, (a, b) => {
      for (const convention of ALL) {
        const { days, basis } = yearFraction(convention, a, b);
        expect([Number.isSafeInteger(days), Number.isSafeInteger(basis), basis > 0]).toEqual([true, true, true]);
        expect(count(convention, a, a)).toBe(0);
        expect(Math.abs(days / basis - daysBetween(a, b) / 365.2425)).toBeLessThan(0.02 * Math.abs(daysBetween(a, b) / 365.2425) + 0.02);
      }
    }),
  );
});

test('no time zone changes a year fraction', () => {
  const script = `import { yearFraction, businessDate, roll, WEEKENDS_ONLY } from ${JSON.stringify(new URL('../src/index.ts', import.meta.url).href)};
    const dates = ['2024-02-29', '2024-03-10', '2024-03-31', '2024-11-03', '2025-01-01'].map((text) => businessDate(text));
    const counts = ${JSON.stringify(ALL)};
    const fractions = counts.flatMap((count) => dates.slice(1).map((date, i) => yearFraction(count, dates[i], date)));
    console.log(JSON.stringify([fractions, dates.map((date) => roll(WEEKENDS_ONLY, 'modified-following', date))]));`;
  const answers = ['UTC', 'America/New_York', 'Asia/Shanghai'].map((zone) =>
    execFileSync(process.execPath, ['--experimental-strip-types', '--disable-warning=ExperimentalWarning', '--input-type=module', '-e', script], {
      cwd: fileURLToPath(new URL('..', import.meta.url)),
      env: { ...process.env, TZ: zone },
      encoding: 'utf8',
    }),
  );
  expect(new Set(answers).size).toBe(1);
  const [fractions, rolled] = JSON.parse(answers[0] ?? '') as [{ days: number }[], BusinessDate[]];
  expect(fractions.slice(0, 4).map(({ days }) => days)).toEqual([10, 21, 217, 59]);
  expect(rolled).toEqual(['2024-02-29', '2024-03-11', '2024-03-29', '2024-11-04', '2025-01-01']);
});
