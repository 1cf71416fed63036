import type { Db } from '@jinqiao/database';
import { type Check, check } from './check.ts';
import { books } from './read.ts';

/** What to prove: a book (all of them when absent), and of it the links that hold a journal of these business dates or sequences. */
export type ChainRange = {
  readonly book?: string;
  readonly from?: string;
  readonly through?: string;
  readonly sequences?: { readonly first: bigint; readonly last: bigint };
};

/** Journals that one statement reads: enough to run at the speed of a scan, few enough to stay in memory. */
const PAGE = 20_000n;

type Link = { batch: bigint; last: bigint };

/**
 * Recomputes the chain of each book from its journals, page by page, and says where it breaks. Every link is held against
 * the stored hash before it, so that one break does not hide the next.
 * @param onPage told what was found so far after each page.
 */
export async function verifyChain(db: Db, range: ChainRange = {}, onPage?: (soFar: Check) => Promise<void>): Promise<Check> {
  const wrong: string[] = [];
  let examined = 0;
  for (const { book, sequence, batch, head } of await books(db)) {
    if (range.book !== undefined && range.book !== book) continue;
    const { first, last } = await linksOf(db, book, range);
    let before: Link = first;
    while (before.batch < last) {
      const end = await pageEnd(db, book, before, last);
      const page = await verifyPage(db, book, before, end);
      examined += page.examined;
      wrong.push(...page.wrong);
      before = end;
      await onPage?.(check('hash-chain', examined, wrong));
    }
    if (isWhole(range)) {
      const { rows } = await db.query<{ hash: string }>(`SELECT encode(hash, 'hex') AS hash FROM ledger.batch WHERE bucket = 0 AND book = $1 AND batch = $2`, [
        book,
        batch,
      ]);
      const ends = sequence === 0n ? last === 0n : before.last === sequence && last === batch && rows[0]?.hash === head;
      if (!ends) wrong.push(`book ${book}: the head (journal ${sequence}) is not the last link`);
    }
  }
  // To look for what no link reaches is to read the whole book, which a range of it does not ask for.
  return check('hash-chain', examined, range.sequences ? wrong : [...wrong, ...(await outsideChain(db, range.book))]);
}

function isWhole({ from, through, sequences }: ChainRange): boolean {
  return from === undefined && through === undefined && sequences === undefined;
}

/** The link before the first to be proved, and the number of the last. */
async function linksOf(db: Db, book: string, range: ChainRange): Promise<{ first: Link; last: bigint }> {
  const { rows } = await db.query<{ first: bigint | null; last: bigint | null }>(
    `SELECT min(batch) AS first, max(batch) AS last FROM ledger.batch
     WHERE bucket = 0 AND book = $1 AND ($2::date IS NULL OR last_date >= $2) AND ($3::date IS NULL OR first_date <= $3)
       AND ($4::bigint IS NULL OR last_sequence >= $4) AND ($5::bigint IS NULL OR first_sequence <= $5)`,
    [book, range.from ?? null, range.through ?? null, range.sequences?.first ?? null, range.sequences?.last ?? null],
  );
  const start = isWhole(range) ? 1n : (rows[0]?.first ?? 1n);
  const before = await db.query<Link>('SELECT batch, last_sequence AS last FROM ledger.batch WHERE bucket = 0 AND book = $1 AND batch = $2', [
    book,
    start - 1n,
  ]);
  return { first: before.rows[0] ?? { batch: start - 1n, last: 0n }, last: rows[0]?.last ?? 0n };
}

async function pageEnd(db: Db, book: string, before: Link, last: bigint): Promise<Link> {
  const { rows } = await db.query<Link>(
    `SELECT batch, last_sequence AS last FROM ledger.batch
     WHERE bucket = 0 AND book = $1 AND batch > $2 AND batch <= $3 AND (last_sequence >= $4 OR batch = $3) ORDER BY batch LIMIT 1`,
    [book, before.batch, last, before.last + PAGE],
  );
  return rows[0] ?? { batch: last, last: before.last };
}

const TEXT = `max(t.journal_id::text || '|' || to_char(t.business_date, 'YYYY-MM-DD') || '|' || t.kind || '|' || t.reference || '|' || t.subject || E'\\n'
    || CASE WHEN t.target IS NULL AND t.expires_on IS NULL THEN '' ELSE '~' || coalesce(t.target::text, '') || '|' || coalesce(to_char(t.expires_on, 'YYYY-MM-DD'), '') || E'\\n' END)
  || string_agg(t.debit_account || '|' || t.credit_account || CASE WHEN t.asked IS NOT NULL THEN '|<' || t.asked ELSE '|' || t.amount || coalesce('|' || t.held, '') END || E'\\n', '' ORDER BY t.position)`;

