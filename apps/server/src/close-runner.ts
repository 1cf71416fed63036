import type { BusinessDay } from '@jinqiao/api';
import { businessDayFault, type DayReport, today } from '@jinqiao/business-day';
import { addDays, businessDate } from '@jinqiao/calendar';
import { isFault } from '@jinqiao/errors';
import { maskText } from '@jinqiao/runtime';
import type { System } from './system.ts';

/** Closes days in the background, one close at a time; where it stands can be read at any moment. */
export type CloseRunner = {
  start(through: string): Promise<void>;
  /** Goes on with a day that was being closed when the process ended. */
  resume(): Promise<void>;
  state(): Promise<BusinessDay>;
  settled(): Promise<void>;
};

const DAYS_MAX = 400;

export function createCloseRunner(system: System): CloseRunner {
  let running: Promise<void> | undefined;
  let report: DayReport | undefined;
  let error: string | null = null;
  const run = (through: string) => {
    error = null;
    running = system
      .close(through, (current) => {
        report = current;
      })
      .then(
        () => undefined,
        (failure: unknown) => {
          error = maskText(isFault(failure) ? `${failure.code}: ${failure.en}` : failure instanceof Error ? failure.message : 'the close failed');
        },
      )
      .finally(() => {
        running = undefined;
      });
  };
  return {
    start: async (through) => {
      const { current } = await today(system.db);
      const date = businessDate(through, '$.through');
      if (date < current) throw businessDayFault('CLOSE_IN_PAST', { through, current }, '$.through');
      const latest = addDays(businessDate(current), DAYS_MAX);
      if (date > latest) throw businessDayFault('CLOSE_TOO_FAR', { limit: DAYS_MAX, latest }, '$.through');
      if (running) throw businessDayFault('CLOSE_RUNNING');
      run(through);
    },
    resume: async () => {
      const { rows } = await system.db.query<{ closing: string | null }>(`SELECT closing FROM business_day.day WHERE bucket = 0`);
      if (rows[0]?.closing && !running) run(rows[0].closing);
    },
    state: async () => dayOf(system, running !== undefined, running ? report : undefined, error),
    settled: async () => {
      await running;
    },
  };
}

type StoredDay = { summary: BusinessDay['summary']; steps: DayReport['steps'] };

async function dayOf(system: System, closing: boolean, live: DayReport | undefined, error: string | null): Promise<BusinessDay> {
  const day = await today(system.db);
  const { rows } = await system.db.query<StoredDay>('SELECT summary, steps FROM business_day.closed_day WHERE bucket = 0 AND business_date = $1', [
    day.lastClosed,
  ]);
  const steps = live?.steps ?? rows[0]?.steps ?? [];
  return {
    current: day.current,
    lastClosed: day.lastClosed,
    closing,
    steps: steps.map((step) => ({
      name: step.name,
      done: step.chunks,
      chunks: step.chunks,
      finished: step.finished,
      seconds: Math.round(step.seconds * 1000) / 1000,
    })),
    summary: rows[0]?.summary ?? null,
    error,
  };
}
