import type { FittedBin } from './binning/evidence.ts';
import { trainCalibrated } from './calibrate.ts';
import { scorecardFault } from './errors.ts';
import { type Attribute, fairnessOf } from './measures/fairness.ts';
import { cutOffFor, REJECTED_SHARE, rejectScenarios } from './measures/rejects.ts';
import { bandCounts, scoreBands, stabilityIndex } from './measures/stability.ts';
import type { Measures, ModelCard, ModelCharacteristic, ModelData, TrainedModel } from './model.ts';
import { notesOf } from './notes.ts';
import { classesOf, type Sample } from './sample.ts';
import type { Scorecard } from './scorecard.ts';
import type { Training, TrainingOptions } from './train.ts';
import { binCounts, scoreSample, type Validation, validationOf } from './validation.ts';

const APPROVED_SHARE = 0.8;
const DIGITS = 1e6;

/**
 * Trains a card on one part of the rows and measures it on the other. Figures in the model card have six decimals.
 * @throws Fault SAMPLE_ONE_CLASS, SAMPLE_TOO_SMALL, NOTHING_PREDICTS.
 */
export function trainModel(
  named: Pick<Scorecard, 'name' | 'version'>,
  parts: { readonly train: Sample; readonly test: Sample; readonly attributes: readonly Attribute[] },
  data: ModelData,
  options: TrainingOptions,
): TrainedModel {
  const training = trainCalibrated(parts.train, named, options);
  const { card } = training;
  const own = scoreSample(card, parts.train);
  const ownRanking = validationOf(own, parts.train.bad) as Validation;
  const bounds = scoreBands(own.scores);
  const cutOff = cutOffFor(own.scores, APPROVED_SHARE);
  const development = { bounds, counts: bandCounts(own.scores, bounds) };
  const characteristics = characteristicsOf(training);
  const measures = measureCard(card, { development, cutOff, characteristics }, parts.test, parts.attributes);
  const { bads } = classesOf(parts.train.bad);
  const parameters = characteristics.reduce((sum, { bins }) => sum + bins.length - 1, 0);
  const modelCard: Omit<ModelCard, 'notes'> = {
    ...named,
    data,
    training: {
      rows: parts.train.bad.length,
      bads,
      badRate: bads / parts.train.bad.length,
      auc: ownRanking.auc,
      ks: ownRanking.ks,
      gini: ownRanking.gini,
      iterations: training.fit.iterations,
      converged: training.fit.converged,
      separated: training.fit.separated,
      eventsPerVariable: bads / parameters,
    },
    development,
    cutOff,
    characteristics,
    dropped: training.dropped,
    ...measures,
  };
  return { card, modelCard: rounded({ ...modelCard, notes: notesOf(modelCard) }) };
}

/**
 * Measures a card on a sample.
 * @throws Fault SAMPLE_ONE_CLASS where goods or bads are absent from it.
 */
export function measureCard(
  card: Scorecard,
  made: Pick<ModelCard, 'development' | 'cutOff' | 'characteristics'>,
  sample: Sample,
  attributes: readonly Attribute[],
): Measures {
  const scored = scoreSample(card, sample);
  const validation = validationOf(scored, sample.bad);
  if (!validation) throw scorecardFault('SAMPLE_ONE_CLASS', { rows: sample.bad.length });
  const counts = binCounts(card, sample);
  const characteristics = made.characteristics.map(({ feature, bins }) => [
    feature,
    stabilityIndex([...bins.map(({ rows }) => rows), 0], counts.get(feature) ?? []),
  ]);
  return {
    validation,
    psi: {
      score: stabilityIndex(made.development.counts, bandCounts(scored.scores, made.development.bounds)),
      characteristics: Object.fromEntries(characteristics),
    },
    fairness: fairnessOf(attributes, scored.scores, scored.pds, sample.bad, made.cutOff),
    rejects: { assumedShare: REJECTED_SHARE, scenarios: rejectScenarios(scored.scores, scored.pds, made.cutOff) },
  };
}

function characteristicsOf({ card, characteristics }: Training): ModelCharacteristic[] {
  return characteristics.map(({ feature, kind, iv, coefficient, bins }, at) => {
    const rows = bins.reduce((sum, bin) => sum + rowsIn(bin), 0);
    return {
      feature,
      kind,
      iv,
      coefficient,
      bins: bins.map(({ goods: _goods, ...bin }, index) => ({
        ...bin,
        points: card.characteristics[at]?.bins[index]?.points as number,
        rows: rowsIn(bins[index] as FittedBin),
        share: rowsIn(bins[index] as FittedBin) / rows,
        badRate: bin.bads / rowsIn(bins[index] as FittedBin),
      })),
    };
  });
}

const rowsIn = ({ goods, bads }: FittedBin) => goods + bads;

/** Six decimals everywhere: the last bits of a logarithm differ between machines, and the card's digest must not. */
export function rounded<T>(value: T): T {
  if (typeof value === 'number') return (Math.round(value * DIGITS) / DIGITS) as T;
  if (Array.isArray(value)) return value.map(rounded) as T;
  if (value !== null && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, rounded(each)])) as T;
  return value;
}
