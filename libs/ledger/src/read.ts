import { BUCKETS, type Db } from '@jinqiao/database';
import { type Account, accountBucket, type Side } from './account.ts';
import { ledgerFault } from './errors.ts';
import type { JournalRecord, LoadedJournal } from './journal.ts';

/** A balance on the account's normal side, in minor units. */
export function balanceOf(row: { side: Side; debits: bigint; credits: bigint }): bigint {
  return row.side === 'debit' ? row.debits - row.credits : row.credits - row.debits;
}

/** The sum of the balances of accounts of one side, such as all stripes of a house account. */
export async function balance(db: Db, accounts: readonly Account[]): Promise<bigint> {
  const { rows } = await db.query<{ debits: string | null; credits: string | null }>(
    `SELECT sum(a.debits)::text AS debits, sum(a.credits)::text AS credits FROM unnest($1::int[], $2::bigint[]) AS given(bucket, id)
     JOIN ledger.account a ON a.bucket = given.bucket AND a.account_id = given.id`,
    [accounts.map((a) => a.bucket), accounts.map((a) => a.id)],
  );
  const side = accounts[0]?.side ?? 'debit';
  return balanceOf({ side, debits: BigInt(rows[0]?.debits ?? 0), credits: BigInt(rows[0]?.credits ?? 0) });
}

/** Balances account by account; an account that is not open is absent. */
export async function balances(db: Db, accounts: readonly Account[]): Promise<Map<bigint, bigint>> {
  const { rows } = await db.query<{ account_id: bigint; side: Side; debits: bigint; credits: bigint }>(
    `SELECT a.account_id, a.side, a.debits, a.credits FROM unnest($1::int[], $2::bigint[]) AS given(bucket, id)
     JOIN ledger.account a ON a.bucket = given.bucket AND a.account_id = given.id`,
    [accounts.map((a) => a.bucket), accounts.map((a) => a.id)],
  );
  return new Map(rows.map((row) => [row.account_id, balanceOf(row)]));
}

/** A balance that is not zero, with whose it is. */
export type OwnedBalance = { readonly bucket: number; readonly owner: string; readonly path: string; readonly balance: bigint };

/** What the owners of accounts hold under some paths of a book, in the order of bucket and owner. */
export async function ownedBalances(db: Db, book: string, paths: readonly string[]): Promise<OwnedBalance[]> {
  const { rows } = await db.query<OwnedBalance>(
    `SELECT a.bucket, a.owner, a.path, CASE a.side WHEN 'debit' THEN a.debits - a.credits ELSE a.credits - a.debits END AS balance FROM ledger.account a
     WHERE a.book = $1 AND a.path = ANY ($2) AND a.owner <> '' AND a.debits <> a.credits ORDER BY a.bucket, a.owner, a.path`,
    [book, paths],
  );
  return rows;
}

export type TrialBalanceLine = { book: string; path: string; asset: string; side: Side; accounts: number; debits: bigint; credits: bigint };

/** Every path of every book, or of one, with its turnover, as of now. */
export async function trialBalance(db: Db, book?: string): Promise<TrialBalanceLine[]> {
  const { rows } = await db.query<{ book: string; path: string; asset: string; side: Side; accounts: number; debits: string; credits: string }>(
    `SELECT book, path, asset, side, count(*)::int AS accounts, sum(debits)::text AS debits, sum(credits)::text AS credits
     FROM ledger.account WHERE $1::text IS NULL OR book = $1 GROUP BY book, path, asset, side ORDER BY book, path, asset`,
    [book ?? null],
  );
  return rows.map((row) => ({ ...row, debits: BigInt(row.debits), credits: BigInt(row.credits) }));
}

export type JournalRow = {
  id: string;
  bucket: number;
  book: string;
  sequence: bigint;
  businessDate: string;
  kind: string;
  reference: string;
  subject: string;
  target: string | null;
  expiresOn: string | null;
  debits: bigint[];
  credits: bigint[];
  amounts: bigint[];
  held: (bigint | null)[];
  asked: (bigint | null)[];
};
export type StoredJournal = JournalRecord & { readonly bucket: number; readonly book: string; readonly sequence: bigint };

/** The rows of journals folded into one row each: the source of rows is named `t`. */
export const JOURNALS = (from: string) => `SELECT t.journal_id::text AS id, t.bucket, t.book, t.sequence, t.business_date AS "businessDate",
    max(t.kind) AS kind, max(t.reference) AS reference, max(t.subject) AS subject, t.target::text AS target, t.expires_on AS "expiresOn",
    array_agg(t.debit_account ORDER BY t.position) AS debits, array_agg(t.credit_account ORDER BY t.position) AS credits,
    array_agg(t.amount ORDER BY t.position) AS amounts, array_agg(t.held ORDER BY t.position) AS held, array_agg(t.asked ORDER BY t.position) AS asked
  FROM ${from} GROUP BY t.journal_id, t.bucket, t.book, t.sequence, t.business_date, t.target, t.expires_on`;

