import type { Database, Db, Tx } from '@jinqiao/database';
import type { Side } from './account.ts';
import { FEW_ENTRIES } from './as-of.ts';
import { books, JOURNALS, type JournalRow, type StoredJournal, stored, type TrialBalanceLine } from './read.ts';

/** Journals of one step: few enough that its transaction is short, many enough that a million take seconds. */
const STEP = 50_000n;
/** So many journals that were not followed yet are read beside the days without anybody noticing. */
const BEHIND_MAX = 20_000n;
/** Journals of a span, as the schema says. */
export const SPAN = 20_000n;

/**
 * Adds the next journals of a book to its days. Several followers take turns.
 * @returns how many journals are left to follow.
 */
export function followDays(db: Database, book: string): Promise<bigint> {
  return db.tx(async (tx) => {
    await tx.query('INSERT INTO ledger.day_cursor (bucket, book, sequence) VALUES (0, $1, 0) ON CONFLICT DO NOTHING', [book]);
    const { rows } = await tx.query<{ after: bigint; last: bigint }>(
      `SELECT c.sequence AS after, b.sequence AS last FROM ledger.day_cursor c JOIN ledger.book b ON b.bucket = 0 AND b.book = c.book
       WHERE c.bucket = 0 AND c.book = $1 FOR UPDATE OF c`,
      [book],
    );
    const place = rows[0];
    // After a wait for the cursor, the book that was read beside it can be the older of the two.
    if (!place || place.last <= place.after) return 0n;
    const through = place.last - place.after > STEP ? place.after + STEP : place.last;
    await addUp(tx, book, place.after, through);
    await tx.query('UPDATE ledger.day_cursor SET sequence = $2 WHERE bucket = 0 AND book = $1', [book, through]);
    return place.last - through;
  });
}

/** The legs of the journals after $2 up to $3 of book $1, summed by account, day and span. */
const LEGS = `WITH moved AS MATERIALIZED (SELECT bucket, sequence, business_date, debit_account, credit_account, amount FROM ledger.transfer
    WHERE book = $1 AND sequence > $2 AND sequence <= $3),
  legs AS (SELECT bucket, id, business_date, sequence / ${SPAN} AS span, sum(debit) AS debits, sum(credit) AS credits FROM (
      SELECT bucket, debit_account AS id, business_date, sequence, amount AS debit, 0 AS credit FROM moved
      UNION ALL SELECT bucket, credit_account, business_date, sequence, 0, amount FROM moved) l GROUP BY 1, 2, 3, 4)`;

async function addUp(tx: Tx, book: string, after: bigint, through: bigint): Promise<void> {
  const range = [book, after, through];
  await spanEarlier(tx, book, after, through);
  await tx.query(
    `INSERT INTO ledger.day AS d (bucket, book, business_date, first_sequence, last_sequence)
     SELECT 0, $1, business_date, min(sequence), max(sequence) FROM ledger.transfer WHERE book = $1 AND sequence > $2 AND sequence <= $3 GROUP BY business_date
     ON CONFLICT (bucket, book, business_date) DO UPDATE SET last_sequence = excluded.last_sequence`,
    range,
  );
  await tx.query(
    `${LEGS}, spans AS (
       INSERT INTO ledger.account_span AS s (bucket, account_id, span, debits, credits)
       SELECT l.bucket, l.id, l.span, sum(l.debits), sum(l.credits) FROM legs l JOIN ledger.account a ON a.bucket = l.bucket AND a.account_id = l.id AND (a.owner = '' OR a.entries > ${FEW_ENTRIES})
       GROUP BY 1, 2, 3
       ON CONFLICT (bucket, account_id, span) DO UPDATE SET debits = s.debits + excluded.debits, credits = s.credits + excluded.credits)
     INSERT INTO ledger.day_total AS t (bucket, book, path, asset, side, business_date, debits, credits)
     SELECT 0, $1, a.path, a.asset, a.side, l.business_date, sum(l.debits), sum(l.credits)
     FROM legs l JOIN ledger.account a ON a.bucket = l.bucket AND a.account_id = l.id GROUP BY a.path, a.asset, a.side, l.business_date
     ON CONFLICT (bucket, book, path, asset, side, business_date) DO UPDATE SET debits = t.debits + excluded.debits, credits = t.credits + excluded.credits`,
    range,
  );
}

