import { bucketOf, bucketOfId, type Db, HOUSE_BUCKET, type Tx } from '@jinqiao/database';
import { derivedId } from '@jinqiao/runtime';
import { shop } from '@jinqiao/wire';
import type { z } from 'zod';
import { answering, type InstitutionSetup } from './institution.ts';
import { happened, refOf } from './shop-events.ts';
import { SELLERS, sellerOf } from './shop-goods.ts';

/** A buyer's rows lie together; a reference of another form has its digest's bucket. */
function bucketOfBuyer(buyerRef: string): number {
  return bucketOfId(buyerRef) ?? bucketOf(buyerRef);
}

type CartLine = { sku: string; quantity: number; price: string; name: string; nameZh: string; seller: string; stock: number };

const CART = (s: string) => `SELECT c.sku, c.quantity, g.price::text, g.name, g.name_zh AS "nameZh", g.seller, g.stock FROM ${s}.cart_item c
  JOIN ${s}.goods g ON g.bucket = ${HOUSE_BUCKET} AND g.sku = c.sku WHERE c.bucket = $1 AND c.buyer_ref = $2 ORDER BY c.sku COLLATE "C"`;

const worth = (lines: readonly { price: string; quantity: number }[]) => lines.reduce((sum, line) => sum + BigInt(line.price) * BigInt(line.quantity), 0n);

/** The cart at the prices of the moment: nothing is promised before checkout. */
export function cart({ schema: s }: InstitutionSetup) {
  return answering(shop.cart, async (tx, body) => {
    const { rows } = await tx.query<CartLine>(CART(s), [bucketOfBuyer(body.buyerRef), body.buyerRef]);
    return { items: rows.map((line) => ({ ...line, ...sellerOf(line.seller) })), amount: worth(rows).toString() };
  });
}

export function putInCart({ schema: s }: InstitutionSetup) {
  return answering(shop.putInCart, async (tx, body) => {
    const key = [bucketOfBuyer(body.buyerRef), body.buyerRef, body.sku] as const;
    const { rows } = await tx.query<{ stock: number }>(`SELECT stock FROM ${s}.goods WHERE bucket = $1 AND sku = $2`, [HOUSE_BUCKET, body.sku]);
    if (!rows[0]) return { status: 'REFUSED' as const, code: 'SKU_UNKNOWN' };
    if (body.quantity > rows[0].stock) return { status: 'REFUSED' as const, code: 'OUT_OF_STOCK' };
    if (body.quantity === 0) await tx.query(`DELETE FROM ${s}.cart_item WHERE bucket = $1 AND buyer_ref = $2 AND sku = $3`, [...key]);
    else
      await tx.query(
        `INSERT INTO ${s}.cart_item (bucket, buyer_ref, sku, quantity) VALUES ($1, $2, $3, $4) ON CONFLICT (bucket, buyer_ref, sku) DO UPDATE SET quantity = EXCLUDED.quantity`,
        [...key, body.quantity],
      );
    return { status: 'OK' as const, code: 'OK' };
  });
}

type Order = z.output<typeof shop.orderNamed.answer>['order'] & object;
export type OrderRow = Omit<Order, 'sellerName' | 'sellerNameZh'> & { bucket: number; creditor: string | null; deliveredOn: string | null; givenBack: bigint };

const ORDERS = (
  s: string,
) => `SELECT o.bucket, o.order_ref AS "orderRef", o.buyer_ref AS "buyerRef", o.seller, o.state, o.amount::text, o.placed_on::text AS "placedOn", o.creditor,
  o.delivered_on::text AS "deliveredOn", o.given_back AS "givenBack",
  (SELECT json_agg(json_build_object('line', l.line, 'sku', l.sku, 'name', l.name, 'nameZh', l.name_zh, 'price', l.price::text, 'quantity', l.quantity, 'returned', l.given_back) ORDER BY l.line)
   FROM ${s}.order_line l WHERE l.bucket = o.bucket AND l.order_ref = o.order_ref) AS lines FROM ${s}.shop_order o`;

