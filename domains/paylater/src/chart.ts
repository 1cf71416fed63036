import { type Book, defineBook } from '@jinqiao/ledger';
import type { Terms } from './model.ts';

const debit = (en: string, zh: string, notNegative = false) => ({ side: 'debit' as const, notNegative, en, zh });
const credit = (en: string, zh: string, notNegative = false) => ({ side: 'credit' as const, notNegative, en, zh });

/** The book of a creditor of pay-later: a seller's receivables for its own goods, or a micro-lender's loans. */
export const PAY_LATER_CHART = {
  'receivable/principal': debit('Receivable or loan principal', '应收账款/贷款本金', true),
  'receivable/fee': debit('Instalment fees receivable', '应收分期服务费', true),
  'receivable/charge': debit('Late fees and interest receivable', '应收违约金及利息', true),
  'customer/credit': credit('Owed to the customer', '应退客户款', true),
  'cash/in-transit': debit('Repayments on their way', '还款在途', true),
  'cash/bank': debit('Account at the bank', '银行存款'),
  'fee/deferral': credit('Fees billed, not earned', '递延分期服务费'),
  'revenue/goods': credit('Sales', '商品销售收入'),
  'returns/goods': debit('Sales returns', '销售退回'),
  'revenue/fee': credit('Instalment fees earned', '分期服务费收入'),
  'revenue/charge': credit('Late fees and interest earned', '违约金及利息收入'),
  'seller/payable': credit('Owed to the seller of goods', '应付商家受托支付款', true),
  'seller/claim': debit('Owed by sellers for goods that came back', '应收商家退货款', true),
  'loss/write-off': debit('Written off', '核销损失'),
  'allowance/credit-loss': credit('Allowance for credit losses', '信用损失准备'),
  'expense/credit-loss': debit('Credit losses', '信用减值损失'),
  'income/recovery': credit('Recovered after write-off', '核销后收回'),
  'equity/paid-in': credit('Own capital', '自有资本', true),
  'funding/bank-loan': credit('Loans from banks', '银行借款', true),
  'funding/shareholder-loan': credit('Loans from shareholders', '股东借款', true),
  'funding/securitised-pool': credit('Raised on securitised pools', '资产证券化融资', true),
  'clearing/bucket': debit('Clearing between buckets', '分区清算'),
} as const;

export type PayLaterBook = Book<typeof PAY_LATER_CHART>;

const books = new Map<string, PayLaterBook>();

/** The book of a programme's creditor, in the programme's asset. */
export function payLaterBook({ programmeId, asset }: Pick<Terms, 'programmeId' | 'asset'>): PayLaterBook {
  const known = books.get(programmeId) ?? defineBook(`pay-later:${programmeId}`, asset, PAY_LATER_CHART);
  books.set(programmeId, known);
  return known;
}
