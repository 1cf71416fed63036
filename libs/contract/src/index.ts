/** Loan arithmetic as pure functions. */
export { type AnnualCost, annualCost, periodicRate } from './cost.ts';
export { bucketRange, type DelinquencyBucket, daysPastDue, delinquencyBucket } from './delinquency.ts';
export { contractFault } from './errors.ts';
export { instalmentAmount } from './instalment.ts';
export { type BenchmarkTier, benchmarkRate, contractRate, lprRate, type RateSpec } from './rate-table.ts';