export function stored(row: JournalRow): StoredJournal {
  const { debits, credits, amounts, held, asked, ...rest } = row;
  const transfers = debits.map((debit, i) => ({
    debit,
    credit: credits[i] as bigint,
    amount: amounts[i] as bigint,
    held: held[i] ?? null,
    asked: asked[i] ?? null,
  }));
  return { ...rest, transfers };
}

export async function readJournals(db: Db, keys: readonly { bucket: number; id: string }[]): Promise<StoredJournal[]> {
  const { rows } = await db.query<JournalRow>(
    JOURNALS('unnest($1::int[], $2::uuid[]) AS given(bucket, id) JOIN ledger.transfer t ON t.bucket = given.bucket AND t.journal_id = given.id'),
    [keys.map((k) => k.bucket), keys.map((k) => k.id)],
  );
  return rows.map(stored);
}

/** A journal by its id alone, whatever its bucket. */
export async function journalById(db: Db, id: string): Promise<StoredJournal | undefined> {
  const { rows } = await db.query<JournalRow>(JOURNALS('ledger.transfer t WHERE t.bucket = ANY ($1::int[]) AND t.journal_id = $2'), [ALL_BUCKETS, id]);
  return rows[0] && stored(rows[0]);
}

const ALL_BUCKETS = Array.from({ length: BUCKETS }, (_, bucket) => bucket);

/**
 * A journal with its accounts, to settle, void or reverse it.
 * @throws Fault JOURNAL_UNKNOWN.
 */
export async function loadJournal(db: Db, id: string): Promise<LoadedJournal> {
  const row = await journalById(db, id);
  if (!row) throw ledgerFault('JOURNAL_UNKNOWN', { id });
  const accounts = await accountsById(db, [...new Set(row.transfers.flatMap(({ debit, credit }) => [debit, credit]))]);
  const account = (of: bigint): Account => {
    const found = accounts.get(of);
    if (!found) throw new Error(`journal ${id} names account ${of}, which is not open`);
    return found;
  };
  const { target, expiresOn, transfers, ...rest } = row;
  return {
    ...rest,
    ...(target ? { target } : {}),
    ...(expiresOn ? { expiresOn } : {}),
    transfers: transfers.map(({ debit, credit, amount, held }) => ({
      debit: account(debit),
      credit: account(credit),
      amount,
      ...(held === null ? {} : { held }),
    })),
  };
}

/** The journals of a subject, oldest first. */
export async function journalsOfSubject(db: Db, bucket: number, subject: string): Promise<StoredJournal[]> {
  const { rows } = await db.query<JournalRow>(
    `WITH ids AS MATERIALIZED (SELECT bucket, journal_id FROM ledger.transfer
       WHERE ARRAY[debit_account, credit_account, hashtextextended(subject, 0)] @> ARRAY[hashtextextended($2, 0)] AND bucket = $1 AND subject = $2)
     SELECT * FROM (${JOURNALS('ids JOIN ledger.transfer t ON t.bucket = ids.bucket AND t.journal_id = ids.journal_id')}) j
     ORDER BY "businessDate", book, sequence`,
    [bucket, subject],
  );
  return rows.map(stored);
}

/** A page of a book's journals in book order, after a sequence: sequences have no gaps, so the page is a range. */
export async function journalsOfBook(db: Db, book: string, after: bigint, limit: number): Promise<StoredJournal[]> {
  const { rows } = await db.query<JournalRow>(
    `SELECT * FROM (${JOURNALS('ledger.transfer t WHERE t.book = $1 AND t.sequence > $2::bigint AND t.sequence <= $2::bigint + $3::bigint')}) j ORDER BY sequence`,
    [book, after, limit],
  );
  return rows.map(stored);
}

/** An account with its totals in minor units. */
export type AccountRow = Account & {
  readonly closed: boolean;
  readonly debits: bigint;
  readonly credits: bigint;
  readonly pendingDebits: bigint;
  readonly pendingCredits: bigint;
};

export const ACCOUNT_COLUMNS = `a.account_id AS id, a.bucket, a.book, a.path, a.asset, a.owner, a.side, a.floor, a.ceiling, a.closed, a.debits, a.credits,
  a.pending_debits AS "pendingDebits", a.pending_credits AS "pendingCredits"`;

export async function accountsById(db: Db, ids: readonly bigint[]): Promise<Map<bigint, AccountRow>> {
  const { rows } = await db.query<AccountRow>(
    `SELECT ${ACCOUNT_COLUMNS}
     FROM unnest($1::int[], $2::bigint[]) AS given(bucket, id) JOIN ledger.account a ON a.bucket = given.bucket AND a.account_id = given.id`,
    [ids.map(accountBucket), ids],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** Every book with its last journal, its last link and the hash of that, in hexadecimal. */
export async function books(db: Db): Promise<{ book: string; sequence: bigint; batch: bigint; head: string }[]> {
  const { rows } = await db.query<{ book: string; sequence: bigint; batch: bigint; head: string }>(
    `SELECT book, sequence, batch, encode(head, 'hex') AS head FROM ledger.book ORDER BY book`,
  );
  return rows;
}
