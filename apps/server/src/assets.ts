import type { Db } from '@jinqiao/database';
import { sum } from '@jinqiao/money';
import { consentsOf } from '@jinqiao/parties';
import {
  type CertifiedLine,
  type DayProfit,
  type Fund,
  type HoldingEvent,
  holdingEvents,
  listFunds,
  listProducts,
  listSuppliers,
  marketValue,
  NAV_ONE,
  profitInAll,
  profitsByDay,
  recentNetValues,
  type Supplier,
  walletOf,
} from '@jinqiao/wealth';

type Who = { readonly bucket: number; readonly customerId: string };

/** What somebody holds of one fund; shares in hundredths, amounts in fen. `days` newest first. */
export type AssetHeld = {
  readonly fund: Fund;
  readonly events: readonly HoldingEvent[];
  readonly nav: bigint;
  readonly shares: bigint;
  readonly value: bigint;
  readonly inTransit: bigint;
  readonly profit: bigint;
  readonly days: readonly DayProfit[];
};

/** A supplier with what somebody holds of it: nothing is read without their consent to see it here. */
export type AssetSource = { readonly supplier: Supplier; readonly consentId: string | null; readonly items: readonly AssetHeld[] };

/** Days of profit that are shown; one more is read, to reckon the first from. */
const SHOWN = 30;
/** More net values than a fund of ten years has. */
const EVERY = 3_000;

/** 资产总览: what somebody holds over all suppliers, each with a consent of its own. */
export async function assetsOf(db: Db, who: Who): Promise<AssetSource[]> {
  const consents = (await consentsOf(db, who.bucket, who.customerId)).filter(({ purpose, withdrawnAt }) => purpose === 'asset-view' && withdrawnAt === null);
  const seen = new Map(consents.map(({ recipient, consentId }) => [recipient, consentId]));
  const suppliers = await listSuppliers(db);
  const [funds, products] = [await listFunds(db), await listProducts(db)];
  const sources: AssetSource[] = [];
  for (const supplier of suppliers) {
    const own = new Set(products.filter(({ supplierId, sale }) => supplierId === supplier.supplierId && sale === 'here').map(({ productId }) => productId));
    if (own.size === 0) continue;
    const consentId = seen.get(supplier.supplierId) ?? null;
    const items: AssetHeld[] = [];
    if (consentId !== null) for (const fund of funds) if (own.has(fund.fundId)) items.push(await heldOf(db, fund, who));
    sources.push({ supplier, consentId, items: items.filter(({ events, inTransit }) => events.length > 0 || inTransit > 0n) });
  }
  return sources;
}

async function heldOf(db: Db, fund: Fund, who: Who): Promise<AssetHeld> {
  const { available, frozen, inTransit } = await walletOf(db, fund.fundId, who);
  const events = await holdingEvents(db, fund, who);
  const values = fund.pricing === 'money' ? [] : await recentNetValues(db, fund.fundId, EVERY);
  const nav = fund.pricing === 'money' ? NAV_ONE : (values[0]?.nav ?? NAV_ONE);
  const shares = available + frozen;
  const value = marketValue(shares, nav);
  const days = fund.pricing === 'money' ? incomesByDay(events) : profitsByDay(events, [...values].reverse()).reverse();
  return { fund, events, nav, shares, value, inTransit, profit: profitInAll(events, value), days: days.slice(0, SHOWN) };
}

/** A money fund earns what is carried to its shares. */
function incomesByDay(events: readonly HoldingEvent[]): DayProfit[] {
  const incomes = events.filter(({ kind }) => kind === 'income');
  return [...Map.groupBy(incomes, ({ on }) => on)].map(([on, of]) => ({ on, amount: sum(of.map(({ shares }) => shares)) })).reverse();
}

/** What is certified: products that are held, of suppliers that may be shown. */
export function certifiedLines(sources: readonly AssetSource[]): CertifiedLine[] {
  return sources.flatMap(({ items }) =>
    items
      .filter(({ shares }) => shares > 0n)
      .map(({ fund, shares, value }) => ({ productId: fund.fundId, nameZh: fund.nameZh, nameEn: fund.nameEn, shares, value })),
  );
}
