import type { Db, Tx } from '@jinqiao/database';
import type { Attempt, NewOrder, OrderEvent, OrderKey, PaymentOrder } from './model.ts';

const ORDER = `o.bucket, o.order_id AS "orderId", o.kind, o.mode, o.customer_id AS "customerId", o.purpose, o.subject, o.source_hash AS "sourceHash", o.channel, o.payer,
  o.payee_kind AS "payeeKind", o.payee, o.origin_id AS "originId", o.amount, o.asset, o.business_date AS "businessDate", o.place_time AS "placeTime", o.state, o.code, o.attempts,
  o.institution_id AS "institutionId", o.institution_serial AS "institutionSerial", o.network_serial AS "networkSerial", o.source, o.fee, o.refunded,
  o.finished_on AS "finishedOn", o.settles_on AS "settlesOn", o.settled_on AS "settledOn", o.retry_of AS "retryOf", o.try, o.made_by AS "madeBy", o.checked_by AS "checkedBy"`;
const ATTEMPT = `a.bucket, a.attempt_id AS "attemptId", a.order_id AS "orderId", a.n, a.institution_id AS "institutionId", a.channel, a.mandate_id AS "mandateId", a.body, a.amount,
  a.business_date AS "businessDate", a.state, a.code, a.fee`;

/** @returns the ids that were new; an order that is there stays as it is. */
export async function insertOrders(tx: Tx, rows: readonly NewOrder[]): Promise<Set<string>> {
  if (rows.length === 0) return new Set();
  const result = await tx.query<{ id: string }>(
    `INSERT INTO payments.payment_order (bucket, order_id, kind, mode, customer_id, purpose, subject, source_hash, channel, payer, payee_kind, payee, origin_id, amount, asset,
       business_date, place_time, retry_of, try, made_by, checked_by, state, code, attempts, institution_serial, network_serial, source, fee, refunded)
     SELECT *, 'planned', '', 0, '', '', '', 0, 0 FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[],
       $11::text[], $12::text[], $13::text[], $14::bigint[], $15::text[], $16::date[], $17::text[], $18::text[], $19::int[], $20::text[], $21::text[])
     ON CONFLICT DO NOTHING RETURNING order_id AS id`,
    [
      rows.map((r) => r.bucket),
      rows.map((r) => r.orderId),
      rows.map((r) => r.kind),
      rows.map((r) => r.mode),
      rows.map((r) => r.customerId),
      rows.map((r) => r.purpose),
      rows.map((r) => r.subject),
      rows.map((r) => r.sourceHash),
      rows.map((r) => r.channel),
      rows.map((r) => r.payer),
      rows.map((r) => r.payeeKind),
      rows.map((r) => r.payee),
      rows.map((r) => r.originId),
      rows.map((r) => r.amount),
      rows.map((r) => r.asset),
      rows.map((r) => r.businessDate),
      rows.map((r) => r.placeTime),
      rows.map((r) => r.retryOf),
      rows.map((r) => r.try),
      rows.map((r) => r.madeBy),
      rows.map((r) => r.checkedBy),
    ],
  );
  return new Set(result.rows.map((row) => row.id));
}

export async function ordersByKey(db: Db, keys: readonly OrderKey[]): Promise<Map<string, PaymentOrder>> {
  const { rows } = await db.query<PaymentOrder>(
    `SELECT ${ORDER} FROM unnest($1::int[], $2::text[]) AS g(bucket, id) JOIN payments.payment_order o ON o.bucket = g.bucket AND o.order_id = g.id`,
    [keys.map((k) => k.bucket), keys.map((k) => k.orderId)],
  );
  return new Map(rows.map((row) => [row.orderId, row]));
}

/** Orders locked until the transaction ends, in one order, so that two that lock several never wait for each other. */
export async function holdOrders(tx: Tx, keys: readonly OrderKey[]): Promise<Map<string, PaymentOrder>> {
  const { rows } = await tx.query<PaymentOrder>(
    `SELECT ${ORDER} FROM payments.payment_order o WHERE (o.bucket, o.order_id) IN (SELECT * FROM unnest($1::int[], $2::text[])) ORDER BY o.bucket, o.order_id FOR UPDATE`,
    [keys.map((k) => k.bucket), keys.map((k) => k.orderId)],
  );
  return new Map(rows.map((row) => [row.orderId, row]));
}

/** Planned orders that are due, locked; those that another transaction holds are left to it. */
export async function holdDueOrders(tx: Tx, through: string, limit: number): Promise<PaymentOrder[]> {
  const { rows } = await tx.query<PaymentOrder>(
    `SELECT ${ORDER} FROM payments.payment_order o WHERE o.state = 'planned' AND o.business_date <= $1
     ORDER BY o.business_date, o.place_time, o.bucket, o.order_id LIMIT $2 FOR UPDATE SKIP LOCKED`,
    [through, limit],
  );
  return rows;
}

export type OrderUpdate = OrderKey &
  Pick<
    PaymentOrder,
    'state' | 'code' | 'attempts' | 'channel' | 'institutionId' | 'institutionSerial' | 'networkSerial' | 'source' | 'fee' | 'finishedOn' | 'settlesOn'
  >;

