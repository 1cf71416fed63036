/** Programmes with funding banks: the joint loan from hand-over to settlement, its guarantee, and the proof that the books agree. */
export * from './card-pay-off/index.ts';
export { PLATFORM_CHART, type PlatformBook } from './chart.ts';
export { costOf, type DrawRequest, disburseDraws, drawnLoanId, plannedLoan, reserveDraws } from './commands/draw.ts';
export { type Applicant, onboard } from './commands/onboard.ts';
export { openProgramme } from './commands/open-programme.ts';
export { checkResolution, previewResolution } from './commands/resolve-break.ts';
export { writeOffClaims } from './commands/write-off-claims.ts';
export { bankOf, type InstitutionDays, type JointLoan, portfolioContext } from './context.ts';
export { partnershipFault } from './errors.ts';
export { blockedFault, chargeFees, type Disclosure, type FeeCharge, productOf, requireProgramme } from './gates.ts';
export { JOINT_LOAN_DEFAULTS, linkOf, type Programme, type ProgrammeParameters, programmeOf } from './programme.ts';
export * from './routing/index.ts';
export { accrueStep } from './steps/accrue.ts';
export { applyStep, clearStep } from './steps/apply.ts';
export { billStep, collectOne, collectStep, noticeBank, noticeStep, refuseOverCap } from './steps/collect.ts';
export { disburseStep } from './steps/disburse.ts';
export { ageStep, marginBand, marginStep } from './steps/guarantee.ts';
export { askOf, reconcileStep } from './steps/reconcile.ts';
export { recordFeaturesStep } from './steps/record-features.ts';
export { reviewStep, settleStep } from './steps/settle.ts';
export { figuresOf, snapshotDay } from './steps/snapshot.ts';
export {
  type Economics,
  economicsOf,
  programmes,
  type SettlementFigures,
  type SnapshotFigures,
  settlements,
  snapshots,
} from './store.ts';
export { verifyProgrammes } from './verify.ts';
