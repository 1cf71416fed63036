import { type Database, type Db, HOUSE_BUCKET, type Tx } from '@jinqiao/database';
import type { Suspension } from './fund/dealing.ts';
import type { FundFees, HoldingFee, PurchaseFee } from './fund/net-value.ts';
import type { Fund, FundOrder, FundOrderRequest, RegisterBreak } from './model.ts';

const FUND_COLUMNS = `fund_id AS "fundId", name_en AS "nameEn", name_zh AS "nameZh", calendar, cut_off AS "cutOff", confirm_days AS "confirmDays", cash_days AS "cashDays", pricing, fees, shelf, carry, carry_day AS "carryDay", fractions, fast_pool AS "fastPool",
  issuer_risk AS "issuerRisk", seller_risk AS "sellerRisk"`;

/** Columns of `FundOrder` of a row `o`. @param amount what stands as its amount. */
export const orderColumns = (
  amount = 'o.amount',
) => `o.bucket, o.order_id AS "orderId", o.fund_id AS "fundId", o.customer_id AS "customerId", o.kind, ${amount} AS amount, o.state, o.accepted_on AS "acceptedOn",
  o.accepted_at AS "acceptedAt", o.dealing_on AS "dealingOn", o.confirm_on AS "confirmOn", o.cash_on AS "cashOn", o.concluded_on AS "concludedOn"`;

/** Whole numbers of JSON are texts: amounts in fen, rates in 1e-8. */
type StoredFees = {
  readonly front: readonly { readonly from: string; readonly rate?: string; readonly flat?: string }[];
  readonly back: readonly { readonly fromDays: number; readonly rate: string }[];
  readonly redemption: readonly { readonly fromDays: number; readonly rate: string }[];
};
type StoredFund = Omit<Fund, 'fees'> & { readonly fees: StoredFees };

function fundOf({ fees, ...fund }: StoredFund): Fund {
  const front = fees.front.map(
    ({ from, rate, flat }): PurchaseFee => ({ from: BigInt(from), ...(flat === undefined ? { rate: BigInt(rate ?? 0) } : { flat: BigInt(flat) }) }),
  );
  const held = (tiers: StoredFees['back']): HoldingFee[] => tiers.map(({ fromDays, rate }) => ({ fromDays, rate: BigInt(rate) }));
  return { ...fund, fees: { front, back: held(fees.back), redemption: held(fees.redemption) } };
}

/** Fees as they are stored, in one spelling. */
export function storedFees(fees: FundFees): string {
  return JSON.stringify(fees, (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value));
}

export async function fundById(db: Db, fundId: string): Promise<Fund | undefined> {
  const { rows } = await db.query<StoredFund>(`SELECT ${FUND_COLUMNS} FROM wealth.fund WHERE bucket = ${HOUSE_BUCKET} AND fund_id = $1`, [fundId]);
  return rows.map(fundOf)[0];
}

export async function listFunds(db: Db): Promise<Fund[]> {
  const { rows } = await db.query<StoredFund>(`SELECT ${FUND_COLUMNS} FROM wealth.fund ORDER BY fund_id`);
  return rows.map(fundOf);
}

export async function insertFund(tx: Tx, fund: Fund): Promise<void> {
  await tx.query(
    `INSERT INTO wealth.fund (bucket, fund_id, name_en, name_zh, calendar, cut_off, confirm_days, cash_days, pricing, fees, shelf, carry, carry_day, fractions, fast_pool, issuer_risk, seller_risk)
     VALUES (${HOUSE_BUCKET}, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) ON CONFLICT DO NOTHING`,
    [
      fund.fundId,
      fund.nameEn,
      fund.nameZh,
      fund.calendar,
      fund.cutOff,
      fund.confirmDays,
      fund.cashDays,
      fund.pricing,
      storedFees(fund.fees),
      fund.shelf,
      fund.carry,
      fund.carryDay,
      fund.fractions,
      fund.fastPool,
      fund.issuerRisk,
      fund.sellerRisk,
    ],
  );
}