/** An order by its reference. @param lock for who is about to change it. */
export async function orderByRef(db: Db, s: string, orderRef: string, lock: '' | 'FOR UPDATE' = ''): Promise<OrderRow | undefined> {
  const { rows } = await db.query<OrderRow>(`${ORDERS(s)} WHERE o.bucket = $1 AND o.order_ref = $2 ${lock}`, [bucketOfId(orderRef) ?? HOUSE_BUCKET, orderRef]);
  return rows[0];
}

function shown({ orderRef, buyerRef, seller, state, amount, placedOn, lines }: OrderRow): Order {
  return { orderRef, buyerRef, seller, ...sellerOf(seller), state, amount, placedOn, lines };
}

export function orderNamed({ schema: s }: InstitutionSetup) {
  return answering(shop.orderNamed, async (tx, body) => {
    const found = await orderByRef(tx, s, body.orderRef);
    return { known: found !== undefined, order: found ? shown(found) : null };
  });
}

const SHOWN = 100;

export function ordersOfBuyer({ schema: s }: InstitutionSetup) {
  return answering(shop.ordersOfBuyer, async (tx, body) => {
    const { rows } = await tx.query<OrderRow>(
      `${ORDERS(s)} WHERE o.bucket = $1 AND o.buyer_ref = $2 ORDER BY o.placed_on DESC, o.order_ref COLLATE "C" LIMIT $3`,
      [bucketOfBuyer(body.buyerRef), body.buyerRef, SHOWN],
    );
    return { items: rows.map(shown) };
  });
}

/** Makes one order for each seller and takes their goods out of stock, all or nothing. The cart is locked first, so that a checkout that is asked for twice at once is done once. */
export function checkOut({ schema: s }: InstitutionSetup) {
  return answering(shop.checkOut, async (tx, body, context) => {
    const { checkoutRef, buyerRef } = body;
    const buyer = [bucketOfBuyer(buyerRef), buyerRef] as const;
    await tx.query(`SELECT FROM ${s}.cart_item WHERE bucket = $1 AND buyer_ref = $2 FOR UPDATE`, [...buyer]);
    const ordersOfCheckout = async () =>
      (await tx.query<OrderRow>(`${ORDERS(s)} WHERE o.bucket = $1 AND o.buyer_ref = $2 AND o.checkout_ref = $3 ORDER BY o.order_ref`, [...buyer, checkoutRef]))
        .rows;
    const placed = (rows: readonly OrderRow[]) => ({ status: 'PLACED' as const, code: 'OK', orders: rows.map(shown) });
    const refused = (code: string) => ({ status: 'REFUSED' as const, code, orders: [] });
    const known = await ordersOfCheckout();
    if (known.length > 0) return placed(known);
    // One order of locks for all carts: two that share goods wait for each other and never both.
    await tx.query(
      `SELECT FROM ${s}.goods WHERE bucket = $3 AND sku IN (SELECT sku FROM ${s}.cart_item WHERE bucket = $1 AND buyer_ref = $2) ORDER BY sku COLLATE "C" FOR UPDATE`,
      [...buyer, HOUSE_BUCKET],
    );
    const { rows: lines } = await tx.query<CartLine>(CART(s), [...buyer]);
    if (lines.length === 0) return refused('CART_EMPTY');
    if (lines.some((line) => line.quantity > line.stock)) return refused('OUT_OF_STOCK');
    await place(tx, s, { ...body, bucket: buyer[0], on: context.businessDate }, lines);
    return placed(await ordersOfCheckout());
  });
}

type Checkout = { readonly checkoutRef: string; readonly buyerRef: string; readonly bucket: number; readonly on: string };

