import { type Scorecard, scorerOf } from '@jinqiao/scorecard';

export type ScoreInput = { readonly age: number; readonly tenureMonths: number; readonly ordersPerYear: number };
export type Score = { readonly score: number; readonly limit: bigint; readonly reasons: readonly string[] };

/**
 * The platform's sample scorecard: made by hand, for demonstration. It comes with the installation as the first version of its
 * model, and a trained one replaces it by a deployment. Its scale was set and not measured.
 */
export const SAMPLE_CARD: Scorecard = {
  name: 'joint-loan-sample',
  version: '1',
  base: 300,
  scale: { at: 600, odds: 19, pdo: 50 },
  characteristics: [
    {
      feature: 'age',
      kind: 'numeric',
      reason: 'AGE_BAND',
      bins: [
        { below: 25, points: 60 },
        { below: 35, points: 95 },
        { below: 45, points: 110 },
        { below: null, points: 90 },
      ],
    },
    {
      feature: 'tenureMonths',
      kind: 'numeric',
      reason: 'SHORT_TENURE',
      bins: [
        { below: 6, points: 40 },
        { below: 18, points: 90 },
        { below: 36, points: 130 },
        { below: null, points: 160 },
      ],
    },
    {
      feature: 'ordersPerYear',
      kind: 'numeric',
      reason: 'FEW_ORDERS',
      bins: [
        { below: 4, points: 30 },
        { below: 12, points: 80 },
        { below: 30, points: 120 },
        { below: null, points: 140 },
      ],
    },
  ],
};

/** Limit by score, in whole units of the asset. */
const LIMITS: readonly { readonly from: number; readonly units: bigint }[] = [
  { from: 660, units: 100_000n },
  { from: 620, units: 60_000n },
  { from: 570, units: 30_000n },
  { from: 520, units: 10_000n },
  { from: 470, units: 3_000n },
];

const scoreSample = scorerOf(SAMPLE_CARD);

/** Scores an applicant. The reasons are the characteristics that lost most points, worst first. Limit 0 is a refusal. */
export function scoreApplicant(input: ScoreInput, minorPerUnit: bigint): Score {
  const { score, reasons } = scoreSample(input);
  return { score, limit: limitOf(score) * minorPerUnit, reasons };
}

/** The limit that a score of the sample scorecard stands for, in whole units of the asset; 0 is a refusal. */
export function limitOf(score: number): bigint {
  return LIMITS.find((tier) => score >= tier.from)?.units ?? 0n;
}
