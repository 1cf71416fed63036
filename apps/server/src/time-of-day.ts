import type { Clock } from '@jinqiao/runtime';

const SHANGHAI_AHEAD_MS = 8 * 3_600_000;

/** The time in Shanghai, `HH:MM:SS`: it has no daylight saving. */
export function shanghaiTime(clock: Clock): string {
  return new Date(clock.now() + SHANGHAI_AHEAD_MS).toISOString().slice(11, 19);
}

/** The same without seconds, `HH:MM`. */
export function shanghaiTimeOfDay(clock: Clock): string {
  return shanghaiTime(clock).slice(0, 5);
}
