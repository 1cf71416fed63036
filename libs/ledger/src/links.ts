import type { Db } from '@jinqiao/database';
import type { Checkpoint } from './checkpoint.ts';
import { journalId } from './journal.ts';
import { readJournals, type StoredJournal } from './read.ts';

/** A link of a book's chain; hashes in hexadecimal. */
export type ChainLink = {
  readonly batch: bigint;
  readonly first: bigint;
  readonly last: bigint;
  readonly hash: string;
  /** The hash of the link before; null where this is the first. */
  readonly before: string | null;
  readonly postedAt: Date | null;
};

const LINK = `l.batch, l.first_sequence AS first, l.last_sequence AS last, encode(l.hash, 'hex') AS hash, l.posted_at AS "postedAt",
  (SELECT encode(p.hash, 'hex') FROM ledger.batch p WHERE p.bucket = 0 AND p.book = l.book AND p.batch = l.batch - 1) AS before`;

/** The link that holds a journal. */
export async function linkOfJournal(db: Db, { book, sequence }: Pick<StoredJournal, 'book' | 'sequence'>): Promise<ChainLink | undefined> {
  const { rows } = await db.query<ChainLink>(
    `SELECT ${LINK} FROM ledger.batch l WHERE l.bucket = 0 AND l.book = $1 AND l.last_sequence >= $2 ORDER BY l.last_sequence LIMIT 1`,
    [book, sequence],
  );
  return rows[0];
}

/** The last links of a book, newest first. */
export async function latestLinks(db: Db, book: string, limit: number): Promise<ChainLink[]> {
  const { rows } = await db.query<ChainLink>(`SELECT ${LINK} FROM ledger.batch l WHERE l.bucket = 0 AND l.book = $1 ORDER BY l.batch DESC LIMIT $2`, [
    book,
    limit,
  ]);
  return rows;
}

/** The last signed checkpoints of a book, newest first, each with whether it still lies on the chain. */
export async function checkpointsOf(db: Db, book: string, limit: number): Promise<(Checkpoint & { signedAt: Date; onChain: boolean })[]> {
  const { rows } = await db.query<Checkpoint & { signedAt: Date; onChain: boolean }>(
    `SELECT c.book, c.batch, c.sequence, encode(c.hash, 'hex') AS hash, c.key_id AS "keyId", encode(c.signature, 'hex') AS signature, c.signed_at AS "signedAt",
       c.batch = 0 OR EXISTS (SELECT FROM ledger.batch l WHERE l.bucket = 0 AND l.book = c.book AND l.batch = c.batch AND l.hash = c.hash AND l.last_sequence = c.sequence) AS "onChain"
     FROM ledger.checkpoint c WHERE c.bucket = 0 AND c.book = $1 ORDER BY c.batch DESC LIMIT $2`,
    [book, limit],
  );
  return rows;
}

/** The journals that reverse, settle or void a journal: a reversal has a derived id, what releases lies among the journals of its subject. */
export async function followingJournals(db: Db, entry: StoredJournal): Promise<StoredJournal[]> {
  const first = entry.transfers[0];
  const keys = [{ bucket: entry.bucket, id: journalId(entry.book, 'reversal', entry.id, entry.businessDate) }];
  if (first && (first.held ?? 0n) > 0n) {
    const { rows } = await db.query<{ id: string }>(
      `SELECT journal_id::text AS id FROM ledger.transfer
       WHERE ARRAY[debit_account, credit_account, hashtextextended(subject, 0)] @> ARRAY[$3::bigint, $4::bigint, hashtextextended($5, 0)]
         AND bucket = $1 AND target = $2 AND subject = $5 AND position = 0 LIMIT 2`,
      [entry.bucket, entry.id, first.debit, first.credit, entry.subject],
    );
    keys.push(...rows.map(({ id }) => ({ bucket: entry.bucket, id })));
  }
  return (await readJournals(db, keys)).filter(({ target }) => target === entry.id);
}