/** Gives spans of its own to each account that outgrew its index: what it moved before the journals that are added up now. */
async function spanEarlier(tx: Tx, book: string, after: bigint, through: bigint): Promise<void> {
  await tx.query(
    `WITH touched AS MATERIALIZED (SELECT DISTINCT t.bucket, legs.id FROM ledger.transfer t, LATERAL (VALUES (debit_account), (credit_account)) AS legs(id)
       WHERE t.book = $1 AND t.sequence > $2 AND t.sequence <= $3),
     grown AS MATERIALIZED (SELECT a.bucket, a.account_id AS id FROM touched l JOIN ledger.account a ON a.bucket = l.bucket AND a.account_id = l.id
       WHERE a.owner <> '' AND a.entries > ${FEW_ENTRIES}
         AND NOT EXISTS (SELECT FROM ledger.account_span s WHERE s.bucket = a.bucket AND s.account_id = a.account_id))
     INSERT INTO ledger.account_span (bucket, account_id, span, debits, credits)
     SELECT g.bucket, g.id, t.sequence / ${SPAN}, sum(CASE t.debit_account WHEN g.id THEN t.amount ELSE 0 END), sum(CASE t.debit_account WHEN g.id THEN 0 ELSE t.amount END)
     FROM grown g, LATERAL (SELECT sequence, debit_account, amount FROM ledger.transfer
       WHERE ARRAY[debit_account, credit_account, hashtextextended(subject, 0)] @> ARRAY[g.id] AND bucket = g.bucket AND book = $1 AND sequence <= $2
         AND (debit_account = g.id OR credit_account = g.id) OFFSET 0) t
     GROUP BY 1, 2, 3`,
    [book, after, through],
  );
}

/** Brings the days of every book, or of one, so far that what they lack is read along quickly. */
export async function keepDays(db: Database, only?: string, behindMax = BEHIND_MAX): Promise<void> {
  const { rows } = await db.query<{ book: string }>(
    `SELECT b.book FROM ledger.book b LEFT JOIN ledger.day_cursor c ON c.bucket = 0 AND c.book = b.book
     WHERE ($1::text IS NULL OR b.book = $1) AND (c.sequence IS NULL OR b.sequence - c.sequence > $2) ORDER BY b.book`,
    [only ?? null, behindMax],
  );
  for (const { book } of rows) while ((await followDays(db, book)) > 0n);
}

/** Every path of every book, or of one, with its turnover up to the end of a business date. */
export async function trialBalanceOn(db: Database, date: string, book?: string): Promise<TrialBalanceLine[]> {
  await keepDays(db, book);
  const { rows } = await db.query<{ book: string; path: string; asset: string; side: Side; accounts: number; debits: string; credits: string }>(
    // Both ends of the sequences stand in a subquery of its own, so that the planner takes them for a short stretch of the index.
    `WITH late AS MATERIALIZED (SELECT t.bucket, t.debit_account, t.credit_account, t.amount
       FROM ledger.day_cursor c JOIN ledger.book b ON b.bucket = 0 AND b.book = c.book,
         LATERAL (SELECT bucket, debit_account, credit_account, amount FROM ledger.transfer
           WHERE book = c.book AND sequence > c.sequence AND sequence <= b.sequence AND business_date <= $1 OFFSET 0) t
       WHERE c.bucket = 0 AND ($2::text IS NULL OR c.book = $2)),
     legs AS (SELECT bucket, id, sum(debit) AS debits, sum(credit) AS credits FROM (
       SELECT bucket, debit_account AS id, amount AS debit, 0 AS credit FROM late UNION ALL SELECT bucket, credit_account, 0, amount FROM late) l GROUP BY bucket, id),
     moved AS (SELECT book, path, asset, side, sum(debits) AS debits, sum(credits) AS credits FROM (
         SELECT book, path, asset, side, debits, credits FROM ledger.day_total WHERE bucket = 0 AND ($2::text IS NULL OR book = $2) AND business_date <= $1
         UNION ALL SELECT a.book, a.path, a.asset, a.side, l.debits, l.credits FROM legs l JOIN ledger.account a ON a.bucket = l.bucket AND a.account_id = l.id) m
       GROUP BY book, path, asset, side),
     paths AS (SELECT book, path, asset, side, count(*)::int AS accounts FROM ledger.account WHERE $2::text IS NULL OR book = $2 GROUP BY book, path, asset, side)
     SELECT p.book, p.path, p.asset, p.side, p.accounts, coalesce(m.debits, 0)::text AS debits, coalesce(m.credits, 0)::text AS credits
     FROM paths p LEFT JOIN moved m ON m.book = p.book AND m.path = p.path AND m.asset = p.asset AND m.side = p.side ORDER BY p.book, p.path, p.asset`,
    [date, book ?? null],
  );
  return rows.map((row) => ({ ...row, debits: BigInt(row.debits), credits: BigInt(row.credits) }));
}

