import type { Db, Tx } from '@jinqiao/database';
import type { Bill } from './bills.ts';

const BILL = `b.bucket, b.bill_id AS "billId", b.programme_id AS "programmeId", b.customer_id AS "customerId", b.statement_on AS "statementOn", b.due_on AS "dueOn", b.amount, b.minimum, b.paid, b.credited,
  b.state, b.debit_on AS "debitOn"`;

export async function insertBills(tx: Tx, rows: readonly Bill[]): Promise<void> {
  await tx.query(
    `INSERT INTO paylater.bill (bucket, bill_id, programme_id, customer_id, statement_on, due_on, amount, minimum, paid, credited, state, debit_on)
     SELECT b, i, p, c, s, d, a, m, 0, 0, 'billed', db FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::date[], $6::date[], $7::bigint[], $8::bigint[], $9::date[]) AS g(b, i, p, c, s, d, a, m, db)`,
    [
      rows.map((r) => r.bucket),
      rows.map((r) => r.billId),
      rows.map((r) => r.programmeId),
      rows.map((r) => r.customerId),
      rows.map((r) => r.statementOn),
      rows.map((r) => r.dueOn),
      rows.map((r) => r.amount),
      rows.map((r) => r.minimum),
      rows.map((r) => r.debitOn),
    ],
  );
}

export async function saveBills(tx: Tx, rows: readonly Bill[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(
    `UPDATE paylater.bill b SET paid = g.paid, credited = g.credited, state = g.state, debit_on = g.debit FROM unnest($1::int[], $2::text[], $3::bigint[], $4::bigint[], $5::text[], $6::date[]) AS g(bucket, id, paid, credited, state, debit)
     WHERE b.bucket = g.bucket AND b.bill_id = g.id`,
    [
      rows.map((r) => r.bucket),
      rows.map((r) => r.billId),
      rows.map((r) => r.paid),
      rows.map((r) => r.credited),
      rows.map((r) => r.state),
      rows.map((r) => r.debitOn),
    ],
  );
}

export async function billsByKey(db: Db, keys: readonly { bucket: number; billId: string }[]): Promise<Map<string, Bill>> {
  if (keys.length === 0) return new Map();
  const { rows } = await db.query<Bill>(
    `SELECT ${BILL} FROM paylater.bill b WHERE (b.bucket, b.bill_id) IN (SELECT * FROM unnest($1::int[], $2::text[])) ORDER BY b.bucket, b.bill_id`,
    [keys.map((k) => k.bucket), keys.map((k) => k.billId)],
  );
  return new Map(rows.map((row) => [row.billId, row]));
}

/** A customer's bills, newest first. */
export async function billsOfCustomer(db: Db, who: { bucket: number; customerId: string }, limit: number): Promise<Bill[]> {
  const { rows } = await db.query<Bill>(
    `SELECT ${BILL} FROM paylater.bill b WHERE b.bucket = $1 AND b.customer_id = $2 ORDER BY b.due_on DESC, b.bill_id LIMIT $3`,
    [who.bucket, who.customerId, limit],
  );
  return rows;
}

/** Bills to be debited by a date. */
export async function billsToDebit(tx: Tx, programmeId: string, on: string, limit: number): Promise<Bill[]> {
  const { rows } = await tx.query<Bill>(
    `SELECT ${BILL} FROM paylater.bill b WHERE b.programme_id = $1 AND b.debit_on <= $2 ORDER BY b.bucket, b.bill_id LIMIT $3`,
    [programmeId, on, limit],
  );
  return rows;
}

/** Bills whose due day has passed and that nobody has looked at since. */
export async function billsPastDue(tx: Tx, programmeId: string, on: string, limit: number): Promise<Bill[]> {
  const { rows } = await tx.query<Bill>(
    `SELECT ${BILL} FROM paylater.bill b WHERE b.programme_id = $1 AND b.state = 'billed' AND b.due_on <= $2 ORDER BY b.bucket, b.bill_id LIMIT $3`,
    [programmeId, on, limit],
  );
  return rows;
}
