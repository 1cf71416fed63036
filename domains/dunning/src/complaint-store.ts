import type { Db, Tx } from '@jinqiao/database';

export type Complaint = {
  readonly bucket: number;
  readonly complaintId: string;
  readonly customerId: string;
  readonly reason: string;
  readonly openedBy: string;
  readonly openedOn: string;
  readonly openedAt: string;
  readonly dueOn: string;
  readonly state: 'open' | 'answered' | 'lifted';
  readonly answer: string | null;
  readonly closedBy: string | null;
  readonly closedOn: string | null;
  readonly retainUntil: string;
};

const COMPLAINT = `bucket, complaint_id AS "complaintId", customer_id AS "customerId", reason, opened_by AS "openedBy", opened_on AS "openedOn",
  to_char(opened_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS "openedAt", due_on AS "dueOn", state, answer, closed_by AS "closedBy", closed_on AS "closedOn", retain_until AS "retainUntil"`;

export async function complaintsOf(db: Db, who: { readonly bucket: number; readonly customerId: string }): Promise<Complaint[]> {
  const { rows } = await db.query<Complaint>(
    `SELECT ${COMPLAINT} FROM dunning.complaint WHERE bucket = $1 AND customer_id = $2 ORDER BY (state = 'open') DESC, dunning.complaint.opened_at DESC`,
    [who.bucket, who.customerId],
  );
  return rows;
}

/** Complaints that are not answered, the first due first. */
export async function openComplaints(db: Db, limit: number): Promise<Complaint[]> {
  const { rows } = await db.query<Complaint>(`SELECT ${COMPLAINT} FROM dunning.complaint WHERE state = 'open' ORDER BY due_on, complaint_id LIMIT $1`, [limit]);
  return rows;
}

/** Which of some customers have a complaint that is not answered. */
export async function complaining(db: Db, keys: readonly { readonly bucket: number; readonly customerId: string }[]): Promise<Set<string>> {
  const { rows } = await db.query<{ customerId: string }>(
    `SELECT DISTINCT g.id AS "customerId" FROM unnest($1::int[], $2::text[]) AS g(bucket, id)
     JOIN dunning.complaint c ON c.bucket = g.bucket AND c.customer_id = g.id AND c.state = 'open'`,
    [keys.map((k) => k.bucket), keys.map((k) => k.customerId)],
  );
  return new Set(rows.map((row) => row.customerId));
}

export async function holdComplaint(tx: Tx, bucket: number, complaintId: string): Promise<Complaint | undefined> {
  await tx.query('SELECT FROM dunning.complaint WHERE bucket = $1 AND complaint_id = $2 FOR UPDATE', [bucket, complaintId]);
  const { rows } = await tx.query<Complaint>(`SELECT ${COMPLAINT} FROM dunning.complaint WHERE bucket = $1 AND complaint_id = $2`, [bucket, complaintId]);
  return rows[0];
}

export async function insertComplaint(tx: Tx, row: Omit<Complaint, 'state' | 'answer' | 'closedBy' | 'closedOn'>): Promise<void> {
  await tx.query(
    `INSERT INTO dunning.complaint (bucket, complaint_id, customer_id, reason, opened_by, opened_on, opened_at, due_on, state, retain_until)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'open', $9) ON CONFLICT DO NOTHING`,
    [row.bucket, row.complaintId, row.customerId, row.reason, row.openedBy, row.openedOn, row.openedAt, row.dueOn, row.retainUntil],
  );
}

export async function closeComplaint(
  tx: Tx,
  { bucket, complaintId }: Pick<Complaint, 'bucket' | 'complaintId'>,
  closing: { readonly state: 'answered' | 'lifted'; readonly answer: string; readonly by: string; readonly on: string; readonly retainUntil: string },
): Promise<void> {
  await tx.query(
    `UPDATE dunning.complaint SET state = $3, answer = $4, closed_by = $5, closed_on = $6, retain_until = greatest(retain_until, $7::date)
     WHERE bucket = $1 AND complaint_id = $2`,
    [bucket, complaintId, closing.state, closing.answer, closing.by, closing.on, closing.retainUntil],
  );
}
