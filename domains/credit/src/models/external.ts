import type { Applicant, ScoreResult } from '@jinqiao/scorecard';

/** A model that was made elsewhere: it answers as a scorecard does, for many applicants at once and in their order. */
export type ExternalModel = (applicants: readonly Applicant[]) => Promise<readonly ScoreResult[]>;
