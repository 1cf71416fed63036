import type { Db, Tx } from '@jinqiao/database';
import type { AccountKey, Movement } from './model.ts';
import type { Place } from './pages.ts';

export type MovementKey = { readonly bucket: number; readonly movementId: string };

const COLUMNS = `m.bucket, m.movement_id AS "movementId", m.account_id AS "accountId", m.kind, m.direction, m.amount, m.business_date AS "businessDate", m.bound_id AS "boundId", m.counted,
  m.state, m.code, m.reverses, m.reversed`;

/** @returns the ids that are new. */
export async function insertMovements(tx: Tx, rows: readonly Movement[]): Promise<Set<string>> {
  const { rows: fresh } = await tx.query<{ id: string }>(
    `INSERT INTO parties.account_movement (bucket, movement_id, account_id, kind, direction, amount, business_date, bound_id, counted, state, code, reverses, reversed)
     SELECT b, id, acc, k, d, a, o, bo, coalesce(string_to_array(nullif(co, ''), ','), '{}'), st, c, r, 0
     FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::date[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[])
       AS g(b, id, acc, k, d, a, o, bo, co, st, c, r)
     ON CONFLICT DO NOTHING RETURNING movement_id AS id`,
    [
      rows.map((r) => r.bucket),
      rows.map((r) => r.movementId),
      rows.map((r) => r.accountId),
      rows.map((r) => r.kind),
      rows.map((r) => r.direction),
      rows.map((r) => r.amount),
      rows.map((r) => r.businessDate),
      rows.map((r) => r.boundId),
      rows.map((r) => r.counted.join(',')),
      rows.map((r) => r.state),
      rows.map((r) => r.code),
      rows.map((r) => r.reverses),
    ],
  );
  return new Set(fresh.map((row) => row.id));
}

export async function movementsByKey(db: Db, keys: readonly MovementKey[], lock: '' | 'FOR UPDATE OF m' = ''): Promise<Map<string, Movement>> {
  const { rows } = await db.query<Movement>(
    `SELECT ${COLUMNS} FROM unnest($1::int[], $2::text[]) AS g(b, id) JOIN parties.account_movement m ON m.bucket = g.b AND m.movement_id = g.id ${lock}`,
    [keys.map((k) => k.bucket), keys.map((k) => k.movementId)],
  );
  return new Map(rows.map((row) => [row.movementId, row]));
}

/** Movements whose outcome at the institution is not known. */
export async function reservedMovements(db: Db, after: Place, limit: number): Promise<Movement[]> {
  const { rows } = await db.query<Movement>(
    `SELECT ${COLUMNS} FROM parties.account_movement m WHERE m.state = 'reserved' AND (m.bucket, m.movement_id) > ($1, $2) ORDER BY m.bucket, m.movement_id LIMIT $3`,
    [after.bucket, after.id, limit],
  );
  return rows;
}

/** The movements of an account, newest first. */
export async function movementsOf(db: Db, key: AccountKey, limit: number): Promise<Movement[]> {
  const { rows } = await db.query<Movement>(
    `SELECT ${COLUMNS} FROM parties.account_movement m WHERE m.bucket = $1 AND m.account_id = $2 ORDER BY m.business_date DESC, m.movement_id DESC LIMIT $3`,
    [key.bucket, key.accountId, limit],
  );
  return rows;
}

export async function saveMovements(tx: Tx, rows: readonly Pick<Movement, 'bucket' | 'movementId' | 'state' | 'code'>[]): Promise<void> {
  await tx.query(
    `UPDATE parties.account_movement m SET state = g.st, code = g.c FROM unnest($1::int[], $2::text[], $3::text[], $4::text[]) AS g(b, id, st, c)
     WHERE m.bucket = g.b AND m.movement_id = g.id`,
    [rows.map((r) => r.bucket), rows.map((r) => r.movementId), rows.map((r) => r.state), rows.map((r) => r.code)],
  );
}

/** Adds to what has been returned of movements; negative where a return did not come about. */
export async function addReversed(tx: Tx, rows: readonly { readonly bucket: number; readonly movementId: string; readonly amount: bigint }[]): Promise<void> {
  await tx.query(
    `UPDATE parties.account_movement m SET reversed = m.reversed + g.a
     FROM (SELECT b, id, sum(a)::bigint AS a FROM unnest($1::int[], $2::text[], $3::bigint[]) AS given(b, id, a) GROUP BY b, id) AS g WHERE m.bucket = g.b AND m.movement_id = g.id`,
    [rows.map((r) => r.bucket), rows.map((r) => r.movementId), rows.map((r) => r.amount)],
  );
}
