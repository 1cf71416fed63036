import type { MandateSummary, PartnerMessage, PaymentSummary, RefundRequestView } from '@jinqiao/api';
import type { Db } from '@jinqiao/database';
import { asset, CNY, formatAmount, formatRate } from '@jinqiao/money';
import { type Customer, customersById } from '@jinqiao/parties';
import {
  counterBucket,
  dayPeriod,
  type Mandate,
  mandateSubject,
  mandateUse,
  monthPeriod,
  type PaymentOrder,
  type RefundRequest,
  type StoredOption,
} from '@jinqiao/payments';
import { messagesOf } from './loans.ts';

export function paymentSummary(order: PaymentOrder, customer: Customer | undefined): PaymentSummary {
  const money = (amount: bigint) => formatAmount(amount, asset(order.asset));
  return {
    id: order.orderId,
    kind: order.kind,
    mode: order.mode,
    state: order.state,
    code: order.code,
    customerId: order.customerId,
    customerName: customer?.nameMasked ?? '—',
    amount: money(order.amount),
    fee: money(order.fee),
    refunded: money(order.refunded),
    asset: order.asset,
    channel: order.channel,
    institutionId: order.institutionId,
    purpose: order.purpose,
    subject: order.subject,
    businessDate: order.businessDate,
    time: order.placeTime,
    settlesOn: order.settlesOn,
    settledOn: order.settledOn,
    try: order.try,
  };
}

export async function paymentSummaries(db: Db, orders: readonly PaymentOrder[]): Promise<PaymentSummary[]> {
  const customers = await customersById(db, orders);
  return orders.map((order) => paymentSummary(order, customers.get(order.customerId)));
}

export function mandateSummary(mandate: Mandate, customer: Customer | undefined, on: string): MandateSummary {
  const money = (amount: bigint) => formatAmount(amount, CNY);
  return {
    id: mandate.mandateId,
    customerId: mandate.customerId,
    customerName: customer?.nameMasked ?? '—',
    institutionId: mandate.institutionId,
    channel: mandate.channel,
    instrument: mandate.instrumentMasked,
    cardType: mandate.cardType,
    purpose: mandate.purpose,
    state: mandate.state === 'active' && on > mandate.validThrough ? 'expired' : mandate.state,
    code: mandate.code,
    paymentCap: money(mandate.paymentCap),
    dayCap: money(mandate.dayCap),
    monthCap: money(mandate.monthCap),
    validFrom: mandate.validFrom,
    validThrough: mandate.validThrough,
    signedOn: mandate.signedOn,
    cancelledOn: mandate.cancelledOn,
    cancelledBy: mandate.cancelledBy,
    asset: CNY.code,
  };
}

/** What of its day and month caps each mandate has used. */
export async function usedOf(db: Db, mandates: readonly Mandate[], on: string): Promise<(mandate: Mandate) => { usedToday: string; usedThisMonth: string }> {
  const keys = mandates.flatMap((m) => [dayPeriod(on), monthPeriod(on)].map((period) => ({ subject: mandateSubject(m.mandateId), period })));
  const used = await mandateUse(
    db,
    keys.map((key) => ({ ...key, bucket: counterBucket(key.subject) })),
  );
  const of = (mandate: Mandate, period: string) => formatAmount(used.get(`${mandateSubject(mandate.mandateId)}|${period}`) ?? 0n, CNY);
  return (mandate) => ({ usedToday: of(mandate, dayPeriod(on)), usedThisMonth: of(mandate, monthPeriod(on)) });
}

export function refundRequestView(request: RefundRequest): RefundRequestView {
  return {
    id: request.requestId,
    paymentId: request.orderId,
    amount: formatAmount(request.amount, CNY),
    reason: request.reason,
    state: request.state,
    madeBy: request.madeBy,
    madeOn: request.madeOn,
    checkedBy: request.checkedBy,
    checkedOn: request.checkedOn,
    refundId: request.refundId,
  };
}

export function routeOptionView(option: StoredOption) {
  const money = (amount: string) => formatAmount(BigInt(amount), CNY);
  return {
    ...option,
    fee: money(option.fee),
    quotaLeft: money(option.quotaLeft),
    successShare: formatRate(BigInt(option.successShare)),
    reasons: [...option.reasons],
  };
}

/** Messages about a payment or mandate; a token lets a card be debited, and is not shown. */
export async function messagesWithoutTokens(db: Db, subject: string): Promise<PartnerMessage[]> {
  const hide = (text: string) => text.replace(/\btok_[0-9a-f]{6}[0-9a-f]+/g, 'tok_******');
  return (await messagesOf(db, subject)).map((message) => ({
    ...message,
    request: hide(message.request),
    answer: message.answer === null ? null : hide(message.answer),
  }));
}
