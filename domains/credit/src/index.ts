/** Who may borrow and how much: whitelist, scorecard, application, the bank's answer, the line. */
export { type ScreenedApplication, screenApplications } from './commands/apply.ts';
export { type BankAnswer, concludeApplications } from './commands/conclude.ts';
export { creditFault } from './errors.ts';
export type { CreditPolicy } from './policy.ts';
export { type Score, scoreApplicant } from './scorecard.ts';
export { type Application, applicationOf, holdLines, type Invitation, invite, type Line, lineOf, linesToReview, setLines } from './store.ts';
