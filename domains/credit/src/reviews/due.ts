import { addWorkingDays, type BusinessDate, type Calendar, nextWorkingDay } from '@jinqiao/calendar';
import type { ServiceLevel } from '../decisions/model.ts';

/** A moment of the working day in Shanghai, `HH:MM`. */
export type Moment = { readonly on: BusinessDate; readonly time: string };

/** Hours of the review desk. */
const OPENS = 9 * 60;
const CLOSES = 18 * 60;
const SHANGHAI_AHEAD_MS = 8 * 3_600_000;

/** The time of day in Shanghai, `HH:MM`, of an instant. */
export function timeOfDay(at: string): string {
  return new Date(Date.parse(at) + SHANGHAI_AHEAD_MS).toISOString().slice(11, 16);
}

/** When a review that opens at a moment is due: so many working hours of the desk later, or at the end of a later working day. */
export function dueAt({ on, time }: Moment, { unit, value }: ServiceLevel, calendar: Calendar): Moment {
  if (unit === 'working-days') return { on: addWorkingDays(calendar, on, value), time: clock(CLOSES) };
  const opened = minutesOf(time);
  const today = calendar.isWorkingDay(on) && opened < CLOSES;
  let day = today ? on : nextWorkingDay(calendar, on);
  let at = today ? Math.max(opened, OPENS) : OPENS;
  let left = value * 60;
  while (at + left > CLOSES) {
    left -= CLOSES - at;
    day = nextWorkingDay(calendar, day);
    at = OPENS;
  }
  return { on: day, time: clock(at + left) };
}

function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
}

function clock(minutes: number): string {
  return [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':');
}
