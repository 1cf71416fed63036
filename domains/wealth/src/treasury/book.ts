import { type Book, defineBook } from '@jinqiao/ledger';

const debit = (en: string, zh: string, notNegative = false) => ({ side: 'debit' as const, notNegative, en, zh });
const credit = (en: string, zh: string) => ({ side: 'credit' as const, notNegative: false, en, zh });

/**
 * 自有资金: the house's own money, in a book of its own. No transfer leaves a book, so that nothing posted here can touch an
 * account of a customer, a fund or a programme; and no path of theirs is here.
 */
export const TREASURY_CHART = {
  'own/account': debit('Own account at the bank', '自有资金账户', true),
  'own/deposits': debit('Term deposits', '定期存款', true),
  'own/interest-due': debit('Interest accrued', '应收利息', true),
  'own/equity': credit('Own funds put in', '投入自有资金'),
  'own/interest': credit('Interest earned', '利息收入'),
} as const;

export const TREASURY_BOOK: Book<typeof TREASURY_CHART> = defineBook('treasury', 'CNY', TREASURY_CHART);
