import type { Db, Tx } from '@jinqiao/database';
import type { CustomerKey } from './model.ts';

export type RestrictionScope = 'new-business' | 'everything';
export type RestrictionCause = 'judicial' | 'risk' | 'anti-money-laundering' | 'identity' | 'customer-request';

export type Restriction = {
  readonly restrictionId: string;
  readonly customerId: string;
  readonly scope: RestrictionScope;
  readonly cause: RestrictionCause;
  readonly reason: string;
  readonly placedBy: string;
  readonly placedOn: string;
  readonly placedAt: string;
  readonly liftedOn: string | null;
  readonly liftedAt: string | null;
};

const time = (column: string) => `to_char(${column}, 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`;
const RESTRICTION = `restriction_id AS "restrictionId", customer_id AS "customerId", scope, cause, reason, placed_by AS "placedBy", placed_on AS "placedOn",
  ${time('placed_at')} AS "placedAt", lifted_on AS "liftedOn", ${time('lifted_at')} AS "liftedAt"`;

export async function restrictionsOf(db: Db, { bucket, customerId }: CustomerKey): Promise<Restriction[]> {
  const { rows } = await db.query<Restriction>(
    `SELECT ${RESTRICTION} FROM parties.restriction WHERE bucket = $1 AND customer_id = $2 ORDER BY placed_at, restriction_id`,
    [bucket, customerId],
  );
  return rows;
}

export async function insertRestriction(tx: Tx, bucket: number, row: Omit<Restriction, 'liftedOn' | 'liftedAt'>): Promise<void> {
  await tx.query(
    `INSERT INTO parties.restriction (bucket, restriction_id, customer_id, scope, cause, reason, placed_by, placed_on, placed_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING`,
    [bucket, row.restrictionId, row.customerId, row.scope, row.cause, row.reason, row.placedBy, row.placedOn, row.placedAt],
  );
}

/** @returns false where it is lifted already. */
export async function liftRestriction(tx: Tx, bucket: number, restrictionId: string, requestId: string, on: string, at: string): Promise<boolean> {
  const { rowCount } = await tx.query(
    'UPDATE parties.restriction SET lifted_on = $4, lifted_at = $5, lifted_by_request = $3 WHERE bucket = $1 AND restriction_id = $2 AND lifted_at IS NULL',
    [bucket, restrictionId, requestId, on, at],
  );
  return rowCount > 0;
}

export type StaffRequest = {
  readonly requestId: string;
  readonly bucket: number;
  readonly customerId: string;
  readonly action: 'lift-restriction' | 'close-customer';
  readonly restrictionId: string | null;
  readonly reason: string;
  readonly madeBy: string;
  readonly madeOn: string;
  readonly madeAt: string;
  readonly outcome: 'open' | 'approved' | 'refused';
  readonly checkedBy: string | null;
  readonly checkedAt: string | null;
};

const REQUEST = `request_id AS "requestId", bucket, customer_id AS "customerId", action, restriction_id AS "restrictionId", reason, made_by AS "madeBy", made_on AS "madeOn",
  ${time('made_at')} AS "madeAt", outcome, checked_by AS "checkedBy", ${time('checked_at')} AS "checkedAt"`;

export async function staffRequestsOf(db: Db, { bucket, customerId }: CustomerKey): Promise<StaffRequest[]> {
  const { rows } = await db.query<StaffRequest>(
    `SELECT ${REQUEST} FROM parties.staff_request WHERE bucket = $1 AND customer_id = $2 ORDER BY made_at, request_id`,
    [bucket, customerId],
  );
  return rows;
}

/** Open requests of all customers, oldest day first, after a place of day and id. */
export async function openStaffRequests(db: Db, after: { on: string; id: string } | null, limit: number): Promise<StaffRequest[]> {
  const { rows } = await db.query<StaffRequest>(
    `SELECT ${REQUEST} FROM parties.staff_request WHERE outcome = 'open' AND ($1::date IS NULL OR (made_on, request_id) > ($1::date, $2::text))
     ORDER BY made_on, request_id LIMIT $3`,
    [after?.on ?? null, after?.id ?? null, limit],
  );
  return rows;
}

export async function insertStaffRequest(tx: Tx, row: Omit<StaffRequest, 'outcome' | 'checkedBy' | 'checkedAt'>): Promise<void> {
  await tx.query(
    `INSERT INTO parties.staff_request (bucket, request_id, customer_id, action, restriction_id, reason, made_by, made_on, made_at, outcome)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'open') ON CONFLICT DO NOTHING`,
    [row.bucket, row.requestId, row.customerId, row.action, row.restrictionId, row.reason, row.madeBy, row.madeOn, row.madeAt],
  );
}

export async function holdStaffRequest(tx: Tx, bucket: number, requestId: string): Promise<StaffRequest | undefined> {
  const { rows } = await tx.query<StaffRequest>(`SELECT ${REQUEST} FROM parties.staff_request WHERE bucket = $1 AND request_id = $2 FOR UPDATE`, [
    bucket,
    requestId,
  ]);
  return rows[0];
}

export async function concludeStaffRequest(
  tx: Tx,
  { bucket, requestId }: Pick<StaffRequest, 'bucket' | 'requestId'>,
  outcome: 'approved' | 'refused',
  by: string,
  at: string,
): Promise<void> {
  await tx.query('UPDATE parties.staff_request SET outcome = $3, checked_by = $4, checked_at = $5 WHERE bucket = $1 AND request_id = $2', [
    bucket,
    requestId,
    outcome,
    by,
    at,
  ]);
}

/** Takes the customer's row until the transaction ends: `FOR SHARE` lets others do so too, `FOR UPDATE` nobody. */
export async function lockCustomer(tx: Tx, { bucket, customerId }: CustomerKey, lock: 'FOR SHARE' | 'FOR UPDATE'): Promise<void> {
  await tx.query(`SELECT FROM parties.customer WHERE bucket = $1 AND customer_id = $2 ${lock}`, [bucket, customerId]);
}

/** Ends a customer: closed, or joined into another; the ID number is free again. */
export async function endCustomer(tx: Tx, { bucket, customerId }: CustomerKey, on: string, joinedInto: string | null): Promise<void> {
  await tx.query(`UPDATE parties.customer SET state = $4, closed_on = $3, joined_into = $5 WHERE bucket = $1 AND customer_id = $2`, [
    bucket,
    customerId,
    on,
    joinedInto === null ? 'closed' : 'joined',
    joinedInto,
  ]);
}
