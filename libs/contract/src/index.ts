/** Loan arithmetic as pure functions. */
export { type AccrualPlan, accrualPlan, accruedAt } from './accrual.ts';
export { type ActusAnswer, actusAnswers, actusFromJson, actusResults } from './actus/json.ts';
export type { ActusRow } from './actus/results.ts';
export { allocatePayment, DEFAULT_ALLOCATION, type Debt, type DebtKind, type PaymentAllocation } from './allocation.ts';
export type { CreditFlow } from './apr.ts';
export { type EuCredit, type EuUnit, euApr } from './apr-eu.ts';
export { type RegZCredit, regZApr, regZUnitPeriod } from './apr-reg-z.ts';
export { type AnnualCost, annualCost, effectiveFromNominal, flatFeeToApr, nominalFromEffective, periodicRate } from './cost.ts';
export { type ContingentFee, type CostFee, type CostTable, type CostTableInput, type CostTableItem, costTable } from './cost-table.ts';
export { type DatedAmount, datedCost } from './dated-cost.ts';
export { bucketRange, type DelinquencyBucket, daysPastDue, delinquencyBucket } from './delinquency.ts';
export { contractFault } from './errors.ts';
export { instalmentAmount } from './instalment.ts';
export { type Flow, type Irr, periodicIrr, xirr } from './irr.ts';
export { type IrrJson, irrFromJson } from './irr-json.ts';
export { type JsonError, orJsonError } from './json.ts';
export { type EarlyInterest, earlyRepaymentInterest, penaltyInterest, penaltyRateOf } from './penalty.ts';
export type { FirstSpan } from './periods.ts';
export { type BenchmarkTier, benchmarkRate, contractRate, lprRate, type RateSpec } from './rate-table.ts';
export { advance, openContract } from './running/advance.ts';
export type { Amounts, Bill, ContractEvent, ContractState, ContractTerms, EarlyEffect } from './running/contract.ts';
export { type ContractHistory, type ContractView, contractAt, openHistory, record, stateAfter, viewOn } from './running/history.ts';
export { planRows, type Schedule, type ScheduleRow, schedule, type Totals } from './schedule.ts';
export { type ScheduleJson, scheduleFromJson, termsFromJson } from './schedule-json.ts';
export type {
  DueDateRoll,
  Grace,
  InterestKind,
  PeriodUnit,
  PlannedPrincipal,
  RateChange,
  Residual,
  RoundingStep,
  ScheduleDayCount,
  ScheduleMethod,
  ScheduleRounding,
  ScheduleTerms,
  Step,
  Stub,
} from './terms.ts';
export type { UnitPeriod } from './unit-period.ts';
