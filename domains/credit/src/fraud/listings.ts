import { bucketOf, bucketOfId, type Db, type Tx } from '@jinqiao/database';
import { derivedId } from '@jinqiao/runtime';
import type { CreditAct } from '../decisions/changes.ts';
import { creditFault } from '../errors.ts';
import type { Attribute, FraudList } from './model.ts';

/** An entry of the platform's own lists: a customer, or an attribute by its digest. */
export type Listing = {
  readonly listingId: string;
  readonly list: FraudList;
  readonly kind: 'customer' | Attribute;
  readonly value: string;
  readonly reason: string;
  readonly validFrom: string;
  readonly validTo: string | null;
  readonly madeBy: string;
  readonly endedBy: string | null;
  readonly endedReason: string | null;
};

const COLUMNS = `listing_id AS "listingId", list, kind, value, reason, valid_from AS "validFrom", valid_to AS "validTo", made_by AS "madeBy", ended_by AS "endedBy",
  ended_reason AS "endedReason"`;

/** Enters somebody or something in a list from the open day on. @param key the command's: the same one enters once. */
export async function enterListing(
  tx: Tx,
  act: CreditAct,
  key: string,
  entry: Pick<Listing, 'list' | 'kind' | 'value' | 'reason' | 'validTo'>,
): Promise<Listing> {
  const bucket = bucketOf(entry.value);
  const listingId = derivedId('lst', bucket, `${act.by} ${key}`);
  await tx.query(
    `INSERT INTO credit.listing (bucket, listing_id, list, kind, value, reason, valid_from, valid_to, made_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING`,
    [bucket, listingId, entry.list, entry.kind, entry.value, entry.reason, act.on, entry.validTo, act.by],
  );
  return listingById(tx, listingId);
}

/** Ends an entry that another person made: from the open day on it no longer counts. @throws Fault LISTING_UNKNOWN, LISTING_ENDED, CHECKER_IS_MAKER. */
export async function endListing(tx: Tx, act: CreditAct, listingId: string, reason: string): Promise<Listing> {
  const listing = await listingById(tx, listingId, true);
  if (listing.endedBy === act.by) return listing;
  if (listing.endedBy !== null || (listing.validTo !== null && listing.validTo <= act.on)) throw creditFault('LISTING_ENDED', { on: listing.validTo ?? '' });
  if (listing.madeBy === act.by) throw creditFault('CHECKER_IS_MAKER');
  await tx.query('UPDATE credit.listing SET valid_to = $3, ended_by = $4, ended_reason = $5 WHERE bucket = $1 AND listing_id = $2', [
    bucketOfId(listingId),
    listingId,
    act.on,
    act.by,
    reason,
  ]);
  return listingById(tx, listingId);
}

async function listingById(db: Db, listingId: string, held = false): Promise<Listing> {
  const { rows } = await db.query<Listing>(`SELECT ${COLUMNS} FROM credit.listing WHERE bucket = $1 AND listing_id = $2${held ? ' FOR UPDATE' : ''}`, [
    bucketOfId(listingId) ?? -1,
    listingId,
  ]);
  if (!rows[0]) throw creditFault('LISTING_UNKNOWN', { id: listingId.slice(0, 40) });
  return rows[0];
}

/** Entries, those in force first, then the newest. */
export async function listListings(db: Db, on: string, limit: number): Promise<Listing[]> {
  const { rows } = await db.query<Listing>(
    `SELECT ${COLUMNS} FROM credit.listing ORDER BY (valid_to IS NULL OR valid_to > $1::date) DESC, valid_from DESC, listing_id LIMIT $2`,
    [on, limit],
  );
  return rows;
}