async function place(tx: Tx, s: string, { checkoutRef, buyerRef, bucket, on }: Checkout, lines: readonly CartLine[]): Promise<void> {
  const orders = [...Map.groupBy(lines, (line) => line.seller)].map(([seller, own]) => ({
    orderRef: derivedId('ord', bucket, `${buyerRef} ${checkoutRef} ${seller}`),
    seller,
    own,
  }));
  await tx.query(
    `INSERT INTO ${s}.shop_order (bucket, order_ref, checkout_ref, buyer_ref, seller, state, amount, placed_on)
     SELECT $1, r, $2, $3, se, 'PLACED', a, $4 FROM unnest($5::text[], $6::text[], $7::bigint[]) AS g(r, se, a)`,
    [bucket, checkoutRef, buyerRef, on, orders.map((o) => o.orderRef), orders.map((o) => o.seller), orders.map((o) => worth(o.own))],
  );
  const numbered = orders.flatMap(({ orderRef, own }) => own.map((line, i) => ({ ...line, orderRef, line: i + 1 })));
  await tx.query(
    `INSERT INTO ${s}.order_line (bucket, order_ref, line, sku, name, name_zh, price, quantity)
     SELECT $1, r, li, k, n, z, p, q FROM unnest($2::text[], $3::int[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::int[]) AS g(r, li, k, n, z, p, q)`,
    [
      bucket,
      numbered.map((l) => l.orderRef),
      numbered.map((l) => l.line),
      numbered.map((l) => l.sku),
      numbered.map((l) => l.name),
      numbered.map((l) => l.nameZh),
      numbered.map((l) => l.price),
      numbered.map((l) => l.quantity),
    ],
  );
  await moveStock(
    tx,
    s,
    numbered.map(({ sku, quantity }) => ({ sku, quantity: -quantity })),
  );
  await tx.query(`DELETE FROM ${s}.cart_item WHERE bucket = $1 AND buyer_ref = $2`, [bucket, buyerRef]);
}

/** Puts goods back on the shelves, or with a negative quantity takes them off. */
export async function moveStock(tx: Tx, s: string, goods: readonly { sku: string; quantity: number }[]): Promise<void> {
  await tx.query(
    `UPDATE ${s}.goods o SET stock = o.stock + g.q FROM (SELECT k, sum(q)::int AS q FROM unnest($2::text[], $3::int[]) AS u(k, q) GROUP BY 1) g WHERE o.bucket = $1 AND o.sku = g.k`,
    [HOUSE_BUCKET, goods.map((g) => g.sku), goods.map((g) => g.quantity)],
  );
}

/** Takes a creditor's word that an order will be paid: its own seller's, or a lender's that sells nothing here. Nobody else's goods are sold on a seller's credit. */
export function authorise({ schema: s }: InstitutionSetup) {
  return answering(shop.authorise, async (tx, body) => {
    const refused = (code: string) => ({ status: 'REFUSED' as const, code });
    const found = await orderByRef(tx, s, body.orderRef, 'FOR UPDATE');
    if (!found) return refused('ORDER_UNKNOWN');
    if (found.state === 'CANCELLED') return refused('ORDER_CANCELLED');
    if (found.amount !== body.amount) return refused('AMOUNT_DIFFERS');
    if (found.state !== 'PLACED') return found.creditor === body.creditor ? { status: 'AUTHORISED' as const, code: 'OK' } : refused('AUTHORISED_BY_ANOTHER');
    if (body.creditor in SELLERS && body.creditor !== found.seller) return refused('CREDITOR_IS_NOT_SELLER');
    await tx.query(`UPDATE ${s}.shop_order SET state = 'AUTHORISED', creditor = $3 WHERE bucket = $1 AND order_ref = $2`, [
      found.bucket,
      found.orderRef,
      body.creditor,
    ]);
    return { status: 'AUTHORISED' as const, code: 'OK' };
  });
}

export function cancel({ schema: s }: InstitutionSetup) {
  return answering(shop.cancel, async (tx, body, { businessDate }) => {
    const found = await orderByRef(tx, s, body.orderRef, 'FOR UPDATE');
    if (!found) return { status: 'REFUSED' as const, code: 'ORDER_UNKNOWN' };
    if (found.state === 'SHIPPED' || found.state === 'DELIVERED') return { status: 'REFUSED' as const, code: 'ORDER_SHIPPED' };
    if (found.state !== 'CANCELLED') {
      await tx.query(`UPDATE ${s}.shop_order SET state = 'CANCELLED' WHERE bucket = $1 AND order_ref = $2`, [found.bucket, found.orderRef]);
      await moveStock(tx, s, found.lines);
      // Told as well: whoever asked may not have heard the answer.
      await happened(tx, s, 'CANCELLED', [refOf('CANCELLED', found)], businessDate);
    }
    return { status: 'CANCELLED' as const, code: 'OK' };
  });
}
