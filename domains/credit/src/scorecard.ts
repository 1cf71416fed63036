/** The platform's sample scorecard: ours, for demonstration; a trained one replaces it behind the same function. */

export type ScoreInput = { readonly age: number; readonly tenureMonths: number; readonly ordersPerYear: number };
export type Score = { readonly score: number; readonly limit: bigint; readonly reasons: readonly string[] };

type Band = { readonly below: number; readonly points: number };

const AGE: readonly Band[] = [
  { below: 25, points: 60 },
  { below: 35, points: 95 },
  { below: 45, points: 110 },
  { below: Number.POSITIVE_INFINITY, points: 90 },
];
const TENURE: readonly Band[] = [
  { below: 6, points: 40 },
  { below: 18, points: 90 },
  { below: 36, points: 130 },
  { below: Number.POSITIVE_INFINITY, points: 160 },
];
const ORDERS: readonly Band[] = [
  { below: 4, points: 30 },
  { below: 12, points: 80 },
  { below: 30, points: 120 },
  { below: Number.POSITIVE_INFINITY, points: 140 },
];
const BASE = 300;

/** Limit by score, in whole units of the asset. */
const LIMITS: readonly { readonly from: number; readonly units: bigint }[] = [
  { from: 660, units: 100_000n },
  { from: 620, units: 60_000n },
  { from: 570, units: 30_000n },
  { from: 520, units: 10_000n },
  { from: 470, units: 3_000n },
];

/** Scores an applicant. The reasons are the characteristics that lost most points, worst first. Limit 0 is a refusal. */
export function scoreApplicant(input: ScoreInput, minorPerUnit: bigint): Score {
  const parts = [
    { reason: 'AGE_BAND', points: pointsOf(AGE, input.age), best: 110 },
    { reason: 'SHORT_TENURE', points: pointsOf(TENURE, input.tenureMonths), best: 160 },
    { reason: 'FEW_ORDERS', points: pointsOf(ORDERS, input.ordersPerYear), best: 140 },
  ];
  const score = BASE + parts.reduce((total, part) => total + part.points, 0);
  const reasons = parts
    .filter((part) => part.points < part.best)
    .sort((a, b) => b.best - b.points - (a.best - a.points))
    .map((part) => part.reason);
  return { score, limit: (LIMITS.find((tier) => score >= tier.from)?.units ?? 0n) * minorPerUnit, reasons };
}

function pointsOf(bands: readonly Band[], value: number): number {
  return bands.find((band) => value < band.below)?.points ?? 0;
}
