import { CN_EXCHANGE_CLOSED, CN_YEARS } from './cn-holidays.ts';
import { addDays, type BusinessDate, isWeekend } from './date.ts';
import { calendarFault } from './errors.ts';

/** Which days an institution works. A date outside the loaded years is an error, never a guess. */
export type Calendar = {
  readonly name: string;
  /** @throws Fault CALENDAR_UNKNOWN. */
  isWorkingDay(date: BusinessDate): boolean;
};

function expand(year: number, text: string): string[] {
  return text.split(' ').flatMap((range) => {
    if (range === '') return [];
    const [from = '', to = from] = range.split('-');
    const iso = (day: string) => `${year}-${day.slice(0, 2)}-${day.slice(2)}` as BusinessDate;
    const days: string[] = [];
    for (let day = iso(from); day <= iso(to); day = addDays(day, 1)) days.push(day);
    return days;
  });
}

const OFF = new Set(CN_YEARS.flatMap(([year, off]) => expand(year, off)));
const WORK = new Set(CN_YEARS.flatMap(([year, , work]) => expand(year, work)));
const FIRST = CN_YEARS[0]?.[0] ?? 0;
const LAST = CN_YEARS.at(-1)?.[0] ?? 0;

function requireLoaded(name: string, date: BusinessDate): void {
  const year = Number(date.slice(0, 4));
  if (year < FIRST || year > LAST) throw calendarFault('CALENDAR_UNKNOWN', { name, year });
}

/** Banks in mainland China: weekdays that are no public holiday, and make-up working weekends. */
export const CN_BANK: Calendar = {
  name: 'CN_BANK',
  isWorkingDay: (date) => {
    requireLoaded('CN_BANK', date);
    return WORK.has(date) || (!isWeekend(date) && !OFF.has(date));
  },
};

/** Exchanges and funds in mainland China: make-up working weekends are not trading days. */
export const CN_TRADING: Calendar = {
  name: 'CN_TRADING',
  isWorkingDay: (date) => {
    requireLoaded('CN_TRADING', date);
    return !isWeekend(date) && !OFF.has(date) && !CN_EXCHANGE_CLOSED.includes(date);
  },
};

/** Monday to Friday in every year, for books that follow no holiday calendar. */
export const WEEKENDS_ONLY: Calendar = { name: 'WEEKENDS_ONLY', isWorkingDay: (date) => !isWeekend(date) };

/** A calendar with days that later notices made working days or took from them. */
export function changedCalendar(calendar: Calendar, changes: ReadonlyMap<BusinessDate, boolean>): Calendar {
  if (changes.size === 0) return calendar;
  return { name: calendar.name, isWorkingDay: (date) => changes.get(date) ?? calendar.isWorkingDay(date) };
}

const CALENDARS = [CN_BANK, CN_TRADING, WEEKENDS_ONLY];

/** @throws Fault CALENDAR_UNKNOWN for a name that no calendar has. */
export function calendarByName(name: string): Calendar {
  const found = CALENDARS.find((calendar) => calendar.name === name);
  if (!found) throw calendarFault('CALENDAR_UNKNOWN', { name, year: '-' });
  return found;
}

/** The first working day strictly after a date. */
export function nextWorkingDay(calendar: Calendar, date: BusinessDate): BusinessDate {
  return rollForward(calendar, addDays(date, 1));
}

/** The date itself where it is a working day, else the next one. */
export function rollForward(calendar: Calendar, date: BusinessDate): BusinessDate {
  let day = date;
  while (!calendar.isWorkingDay(day)) day = addDays(day, 1);
  return day;
}

/** T+n: the n-th working day after a date. */
export function addWorkingDays(calendar: Calendar, date: BusinessDate, n: number): BusinessDate {
  let day = date;
  for (let i = 0; i < n; i += 1) day = nextWorkingDay(calendar, day);
  return day;
}
