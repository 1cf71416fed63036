import { accountId, type Book, defineBook, type Account as LedgerAccount } from '@jinqiao/ledger';
import type { Account, AccountClass, AccountKind } from './model.ts';

const credit = (en: string, zh: string, notNegative = false) => ({ side: 'credit' as const, notNegative, en, zh });

/** The chart of an institution's customer accounts as we mirror them. */
export const DEPOSIT_CHART = {
  'customer/class-i': credit('Class-I account', '一类户', true),
  'customer/class-ii': credit('Class-II account', '二类户', true),
  'customer/class-iii': credit('Class-III account', '三类户', true),
  'customer/payment-i': credit('Payment account, class I', '支付账户 I 类', true),
  'customer/payment-ii': credit('Payment account, class II', '支付账户 II 类', true),
  'customer/payment-iii': credit('Payment account, class III', '支付账户 III 类', true),
  'interbank/payable': credit('Interbank payments', '同业清算'),
  'wealth/clearing': credit('Wealth products clearing', '理财清算'),
  'loan/clearing': credit('Own loans clearing', '本行贷款清算'),
  'cash/clearing': credit('Cash', '现金清算'),
  'judicial/payable': credit('Owed to judicial authorities', '应付司法扣划'),
} as const;

export type DepositBook = Book<typeof DEPOSIT_CHART>;

const books = new Map<string, DepositBook>();

/** A book with the accounts of customers: that of an institution, or of a programme that keeps its class-II accounts itself. */
export function bookNamed(name: string, asset: string): DepositBook {
  const key = `${name} ${asset}`;
  const known = books.get(key) ?? defineBook(name, asset, DEPOSIT_CHART);
  books.set(key, known);
  return known;
}

/** The book of the accounts that customers hold at an institution. */
export function depositBook(institution: string, asset: string): DepositBook {
  return bookNamed(`deposit:${institution}`, asset);
}

export function depositPath(kind: AccountKind, cls: AccountClass): keyof typeof DEPOSIT_CHART {
  return `customer/${kind === 'bank' ? 'class' : 'payment'}-${cls.toLowerCase()}` as keyof typeof DEPOSIT_CHART;
}

/** The ledger account that holds an account's balance, in whichever book. */
export function ledgerAccount({ book, path, asset, owner, bucket }: Pick<Account, 'book' | 'path' | 'asset' | 'owner' | 'bucket'>): LedgerAccount {
  return { id: accountId(book, path, asset, owner, bucket), bucket, book, path, asset, owner, side: 'credit', floor: 0n, ceiling: null };
}
