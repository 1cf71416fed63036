import { sendWaiting } from '@jinqiao/dunning';
import type { System } from './system.ts';

const PAUSE_MS = 30_000;

/** Sends messages about debts that wait for the hours in which they may arrive, and asks again about those of unknown outcome. */
export function createMessagePump({ db, dunning }: System): { stop(): Promise<void> } {
  let sending: Promise<unknown> = Promise.resolve();
  let idle = true;
  const timer = setInterval(() => {
    if (!idle) return;
    idle = false;
    sending = sendWaiting(db, dunning)
      .catch((failure: unknown) => process.emitWarning(`messages about debts: ${failure instanceof Error ? failure.message : 'not sent'}`))
      .finally(() => {
        idle = true;
      });
  }, PAUSE_MS);
  timer.unref();
  return {
    stop: async () => {
      clearInterval(timer);
      await sending;
    },
  };
}
