import { brierOf, type Lift, liftOf, type ScoreGroup, scoreGroups } from './measures/calibration.ts';
import { type Ranking, rankingOf, stepsOf } from './measures/ranking.ts';
import { classesOf, type Sample, valueAt } from './sample.ts';
import { binFinder, type Scorecard, scorerOf } from './scorecard.ts';

/** What a card says of each row of a sample. */
export type Scored = { readonly scores: Float64Array; readonly pds: Float64Array };

/** A point of the curves: of all goods and of all bads, the shares with a score at or below. */
export type CurvePoint = { readonly score: number; readonly goods: number; readonly bads: number };
/** Goods and bads with scores from `from` to below `to`. */
export type ScoreBand = { readonly from: number; readonly to: number; readonly goods: number; readonly bads: number };

export type Validation = Ranking & {
  readonly rows: number;
  readonly bads: number;
  readonly badRate: number;
  readonly meanPd: number;
  readonly brier: number;
  readonly deciles: readonly ScoreGroup[];
  readonly lift: readonly Lift[];
  readonly curve: readonly CurvePoint[];
  readonly distribution: readonly ScoreBand[];
};

const CURVE_POINTS = 60;
const BAND_WIDTHS = [5, 10, 20, 25, 50, 100];
const BANDS_MOST = 30;

/** Scores every row of a sample as `scoreOf` does. */
export function scoreSample(card: Scorecard, { columns, bad }: Sample): Scored {
  const byName = new Map(columns.map((column) => [column.name, column]));
  const used = card.characteristics.flatMap(({ feature }) => byName.get(feature) ?? []);
  const score = scorerOf(card);
  const scores = new Float64Array(bad.length);
  const pds = new Float64Array(bad.length);
  for (let row = 0; row < bad.length; row += 1) {
    const applicant: Record<string, number | string | null> = {};
    for (const column of used) applicant[column.name] = valueAt(column, row);
    const result = score(applicant);
    scores[row] = result.score;
    pds[row] = result.pd;
  }
  return { scores, pds };
}

/** How many rows of a sample fall in each bin of each characteristic; the last cell counts those that no bin takes. */
export function binCounts(card: Scorecard, { columns, bad }: Sample): Map<string, number[]> {
  const byName = new Map(columns.map((column) => [column.name, column]));
  return new Map(
    card.characteristics.map((characteristic) => {
      const counts = new Array<number>(characteristic.bins.length + 1).fill(0);
      const find = binFinder(characteristic);
      const column = byName.get(characteristic.feature);
      for (let row = 0; row < bad.length; row += 1) {
        const found = find(column ? valueAt(column, row) : null);
        const at = found === -1 ? characteristic.bins.length : found;
        counts[at] = (counts[at] as number) + 1;
      }
      return [characteristic.feature, counts];
    }),
  );
}

/** Measures scores against outcomes; undefined where a class is absent. */
export function validationOf({ scores, pds }: Scored, bad: Uint8Array): Validation | undefined {
  const steps = stepsOf(scores, bad);
  const ranking = rankingOf(steps);
  if (!ranking) return undefined;
  const { goods, bads } = classesOf(bad);
  const deciles = scoreGroups(scores, pds, bad);
  let below = { goods: 0, bads: 0 };
  const curve = steps.map((step) => {
    below = { goods: below.goods + step.goods, bads: below.bads + step.bads };
    return { score: step.score, goods: below.goods / goods, bads: below.bads / bads };
  });
  const thinned = curve.filter((_, at) => at === curve.length - 1 || at % Math.ceil(curve.length / CURVE_POINTS) === 0);
  return {
    ...ranking,
    rows: bad.length,
    bads,
    badRate: bads / bad.length,
    meanPd: pds.reduce((sum, pd) => sum + pd, 0) / bad.length,
    brier: brierOf(pds, bad),
    deciles,
    lift: liftOf(deciles),
    curve: thinned,
    distribution: distributionOf(steps),
  };
}

function distributionOf(steps: ReturnType<typeof stepsOf>): ScoreBand[] {
  const [low, high] = [steps[0]?.score ?? 0, steps.at(-1)?.score ?? 0];
  const width = BAND_WIDTHS.find((each) => (high - low) / each <= BANDS_MOST) ?? Math.ceil((high - low) / BANDS_MOST / 100) * 100;
  const first = Math.floor(low / width) * width;
  const bands = Array.from({ length: Math.floor((high - first) / width) + 1 }, (_, at) => ({
    from: first + at * width,
    to: first + (at + 1) * width,
    goods: 0,
    bads: 0,
  }));
  for (const step of steps) {
    const band = bands[Math.floor((step.score - first) / width)] as (typeof bands)[number];
    band.goods += step.goods;
    band.bads += step.bads;
  }
  return bands;
}
