import type { Db, Tx } from '@jinqiao/database';
import type { OrderKind } from './model.ts';

export type MoneyState = 'upgrading' | 'paying' | 'placed' | 'failed' | 'returning' | 'returned' | 'waiting' | 'paid' | 'advancing' | 'advanced' | 'repaid';

/** The money side of an order: which of the customer's accounts it comes from or goes to, and how far it has come. Fen. */
export type OrderMoney = {
  readonly bucket: number;
  readonly orderId: string;
  readonly fundId: string;
  readonly customerId: string;
  /** A customer's account, or the keyed digest of a bound card. */
  readonly accountId: string;
  readonly via: 'account' | 'card';
  readonly kind: OrderKind;
  /** Of a redemption by net value the shares, until it is confirmed and its money is known. */
  readonly amount: bigint;
  /**
   * Of a purchase: `upgrading` while it waits for an account of class II, `paying` until the bank has moved it, `placed` once the order is accepted, `failed` where the bank refused,
   * `returning` and `returned` where the order could not be accepted. Of a redemption or a dividend: `waiting`, then `paid`; of a fast
   * one, `advancing` until the bank has moved its own money, `advanced`, and `repaid` once the fund has paid the bank.
   */
  readonly state: MoneyState;
  readonly code: string;
  readonly movementId: string;
  /** How often the bank refused to bring the money. */
  readonly tries: number;
  readonly begunOn: string;
};

const COLUMNS = `m.bucket, m.order_id AS "orderId", m.fund_id AS "fundId", m.customer_id AS "customerId", m.account_id AS "accountId", m.via, m.kind, m.amount, m.state, m.code,
  m.movement_id AS "movementId", m.tries, m.begun_on AS "begunOn"`;

/** Writes the money side of an order down; one that is there stays as it is. */
export async function insertOrderMoney(tx: Tx, money: Omit<OrderMoney, 'tries'>): Promise<void> {
  await tx.query(
    `INSERT INTO wealth.order_money (bucket, order_id, fund_id, customer_id, account_id, via, kind, amount, state, code, movement_id, begun_on)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING`,
    [
      money.bucket,
      money.orderId,
      money.fundId,
      money.customerId,
      money.accountId,
      money.via,
      money.kind,
      money.amount,
      money.state,
      money.code,
      money.movementId,
      money.begunOn,
    ],
  );
}

type Key = Pick<OrderMoney, 'bucket' | 'orderId'>;

/** Moves it on from a state; false where it has left that state. */
export async function moveOrderMoney(tx: Tx, { bucket, orderId }: Key, from: MoneyState, to: MoneyState, code = ''): Promise<boolean> {
  const { rowCount } = await tx.query('UPDATE wealth.order_money SET state = $4, code = $5 WHERE bucket = $1 AND order_id = $2 AND state = $3', [
    bucket,
    orderId,
    from,
    to,
    code,
  ]);
  return rowCount > 0;
}

/** A purchase that waited for an account of class II takes its money from there. */
export async function upgraded(tx: Tx, { bucket, orderId }: Key, accountId: string, movementId: string): Promise<void> {
  await tx.query(
    `UPDATE wealth.order_money SET state = 'paying', account_id = $3, movement_id = $4 WHERE bucket = $1 AND order_id = $2 AND state = 'upgrading'`,
    [bucket, orderId, accountId, movementId],
  );
}

/** Names the movement that brings a dividend: it has none before its money leaves the fund. */
export async function nameMovement(tx: Tx, { bucket, orderId }: Key, movementId: string): Promise<void> {
  await tx.query(`UPDATE wealth.order_money SET movement_id = $3 WHERE bucket = $1 AND order_id = $2 AND movement_id = ''`, [bucket, orderId, movementId]);
}

/** The bank has refused to bring the money: the next try is another movement. */
export async function retryOrderMoney(tx: Tx, { bucket, orderId, tries }: OrderMoney, code: string, movementId: string): Promise<void> {
  await tx.query('UPDATE wealth.order_money SET tries = $3 + 1, code = $4, movement_id = $5 WHERE bucket = $1 AND order_id = $2 AND tries = $3', [
    bucket,
    orderId,
    tries,
    code,
    movementId,
  ]);
}

/** Whether a customer has bought of a fund before: the least amount is that of a first purchase. */
export async function boughtBefore(db: Db, { bucket, customerId }: Pick<OrderMoney, 'bucket' | 'customerId'>, fundId: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `SELECT 1 FROM wealth.fund_order WHERE bucket = $1 AND customer_id = $2 AND fund_id = $3 AND kind = 'subscribe' AND state <> 'refused' LIMIT 1`,
    [bucket, customerId, fundId],
  );
  return rowCount > 0;
}