/** The first and last sequence of a book between which every journal of some business dates lies; undefined where there is none. */
export type Stretch = { readonly first: bigint; readonly last: bigint };

export async function stretchOfDates(db: Database, book: string, from: string | null, through: string | null): Promise<Stretch | undefined> {
  await keepDays(db, book);
  const { rows } = await db.query<{ first: bigint | null; last: bigint | null; followed: bigint; sequence: bigint }>(
    `SELECT min(d.first_sequence) AS first, max(d.last_sequence) AS last, c.sequence AS followed, b.sequence
     FROM ledger.book b JOIN ledger.day_cursor c ON c.bucket = 0 AND c.book = b.book
     LEFT JOIN ledger.day d ON d.bucket = 0 AND d.book = b.book AND ($2::date IS NULL OR d.business_date >= $2) AND ($3::date IS NULL OR d.business_date <= $3)
     WHERE b.bucket = 0 AND b.book = $1 GROUP BY c.sequence, b.sequence`,
    [book, from, through],
  );
  const row = rows[0];
  if (!row) return undefined;
  const followed = row.followed === row.sequence;
  const first = row.first ?? (followed ? null : row.followed + 1n);
  const last = followed ? row.last : row.sequence;
  return first === null || last === null ? undefined : { first, last };
}

/** A span of a book's journals that is read at once when only some of them are wanted. */
const WINDOW = 4_000n;

/** A page of a book's journals, newest first, before a sequence and optionally of one business date. */
export async function latestJournals(db: Database, book: string, before: bigint | null, limit: number, date: string | null): Promise<StoredJournal[]> {
  const whole = date === null ? await wholeOf(db, book) : await stretchOfDates(db, book, date, date);
  if (!whole) return [];
  const found: StoredJournal[] = [];
  let end = before !== null && before <= whole.last ? before : whole.last + 1n;
  while (found.length < limit && end > whole.first) {
    const last = date === null ? end : await endOfLink(db, book, date, whole.first, end);
    if (last === undefined) break;
    const first = last - (date === null ? BigInt(limit) : WINDOW);
    const { rows } = await db.query<JournalRow>(
      `SELECT * FROM (${JOURNALS('ledger.transfer t WHERE t.book = $1 AND t.sequence >= $2 AND t.sequence < $3 AND ($4::date IS NULL OR t.business_date = $4)')}) j
       ORDER BY sequence DESC LIMIT $5`,
      [book, first > whole.first ? first : whole.first, last, date, limit - found.length],
    );
    found.push(...rows.map(stored));
    end = first;
  }
  return found;
}

async function wholeOf(db: Db, book: string): Promise<Stretch | undefined> {
  const found = (await books(db)).find((row) => row.book === book);
  return found && { first: 1n, last: found.sequence };
}

/** Where the last link ends, before `before` and not before `least`, that can hold a journal of a business date: links without one are passed over. */
async function endOfLink(db: Db, book: string, date: string, least: bigint, before: bigint): Promise<bigint | undefined> {
  const { rows } = await db.query<{ end: bigint }>(
    `SELECT least(last_sequence + 1, $4::bigint) AS end FROM ledger.batch
     WHERE bucket = 0 AND book = $1 AND last_sequence >= $3 AND first_date <= $2 AND last_date >= $2 AND last_sequence <= coalesce(
       (SELECT last_sequence FROM ledger.batch WHERE bucket = 0 AND book = $1 AND last_sequence >= $4::bigint - 1 ORDER BY last_sequence LIMIT 1), $4)
     ORDER BY last_sequence DESC LIMIT 1`,
    [book, date, least, before],
  );
  return rows[0]?.end;
}
