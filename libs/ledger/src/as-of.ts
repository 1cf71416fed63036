import type { Db } from '@jinqiao/runtime';
import type { Account, Side } from './account.ts';
import { ledgerFault } from './errors.ts';
import { balanceOf, type TrialBalanceLine } from './read.ts';

/** A point in a book: after a journal, at an instant (milliseconds since 1970 UTC), or at the end of a business date. */
export type AsOf = { readonly sequence: bigint } | { readonly instant: number } | { readonly date: string };

/** What an account had moved, in minor units. */
export type Totals = { readonly debits: bigint; readonly credits: bigint; readonly balance: bigint };

/** Up to so many transfers an account is read through its own index; beyond it, through the stretch of the book. */
export const FEW_ENTRIES = 5_000n;

/** The transfers of account $2, wherever they lie. */
export const OWN_TRANSFERS =
  'ARRAY[debit_account, credit_account, hashtextextended(subject, 0)] @> ARRAY[$2::bigint] AND (debit_account = $2 OR credit_account = $2)';

type Cut = { readonly first: bigint; readonly date: string | null };

/** Where the journals begin that come after a point, and the date that they must exceed besides. */
async function cutOf(db: Db, book: string, at: AsOf): Promise<Cut> {
  if ('sequence' in at) return { first: at.sequence + 1n, date: null };
  // The times of the links rise with the book, their dates need not.
  const first =
    'instant' in at
      ? 'SELECT first_sequence FROM ledger.batch WHERE bucket = 0 AND book = $1 AND posted_at > $2::timestamptz ORDER BY posted_at, batch LIMIT 1'
      : 'SELECT min(first_sequence) FROM ledger.batch WHERE bucket = 0 AND book = $1 AND last_date > $2::date';
  const { rows } = await db.query<{ first: bigint | null; end: bigint }>(
    `SELECT (${first}) AS first, sequence + 1 AS end
     FROM ledger.book WHERE bucket = 0 AND book = $1`,
    [book, 'instant' in at ? new Date(at.instant) : at.date],
  );
  const row = rows[0];
  if (!row) throw ledgerFault('BOOK_NOT_OPEN', { book });
  return { first: row.first ?? row.end, date: 'date' in at ? at.date : null };
}

/**
 * What an account had moved at a point of its book: today's totals less what came after, so that the cost is that of the
 * time between.
 * @throws Fault BOOK_NOT_OPEN, ACCOUNT_NOT_OPEN.
 */
export async function totalsAsOf(db: Db, account: Account, at: AsOf): Promise<Totals> {
  const { first, date } = await cutOf(db, account.book, at);
  const { rows: own } = await db.query<{ entries: bigint; behind: bigint }>(
    `SELECT a.entries, b.sequence - $4::bigint AS behind FROM ledger.account a JOIN ledger.book b ON b.bucket = 0 AND b.book = a.book
     WHERE a.bucket = $1 AND a.account_id = $2 AND a.book = $3`,
    [account.bucket, account.id, account.book, first],
  );
  const size = own[0];
  if (!size) throw ledgerFault('ACCOUNT_NOT_OPEN', { path: account.path, owner: account.owner || account.book, book: account.book });
  const through = size.entries <= FEW_ENTRIES || size.entries < size.behind ? OWN_TRANSFERS : '(debit_account = $2 OR credit_account = $2)';
  const { rows } = await db.query<{ side: Side; debits: bigint; credits: bigint }>(
    `WITH later AS MATERIALIZED (SELECT debit_account, amount FROM ledger.transfer
       WHERE bucket = $1 AND book = $3 AND sequence >= $4 AND ${through} AND ($5::date IS NULL OR business_date > $5))
     SELECT a.side, a.debits - coalesce((SELECT sum(amount) FROM later WHERE debit_account = $2), 0)::bigint AS debits,
       a.credits - coalesce((SELECT sum(amount) FROM later WHERE debit_account <> $2), 0)::bigint AS credits
     FROM ledger.account a WHERE a.bucket = $1 AND a.account_id = $2`,
    [account.bucket, account.id, account.book, first, date],
  );
  const row = rows[0] as { side: Side; debits: bigint; credits: bigint };
  return { debits: row.debits, credits: row.credits, balance: balanceOf(row) };
}

/**
 * Every path of a book with its turnover at a point: today's less what came after.
 * @throws Fault BOOK_NOT_OPEN.
 */
export async function trialBalanceAsOf(db: Db, book: string, at: AsOf): Promise<TrialBalanceLine[]> {
  const { first, date } = await cutOf(db, book, at);
  const { rows } = await db.query<{ book: string; path: string; asset: string; side: Side; accounts: number; debits: string; credits: string }>(
    `WITH later AS MATERIALIZED (SELECT bucket, debit_account, credit_account, amount FROM ledger.transfer
       WHERE book = $1 AND sequence >= $2 AND ($3::date IS NULL OR business_date > $3)),
     moved AS (SELECT bucket, id, sum(debit) AS debits, sum(credit) AS credits FROM (
       SELECT bucket, debit_account AS id, amount AS debit, 0 AS credit FROM later UNION ALL SELECT bucket, credit_account, 0, amount FROM later) legs GROUP BY bucket, id)
     SELECT a.book, a.path, a.asset, a.side, count(*)::int AS accounts, sum(a.debits - coalesce(m.debits, 0))::text AS debits,
       sum(a.credits - coalesce(m.credits, 0))::text AS credits
     FROM ledger.account a LEFT JOIN moved m ON m.bucket = a.bucket AND m.id = a.account_id
     WHERE a.book = $1 GROUP BY a.book, a.path, a.asset, a.side ORDER BY a.path, a.asset`,
    [book, first, date],
  );
  return rows.map((row) => ({ ...row, debits: BigInt(row.debits), credits: BigInt(row.credits) }));
}
