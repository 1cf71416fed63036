import type { Tx } from '@jinqiao/database';
import { type Journal, journal, openAccounts, post } from '@jinqiao/ledger';
import { bookNamed, ledgerAccount } from './book.ts';
import type { Account, Movement, RecordedKind } from './model.ts';

type House = 'interbank/payable' | 'wealth/clearing' | 'loan/clearing' | 'cash/clearing';

const CONTRA: Readonly<Record<RecordedKind, House>> = {
  spend: 'interbank/payable',
  bill: 'interbank/payable',
  'transfer-out': 'interbank/payable',
  'bound-transfer-out': 'interbank/payable',
  'transfer-in': 'interbank/payable',
  'bound-transfer-in': 'interbank/payable',
  'cash-out': 'cash/clearing',
  'cash-in': 'cash/clearing',
  'wealth-purchase': 'wealth/clearing',
  'wealth-redemption': 'wealth/clearing',
  'loan-disbursement': 'loan/clearing',
  'loan-repayment': 'loan/clearing',
  reversal: 'interbank/payable',
};

/** Money in or out of an account; `of` is the kind of the movement that a reversal takes back. */
export function moved(account: Account, movement: Movement, of: RecordedKind, on: string): Journal {
  const own = ledgerAccount(account);
  const contra = bookNamed(account.book, account.asset).house(CONTRA[of], account.bucket);
  const [debit, credit] = movement.direction === 'out' ? [own, contra] : [contra, own];
  return journal({
    businessDate: on,
    kind: movement.kind,
    reference: movement.movementId,
    subject: account.accountId,
    transfers: [{ debit, credit, amount: movement.amount }],
  });
}

/** A court takes frozen money 司法扣划. */
export function deducted(account: Account, deductionRef: string, amount: bigint, on: string): Journal {
  return journal({
    businessDate: on,
    kind: 'judicial-deduction',
    reference: deductionRef,
    subject: account.accountId,
    transfers: [{ debit: ledgerAccount(account), credit: bookNamed(account.book, account.asset).house('judicial/payable', account.bucket), amount }],
  });
}

/** The balance of a class-III account goes to the class-II account that takes its place. */
export function carried(from: Account, to: Account, reference: string, amount: bigint, on: string): Journal[] {
  if (amount === 0n) return [];
  const transfers = [{ debit: ledgerAccount(from), credit: ledgerAccount(to), amount }];
  return [journal({ businessDate: on, kind: 'upgrade', reference, subject: to.accountId, transfers })];
}

/** Posts journals in an account's book, whose house accounts are opened where they are first met. */
export async function postFor(tx: Tx, account: Pick<Account, 'book' | 'asset'>, journals: readonly Journal[]): Promise<void> {
  const sides = journals.flatMap(({ transfers }) => transfers.flatMap(({ debit, credit }) => [debit, credit]));
  await openAccounts(
    tx,
    sides.filter(({ owner }) => owner === ''),
  );
  await post(tx, bookNamed(account.book, account.asset), journals);
}
