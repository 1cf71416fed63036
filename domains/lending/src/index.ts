/** Loans: their contracts, what falls due, what is paid, and what becomes of those that are not. */

export { dueAgenda, dueKinds, payOutOf, payOutWaits, setAgenda } from './agenda.ts';
export { type CashFlow, cashFlowsOf } from './cash-flow-store.ts';
export { LOAN_BOOK_CHART, LOAN_BOOK_HOUSE, type LoanBook, loanBook } from './chart.ts';
export { ageLoans } from './commands/age-loans.ts';
export { billInstalments, collectionOf } from './commands/bill-instalments.ts';
export { type Claim, claimsOf, closeCompensated } from './commands/compensate-loans.ts';
export { activateLoans, cancelLoans, type Draw, loanOf, openLoans, payOutLoans, withdrawLoans } from './commands/open-loans.ts';
export { billedThrough, chargeFee, type EarlyQuote, orderEarlyRepayment, quoteEarly } from './commands/repay-early.ts';
export { retryCollections } from './commands/retry-collections.ts';
export { applyCollections, type CollectionOutcome, recordAdvances, recordOutcomes } from './commands/settle-collections.ts';
export { lendingFault } from './errors.ts';
export { accrualUnit, dueDate, firstDueOf, type Instalment, type Loan, type LoanProduct, type LoanState, type Method, plannedInstalments } from './model.ts';
export { compensatedAmounts, overdueContracts } from './overdue-store.ts';
export { NOTHING, owedAt, type Split, totalOf } from './repayment.ts';
export { customersDrawn, repaymentRecord } from './repayment-record.ts';
export {
  disbursingLoans,
  firstInstalments,
  holdLoan,
  holdLoans,
  instalmentsOf,
  type LoanFilter,
  type LoanKey,
  listLoans,
  loansByKey,
  loansOfCustomer,
  openInstalments,
  openPortfolio,
  outstandingOf,
  overdueLoans,
  owedByCustomer,
  type Portfolio,
  type PortfolioContext,
  portfolioOf,
  saveLoans,
  standingLoans,
  usedByCustomers,
} from './store.ts';
export { verifyLoans } from './verify.ts';
