import { monthsOnBooks } from './months.ts';
import { ratioText } from './ratio.ts';

/** What a cohort (contracts originated in a month) shows at one month-end, in minor units. */
export type VintageCell = {
  readonly cohort: string;
  readonly asOf: string;
  /** Originated amount of contracts that are counted for the first time. */
  readonly originated: bigint;
  /** Balance at or above the days past due asked for. */
  readonly over: bigint;
  /** Balance of contracts that reached those days for the first time. */
  readonly entered: bigint;
  /** Written off in the month, less what came in on contracts written off before. */
  readonly netLoss: bigint;
};

export type VintageCurve = {
  readonly cohort: string;
  readonly originated: bigint;
  readonly points: readonly {
    readonly mob: number;
    readonly asOf: string;
    readonly coincident: string;
    readonly cumulative: string;
    readonly netLoss: string;
  }[];
};

/**
 * Vintage curves 账龄分析 by months on books (MOB 0 is the month of origination, MOB 1 the next month-end), each over what
 * the cohort disbursed, six digits:
 * coincident = balance at or above x days past due at that month-end;
 * cumulative = balance of contracts when they first stood at x days, added up; a contract that cures stays counted;
 * net loss = written off less recovered afterwards, added up.
 */
export function vintages(cells: readonly VintageCell[]): VintageCurve[] {
  return [...Map.groupBy(cells, (cell) => cell.cohort)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([cohort, own]) => {
      const originated = own.reduce((sum, cell) => sum + cell.originated, 0n);
      let [entered, lost] = [0n, 0n];
      const months = [...Map.groupBy(own, (cell) => cell.asOf)].sort(([a], [b]) => (a < b ? -1 : 1));
      const points = months.map(([asOf, at]) => {
        const over = at.reduce((sum, cell) => sum + cell.over, 0n);
        entered += at.reduce((sum, cell) => sum + cell.entered, 0n);
        lost += at.reduce((sum, cell) => sum + cell.netLoss, 0n);
        const of = (part: bigint) => ratioText({ part, whole: originated }) ?? '0.000000';
        return { mob: monthsOnBooks(cohort, asOf), asOf, coincident: of(over), cumulative: of(entered), netLoss: of(lost) };
      });
      return { cohort, originated, points };
    });
}
