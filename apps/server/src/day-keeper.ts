import { keepDays } from '@jinqiao/ledger';
import type { System } from './system.ts';

const PAUSE_MS = 5_000;
/** Journals that may wait to be added to the days of their book. */
const BEHIND_MAX = 2_000n;

/** Follows the books in the background, so that nobody who reads a past date waits for it. */
export function createDayKeeper({ db }: System): { stop(): Promise<void> } {
  let following: Promise<void> = Promise.resolve();
  let idle = true;
  const timer = setInterval(() => {
    if (!idle) return;
    idle = false;
    following = keepDays(db, undefined, BEHIND_MAX)
      .catch((failure: unknown) => process.emitWarning(`the days of the books: ${failure instanceof Error ? failure.message : 'not followed'}`))
      .finally(() => {
        idle = true;
      });
  }, PAUSE_MS);
  timer.unref();
  return {
    stop: async () => {
      clearInterval(timer);
      await following;
    },
  };
}
