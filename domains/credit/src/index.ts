/**
 * Who may borrow and how much: models and their deployments, decision flows as data, runs that can be made again, features by time, fraud, reviews by
 * people; and the joint loan's applications, the bank's answers and the lines.
 *
 * Another product decides by `decideApplications(tx, question)`: it names a flow, the day, the instant and the subjects with
 * what it knows of them, and is answered outcome, limit, score and reasons for each, stored as a run.
 */
export { ONNX_PACKAGE, type OnnxForm, type OnnxRuntime, type OnnxSession, openOnnxModel } from './adapters/onnx.ts';
export { type Now, type ScreenedApplicant, type ScreenedApplication, screenApplications } from './commands/apply.ts';
export { concludeApplications, concludeReviewed } from './commands/conclude.ts';
export { type Agreement, agreementOf } from './decisions/agreement.ts';
export type { CardSource } from './decisions/cards.ts';
export { type CreditAct, checkFlow, decideFlow, type FlowChange, listFlowChanges, proposeFlow } from './decisions/changes.ts';
export { type Decided, type DecisionQuestion, type DecisionSubject, decideApplications } from './decisions/decide.ts';
export { type Explanation, explain } from './decisions/explain.ts';
export { featuresOfFlow } from './decisions/feature-names.ts';
export { flowVersion, listFlows, registerFlows } from './decisions/flow-store.ts';
export type { Check, Flow, FlowVersion, Inputs, Outcome, RunResult, Step, StepResult } from './decisions/model.ts';
export { type BankAnswer, type PartnerAnswer, partnerAnswerOf } from './decisions/partner-answers.ts';
export { type Replay, replayRun } from './decisions/replay.ts';
export { runFlow } from './decisions/run-flow.ts';
export { effectiveRuns, listRuns, type Run, type RunFilter, type RunSummary, runById, runsOfSubject } from './decisions/run-store.ts';
export { requireFlow } from './decisions/validate.ts';
export { creditFault } from './errors.ts';
export { answerOffer, changeLimit, type LimitRequest, limitsStep } from './exposure/change-limit.ts';
export { type Exposure, exposures, type Scope, scopesAbove, TOTAL_LIMIT, tightest, type Usage, type UsageSource } from './exposure/model.ts';
export { requireRoom, requireTotalRoom } from './exposure/require-room.ts';
export { changesOf, exposureOf, exposuresOf, holdLimits, type LimitChange, limitsOfScope, openLimits } from './exposure/store.ts';
export { FEATURES, type FeatureName, type Features, type FeatureValue } from './features/catalogue.ts';
export { type FeatureRow, featuresAt, type KnownFeatures, recordFeatures } from './features/store.ts';
export { endListing, enterListing, type Listing, listListings } from './fraud/listings.ts';
export type { Attribute } from './fraud/model.ts';
export { linksOf, recordSightings, type SharedAttribute, type Sighting } from './fraud/sightings.ts';
export { type DeploymentRequest, decideDeployment, installDeployment, listDeployments, proposeDeployment } from './models/deployments.ts';
export type { ExternalModel } from './models/external.ts';
export type { Deployment, ModelAct, ModelVersion } from './models/model.ts';
export { type LiveScores, type MonthlyStability, type ScoreCount, stabilityByMonth } from './models/monitoring.ts';
export { digestOf, listModelVersions, modelInForce, modelVersion, registerModel } from './models/registry.ts';
export type { CreditPolicy } from './policy.ts';
export { askForReview, checkReview, claimReview, decideReview, type Resume, type ReviewVerdict } from './reviews/commands.ts';
export { listReviews, type Review, type ReviewFilter, reviewById, reviewsOf } from './reviews/store.ts';
export { limitOf, SAMPLE_CARD, type Score, scoreApplicant } from './scorecard.ts';
export {
  type Application,
  activeLines,
  applicationById,
  applicationOf,
  approvedScores,
  freezeLines,
  holdLines,
  type Invitation,
  invitationsOf,
  invite,
  type Line,
  lineOf,
  linesToReview,
  setLines,
} from './store.ts';
