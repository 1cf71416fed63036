import { type Book, defineBook } from '@jinqiao/ledger';

const debit = (en: string, zh: string, notNegative = false) => ({ side: 'debit' as const, notNegative, en, zh });
const credit = (en: string, zh: string, notNegative = false) => ({ side: 'credit' as const, notNegative, en, zh });

/** A fund's register of shares: shares are an asset of the ledger, so that those of the holders add up to the fund's. */
export const SHARE_CHART = {
  'fund/shares': debit('Shares in issue', '基金总份额'),
  'wallet/shares': credit('Shares available', '可用份额', true),
  'wallet/frozen': credit('Shares of redemptions under way', '赎回冻结份额', true),
  'fund/undistributed': credit('Income not distributed', '未分配收益'),
  'suspense/shares': credit('Differences with the registrar', '登记差异挂账'),
} as const;

/** The mirror of a fund's money: at the sales settlement account and at the custodian, never at the platform. */
export const FUND_CASH_CHART = {
  'settlement/account': debit('Fund sales settlement account', '基金销售结算专用账户', true),
  'custodian/account': debit('Custodian account', '托管账户'),
  'fund/earnings': debit('Income earned, at the custodian', '托管账户收益'),
  'fund/capital': credit('Owed to the holders', '基金持有人权益'),
  'fund/fees': credit('Purchase fees, owed to the seller', '应付销售机构申购费'),
  'wallet/paid-in': credit('Paid in, not confirmed', '在途申购款', true),
  'wallet/pay-out': credit('Redeemed, to be paid', '待付赎回款', true),
} as const;

export type ShareBook = Book<typeof SHARE_CHART>;
export type FundCashBook = Book<typeof FUND_CASH_CHART>;

const shareBooks = new Map<string, ShareBook>();
const cashBooks = new Map<string, FundCashBook>();

export function shareBook(fundId: string): ShareBook {
  const known = shareBooks.get(fundId) ?? defineBook(`fund:${fundId}`, `FUND:${fundId}`, SHARE_CHART);
  shareBooks.set(fundId, known);
  return known;
}

export function fundCashBook(fundId: string): FundCashBook {
  const known = cashBooks.get(fundId) ?? defineBook(`fund-cash:${fundId}`, 'CNY', FUND_CASH_CHART);
  cashBooks.set(fundId, known);
  return known;
}
