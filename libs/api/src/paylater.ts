import { z } from 'zod';
import { amountInput, date, id, money, page, rate, reason } from './common.ts';
import { costItem } from './customer.ts';

const product = z
  .enum(['trade-credit', 'micro-loan'])
  .meta({ description: '赊销 (the seller is the creditor) or 小额贷款 (a licensed lender pays the seller)' });
const party = z.object({ id, name: z.string(), nameZh: z.string() });

/** What a customer may use, and what of it is in use: over all products, of pay-later, and of each product. */
export const limitScope = z.enum(['total', 'pay-later', 'trade-credit', 'micro-loan', 'joint-loan', 'card-pay-off']);
export const limitView = z.object({
  scope: limitScope,
  limit: money,
  temporary: money.meta({ description: 'What a temporary limit adds today' }),
  frozen: money.meta({ description: 'Held for orders that are not delivered, draws on their way' }),
  used: money,
  available: money.meta({ description: 'Never more than the scopes above it leave' }),
  state: z.enum(['active', 'frozen']),
});
export const limitChange = z
  .object({
    id,
    scope: limitScope,
    kind: z.enum(['increase', 'decrease', 'temporary', 'freeze', 'unfreeze']),
    from: money,
    to: money,
    state: z.enum(['offered', 'noticed', 'effective', 'declined', 'lapsed', 'withdrawn']),
    effectiveOn: date,
    throughOn: date.nullable(),
    reasonEn: z.string(),
    reasonZh: z.string(),
  })
  .meta({ id: 'LimitChange' });
export const myLimits = z.object({ businessDate: date, asset: z.string(), limits: z.array(limitView), changes: z.array(limitChange) }).meta({ id: 'MyLimits' });
export const limitAnswer = z.object({ accept: z.boolean() }).strict();

/** A member of staff changes limits of a customer: an increase is offered, a decrease noticed, a freeze holds at once. */
export const proposeLimit = z
  .object({
    scope: limitScope,
    kind: z.enum(['increase', 'decrease', 'temporary', 'freeze', 'unfreeze']),
    to: amountInput.optional().meta({ description: 'The new limit; of a temporary one what it adds' }),
    through: date.optional(),
    reason,
  })
  .strict();

export const payLater = z
  .object({
    state: z.enum(['not-open', 'open', 'refused']),
    refusal: z.object({ code: z.string(), messageEn: z.string(), messageZh: z.string() }).nullable(),
    businessDate: date,
    asset: z.string(),
    limits: z.array(limitView),
    creditors: z.array(party.extend({ product })),
    overdue: money,
    next: z.object({ billId: id, dueOn: date, amount: money, minimum: money.nullable() }).nullable(),
    consent: z.object({ version: z.string(), en: z.string(), zh: z.string() }),
    card: z.object({ masked: z.string() }).nullable().meta({ description: 'The signed card that bills are debited from; sign one first where it is null' }),
  })
  .meta({ id: 'PayLater' });
export const openPayLater = z.object({ accepted: z.boolean(), textVersion: z.string().max(32) }).strict();

const orderLine = z.object({ line: z.int(), sku: z.string(), name: z.string(), nameZh: z.string(), price: money, quantity: z.int(), returned: z.int() });
export const shopOrder = z
  .object({
    orderRef: id,
    seller: party,
    selfOperated: z.boolean().meta({ description: '自营: the shop itself sells' }),
    state: z.enum(['PLACED', 'AUTHORISED', 'SHIPPED', 'DELIVERED', 'CANCELLED']),
    amount: money,
    lines: z.array(orderLine),
    purchaseId: id.nullable(),
  })
  .meta({ id: 'ShopOrder' });
export const shopOrders = z.object({ items: z.array(shopOrder) }).meta({ id: 'ShopOrders' });

