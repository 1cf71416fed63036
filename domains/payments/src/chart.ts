import { type Book, defineBook } from '@jinqiao/ledger';

const debit = (en: string, zh: string, notNegative = false) => ({ side: 'debit' as const, notNegative, en, zh });
const credit = (en: string, zh: string, notNegative = false) => ({ side: 'credit' as const, notNegative, en, zh });

/**
 * The mirror of an institution's customer reserve 备付金, as far as it holds money of our orders. What an order brought in
 * is owed to that order alone, and can be spent for nothing else: its account never falls below zero.
 */
export const RESERVE_CHART = {
  'reserve/held': debit('Customer reserve held for orders', '客户备付金', true),
  'order/owed': credit('Owed to a payment order', '应付支付指令款', true),
} as const;

/** The platform's own book of what payments cost it. */
export const PAYMENT_FEE_CHART = {
  'expense/payment-fee': debit('Payment fees', '支付手续费支出'),
  'payable/payment-fee': credit('Fees owed to payment institutions', '应付支付机构手续费'),
} as const;

export type ReserveBook = Book<typeof RESERVE_CHART>;
export type PaymentFeeBook = Book<typeof PAYMENT_FEE_CHART>;

const reserves = new Map<string, ReserveBook>();

export function reserveBook(institutionId: string, asset: string): ReserveBook {
  const name = asset === 'CNY' ? `reserve:${institutionId}` : `reserve:${institutionId}:${asset}`;
  const known = reserves.get(name) ?? defineBook(name, asset, RESERVE_CHART);
  reserves.set(name, known);
  return known;
}

export function paymentFeeBook(asset: string): PaymentFeeBook {
  return defineBook(asset === 'CNY' ? 'platform:payments' : `platform:payments:${asset}`, asset, PAYMENT_FEE_CHART);
}
