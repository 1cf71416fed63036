import type { Db } from '@jinqiao/database';
import { books, journalsOfBook, type StoredJournal } from './read.ts';

/**
 * The ledger as lines of JSON: every account, then every journal with its transfers, in book order.
 * Equal books give equal bytes: nothing here depends on when or in how many batches the journals were posted.
 */
export async function* exportLedger(db: Db): AsyncGenerator<string> {
  const { rows } = await db.query<{ line: string }>(
    `SELECT json_build_object('account', account_id::text, 'book', book, 'path', path, 'asset', asset, 'owner', owner, 'bucket', bucket,
       'side', side, 'floor', floor::text, 'ceiling', ceiling::text, 'closed', closed, 'debits', debits::text, 'credits', credits::text)::text AS line
     FROM ledger.account ORDER BY book COLLATE "C", path COLLATE "C", asset COLLATE "C", owner COLLATE "C", bucket`,
  );
  for (const { line } of rows) yield line;
  for (const { book } of await books(db)) {
    let after = 0n;
    for (;;) {
      const page = await journalsOfBook(db, book, after, 5_000);
      for (const entry of page) yield JSON.stringify(journalLine(entry));
      const last = page[page.length - 1];
      if (!last) break;
      after = last.sequence;
    }
  }
}

/** A journal as its line says it; what a plain journal does not have stands in no line. */
export type JournalLine = ReturnType<typeof journalLine>;

function journalLine(entry: StoredJournal) {
  return {
    book: entry.book,
    sequence: entry.sequence.toString(),
    journal: entry.id,
    businessDate: entry.businessDate,
    kind: entry.kind,
    reference: entry.reference,
    subject: entry.subject,
    ...(entry.target === null ? {} : { target: entry.target }),
    ...(entry.expiresOn === null ? {} : { expiresOn: entry.expiresOn }),
    postings: entry.transfers.map((t) => ({
      debit: t.debit.toString(),
      credit: t.credit.toString(),
      amount: t.amount.toString(),
      ...(t.held === null ? {} : { held: t.held.toString() }),
      ...(t.asked === null ? {} : { asked: t.asked.toString() }),
    })),
  };
}
