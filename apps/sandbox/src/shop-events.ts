import type { Tx } from '@jinqiao/database';
import { derivedId } from '@jinqiao/runtime';

export type Moved = { readonly bucket: number; readonly orderRef: string };
export type Happening = Moved & { readonly eventRef: string };

/** The same happening has the same reference, however often it is written down. */
export const refOf = (kind: string, { bucket, orderRef }: Moved): Happening => ({
  bucket,
  orderRef,
  eventRef: derivedId('evt', bucket, `${kind} ${orderRef}`),
});

/** Writes down what happened, in the transaction in which it does: it is told until it is taken. */
export async function happened(
  tx: Tx,
  s: string,
  kind: 'SHIPPED' | 'DELIVERED' | 'CANCELLED' | 'RETURNED',
  events: readonly Happening[],
  on: string,
): Promise<void> {
  if (events.length === 0) return;
  await tx.query(
    `INSERT INTO ${s}.event (bucket, event_ref, order_ref, kind, happened_on) SELECT b, e, o, $1, $2 FROM unnest($3::int[], $4::text[], $5::text[]) WITH ORDINALITY AS g(b, e, o, n) ORDER BY n`,
    [kind, on, events.map((e) => e.bucket), events.map((e) => e.eventRef), events.map((e) => e.orderRef)],
  );
}