export async function insertSuspension(tx: Tx, fundId: string, { from, to }: Suspension): Promise<void> {
  await tx.query(
    `INSERT INTO wealth.fund_suspension (bucket, fund_id, from_on, to_on) VALUES (${HOUSE_BUCKET}, $1, $2, $3)
     ON CONFLICT (bucket, fund_id, from_on) DO UPDATE SET to_on = excluded.to_on`,
    [fundId, from, to],
  );
}

/** Suspensions of a fund that end on a date or later. */
export async function suspensionsOf(db: Db, fundId: string, on: string): Promise<Suspension[]> {
  const { rows } = await db.query<Suspension>(
    `SELECT from_on AS "from", to_on AS "to" FROM wealth.fund_suspension WHERE bucket = ${HOUSE_BUCKET} AND fund_id = $1 AND to_on >= $2 ORDER BY from_on`,
    [fundId, on],
  );
  return rows;
}

/** Writes orders that are new, and says which: the others were there before. */
export async function insertOrders(tx: Tx, orders: readonly FundOrder[]): Promise<Set<string>> {
  const { rows } = await tx.query<{ orderId: string }>(
    `INSERT INTO wealth.fund_order (bucket, order_id, fund_id, customer_id, kind, amount, state, accepted_on, accepted_at, dealing_on, confirm_on, cash_on)
     SELECT * FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::text[], $8::date[], $9::text[], $10::date[], $11::date[], $12::date[])
     ON CONFLICT DO NOTHING RETURNING order_id AS "orderId"`,
    [
      orders.map((o) => o.bucket),
      orders.map((o) => o.orderId),
      orders.map((o) => o.fundId),
      orders.map((o) => o.customerId),
      orders.map((o) => o.kind),
      orders.map((o) => o.amount),
      orders.map((o) => o.state),
      orders.map((o) => o.acceptedOn),
      orders.map((o) => o.acceptedAt),
      orders.map((o) => o.dealingOn),
      orders.map((o) => o.confirmOn),
      orders.map((o) => o.cashOn),
    ],
  );
  return new Set(rows.map(({ orderId }) => orderId));
}

export async function ordersById(db: Db, requests: readonly Pick<FundOrderRequest, 'bucket' | 'orderId'>[]): Promise<Map<string, FundOrder>> {
  const { rows } = await db.query<FundOrder>(
    `SELECT ${orderColumns()} FROM unnest($1::int[], $2::text[]) AS g(bucket, order_id) JOIN wealth.fund_order o ON o.bucket = g.bucket AND o.order_id = g.order_id`,
    [requests.map((r) => r.bucket), requests.map((r) => r.orderId)],
  );
  return new Map(rows.map((row) => [row.orderId, row]));
}

/** Marks the orders of a fund that were not handed in yet as those of a day, and gives all of that day: the same again gives the same. */
export async function ordersHandedIn(db: Database, fundId: string, on: string): Promise<FundOrder[]> {
  return db.tx(async (tx) => {
    await tx.query(`UPDATE wealth.fund_order SET handed_on = $2 WHERE fund_id = $1 AND handed_on IS NULL AND kind <> 'dividend'`, [fundId, on]);
    const { rows } = await tx.query<FundOrder>(
      `SELECT ${orderColumns()} FROM wealth.fund_order o WHERE o.fund_id = $1 AND o.handed_on = $2 ORDER BY o.order_id COLLATE "C"`,
      [fundId, on],
    );
    return rows;
  });
}

/** Orders of a fund that the registrar has not concluded. */
export async function acceptedOrders(db: Db, fundId: string): Promise<FundOrder[]> {
  const { rows } = await db.query<FundOrder>(
    `SELECT ${orderColumns()} FROM wealth.fund_order o WHERE o.fund_id = $1 AND o.state = 'accepted' ORDER BY o.bucket, o.order_id`,
    [fundId],
  );
  return rows;
}

