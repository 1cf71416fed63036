/** Money funds: the register of shares, wallets, orders, income, and the registrar's word on them. */
export { acceptOrders, requireSubscribable } from './commands/accept-orders.ts';
export { openFund, suspendSubscriptions, takeOverWallets } from './commands/open-fund.ts';
export { wealthFault } from './errors.ts';
export { type FastKey, type FastLeft, fastLeft, giveFast, takeFast } from './fast-redemption.ts';
export { type Dealing, type DealingTerms, dealingOf, requireOpen, type Suspension } from './fund/dealing.ts';
export { backTest, type DailyFlow, FORECAST_HISTORY, type ForecastError, forecastFlow } from './fund/forecast.ts';
export { incomeOf, sevenDayYield } from './fund/yields.ts';
export type {
  BreakKind,
  Confirmation,
  Fund,
  FundOrder,
  FundOrderRequest,
  OrderKind,
  OrderState,
  PublishedIncome,
  RegisterBreak,
  Registrar,
  Wallet,
  WalletBalance,
  WalletIncome,
} from './model.ts';
export {
  type CustomerOrder,
  insertOrderMoney,
  type MoneyState,
  moneyUnderWay,
  moveOrderMoney,
  type OrderMoney,
  openOrderMoney,
  orderMoneyById,
  ordersOfCustomer,
  retryOrderMoney,
  returnRefused,
} from './order-money.ts';
export { carryIncomeStep } from './steps/carry-income.ts';
export { confirmStep } from './steps/confirm.ts';
export { payRedemptionsStep } from './steps/pay-redemptions.ts';
export { reconcileRegisterStep } from './steps/reconcile-register.ts';
export { type FundDay, fundById, fundDays, listFunds, ordersAcceptedOn, recentFundDays, registerBreaks } from './store.ts';
export { type Level, productLevel, type Rating, rate, suitabilityOf } from './suitability/assess.ts';
export { type Assessment, assess, lastAssessment, requireSuitable } from './suitability/assessments.ts';
export { QUESTIONNAIRE, type Question, type Questionnaire } from './suitability/questionnaire.ts';
export { verifyWealth } from './verify.ts';
export { sharesOf, walletOf, wallets } from './wallets.ts';
