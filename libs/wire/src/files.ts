/**
 * The layouts of the daily files: names of the fields of a detail line, in order. The gateway's file codec adds
 * header (`H|layout|institution|date|count|sum`) and trailer (`T|count|sum`). `sumOf` is the field that the sum adds up.
 */
export type FileLayout = { readonly name: string; readonly fields: readonly string[]; readonly sumOf: string };

const layout = <const F extends readonly string[]>(name: string, fields: F, sumOf: F[number]) => ({ name, fields, sumOf });

/** Orders of a day, platform → payment institution. */
export const collectOrderFile = layout('collect-order', ['collectionRef', 'token', 'amount'], 'amount');
/** What became of each order. */
export const collectResultFile = layout('collect-result', ['collectionRef', 'status', 'code', 'paymentSerial', 'networkSerial', 'amount'], 'amount');
/** Every success of a date, single or from a file. */
export const settlementFile = layout('settlement', ['collectionRef', 'paymentSerial', 'amount', 'arrivesOn'], 'amount');
/** Every collection that the bank advanced on a date and debited in its batch. */
export const loanDayFile = layout('loan-day', ['collectionRef', 'loanRef', 'accountNo', 'amount', 'principal', 'interest', 'penalty', 'fees'], 'amount');
/** Every advance that was repaid on a date. */
export const advanceDayFile = layout('advance-day', ['collectionRef', 'advancedOn', 'repaidOn', 'amount', 'days', 'fee'], 'amount');
export const accountBalanceFile = layout('account-balance', ['accountNo', 'balance'], 'balance');
export const loanBalanceFile = layout('loan-balance', ['loanRef', 'principal'], 'principal');
/** Every payment order of a date with its final outcome, and the institution's fee for it. */
export const orderResultFile = layout(
  'order-result',
  ['orderRef', 'kind', 'status', 'code', 'institutionSerial', 'networkSerial', 'source', 'amount', 'fee'],
  'amount',
);
/** Collections whose money reached the payee on a date; the amount is net of refunds made before. */
export const orderSettlementFile = layout('order-settlement', ['orderRef', 'payee', 'amount'], 'amount');
/** A day's applications for a fund; the business code is that of the application, of a choice of dividends (029) `amount` is 1 for shares, 0 for cash. */
export const fundApplicationFile = layout('fund-application', ['orderRef', 'holderRef', 'business', 'amount', 'dealingOn'], 'amount');
/**
 * What the registrar confirmed or refused on a day; the business code is that of the confirmation. Of a fund with a net value also what
 * it came to: net value scaled 1e-4, hundredths of a share, fen; empty of others.
 */
export const fundConfirmationFile = layout(
  'fund-confirmation',
  ['orderRef', 'holderRef', 'business', 'amount', 'outcome', 'nav', 'shares', 'cash', 'fee'],
  'amount',
);
/** What a shop delivered and took back on a date: `delivery` or `return`, by the shop's own reference. */
export const shopDayFile = layout('shop-day', ['kind', 'reference', 'orderRef', 'amount'], 'amount');
/** Income or dividends by holder; `shares` are those that a dividend became, empty of income. */
export const fundIncomeFile = layout('fund-income', ['holderRef', 'business', 'amount', 'shares'], 'amount');
/** Every holder's balance: shares, and applications under way. */
export const fundHoldingFile = layout('fund-holding', ['holderRef', 'balance'], 'balance');
