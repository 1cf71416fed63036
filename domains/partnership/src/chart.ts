import { type Book, defineBook } from '@jinqiao/ledger';

const debit = (en: string, zh: string, notNegative = false) => ({ side: 'debit' as const, notNegative, en, zh });
const credit = (en: string, zh: string, notNegative = false) => ({ side: 'credit' as const, notNegative, en, zh });

/** The platform's own book for a programme: its margin and settlement money at the bank, its share, its claims. No customer money. */
export const PLATFORM_CHART = {
  'bank/margin': debit('Margin deposit at the bank', '存出保证金', true),
  'bank/settlement': debit('Settlement account at the bank', '结算账户存款', true),
  'bank/residual': debit('Residual receivable from the bank', '应收银行分润'),
  'recovery/in-transit': debit('Recoveries on their way', '追偿在途', true),
  'recourse/claim': debit('Claims on borrowers after compensation', '代偿追偿权', true),
  'equity/paid-in': credit('Own funds paid in', '自有资金'),
  'income/facilitation': credit('Facilitation income', '平台服务收入'),
  'income/recovery': credit('Recovered beyond the claim', '追偿收益'),
  'expense/advance-fee': debit('Advance fees', '垫资手续费支出'),
  'loss/write-off': debit('Claims written off', '代偿损失'),
  'claim/institution': debit('Claims on institutions from breaks', '应收机构差错款', true),
  'allowance/credit-loss': credit('Allowance for credit losses', '信用损失准备'),
  'expense/credit-loss': debit('Credit losses', '信用减值损失'),
  'loss/break': debit('Losses from breaks', '差错损失'),
  'clearing/bucket': debit('Clearing between buckets', '分区清算'),
} as const;

export type PlatformBook = Book<typeof PLATFORM_CHART>;

export const PLATFORM_HOUSE = [
  'bank/margin',
  'bank/settlement',
  'bank/residual',
  'recovery/in-transit',
  'equity/paid-in',
  'income/facilitation',
  'income/recovery',
  'expense/advance-fee',
  'loss/write-off',
  'claim/institution',
  'loss/break',
  'clearing/bucket',
] as const;

export function platformBook(programmeId: string, asset: string): PlatformBook {
  return defineBook(`platform:${programmeId}`, asset, PLATFORM_CHART);
}
