/** Loan arithmetic as pure functions. */
export { allocatePayment, DEFAULT_ALLOCATION, type Debt, type DebtKind, type PaymentAllocation } from './allocation.ts';
export { type AnnualCost, annualCost, periodicRate } from './cost.ts';
export { type CostFee, type CostTable, type CostTableInput, type CostTableItem, costTable } from './cost-table.ts';
export { bucketRange, type DelinquencyBucket, daysPastDue, delinquencyBucket } from './delinquency.ts';
export { contractFault } from './errors.ts';
export { instalmentAmount } from './instalment.ts';
export { type Flow, type Irr, periodicIrr, xirr } from './irr.ts';
export { type IrrJson, irrFromJson } from './irr-json.ts';
export { type JsonError, orJsonError } from './json.ts';
export { type EarlyInterest, earlyRepaymentInterest, penaltyInterest, penaltyRateOf } from './penalty.ts';
export type { FirstSpan } from './periods.ts';
export { type BenchmarkTier, benchmarkRate, contractRate, lprRate, type RateSpec } from './rate-table.ts';
export { planRows, type Schedule, type ScheduleRow, schedule, type Totals } from './schedule.ts';
export { type ScheduleJson, scheduleFromJson, termsFromJson } from './schedule-json.ts';
export type { Grace, InterestKind, PeriodUnit, Residual, RoundingStep, ScheduleDayCount, ScheduleMethod, ScheduleRounding, ScheduleTerms } from './terms.ts';
