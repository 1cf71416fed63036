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

/** One point: amounts in minor units, and each over what the cohort disbursed. */
export type VintagePoint = {
  readonly mob: number;
  readonly over: bigint;
  readonly entered: bigint;
  readonly lost: bigint;
  readonly coincident: string;
  readonly cumulative: string;
  readonly netLoss: string;
};

export type VintageCurve = { readonly cohort: string; readonly originated: bigint; readonly points: readonly VintagePoint[] };

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
        entered += at.reduce((sum, cell) => sum + cell.entered, 0n);
        lost += at.reduce((sum, cell) => sum + cell.netLoss, 0n);
        const over = at.reduce((sum, cell) => sum + cell.over, 0n);
        return pointOf(originated, { mob: monthsOnBooks(cohort, asOf), over, entered, lost });
      });
      return { cohort, originated, points };
    });
}

function pointOf(originated: bigint, amounts: Pick<VintagePoint, 'mob' | 'over' | 'entered' | 'lost'>): VintagePoint {
  const of = (part: bigint) => ratioText({ part, whole: originated }) ?? '0.000000';
  return { ...amounts, coincident: of(amounts.over), cumulative: of(amounts.entered), netLoss: of(amounts.lost) };
}

/**
 * Curves of several cohorts as one, by months on books: amounts added, over all that they disbursed. A cohort in which nothing
 * stands any more has no balance and keeps what it has added up. @param through the last MOB, which every cohort has reached.
 */
export function pooledVintage(cohort: string, curves: readonly VintageCurve[], through: number): VintageCurve {
  const originated = curves.reduce((sum, curve) => sum + curve.originated, 0n);
  const points = Array.from({ length: through + 1 }, (_, mob) => {
    const at = curves.map((curve) => curve.points.find((point) => point.mob === mob));
    const kept = curves.map((curve) => curve.points.findLast((point) => point.mob <= mob));
    const sum = (points: readonly (VintagePoint | undefined)[], of: (point: VintagePoint) => bigint) =>
      points.reduce((total, point) => total + (point ? of(point) : 0n), 0n);
    return pointOf(originated, { mob, over: sum(at, (p) => p.over), entered: sum(kept, (p) => p.entered), lost: sum(kept, (p) => p.lost) });
  });
  return { cohort, originated, points };
}
