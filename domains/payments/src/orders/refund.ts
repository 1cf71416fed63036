import type { Database, Db, Tx } from '@jinqiao/database';
import { bucketOfId } from '@jinqiao/database';
import { derivedId } from '@jinqiao/runtime';
import { dayUnder, type Guard, type Payments } from '../context.ts';
import { paymentsFault } from '../errors.ts';
import type { OrderKey, PaymentOrder } from './model.ts';
import { dispatchPlanned, insertPlanned } from './place.ts';
import { sendAttempts } from './send.ts';
import { holdOrders, ordersByKey } from './store.ts';

export type RefundState = 'proposed' | 'approved' | 'declined';

/** A refund that one member of staff proposes and another decides. */
export type RefundRequest = {
  readonly bucket: number;
  readonly requestId: string;
  readonly orderId: string;
  readonly amount: bigint;
  readonly reason: string;
  readonly state: RefundState;
  readonly madeBy: string;
  readonly madeOn: string;
  readonly checkedBy: string | null;
  readonly checkedOn: string | null;
  readonly refundId: string | null;
};

const REQUEST = `bucket, request_id AS "requestId", order_id AS "orderId", amount, reason, state, made_by AS "madeBy", made_on AS "madeOn", checked_by AS "checkedBy",
  checked_on AS "checkedOn", refund_id AS "refundId"`;

/** The order that an id names, which carries its bucket. @throws Fault PAYMENT_UNKNOWN. */
export async function orderNamed(db: Db, orderId: string): Promise<PaymentOrder> {
  const bucket = bucketOfId(orderId);
  const found = bucket === undefined ? undefined : (await ordersByKey(db, [{ bucket, orderId }])).get(orderId);
  if (!found) throw paymentsFault('PAYMENT_UNKNOWN', { id: orderId.slice(0, 40) });
  return found;
}

function requireRefundable(order: PaymentOrder, amount: bigint): void {
  if (order.kind !== 'collection' || order.state !== 'success') throw paymentsFault('REFUND_NOT_POSSIBLE', { kind: order.kind, state: order.state });
  if (amount <= 0n) throw paymentsFault('AMOUNT_NOT_POSITIVE', {}, '$.amount');
  const left = order.amount - order.refunded;
  if (amount > left) throw paymentsFault('REFUND_EXCEEDS_PAID', { paid: order.amount, left, asked: amount }, '$.amount');
}

/** Proposes a refund; nothing moves until a colleague approves it. @throws Fault REFUND_NOT_POSSIBLE, REFUND_EXCEEDS_PAID, AMOUNT_NOT_POSITIVE. */
export async function proposeRefund(
  tx: Tx,
  order: PaymentOrder,
  proposal: { readonly amount: bigint; readonly reason: string; readonly by: string; readonly key: string },
  on: string,
): Promise<RefundRequest> {
  requireRefundable(order, proposal.amount);
  const requestId = derivedId('rfq', order.bucket, `${order.orderId} ${proposal.by} ${proposal.key}`);
  await tx.query(
    `INSERT INTO payments.refund_request (bucket, request_id, order_id, amount, reason, state, made_by, made_on) VALUES ($1, $2, $3, $4, $5, 'proposed', $6, $7) ON CONFLICT DO NOTHING`,
    [order.bucket, requestId, order.orderId, proposal.amount, proposal.reason, proposal.by, on],
  );
  return requestNamed(tx, requestId);
}

export async function requestNamed(db: Db, requestId: string, lock: '' | 'FOR UPDATE' = ''): Promise<RefundRequest> {
  const { rows } = await db.query<RefundRequest>(`SELECT ${REQUEST} FROM payments.refund_request WHERE bucket = $1 AND request_id = $2 ${lock}`, [
    bucketOfId(requestId) ?? -1,
    requestId,
  ]);
  if (!rows[0]) throw paymentsFault('REFUND_REQUEST_UNKNOWN', { id: requestId.slice(0, 40) });
  return rows[0];
}

export async function refundRequestsOf(db: Db, { bucket, orderId }: OrderKey): Promise<RefundRequest[]> {
  const { rows } = await db.query<RefundRequest>(
    `SELECT ${REQUEST} FROM payments.refund_request WHERE bucket = $1 AND order_id = $2 ORDER BY made_on, request_id`,
    [bucket, orderId],
  );
  return rows;
}

