import { BUCKETS, bucketOfId, type Db } from '@jinqiao/database';
import { accountId } from './account.ts';
import { ACCOUNT_COLUMNS, type AccountRow, accountsById } from './read.ts';

/** A book with where it stands; `pending` counts open pending journals up to `PENDING_SHOWN + 1`. */
export type BookOverview = {
  readonly book: string;
  readonly asset: string | null;
  readonly sequence: bigint;
  readonly batch: bigint;
  readonly head: string;
  readonly postedAt: Date | null;
  readonly pending: number;
  readonly signedSequence: bigint | null;
  readonly signedAt: Date | null;
};

/** More open pending journals than these are not counted. */
export const PENDING_SHOWN = 1_000;

/** Every book, or one, with where it stands. */
export async function bookOverviews(db: Db, book?: string): Promise<BookOverview[]> {
  const { rows } = await db.query<BookOverview>(
    `SELECT b.book, b.sequence, b.batch, encode(b.head, 'hex') AS head, nullif(b.posted_at, '-infinity') AS "postedAt",
       (SELECT a.asset FROM ledger.account a WHERE a.book = b.book ORDER BY a.path, a.account_id LIMIT 1) AS asset,
       (SELECT count(*)::int FROM (SELECT FROM ledger.pending p WHERE p.book = b.book LIMIT ${PENDING_SHOWN + 1}) p) AS pending,
       c.sequence AS "signedSequence", c.signed_at AS "signedAt"
     FROM ledger.book b LEFT JOIN LATERAL (SELECT sequence, signed_at FROM ledger.checkpoint c WHERE c.bucket = 0 AND c.book = b.book ORDER BY batch DESC LIMIT 1) c ON true
     WHERE $1::text IS NULL OR b.book = $1 ORDER BY b.book`,
    [book ?? null],
  );
  return rows;
}

/** The stripes of a house account in the order of their buckets: found by their ids, so that no other account is looked at. */
export async function houseStripes(db: Db, book: string, path: string, asset: string): Promise<AccountRow[]> {
  const ids = Array.from({ length: BUCKETS }, (_, bucket) => accountId(book, path, asset, '', bucket));
  return [...(await accountsById(db, ids)).values()].sort((a, b) => a.bucket - b.bucket);
}

/** A page of the accounts of a path that belong to somebody, in the order of their ids, after an id. */
export async function ownedAccounts(db: Db, book: string, path: string, asset: string, after: bigint | null, limit: number): Promise<AccountRow[]> {
  const { rows } = await db.query<AccountRow>(
    `SELECT ${ACCOUNT_COLUMNS} FROM ledger.account a WHERE a.book = $1 AND a.path = $2 AND a.account_id > $4 AND a.owner <> '' AND a.asset = $3
     ORDER BY a.account_id LIMIT $5`,
    [book, path, asset, after ?? -1n, limit],
  );
  return rows;
}

/** The accounts whose owner's id begins so, in one book or in all; none where the text does not carry the bucket of an id. */
export async function accountsOfOwner(db: Db, owner: string, book: string | null, limit: number): Promise<AccountRow[]> {
  const prefix = /^[a-z]+_[0-9a-f]{2,26}$/.exec(owner)?.[0];
  const bucket = prefix === undefined ? undefined : bucketOfId(prefix.padEnd(prefix.indexOf('_') + 27, '0'));
  if (prefix === undefined || bucket === undefined) return [];
  // The ids of one kind and bucket go on in hexadecimal digits, all of which sort before g.
  const { rows } = await db.query<AccountRow>(
    `SELECT ${ACCOUNT_COLUMNS} FROM ledger.account a
     WHERE a.bucket = $1 AND a.owner >= $2 AND a.owner < $2 || 'g' AND starts_with(a.owner, $2) AND ($3::text IS NULL OR a.book = $3)
     ORDER BY a.owner, a.book, a.path LIMIT $4`,
    [bucket, prefix, book, limit],
  );
  return rows;
}