/** Moves orders forward; one whose state is beyond what is given stays as it is. */
export async function saveOrders(tx: Tx, rows: readonly OrderUpdate[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(
    `UPDATE payments.payment_order o SET state = g.state, code = g.code, attempts = g.attempts, channel = g.channel, institution_id = g.institution, institution_serial = g.serial,
       network_serial = g.network, source = g.source, fee = g.fee, finished_on = g.finished, settles_on = g.settles
     FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::int[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::bigint[], $12::date[], $13::date[])
       AS g(bucket, id, state, code, attempts, channel, institution, serial, network, source, fee, finished, settles)
     WHERE o.bucket = g.bucket AND o.order_id = g.id AND o.state NOT IN ('success', 'failed')
       AND array_position(ARRAY['planned', 'sent', 'unknown', 'failed', 'success'], o.state) <= array_position(ARRAY['planned', 'sent', 'unknown', 'failed', 'success'], g.state)`,
    [
      rows.map((r) => r.bucket),
      rows.map((r) => r.orderId),
      rows.map((r) => r.state),
      rows.map((r) => r.code),
      rows.map((r) => r.attempts),
      rows.map((r) => r.channel),
      rows.map((r) => r.institutionId),
      rows.map((r) => r.institutionSerial),
      rows.map((r) => r.networkSerial),
      rows.map((r) => r.source),
      rows.map((r) => r.fee),
      rows.map((r) => r.finishedOn),
      rows.map((r) => r.settlesOn),
    ],
  );
}

export async function insertAttempts(tx: Tx, rows: readonly Attempt[], at: string): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(
    `INSERT INTO payments.attempt (bucket, attempt_id, order_id, n, institution_id, channel, mandate_id, body, amount, business_date, state, code, fee, at)
     SELECT *, $14::timestamptz FROM unnest($1::int[], $2::text[], $3::text[], $4::int[], $5::text[], $6::text[], $7::text[], $8::json[], $9::bigint[], $10::date[], $11::text[], $12::text[], $13::bigint[])`,
    [
      rows.map((r) => r.bucket),
      rows.map((r) => r.attemptId),
      rows.map((r) => r.orderId),
      rows.map((r) => r.n),
      rows.map((r) => r.institutionId),
      rows.map((r) => r.channel),
      rows.map((r) => r.mandateId),
      rows.map((r) => JSON.stringify(r.body)),
      rows.map((r) => r.amount),
      rows.map((r) => r.businessDate),
      rows.map((r) => r.state),
      rows.map((r) => r.code),
      rows.map((r) => r.fee),
      at,
    ],
  );
}

export async function attemptsByKey(db: Db, keys: readonly { bucket: number; attemptId: string }[]): Promise<Map<string, Attempt>> {
  const { rows } = await db.query<Attempt>(
    `SELECT ${ATTEMPT} FROM unnest($1::int[], $2::text[]) AS g(bucket, id) JOIN payments.attempt a ON a.bucket = g.bucket AND a.attempt_id = g.id`,
    [keys.map((k) => k.bucket), keys.map((k) => k.attemptId)],
  );
  return new Map(rows.map((row) => [row.attemptId, row]));
}

export async function attemptsOfOrder(db: Db, { bucket, orderId }: OrderKey): Promise<Attempt[]> {
  const { rows } = await db.query<Attempt>(`SELECT ${ATTEMPT} FROM payments.attempt a WHERE a.bucket = $1 AND a.order_id = $2 ORDER BY a.n`, [bucket, orderId]);
  return rows;
}

/** Attempts whose outcome is open, in a fixed order. */
export async function openAttempts(db: Db, institutionId: string, through: string, after: string, limit: number): Promise<Attempt[]> {
  const { rows } = await db.query<Attempt>(
    `SELECT ${ATTEMPT} FROM payments.attempt a WHERE a.institution_id = $1 AND a.business_date <= $2 AND a.state IN ('sent', 'accepted', 'unknown') AND a.attempt_id > $3
     ORDER BY a.attempt_id LIMIT $4`,
    [institutionId, through, after, limit],
  );
  return rows;
}

