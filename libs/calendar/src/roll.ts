import type { Calendar } from './calendar.ts';
import { addDays, type BusinessDate, monthNumber } from './date.ts';

/** Where a date goes that is no working day (2006 ISDA Definitions 4.12; modified preceding is its mirror image). */
export type RollRule = 'none' | 'following' | 'preceding' | 'modified-following' | 'modified-preceding';

/**
 * The date itself where it is a working day, else the next (following) or the last one before (preceding). The modified rules
 * turn round rather than leave the month.
 * @throws Fault CALENDAR_UNKNOWN where the calendar has no data.
 */
export function roll(calendar: Calendar, rule: RollRule, date: BusinessDate): BusinessDate {
  if (rule === 'none' || calendar.isWorkingDay(date)) return date;
  const forward = rule === 'following' || rule === 'modified-following';
  const rolled = walk(calendar, date, forward ? 1 : -1);
  const turns = (rule === 'modified-following' || rule === 'modified-preceding') && monthNumber(rolled) !== monthNumber(date);
  return turns ? walk(calendar, date, forward ? -1 : 1) : rolled;
}

function walk(calendar: Calendar, date: BusinessDate, step: 1 | -1): BusinessDate {
  let day = date;
  while (!calendar.isWorkingDay(day)) day = addDays(day, step);
  return day;
}
