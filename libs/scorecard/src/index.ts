/** Scorecards: points by characteristic, and what they say of an applicant. */
export { type Applicant, type Bin, type Characteristic, type Scorecard, type ScoreResult, scoreOf } from './scorecard.ts';
