import { isFault } from '@jinqiao/errors';
import { fitLogistic, LOGISTIC } from './logistic.ts';
import { classesOf, isTraining, rowsOf, type Sample } from './sample.ts';
import type { CalibrationPoint, Scorecard } from './scorecard.ts';
import { type Training, type TrainingOptions, trainScorecard } from './train.ts';
import { scoreSample } from './validation.ts';

/** Where the curve of log odds may bend, as shares of the scores; the bads are at the low end, so more is known there. */
const BENDS = [0.05, 0.15, 0.35, 0.65];
/** Bads in the sample for each bend. */
const BADS_PER_BEND = 200;
const DIGITS = 1e6;

/**
 * Trains a card, and sets its probabilities by rows that it did not see: the sample is parted, each part is scored by a card made
 * from the others, and the log odds of what came of such scores are fitted by a line with few bends. A card flatters the rows that
 * it was made from; its probabilities would be too far apart without this.
 * @throws Fault SAMPLE_ONE_CLASS, SAMPLE_TOO_SMALL, NOTHING_PREDICTS.
 */
export function trainCalibrated(sample: Sample, named: Pick<Scorecard, 'name' | 'version'>, options: TrainingOptions): Training {
  const training = trainScorecard(sample, named, options);
  const scores = scoresUnseen(sample, options);
  const calibration = scores && calibrationOf(scores, sample.bad);
  return calibration ? { ...training, card: { ...training.card, calibration } } : training;
}

/** The score of each row by a card that was made without it; undefined where a part of the sample cannot train one. */
function scoresUnseen(sample: Sample, options: TrainingOptions): Float64Array | undefined {
  if (options.folds < 2) return undefined;
  const fold = Array.from(sample.bad, (_, row) => foldOf(row, options.folds));
  const scores = new Float64Array(sample.bad.length);
  for (let held = 0; held < options.folds; held += 1) {
    const rows = fold.flatMap((own, row) => (own === held ? [row] : []));
    try {
      const { card } = trainScorecard(
        rowsOf(
          sample,
          fold.flatMap((own, row) => (own === held ? [] : [row])),
        ),
        { name: 'held', version: String(held) },
        options,
      );
      const scored = scoreSample(card, rowsOf(sample, rows));
      rows.forEach((row, at) => {
        scores[row] = scored.scores[at] as number;
      });
    } catch (error) {
      if (isFault(error)) return undefined;
      throw error;
    }
  }
  return scores;
}

/** Which part a row is in: the first whose share of the hashes covers it. */
function foldOf(row: number, folds: number): number {
  let fold = 0;
  while (fold < folds - 1 && !isTraining(FOLD_SEED, row, (fold + 1) / folds)) fold += 1;
  return fold;
}

const FOLD_SEED = 7;

/** Undefined where the log odds would not rise with the score. */
function calibrationOf(scores: Float64Array, bad: Uint8Array): CalibrationPoint[] | undefined {
  const sorted = Float64Array.from(scores).sort();
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] as number;
  const [low, high] = [at(0), at(1)];
  const most = Math.floor(classesOf(bad).bads / BADS_PER_BEND);
  const knots = [...new Set(BENDS.map(at))].filter((knot) => knot > low && knot < high).slice(0, most);
  return curveOf(scores, bad, [low, ...knots, high]) ?? curveOf(scores, bad, [low, high]);
}

function curveOf(scores: Float64Array, bad: Uint8Array, places: readonly number[]): CalibrationPoint[] | undefined {
  const [low = 0] = places;
  const width = (places.at(-1) as number) - low;
  const bend = (score: number, from: number) => Math.max(0, score - from) / width;
  const starts = places.slice(0, -1);
  if (!(width > 0)) return undefined;
  const good = bad.map((outcome) => 1 - outcome);
  const fit = fitLogistic(
    starts.map((from) => scores.map((score) => bend(score, from))),
    good,
    { ...LOGISTIC, ridge: RIDGE },
  );
  const points = places.map((score) => ({
    score,
    logOdds: Math.round((fit.intercept + starts.reduce((sum, from, k) => sum + (fit.coefficients[k] as number) * bend(score, from), 0)) * DIGITS) / DIGITS,
  }));
  return points.every(({ logOdds }, k) => k === 0 || logOdds > (points[k - 1] as CalibrationPoint).logOdds) ? points : undefined;
}

/** Only keeps the curve finite: the whole width of the scores is worth several units of log odds. */
const RIDGE = 0.01;
