import type { BusinessDate } from '@jinqiao/calendar';
import type { Db, Tx } from '@jinqiao/database';

export type Repayment = {
  readonly bucket: number;
  readonly repaymentId: string;
  readonly programmeId: string;
  readonly customerId: string;
  readonly purpose: 'bill' | 'settlement';
  readonly target: string;
  readonly amount: bigint;
  readonly orderId: string;
  readonly state: 'sent' | 'failed' | 'applied';
  readonly code: string;
  /** The day from which it counts: when the customer, or the debit, paid. */
  readonly paidOn: BusinessDate;
  readonly arrivedOn: string | null;
};

const COLUMNS = `r.bucket, r.repayment_id AS "repaymentId", r.programme_id AS "programmeId", r.customer_id AS "customerId", r.purpose, r.target, r.amount, r.order_id AS "orderId", r.state, r.code,
  r.paid_on AS "paidOn", r.arrived_on AS "arrivedOn"`;

type Key = Pick<Repayment, 'bucket' | 'repaymentId'>;

/** Writes repayments down; those that are there stay as they are. */
export async function insertRepayments(tx: Tx, rows: readonly Repayment[]): Promise<void> {
  await tx.query(
    `INSERT INTO paylater.repayment (bucket, repayment_id, programme_id, customer_id, purpose, target, amount, order_id, state, code, paid_on)
     SELECT b, i, p, c, u, t, a, o, 'sent', '', d FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::text[], $9::date[]) AS g(b, i, p, c, u, t, a, o, d) ON CONFLICT DO NOTHING`,
    [
      rows.map((r) => r.bucket),
      rows.map((r) => r.repaymentId),
      rows.map((r) => r.programmeId),
      rows.map((r) => r.customerId),
      rows.map((r) => r.purpose),
      rows.map((r) => r.target),
      rows.map((r) => r.amount),
      rows.map((r) => r.orderId),
      rows.map((r) => r.paidOn),
    ],
  );
}

