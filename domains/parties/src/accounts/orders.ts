import type { Db, Tx } from '@jinqiao/database';
import type { AccountKey } from './model.ts';
import type { Place } from './pages.ts';

const ORDER_KINDS = ['freeze', 'release', 'deduct', 'suspend', 'resume', 'document'] as const;
export type OrderKind = (typeof ORDER_KINDS)[number];

/** What staff asks of an account: made by one, checked by another. */
export type AccountOrder = {
  readonly bucket: number;
  readonly orderId: string;
  readonly accountId: string;
  readonly kind: OrderKind;
  /** The freeze that is released or deducted from; of a freeze, its own id. */
  readonly freezeId: string;
  readonly amount: bigint | null;
  readonly suspension: string;
  readonly authority: string;
  readonly documentNo: string;
  readonly reason: string;
  readonly state: 'proposed' | 'refused' | 'approved' | 'told';
  readonly code: string;
  readonly madeBy: string;
  readonly madeOn: string;
  readonly checkedBy: string | null;
  readonly checkedOn: string | null;
};

const COLUMNS = `bucket, order_id AS "orderId", account_id AS "accountId", kind, freeze_id AS "freezeId", amount, suspension, authority, document_no AS "documentNo", reason, state, code,
  made_by AS "madeBy", made_on AS "madeOn", checked_by AS "checkedBy", checked_on AS "checkedOn"`;

/** Whether the institution has not answered yet to an order on a freeze: what follows must not overtake it. */
export async function freezeUntold(tx: Tx, bucket: number, freezeId: string): Promise<boolean> {
  const { rowCount } = await tx.query(`SELECT 1 FROM parties.account_order WHERE bucket = $1 AND freeze_id = $2 AND state = 'approved' LIMIT 1`, [
    bucket,
    freezeId,
  ]);
  return rowCount === 1;
}

export async function insertOrder(tx: Tx, order: AccountOrder): Promise<void> {
  await tx.query(
    `INSERT INTO parties.account_order (bucket, order_id, account_id, kind, freeze_id, amount, suspension, authority, document_no, reason, state, code, made_by, made_on)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'proposed', '', $11, $12) ON CONFLICT DO NOTHING`,
    [
      order.bucket,
      order.orderId,
      order.accountId,
      order.kind,
      order.freezeId,
      order.amount,
      order.suspension,
      order.authority,
      order.documentNo,
      order.reason,
      order.madeBy,
      order.madeOn,
    ],
  );
}

export async function orderById(db: Db, bucket: number, orderId: string, lock: '' | 'FOR UPDATE' = ''): Promise<AccountOrder | undefined> {
  const { rows } = await db.query<AccountOrder>(`SELECT ${COLUMNS} FROM parties.account_order WHERE bucket = $1 AND order_id = $2 ${lock}`, [bucket, orderId]);
  return rows[0];
}

export async function ordersOf(db: Db, key: AccountKey, limit: number): Promise<AccountOrder[]> {
  const { rows } = await db.query<AccountOrder>(
    `SELECT ${COLUMNS} FROM parties.account_order WHERE bucket = $1 AND account_id = $2 ORDER BY made_on DESC, order_id LIMIT $3`,
    [key.bucket, key.accountId, limit],
  );
  return rows;
}

/** Orders that wait for a checker, oldest first. */
export async function proposedOrders(db: Db, after: { readonly madeOn: string; readonly orderId: string } | null, limit: number): Promise<AccountOrder[]> {
  const { rows } = await db.query<AccountOrder>(
    `SELECT ${COLUMNS} FROM parties.account_order WHERE state = 'proposed' AND ($1::date IS NULL OR (made_on, order_id) > ($1::date, $2::text)) ORDER BY made_on, order_id LIMIT $3`,
    [after?.madeOn ?? null, after?.orderId ?? null, limit],
  );
  return rows;
}

/** Orders in force here that the institution has not answered yet. */
export async function untoldOrders(db: Db, after: Place, limit: number): Promise<AccountOrder[]> {
  const { rows } = await db.query<AccountOrder>(
    `SELECT ${COLUMNS} FROM parties.account_order WHERE state = 'approved' AND (bucket, order_id) > ($1, $2) ORDER BY bucket, order_id LIMIT $3`,
    [after.bucket, after.id, limit],
  );
  return rows;
}

export async function concludeOrder(
  tx: Tx,
  order: AccountOrder,
  to: { readonly state: AccountOrder['state']; readonly code: string; readonly by: string; readonly on: string },
): Promise<void> {
  await tx.query(
    'UPDATE parties.account_order SET state = $3, code = $4, checked_by = coalesce(checked_by, $5), checked_on = coalesce(checked_on, $6::date) WHERE bucket = $1 AND order_id = $2',
    [order.bucket, order.orderId, to.state, to.code, to.by, to.on],
  );
}
