/** The only place that reads the machine's clock. Business dates never come from here: the close moves them. */
export type Clock = {
  /** Milliseconds since 1970 UTC. */
  now(): number;
};

export const systemClock: Clock = { now: () => Date.now() };

export function fixedClock(at: number): Clock {
  return { now: () => at };
}

/** An instant as ISO 8601 in UTC. */
export function instant(clock: Clock): string {
  return new Date(clock.now()).toISOString();
}