export async function saveRepayments(tx: Tx, rows: readonly Repayment[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(
    `UPDATE paylater.repayment r SET state = g.state, code = g.code, arrived_on = g.arrived FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::date[]) AS g(bucket, id, state, code, arrived)
     WHERE r.bucket = g.bucket AND r.repayment_id = g.id`,
    [rows.map((r) => r.bucket), rows.map((r) => r.repaymentId), rows.map((r) => r.state), rows.map((r) => r.code), rows.map((r) => r.arrivedOn)],
  );
}

export async function repaymentsByKey(db: Db, keys: readonly Key[]): Promise<Repayment[]> {
  const { rows } = await db.query<Repayment>(
    `SELECT ${COLUMNS} FROM paylater.repayment r WHERE (r.bucket, r.repayment_id) IN (SELECT * FROM unnest($1::int[], $2::text[])) ORDER BY r.bucket, r.repayment_id`,
    [keys.map((k) => k.bucket), keys.map((k) => k.repaymentId)],
  );
  return rows;
}

export async function repaymentById(db: Db, key: Key): Promise<Repayment | undefined> {
  return (await repaymentsByKey(db, [key]))[0];
}

/** Repayments of a programme whose outcome, or whose money's arrival, is not booked, in order after a key. */
export async function openRepayments(db: Db, programmeId: string, what: 'outcome' | 'arrival', after: Key | null, limit: number): Promise<Repayment[]> {
  const { rows } = await db.query<Repayment>(
    `SELECT ${COLUMNS} FROM paylater.repayment r WHERE r.programme_id = $1 AND ${what === 'outcome' ? `r.state = 'sent'` : `r.state = 'applied' AND r.arrived_on IS NULL`}
       AND ($2::int IS NULL OR (r.bucket, r.repayment_id) > ($2::int, $3::text)) ORDER BY r.bucket, r.repayment_id LIMIT $4`,
    [programmeId, after?.bucket ?? null, after?.repaymentId ?? null, limit],
  );
  return rows;
}

/** Customers of whom a repayment is on its way. */
export async function payingCustomers(db: Db, programmeId: string, keys: readonly { bucket: number; customerId: string }[]): Promise<Set<string>> {
  const { rows } = await db.query<{ customerId: string }>(
    `SELECT DISTINCT customer_id AS "customerId" FROM paylater.repayment WHERE (bucket, customer_id) IN (SELECT * FROM unnest($2::int[], $3::text[])) AND programme_id = $1 AND state = 'sent'`,
    [programmeId, keys.map((k) => k.bucket), keys.map((k) => k.customerId)],
  );
  return new Set(rows.map((row) => row.customerId));
}

export type Refund = {
  readonly bucket: number;
  readonly refundId: string;
  readonly programmeId: string;
  readonly customerId: string;
  readonly repaymentId: string;
  readonly amount: bigint;
  readonly orderId: string;
  readonly state: 'planned' | 'sent' | 'paid';
  readonly tries: number;
  readonly madeOn: string;
};

/** What can still be given back of a customer's repayments in a programme, the latest first. */
export async function refundable(db: Db, programmeId: string, who: { bucket: number; customerId: string }): Promise<{ repaymentId: string; left: bigint }[]> {
  const { rows } = await db.query<{ repaymentId: string; left: bigint }>(
    `SELECT r.repayment_id AS "repaymentId", r.amount - coalesce((SELECT sum(f.amount) FROM paylater.refund f WHERE f.bucket = r.bucket AND f.repayment_id = r.repayment_id), 0)::bigint AS left
     FROM paylater.repayment r WHERE r.bucket = $1 AND r.customer_id = $2 AND r.programme_id = $3 AND r.state = 'applied' ORDER BY r.paid_on DESC, r.repayment_id`,
    [who.bucket, who.customerId, programmeId],
  );
  return rows.filter((row) => row.left > 0n);
}

export async function insertRefunds(tx: Tx, rows: readonly Refund[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(
    `INSERT INTO paylater.refund (bucket, refund_id, programme_id, customer_id, repayment_id, amount, order_id, state, tries, made_on)
     SELECT b, i, p, c, r, a, '', 'planned', 0, d FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::date[]) AS g(b, i, p, c, r, a, d)`,
    [
      rows.map((r) => r.bucket),
      rows.map((r) => r.refundId),
      rows.map((r) => r.programmeId),
      rows.map((r) => r.customerId),
      rows.map((r) => r.repaymentId),
      rows.map((r) => r.amount),
      rows.map((r) => r.madeOn),
    ],
  );
}

export type OpenRefund = Refund & { readonly paidBy: string };

/** Refunds that are not paid, of repayments whose money has arrived; `paidBy` is the payment that goes back. */
export async function openRefunds(db: Db, programmeId: string, after: { bucket: number; refundId: string } | null, limit: number): Promise<OpenRefund[]> {
  const { rows } = await db.query<OpenRefund>(
    `SELECT f.bucket, f.refund_id AS "refundId", f.programme_id AS "programmeId", f.customer_id AS "customerId", f.repayment_id AS "repaymentId", f.amount, f.order_id AS "orderId", f.state, f.tries,
       f.made_on AS "madeOn", r.order_id AS "paidBy"
     FROM paylater.refund f JOIN paylater.repayment r ON r.bucket = f.bucket AND r.repayment_id = f.repayment_id
     WHERE f.programme_id = $1 AND f.state <> 'paid' AND r.arrived_on IS NOT NULL AND ($2::int IS NULL OR (f.bucket, f.refund_id) > ($2::int, $3::text)) ORDER BY f.bucket, f.refund_id LIMIT $4`,
    [programmeId, after?.bucket ?? null, after?.refundId ?? null, limit],
  );
  return rows;
}

export async function saveRefunds(tx: Tx, rows: readonly Refund[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(
    `UPDATE paylater.refund f SET state = g.state, order_id = g.order_id, tries = g.tries FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::int[]) AS g(bucket, id, state, order_id, tries)
     WHERE f.bucket = g.bucket AND f.refund_id = g.id AND f.state <> 'paid'`,
    [rows.map((r) => r.bucket), rows.map((r) => r.refundId), rows.map((r) => r.state), rows.map((r) => r.orderId), rows.map((r) => r.tries)],
  );
}
