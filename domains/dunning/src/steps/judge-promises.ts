import type { StepContext } from '@jinqiao/business-day';
import { insertEvents } from '../case-store.ts';
import type { Dunning } from '../context.ts';
import { duePromises, judgePromises, type PromiseState, type PromiseToPay } from '../promise-store.ts';
import { receivedOnCases } from '../receipts.ts';
import { CHUNK, CLOSE } from './age-cases.ts';

/**
 * Judges promises whose day has come by the money that arrived from their making through their day. While a debit of those days has
 * an unknown outcome the promise waits: unknown is not broken.
 */
export async function judgeDuePromises({ sources }: Pick<Dunning, 'sources'>, context: StepContext, on: string): Promise<void> {
  let after: PromiseToPay | null = null;
  for (;;) {
    const page: PromiseToPay[] = await context.chunk(async (tx) => {
      const due = await duePromises(tx, on, after, CHUNK);
      if (due.length === 0) return due;
      const came = await receivedOnCases(
        tx,
        sources,
        due.map((promise) => ({ ...promise, from: promise.madeOn, through: promise.dueOn })),
      );
      const verdicts = due.flatMap((promise) => {
        const { received = 0n, awaiting = false } = came.get(promise.caseId) ?? {};
        const own = received - promise.receivedBefore;
        return awaiting && own < promise.amount ? [] : [{ ...promise, received: own, state: verdictOf(own, promise.amount) }];
      });
      await judgePromises(tx, verdicts, on);
      await insertEvents(
        tx,
        verdicts.map((one) => ({ ...one, event: `promise-${one.state}`, actor: CLOSE, now: one.promiseId, about: one.promiseId })),
        on,
        null,
      );
      context.count({ promisesJudged: verdicts.length });
      return due;
    });
    after = page.at(-1) ?? null;
    if (page.length < CHUNK) return;
  }
}

export function verdictOf(received: bigint, amount: bigint): Extract<PromiseState, 'kept' | 'partly-kept' | 'broken'> {
  return received >= amount ? 'kept' : received > 0n ? 'partly-kept' : 'broken';
}
