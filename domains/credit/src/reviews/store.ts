import { bucketOfId, type Db, type Tx } from '@jinqiao/database';
import { creditFault } from '../errors.ts';

export type ReviewState = 'open' | 'claimed' | 'proposed' | 'decided';

export type Review = {
  readonly bucket: number;
  readonly reviewId: string;
  readonly customerId: string;
  readonly applicationId: string;
  readonly programmeId: string;
  readonly origin: 'flow' | 'bank' | 'customer';
  readonly flow: string;
  /** Why it is here. */
  readonly code: string | null;
  /** What the customer wrote. */
  readonly note: string | null;
  readonly state: ReviewState;
  readonly openedOn: string;
  readonly dueOn: string;
  readonly dueTime: string;
  readonly claimedBy: string | null;
  readonly verdict: 'approve' | 'refuse' | null;
  readonly creditLimit: bigint | null;
  readonly reason: string | null;
  readonly decidedBy: string | null;
  readonly decidedAt: string | null;
  readonly checkedBy: string | null;
};

const COLUMNS = `bucket, review_id AS "reviewId", customer_id AS "customerId", application_id AS "applicationId", programme_id AS "programmeId", origin, flow,
  code, note, state, opened_on AS "openedOn", due_on AS "dueOn", due_time AS "dueTime", claimed_by AS "claimedBy", verdict, credit_limit AS "creditLimit", reason,
  decided_by AS "decidedBy", to_char(decided_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "decidedAt", checked_by AS "checkedBy"`;

export type NewReview = Pick<
  Review,
  'bucket' | 'reviewId' | 'customerId' | 'applicationId' | 'programmeId' | 'origin' | 'flow' | 'code' | 'note' | 'openedOn' | 'dueOn' | 'dueTime'
>;

/** @returns the ids of those that were new. */
export async function insertReviews(tx: Tx, rows: readonly NewReview[], at: string): Promise<Set<string>> {
  const inserted = await tx.query<{ id: string }>(
    `INSERT INTO credit.review (bucket, review_id, customer_id, application_id, programme_id, origin, flow, code, note, state, opened_on, opened_at, due_on, due_time)
     SELECT g.bucket, g.id, g.customer, g.application, g.programme, g.origin, g.flow, g.code, g.note, 'open', g.opened_on, $10::timestamptz, g.due_on, g.due_time
     FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $11::date[], $12::date[], $13::text[])
       AS g(bucket, id, customer, application, programme, origin, flow, code, note, opened_on, due_on, due_time) ON CONFLICT DO NOTHING RETURNING review_id AS id`,
    [
      rows.map((r) => r.bucket),
      rows.map((r) => r.reviewId),
      rows.map((r) => r.customerId),
      rows.map((r) => r.applicationId),
      rows.map((r) => r.programmeId),
      rows.map((r) => r.origin),
      rows.map((r) => r.flow),
      rows.map((r) => r.code),
      rows.map((r) => r.note),
      at,
      rows.map((r) => r.openedOn),
      rows.map((r) => r.dueOn),
      rows.map((r) => r.dueTime),
    ],
  );
  return new Set(inserted.rows.map(({ id }) => id));
}

/** @throws Fault REVIEW_UNKNOWN. */
export async function reviewById(db: Db, reviewId: string, held = false): Promise<Review> {
  const { rows } = await db.query<Review>(`SELECT ${COLUMNS} FROM credit.review WHERE bucket = $1 AND review_id = $2${held ? ' FOR UPDATE' : ''}`, [
    bucketOfId(reviewId) ?? -1,
    reviewId,
  ]);
  if (!rows[0]) throw creditFault('REVIEW_UNKNOWN', { id: reviewId.slice(0, 40) });
  return rows[0];
}

/** The reviews of an application, the first first. */
export async function reviewsOf(db: Db, bucket: number, applicationId: string): Promise<Review[]> {
  const { rows } = await db.query<Review>(`SELECT ${COLUMNS} FROM credit.review WHERE bucket = $1 AND application_id = $2 ORDER BY opened_at, review_id`, [
    bucket,
    applicationId,
  ]);
  return rows;
}

export type ReviewFilter = {
  readonly state: ReviewState | 'waiting';
  /** `<due on> <due time> <id>` of where the last page ended. */
  readonly after: string | null;
  readonly limit: number;
};

/** A page of the queue, what is due first comes first. `waiting` is everything that is not decided. */
export async function listReviews(db: Db, { state, after, limit }: ReviewFilter): Promise<Review[]> {
  const [date, time, id] = after?.split(' ') ?? [null, null, null];
  const { rows } = await db.query<Review>(
    `SELECT ${COLUMNS} FROM credit.review WHERE ($1::date IS NULL OR (due_on, due_time, review_id) > ($1::date, $2::text, $3::text))
       AND ${state === 'waiting' ? `state <> 'decided' AND $4::text IS NOT NULL` : 'state = $4'} ORDER BY due_on, due_time, review_id LIMIT $5`,
    [date, time, id, state, limit],
  );
  return rows;
}

export async function claim(tx: Tx, { bucket, reviewId }: Review, by: string): Promise<void> {
  await tx.query(`UPDATE credit.review SET state = 'claimed', claimed_by = $3 WHERE bucket = $1 AND review_id = $2`, [bucket, reviewId, by]);
}

export type SavedVerdict = {
  readonly state: 'proposed' | 'decided';
  readonly verdict: 'approve' | 'refuse';
  readonly limit: bigint | null;
  readonly reason: string;
};

export async function saveVerdict(
  tx: Tx,
  { bucket, reviewId }: Review,
  { state, verdict, limit, reason }: SavedVerdict,
  by: string,
  at: string,
): Promise<void> {
  await tx.query(
    'UPDATE credit.review SET state = $3, verdict = $4, credit_limit = $5, reason = $6, decided_by = $7, decided_at = $8, checked_by = NULL, checked_at = NULL WHERE bucket = $1 AND review_id = $2',
    [bucket, reviewId, state, verdict, limit, reason, by, at],
  );
}

/** A second person agrees, or gives the review back to whom it was with. */
export async function saveCheck(tx: Tx, { bucket, reviewId }: Review, agreed: boolean, by: string, at: string): Promise<void> {
  await tx.query(
    agreed
      ? `UPDATE credit.review SET state = 'decided', checked_by = $3, checked_at = $4 WHERE bucket = $1 AND review_id = $2`
      : `UPDATE credit.review SET state = 'claimed', checked_by = $3, checked_at = $4, verdict = NULL, credit_limit = NULL WHERE bucket = $1 AND review_id = $2`,
    [bucket, reviewId, by, at],
  );
}
