import type { Database, Tx } from '@jinqiao/database';
import { derivedId, instant } from '@jinqiao/runtime';
import { dayUnder, type Guard, type Payments } from '../context.ts';
import { paymentsFault } from '../errors.ts';
import { dispatch } from '../routing/dispatch.ts';
import type { Attempt, Channel, NewOrder, OrderKind, PaymentOrder } from './model.ts';
import { afterFailure } from './record.ts';
import { sendAttempts } from './send.ts';
import { addEvents, holdDueOrders, holdOrders, insertOrders, ordersByKey } from './store.ts';

export type OrderRequest = {
  readonly customerId: string;
  readonly bucket: number;
  readonly kind: Exclude<OrderKind, 'refund'>;
  readonly mode: 'real-time' | 'batch';
  readonly purpose: string;
  readonly subject: string;
  /** The instrument to debit (collection, own transfer), as its keyed digest. */
  readonly source?: string;
  readonly channel?: Channel;
  /** Who pays where no instrument is debited: the lender of an entrusted payment, the merchant of a payout. */
  readonly payer?: string;
  readonly payee: { readonly kind: 'merchant' | 'instrument'; readonly ref: string };
  /** Minor units of the asset. */
  readonly amount: bigint;
  readonly asset: string;
  readonly on: string;
  readonly time: string;
  /** The caller's key: the same request again meets its own order. */
  readonly key: string;
  readonly madeBy: string;
};

export function orderIdOf(request: Pick<OrderRequest, 'bucket' | 'customerId' | 'kind' | 'key'>): string {
  return derivedId('ord', request.bucket, `${request.customerId} ${request.kind} ${request.key}`);
}

function newOrder(request: OrderRequest): NewOrder {
  if (request.amount <= 0n) throw paymentsFault('AMOUNT_NOT_POSITIVE', {}, '$.amount');
  if (request.kind === 'own-transfer' && request.source === request.payee.ref) throw paymentsFault('ACCOUNTS_EQUAL', {}, '$.payee');
  return {
    bucket: request.bucket,
    orderId: orderIdOf(request),
    kind: request.kind,
    mode: request.mode,
    customerId: request.customerId,
    purpose: request.purpose,
    subject: request.subject,
    sourceHash: request.source ?? '',
    channel: request.channel ?? 'card',
    payer: request.payer ?? '',
    payeeKind: request.payee.kind,
    payee: request.payee.ref,
    originId: null,
    amount: request.amount,
    asset: request.asset,
    businessDate: request.on,
    placeTime: request.time,
    retryOf: null,
    try: 1,
    madeBy: request.madeBy,
    checkedBy: null,
  };
}

/** Plans orders: they are sent when their date and time have come. The same request again changes nothing. @throws Fault AMOUNT_NOT_POSITIVE, ACCOUNTS_EQUAL, PAYMENT_REUSED. */
export async function planOrders(tx: Tx, payments: Payments, requests: readonly OrderRequest[]): Promise<PaymentOrder[]> {
  const orders = requests.map(newOrder);
  await insertPlanned(tx, payments, orders);
  const known = await ordersByKey(tx, orders);
  return orders.map((order) => {
    const stored = known.get(order.orderId) as PaymentOrder;
    if (stored.amount !== order.amount || stored.payee !== order.payee || stored.sourceHash !== order.sourceHash)
      throw paymentsFault('PAYMENT_REUSED', { id: order.orderId });
    return stored;
  });
}

export async function insertPlanned(tx: Tx, payments: Payments, orders: readonly NewOrder[]): Promise<void> {
  const fresh = await insertOrders(tx, orders);
  await addEvents(
    tx,
    orders.filter((order) => fresh.has(order.orderId)).map((order) => ({ ...order, state: 'planned', code: '', institutionId: null })),
    instant(payments.clock),
  );
}

/** Chooses ways for orders that this transaction holds and that are still planned. */
export async function dispatchPlanned(tx: Tx, payments: Payments, orders: readonly PaymentOrder[], on: string): Promise<Attempt[]> {
  const planned = orders.filter((order) => order.state === 'planned');
  if (planned.length === 0) return [];
  const { attempts, stranded } = await dispatch(tx, payments, planned, on);
  await afterFailure(tx, payments, stranded, on);
  return attempts;
}

/**
 * Makes payments at once: plans them, chooses their ways and reserves what they count towards in one transaction, and only
 * then sends; `begins` guards that transaction alone, `guard` the booking of outcomes too. A payment whose outcome is not known when this returns is `sent` or `unknown`; the close asks about it.
 * @throws Fault AMOUNT_NOT_POSITIVE, ACCOUNTS_EQUAL, PAYMENT_REUSED.
 */
export async function placeOrders(
  db: Database,
  payments: Payments,
  requests: readonly OrderRequest[],
  on: string,
  guard: Guard,
  begins: Guard = guard,
): Promise<PaymentOrder[]> {
  const attempts = await db.tx(async (tx) => {
    const day = await dayUnder(begins, tx, on);
    const planned = await planOrders(tx, payments, requests);
    const held = await holdOrders(tx, planned);
    return dispatchPlanned(tx, payments, [...held.values()], day);
  });
  await sendAttempts(db, payments, attempts, on, guard);
  const keys = requests.map((request) => ({ bucket: request.bucket, orderId: orderIdOf(request) }));
  const known = await ordersByKey(db, keys);
  return keys.flatMap((key) => known.get(key.orderId) ?? []);
}

const DUE = 500;

/** Sends what is planned and due. @returns how many orders were taken up; 0 when none is left. */
export async function sendDue(db: Database, payments: Payments, through: string, on: string, guard: Guard): Promise<number> {
  const { taken, attempts } = await db.tx(async (tx) => {
    const day = await dayUnder(guard, tx, on);
    const due = await holdDueOrders(tx, through, DUE);
    return { taken: due.length, attempts: await dispatchPlanned(tx, payments, due, day) };
  });
  await sendAttempts(db, payments, attempts, on, guard);
  return taken;
}
