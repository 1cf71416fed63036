/** Portfolio risk over all credit products: positions at month-ends, what they measure, and what is set aside for them. */
export { type BucketTable, bucketOfDays, M_BUCKETS, NEW, PAID_OFF, WRITTEN_OFF } from './measures/buckets.ts';
export { classify, isNonPerforming, type Scheme, TIERS, type Tier } from './measures/five-tier.ts';
export { type Flow, flowLoss, flowRates, pooledFlows } from './measures/flow.ts';
export { cureRate, type Migration, netLossRate, recoveryRate } from './measures/loss.ts';
export { monthEndBefore, monthsOnBooks } from './measures/months.ts';
export { coverageRatio, loanProvisionRatio, nplRatio } from './measures/provision-ratios.ts';
export { addShare, NO_SHARE, ratioText, type Share } from './measures/ratio.ts';
export type { Stage } from './measures/staging.ts';
export { type VintageCell, type VintageCurve, vintages } from './measures/vintage.ts';
export type { CellKey, FirstPaymentCell, MigrationCell, RollCell, StockCell, Tally } from './positions/cells.ts';
export { positionOf } from './positions/measure.ts';
export type { Asked, ContractKey, LossBook, Position, PositionSource, PositionState, Standing } from './positions/model.ts';
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
