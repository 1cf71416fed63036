/** Dunning 催收: who works on overdue contracts, how they may be contacted, and what is agreed. */
export { type BureauNotice, bureauNoticeOf } from './bureau-notices.ts';
export { type CaseFilter, caseByKey, casesOfCustomer, debtsOfCases, eventsOfCase, holdOpenCase, listCases } from './case-store.ts';
export { claimNext, reassignCase, releaseCase, takeCase } from './commands/assign-cases.ts';
export { endComplaint, openComplaint } from './commands/complaints.ts';
export { channelsNow, holdOwnCase, type NewContact, recordContact } from './commands/contact.ts';
export { askHardship, endHardship } from './commands/hardship.ts';
export { decidePlan, extendPlan, makePlan } from './commands/plans.ts';
export { makePromise, owedOn } from './commands/promise.ts';
export { orderMessage, sendMessage, sendWaiting } from './commands/send-messages.ts';
export { decideSettlement, leastSettlement, offerSettlement } from './commands/settlements.ts';
export { type Complaint, complaintsOf, openComplaints } from './complaint-store.ts';
export { CHANNELS, type Channel, type Forbidden, forbidding } from './contact-rules.ts';
export { type Contact, contactsOfCase, type Message, type MessageKey, messageById, messagesOfCase, waitingMessages } from './contact-store.ts';
export type { Act, Dunning, Reach } from './context.ts';
export {
  askSources,
  type Claims,
  claimsOf,
  type Debt,
  type DebtKey,
  type DebtKind,
  type DebtSource,
  type Ending,
  type Owed,
  sourceOf,
  totalOwed,
} from './debt.ts';
export { dunningFault } from './errors.ts';
export { type Hardship, hardshipsOfCase, openHardships } from './hardship-store.ts';
export { planOf } from './instalments.ts';
export type { Case, CaseDebt, CaseEvent, CaseKey } from './model.ts';
export { instalmentsOfPlans, type Plan, type PlanInstalment, plansOfCase, proposedPlans } from './plan-store.ts';
export { type PromiseToPay, promisesOfCase } from './promise-store.ts';
export { dunningLimit, dunningRule } from './rules.ts';
export { openSettlementOf, proposedSettlements, type Settlement, settlementsOfCase, waivedContracts } from './settlement-store.ts';
export { instantOf, shanghaiMoment } from './shanghai.ts';
export { orderLoanPayment } from './sources/loan-payments.ts';
export { loanSource } from './sources/loans.ts';
export { payLaterSource } from './sources/pay-later.ts';
export { type BucketFigures, figuresByBucket, figuresByPerson, type PersonFigures, queueSizes } from './statistics.ts';
export { judgeInstalments, planStep } from './steps/agreements.ts';
export { dunningStep } from './steps/dunning.ts';
export {
  decideStrategy,
  listStrategies,
  type MessageRule,
  proposeStrategy,
  type QueueRule,
  queueOf,
  type Strategy,
  type StrategyBody,
  strategyOn,
} from './strategy.ts';
export { TEMPLATE_IDS, type TemplateId, textOfMessage } from './templates.ts';
