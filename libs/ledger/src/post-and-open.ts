import type { Tx } from '@jinqiao/database';
import type { Book } from './account.ts';
import type { Journal, Transfer } from './journal.ts';
import { openAccounts } from './open.ts';
import { post } from './post.ts';

/** Posts where the owners may be new to the book: their accounts open, in the order of their ids, with what first needs them. */
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
