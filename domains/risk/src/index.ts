/** Portfolio risk over all credit products: positions at month-ends, what they measure, and what is set aside for them. */

export { riskFault } from './errors.ts';
export { decideBatch, type RiskAct, submitBatch } from './limits/batches.ts';
export type { LimitProposal, LinePort, RiskLine } from './limits/model.ts';
export { proposeLimitsStep } from './limits/step.ts';
export { type LimitBatch, listBatches, listProposals, type ProposalFilter } from './limits/store.ts';
export type { LimitKind } from './limits/strategy.ts';
export { type BucketTable, bucketOfDays, M_BUCKETS, NEW, PAID_OFF, WRITTEN_OFF } from './measures/buckets.ts';
export { classify, isNonPerforming, type Scheme, TIERS, type Tier } from './measures/five-tier.ts';
export { type Flow, flowLoss, flowRates, pooledFlows } from './measures/flow.ts';
export { cureRate, type Migration, netLossRate, recoveryRate } from './measures/loss.ts';
export { monthEndBefore, monthsOnBooks } from './measures/months.ts';
export { coverageRatio, loanProvisionRatio, nplRatio } from './measures/provision-ratios.ts';
export { addShare, NO_SHARE, ratioText, type Share } from './measures/ratio.ts';
export type { Stage } from './measures/staging.ts';
export { pooledVintage, type VintageCell, type VintageCurve, type VintagePoint, vintages } from './measures/vintage.ts';
export type { CellKey, FirstPaymentCell, MigrationCell, RollCell, StockCell, Tally } from './positions/cells.ts';
export { positionOf } from './positions/measure.ts';
export type { Asked, ContractKey, LossBook, Position, PositionSource, PositionState, Standing } from './positions/model.ts';
export { balancesByMonth, flowsByMonth, VINTAGE_DAYS, type VintageDays, vintageCells } from './positions/readings.ts';
export { positionsOn, positionsStep } from './positions/snapshot.ts';
export {
  type CellFilter,
  firstPaymentCells,
  listPositions,
  migrationCells,
  type PositionFilter,
  rollCells,
  type Snapshot,
  snapshotsOf,
  stockCells,
} from './positions/store.ts';
export { tallyOf } from './positions/tally.ts';
export { type Provision, provisionsOf } from './provisions/store.ts';
export { gradeOf, UNGRADED } from './settings.ts';
export { verifyRisk } from './verify.ts';
export { type WarningRule, warningRules } from './warnings/rules.ts';
export { warningsStep } from './warnings/step.ts';
export { type Alert, acknowledgeAlert, alertById, closeAlert, listAlerts, type Outcome } from './warnings/store.ts';
