import { NEW, WRITTEN_OFF } from './buckets.ts';
import type { Share } from './ratio.ts';

/** Between two month-ends, from one status to another; amounts in minor units. */
export type Migration = {
  readonly fromStatus: string;
  readonly fromImpaired: boolean;
  readonly toStatus: string;
  readonly toImpaired: boolean;
  readonly contracts: bigint;
  readonly fromOutstanding: bigint;
  readonly toOutstanding: bigint;
  readonly repaid: bigint;
};

/** Cure rate 催回率 of a bucket: principal and claims repaid in the month ÷ the bucket's balance at the month-end before. */
export function cureRate(cells: readonly Migration[], bucket: string): Share {
  const own = cells.filter((cell) => cell.fromStatus === bucket);
  return { part: own.reduce((sum, cell) => sum + cell.repaid, 0n), whole: own.reduce((sum, cell) => sum + cell.fromOutstanding, 0n) };
}

/** Net loss rate 净损失率 of a period: (written off − recovered afterwards) ÷ average balance of its month-ends. */
export function netLossRate(months: readonly { readonly lost: bigint; readonly regained: bigint; readonly outstanding: bigint }[]): Share {
  const net = months.reduce((sum, month) => sum + month.lost - month.regained, 0n);
  // The average is Σ ÷ n: the net loss times n over the sum keeps the share exact.
  return { part: net * BigInt(months.length), whole: months.reduce((sum, month) => sum + month.outstanding, 0n) };
}

/** Recovery rate 回收率: recovered ÷ (still claimed + written off + recovered) over contracts that have defaulted. */
export function recoveryRate(defaulted: { readonly outstanding: bigint; readonly writtenOff: bigint; readonly recovered: bigint }): Share {
  return { part: defaulted.recovered, whole: defaulted.outstanding + defaulted.writtenOff + defaulted.recovered };
}

/** What left each status in a migration: equal to the stock of the month-end before. */
export function leaving(cells: readonly Migration[]): Map<string, bigint> {
  return sums(cells, (cell) => (cell.fromStatus === NEW ? null : [cell.fromStatus, cell.fromOutstanding]));
}

/** What arrived in each status: equal to the stock of this month-end. */
export function arriving(cells: readonly Migration[]): Map<string, bigint> {
  return sums(cells, (cell) => (cell.toStatus === WRITTEN_OFF ? null : [cell.toStatus, cell.toOutstanding]));
}

function sums(cells: readonly Migration[], of: (cell: Migration) => readonly [string, bigint] | null): Map<string, bigint> {
  const all = new Map<string, bigint>();
  for (const cell of cells) {
    const entry = of(cell);
    if (entry) all.set(entry[0], (all.get(entry[0]) ?? 0n) + entry[1]);
  }
  return all;
}
