/** Payments: mandates, orders and their ways over payment institutions, fees, refunds, settlement; collections of the joint loan; partners' answers. */
export { PAYMENT_FEE_CHART, RESERVE_CHART } from './chart.ts';
export {
  amountsInFlight,
  type Collection,
  type CollectionKey,
  type CollectionState,
  type CollectionUpdate,
  clearCollections,
  collectionsByKey,
  collectionsIn,
  customersCollected,
  fillFile,
  loansAwaiting,
  type NewCollection,
  openFiles,
  planCollections,
  receivedOfLoans,
  saveCollections,
  unclearedDays,
  unclearedOf,
  unfinishedOfLoan,
} from './collection.ts';
export type { Guard, Payments } from './context.ts';
export { counterBucket, dayPeriod, mandateSubject, monthPeriod, quotaSubject } from './counters.ts';
export { paymentsFault } from './errors.ts';
export { type BoundCard, bindMandates, bindPayee } from './mandates/bind.ts';
export { reserveCollections } from './mandates/collections.ts';
export { type Mandate, type MandateState, mandateHolds } from './mandates/model.ts';
export { type Caps, loanMandateRules, mandateRules } from './mandates/rules.ts';
export { cancelMandate, confirmMandate, institutionOf, type OwnMandate, ownMandate, type SignRequest, signMandate } from './mandates/sign.ts';
export { listMandates, type MandateFilter, mandatesOfCustomer, mandateUse, requireMandate, signedInstruments } from './mandates/store.ts';
export type {
  Attempt,
  AttemptResult,
  Channel,
  OrderEvent,
  OrderKey,
  OrderKind,
  OrderState,
  PaymentOrder,
} from './orders/model.ts';
export { type OrderRequest, orderIdOf, placeOrders, planOrders, sendDue } from './orders/place.ts';
export { recordResults } from './orders/record.ts';
export {
  decideRefund,
  openRefundRequests,
  orderNamed,
  proposeRefund,
  type RefundOrder,
  type RefundRequest,
  refundOrder,
  refundRequestsOf,
  requestNamed,
} from './orders/refund.ts';
export { bookSettlements, queryAttempts, resolveOpen } from './orders/resolve.ts';
export { sendAttempts } from './orders/send.ts';
export { attemptsByKey, attemptsOfOrder, eventsOfOrder, followersOf, listOrders, type OrderFilter, ordersByKey } from './orders/store.ts';
export { answerOf } from './partner.ts';
export * from './reconciliation/index.ts';
export { type Health, healthOf } from './routing/health.ts';
export { linkOn } from './routing/link.ts';
export { isOpen, type RouteOption, type RouteReason, rankRoutes, type StoredOption } from './routing/route.ts';
export { type RouteChoice, routeChoices } from './routing/store.ts';
export { payStep } from './steps/pay.ts';
export { CHANNEL_TERMS, type ChannelTerms, feeOf, nextTry, type RetryTerms, retryTermsOf, settlementDate, termsInForce } from './terms.ts';
export { verifyPayments } from './verify.ts';
