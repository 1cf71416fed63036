import type { Db } from '@jinqiao/database';

/** What a limit is over. Each scope lies inside the one above it. */
export type Scope = 'total' | 'pay-later' | 'trade-credit' | 'micro-loan' | 'joint-loan' | 'card-pay-off';

export const SCOPES: readonly Scope[] = ['total', 'pay-later', 'trade-credit', 'micro-loan', 'joint-loan', 'card-pay-off'];

const ABOVE: Readonly<Record<Scope, Scope | null>> = {
  total: null,
  'pay-later': 'total',
  'trade-credit': 'pay-later',
  'micro-loan': 'pay-later',
  'joint-loan': 'total',
  'card-pay-off': 'total',
};

/** What all products together may lend to one person, in minor units: the cap on consumer credit of a household (互联网贷款办法, 2020: 200,000). */
export const TOTAL_LIMIT = 20_000_000n;

/** A scope and those above it, from the product up. */
export function scopesAbove(scope: Scope): Scope[] {
  const above = ABOVE[scope];
  return above === null ? [scope] : [scope, ...scopesAbove(above)];
}

export type CustomerKey = { readonly bucket: number; readonly customerId: string };

export type Limit = {
  readonly scope: Scope;
  /** Minor units. */
  readonly amount: bigint;
  readonly state: 'active' | 'frozen';
};

/** What temporary limits add to a scope on a date. */
export type Temporary = { readonly scope: Scope; readonly adds: bigint };

/** What is held for what is on its way, what is drawn and not repaid, and whether any of it is overdue. Minor units. */
export type Usage = { readonly frozen: bigint; readonly used: bigint; readonly overdue: boolean };

/** A product that uses limits: what customers use of it follows from its own contracts, nothing is kept twice. */
export type UsageSource = { readonly scope: Scope; usageOf(db: Db, keys: readonly CustomerKey[]): Promise<ReadonlyMap<string, Usage>> };

/** A customer's exposure in one scope. */
export type Exposure = Limit & {
  readonly temporary: bigint;
  readonly frozen: bigint;
  readonly used: bigint;
  readonly overdue: boolean;
  readonly available: bigint;
};

/**
 * The one exposure view over all products. What is used below counts in every scope above; what is available is the least that
 * the scope and those above it leave, and nothing where one of them is frozen. A scope without a limit of its own is bound by
 * those above it alone.
 */
export function exposures(limits: readonly Limit[], temporaries: readonly Temporary[], usages: ReadonlyMap<Scope, Usage>): Exposure[] {
  const inside = (scope: Scope) => [...usages].filter(([product]) => scopesAbove(product).includes(scope)).map(([, usage]) => usage);
  const own = limits.map((limit) => {
    const usage = inside(limit.scope);
    const frozen = usage.reduce((sum, each) => sum + each.frozen, 0n);
    const used = usage.reduce((sum, each) => sum + each.used, 0n);
    const temporary = temporaries.filter(({ scope }) => scope === limit.scope).reduce((sum, { adds }) => sum + adds, 0n);
    const left = limit.amount + temporary - frozen - used;
    return { ...limit, temporary, frozen, used, overdue: usage.some((each) => each.overdue), left: limit.state === 'frozen' || left < 0n ? 0n : left };
  });
  return own.map(({ left, ...limit }) => {
    const above = own.filter((each) => scopesAbove(limit.scope).includes(each.scope));
    return { ...limit, available: above.reduce((least, each) => (each.left < least ? each.left : least), left) };
  });
}

/** The scope that leaves least for a product, from the product up; undefined where none has a limit. */
export function tightest(all: readonly Exposure[], scope: Scope): Exposure | undefined {
  return scopesAbove(scope)
    .flatMap((each) => all.find((exposure) => exposure.scope === each) ?? [])
    .reduce<Exposure | undefined>((least, each) => (least === undefined || each.available < least.available ? each : least), undefined);
}
