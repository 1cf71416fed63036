import { M_BUCKETS, PAID_OFF, WRITTEN_OFF } from '../measures/buckets.ts';
import { type Flow, flowRates, pooledFlows } from '../measures/flow.ts';
import type { VintageCell } from '../measures/vintage.ts';
import type { StockCell } from './cells.ts';

/** Days past due for which a vintage can be read. */
export const VINTAGE_DAYS = [1, 30, 60, 90] as const;
export type VintageDays = (typeof VINTAGE_DAYS)[number];

const BUCKET_NAMES = M_BUCKETS.map(({ name }) => name);
const ENTERED = { 1: 'entered1', 30: 'entered30', 60: 'entered60', 90: 'entered90' } as const;
const OVER = { 30: 'over30', 60: 'over60', 90: 'over90' } as const;

/** Stock as vintages read it, for balances at or above a number of days past due. */
export function vintageCells(stock: readonly StockCell[], days: VintageDays): VintageCell[] {
  return stock.map((cell) => ({
    cohort: cell.cohort,
    asOf: cell.asOf,
    originated: cell.newAmount,
    over: days === 1 ? (cell.status === 'M0' ? 0n : cell.outstanding) : cell[OVER[days]],
    entered: cell[ENTERED[days]],
    netLoss: cell.lost - cell.regained,
  }));
}

/** Balances by bucket at each month-end, oldest first. */
export function balancesByMonth(stock: readonly StockCell[]): { readonly asOf: string; readonly balances: Map<string, bigint> }[] {
  return [...Map.groupBy(stock, (cell) => cell.asOf)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([asOf, cells]) => {
      const balances = new Map(BUCKET_NAMES.map((name) => [name, 0n]));
      for (const { status, outstanding } of cells)
        if (status !== PAID_OFF && status !== WRITTEN_OFF) balances.set(status, (balances.get(status) ?? 0n) + outstanding);
      return { asOf, balances };
    });
}

/** Flow rates of each month-end against the one before, and of all together. */
export function flowsByMonth(stock: readonly StockCell[]): { readonly months: { readonly asOf: string; readonly flows: Flow[] }[]; readonly pooled: Flow[] } {
  const ends = balancesByMonth(stock);
  const months = ends.slice(1).map(({ asOf, balances }, at) => ({ asOf, flows: flowRates(BUCKET_NAMES, ends[at]?.balances ?? new Map(), balances) }));
  return { months, pooled: pooledFlows(months.map(({ flows }) => flows)) };
}
