import { bucketOfId, type Db, type Tx } from '@jinqiao/database';
import type { Act } from './changes.ts';
import { complianceFault } from './errors.ts';

export type HitState = 'open' | 'proposed' | 'dismissed' | 'confirmed';
export type Verdict = 'false-positive' | 'true-match';

export type Hit = {
  readonly hitId: string;
  readonly bucket: number;
  readonly customerId: string;
  readonly listId: string;
  readonly version: number;
  readonly reference: string;
  readonly listedName: string;
  readonly listedReason: string;
  /** Similarity in 1e-8. */
  readonly score: bigint;
  readonly matchedOn: string;
  readonly foundOn: string;
  readonly state: HitState;
  readonly verdict: Verdict | null;
  readonly reason: string | null;
  readonly madeBy: string | null;
  readonly checkedBy: string | null;
};

const COLUMNS = `hit_id AS "hitId", bucket, customer_id AS "customerId", list_id AS "listId", version, reference, listed_name AS "listedName", listed_reason AS "listedReason",
  score, matched_on AS "matchedOn", found_on AS "foundOn", state, verdict, reason, made_by AS "madeBy", checked_by AS "checkedBy"`;

/** A page of hits, newest first, in a state or in all; `after` is `<found on> <id>`. */
export async function listHits(db: Db, filter: { state: HitState | null; after: string | null; limit: number }): Promise<Hit[]> {
  const [date, id] = filter.after?.split(' ') ?? [null, null];
  const { rows } = await db.query<Hit>(
    `SELECT ${COLUMNS} FROM compliance.screening_hit WHERE ($1::date IS NULL OR (found_on, hit_id) < ($1::date, $2::text)) ${filter.state ? 'AND state = $4' : 'AND $4::text IS NULL'}
     ORDER BY found_on DESC, hit_id DESC LIMIT $3`,
    [date, id, filter.limit, filter.state],
  );
  return rows;
}

export async function hitsOfCustomer(db: Db, bucket: number, customerId: string): Promise<Hit[]> {
  const { rows } = await db.query<Hit>(`SELECT ${COLUMNS} FROM compliance.screening_hit WHERE bucket = $1 AND customer_id = $2 ORDER BY found_on, hit_id`, [
    bucket,
    customerId,
  ]);
  return rows;
}

/** @throws Fault HIT_UNKNOWN. */
export async function hitById(db: Db, hitId: string): Promise<Hit> {
  const { rows } = await db.query<Hit>(`SELECT ${COLUMNS} FROM compliance.screening_hit WHERE bucket = $1 AND hit_id = $2`, [bucketOfId(hitId) ?? -1, hitId]);
  const hit = rows[0];
  if (!hit) throw complianceFault('HIT_UNKNOWN', { id: hitId.slice(0, 40) });
  return hit;
}

export type HitCounts = { readonly openScreeningHits: bigint; readonly confirmedScreeningHits: bigint };

const CLEAR: HitCounts = { openScreeningHits: 0n, confirmedScreeningHits: 0n };

/** How many hits customers have that are not reviewed, and that are confirmed: facts of their decisions. */
export async function hitCounts(db: Db, keys: readonly { readonly bucket: number; readonly customerId: string }[]): Promise<(customerId: string) => HitCounts> {
  const { rows } = await db.query<{ customerId: string; open: bigint; confirmed: bigint }>(
    `SELECT h.customer_id AS "customerId", count(*) FILTER (WHERE h.state IN ('open', 'proposed')) AS open, count(*) FILTER (WHERE h.state = 'confirmed') AS confirmed
     FROM unnest($1::int[], $2::text[]) AS g(bucket, id) JOIN compliance.screening_hit h ON h.bucket = g.bucket AND h.customer_id = g.id GROUP BY 1`,
    [keys.map((k) => k.bucket), keys.map((k) => k.customerId)],
  );
  const known = new Map(rows.map((row) => [row.customerId, { openScreeningHits: row.open, confirmedScreeningHits: row.confirmed }]));
  return (customerId) => known.get(customerId) ?? CLEAR;
}

async function heldHit(tx: Tx, hitId: string): Promise<Hit> {
  const { rows } = await tx.query<Hit>(`SELECT ${COLUMNS} FROM compliance.screening_hit WHERE bucket = $1 AND hit_id = $2 FOR UPDATE`, [
    bucketOfId(hitId) ?? -1,
    hitId,
  ]);
  const hit = rows[0];
  if (!hit) throw complianceFault('HIT_UNKNOWN', { id: hitId.slice(0, 40) });
  return hit;
}

/** The maker's view of an open hit. It binds once a second person agrees. @throws Fault HIT_UNKNOWN, HIT_STATE. */
export async function proposeVerdict(tx: Tx, act: Act, hitId: string, verdict: Verdict, reason: string): Promise<Hit> {
  const hit = await heldHit(tx, hitId);
  // The same step of the same person again is the answer that was lost.
  if (hit.state === 'proposed' && hit.madeBy === act.by && hit.verdict === verdict && hit.reason === reason) return hit;
  if (hit.state !== 'open') throw complianceFault('HIT_STATE', { state: hit.state });
  await tx.query(
    `UPDATE compliance.screening_hit SET state = 'proposed', verdict = $3, reason = $4, made_by = $5, made_at = $6 WHERE bucket = $1 AND hit_id = $2`,
    [hit.bucket, hitId, verdict, reason, act.by, act.at],
  );
  return hitById(tx, hitId);
}

/**
 * The checker agrees, and the hit is dismissed or confirmed; or does not, and it is open again.
 * @throws Fault HIT_UNKNOWN, HIT_STATE, CHECKER_IS_MAKER.
 */
export async function decideVerdict(tx: Tx, act: Act, hitId: string, agree: boolean): Promise<Hit> {
  const hit = await heldHit(tx, hitId);
  if (agree && hit.checkedBy === act.by) return hit;
  // Sent back already: the answer that was lost.
  if (!agree && hit.state === 'open') return hit;
  if (hit.state !== 'proposed') throw complianceFault('HIT_STATE', { state: hit.state });
  if (hit.madeBy === act.by) throw complianceFault('CHECKER_IS_MAKER');
  if (agree)
    await tx.query(`UPDATE compliance.screening_hit SET state = $3, checked_by = $4, checked_at = $5 WHERE bucket = $1 AND hit_id = $2`, [
      hit.bucket,
      hitId,
      hit.verdict === 'true-match' ? 'confirmed' : 'dismissed',
      act.by,
      act.at,
    ]);
  else
    await tx.query(
      `UPDATE compliance.screening_hit SET state = 'open', verdict = NULL, reason = NULL, made_by = NULL, made_at = NULL WHERE bucket = $1 AND hit_id = $2`,
      [hit.bucket, hitId],
    );
  return hitById(tx, hitId);
}
