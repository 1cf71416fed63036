import { type Db, HOUSE_BUCKET, type Tx } from '@jinqiao/database';
import type { Lot } from './fund/net-value.ts';
import type { DealtOrder, Dividend, FundOrder, PublishedNetValue } from './model.ts';

type Who = { readonly bucket: number; readonly customerId: string };

/** Published net values of a fund, by date. */
export async function netValuesOn(db: Db, fundId: string, dates: readonly string[]): Promise<Map<string, bigint>> {
  const { rows } = await db.query<{ on: string; nav: bigint }>(
    `SELECT business_date AS "on", nav FROM wealth.fund_nav WHERE bucket = ${HOUSE_BUCKET} AND fund_id = $1 AND business_date = ANY ($2::date[])`,
    [fundId, dates],
  );
  return new Map(rows.map(({ on, nav }) => [on, nav]));
}

export type NetValueDay = PublishedNetValue & { readonly on: string; readonly shares: bigint; readonly value: bigint };

export async function insertNetValue(tx: Tx, fundId: string, { on, nav, accumulated, dividend, shares, value }: NetValueDay): Promise<void> {
  await tx.query(
    `INSERT INTO wealth.fund_nav (bucket, fund_id, business_date, nav, accumulated, dividend, shares, value) VALUES (${HOUSE_BUCKET}, $1, $2, $3, $4, $5, $6, $7)`,
    [fundId, on, nav, accumulated, dividend, shares, value],
  );
}

/** A fund's last net values, newest first. */
export async function recentNetValues(db: Db, fundId: string, limit: number): Promise<NetValueDay[]> {
  const { rows } = await db.query<NetValueDay>(
    `SELECT business_date AS "on", nav, accumulated, dividend, shares, value FROM wealth.fund_nav WHERE bucket = ${HOUSE_BUCKET} AND fund_id = $1
     ORDER BY business_date DESC LIMIT $2`,
    [fundId, limit],
  );
  return rows;
}

/** Lots of holders of a fund that have shares left, the oldest first. */
export async function lotsOf(db: Db, fundId: string, holders: readonly Who[]): Promise<Map<string, Lot[]>> {
  const { rows } = await db.query<Lot & { customerId: string }>(
    `SELECT l.customer_id AS "customerId", l.lot_id AS "lotId", l.confirmed_on AS "confirmedOn", l.nav, l.shares, l.remaining AS "left", l.cost
     FROM (SELECT DISTINCT b, c FROM unnest($2::int[], $3::text[]) AS g(b, c)) g JOIN wealth.share_lot l ON l.bucket = g.b AND l.customer_id = g.c
     WHERE l.fund_id = $1 AND l.remaining > 0 ORDER BY l.customer_id, l.confirmed_on, l.lot_id COLLATE "C"`,
    [fundId, holders.map(({ bucket }) => bucket), holders.map(({ customerId }) => customerId)],
  );
  return Map.groupBy(rows, ({ customerId }) => customerId);
}

export type TakenFromLot = { readonly bucket: number; readonly lotId: string; readonly taken: bigint };

/** @throws RangeError where a lot has left less than is taken: another close has been at it. */
export async function takeFromLots(tx: Tx, taken: readonly TakenFromLot[]): Promise<void> {
  const { rowCount } = await tx.query(
    `UPDATE wealth.share_lot l SET remaining = l.remaining - g.t FROM (SELECT b, i, sum(t)::bigint AS t FROM unnest($1::int[], $2::text[], $3::bigint[]) AS g(b, i, t) GROUP BY 1, 2) g
     WHERE l.bucket = g.b AND l.lot_id = g.i`,
    [taken.map(({ bucket }) => bucket), taken.map(({ lotId }) => lotId), taken.map((lot) => lot.taken)],
  );
  const lots = new Set(taken.map(({ lotId }) => lotId)).size;
  if (rowCount !== lots) throw new RangeError(`${rowCount} of ${lots} lots are there`);
}

export type NewLot = Omit<Lot, 'left'> & Who & { readonly fundId: string };

export async function insertLots(tx: Tx, lots: readonly NewLot[]): Promise<void> {
  await tx.query(
    `INSERT INTO wealth.share_lot (bucket, lot_id, fund_id, customer_id, confirmed_on, nav, shares, remaining, cost)
     SELECT b, i, f, c, d, n, s, s, k FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::date[], $6::bigint[], $7::bigint[], $8::bigint[]) AS g(b, i, f, c, d, n, s, k)`,
    [
      lots.map((l) => l.bucket),
      lots.map((l) => l.lotId),
      lots.map((l) => l.fundId),
      lots.map((l) => l.customerId),
      lots.map((l) => l.confirmedOn),
      lots.map((l) => l.nav),
      lots.map((l) => l.shares),
      lots.map((l) => l.cost),
    ],
  );
}

