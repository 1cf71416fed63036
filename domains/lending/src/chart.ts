import { type Book, defineBook } from '@jinqiao/ledger';

const debit = (en: string, zh: string, notNegative = false) => ({ side: 'debit' as const, notNegative, en, zh });
const credit = (en: string, zh: string, notNegative = false) => ({ side: 'credit' as const, notNegative, en, zh });

/** The chart of a programme's loan book: the bank's side of the joint loan. */
export const LOAN_BOOK_CHART = {
  'customer/class-ii': credit('Class-II account', '二类账户', true),
  'loan/principal': debit('Loan principal', '贷款本金', true),
  'loan/interest': debit('Interest receivable', '应收利息', true),
  'loan/penalty': debit('Penalty interest receivable', '应收罚息', true),
  'loan/fees': debit('Fees receivable', '应收费用', true),
  'accrued/interest': debit('Interest accrued, not billed', '应计利息'),
  'advance/receivable': debit('Advance receivable', '垫资户'),
  'settlement/clearing': debit('Settlement account', '清算账户'),
  'interbank/payable': credit('Interbank payments', '同业清算'),
  'income/interest': credit('Interest income', '利息收入'),
  'income/charges': credit('Penalty and fee income', '罚息及费用收入'),
  'income/advance-fee': credit('Advance fee income', '垫资手续费收入'),
  'expense/facilitation': debit('Facilitation fee to the platform', '平台服务费支出'),
  'platform/payable': credit('Owed to the platform', '应付平台'),
  'platform/settlement': credit("Platform's settlement account", '平台结算账户', true),
  'platform/margin': credit('Margin deposit', '保证金', true),
  'suspense/institution': debit('Differences with institutions', '机构往来差异'),
  'suspense/over': credit('Over, in suspense', '长款挂账', true),
  'suspense/short': debit('Short, in suspense', '短款挂账', true),
  'clearing/bucket': debit('Clearing between buckets', '分区清算'),
} as const;

export type LoanBook = Book<typeof LOAN_BOOK_CHART>;

/** House accounts that are kept as stripes, one per bucket. */
export const LOAN_BOOK_HOUSE = [
  'accrued/interest',
  'advance/receivable',
  'settlement/clearing',
  'interbank/payable',
  'income/interest',
  'income/charges',
  'income/advance-fee',
  'expense/facilitation',
  'platform/payable',
  'platform/settlement',
  'platform/margin',
  'suspense/institution',
  'suspense/over',
  'suspense/short',
  'clearing/bucket',
] as const;

/** The loan book of a programme, in the programme's asset. */
export function loanBook(programmeId: string, asset: string): LoanBook {
  return defineBook(`bank:${programmeId}`, asset, LOAN_BOOK_CHART);
}
