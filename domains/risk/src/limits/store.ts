import { type Db, HOUSE_BUCKET, type Tx } from '@jinqiao/database';
import type { LimitProposal, RiskLine } from './model.ts';

const PROPOSAL = `bucket, proposal_id AS "proposalId", as_of AS "asOf", line_id AS "lineId", customer_id AS "customerId", product, scope, grade, kind, limit_from AS "limitFrom",
  limit_to AS "limitTo", utilisation, on_time_months AS "onTimeMonths", worst_dpd AS "worstDpd", reasons, state, batch_id AS "batchId", note`;

export async function insertProposals(tx: Tx, rows: readonly LimitProposal[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(
    `INSERT INTO risk.limit_proposal (bucket, proposal_id, as_of, line_id, customer_id, product, scope, grade, kind, limit_from, limit_to, utilisation, on_time_months, worst_dpd, reasons, state)
     SELECT g.bucket, g.id, g.as_of, g.line, g.customer, g.product, g.scope, g.grade, g.kind, g.was, g.becomes, g.used, g.on_time, g.worst, ARRAY(SELECT jsonb_array_elements_text(g.reasons)), 'proposed'
     FROM unnest($1::int[], $2::text[], $3::date[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::bigint[], $11::bigint[], $12::bigint[], $13::int[], $14::int[], $15::jsonb[])
       AS g(bucket, id, as_of, line, customer, product, scope, grade, kind, was, becomes, used, on_time, worst, reasons) ON CONFLICT DO NOTHING`,
    [
      rows.map((r) => r.bucket),
      rows.map((r) => r.proposalId),
      rows.map((r) => r.asOf),
      rows.map((r) => r.lineId),
      rows.map((r) => r.customerId),
      rows.map((r) => r.product),
      rows.map((r) => r.scope),
      rows.map((r) => r.grade),
      rows.map((r) => r.kind),
      rows.map((r) => r.limitFrom),
      rows.map((r) => r.limitTo),
      rows.map((r) => r.utilisation),
      rows.map((r) => r.onTimeMonths),
      rows.map((r) => r.worstDpd),
      rows.map((r) => JSON.stringify(r.reasons)),
    ],
  );
}

/** What the month-ends tell of customers: one row per customer and month-end, newest first. */
export type CustomerMonth = { readonly customerId: string; readonly asOf: string; readonly outstanding: bigint; readonly dpd: number; readonly grade: string };

export async function customerMonths(
  db: Db,
  lines: readonly RiskLine[],
  scopeOf: { readonly product: string },
  from: string,
  to: string,
): Promise<Map<string, CustomerMonth[]>> {
  const { rows } = await db.query<Omit<CustomerMonth, 'outstanding'> & { scope: string; outstanding: string }>(
    `SELECT p.customer_id AS "customerId", p.scope, p.as_of AS "asOf", sum(p.outstanding)::text AS outstanding, max(p.dpd) AS dpd, min(p.grade) AS grade
     FROM (SELECT DISTINCT * FROM unnest($1::int[], $2::text[])) AS g(bucket, id)
     JOIN risk.position p ON p.bucket = g.bucket AND p.customer_id = g.id AND p.as_of BETWEEN $4 AND $5 AND p.product = $3 GROUP BY 1, 2, 3 ORDER BY 3 DESC`,
    [lines.map((line) => line.bucket), lines.map((line) => line.customerId), scopeOf.product, from, to],
  );
  return Map.groupBy(
    rows.map(({ outstanding, ...row }) => ({ ...row, outstanding: BigInt(outstanding) })),
    (row) => `${row.customerId} ${row.scope}`,
  );
}

export type ProposalFilter = {
  readonly asOf: string | null;
  readonly kind: string | null;
  readonly grade: string | null;
  readonly state: string | null;
  readonly batchId: string | null;
  readonly customerId: string | null;
  readonly after: string | null;
  readonly limit: number;
};

/** A page of proposals, the newest month first, and how many there are in all. */
export async function listProposals(db: Db, f: ProposalFilter): Promise<{ proposals: LimitProposal[]; count: number }> {
  const where = `($1::date IS NULL OR as_of = $1) AND ($2::text IS NULL OR kind = $2) AND ($3::text IS NULL OR grade = $3) AND ($4::text IS NULL OR state = $4)
    AND ($5::text IS NULL OR batch_id = $5) AND ($6::text IS NULL OR customer_id = $6)`;
  const values = [f.asOf, f.kind, f.grade, f.state, f.batchId, f.customerId];
  const { rows } = await db.query<LimitProposal>(
    `SELECT ${PROPOSAL} FROM risk.limit_proposal WHERE ${where}
     AND ($7::text IS NULL OR (as_of, proposal_id) < (split_part($7, ' ', 1)::date, split_part($7, ' ', 2))) ORDER BY as_of DESC, proposal_id DESC LIMIT $8`,
    [...values, f.after, f.limit],
  );
  const counted = await db.query<{ count: number }>(`SELECT count(*)::int AS count FROM risk.limit_proposal WHERE ${where}`, values);
  return { proposals: rows, count: counted.rows[0]?.count ?? 0 };
}

/** Proposals of a batch, held until the transaction ends. */
export async function holdBatchProposals(tx: Tx, batchId: string): Promise<LimitProposal[]> {
  const { rows } = await tx.query<LimitProposal>(`SELECT ${PROPOSAL} FROM risk.limit_proposal WHERE batch_id = $1 ORDER BY bucket, proposal_id FOR UPDATE`, [
    batchId,
  ]);
  return rows;
}

export async function moveProposals(
  tx: Tx,
  rows: readonly { readonly bucket: number; readonly proposalId: string; readonly state: LimitProposal['state']; readonly note: string | null }[],
): Promise<void> {
  await tx.query(
    `UPDATE risk.limit_proposal p SET state = g.state, note = g.note FROM unnest($1::int[], $2::text[], $3::text[], $4::text[]) AS g(bucket, id, state, note)
     WHERE p.bucket = g.bucket AND p.proposal_id = g.id`,
    [rows.map((r) => r.bucket), rows.map((r) => r.proposalId), rows.map((r) => r.state), rows.map((r) => r.note)],
  );
}

export type LimitBatch = {
  readonly batchId: string;
  readonly asOf: string;
  readonly kind: string;
  readonly grade: string | null;
  readonly proposals: number;
  readonly state: 'submitted' | 'approved' | 'rejected';
  readonly reason: string;
  readonly madeBy: string;
  readonly madeAt: string;
  readonly checkedBy: string | null;
  readonly checkedAt: string | null;
  readonly verdict: string | null;
};

const utc = (column: string) => `to_char(${column}, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
const BATCH = `batch_id AS "batchId", as_of AS "asOf", kind, grade, proposals, state, reason, made_by AS "madeBy", ${utc('made_at')} AS "madeAt", checked_by AS "checkedBy",
  ${utc('checked_at')} AS "checkedAt", verdict`;

export async function batchById(db: Db, batchId: string, hold = false): Promise<LimitBatch | undefined> {
  const { rows } = await db.query<LimitBatch>(
    `SELECT ${BATCH} FROM risk.limit_batch WHERE bucket = ${HOUSE_BUCKET} AND batch_id = $1 ${hold ? 'FOR UPDATE' : ''}`,
    [batchId],
  );
  return rows[0];
}

/** Batches, those to decide first. */
export async function listBatches(db: Db, limit: number): Promise<LimitBatch[]> {
  const { rows } = await db.query<LimitBatch>(
    `SELECT ${BATCH} FROM risk.limit_batch WHERE bucket = ${HOUSE_BUCKET} ORDER BY (state = 'submitted') DESC, made_at DESC, batch_id LIMIT $1`,
    [limit],
  );
  return rows;
}
