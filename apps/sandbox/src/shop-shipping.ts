import { addDays, businessDate } from '@jinqiao/calendar';
import { HOUSE_BUCKET, type Tx } from '@jinqiao/database';
import { derivedId } from '@jinqiao/runtime';
import { sandboxFault } from './errors.ts';
import { type Happening, happened, type Moved, refOf } from './shop-events.ts';
import { moveStock, orderByRef } from './shop-orders.ts';

/** Moves orders on, the same way round on every run. @param where what is due, beside the state that it leaves; its last parameter is $2. */
async function moveOn(tx: Tx, s: string, to: 'SHIPPED' | 'DELIVERED' | 'CANCELLED', on: string, from: string, where: string, than: string): Promise<Moved[]> {
  const also = { SHIPPED: ', shipped_on = $1', DELIVERED: ', delivered_on = $1', CANCELLED: '' }[to];
  const { rows } = await tx.query<Moved>(
    `UPDATE ${s}.shop_order SET state = '${to}'${also} WHERE state = '${from}' AND ${where} AND $1::date IS NOT NULL RETURNING bucket, order_ref AS "orderRef"`,
    [on, than],
  );
  const moved = rows.sort((a, b) => (a.orderRef < b.orderRef ? -1 : 1));
  await happened(
    tx,
    s,
    to,
    moved.map((order) => refOf(to, order)),
    on,
  );
  return moved;
}

/** The day opens: what was shipped before is delivered, and goods that customers sent two days ago have come. */
export async function openDay(tx: Tx, s: string, on: string): Promise<{ delivered: number; returned: number }> {
  if (await isEnded(tx, s, on)) return { delivered: 0, returned: 0 };
  const delivered = await moveOn(tx, s, 'DELIVERED', on, 'SHIPPED', 'shipped_on < $2', on);
  const returned = await takeIn(tx, s, on, 'asked_on <= $2', addDays(businessDate(on), -2));
  return { delivered: delivered.length, returned };
}

/** The day ends: what may be shipped is; orders that nobody authorised since yesterday are given up. Its file is complete from then on. */
export async function endDay(tx: Tx, s: string, on: string): Promise<{ shipped: number; cancelled: number }> {
  if (await isEnded(tx, s, on)) return { shipped: 0, cancelled: 0 };
  await tx.query(`INSERT INTO ${s}.ended_day (bucket, business_date) VALUES ($1, $2)`, [HOUSE_BUCKET, on]);
  const shipped = await moveOn(tx, s, 'SHIPPED', on, 'AUTHORISED', 'placed_on <= $2', on);
  const cancelled = await moveOn(tx, s, 'CANCELLED', on, 'PLACED', 'placed_on < $2', on);
  if (cancelled.length > 0) await freeGoods(tx, s, cancelled);
  return { shipped: shipped.length, cancelled: cancelled.length };
}

/** The goods of orders that were given up can be sold again. */
async function freeGoods(tx: Tx, s: string, orders: readonly Moved[]): Promise<void> {
  const { rows } = await tx.query<{ sku: string; quantity: number }>(
    `SELECT l.sku, l.quantity FROM unnest($1::int[], $2::text[]) AS g(b, o) JOIN ${s}.order_line l ON l.bucket = g.b AND l.order_ref = g.o`,
    [orders.map((order) => order.bucket), orders.map((order) => order.orderRef)],
  );
  await moveStock(tx, s, rows);
}

/** Whether a date is over: a day that the shop was never told of ends with the next. */
export async function isEnded(tx: Tx, s: string, on: string): Promise<boolean> {
  return (await tx.query(`SELECT 1 FROM ${s}.ended_day WHERE bucket = $1 AND business_date >= $2`, [HOUSE_BUCKET, on])).rowCount > 0;
}

const BEFORE = { SHIPPED: ['AUTHORISED'], DELIVERED: ['SHIPPED'], CANCELLED: ['PLACED', 'AUTHORISED'] } as const;

