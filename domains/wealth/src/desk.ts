import { type BusinessDate, calendarByName } from '@jinqiao/calendar';
import { type Db, HOUSE_BUCKET } from '@jinqiao/database';
import { type DailyFlow, FORECAST_HISTORY, forecastFlow } from './fund/forecast.ts';
import type { Fund, FundOrder } from './model.ts';
import { orderColumns, recentFundDays } from './store.ts';

/** How many of a kind stand in a state, and how much they are. */
export type Tally = { readonly kind: string; readonly state: string; readonly count: number; readonly amount: bigint };

/** Orders of a fund that have not come to their end. */
export async function openOrdersOf(db: Db, fundId: string): Promise<Tally[]> {
  const { rows } = await db.query<Tally>(
    `SELECT kind, state, count(*)::int AS count, sum(coalesce(cash, amount))::bigint AS amount FROM wealth.fund_order
     WHERE fund_id = $1 AND (state = 'accepted' OR state = 'confirmed' AND cash_on IS NOT NULL) GROUP BY 1, 2 ORDER BY 1, 2`,
    [fundId],
  );
  return rows;
}

/** Redeem-to-purchase out of a fund that is under way. */
export async function openConversionsOf(db: Db, fundId: string): Promise<Tally[]> {
  const { rows } = await db.query<Tally>(
    `SELECT mode AS kind, state, count(*)::int AS count, sum(amount)::bigint AS amount FROM wealth.redeem_to_purchase
     WHERE source_fund = $1 AND ended_on IS NULL GROUP BY 1, 2 ORDER BY 1, 2`,
    [fundId],
  );
  return rows;
}

/** What the pool has paid out on a day; fen. */
export async function poolUsed(db: Db, fundId: string, on: string): Promise<bigint> {
  const { rows } = await db.query<{ used: bigint }>(
    `SELECT used FROM wealth.fast_pool WHERE bucket = ${HOUSE_BUCKET} AND owner = '' AND fund_id = $1 AND business_date = $2`,
    [fundId, on],
  );
  return rows[0]?.used ?? 0n;
}

export type ForecastDay = { readonly purchased: bigint; readonly redeemed: bigint };

/** Purchases and redemptions of the days after the last that is closed, in fen; undefined while there is too little history. */
export async function forecastOf(
  db: Db,
  { fundId, calendar }: Fund,
  days: number,
): Promise<{ readonly after: string; readonly days: ForecastDay[] } | undefined> {
  const recent = await recentFundDays(db, fundId, FORECAST_HISTORY);
  const [last] = recent;
  if (!last || recent.length < FORECAST_HISTORY) return undefined;
  const flow = (of: 'purchased' | 'redeemed'): DailyFlow[] => [...recent].reverse().map((day) => ({ on: day.on as BusinessDate, amount: day[of] ?? 0n }));
  const [purchased, redeemed] = (['purchased', 'redeemed'] as const).map((of) => forecastFlow(flow(of), days, calendarByName(calendar)));
  return { after: last.on, days: Array.from({ length: days }, (_, at) => ({ purchased: purchased?.[at] ?? 0n, redeemed: redeemed?.[at] ?? 0n })) };
}

/** An order as the people who run a fund see it; of one by net value also what it came to. */
export type FundOrderLine = FundOrder & {
  readonly nav: bigint | null;
  readonly shares: bigint | null;
  readonly cash: bigint | null;
  readonly fee: bigint | null;
};

/** Orders of a fund, the newest first, after a key. */
export async function listFundOrders(
  db: Db,
  fundId: string,
  after: { readonly on: string; readonly orderId: string } | null,
  limit: number,
): Promise<FundOrderLine[]> {
  const { rows } = await db.query<FundOrderLine>(
    `SELECT ${orderColumns()}, o.nav, o.shares, o.cash, o.fee FROM wealth.fund_order o
     WHERE o.fund_id = $1 AND ($2::date IS NULL OR o.accepted_on <= $2 AND (o.accepted_on, o.order_id) < ($2::date, $3::text))
     ORDER BY o.accepted_on DESC, o.order_id DESC LIMIT $4`,
    [fundId, after?.on ?? null, after?.orderId ?? null, limit],
  );
  return rows;
}
