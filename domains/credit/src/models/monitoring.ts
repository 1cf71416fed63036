import { bandCounts, type ModelCard, stabilityIndex } from '@jinqiao/scorecard';

/** How many applications of a month had a score. */
export type ScoreCount = { readonly month: string; readonly score: number; readonly count: number };

/** Where live scores of a version are counted; whoever keeps decisions gives it. */
export type LiveScores = (name: string, version: string) => Promise<readonly ScoreCount[]>;

export type MonthlyStability = {
  readonly month: string;
  readonly rows: number;
  /** Null where there are too few rows to say. */
  readonly psi: number | null;
  readonly state: 'stable' | 'watch' | 'moved' | 'too-few';
};

/** Fewer scores in a month move the index by chance alone: ten bands of so many rows give about 0.09. */
const LEAST_ROWS = 100;
const WATCH = 0.1;
const MOVED = 0.25;

/** The population stability index of each month's scores against those of the development rows, in the order of the months. */
export function stabilityByMonth({ bounds, counts }: ModelCard['development'], live: readonly ScoreCount[]): MonthlyStability[] {
  const months = [...new Set(live.map(({ month }) => month))].sort();
  return months.map((month) => {
    const own = live.filter((each) => each.month === month);
    const rows = own.reduce((sum, { count }) => sum + count, 0);
    const bands = own.reduce(
      (sums, { score, count }) => bandCounts([score], bounds).map((hit, at) => hit * count + (sums[at] as number)),
      new Array<number>(bounds.length + 1).fill(0),
    );
    const psi = rows < LEAST_ROWS ? null : stabilityIndex(counts, bands);
    return { month, rows, psi, state: stateOf(psi) };
  });
}

function stateOf(psi: number | null): MonthlyStability['state'] {
  if (psi === null) return 'too-few';
  if (psi > MOVED) return 'moved';
  return psi > WATCH ? 'watch' : 'stable';
}
