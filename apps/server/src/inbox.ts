import type { IncomingMessage, ServerResponse } from 'node:http';
import { bucketOfId } from '@jinqiao/database';
import { createReceiver } from '@jinqiao/gateway';
import { recordOutcomes } from '@jinqiao/lending';
import { portfolioContext } from '@jinqiao/partnership';
import { collectionsByKey } from '@jinqiao/payments';
import { payment } from '@jinqiao/wire';
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
    operations: new Map([
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
    ]),
  });
}
