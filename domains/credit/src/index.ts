/** Who may borrow and how much: whitelist, scorecard, application, the bank's answer, the line. */
export { type ScreenedApplication, screenApplications } from './commands/apply.ts';
export { type BankAnswer, concludeApplications } from './commands/conclude.ts';
export { creditFault } from './errors.ts';
export { answerOffer, changeLimit, type LimitRequest, limitsStep } from './exposure/change-limit.ts';
export { type Exposure, exposures, type Scope, scopesAbove, tightest, type Usage, type UsageSource } from './exposure/model.ts';
export { requireRoom } from './exposure/require-room.ts';
export { changesOf, exposureOf, exposuresOf, holdLimits, type LimitChange, openLimits } from './exposure/store.ts';
export type { CreditPolicy } from './policy.ts';
export { type Score, scoreApplicant } from './scorecard.ts';
export { type Application, applicationOf, holdLines, type Invitation, invitationsOf, invite, type Line, lineOf, linesToReview, setLines } from './store.ts';