/** Writes what orders came to, and what is to be brought to the account now that it is known. */
export async function recordDeals(tx: Tx, orders: readonly DealtOrder[]): Promise<void> {
  const keys = [orders.map((o) => o.bucket), orders.map((o) => o.orderId)];
  const cash = orders.map((o) => o.deal.cash);
  await tx.query(
    `UPDATE wealth.fund_order o SET nav = g.n, shares = g.s, cash = g.m, fee = g.f, cost = g.k
     FROM unnest($1::int[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[]) AS g(b, i, m, n, s, f, k) WHERE o.bucket = g.b AND o.order_id = g.i`,
    [...keys, cash, orders.map((o) => o.deal.nav), orders.map((o) => o.deal.shares), orders.map((o) => o.deal.fee), orders.map((o) => o.cost)],
  );
  await tx.query(
    `UPDATE wealth.order_money m SET amount = g.m FROM unnest($1::int[], $2::text[], $3::bigint[]) AS g(b, i, m)
     WHERE m.bucket = g.b AND m.order_id = g.i AND m.kind = 'redeem'`,
    [...keys, cash],
  );
}

export type DividendMode = 'cash' | 'shares';
export type DividendChoice = Who & { readonly mode: DividendMode };

/** How holders want the dividends of a fund; who is not named wants cash. */
export async function dividendChoices(db: Db, fundId: string, chosenOn: string | null = null): Promise<DividendChoice[]> {
  const { rows } = await db.query<DividendChoice>(
    `SELECT bucket, customer_id AS "customerId", mode FROM wealth.dividend_choice WHERE fund_id = $1 AND ($2::date IS NULL OR chosen_on = $2) ORDER BY customer_id COLLATE "C"`,
    [fundId, chosenOn],
  );
  return rows;
}

export async function dividendModeOf(db: Db, fundId: string, { bucket, customerId }: Who): Promise<DividendMode> {
  const { rows } = await db.query<{ mode: DividendMode }>('SELECT mode FROM wealth.dividend_choice WHERE bucket = $1 AND customer_id = $2 AND fund_id = $3', [
    bucket,
    customerId,
    fundId,
  ]);
  return rows[0]?.mode ?? 'cash';
}

export async function insertDividendChoice(tx: Tx, fundId: string, { bucket, customerId, mode }: DividendChoice, on: string): Promise<void> {
  await tx.query(
    `INSERT INTO wealth.dividend_choice (bucket, customer_id, fund_id, mode, chosen_on) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (bucket, customer_id, fund_id) DO UPDATE SET mode = EXCLUDED.mode, chosen_on = EXCLUDED.chosen_on`,
    [bucket, customerId, fundId, mode, on],
  );
}

export type DividendOrder = Dividend & Pick<FundOrder, 'orderId' | 'fundId' | 'cashOn'>;

/** Writes dividends down as orders that are confirmed; those in cash are paid on their day, to the account that the holder last dealt from. */
export async function insertDividends(tx: Tx, dividends: readonly DividendOrder[], nav: bigint, on: string): Promise<void> {
  const columns = [
    dividends.map((d) => d.bucket),
    dividends.map((d) => d.orderId),
    dividends.map((d) => d.fundId),
    dividends.map((d) => d.customerId),
    dividends.map((d) => d.amount),
  ];
  await tx.query(
    `INSERT INTO wealth.fund_order (bucket, order_id, fund_id, customer_id, kind, amount, state, accepted_on, accepted_at, dealing_on, confirm_on, cash_on, concluded_on, nav, shares, cash, fee, cost)
     SELECT b, i, f, c, 'dividend', a, 'confirmed', $6, '00:00:00', $6, $6, p, $6, $7, s, a, 0, 0
     FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::bigint[], $8::bigint[], $9::date[]) AS g(b, i, f, c, a, s, p)`,
    [...columns, on, nav, dividends.map((d) => d.shares), dividends.map((d) => d.cashOn)],
  );
  await tx.query(
    `INSERT INTO wealth.order_money (bucket, order_id, fund_id, customer_id, account_id, via, kind, amount, state, code, movement_id, begun_on)
     SELECT g.b, g.i, g.f, g.c, m.account_id, m.via, 'dividend', g.a, CASE WHEN g.cash THEN 'waiting' ELSE 'paid' END, '', '', $6
     FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::bigint[], $7::boolean[]) AS g(b, i, f, c, a, cash)
     JOIN LATERAL (SELECT o.account_id, o.via FROM (
         SELECT account_id, via, begun_on FROM wealth.order_money WHERE bucket = g.b AND customer_id = g.c AND fund_id = g.f
         UNION ALL SELECT account_id, via, begun_on FROM wealth.redeem_to_purchase WHERE bucket = g.b AND customer_id = g.c AND target_fund = g.f) o
       ORDER BY o.begun_on DESC, o.account_id LIMIT 1) m ON true`,
    [...columns, on, dividends.map(({ cashOn }) => cashOn !== null)],
  );
}
