/** What is known of an applicant, by the names of features. Null and what is left out are missing. */
export type Applicant = Readonly<Record<string, number | string | null | undefined>>;

/** A band of a characteristic's values and the points that it gives. */
export type Bin = {
  /** Numeric: values below this, and not below the bin before; null in the last. */
  readonly below?: number | null;
  /** Categories, for a characteristic of names. */
  readonly values?: readonly string[];
  /** The bin of missing values; without one they get the fewest points of the characteristic. */
  readonly missing?: true;
  readonly points: number;
  /** Weight of evidence, ln(share of goods / share of bads), as fitted; left out in a card that was made by hand. */
  readonly woe?: number;
};

export type Characteristic = {
  readonly feature: string;
  readonly kind: 'numeric' | 'category';
  /** Why points were lost here, told to the applicant by this code. */
  readonly reason: string;
  readonly bins: readonly Bin[];
};

/**
 * A scorecard as data: whole points, so that the same applicant has the same score on every machine. Odds are goods to one
 * bad: `score = base + points`, and every `pdo` points double the odds, from `odds` at `at`.
 */
export type Scorecard = {
  readonly name: string;
  readonly version: string;
  /** Points that everyone has. */
  readonly base: number;
  readonly scale: { readonly at: number; readonly odds: number; readonly pdo: number };
  readonly characteristics: readonly Characteristic[];
};

export type ScoreResult = {
  readonly score: number;
  /** Probability of default that the score stands for: 1 / (1 + odds). */
  readonly pd: number;
  readonly points: Readonly<Record<string, number>>;
  /** Reasons for points lost against the best bin, most lost first, ties by the order of the card. */
  readonly reasons: readonly string[];
};

/** Scores an applicant. Total: every input has a score; a value that no bin knows is missing. */
export function scoreOf(card: Scorecard, applicant: Applicant): ScoreResult {
  const points: Record<string, number> = {};
  const lost: { reason: string; lost: number }[] = [];
  let score = card.base;
  for (const characteristic of card.characteristics) {
    const own = pointsOf(characteristic, applicant[characteristic.feature]);
    const best = Math.max(...characteristic.bins.map((bin) => bin.points));
    points[characteristic.feature] = own;
    score += own;
    if (own < best) lost.push({ reason: characteristic.reason, lost: best - own });
  }
  const { at, odds, pdo } = card.scale;
  return { score, pd: 1 / (1 + odds * 2 ** ((score - at) / pdo)), points, reasons: lost.sort((a, b) => b.lost - a.lost).map(({ reason }) => reason) };
}

function pointsOf({ kind, bins }: Characteristic, value: Applicant[string]): number {
  const bin =
    kind === 'numeric'
      ? typeof value === 'number' && !Number.isNaN(value) && bins.find(({ below }) => below !== undefined && (below === null || value < below))
      : typeof value === 'string' && bins.find(({ values }) => values?.includes(value));
  if (bin) return bin.points;
  return bins.find(({ missing }) => missing)?.points ?? Math.min(...bins.map(({ points }) => points));
}
