import { createHash } from 'node:crypto';
import type { Account } from './account.ts';
import { ledgerFault } from './errors.ts';

/** An amount in minor units that moves from the credited to the debited account; always positive. */
export type Transfer = { readonly debit: Account; readonly credit: Account; readonly amount: bigint };

export type Journal = {
  readonly id: string;
  readonly bucket: number;
  readonly businessDate: string;
  readonly kind: string;
  /** The business event, unique per book and kind: the id is derived from it. */
  readonly reference: string;
  /** The loan, customer or programme whose history this belongs to. */
  readonly subject: string;
  readonly transfers: readonly Transfer[];
};

const DAY_MS = 86_400_000;

/** A journal's id: time-ordered by business date, the rest derived from what it records; RFC 9562 version 8. */
export function journalId(book: string, kind: string, reference: string, businessDate: string): string {
  const time = (Math.floor(Date.parse(`${businessDate}T00:00:00Z`) / DAY_MS) * DAY_MS).toString(16).padStart(12, '0');
  const digest = createHash('sha256').update(`${book}\n${kind}\n${reference}`).digest('hex');
  return `${time.slice(0, 8)}-${time.slice(8, 12)}-8${digest.slice(0, 3)}-8${digest.slice(3, 6)}-${digest.slice(6, 18)}`;
}

/**
 * Makes a journal of one bucket and one book. Transfers of zero are left out.
 * @throws TypeError where the accounts lie in different books, buckets or assets: that is a fault of the program.
 * @throws Fault TRANSFER_NOT_POSITIVE for a negative transfer.
 */
export function journal(entry: { businessDate: string; kind: string; reference: string; subject: string; transfers: readonly Transfer[] }): Journal {
  const transfers = entry.transfers.filter((transfer) => transfer.amount !== 0n);
  const first = transfers[0];
  if (!first) throw new TypeError(`journal ${entry.kind} ${entry.reference} moves nothing`);
  const { book, bucket, asset } = first.debit;
  for (const { debit, credit, amount } of transfers) {
    if (amount < 0n) throw ledgerFault('TRANSFER_NOT_POSITIVE', { amount, kind: entry.kind });
    for (const account of [debit, credit]) {
      if (account.book !== book || account.bucket !== bucket || account.asset !== asset) {
        throw new TypeError(`journal ${entry.kind} ${entry.reference} leaves ${book} bucket ${bucket} ${asset} at ${account.path}`);
      }
    }
    if (debit.id === credit.id) throw new TypeError(`journal ${entry.kind} ${entry.reference} debits and credits ${debit.path}`);
  }
  return { id: journalId(book, entry.kind, entry.reference, entry.businessDate), bucket, ...entry, transfers };
}

/** The digest that the hash chain is made of: every field of every journal, in order. */
export function batchDigest(rows: Iterable<JournalRecord>): Buffer {
  const hash = createHash('sha256');
  for (const row of rows) hash.update(canonical(row));
  return hash.digest();
}

/** A journal as it is stored: accounts by id. */
export type JournalRecord = Omit<Journal, 'transfers' | 'bucket'> & { readonly transfers: readonly { debit: bigint; credit: bigint; amount: bigint }[] };

function canonical(row: JournalRecord): string {
  let text = `${row.id}|${row.businessDate}|${row.kind}|${row.reference}|${row.subject}\n`;
  for (const { debit, credit, amount } of row.transfers) text += `${debit}|${credit}|${amount}\n`;
  return text;
}
