/** What the approved would be if applicants like those refused before were among them. */
export type RejectScenario = {
  /** Odds of going bad of a refused applicant, in multiples of an accepted one with the same score. */
  readonly times: number;
  /** Share of bads among those at or above the cut-off. */
  readonly badRate: number;
};

/** Assumed share of refused among all who apply: the sample cannot tell it. */
export const REJECTED_SHARE = 0.5;
const TIMES = [1, 2, 3, 5];

/**
 * How the share of bads above a cut-off moves if the refused, whose outcomes nobody knows, are so many times worse. It assumes that they have the
 * scores of the accepted and are `REJECTED_SHARE` of all applicants; it is a sensitivity and no estimate.
 */
export function rejectScenarios(scores: ArrayLike<number>, pds: ArrayLike<number>, cutOff: number): RejectScenario[] {
  const approved = Array.from({ length: scores.length }, (_, row) => row)
    .filter((row) => (scores[row] as number) >= cutOff)
    .map((row) => pds[row] as number);
  const mean = (times: number) => (approved.length === 0 ? 0 : approved.reduce((sum, pd) => sum + (times * pd) / (1 - pd + times * pd), 0) / approved.length);
  return TIMES.map((times) => ({ times, badRate: (1 - REJECTED_SHARE) * mean(1) + REJECTED_SHARE * mean(times) }));
}

/** The score that lets about a share of the applicants pass. */
export function cutOffFor(scores: ArrayLike<number>, approvalShare: number): number {
  const sorted = Float64Array.from(scores).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor((1 - approvalShare) * sorted.length))] as number;
}
