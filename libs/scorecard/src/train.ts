import { BINNING, type BinningOptions, binColumn } from './binning/bin-column.ts';
import type { Binning } from './binning/evidence.ts';
import { scorecardFault } from './errors.ts';
import { fitLogistic, LOGISTIC, type LogisticFit } from './logistic.ts';
import { type Column, classesOf, type Sample, valueAt } from './sample.ts';
import { binFinder, type Scorecard } from './scorecard.ts';

export type TrainingOptions = {
  readonly binning: BinningOptions;
  readonly ridge: number;
  /** Characteristics with less information value, or less than chance gives, stay out. */
  readonly leastIv: number;
  readonly scale: Scorecard['scale'];
  /** Parts of the sample that take turns in being scored by a card made from the others; fewer than two: no calibration. */
  readonly folds: number;
};

/** 19 goods to one bad at 600 points, doubled every 50. */
export const TRAINING: TrainingOptions = { binning: BINNING, ridge: LOGISTIC.ridge, leastIv: 0.02, scale: { at: 600, odds: 19, pdo: 50 }, folds: 5 };

export const LEAST_ROWS = 100;
export const LEAST_OF_CLASS = 20;

export type Dropped = { readonly feature: string; readonly iv: number; readonly why: 'constant' | 'low-information' | 'no-better-than-chance' | 'wrong-sign' };
export type FittedCharacteristic = Binning & { readonly coefficient: number };
export type Training = {
  readonly card: Scorecard;
  readonly characteristics: readonly FittedCharacteristic[];
  readonly dropped: readonly Dropped[];
  readonly fit: Omit<LogisticFit, 'coefficients'>;
};

/**
 * Trains a card: bins with weight of evidence, logistic regression of the log odds of being good on them, whole points. A
 * characteristic whose coefficient comes out at or below zero would reward what is worse; the worst of them is dropped and the
 * rest fitted again.
 * @throws Fault SAMPLE_ONE_CLASS, SAMPLE_TOO_SMALL, NOTHING_PREDICTS.
 */
export function trainScorecard(sample: Sample, named: Pick<Scorecard, 'name' | 'version'>, options: TrainingOptions = TRAINING): Training {
  requireSample(sample);
  const dropped: Dropped[] = [];
  const drop = ({ feature, iv }: Binning, why: Dropped['why']) => dropped.push({ feature, iv, why });
  let candidates = sample.columns.flatMap((column) => {
    const binning = binColumn(column, sample.bad, options.binning);
    const why = reasonToDrop(binning, options.leastIv);
    if (why) drop(binning, why);
    return why ? [] : [{ binning, evidence: evidenceColumn(column, binning) }];
  });
  const good = sample.bad.map((bad) => 1 - bad);
  const fitted = () =>
    fitLogistic(
      candidates.map(({ evidence }) => evidence),
      good,
      { ...LOGISTIC, ridge: options.ridge },
    );
  let fit = fitted();
  while (fit.coefficients.some((coefficient) => coefficient <= 0)) {
    const worst = fit.coefficients.indexOf(Math.min(...fit.coefficients));
    drop((candidates[worst] as (typeof candidates)[number]).binning, 'wrong-sign');
    candidates = candidates.filter((_, at) => at !== worst);
    fit = fitted();
  }
  if (candidates.length === 0) throw scorecardFault('NOTHING_PREDICTS', { columns: sample.columns.length, least: options.leastIv });
  const { coefficients, ...rest } = fit;
  const characteristics = candidates.map(({ binning }, at) => ({ ...binning, coefficient: coefficients[at] as number }));
  return { card: cardOf(named, characteristics, fit.intercept, options.scale), characteristics, dropped, fit: rest };
}

function requireSample({ bad }: Sample): void {
  const { goods, bads } = classesOf(bad);
  if (bad.length > 0 && (goods === 0 || bads === 0)) throw scorecardFault('SAMPLE_ONE_CLASS', { rows: bad.length });
  if (bad.length < LEAST_ROWS || Math.min(goods, bads) < LEAST_OF_CLASS)
    throw scorecardFault('SAMPLE_TOO_SMALL', { rows: bad.length, goods, bads, leastRows: LEAST_ROWS, leastOfClass: LEAST_OF_CLASS });
}

function reasonToDrop({ bins, iv, noise }: Binning, leastIv: number): Dropped['why'] | undefined {
  if (bins.length < 2) return 'constant';
  if (iv < leastIv) return 'low-information';
  return iv <= noise ? 'no-better-than-chance' : undefined;
}

function evidenceColumn(column: Column, binning: Binning): Float64Array {
  const find = binFinder(binning);
  return Float64Array.from({ length: column.kind === 'numeric' ? column.values.length : column.codes.length }, (_, row) => {
    const bin = binning.bins[find(valueAt(column, row))];
    if (!bin) throw new Error(`no bin of ${binning.feature} takes row ${row}, which it was made from`);
    return bin.woe;
  });
}

/**
 * Points of a bin = pdo / ln 2 × coefficient × evidence, rounded half away from zero; the base takes the intercept and the place
 * of the scale. A bin with the sample's average odds has no points.
 */
function cardOf(
  named: Pick<Scorecard, 'name' | 'version'>,
  characteristics: readonly FittedCharacteristic[],
  intercept: number,
  scale: Scorecard['scale'],
): Scorecard {
  const factor = scale.pdo / Math.LN2;
  const reasons = new Set<string>();
  return {
    ...named,
    base: whole(scale.at + factor * (intercept - Math.log(scale.odds))),
    scale,
    characteristics: characteristics.map(({ feature, kind, bins, coefficient }) => ({
      feature,
      kind,
      reason: reasonOf(feature, reasons),
      bins: bins.map(({ goods: _goods, bads: _bads, ...bin }) => ({ ...bin, points: whole(factor * coefficient * bin.woe) })),
    })),
  };
}

function whole(value: number): number {
  const rounded = Math.sign(value) * Math.round(Math.abs(value));
  // Minus zero is written as 0 and would not be read back as itself.
  return rounded === 0 ? 0 : rounded;
}

/** A reason code is the feature's name in capitals; two that fall together are numbered. */
function reasonOf(feature: string, taken: Set<string>): string {
  const plain = feature
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '');
  let reason = plain;
  for (let n = 2; taken.has(reason); n += 1) reason = `${plain}_${n}`;
  taken.add(reason);
  return reason;
}
