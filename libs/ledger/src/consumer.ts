import type { Database, Db, Tx } from '@jinqiao/database';
import { journalsOfBook, type StoredJournal } from './read.ts';

/** Makes a named consumer of a book's journals, once; it begins after a sequence (0n: at the first journal). */
export async function openConsumer(db: Db, book: string, name: string, after = 0n): Promise<void> {
  await db.query('INSERT INTO ledger.consumer (bucket, book, name, sequence) VALUES (0, $1, $2, $3) ON CONFLICT DO NOTHING', [book, name, after]);
}

/**
 * Hands the next journals of a book to a consumer, in book order and without gaps, and moves its cursor in the same
 * transaction: what `handle` writes through it happens once. What it does elsewhere happens at least once, since a
 * transaction that is lost is begun again.
 * @returns how many journals were handled; 0 when there was nothing new.
 */
export function consume(
  db: Database,
  book: string,
  name: string,
  limit: number,
  handle: (journals: readonly StoredJournal[], tx: Tx) => Promise<void>,
): Promise<number> {
  return db.tx(async (tx) => {
    const { rows } = await tx.query<{ sequence: bigint }>('SELECT sequence FROM ledger.consumer WHERE bucket = 0 AND book = $1 AND name = $2 FOR UPDATE', [
      book,
      name,
    ]);
    const cursor = rows[0];
    if (!cursor) throw new TypeError(`no consumer ${name} of book ${book}: open it first`);
    const journals = await journalsOfBook(tx, book, cursor.sequence, limit);
    const last = journals.at(-1);
    if (!last) return 0;
    await handle(journals, tx);
    await tx.query('UPDATE ledger.consumer SET sequence = $3 WHERE bucket = 0 AND book = $1 AND name = $2', [book, name, last.sequence]);
    return journals.length;
  });
}

/** How far each consumer of a book has come and how many journals it is behind. */
export async function consumers(db: Db, book: string): Promise<{ name: string; sequence: bigint; behind: bigint }[]> {
  const { rows } = await db.query<{ name: string; sequence: bigint; behind: bigint }>(
    `SELECT c.name, c.sequence, b.sequence - c.sequence AS behind FROM ledger.consumer c JOIN ledger.book b ON b.bucket = 0 AND b.book = c.book
     WHERE c.bucket = 0 AND c.book = $1 ORDER BY c.name`,
    [book],
  );
  return rows;
}
