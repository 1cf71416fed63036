/** How well scores rank goods above bads. Higher scores are better; equal scores count as half. */
export type Ranking = {
  readonly auc: number;
  readonly gini: number;
  readonly ks: number;
  readonly ksAt: number;
  readonly aucLow: number;
  readonly aucHigh: number;
};

/** Two-sided 95 % of the normal distribution. */
const Z = 1.959963984540054;

/** Cumulative goods and bads at and below each distinct score, from the lowest. */
export type Step = { readonly score: number; readonly goods: number; readonly bads: number };

/** The distinct scores with what lies at them, from the lowest. */
export function stepsOf(scores: ArrayLike<number>, bad: Uint8Array): Step[] {
  const order = Uint32Array.from({ length: bad.length }, (_, row) => row).sort((a, b) => (scores[a] as number) - (scores[b] as number));
  const steps: { score: number; goods: number; bads: number }[] = [];
  for (const row of order) {
    const score = scores[row] as number;
    let step = steps.at(-1);
    if (!step || step.score !== score) {
      step = { score, goods: 0, bads: 0 };
      steps.push(step);
    }
    if (bad[row] === 1) step.bads += 1;
    else step.goods += 1;
  }
  return steps;
}

/** Area under the ROC curve, exact with ties; undefined where a class is absent. */
export function aucOf(steps: readonly Step[]): number | undefined {
  let badsBefore = 0;
  let wins = 0;
  let goods = 0;
  for (const step of steps) {
    wins += step.goods * (badsBefore + step.bads / 2);
    badsBefore += step.bads;
    goods += step.goods;
  }
  return goods > 0 && badsBefore > 0 ? wins / (goods * badsBefore) : undefined;
}

/**
 * AUC with its 95 % interval (DeLong, DeLong and Clarke-Pearson 1988), Gini, and the greatest distance of the distributions of goods
 * and bads (KS) with the score it lies at. Undefined where a class is absent.
 */
export function rankingOf(steps: readonly Step[]): Ranking | undefined {
  const auc = aucOf(steps);
  if (auc === undefined) return undefined;
  const goods = steps.reduce((sum, step) => sum + step.goods, 0);
  const bads = steps.reduce((sum, step) => sum + step.bads, 0);
  let below = { goods: 0, bads: 0 };
  let ks = 0;
  let ksAt = steps[0]?.score ?? 0;
  let ofGoods = 0;
  let ofBads = 0;
  for (const step of steps) {
    // Placement of a good: the share of bads below it; of a bad: the share of goods above it.
    ofGoods += step.goods * ((below.bads + step.bads / 2) / bads - auc) ** 2;
    ofBads += step.bads * ((goods - below.goods - step.goods / 2) / goods - auc) ** 2;
    below = { goods: below.goods + step.goods, bads: below.bads + step.bads };
    const distance = Math.abs(below.bads / bads - below.goods / goods);
    if (distance > ks) [ks, ksAt] = [distance, step.score];
  }
  const variance = ofGoods / Math.max(1, goods - 1) / goods + ofBads / Math.max(1, bads - 1) / bads;
  const half = Z * Math.sqrt(variance);
  return { auc, gini: 2 * auc - 1, ks, ksAt, aucLow: Math.max(0, auc - half), aucHigh: Math.min(1, auc + half) };
}
