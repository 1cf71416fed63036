import { type BucketTable, bucketOfDays } from './buckets.ts';

/** Month-ends of the two windows of a roll rate: how the contract behaved, and what became of it afterwards. */
export type RollWindows = { readonly observation: number; readonly performance: number };

export const ROLL_WINDOWS: RollWindows = { observation: 3, performance: 3 };

/**
 * Where one contract stands in the roll-rate matrix 滚动率: its worst bucket over the observation window and its worst over
 * the performance window that follows. @param days days past due at the month-ends before, oldest first, and now; null
 * where the contract was not there. @returns undefined where a window is not full.
 */
export function rollOf(table: BucketTable, windows: RollWindows, days: readonly (number | null)[]): { observed: string; performed: string } | undefined {
  const needed = windows.observation + windows.performance;
  const used = days.slice(-needed);
  if (used.length < needed || used.some((day) => day === null)) return undefined;
  const worst = (part: readonly (number | null)[]) => bucketOfDays(table, Math.max(...part.map((day) => day ?? 0)));
  return { observed: worst(used.slice(0, windows.observation)), performed: worst(used.slice(windows.observation)) };
}
