import { z } from 'zod';
import { amountInput, date, id, instant, money, page, rate, reason } from './common.ts';
import { partnerMessage } from './staff.ts';

export const paymentChannel = z.enum(['card', 'alipay-pattern', 'tenpay-pattern', 'wechat-pay-pattern']);
export const paymentKind = z.enum(['collection', 'payout', 'refund', 'entrusted', 'own-transfer']);
export const paymentState = z.enum(['planned', 'sent', 'unknown', 'success', 'failed']);
export const mandateState = z.enum(['requested', 'code-sent', 'active', 'refused', 'cancelled', 'expired']);

export const paymentSummary = z
  .object({
    id,
    kind: paymentKind,
    mode: z.enum(['real-time', 'batch']),
    state: paymentState,
    code: z.string().meta({ description: 'Why it failed, or what is known while it is open' }),
    customerId: z.string(),
    customerName: z.string().meta({ description: 'Masked' }),
    amount: money,
    fee: money.meta({ description: 'What it cost the platform' }),
    refunded: money,
    asset: z.string(),
    channel: paymentChannel,
    institutionId: z.string().nullable(),
    purpose: z.string(),
    subject: z.string(),
    businessDate: date,
    time: z.string().meta({ description: 'Time of day in Shanghai' }),
    settlesOn: date.nullable(),
    settledOn: date.nullable(),
    try: z.int(),
  })
  .meta({ id: 'PaymentSummary' });
export const paymentQuery = {
  state: paymentState.optional(),
  kind: paymentKind.optional(),
  institutionId: id.optional(),
  customerId: id.optional(),
  q: z.string().max(64).optional(),
};
export const paymentPage = page(paymentSummary).meta({ id: 'PaymentPage' });

export const routeOption = z.object({
  institution: z.string(),
  channel: paymentChannel,
  mandateId: z.string().nullable(),
  fee: money,
  quotaLeft: money,
  successShare: rate,
  unknownLately: z.int(),
  reasons: z.array(z.string()).meta({ description: 'What speaks against it; SHARE_LOW alone puts it last' }),
});
export const refundRequest = z
  .object({
    id,
    paymentId: id,
    amount: money,
    reason: z.string(),
    state: z.enum(['proposed', 'approved', 'declined']),
    madeBy: z.string(),
    madeOn: date,
    checkedBy: z.string().nullable(),
    checkedOn: date.nullable(),
    refundId: z.string().nullable(),
  })
  .meta({ id: 'RefundRequest' });
export const paymentDetail = paymentSummary
  .extend({
    payer: z.string(),
    payee: z.object({ kind: z.enum(['merchant', 'instrument', 'origin']), ref: z.string() }),
    institutionSerial: z.string(),
    networkSerial: z.string().meta({ description: 'Of the clearing house; empty where none was passed' }),
    source: z.string(),
    madeBy: z.string(),
    checkedBy: z.string().nullable(),
    originId: z.string().nullable(),
    retryOf: z.string().nullable(),
    refundable: money,
    events: z.array(z.object({ n: z.int(), state: z.string(), code: z.string(), institutionId: z.string().nullable(), date, at: instant })),
    attempts: z.array(
      z.object({ n: z.int(), institutionId: z.string(), state: z.string(), code: z.string(), fee: money, mandateId: z.string().nullable(), date }),
    ),
    routes: z.array(z.object({ n: z.int(), institutionId: z.string().nullable(), options: z.array(routeOption) })),
    related: z.array(paymentSummary).meta({ description: 'Refunds and later tries' }),
    refundRequests: z.array(refundRequest),
    messages: z.array(partnerMessage),
  })
  .meta({ id: 'PaymentDetail' });
export const proposeRefund = z.object({ amount: amountInput, reason }).strict();
export const decideRefund = z.object({ approve: z.boolean() }).strict();

export const mandateSummary = z
  .object({
    id,
    customerId: id,
    customerName: z.string().meta({ description: 'Masked' }),
    institutionId: z.string(),
    channel: paymentChannel,
    instrument: z.string().meta({ description: 'Masked' }),
    cardType: z.string(),
    purpose: z.enum(['payment', 'loan-repayment', 'payee']),
    state: mandateState,
    code: z.string(),
    paymentCap: money,
    dayCap: money,
    monthCap: money,
    validFrom: date,
    validThrough: date,
    signedOn: date.nullable(),
    cancelledOn: date.nullable(),
    cancelledBy: z.string().nullable(),
    asset: z.string(),
  })
  .meta({ id: 'MandateSummary' });
export const mandateQuery = {
  state: mandateState.exclude(['expired']).optional(),
  institutionId: id.optional(),
  customerId: id.optional(),
  q: z.string().max(64).optional(),
};
export const mandateDetail = mandateSummary
  .extend({ usedToday: money, usedThisMonth: money, payments: z.array(paymentSummary), messages: z.array(partnerMessage) })
  .meta({ id: 'MandateDetail' });

export const paymentInstitution = z
  .object({
    id,
    name: z.string(),
    nameZh: z.string(),
    healthy: z.boolean(),
    channels: z.array(
      z.object({
        channel: paymentChannel,
        kinds: z.array(paymentKind),
        from: date,
        least: money,
        most: money,
        dayQuota: money,
        quotaUsed: money,
        fee: z.object({ fixed: money, rate, least: money, most: money }),
        settlement: z.object({ cycle: z.string(), calendar: z.string(), cutOff: z.string() }),
        health: z.object({ decided: z.int(), succeeded: z.int(), unknown: z.int(), share: rate, breaker: z.enum(['closed', 'open']) }),
        basis: z.string(),
        provenance: z.string(),
      }),
    ),
    feesOwed: money,
    reserveHeld: money,
  })
  .meta({ id: 'PaymentInstitution' });

export const signMandate = z
  .object({
    institutionId: id,
    channel: paymentChannel,
    instrument: z.string().max(32).meta({ description: 'Card number; empty for a wallet, which is known by the mobile number' }),
    mobile: z.string().max(32),
  })
  .strict();
export const confirmMandate = z.object({ smsCode: z.string().max(12) }).strict();
export const mandateOffer = z.object({ institutionId: id, name: z.string(), nameZh: z.string(), channel: paymentChannel });
export const myMandates = z
  .object({
    items: z.array(
      mandateSummary.omit({ customerName: true }).extend({ institution: z.string(), institutionZh: z.string(), usedToday: money, usedThisMonth: money }),
    ),
    offers: z.array(mandateOffer).meta({ description: 'Where a mandate can be signed' }),
    businessDate: date,
    asset: z.string(),
  })
  .meta({ id: 'MyMandates' });
export const transferOwn = z.object({ fromMandateId: id, toMandateId: id, amount: amountInput }).strict();

export type PaymentSummary = z.infer<typeof paymentSummary>;
export type PaymentDetail = z.infer<typeof paymentDetail>;
export type RouteOptionView = z.infer<typeof routeOption>;
export type RefundRequestView = z.infer<typeof refundRequest>;
export type MandateSummary = z.infer<typeof mandateSummary>;
export type MandateDetail = z.infer<typeof mandateDetail>;
export type PaymentInstitution = z.infer<typeof paymentInstitution>;
export type MyMandates = z.infer<typeof myMandates>;
export type MyMandate = MyMandates['items'][number];