/** Purchases that the registrar has refused: their money has left the fund and is to go back. */
export async function returnRefused(tx: Tx): Promise<void> {
  await tx.query(
    `UPDATE wealth.order_money m SET state = 'returning', code = 'REFUSED_BY_REGISTRAR' FROM wealth.fund_order o
     WHERE m.state = 'placed' AND o.bucket = m.bucket AND o.order_id = m.order_id AND o.state = 'refused'`,
  );
}

export async function orderMoneyById(db: Db, { bucket, orderId }: Key): Promise<OrderMoney | undefined> {
  const { rows } = await db.query<OrderMoney>(`SELECT ${COLUMNS} FROM wealth.order_money m WHERE m.bucket = $1 AND m.order_id = $2`, [bucket, orderId]);
  return rows[0];
}

/** Money on its way, in a fixed order after a key: purchases that are not placed, advances that are not made, and redemptions whose money has left the fund. */
export async function openOrderMoney(db: Db, towards: 'fund' | 'account', after: Key | null, limit: number): Promise<OrderMoney[]> {
  const { rows } = await db.query<OrderMoney>(
    `SELECT ${COLUMNS} FROM wealth.order_money m WHERE (m.kind = 'subscribe') = ($1 = 'fund') AND m.state IN ('paying', 'returning', 'waiting', 'advancing', 'advanced') AND ($2::int IS NULL OR (m.bucket, m.order_id) > ($2::int, $3::text))
       AND (m.kind = 'subscribe' OR m.state = 'advancing' OR EXISTS (SELECT FROM wealth.fund_order o WHERE o.bucket = m.bucket AND o.order_id = m.order_id AND o.state = 'paid'))
     ORDER BY m.bucket, m.order_id LIMIT $4`,
    [towards, after?.bucket ?? null, after?.orderId ?? null, limit],
  );
  return rows;
}

/** Orders of a customer whose money is on its way: no book and no account may show it while it is between two of them. */
export async function moneyUnderWay(db: Db, { bucket, customerId }: Pick<OrderMoney, 'bucket' | 'customerId'>): Promise<OrderMoney[]> {
  const { rows } = await db.query<OrderMoney>(
    `SELECT ${COLUMNS} FROM wealth.order_money m WHERE m.bucket = $1 AND m.customer_id = $2 AND m.state IN ('upgrading', 'paying', 'returning', 'waiting', 'advancing', 'advanced')
       AND NOT EXISTS (SELECT FROM wealth.fund_order o WHERE m.state = 'waiting' AND o.bucket = m.bucket AND o.order_id = m.order_id AND o.state = 'refused')
     ORDER BY m.order_id`,
    [bucket, customerId],
  );
  return rows;
}

/** A customer's order with its money, newest first: what is paying has no order yet, and no dates. */
export type CustomerOrder = Pick<OrderMoney, 'orderId' | 'fundId' | 'kind' | 'amount' | 'code' | 'begunOn'> & {
  readonly money: MoneyState;
  readonly state: 'accepted' | 'confirmed' | 'paid' | 'refused' | null;
  readonly dealingOn: string | null;
  readonly confirmOn: string | null;
  readonly cashOn: string | null;
  /** Of a fund with a net value, once confirmed: scaled 1e-4, hundredths of a share, fen. */
  readonly nav: bigint | null;
  readonly shares: bigint | null;
  readonly cash: bigint | null;
  readonly fee: bigint | null;
  readonly cost: bigint | null;
};

/** @param orderId that order alone. */
export async function ordersOfCustomer(
  db: Db,
  { bucket, customerId }: Pick<OrderMoney, 'bucket' | 'customerId'>,
  limit: number,
  orderId?: string,
): Promise<CustomerOrder[]> {
  const { rows } = await db.query<CustomerOrder>(
    `SELECT m.order_id AS "orderId", m.fund_id AS "fundId", m.kind, coalesce(o.amount, m.amount) AS amount, m.code, m.begun_on AS "begunOn", m.state AS money, o.state, o.dealing_on AS "dealingOn",
       o.confirm_on AS "confirmOn", o.cash_on AS "cashOn", o.nav, o.shares, o.cash, o.fee, o.cost
     FROM wealth.order_money m LEFT JOIN wealth.fund_order o ON o.bucket = m.bucket AND o.order_id = m.order_id
     WHERE m.bucket = $1 AND m.customer_id = $2 AND ($4::text IS NULL OR m.order_id = $4) ORDER BY m.begun_on DESC, m.order_id LIMIT $3`,
    [bucket, customerId, limit, orderId ?? null],
  );
  return rows;
}
