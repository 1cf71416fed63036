/** Scorecards: points by characteristic, how they are trained and measured, and what they say of an applicant. */
export { BINNING, type BinningOptions, binColumn } from './binning/bin-column.ts';
export { type Binning, evidenceOf, type FittedBin, informationValue } from './binning/evidence.ts';
export { trainCalibrated } from './calibrate.ts';
export { scorecardOf } from './check-card.ts';
export { scorecardFault } from './errors.ts';
export { fitLogistic, type LogisticFit, type LogisticOptions } from './logistic.ts';
export { brierOf, type Lift, liftOf, type ScoreGroup, scoreGroups } from './measures/calibration.ts';
export { type Attribute, ageBand, type FairnessRow, fairnessOf } from './measures/fairness.ts';
export { aucOf, type Ranking, rankingOf, stepsOf } from './measures/ranking.ts';
export { cutOffFor, type RejectScenario, rejectScenarios } from './measures/rejects.ts';
export { bandCounts, scoreBands, stabilityIndex } from './measures/stability.ts';
export type { Excluded, Measures, ModelBin, ModelCard, ModelCharacteristic, ModelData, ModelNote, TrainedModel } from './model.ts';
export { measureCard, rounded, trainModel } from './model-card.ts';
export { applicantAt, type CategoryColumn, type Column, classesOf, columnsAt, isTraining, type NumericColumn, rowsOf, type Sample, valueAt } from './sample.ts';
export {
  type Applicant,
  type Bin,
  binFinder,
  type CalibrationPoint,
  type Characteristic,
  type Scorecard,
  type ScoreResult,
  scoreOf,
  scorerOf,
} from './scorecard.ts';
export { type Dropped, LEAST_OF_CLASS, LEAST_ROWS, TRAINING, type Training, type TrainingOptions, trainScorecard } from './train.ts';
export { type Scored, scoreSample, type Validation, validationOf } from './validation.ts';
