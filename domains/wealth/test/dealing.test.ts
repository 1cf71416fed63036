import { type BusinessDate, CN_TRADING, dayNumber, fromDayNumber } from '@jinqiao/calendar';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dealingOf, requireOpen } from '../src/index.ts';

const TERMS = { calendar: CN_TRADING, cutOff: '15:00', confirmDays: 1, cashDays: 1 };
const on = (date: string, time: string) => dealingOf(date as BusinessDate, time, TERMS);

// State Council notices for 2024 to 2026: the days on which nobody deals, as MMDD and ranges.
const OFF: Readonly<Record<number, string>> = {
  2024: '0101 0210-0217 0404-0406 0501-0505 0610 0915-0917 1001-1007',
  2025: '0101 0128-0204 0404-0406 0501-0505 0531-0602 1001-1008',
  2026: '0101-0103 0215-0223 0404-0406 0501-0505 0619-0621 0925-0927 1001-1007',
};

/** Every trading day of the three years, from the notices and the weekdays alone. */
const TRADING: string[] = [];
const ALL: string[] = [];
for (const [year, text] of Object.entries(OFF)) {
  const closed = text.split(' ').map((range) => range.split('-'));
  for (let time = Date.UTC(Number(year), 0, 1); new Date(time).getUTCFullYear() === Number(year); time += 86_400_000) {
    const date = new Date(time);
    const iso = date.toISOString().slice(0, 10);
    const day = iso.slice(5, 7) + iso.slice(8);
    ALL.push(iso);
    // The exchange was closed on the eve of the Spring Festival of 2024 too, by its own notice.
    const off = closed.some(([from = '', to = from]) => day >= from && day <= to) || iso === '2024-02-09';
    if (!off && date.getUTCDay() % 6 !== 0) TRADING.push(iso);
  }
}

test.each([
  // A Thursday before 15:00 earns Friday, Saturday and Sunday; from 15:00 on and on a Friday it earns from Monday.
  ['2026-01-08', '14:59:59', '2026-01-08', '2026-01-09'],
  ['2026-01-08', '15:00:00', '2026-01-09', '2026-01-12'],
  ['2026-01-09', '14:59:59', '2026-01-09', '2026-01-12'],
  ['2026-02-12', '14:59:00', '2026-02-12', '2026-02-13'],
  ['2026-02-13', '14:59:00', '2026-02-13', '2026-02-24'],
  // Make-up working days: banks work, funds do not deal.
  ['2026-02-14', '10:00:00', '2026-02-24', '2026-02-25'],
  ['2026-09-20', '10:00:00', '2026-09-21', '2026-09-22'],
  ['2026-10-10', '10:00:00', '2026-10-12', '2026-10-13'],
])('%s %s is dealt on %s and confirmed on %s', (date, time, dealingDate, confirmDate) => {
  expect(on(date, time)).toEqual({ dealingDate, confirmDate, cashDate: confirmDate });
});

test('every day of 2024 to 2026 on both sides of 15:00, against the list of trading days', () => {
  const last = TRADING.at(-3) ?? '';
  const days = ALL.filter((date) => date < last);
  const wanted = (date: string, late: boolean) => {
    const at = TRADING.findIndex((day) => (late ? day > date : day >= date));
    return { dealingDate: TRADING[at], confirmDate: TRADING[at + 1], cashDate: TRADING[at + 1] };
  };
  for (const date of days) {
    expect([date, on(date, '14:59:59')]).toEqual([date, wanted(date, false)]);
    expect([date, on(date, '15:00:00')]).toEqual([date, wanted(date, true)]);
  }
  expect(days.length).toBeGreaterThan(1_080);
});

test('a calendar is not guessed beyond its years', () => {
  expect(() => on('2026-12-31', '15:00:00')).toThrow(/CALENDAR_UNKNOWN/);
});

test('an application is dealt and confirmed on trading days, never before it came in', () => {
  const day = fc.integer({ min: dayNumber('2024-01-01' as BusinessDate), max: dayNumber('2026-12-20' as BusinessDate) }).map(fromDayNumber);
  const time = fc.constantFrom('00:00:00', '09:30:00', '14:59:59', '15:00:00', '23:59:59');
  fc.assert(
    fc.property(day, time, (date, at) => {
      const { dealingDate, confirmDate } = dealingOf(date, at, TERMS);
      expect(dealingDate >= date && confirmDate > dealingDate).toBe(true);
      expect(CN_TRADING.isWorkingDay(dealingDate) && CN_TRADING.isWorkingDay(confirmDate)).toBe(true);
    }),
  );
});

test('a suspended dealing date is refused with the day on which it goes on', () => {
  const festival = [{ from: '2026-02-12' as BusinessDate, to: '2026-02-13' as BusinessDate }];
  expect(() => requireOpen('2026-02-11' as BusinessDate, festival, CN_TRADING)).not.toThrow();
  expect(() => requireOpen('2026-02-13' as BusinessDate, festival, CN_TRADING)).toThrow(/SUBSCRIBE_SUSPENDED.*2026-02-24/);
});