const planRow = z.object({ n: z.int(), dueOn: date, principal: money, fee: money, total: money });
/** A way to pay an order: `periods` 1 is the free bill; more are instalments with a fee for each period on the price. */
export const payLaterPlan = z.object({
  periods: z.int(),
  feeRate: rate.meta({ description: 'Fee of a period, of the price' }),
  fees: money,
  total: money,
  annualNominal: rate,
  annualEffective: rate,
  firstDueOn: date.meta({ description: 'Where the goods are delivered today' }),
  rows: z.array(planRow),
  cost: z.object({ items: z.array(costItem), statementEn: z.string(), statementZh: z.string() }),
  agreementText: z.string(),
  agreementHash: z.string(),
});
export const payLaterQuoteRequest = z.object({ orderRef: id, product: product.optional() }).strict();
export const payLaterQuote = z
  .object({
    quoteId: id,
    orderRef: id,
    amount: money,
    asset: z.string(),
    product,
    creditor: party,
    seller: party,
    tradeCreditRefused: z
      .object({ code: z.string(), messageEn: z.string(), messageZh: z.string() })
      .nullable()
      .meta({ description: 'Why the order cannot be on trade credit; the plans are then those of a micro-loan' }),
    available: money,
    plans: z.array(payLaterPlan),
    readingSeconds: z.int(),
  })
  .meta({ id: 'PayLaterQuote' });
export const payLaterPurchase = z
  .object({ quoteId: id, periods: z.int().min(1).max(24), agreementAccepted: z.boolean(), readingSeconds: z.int().min(0) })
  .strict();

const purchaseState = z.enum(['authorised', 'active', 'settled', 'cancelled', 'written-off']);
export const myPurchase = z
  .object({
    id,
    orderRef: id,
    kind: z.enum(['purchase', 'conversion']),
    product,
    creditor: party,
    seller: party,
    state: purchaseState,
    amount: money,
    returned: money,
    periods: z.int(),
    feeRate: rate,
    outstanding: money.meta({ description: 'Principal that is not paid' }),
    authorisedOn: date,
    deliveredOn: date.nullable(),
    rows: z.array(
      planRow.extend({
        paid: money,
        charge: money.meta({ description: 'Late fee, or interest on what a minimum repayment left' }),
        state: z.enum(['planned', 'billed', 'overdue', 'revolving', 'paid']),
        billId: id.nullable(),
      }),
    ),
    timeline: z.array(z.object({ date, event: z.string(), amount: money })),
    earlySettlement: money.nullable().meta({ description: 'What settles it today; null where nothing is open' }),
  })
  .meta({ id: 'MyPurchase' });
export const myPurchases = page(myPurchase);
export const checkOutRequest = z.object({}).strict();

export const returnRequest = z
  .object({
    lines: z
      .array(z.object({ line: z.int().min(1), quantity: z.int().min(1).max(999) }).strict())
      .min(1)
      .max(100),
  })
  .strict();
export const returnAnswer = z.object({ state: z.enum(['expected', 'refused']), code: z.string(), amount: money }).meta({ id: 'ReturnAnswer' });

export const bill = z
  .object({
    id,
    product,
    creditor: party,
    statementOn: date,
    dueOn: date,
    amount: money,
    minimum: money.nullable().meta({ description: 'The least that keeps it from being overdue; null where all is due' }),
    paid: money,
    open: money.meta({ description: 'With charges through today' }),
    state: z.enum(['billed', 'paid', 'overdue', 'revolving']),
    rows: z.array(
      z.object({ purchaseId: id, orderRef: z.string(), n: z.int(), of: z.int(), principal: money, fee: money, charge: money, paid: money, open: money }),
    ),
    conversions: z.array(z.object({ periods: z.int(), feeRate: rate, annualNominal: rate, annualEffective: rate, monthly: money, fees: money })),
  })
  .meta({ id: 'Bill' });
export const bills = page(bill);
export const payBill = z
  .object({ amount: amountInput.meta({ description: 'At most what is open; the minimum or more keeps a bill from being overdue' }) })
  .strict();
