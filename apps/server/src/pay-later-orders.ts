import { eachPage, holdToday, type Step, type StepContext } from '@jinqiao/business-day';
import { addDays, type BusinessDate, businessDate } from '@jinqiao/calendar';
import { type Database, HOUSE_BUCKET, type Tx } from '@jinqiao/database';
import { isFault } from '@jinqiao/errors';
import { parseFile, wholeFile } from '@jinqiao/gateway';
import { type Contract, cancelPurchase, deliverPurchase, markTold, newestOfOrder, payLaterProgramme, takeReturn, untoldContracts } from '@jinqiao/paylater';
import type { Clock } from '@jinqiao/runtime';
import { files, type Institution, shop as wire } from '@jinqiao/wire';
import { bucketOfOrder, openShopEvents, type ShopEvent, shopEventDone, takeShopEvents } from './shop-events.ts';

const CHUNK = 500;

/** Fences a transaction, and says the day on which it books. */
type Fence = (tx: Tx) => Promise<BusinessDate>;

export const openDay: Fence = async (tx) => businessDate(await holdToday(tx));

/**
 * Tells the shop that an order is paid later; it may ship then. Where the shop refuses, the purchase is given up; where its answer
 * is not known, the close asks again under the same serial.
 */
export async function tellShop(db: Database, shop: Institution, contract: Contract, on: string, fence: Fence): Promise<void> {
  const { contractId, orderRef, amount, programmeId } = contract;
  const { creditor } = await payLaterProgramme(db, programmeId);
  const exchange = await shop.exchange(wire.authorise, {
    serial: `shop.authorise.${contractId}`,
    businessDate: on,
    subject: contractId,
    body: { orderRef, creditor, amount: amount.toString() },
  });
  // A message that the shop's gateway does not take says nothing of the order, which an earlier try may have released.
  if (exchange.state !== 'answered') return;
  await db.tx(async (tx) => {
    const day = await fence(tx);
    if (exchange.answer.status === 'AUTHORISED') await markTold(tx, contract);
    else await cancelPurchase(tx, contract, day);
  });
}

/** What the shop told takes effect, event by event, each in its own transaction. What cannot be yet waits, and is counted. @returns how many wait. */
export async function applyShopEvents(db: Database, orderRefs: readonly string[] | null, fence: Fence): Promise<number> {
  let waiting = 0;
  await eachPage(
    (after: ShopEvent | null) => openShopEvents(db, orderRefs, after, CHUNK),
    async (page) => {
      for (const event of page) {
        const done = await db
          .tx((tx) => applyEvent(tx, event, fence))
          .catch((error: unknown) => {
            // What contradicts the contract is for somebody to look at; a day that closes is asked again.
            if (!isFault(error)) throw error;
            return false;
          });
        if (!done) waiting += 1;
      }
    },
  );
  return waiting;
}

async function applyEvent(tx: Tx, event: ShopEvent, fence: Fence): Promise<boolean> {
  const on = await fence(tx);
  const contract = await newestOfOrder(tx, bucketOfOrder(event.orderRef), event.orderRef);
  if (contract && event.kind !== 'SHIPPED') {
    const terms = await payLaterProgramme(tx, contract.programmeId);
    // Told in another order than it happened: goods come back only after they were delivered.
    if (event.kind === 'RETURNED' && contract.state === 'authorised') return false;
    if (event.kind === 'DELIVERED') await deliverPurchase(tx, terms, contract, on);
    if (event.kind === 'CANCELLED') await cancelPurchase(tx, contract, on);
    // Refunded before: nothing is left to credit.
    if (event.kind === 'RETURNED' && event.amount !== '0')
      await takeReturn(tx, terms, { ...contract, noteId: event.eventRef, value: BigInt(event.amount ?? '0') }, on);
  }
  await shopEventDone(tx, event, on);
  return true;
}

/**
 * The shop's part of a close: purchases that it has not answered about are told again, its files say what it delivered and took
 * back, lost notices or not, and all of it takes effect. A file that is late is asked for on the next day.
 */
export function shopOrdersStep(shop: Institution, clock: Clock): Step {
  return {
    name: 'shop-orders',
    run: async (context) => {
      const on = businessDate(context.date);
      const fence: Fence = async (tx) => {
        await context.fence(tx);
        return on;
      };
      await eachPage(
        (after: Contract | null) => untoldContracts(context.db, after, CHUNK),
        async (page) => {
          for (const contract of page) await tellShop(context.db, shop, contract, on, fence);
        },
      );
      await receiveFiles(context, shop, clock, on);
      context.count({ shopWaiting: await applyShopEvents(context.db, null, fence) });
    },
  };
}

async function receiveFiles(context: StepContext, shop: Institution, clock: Clock, on: BusinessDate): Promise<void> {
  const { rows } = await context.db.query<{ last: string | null }>('SELECT max(business_date) AS last FROM server.shop_day WHERE bucket = $1', [HOUSE_BUCKET]);
  const last = rows[0]?.last;
  for (let date = last ? addDays(businessDate(last), 1) : on; date <= on; date = addDays(date, 1)) {
    const lines = await dayOfShop(shop, date, on);
    if (!lines) return;
    const events = lines.map(
      ({ kind, reference = '', orderRef = '', amount = '0' }): ShopEvent => ({
        eventRef: reference,
        orderRef,
        kind: kind === 'return' ? 'RETURNED' : 'DELIVERED',
        lines: [],
        amount: kind === 'return' ? amount : null,
        on: date,
      }),
    );
    await context.chunk(async (tx) => {
      await takeShopEvents(tx, clock, events);
      await tx.query('INSERT INTO server.shop_day (bucket, business_date, rows_received) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [
        HOUSE_BUCKET,
        date,
        events.length,
      ]);
    });
    context.count({ shopRows: events.length });
  }
}

/** A day's file; undefined where it is late or damaged. */
async function dayOfShop(shop: Institution, date: string, on: string): Promise<readonly Readonly<Record<string, string>>[] | undefined> {
  const file = await wholeFile(async (part) => {
    const exchange = await shop.exchange(wire.dayFile, { serial: `shop-day.${date}.${on}.${part}`, businessDate: on, body: { date, part } });
    return exchange.state === 'answered' && exchange.answer.ready ? { ...exchange.answer, parts: exchange.answer.parts ?? 1 } : undefined;
  });
  if (!file) return undefined;
  try {
    return parseFile(files.shopDayFile, file.content, file.digest, { institution: shop.id, date });
  } catch {
    return undefined;
  }
}