/** Gives orders other dates. @returns how many had others before. */
export async function replanOrders(tx: Tx, orders: readonly FundOrder[]): Promise<number> {
  const { rowCount } = await tx.query(
    `UPDATE wealth.fund_order o SET dealing_on = g.d, confirm_on = g.c, cash_on = g.p
     FROM unnest($1::int[], $2::text[], $3::date[], $4::date[], $5::date[]) AS g(b, i, d, c, p)
     WHERE o.bucket = g.b AND o.order_id = g.i AND (o.dealing_on, o.confirm_on, o.cash_on) IS DISTINCT FROM (g.d, g.c, g.p)`,
    [orders.map((o) => o.bucket), orders.map((o) => o.orderId), orders.map((o) => o.dealingOn), orders.map((o) => o.confirmOn), orders.map((o) => o.cashOn)],
  );
  return rowCount;
}

/** Orders that the registrar should have confirmed by a date. */
export async function ordersToConfirm(db: Db, fundId: string, on: string): Promise<FundOrder[]> {
  const { rows } = await db.query<FundOrder>(
    `SELECT ${orderColumns()} FROM wealth.fund_order o WHERE o.fund_id = $1 AND o.confirm_on <= $2 AND o.state = 'accepted' ORDER BY o.bucket, o.order_id`,
    [fundId, on],
  );
  return rows;
}

/** Confirmed redemptions and dividends whose money is due by a date, up to a number of them. */
export async function ordersToPay(tx: Tx, fundId: string, on: string, limit: number): Promise<FundOrder[]> {
  const { rows } = await tx.query<FundOrder>(
    `SELECT ${orderColumns('coalesce(o.cash, o.amount)')} FROM wealth.fund_order o WHERE o.fund_id = $1 AND o.cash_on <= $2 AND o.state = 'confirmed'
     ORDER BY o.bucket, o.order_id LIMIT $3`,
    [fundId, on, limit],
  );
  return rows;
}

/** Moves orders on, from the state that they are in: the ids of those that were in it. What is paid was concluded before. */
export async function moveOrders(tx: Tx, orders: readonly FundOrder[], from: FundOrder['state'], to: FundOrder['state'], on: string): Promise<Set<string>> {
  const { rows } = await tx.query<{ orderId: string }>(
    `UPDATE wealth.fund_order o SET state = $4, concluded_on = coalesce(o.concluded_on, $5) FROM unnest($1::int[], $2::text[]) AS g(bucket, order_id)
     WHERE o.bucket = g.bucket AND o.order_id = g.order_id AND o.state = $3 RETURNING o.order_id AS "orderId"`,
    [orders.map((o) => o.bucket), orders.map((o) => o.orderId), from, to, on],
  );
  return new Set(rows.map(({ orderId }) => orderId));
}

/** Income of a day by what it was reckoned from; the flows and the closing balance follow at the end of the day. Fen. */
export type IncomeDay = {
  readonly per10k: bigint;
  readonly sevenDayYield: bigint | null;
  readonly earning: bigint;
  readonly gross: bigint;
  readonly expected: bigint;
  readonly income: bigint;
};

export async function insertFundDay(tx: Tx, fundId: string, on: string, day: IncomeDay): Promise<void> {
  await tx.query(
    `INSERT INTO wealth.fund_day (bucket, fund_id, business_date, per_10k, seven_day_yield, earning, gross, expected, income)
     VALUES (${HOUSE_BUCKET}, $1, $2, $3, $4, $5, $6, $7, $8)`,
    [fundId, on, day.per10k, day.sevenDayYield, day.earning, day.gross, day.expected, day.income],
  );
}

