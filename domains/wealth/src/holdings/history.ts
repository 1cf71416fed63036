import type { Db } from '@jinqiao/database';
import { isFault } from '@jinqiao/errors';
import { accountStatement, type StatementLine } from '@jinqiao/ledger';
import { NAV_ONE } from '../fund/net-value.ts';
import type { Fund } from '../model.ts';
import { sharesOf } from '../wallets.ts';

type Who = { readonly bucket: number; readonly customerId: string };

/**
 * Something that changed what a holder has of a fund. `shares` in hundredths and `money` in fen, signed: what came in is more
 * than nothing. Income and dividends bring money or shares that nobody paid for: their `money` is nothing, or less where it was paid out.
 */
export type HoldingEvent = {
  readonly on: string;
  readonly kind: 'purchase' | 'redemption' | 'income' | 'dividend' | 'opening' | 'adjustment';
  readonly shares: bigint;
  readonly money: bigint;
  readonly fee: bigint;
  readonly nav: bigint;
};

/** All that happened to a holder's shares of a fund, oldest first: confirmed orders, dividends, and what its register shows besides. */
export async function holdingEvents(db: Db, fund: Fund, who: Who): Promise<HoldingEvent[]> {
  const events = [...(await orderEvents(db, fund, who)), ...(fund.pricing === 'money' ? await registerEvents(db, fund, who) : [])];
  return events.sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0));
}

async function orderEvents(db: Db, { fundId }: Fund, { bucket, customerId }: Who): Promise<HoldingEvent[]> {
  const { rows } = await db.query<{
    on: string;
    kind: 'subscribe' | 'redeem' | 'dividend';
    amount: bigint;
    shares: bigint;
    cash: bigint;
    fee: bigint;
    nav: bigint;
    paid: boolean;
  }>(
    `SELECT concluded_on AS "on", kind, amount, coalesce(shares, amount) AS shares, coalesce(cash, amount) AS cash, coalesce(fee, 0) AS fee, coalesce(nav, $4) AS nav,
       cash_on IS NOT NULL AS paid FROM wealth.fund_order
     WHERE bucket = $1 AND customer_id = $2 AND fund_id = $3 AND state IN ('confirmed', 'paid') ORDER BY concluded_on, order_id`,
    [bucket, customerId, fundId, NAV_ONE],
  );
  return rows.map(({ on, kind, amount, shares, cash, fee, nav, paid }): HoldingEvent => {
    if (kind === 'subscribe') return { on, kind: 'purchase', shares, money: amount, fee, nav };
    if (kind === 'redeem') return { on, kind: 'redemption', shares: -shares, money: -cash, fee, nav };
    return { on, kind: 'dividend', shares, money: paid ? -cash : 0n, fee, nav };
  });
}

const FROM_REGISTER: Readonly<Record<string, HoldingEvent['kind']>> = {
  'income-carried': 'income',
  'register-break': 'adjustment',
  'wallet-opening': 'opening',
};
const PAGE = 500;

/** What no order says: income that was carried, what was taken over, and what was brought to the registrar's figures. */
async function registerEvents(db: Db, { fundId }: Fund, who: Who): Promise<HoldingEvent[]> {
  const lines: StatementLine[] = [];
  try {
    for (let cursor: string | null = null; ; ) {
      const page = await accountStatement(db, sharesOf(fundId, who), cursor, PAGE);
      lines.push(...page.lines);
      cursor = page.next;
      if (cursor === null) break;
    }
  } catch (error) {
    if (!isFault(error) || error.code !== 'ACCOUNT_NOT_OPEN') throw error;
  }
  return lines.flatMap(({ businessDate: on, kind, credit, debit }) => {
    const named = FROM_REGISTER[kind];
    const shares = credit - debit;
    return named && shares !== 0n ? [{ on, kind: named, shares, money: named === 'opening' ? shares : 0n, fee: 0n, nav: NAV_ONE }] : [];
  });
}