/** One order is shipped, delivered, or cancelled for want of goods, which then are not there to be sold again. @throws Fault ORDER_UNKNOWN, ORDER_STATE_WRONG, DAY_ENDED. */
export async function moveOrder(tx: Tx, s: string, orderRef: string, to: keyof typeof BEFORE, on: string): Promise<void> {
  await requireRunning(tx, s, on);
  const found = await orderByRef(tx, s, orderRef, 'FOR UPDATE');
  if (!found) throw sandboxFault('ORDER_UNKNOWN', { order: orderRef });
  const from = BEFORE[to].find((state) => state === found.state);
  if (!from) throw sandboxFault('ORDER_STATE_WRONG', { order: orderRef, state: found.state, needs: BEFORE[to].join(', ') });
  await moveOn(tx, s, to, on, from, 'order_ref = $2', orderRef);
}

async function requireRunning(tx: Tx, s: string, on: string): Promise<void> {
  if (await isEnded(tx, s, businessDate(on))) throw sandboxFault('SHOP_DAY_ENDED', { date: on });
}

/** Goods that were expected have come. Goods that came before stay as they are. @throws Fault RETURN_UNKNOWN, SHOP_DAY_ENDED. */
export async function receiveReturn(tx: Tx, s: string, returnRef: string, on: string): Promise<void> {
  await requireRunning(tx, s, on);
  const { rowCount } = await tx.query(`SELECT 1 FROM ${s}.goods_return WHERE return_ref = $1`, [returnRef]);
  if (rowCount === 0) throw sandboxFault('RETURN_UNKNOWN', { ref: returnRef });
  await takeIn(tx, s, on, 'return_ref = $2', returnRef);
}

type TakenIn = Happening & { readonly lines: string };

/** Books goods that have come and puts them back on the shelves. @param where which of those expected; its parameter is $2. */
async function takeIn(tx: Tx, s: string, on: string, where: string, than: string): Promise<number> {
  const { rows } = await tx.query<TakenIn>(
    `UPDATE ${s}.goods_return SET booked_on = $1 WHERE booked_on IS NULL AND ${where} RETURNING bucket, order_ref AS "orderRef", return_ref AS "eventRef", lines::text AS lines`,
    [on, than],
  );
  if (rows.length === 0) return 0;
  const taken = rows.sort((a, b) => (a.eventRef < b.eventRef ? -1 : 1));
  const { rows: goods } = await tx.query<{ sku: string; quantity: number }>(
    `SELECT l.sku, x.quantity FROM unnest($1::int[], $2::text[], $3::text[]) AS g(b, o, r) CROSS JOIN jsonb_to_recordset(g.r::jsonb) AS x(line int, quantity int)
     JOIN ${s}.order_line l ON l.bucket = g.b AND l.order_ref = g.o AND l.line = x.line`,
    [taken.map((row) => row.bucket), taken.map((row) => row.orderRef), taken.map((row) => row.lines)],
  );
  await moveStock(tx, s, goods);
  await happened(tx, s, 'RETURNED', taken, on);
  return taken.length;
}

/** A merchant gives money of a delivered order back and wants no goods. @returns its reference. @throws Fault ORDER_UNKNOWN, ORDER_STATE_WRONG, REFUND_TOO_HIGH, SHOP_DAY_ENDED. */
export async function refund(tx: Tx, s: string, orderRef: string, amount: bigint, on: string): Promise<{ returnRef: string }> {
  await requireRunning(tx, s, on);
  const found = await orderByRef(tx, s, orderRef, 'FOR UPDATE');
  if (!found) throw sandboxFault('ORDER_UNKNOWN', { order: orderRef });
  if (found.state !== 'DELIVERED') throw sandboxFault('ORDER_STATE_WRONG', { order: orderRef, state: found.state, needs: 'DELIVERED' });
  const left = BigInt(found.amount) - found.givenBack;
  if (amount <= 0n || amount > left) throw sandboxFault('REFUND_TOO_HIGH', { amount: amount.toString(), left: left.toString() });
  const { bucket } = found;
  const returnRef = derivedId('mrf', bucket, `${orderRef} ${found.givenBack} ${on}`);
  await tx.query(`INSERT INTO ${s}.goods_return (bucket, return_ref, order_ref, lines, amount, asked_on, booked_on) VALUES ($1, $2, $3, '[]', $4, $5, $5)`, [
    bucket,
    returnRef,
    orderRef,
    amount,
    on,
  ]);
  await tx.query(`UPDATE ${s}.shop_order SET given_back = given_back + $3 WHERE bucket = $1 AND order_ref = $2`, [bucket, orderRef, amount]);
  await happened(tx, s, 'RETURNED', [{ bucket, orderRef, eventRef: returnRef }], on);
  return { returnRef };
}
