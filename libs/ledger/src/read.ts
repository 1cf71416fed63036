import type { Db } from '@jinqiao/runtime';
import type { Account, Side } from './account.ts';
import type { JournalRecord } from './journal.ts';

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

export type TrialBalanceLine = { book: string; path: string; asset: string; side: Side; accounts: number; debits: bigint; credits: bigint };

/** Every path of every book with its turnover, as of now. */
export async function trialBalance(db: Db): Promise<TrialBalanceLine[]> {
  const { rows } = await db.query<{ book: string; path: string; asset: string; side: Side; accounts: number; debits: string; credits: string }>(
    `SELECT book, path, asset, side, count(*)::int AS accounts, sum(debits)::text AS debits, sum(credits)::text AS credits
     FROM ledger.account GROUP BY book, path, asset, side ORDER BY book, path, asset`,
  );
  return rows.map((row) => ({ ...row, debits: BigInt(row.debits), credits: BigInt(row.credits) }));
}

type JournalRow = {
  id: string;
  bucket: number;
  book: string;
  sequence: bigint;
  businessDate: string;
  kind: string;
  reference: string;
  subject: string;
  debits: bigint[];
  credits: bigint[];
  amounts: bigint[];
};
export type StoredJournal = JournalRecord & { readonly bucket: number; readonly book: string; readonly sequence: bigint };

const COLUMNS = `j.journal_id::text AS id, j.bucket, j.book, j.sequence, j.business_date AS "businessDate", j.kind, j.reference, j.subject,
  t.debits, t.credits, t.amounts`;
const TRANSFERS = `CROSS JOIN LATERAL (SELECT array_agg(debit_account ORDER BY position) AS debits, array_agg(credit_account ORDER BY position) AS credits,
    array_agg(amount ORDER BY position) AS amounts FROM ledger.transfer t WHERE t.bucket = j.bucket AND t.journal_id = j.journal_id) t`;

function stored(row: JournalRow): StoredJournal {
  const { debits, credits, amounts, ...rest } = row;
  return { ...rest, transfers: (debits ?? []).map((debit, i) => ({ debit, credit: credits[i] as bigint, amount: amounts[i] as bigint })) };
}

export async function readJournals(db: Db, keys: readonly { bucket: number; id: string }[]): Promise<StoredJournal[]> {
  const { rows } = await db.query<JournalRow>(
    `SELECT ${COLUMNS} FROM unnest($1::int[], $2::uuid[]) AS given(bucket, id) JOIN ledger.journal j ON j.bucket = given.bucket AND j.journal_id = given.id ${TRANSFERS}`,
    [keys.map((k) => k.bucket), keys.map((k) => k.id)],
  );
  return rows.map(stored);
}

/** The journals of a subject, oldest first. */
export async function journalsOfSubject(db: Db, bucket: number, subject: string): Promise<StoredJournal[]> {
  const { rows } = await db.query<JournalRow>(
    `SELECT ${COLUMNS} FROM ledger.journal j ${TRANSFERS} WHERE j.bucket = $1 AND j.subject = $2 ORDER BY j.business_date, j.book, j.sequence`,
    [bucket, subject],
  );
  return rows.map(stored);
}

/** A page of a book's journals in book order, after a sequence. */
export async function journalsOfBook(db: Db, book: string, after: bigint, limit: number): Promise<StoredJournal[]> {
  const { rows } = await db.query<JournalRow>(
    `SELECT ${COLUMNS} FROM ledger.journal j ${TRANSFERS} WHERE j.book = $1 AND j.sequence > $2 ORDER BY j.sequence LIMIT $3`,
    [book, after, limit],
  );
  return rows.map(stored);
}

/** A page of a book's journals, newest first, before a sequence and optionally of one business date. */
export async function latestJournals(db: Db, book: string, before: bigint | null, limit: number, date: string | null): Promise<StoredJournal[]> {
  const { rows } = await db.query<JournalRow>(
    `SELECT ${COLUMNS} FROM ledger.journal j ${TRANSFERS}
     WHERE j.book = $1 AND ($2::bigint IS NULL OR j.sequence < $2) AND ($4::date IS NULL OR j.business_date = $4) ORDER BY j.sequence DESC LIMIT $3`,
    [book, before, limit, date],
  );
  return rows.map(stored);
}

export type AccountRow = { id: bigint; bucket: number; book: string; path: string; asset: string; owner: string; side: Side; debits: bigint; credits: bigint };

export async function accountsById(db: Db, ids: readonly bigint[]): Promise<Map<bigint, AccountRow>> {
  const { rows } = await db.query<AccountRow>(
    `SELECT a.account_id AS id, a.bucket, a.book, a.path, a.asset, a.owner, a.side, a.debits, a.credits
     FROM unnest($1::int[], $2::bigint[]) AS given(bucket, id) JOIN ledger.account a ON a.bucket = given.bucket AND a.account_id = given.id`,
    [ids.map((id) => Number(id >> 55n)), ids],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

export async function books(db: Db): Promise<{ book: string; sequence: bigint; head: string }[]> {
  const { rows } = await db.query<{ book: string; sequence: bigint; head: string }>(
    `SELECT book, sequence, encode(head, 'hex') AS head FROM ledger.book ORDER BY book`,
  );
  return rows;
}
