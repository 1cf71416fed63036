import type { Clock } from '@jinqiao/runtime';

const SHANGHAI_AHEAD_MS = 8 * 3_600_000;

/** The time of day in Shanghai, `HH:MM`: it has no daylight saving. */
export function shanghaiTimeOfDay(clock: Clock): string {
  return new Date(clock.now() + SHANGHAI_AHEAD_MS).toISOString().slice(11, 16);
}
