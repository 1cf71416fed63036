import { bucketOfId, type Db, HOUSE_BUCKET, type Tx } from '@jinqiao/database';
import { derivedId } from '@jinqiao/runtime';
import { paymentsFault } from '../errors.ts';
import { DUE_ITEMS } from './compare.ts';
import type { Break, BreakState } from './model.ts';

const BREAK_COLUMNS = `b.bucket, b.break_id AS "breakId", b.comparison, b.scope, b.business_date AS date, b.type, b.key, b.ours, b.theirs, b.ours_state AS "oursState", b.delta,
  b.file_id AS "fileId", b.line, b.found_on AS "foundOn", b.state, b.owner, b.resolution, b.resolved_on AS "resolvedOn", b.counterpart, b.journal_id::text AS "journalId"`;

export type BreakFilter = {
  readonly state: BreakState | null;
  readonly scope: string | null;
  readonly date: string | null;
  readonly comparison: string | null;
  /** `YYYY-MM-DD brk_…` where the page before ended. */
  readonly after: string | null;
  readonly limit: number;
};

/** A page of breaks, newest day first. */
export async function listBreaks(db: Db, filter: BreakFilter): Promise<Break[]> {
  const { rows } = await db.query<Break>(
    `SELECT ${BREAK_COLUMNS} FROM payments.break b
     WHERE ($1::text IS NULL OR b.state = $1) AND ($2::text IS NULL OR b.scope = $2) AND ($3::date IS NULL OR b.business_date = $3) AND ($4::text IS NULL OR b.comparison = $4)
       AND ($5::text IS NULL OR (b.business_date, b.break_id) < (split_part($5, ' ', 1)::date, split_part($5, ' ', 2)))
     ORDER BY b.business_date DESC, b.break_id DESC LIMIT $6`,
    [filter.state, filter.scope, filter.date, filter.comparison, filter.after, filter.limit],
  );
  return rows;
}

/** @throws Fault BREAK_UNKNOWN. */
export async function breakById(db: Db, breakId: string, lock: '' | 'FOR UPDATE' = ''): Promise<Break> {
  const { rows } = await db.query<Break>(`SELECT ${BREAK_COLUMNS} FROM payments.break b WHERE b.bucket = $1 AND b.break_id = $2 ${lock}`, [
    bucketOfId(breakId) ?? HOUSE_BUCKET,
    breakId,
  ]);
  const found = rows[0];
  if (!found) throw paymentsFault('BREAK_UNKNOWN', { id: breakId.slice(0, 64) });
  return found;
}

/** Items that are due to become breaks on a day. */
export async function dueBreaks(tx: Tx, scope: string, on: string, limit: number): Promise<Break[]> {
  const { rows } = await tx.query<Break>(`SELECT ${BREAK_COLUMNS} FROM payments.break b WHERE ${DUE_ITEMS} ORDER BY b.bucket, b.break_id LIMIT $3 FOR UPDATE`, [
    scope,
    on,
    limit,
  ]);
  return rows;
}

export type Suspended = { readonly bucket: number; readonly breakId: string; readonly journalId: string | null };

/** Items that have become breaks, with the journal that put each into suspense (none where nothing is different in money). */
export async function openBreaks(tx: Tx, rows: readonly Suspended[]): Promise<void> {
  await tx.query(
    `UPDATE payments.break b SET state = 'open', journal_id = g.journal FROM unnest($1::int[], $2::text[], $3::uuid[]) AS g(bucket, id, journal) WHERE b.bucket = g.bucket AND b.break_id = g.id`,
    [rows.map((r) => r.bucket), rows.map((r) => r.breakId), rows.map((r) => r.journalId)],
  );
}

/**
 * Breaks in suspense that a file has explained since: the same day's next one does not show them, or another day has the
 * other half. One on which a checked resolution is on its way to the institution waits for its end.
 */
export async function explainedBreaks(tx: Tx, scope: string, limit: number): Promise<(Break & { readonly confirmedBy: string })[]> {
  const { rows } = await tx.query<Break & { confirmedBy: string }>(
    `SELECT ${BREAK_COLUMNS}, d.file_id AS "confirmedBy" FROM payments.break b JOIN payments.reconciliation d
       ON d.bucket = $3 AND d.scope = b.scope AND d.business_date = b.business_date AND d.comparison = b.comparison
     WHERE b.scope = $1 AND b.state = 'open' AND b.journal_id IS NOT NULL AND b.type <> 'fee' AND (b.counterpart IS NOT NULL OR b.run <> d.run)
       AND NOT EXISTS (SELECT FROM payments.break_resolution r WHERE r.bucket = b.bucket AND r.break_id = b.break_id AND r.state = 'approved')
     ORDER BY b.bucket, b.break_id LIMIT $2 FOR UPDATE OF b`,
    [scope, limit, HOUSE_BUCKET],
  );
  return rows;
}

export type NewBreak = Pick<Break, 'comparison' | 'scope' | 'date' | 'type' | 'key' | 'ours' | 'theirs' | 'delta' | 'fileId'>;

/** Records differences that a step finds by itself, such as a fee that does not follow from the agreement. Found again, they stay as they are. */
export async function recordBreaks(tx: Tx, rows: readonly NewBreak[], on: string): Promise<void> {
  if (rows.length === 0) return;
  const bucket = (row: NewBreak) => bucketOfId(row.key) ?? HOUSE_BUCKET;
  await tx.query(
    `INSERT INTO payments.break (bucket, break_id, comparison, scope, business_date, type, key, ours, theirs, ours_state, delta, file_id, found_on, state, owner, run)
     SELECT bucket, id, comparison, scope, on_date, type, key, ours, theirs, 'done', delta, file, $11, 'pending', 'finance', ''
     FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::date[], $6::text[], $7::text[], $8::bigint[], $9::bigint[], $10::bigint[], $12::text[])
       AS g(bucket, id, comparison, scope, on_date, type, key, ours, theirs, delta, file) ON CONFLICT DO NOTHING`,
    [
      rows.map(bucket),
      rows.map((r) => derivedId('brk', bucket(r), `${r.comparison} ${r.scope} ${r.date} ${r.key} ${r.type} ${r.ours ?? '-'} ${r.theirs ?? '-'} ${r.delta}`)),
      rows.map((r) => r.comparison),
      rows.map((r) => r.scope),
      rows.map((r) => r.date),
      rows.map((r) => r.type),
      rows.map((r) => r.key),
      rows.map((r) => r.ours),
      rows.map((r) => r.theirs),
      rows.map((r) => r.delta),
      on,
      rows.map((r) => r.fileId),
    ],
  );
}

/** How many items of a scope are breaks now. */
export async function countOpen(db: Db, scope: string): Promise<number> {
  const { rows } = await db.query<{ n: number }>(`SELECT count(*)::int AS n FROM payments.break WHERE scope = $1 AND state = 'open'`, [scope]);
  return rows[0]?.n ?? 0;
}

/** A collection's money is on its way again: the resolution that had brought it was taken back. */
export async function unclearCollection(tx: Tx, key: { readonly bucket: number; readonly collectionId: string }): Promise<void> {
  await tx.query('UPDATE payments.collection SET cleared_on = NULL WHERE bucket = $1 AND collection_id = $2', [key.bucket, key.collectionId]);
}

/** The collection that a break is about, in the bucket that its id carries: breaks of before the layout lie in the house's. */
export function collectionOfBreak(item: Pick<Break, 'bucket' | 'key'>): { readonly bucket: number; readonly collectionId: string } {
  return { bucket: bucketOfId(item.key) ?? item.bucket, collectionId: item.key };
}
