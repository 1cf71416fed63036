/** An empty cell counts as this share, so that one applicant in a new place is no infinite move. */
const SHARE_LEAST = 1e-4;

/**
 * Population stability index of counts in the same cells: Σ (now − then) × ln(now / then) of the shares. 0 for equal distributions;
 * by custom below 0.1 is stable and above 0.25 moved. Null where one side has no rows.
 */
export function stabilityIndex(then: readonly number[], now: readonly number[]): number | null {
  const totals = [then, now].map((counts) => counts.reduce((sum, count) => sum + count, 0));
  const [before = 0, after = 0] = totals;
  if (before === 0 || after === 0) return null;
  return then.reduce((sum, count, at) => {
    const a = Math.max(count / before, SHARE_LEAST);
    const b = Math.max((now[at] ?? 0) / after, SHARE_LEAST);
    return sum + (b - a) * Math.log(b / a);
  }, 0);
}

/** Upper bounds that part scores into bands of about equal number; the last band is open. */
export function scoreBands(scores: ArrayLike<number>, bands = 10): number[] {
  const sorted = Float64Array.from(scores).sort();
  const bounds = Array.from({ length: bands - 1 }, (_, at) => sorted[Math.floor(((at + 1) * sorted.length) / bands)] as number);
  return [...new Set(bounds)].filter((bound) => bound > (sorted[0] as number));
}

/** How many scores lie below the first bound, in each band after it, and in the open last one. */
export function bandCounts(scores: ArrayLike<number>, bounds: readonly number[]): number[] {
  const counts = new Array<number>(bounds.length + 1).fill(0);
  for (let row = 0; row < scores.length; row += 1) {
    const found = bounds.findIndex((bound) => (scores[row] as number) < bound);
    const at = found === -1 ? bounds.length : found;
    counts[at] = (counts[at] as number) + 1;
  }
  return counts;
}
