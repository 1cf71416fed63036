import { bucketOf, bucketOfId, type Tx } from '@jinqiao/database';
import { type Clock, instant } from '@jinqiao/runtime';
import type { shop } from '@jinqiao/wire';
import type { z } from 'zod';

type OrderEvents = z.output<typeof shop.orderEvents.request>;
type Returns = z.output<typeof shop.returned.request>;

type ShopEvent = {
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