/** Journals with their recomputed digests, each given to the link that begins at or before it. */
const PAGE_QUERY = `WITH journals AS (
    SELECT t.sequence, t.journal_id, string_agg(t.digest, ''::bytea) AS digest, convert_to(${TEXT}, 'UTF8') AS text,
      string_agg(int8send(t.amount), '' ORDER BY t.position) FILTER (WHERE t.asked IS NOT NULL) AS swept
    FROM ledger.transfer t WHERE t.book = $1 AND t.sequence > $2 AND t.sequence <= $3 GROUP BY t.sequence, t.journal_id
  ), links AS (
    SELECT batch, first_sequence, last_sequence, hash, posted_at,
      coalesce(lag(hash) OVER (ORDER BY batch), CASE WHEN batch = 1 THEN sha256(convert_to($1, 'UTF8')) END) AS before,
      coalesce(lag(batch) OVER (ORDER BY batch), 0) + 1 AS batch_due, coalesce(lag(last_sequence) OVER (ORDER BY batch), 0) + 1 AS first_due
    FROM ledger.batch WHERE bucket = 0 AND book = $1 AND batch >= $4 AND batch <= $5
  ), placed AS (
    SELECT j.sequence, j.journal_id, j.digest, j.text, j.swept, sha256(j.text) AS computed, max(l.batch) OVER (ORDER BY j.sequence) AS batch
    FROM journals j LEFT JOIN links l ON l.first_sequence = j.sequence AND l.batch > $4
  ), folded AS (
    SELECT p.batch, count(*) AS n, count(DISTINCT p.sequence) AS places, min(p.sequence) AS first, max(p.sequence) AS last,
      string_agg(p.computed || coalesce(p.swept, ''), '' ORDER BY p.sequence, p.journal_id) AS digests,
      string_agg(p.text, '' ORDER BY p.sequence, p.journal_id) FILTER (WHERE l.posted_at IS NULL) AS texts
    FROM placed p LEFT JOIN links l ON l.batch = p.batch GROUP BY p.batch
  )
  SELECT (SELECT count(*) FROM journals) AS n, 0 AS rank, '' AS what
  UNION ALL SELECT sequence, 1, 'journal ' || sequence || ' (' || journal_id || ') is not what its digest says' FROM placed WHERE digest IS DISTINCT FROM computed
  UNION ALL SELECT l.first_sequence, 2, 'batch ' || l.batch || ' (journals ' || l.first_sequence || ' to ' || l.last_sequence || ') ' || CASE
      WHEN l.batch <> l.batch_due OR l.first_sequence <> l.first_due THEN 'does not begin where the one before ends'
      WHEN f.n IS NULL OR f.n <> l.last_sequence - l.first_sequence + 1 OR f.places <> f.n OR f.first <> l.first_sequence OR f.last <> l.last_sequence
        THEN 'holds ' || coalesce(f.n, 0) || ' journals' ELSE 'does not follow from what went before' END
    FROM links l LEFT JOIN folded f ON f.batch = l.batch
    WHERE l.batch > $4 AND (l.batch <> l.batch_due OR l.first_sequence <> l.first_due OR f.n IS NULL OR f.n <> l.last_sequence - l.first_sequence + 1
      OR f.places <> f.n OR f.first <> l.first_sequence OR f.last <> l.last_sequence OR l.hash IS DISTINCT FROM CASE WHEN l.posted_at IS NULL THEN sha256(l.before || sha256(f.texts))
        ELSE sha256(l.before || int8send((extract(epoch FROM l.posted_at) * 1000000)::bigint) || f.digests) END)
  ORDER BY rank, n`;

async function verifyPage(db: Db, book: string, before: Link, end: Link): Promise<{ examined: number; wrong: string[] }> {
  const { rows } = await db.query<{ n: bigint; what: string }>(PAGE_QUERY, [book, before.last, end.last, before.batch, end.batch]);
  const [count, ...faults] = rows;
  return { examined: Number(count?.n ?? 0n), wrong: faults.map(({ what }) => `book ${book}: ${what}`) };
}

/** Journals that no link of a chain reaches: of a book that is not open, before its first journal or after its last. */
async function outsideChain(db: Db, book: string | undefined): Promise<string[]> {
  const { rows } = await db.query<{ what: string }>(
    `SELECT 'book ' || t.book || ': journal ' || t.journal_id || ' (' || t.sequence || ') lies outside the chain' AS what
     FROM ledger.transfer t LEFT JOIN ledger.book b ON b.bucket = 0 AND b.book = t.book
     WHERE ($1::text IS NULL OR t.book = $1) AND (b.book IS NULL OR t.sequence < 1 OR t.sequence > b.sequence) LIMIT 20`,
    [book ?? null],
  );
  return rows.map((row) => row.what);
}