export const convertBill = z.object({ periods: z.int().min(2).max(24), agreementAccepted: z.boolean() }).strict();
export const repaymentResult = z
  .object({ id, state: z.enum(['done', 'processing', 'failed']), amount: money, code: z.string() })
  .meta({ id: 'PayLaterRepayment' });

export type MyLimits = z.infer<typeof myLimits>;
export type LimitView = z.infer<typeof limitView>;
export type LimitChange = z.infer<typeof limitChange>;
export type PayLater = z.infer<typeof payLater>;
export type ShopOrder = z.infer<typeof shopOrder>;
export type PayLaterPlan = z.infer<typeof payLaterPlan>;
export type PayLaterQuote = z.infer<typeof payLaterQuote>;
export type MyPurchase = z.infer<typeof myPurchase>;
export type Bill = z.infer<typeof bill>;
export type RepaymentResult = z.infer<typeof repaymentResult>;

/** A lender's money and what limits it; multiples of net assets as decimals. */
export const lenderView = z.object({
  cash: money,
  netAssets: money,
  sources: z.array(z.object({ source: z.enum(['own-capital', 'bank-loan', 'shareholder-loan', 'securitised-pool']), amount: money })),
  nonStandard: z.object({ multiple: rate, limit: rate.nullable() }),
  standard: z.object({ multiple: rate, limit: rate.nullable() }),
});
export const funding = z
  .object({
    id,
    source: z.enum(['own-capital', 'bank-loan', 'shareholder-loan', 'securitised-pool']),
    direction: z.enum(['raise', 'repay']),
    amount: money,
    reference: z.string(),
    state: z.enum(['proposed', 'rejected', 'booked']),
    madeBy: z.string(),
    checkedBy: z.string().nullable(),
    madeOn: date,
  })
  .meta({ id: 'LenderFunding' });
export const proposeFunding = z
  .object({
    source: z.enum(['own-capital', 'bank-loan', 'shareholder-loan', 'securitised-pool']),
    direction: z.enum(['raise', 'repay']),
    amount: amountInput,
    reference: z.string().trim().min(1).max(80),
  })
  .strict();
export const fundingVerdict = z.object({ approve: z.boolean() }).strict();
export const payLaterProgramme = z
  .object({
    id,
    product,
    name: z.string(),
    nameZh: z.string(),
    creditor: party,
    customers: z.int(),
    frozen: money,
    outstanding: money,
    overdue: money,
    book: z.string(),
    lender: lenderView.nullable().meta({ description: 'Of a micro-lender' }),
    fundings: z.array(funding),
  })
  .meta({ id: 'PayLaterProgramme' });
export const payLaterProgrammes = z.object({ items: z.array(payLaterProgramme), asset: z.string() }).meta({ id: 'PayLaterProgrammes' });
export const purchaseSummary = z
  .object({
    id,
    customerId: id,
    customerName: z.string().nullable(),
    orderRef: z.string(),
    kind: z.enum(['purchase', 'conversion']),
    programmeId: id,
    seller: z.string(),
    state: purchaseState,
    amount: money,
    returned: money,
    outstanding: money,
    periods: z.int(),
    authorisedOn: date,
    deliveredOn: date.nullable(),
    overdueSince: date.nullable(),
  })
  .meta({ id: 'PurchaseSummary' });
export const purchaseDetail = myPurchase
  .extend({
    customerId: id,
    customerName: z.string().nullable(),
    programmeId: id,
    sellerPayment: z.object({ amount: money, netted: money, state: z.enum(['planned', 'sent', 'paid']), orderId: z.string() }).nullable(),
  })
  .meta({ id: 'PurchaseDetail' });

export type PayLaterProgramme = z.infer<typeof payLaterProgramme>;
export type PayLaterProgrammes = z.infer<typeof payLaterProgrammes>;
export type LenderFunding = z.infer<typeof funding>;
export type PurchaseSummary = z.infer<typeof purchaseSummary>;
export type PurchaseDetail = z.infer<typeof purchaseDetail>;
