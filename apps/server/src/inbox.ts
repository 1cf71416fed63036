import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { holdToday } from '@jinqiao/business-day';
import { bucketOfId, type Tx } from '@jinqiao/database';
import { createReceiver, type Handler } from '@jinqiao/gateway';
import { recordOutcomes } from '@jinqiao/lending';
import { portfolioContext } from '@jinqiao/partnership';
import { type Attempt, type AttemptResult, attemptsByKey, collectionsByKey, recordResults, sendAttempts } from '@jinqiao/payments';
import { payment } from '@jinqiao/wire';
import type { z } from 'zod';
import type { System } from './system.ts';

/** What partners may send us. A notification that comes twice, late, or with another amount changes nothing. */
export function createInbox(system: System): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const { keys } = system;
  return createReceiver({
    self: 'platform',
    keys: keys.parties.platform,
    peers: new Map(Object.entries(keys.parties).map(([id, pair]) => [id, pair.publicKey])),
    clock: system.clock,
    db: system.db,
    schema: 'gateway',
    operations: new Map<string, Handler>([
      [
        payment.collectionResult.name,
        {
          request: payment.collectionResult.request,
          readOnly: false,
          handle: async (
            tx,
            body: { items: { collectionRef: string; status: 'SUCCESS' | 'FAILED'; code: string; paymentSerial: string; amount: string }[] },
          ) => {
            const known = await collectionsByKey(
              tx,
              body.items.flatMap((item) => {
                const bucket = bucketOfId(item.collectionRef);
                return bucket === undefined ? [] : [{ bucket, collectionId: item.collectionRef }];
              }),
            );
            const outcomes = body.items.flatMap((item) => {
              const collection = known.get(item.collectionRef);
              return collection?.state === 'sent' && collection.amount.toString() === item.amount
                ? [{ collection, status: item.status, code: item.code, paymentSerial: item.paymentSerial }]
                : [];
            });
            await recordOutcomes(tx, portfolioContext(await system.joint()), outcomes);
            return { received: body.items.length };
          },
        },
      ],
      [payment.orderResult.name, orderResults(system)],
    ]),
  });
}

const COMMITTED_AFTER_MS = 100;

/** Sends attempts that a message gave rise to, once they are committed; where this process ends before, the close finds and sends them. */
async function sendCommitted(system: System, attempts: readonly Attempt[], on: string): Promise<void> {
  await sleep(COMMITTED_AFTER_MS);
  const committed = await attemptsByKey(system.db, attempts);
  await sendAttempts(system.db, system.payments, [...committed.values()], on, holdToday);
}

type OrderResults = z.output<typeof payment.orderResult.request>;

/** What became of payment orders. A payment that is refused only now goes on to its next institution after this is committed. */
function orderResults(system: System) {
  return {
    request: payment.orderResult.request,
    readOnly: false,
    handle: async (tx: Tx, body: OrderResults) => {
      const results = body.items.flatMap((item): AttemptResult[] => {
        const bucket = bucketOfId(item.orderRef);
        return bucket === undefined ? [] : [{ ...item, bucket, attemptId: item.orderRef, amount: BigInt(item.amount) }];
      });
      const on = await holdToday(tx);
      const onward = await recordResults(tx, system.payments, results, on);
      if (onward.length > 0) sendCommitted(system, onward, on).catch(process.emitWarning);
      return { received: body.items.length };
    },
  };
}