/** Refund requests that wait for a checker, oldest first. */
export async function openRefundRequests(db: Db, limit: number): Promise<RefundRequest[]> {
  const { rows } = await db.query<RefundRequest>(
    `SELECT ${REQUEST} FROM payments.refund_request WHERE state = 'proposed' ORDER BY made_on, request_id LIMIT $1`,
    [limit],
  );
  return rows;
}

/**
 * Decides a refund request. Approved, the refund is sent at once to the institution that collected; what it may still take
 * is held on the order in the same transaction, so that refunds together never give back more than was paid.
 * @throws Fault REFUND_REQUEST_UNKNOWN, CHECKER_IS_MAKER, REFUND_DECIDED, REFUND_EXCEEDS_PAID.
 */
export async function decideRefund(
  db: Database,
  payments: Payments,
  decision: { readonly requestId: string; readonly approve: boolean; readonly by: string; readonly time: string },
  on: string,
  guard: Guard,
): Promise<RefundRequest> {
  const attempts = await db.tx(async (tx) => {
    const day = await dayUnder(guard, tx, on);
    const request = await requestNamed(tx, decision.requestId, 'FOR UPDATE');
    if (request.madeBy === decision.by) throw paymentsFault('CHECKER_IS_MAKER');
    if (request.state !== 'proposed') {
      if (request.checkedBy === decision.by && (request.state === 'approved') === decision.approve) return [];
      throw paymentsFault('REFUND_DECIDED');
    }
    const refund = decision.approve
      ? await placeRefund(tx, payments, request, { madeBy: request.madeBy, checkedBy: decision.by, time: decision.time, key: request.requestId }, day)
      : { refundId: null, attempts: [] };
    await tx.query(`UPDATE payments.refund_request SET state = $3, checked_by = $4, checked_on = $5, refund_id = $6 WHERE bucket = $1 AND request_id = $2`, [
      request.bucket,
      request.requestId,
      decision.approve ? 'approved' : 'declined',
      decision.by,
      day,
      refund.refundId,
    ]);
    return refund.attempts;
  });
  await sendAttempts(db, payments, attempts, on, guard);
  return requestNamed(db, decision.requestId);
}

export type RefundOrder = { readonly madeBy: string; readonly checkedBy: string | null; readonly time: string; readonly key: string };

/** Plans and routes a refund of a collection in the caller's transaction, holding its amount on the collection. @returns the attempts, to be sent after it. */
export async function placeRefund(tx: Tx, payments: Payments, asked: OrderKey & { readonly amount: bigint }, by: RefundOrder, on: string) {
  const origin = (await holdOrders(tx, [asked])).get(asked.orderId);
  if (!origin) throw paymentsFault('PAYMENT_UNKNOWN', { id: asked.orderId });
  const refundId = derivedId('ord', origin.bucket, `${origin.orderId} refund ${by.key}`);
  const known = (await ordersByKey(tx, [{ bucket: origin.bucket, orderId: refundId }])).get(refundId);
  if (known) return { refundId, attempts: [] };
  requireRefundable(origin, asked.amount);
  await tx.query('UPDATE payments.payment_order SET refunded = refunded + $3 WHERE bucket = $1 AND order_id = $2', [
    origin.bucket,
    origin.orderId,
    asked.amount,
  ]);
  await insertPlanned(tx, payments, [
    {
      ...origin,
      orderId: refundId,
      kind: 'refund',
      mode: 'real-time',
      purpose: 'once',
      sourceHash: '',
      payer: origin.payee,
      payeeKind: 'origin',
      payee: origin.orderId,
      originId: origin.orderId,
      amount: asked.amount,
      businessDate: on,
      placeTime: by.time,
      retryOf: null,
      try: 1,
      madeBy: by.madeBy,
      checkedBy: by.checkedBy,
    },
  ]);
  const held = await holdOrders(tx, [{ bucket: origin.bucket, orderId: refundId }]);
  return { refundId, attempts: await dispatchPlanned(tx, payments, [...held.values()], on) };
}

/** Refunds a collection at once: for the services that refund by their own rules. @throws Fault PAYMENT_UNKNOWN, REFUND_NOT_POSSIBLE, REFUND_EXCEEDS_PAID. */
export async function refundOrder(
  db: Database,
  payments: Payments,
  asked: OrderKey & { readonly amount: bigint },
  by: RefundOrder,
  on: string,
  guard: Guard,
): Promise<PaymentOrder> {
  const { refundId, attempts } = await db.tx(async (tx) => {
    return placeRefund(tx, payments, asked, by, await dayUnder(guard, tx, on));
  });
  await sendAttempts(db, payments, attempts, on, guard);
  return orderNamed(db, refundId);
}
