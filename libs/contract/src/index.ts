/** Loan arithmetic as pure functions. */

export { type ActusAnswer, actusAnswers, actusFromJson, actusResults } from './actus/json.ts';
export type { ActusRow } from './actus/results.ts';
export type { CreditFlow } from './costs/apr.ts';
export { type EuCredit, type EuUnit, euApr } from './costs/apr-eu.ts';
export { type RegZCredit, regZApr, regZUnitPeriod } from './costs/apr-reg-z.ts';
export { type AnnualCost, annualCost, effectiveFromNominal, flatFeeToApr, nominalFromEffective, periodicRate } from './costs/cost.ts';
export { type ContingentFee, type CostFee, type CostTable, type CostTableInput, type CostTableItem, costTable } from './costs/cost-table.ts';
export { type DatedAmount, datedCost } from './costs/dated-cost.ts';
export { type Flow, type Irr, periodicIrr, xirr } from './costs/irr.ts';
export { type IrrJson, irrFromJson } from './costs/irr-json.ts';
export type { UnitPeriod } from './costs/unit-period.ts';
export { contractFault } from './errors.ts';
export { type JsonError, orJsonError } from './json.ts';
export { type BenchmarkTier, benchmarkRate, contractRate, lprRate, type RateSpec, type ResetRule, rateResets } from './rate-table.ts';
export { advance, openContract } from './running/advance.ts';
export { allocatePayment, DEFAULT_ALLOCATION, type Debt, type DebtKind, type PaymentAllocation } from './running/allocation.ts';
export type { Amounts, Bill, ContractEvent, ContractState, ContractTerms, EarlyEffect } from './running/contract.ts';
export { bucketRange, type DelinquencyBucket, daysPastDue, delinquencyBucket } from './running/delinquency.ts';
export { type ContractHistory, type ContractView, contractAt, openHistory, record, stateAfter, viewOn } from './running/history.ts';
export { type EarlyInterest, earlyRepaymentInterest, penaltyInterest, penaltyRateOf } from './running/penalty.ts';
export { type AccrualPlan, accrualPlan, accruedAt } from './schedule/accrual.ts';
export { instalmentAmount } from './schedule/instalment.ts';
export type { FirstSpan } from './schedule/periods.ts';
export { type Charges, planRows, type Schedule, type ScheduleCost, type ScheduleRow, schedule, scheduleCost, type Totals } from './schedule/schedule.ts';
export { type ScheduleJson, scheduleFromJson, termsFromJson } from './schedule/schedule-json.ts';
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
} from './schedule/terms.ts';