/** Completes a fund's day with its flows, taken from the orders of the day: those that were handed in on it, where orders are handed in. */
export async function finishFundDay(tx: Tx, fundId: string, on: string, { restored, closing }: { restored: bigint; closing: bigint }): Promise<void> {
  await tx.query(
    `UPDATE wealth.fund_day d SET restored = $3, closing = $4, purchased = f.purchased, redeemed = f.redeemed, refused = r.refused
     FROM (SELECT coalesce(sum(amount) FILTER (WHERE kind = 'subscribe'), 0) AS purchased, coalesce(sum(amount) FILTER (WHERE kind = 'redeem'), 0) AS redeemed
         FROM wealth.fund_order WHERE fund_id = $1 AND (handed_on = $2 OR handed_on IS NULL AND accepted_on = $2)) f,
       (SELECT coalesce(sum(CASE kind WHEN 'subscribe' THEN amount ELSE -amount END), 0) AS refused
         FROM wealth.fund_order WHERE fund_id = $1 AND concluded_on = $2 AND state = 'refused') r
     WHERE d.bucket = ${HOUSE_BUCKET} AND d.fund_id = $1 AND d.business_date = $2`,
    [fundId, on, restored, closing],
  );
}

export type FundDay = IncomeDay & {
  readonly on: string;
  readonly purchased: bigint | null;
  readonly redeemed: bigint | null;
  /** Refused subscriptions less refused redemptions. */
  readonly refused: bigint | null;
  /** What restoring the registrar's figures took from wallets. */
  readonly restored: bigint | null;
  readonly closing: bigint | null;
};

const DAYS = `SELECT business_date AS "on", per_10k AS "per10k", seven_day_yield AS "sevenDayYield", earning, gross, expected, income, purchased, redeemed, refused,
  restored, closing FROM wealth.fund_day`;

/** A fund's days in order, from a date on. */
export async function fundDays(db: Db, fundId: string, from: string, limit: number): Promise<FundDay[]> {
  const { rows } = await db.query<FundDay>(`${DAYS} WHERE bucket = ${HOUSE_BUCKET} AND fund_id = $1 AND business_date >= $2 ORDER BY business_date LIMIT $3`, [
    fundId,
    from,
    limit,
  ]);
  return rows;
}

/** A fund's last days, newest first. */
export async function recentFundDays(db: Db, fundId: string, limit: number): Promise<FundDay[]> {
  const { rows } = await db.query<FundDay>(`${DAYS} WHERE bucket = ${HOUSE_BUCKET} AND fund_id = $1 ORDER BY business_date DESC LIMIT $2`, [fundId, limit]);
  return rows;
}

/** The published income of the last days up to a date, oldest first. */
export async function lastPer10k(db: Db, fundId: string, on: string, days: number): Promise<bigint[]> {
  const { rows } = await db.query<{ per10k: bigint }>(
    `SELECT per_10k AS "per10k" FROM wealth.fund_day WHERE bucket = ${HOUSE_BUCKET} AND fund_id = $1 AND business_date <= $2::date AND business_date > $2::date - $3::int
     ORDER BY business_date`,
    [fundId, on, days],
  );
  return rows.map((row) => row.per10k);
}

export async function insertBreaks(tx: Tx, breaks: readonly RegisterBreak[]): Promise<void> {
  await tx.query(
    `INSERT INTO wealth.register_break (bucket, fund_id, business_date, subject, kind, ours, theirs)
     SELECT * FROM unnest($1::int[], $2::text[], $3::date[], $4::text[], $5::text[], $6::bigint[], $7::bigint[]) ON CONFLICT DO NOTHING`,
    [
      breaks.map((b) => b.bucket),
      breaks.map((b) => b.fundId),
      breaks.map((b) => b.on),
      breaks.map((b) => b.subject),
      breaks.map((b) => b.kind),
      breaks.map((b) => b.ours),
      breaks.map((b) => b.theirs),
    ],
  );
}

export async function registerBreaks(db: Db, fundId: string): Promise<RegisterBreak[]> {
  const { rows } = await db.query<RegisterBreak>(
    `SELECT bucket, fund_id AS "fundId", business_date AS "on", subject, kind, ours, theirs FROM wealth.register_break WHERE fund_id = $1
     ORDER BY business_date, kind, subject`,
    [fundId],
  );
  return rows;
}
