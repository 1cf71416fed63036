import { addDays, type BusinessDate, businessDate } from '@jinqiao/calendar';
import type { Clock } from '@jinqiao/runtime';

const AHEAD_MS = 8 * 3_600_000;
const MINUTE_MS = 60_000;

/** A moment as people in Shanghai read it: the calendar day and the minutes since midnight. It has no daylight saving. */
export type LocalMoment = { readonly day: BusinessDate; readonly minute: number };

export function shanghaiMoment(clock: Clock): LocalMoment {
  const text = new Date(clock.now() + AHEAD_MS).toISOString();
  return { day: businessDate(text.slice(0, 10)), minute: Number(text.slice(11, 13)) * 60 + Number(text.slice(14, 16)) };
}

/** The instant of a local minute, ISO 8601 in UTC. */
export function instantOf({ day, minute }: LocalMoment): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + minute * MINUTE_MS - AHEAD_MS).toISOString();
}

/** `2026-11-26 08:00`, as a refusal tells it. */
export function textOf({ day, minute }: LocalMoment): string {
  const two = (part: number) => String(part).padStart(2, '0');
  return `${day} ${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}

export function nextDay({ day }: LocalMoment, minute: number): LocalMoment {
  return { day: addDays(day, 1), minute };
}
