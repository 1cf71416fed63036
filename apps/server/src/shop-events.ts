import { bucketOf, bucketOfId, type Db, type Tx } from '@jinqiao/database';
import { type Clock, instant } from '@jinqiao/runtime';
import type { shop } from '@jinqiao/wire';
import type { z } from 'zod';

type OrderEvents = z.output<typeof shop.orderEvents.request>;
type Returns = z.output<typeof shop.returned.request>;

export type ShopEvent = {
  readonly eventRef: string;
  readonly orderRef: string;
  readonly kind: 'SHIPPED' | 'DELIVERED' | 'CANCELLED' | 'RETURNED';
  readonly lines: readonly { readonly line: number; readonly quantity: number }[];
  /** Minor units, of a return. */
  readonly amount: string | null;
  readonly on: string;
};

/** The bucket of a shop's order: what its reference carries, or its digest's. */
export function bucketOfOrder(orderRef: string): number {
  return bucketOfId(orderRef) ?? bucketOf(orderRef);
}

/** Keeps what the shop told of orders. It comes twice, late and in any order: each event is kept once, as it was told first. */
export async function takeShopEvents(tx: Tx, clock: Clock, events: readonly ShopEvent[]): Promise<{ received: number }> {
  await tx.query(
    `INSERT INTO server.shop_event (bucket, event_ref, order_ref, kind, lines, amount, happened_on, received_at)
     SELECT b, e, o, k, l::jsonb, a, d, $8 FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::date[]) AS g(b, e, o, k, l, a, d)
     ON CONFLICT DO NOTHING`,
    [
      events.map((event) => bucketOfOrder(event.orderRef)),
      events.map((event) => event.eventRef),
      events.map((event) => event.orderRef),
      events.map((event) => event.kind),
      events.map((event) => JSON.stringify(event.lines)),
      events.map((event) => event.amount),
      events.map((event) => event.on),
      instant(clock),
    ],
  );
  return { received: events.length };
}

export function ofOrders({ items }: OrderEvents): ShopEvent[] {
  return items.map(({ eventRef, orderRef, event, on }) => ({ eventRef, orderRef, kind: event, lines: [], amount: null, on }));
}

export function ofReturns({ items }: Returns): ShopEvent[] {
  return items.map(({ returnRef, orderRef, lines, amount, on }) => ({ eventRef: returnRef, orderRef, kind: 'RETURNED', lines, amount, on }));
}

const ORDER = `happened_on, array_position(ARRAY['SHIPPED', 'DELIVERED', 'CANCELLED', 'RETURNED'], kind), event_ref`;

/** A page of what was told and has no consequence yet, in the order in which it happened, behind an event. @param orderRefs of these orders alone. */
export async function openShopEvents(db: Db, orderRefs: readonly string[] | null, after: ShopEvent | null, limit: number): Promise<ShopEvent[]> {
  const { rows } = await db.query<ShopEvent>(
    `SELECT event_ref AS "eventRef", order_ref AS "orderRef", kind, lines, amount::text AS amount, happened_on AS "on" FROM server.shop_event
     WHERE done_on IS NULL AND ($1::text[] IS NULL OR order_ref = ANY($1))
       AND ($2::date IS NULL OR (${ORDER}) > ($2::date, array_position(ARRAY['SHIPPED', 'DELIVERED', 'CANCELLED', 'RETURNED'], $3::text), $4::text))
     ORDER BY ${ORDER} LIMIT $5`,
    [orderRefs, after?.on ?? null, after?.kind ?? null, after?.eventRef ?? null, limit],
  );
  return rows;
}

export async function shopEventDone(tx: Tx, { eventRef, orderRef }: ShopEvent, on: string): Promise<void> {
  await tx.query('UPDATE server.shop_event SET done_on = $3 WHERE bucket = $1 AND event_ref = $2', [bucketOfOrder(orderRef), eventRef, on]);
}
