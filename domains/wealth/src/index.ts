/** Money funds: the register of shares, wallets, orders, income, and the registrar's word on them. */

export { type CalendarChange, calendarChanges, calendarOf, decideCalendarChange, proposeCalendarChange, replanFund } from './calendar-changes.ts';
export { decideProductChange, listProductChanges, type ProductAct, proposeProductChange } from './catalogue/changes.ts';
export {
  DOCUMENT_KINDS,
  PRODUCT_TYPES,
  type Product,
  type ProductChange,
  type ProductChangeBody,
  type ProductDocument,
  type ProductTerms,
  type ProductType,
  type PublishedDocument,
  type SaleMode,
  SUPPLIER_KINDS,
  type Supplier,
} from './catalogue/model.ts';
export { documentsOf, listProducts, listSuppliers, productById, quotasUsed, registerSuppliers } from './catalogue/product-store.ts';
export {
  type Declaration,
  decideQualification,
  declaredQualifications,
  declareQualification,
  lastQualification,
  type Qualification,
} from './catalogue/qualification.ts';
export { giveQuota, type Recordings, reportRecording, requireSale } from './catalogue/sale.ts';
export { fundCashBook, shareBook } from './chart.ts';
export { acceptOrders, requireSubscribable } from './commands/accept-orders.ts';
export { chooseDividends } from './commands/choose-dividends.ts';
export { openFund, suspendSubscriptions, takeOverWallets } from './commands/open-fund.ts';
export { type ForecastDay, type FundOrderLine, forecastOf, listFundOrders, openConversionsOf, openOrdersOf, poolUsed, type Tally } from './desk.ts';
export { wealthFault } from './errors.ts';
export { type FastKey, type FastLeft, fastLeft, giveFast, takeFast } from './fast-redemption.ts';
export { type CarryTerms, carryOf, DAILY_CARRY } from './fund/carrying.ts';
export { type Dealing, type DealingTerms, dealingOf, requireOpen, type Suspension } from './fund/dealing.ts';
export { backTest, type DailyFlow, FORECAST_HISTORY, type ForecastError, forecastFlow } from './fund/forecast.ts';
export {
  costOf,
  type Deal,
  type FundFees,
  type HoldingFee,
  type Lot,
  marketValue,
  NAV_ONE,
  NO_FEES,
  type PurchaseFee,
  purchaseDeal,
  redemptionDeal,
  takeLots,
} from './fund/net-value.ts';
export { incomeOf, sevenDayYield } from './fund/yields.ts';
export { type Certificate, type CertifiedLine, certificateById, insertCertificate } from './holdings/certificate.ts';
export { type HoldingEvent, holdingEvents } from './holdings/history.ts';
export { type DayProfit, type DayValue, profitInAll, profitsByDay, sharesOn } from './holdings/profit.ts';
export type {
  BreakKind,
  Confirmation,
  Dividend,
  Fund,
  FundOrder,
  FundOrderRequest,
  NetValueRegistrar,
  OrderKind,
  OrderState,
  PublishedIncome,
  PublishedNetValue,
  RegisterBreak,
  Registrar,
  Wallet,
  WalletBalance,
  WalletIncome,
} from './model.ts';
export {
  type DividendMode,
  dividendChoices,
  dividendModeOf,
  lotsOf,
  type NetValueDay,
  recentNetValues,
} from './net-value-store.ts';
export {
  boughtBefore,
  type CustomerOrder,
  insertOrderMoney,
  type MoneyState,
  moneyUnderWay,
  moveOrderMoney,
  nameMovement,
  type OrderMoney,
  openOrderMoney,
  orderMoneyById,
  ordersOfCustomer,
  retryOrderMoney,
  returnRefused,
  upgraded,
} from './order-money.ts';
export { type RedeemToPurchase, RTP_MODES, type RtpMode, type RtpState } from './redeem-to-purchase/model.ts';
export { cashReady, compensateRtp, failRtp, ordersOfRtp, placePurchase, type RtpTimeline, reserveRtp, timelineOf } from './redeem-to-purchase/steps.ts';
export { moveRtp, openRtps, retryRtp, rtpById, rtpsOfCustomer } from './redeem-to-purchase/store.ts';
export { type RefusedAdvance, redeemAgain, refusedAdvances } from './refused-advances.ts';
export { carryIncomeStep } from './steps/carry-income.ts';
export { confirmStep } from './steps/confirm.ts';
export { confirmNetValueStep } from './steps/confirm-net-value.ts';
export { payRedemptionsStep } from './steps/pay-redemptions.ts';
export { reconcileRegisterStep } from './steps/reconcile-register.ts';
export { valueFundStep } from './steps/value-fund.ts';
export { type FundDay, fundById, fundDays, listFunds, ordersHandedIn, recentFundDays, registerBreaks } from './store.ts';
export { type Level, productLevel, type Rating, rate, suitabilityOf } from './suitability/assess.ts';
export { type Assessment, assess, lastAssessment, requireSuitable } from './suitability/assessments.ts';
export { QUESTIONNAIRE, type Question, type Questionnaire } from './suitability/questionnaire.ts';
export { TREASURY_BOOK } from './treasury/book.ts';
export {
  decideTreasury,
  interestThrough,
  listTreasury,
  ownFundsSuffice,
  proposeTreasury,
  type TreasuryOrder,
  type TreasuryRequest,
  treasuryStep,
} from './treasury/orders.ts';
export { verifyWealth } from './verify.ts';
export { sharesOf, walletOf, wallets } from './wallets.ts';
