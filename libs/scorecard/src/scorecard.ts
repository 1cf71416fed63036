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
  /** Category: also the names that no bin lists; without it they are missing. */
  readonly other?: true;
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
  /**
   * Log odds of being good by score, rising, linear between these points and beyond them: what came of such scores. Where it is
   * given, it says the probability in place of the scale.
   */
  readonly calibration?: readonly CalibrationPoint[];
};

export type CalibrationPoint = { readonly score: number; readonly logOdds: number };

export type ScoreResult = {
  readonly score: number;
  /** Probability of default that the score stands for: 1 / (1 + odds), by the calibration or else by the scale. */
  readonly pd: number;
  readonly points: Readonly<Record<string, number>>;
  /** Reasons for points lost against the best bin, most lost first, ties by the order of the card. */
  readonly reasons: readonly string[];
};

/** Scores an applicant. Total: every input has a score; a value that no bin knows is missing. */
export function scoreOf(card: Scorecard, applicant: Applicant): ScoreResult {
  return scorerOf(card)(applicant);
}

/** `scoreOf` for many applicants: what the card alone decides is worked out once. */
export function scorerOf(card: Scorecard): (applicant: Applicant) => ScoreResult {
  const parts = card.characteristics.map((characteristic) => {
    const points = characteristic.bins.map((bin) => bin.points);
    return { ...characteristic, indexOf: binFinder(characteristic), own: points, best: Math.max(...points), fewest: Math.min(...points) };
  });
  const pdOf = probabilityOf(card);
  return (applicant) => {
    const points: Record<string, number> = {};
    const lost: { reason: string; lost: number }[] = [];
    let score = card.base;
    for (const { feature, reason, indexOf, own, best, fewest } of parts) {
      const given = own[indexOf(applicant[feature])] ?? fewest;
      points[feature] = given;
      score += given;
      if (given < best) lost.push({ reason, lost: best - given });
    }
    return { score, pd: pdOf(score), points, reasons: lost.sort((a, b) => b.lost - a.lost).map((part) => part.reason) };
  };
}

function probabilityOf({ scale: { at, odds, pdo }, calibration = [] }: Scorecard): (score: number) => number {
  if (calibration.length < 2) return (score) => 1 / (1 + odds * 2 ** ((score - at) / pdo));
  return (score) => {
    const found = calibration.findIndex((point) => score < point.score);
    const right = found === -1 ? calibration.length - 1 : Math.max(1, found);
    const [a, b] = [calibration[right - 1] as CalibrationPoint, calibration[right] as CalibrationPoint];
    return 1 / (1 + Math.exp(a.logOdds + ((score - a.score) / (b.score - a.score)) * (b.logOdds - a.logOdds)));
  };
}

/** Finds the bin of a value by its place in the characteristic; -1 where no bin takes it. */
export function binFinder({
  kind,
  bins,
}: Pick<Characteristic, 'kind'> & { readonly bins: readonly Omit<Bin, 'points'>[] }): (value: Applicant[string]) => number {
  const missing = bins.findIndex((bin) => bin.missing);
  if (kind === 'numeric') {
    const bounded = bins.flatMap(({ below }, index) =>
      below === undefined ? [] : [{ below: below ?? Number.POSITIVE_INFINITY, index, last: below === null }],
    );
    return (value) => {
      if (typeof value !== 'number' || Number.isNaN(value)) return missing;
      for (const { below, index, last } of bounded) if (last || value < below) return index;
      return missing;
    };
  }
  const listed = new Map(bins.flatMap(({ values = [] }, index) => values.map((value) => [value, index] as const)).reverse());
  const other = bins.findIndex((bin) => bin.other);
  return (value) => (typeof value === 'string' ? (listed.get(value) ?? (other === -1 ? missing : other)) : missing);
}
