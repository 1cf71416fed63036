import { monthOf } from '@jinqiao/calendar';
import { type BucketTable, M_BUCKETS, NEW } from '../measures/buckets.ts';
import { firstPayments } from '../measures/first-payment.ts';
import { regulatoryOverdue } from '../measures/regulatory-overdue.ts';
import { ROLL_WINDOWS, type RollWindows, rollOf } from '../measures/roll.ts';
import type { FirstPaymentCell, MigrationCell, RollCell, StockCell, Tally } from './cells.ts';
import type { Position } from './model.ts';

/** A position with what was known of the contract at month-ends before, oldest first; null where it was not there. */
export type Followed = { readonly now: Position; readonly history: readonly (Position | null)[] };

/**
 * What positions add up to: stock, migration since the month-end before, roll rates and first payments. Cells of chunks add
 * up, so a book may be counted in any pieces. @param since the month-end before; null where there is none.
 */
export function tallyOf(followed: readonly Followed[], since: string | null, table: BucketTable = M_BUCKETS, windows: RollWindows = ROLL_WINDOWS): Tally {
  const stock = new Map<string, StockCell>();
  const migration = new Map<string, MigrationCell>();
  const roll = new Map<string, RollCell>();
  const first = new Map<string, FirstPaymentCell>();
  for (const { now, history } of followed) {
    const before = history.at(-1) ?? null;
    put(stock, stockOf(now, before));
    if (since !== null) put(migration, migrationOf(now, before));
    const rolled = rollOf(table, windows, [...history.map((at) => at?.dpd ?? null), now.dpd]);
    const of = { asOf: now.asOf, product: now.product, scope: now.scope, grade: now.grade };
    if (rolled) put(roll, { ...of, ...rolled, contracts: 1n });
    for (const { days, late } of firstPayments({ ...now, ended: now.state === 'settled' }, since, now.asOf))
      put(first, { ...of, dueMonth: monthOf(now.firstDueOn as Position['asOf']), days, due: 1n, late: late ? 1n : 0n });
  }
  return { stock: [...stock.values()], migration: [...migration.values()], roll: [...roll.values()], firstPayment: [...first.values()] };
}

function stockOf(now: Position, before: Position | null): StockCell {
  const over = (days: number) => (now.dpd >= days ? now.outstanding : 0n);
  const entered = (days: number) => (now.dpd >= days && (before?.worstDpd ?? 0) < days ? now.outstanding + now.writtenOff - (before?.writtenOff ?? 0n) : 0n);
  return {
    asOf: now.asOf,
    product: now.product,
    scope: now.scope,
    grade: now.grade,
    cohort: monthOf(now.originatedOn),
    status: now.status,
    tier: now.tier,
    stage: now.stage,
    contracts: 1n,
    outstanding: now.outstanding,
    overdue: now.overdue,
    regulatory: regulatoryOverdue(now),
    over30: over(30),
    over60: over(60),
    over90: over(90),
    entered1: entered(1),
    entered30: entered(30),
    entered60: entered(60),
    entered90: entered(90),
    lost: now.writtenOff - (before?.writtenOff ?? 0n),
    regained: before?.state === 'written-off' ? now.recovered - before.recovered : 0n,
    recovered: now.recovered,
    writtenOff: now.writtenOff,
    newContracts: before === null ? 1n : 0n,
    newAmount: before === null ? now.amount : 0n,
  };
}

function migrationOf(now: Position, before: Position | null): MigrationCell {
  return {
    asOf: now.asOf,
    product: now.product,
    scope: now.scope,
    grade: now.grade,
    fromStatus: before?.status ?? NEW,
    fromImpaired: before?.stage === 3,
    toStatus: now.status,
    toImpaired: now.stage === 3,
    contracts: 1n,
    fromOutstanding: before?.outstanding ?? 0n,
    toOutstanding: now.outstanding,
    repaid: now.repaid - (before?.repaid ?? now.repaid),
  };
}

/** Adds a cell to the one with the same key: what is a bigint is a sum, the rest is the key. */
function put<C extends object>(cells: Map<string, C>, cell: C): void {
  const entries = Object.entries(cell) as [string, unknown][];
  const key = entries
    .filter(([, value]) => typeof value !== 'bigint')
    .map(([, value]) => String(value))
    .join('\n');
  const known = cells.get(key) as Record<string, unknown> | undefined;
  cells.set(
    key,
    known ? (Object.fromEntries(entries.map(([name, value]) => [name, typeof value === 'bigint' ? value + (known[name] as bigint) : value])) as C) : cell,
  );
}