export async function saveAttempts(tx: Tx, rows: readonly Pick<Attempt, 'bucket' | 'attemptId' | 'state' | 'code'>[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(
    `UPDATE payments.attempt a SET state = g.state, code = g.code FROM unnest($1::int[], $2::text[], $3::text[], $4::text[]) AS g(bucket, id, state, code)
     WHERE a.bucket = g.bucket AND a.attempt_id = g.id AND a.state NOT IN ('success', 'failed')`,
    [rows.map((r) => r.bucket), rows.map((r) => r.attemptId), rows.map((r) => r.state), rows.map((r) => r.code)],
  );
}

export type NewEvent = OrderKey & Pick<OrderEvent, 'state' | 'code' | 'institutionId' | 'businessDate'>;

/** Adds events to the histories of orders that this transaction holds. */
export async function addEvents(tx: Tx, rows: readonly NewEvent[], at: string): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(
    `INSERT INTO payments.order_event (bucket, order_id, n, state, code, institution_id, business_date, at)
     SELECT g.bucket, g.id, coalesce((SELECT max(e.n) FROM payments.order_event e WHERE e.bucket = g.bucket AND e.order_id = g.id), 0)
         + row_number() OVER (PARTITION BY g.bucket, g.id ORDER BY g.place), g.state, g.code, g.institution, g.on_date, $7::timestamptz
     FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::text[], $6::date[]) WITH ORDINALITY AS g(bucket, id, state, code, institution, on_date, place)`,
    [
      rows.map((r) => r.bucket),
      rows.map((r) => r.orderId),
      rows.map((r) => r.state),
      rows.map((r) => r.code),
      rows.map((r) => r.institutionId),
      rows.map((r) => r.businessDate),
      at,
    ],
  );
}

export async function eventsOfOrder(db: Db, { bucket, orderId }: OrderKey): Promise<OrderEvent[]> {
  const { rows } = await db.query<OrderEvent>(
    `SELECT n, state, code, institution_id AS "institutionId", business_date AS "businessDate", to_char(at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS at
     FROM payments.order_event WHERE bucket = $1 AND order_id = $2 ORDER BY n`,
    [bucket, orderId],
  );
  return rows;
}

export type OrderFilter = {
  readonly state: string | null;
  readonly kind: string | null;
  readonly institutionId: string | null;
  readonly customer: { readonly bucket: number; readonly customerId: string } | null;
  /** An id, its beginning, or the business object. */
  readonly q: string | null;
  /** Date and id after which the page begins. */
  readonly after: { readonly date: string; readonly orderId: string } | null;
  readonly limit: number;
};

/** A page of orders, newest first. */
export async function listOrders(db: Db, f: OrderFilter): Promise<PaymentOrder[]> {
  const { rows } = await db.query<PaymentOrder>(
    `SELECT ${ORDER} FROM payments.payment_order o
     WHERE ($1::text IS NULL OR o.state = $1) AND ($2::text IS NULL OR o.kind = $2) AND ($3::text IS NULL OR o.institution_id = $3)
       AND ($4::int IS NULL OR (o.bucket = $4 AND o.customer_id = $5)) AND ($6::text IS NULL OR o.order_id LIKE $6 || '%' OR o.subject = $6 OR o.institution_serial = $6)
       AND ($7::date IS NULL OR (o.business_date, o.order_id) < ($7::date, $8::text))
     ORDER BY o.business_date DESC, o.order_id DESC LIMIT $9`,
    [
      f.state,
      f.kind,
      f.institutionId,
      f.customer?.bucket ?? null,
      f.customer?.customerId ?? null,
      f.q,
      f.after?.date ?? null,
      f.after?.orderId ?? null,
      f.limit,
    ],
  );
  return rows;
}

/** Refunds and later tries of an order. */
export async function followersOf(db: Db, { bucket, orderId }: OrderKey): Promise<PaymentOrder[]> {
  const { rows } = await db.query<PaymentOrder>(
    `SELECT ${ORDER} FROM payments.payment_order o WHERE o.bucket = $1 AND (o.origin_id = $2 OR o.retry_of = $2) ORDER BY o.business_date, o.place_time, o.try, o.order_id`,
    [bucket, orderId],
  );
  return rows;
}

/** Whether anything is to be sent by a date, asked about, or settled: a day without payments costs one question. */
export async function ordersWaiting(db: Db, through: string): Promise<boolean> {
  const { rows } = await db.query<{ waiting: boolean }>(
    `SELECT EXISTS (SELECT FROM payments.payment_order WHERE state = 'planned' AND business_date <= $1)
       OR EXISTS (SELECT FROM payments.payment_order WHERE state IN ('sent', 'unknown'))
       OR EXISTS (SELECT FROM payments.payment_order WHERE kind = 'collection' AND state = 'success' AND settled_on IS NULL) AS waiting`,
    [through],
  );
  return rows[0]?.waiting === true;
}

/** Successful collections that should have been settled by a date: the first day of them, by institution. */
export async function unsettledSince(db: Db, through: string): Promise<Map<string, string>> {
  const { rows } = await db.query<{ institution: string; since: string }>(
    `SELECT institution_id AS institution, min(settles_on) AS since FROM payments.payment_order
     WHERE kind = 'collection' AND state = 'success' AND settled_on IS NULL AND settles_on <= $1 GROUP BY institution_id`,
    [through],
  );
  return new Map(rows.map((row) => [row.institution, row.since]));
}

export async function settleOrders(tx: Tx, keys: readonly OrderKey[], on: string): Promise<void> {
  await tx.query(
    `UPDATE payments.payment_order o SET settled_on = $3 FROM unnest($1::int[], $2::text[]) AS g(bucket, id) WHERE o.bucket = g.bucket AND o.order_id = g.id AND o.settled_on IS NULL`,
    [keys.map((k) => k.bucket), keys.map((k) => k.orderId), on],
  );
}
