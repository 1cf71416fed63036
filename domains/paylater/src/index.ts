/** Pay later 先享后付: trade credit and micro-loans for purchases, billed by the month or by the purchase. */
export { daysPastDue, isOverdue } from './allocation.ts';
export { billsByKey, billsOfCustomer } from './bill-store.ts';
export type { Bill } from './bills.ts';
export { chargeAt } from './charges.ts';
export { PAY_LATER_CHART, type PayLaterBook, payLaterBook } from './chart.ts';
export { authorisePurchase, type PurchaseContext, type PurchaseRequest, plannedContract, planOf, requireProduct } from './commands/authorise-purchase.ts';
export { convertBill, convertible } from './commands/convert-bill.ts';
export { cancelPurchase, deliverPurchase } from './commands/deliver-purchase.ts';
export { type RepaymentRequest, repay } from './commands/repay.ts';
export { type GoodsBack, takeReturn } from './commands/take-return.ts';
export { listPurchases, type ProgrammeFigures, type PurchaseRow, programmeFigures } from './desk.ts';
export { payLaterFault } from './errors.ts';
export { decideFunding, type Funding, type LenderStanding, listFundings, multipleOf, proposeFunding, readStanding } from './lender.ts';
export {
  type Contract,
  type ContractKey,
  openCharge,
  openFee,
  openOf,
  openPrincipal,
  type Part,
  type Plan,
  type Product,
  type ProgrammeParameters,
  type Terms,
} from './model.ts';
export { amountsOf, costOfPlan, partsOf } from './plan.ts';
export { openPayLater, payLaterProgramme, payLaterProgrammes, termsOf } from './programmes.ts';
export { contractsAwaiting, overduePurchases, receivedOfContracts } from './receipts.ts';
export type { Repayment } from './repayment-store.ts';
export { sellerPaymentOf } from './seller-store.ts';
export { openBilled, settlementAmount } from './settlement.ts';
export { payLaterSteps } from './steps/all.ts';
export {
  contractOfOrder,
  contractsByKey,
  contractsOfCustomer,
  markTold,
  newestOfOrder,
  notesOfContracts,
  openBilledParts,
  partsOfBills,
  partsOfContracts,
  standingContracts,
  untoldContracts,
} from './store.ts';
export { payLaterUsage } from './usage.ts';
export { verifyPayLater } from './verify.ts';
