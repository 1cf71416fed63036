import type { Tx } from '@jinqiao/database';
import { type Book, type Journal, openAccounts, post, type Transfer } from '@jinqiao/ledger';

/** Posts to a fund's book where the wallets may be new to it: their accounts open with what first needs them. */
export async function postAndOpen(tx: Tx, book: Book, journals: readonly Journal[]): Promise<void> {
  const accounts = new Map(
    journals.flatMap(({ transfers }) => transfers.flatMap((t: Transfer) => [t.debit, t.credit])).map((account) => [account.id, account]),
  );
  await openAccounts(
    tx,
    [...accounts.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
  );
  await post(tx, book, journals);
}
