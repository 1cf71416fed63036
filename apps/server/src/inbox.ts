import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { holdToday, today } from '@jinqiao/business-day';
import { bucketOfId, type Tx } from '@jinqiao/database';
import { createReceiver, type Handler, type MessageContext } from '@jinqiao/gateway';
import { balance } from '@jinqiao/ledger';
import { portfolioOf, recordOutcomes } from '@jinqiao/lending';
import { economicsOf, marginBand, partnershipFault, portfolioContext } from '@jinqiao/partnership';
import { type Attempt, type AttemptResult, attemptsByKey, collectionsByKey, recordResults, sendAttempts } from '@jinqiao/payments';
import { type Operation, payment, platform, shop } from '@jinqiao/wire';
import type { z } from 'zod';
import { programmesOfPartner } from './partners.ts';
import { applyShopEvents, openDay } from './pay-later-orders.ts';
import { PARTNER_OPERATIONS } from './permissions.ts';
import { ofOrders, ofReturns, type ShopEvent, takeShopEvents } from './shop-events.ts';
import type { System } from './system.ts';

/** What partners may send us, each only those that the table of permissions allows it. */
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
      answering(payment.collectionResult, (tx, body) => takeResults(system, tx, body)),
      answering(payment.orderResult, (tx, body, { sender }) => takeOrderResults(system, tx, body, sender)),
      answering(shop.orderEvents, (tx, body) => takeFromShop(system, tx, ofOrders(body))),
      answering(shop.returned, (tx, body) => takeFromShop(system, tx, ofReturns(body))),
      answering(platform.programmePosition, (tx, body, { sender }) => positionOf(system, tx, sender, body.programme)),
    ]),
  });
}

/** Binds an operation to what we do. An operation that the table does not name is open to nobody. */
function answering<Q extends z.ZodType, A extends z.ZodType>(
  operation: Operation<Q, A>,
  handle: (tx: Tx, body: z.output<Q>, context: MessageContext) => Promise<z.output<A>>,
): [string, Handler] {
  const { name, request, readOnly } = operation;
  return [name, { request, readOnly, senders: PARTNER_OPERATIONS[name] ?? [], handle: handle as Handler['handle'] }];
}

type Results = z.output<typeof payment.collectionResult.request>;

/** A notification that comes twice, late, or with another amount changes nothing. */
async function takeResults(system: System, tx: Tx, body: Results): Promise<{ received: number }> {
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
      ? [{ collection, status: item.status, code: item.code, paymentSerial: item.paymentSerial, networkSerial: item.networkSerial }]
      : [];
  });
  await recordOutcomes(tx, portfolioContext(await system.joint(tx)), outcomes);
  return { received: body.items.length };
}

/** Where a programme stands, for a partner that has part in it; another's is as unknown as one that does not exist. */
async function positionOf(system: System, tx: Tx, sender: string, id: string): Promise<z.output<typeof platform.programmePosition.answer>> {
  const programme = programmesOfPartner(await system.joint(tx), sender).find((each) => each.id === id);
  if (!programme) throw partnershipFault('PROGRAMME_UNKNOWN', { id });
  const [sums, economics, held] = [await portfolioOf(tx, id), await economicsOf(tx, id), await balance(tx, [programme.book.house('platform/margin')])];
  return {
    programme: id,
    businessDate: (await today(tx)).current,
    loans: Number(sums.loans),
    outstanding: sums.outstanding.toString(),
    disbursed: sums.disbursed.toString(),
    marginHeld: held.toString(),
    marginRequired: marginBand(programme, sums.outstanding).required.toString(),
    drawsStopped: economics.drawsStopped,
  };
}

const COMMITTED_AFTER_MS = 100;

/** Keeps what the shop told; once that is committed it takes effect. Where this process ends before, or the day closes, the close finds it. */
async function takeFromShop(system: System, tx: Tx, events: readonly ShopEvent[]): Promise<{ received: number }> {
  const taken = await takeShopEvents(tx, system.clock, events);
  const orders = events.map(({ orderRef }) => orderRef);
  sleep(COMMITTED_AFTER_MS)
    .then(() => applyShopEvents(system.db, orders, openDay))
    .catch(process.emitWarning);
  return taken;
}

/** Sends attempts that a message gave rise to, once they are committed; where this process ends before, the close finds and sends them. */
async function sendCommitted(system: System, attempts: readonly Attempt[], on: string): Promise<void> {
  await sleep(COMMITTED_AFTER_MS);
  const committed = await attemptsByKey(system.db, attempts);
  await sendAttempts(system.db, system.payments, [...committed.values()], on, holdToday);
}

type OrderResults = z.output<typeof payment.orderResult.request>;

/** What became of payment orders, said by the institution that was asked. A payment that is refused only now goes on to its next institution after this is committed. */
async function takeOrderResults(system: System, tx: Tx, body: OrderResults, sender: string): Promise<{ received: number }> {
  const results = body.items.flatMap((item): AttemptResult[] => {
    const bucket = bucketOfId(item.orderRef);
    return bucket === undefined ? [] : [{ ...item, bucket, attemptId: item.orderRef, amount: BigInt(item.amount) }];
  });
  const on = await holdToday(tx);
  const asked = await attemptsByKey(tx, results);
  const own = results.filter(({ attemptId }) => asked.get(attemptId)?.institutionId === sender);
  const onward = await recordResults(tx, system.payments, own, on);
  if (onward.length > 0) sendCommitted(system, onward, on).catch(process.emitWarning);
  return { received: body.items.length };
}
