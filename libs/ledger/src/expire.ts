import type { Tx } from '@jinqiao/database';
import type { Book } from './account.ts';
import { voiding } from './journal.ts';
import { post } from './post.ts';
import { loadJournal } from './read.ts';

/**
 * Voids pending journals whose last date lies before `on`, oldest first, at most `limit` of them.
 * @returns how many were voided; fewer than `limit` means that none are left.
 */
export async function expirePending(tx: Tx, book: Book, on: string, limit: number): Promise<number> {
  const { rows } = await tx.query<{ id: string }>(
    'SELECT journal_id::text AS id FROM ledger.pending WHERE book = $1 AND expires_on < $2 ORDER BY expires_on, journal_id LIMIT $3',
    [book.name, on, limit],
  );
  const voids = [];
  for (const { id } of rows) voids.push(voiding(await loadJournal(tx, id), { businessDate: on, kind: 'expiry' }));
  return post(tx, book, voids);
}
