/** Who may borrow and how much: models and their deployments, whitelist, scorecard, application, the bank's answer, the line. */
export { ONNX_PACKAGE, type OnnxForm, type OnnxRuntime, type OnnxSession, openOnnxModel } from './adapters/onnx.ts';
export { type ScreenedApplication, screenApplications } from './commands/apply.ts';
export { type BankAnswer, concludeApplications } from './commands/conclude.ts';
export { creditFault } from './errors.ts';
export { answerOffer, changeLimit, type LimitRequest, limitsStep } from './exposure/change-limit.ts';
export { type Exposure, exposures, type Scope, scopesAbove, tightest, type Usage, type UsageSource } from './exposure/model.ts';
export { requireRoom } from './exposure/require-room.ts';
export { changesOf, exposureOf, exposuresOf, holdLimits, type LimitChange, openLimits } from './exposure/store.ts';
export { type DeploymentRequest, decideDeployment, installDeployment, listDeployments, proposeDeployment } from './models/deployments.ts';
export type { ExternalModel } from './models/external.ts';
export type { Deployment, ModelAct, ModelVersion } from './models/model.ts';
export { type LiveScores, type MonthlyStability, type ScoreCount, stabilityByMonth } from './models/monitoring.ts';
export { digestOf, listModelVersions, modelInForce, modelVersion, registerModel } from './models/registry.ts';
export type { CreditPolicy } from './policy.ts';
export { limitOf, SAMPLE_CARD, type Score, scoreApplicant } from './scorecard.ts';
export {
  type Application,
  applicationOf,
  holdLines,
  type Invitation,
  invitationsOf,
  invite,
  type Line,
  latestScores,
  lineOf,
  linesToReview,
  setLines,
} from './store.ts';
