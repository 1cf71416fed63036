import type { Db, Tx } from '@jinqiao/database';
import { creditFault } from './errors.ts';

export type Application = {
  readonly bucket: number;
  readonly applicationId: string;
  readonly customerId: string;
  readonly programmeId: string;
  readonly state: 'whitelist-miss' | 'platform-refused' | 'sent' | 'approved' | 'rejected' | 'manual' | 'cleared';
  readonly appliedOn: string;
  readonly platformLimit: bigint;
  readonly score: number;
  readonly reasons: readonly string[];
  readonly bankLimit: bigint | null;
  readonly finalLimit: bigint | null;
  readonly refusalCode: string | null;
  readonly refusalSide: string | null;
};

export type Line = {
  readonly bucket: number;
  readonly lineId: string;
  readonly customerId: string;
  readonly programmeId: string;
  readonly limit: bigint;
  readonly state: 'active' | 'frozen' | 'expired';
  readonly openedOn: string;
  readonly validThrough: string;
  readonly reviewOn: string;
};

export type Invitation = {
  bucket: number;
  programmeId: string;
  customerId: string;
  validThrough: string;
  tenureMonths: number;
  ordersPerYear: number;
  suggestedLimit: bigint | null;
};

/** Loads invitations; a customer invited again gets the newer figures. */
export async function invite(db: Db, rows: readonly Invitation[]): Promise<void> {
  await db.query(
    `INSERT INTO credit.whitelist (bucket, programme_id, customer_id, valid_through, tenure_months, orders_per_year, suggested_limit)
     SELECT * FROM unnest($1::int[], $2::text[], $3::text[], $4::date[], $5::int[], $6::int[], $7::bigint[])
     ON CONFLICT (bucket, programme_id, customer_id) DO UPDATE SET valid_through = excluded.valid_through, tenure_months = excluded.tenure_months,
       orders_per_year = excluded.orders_per_year, suggested_limit = excluded.suggested_limit`,
    [
      rows.map((r) => r.bucket),
      rows.map((r) => r.programmeId),
      rows.map((r) => r.customerId),
      rows.map((r) => r.validThrough),
      rows.map((r) => r.tenureMonths),
      rows.map((r) => r.ordersPerYear),
      rows.map((r) => r.suggestedLimit),
    ],
  );
}

export async function invitationsOf(db: Db, programmeId: string, keys: readonly { bucket: number; customerId: string }[]): Promise<Map<string, Invitation>> {
  const { rows } = await db.query<Invitation>(
    `SELECT w.bucket, w.programme_id AS "programmeId", w.customer_id AS "customerId", w.valid_through AS "validThrough", w.tenure_months AS "tenureMonths",
       w.orders_per_year AS "ordersPerYear", w.suggested_limit AS "suggestedLimit"
     FROM unnest($2::int[], $3::text[]) AS given(bucket, id)
     JOIN credit.whitelist w ON w.bucket = given.bucket AND w.programme_id = $1 AND w.customer_id = given.id`,
    [programmeId, keys.map((k) => k.bucket), keys.map((k) => k.customerId)],
  );
  return new Map(rows.map((row) => [row.customerId, row]));
}

const APPLICATION = `bucket, application_id AS "applicationId", customer_id AS "customerId", programme_id AS "programmeId", state, applied_on AS "appliedOn", platform_limit AS "platformLimit",
  score, reasons, bank_limit AS "bankLimit", final_limit AS "finalLimit", refusal_code AS "refusalCode", refusal_side AS "refusalSide"`;

export async function applicationOf(db: Db, bucket: number, customerId: string, programmeId: string): Promise<Application | undefined> {
  const { rows } = await db.query<Application>(
    `SELECT ${APPLICATION} FROM credit.application WHERE bucket = $1 AND customer_id = $2 AND programme_id = $3 ORDER BY applied_on DESC, application_id DESC LIMIT 1`,
    [bucket, customerId, programmeId],
  );
  return rows[0];
}

/** The score of each customer's newest approved application in a programme. */
export async function approvedScores(db: Db, keys: readonly { bucket: number; customerId: string; programmeId: string }[]): Promise<Map<string, number>> {
  const { rows } = await db.query<{ customerId: string; programmeId: string; score: number }>(
    `SELECT DISTINCT ON (a.customer_id, a.programme_id) a.customer_id AS "customerId", a.programme_id AS "programmeId", a.score
     FROM (SELECT DISTINCT * FROM unnest($1::int[], $2::text[], $3::text[])) AS given(bucket, customer, programme)
     JOIN credit.application a ON a.bucket = given.bucket AND a.customer_id = given.customer AND a.programme_id = given.programme AND a.state = 'approved'
     ORDER BY a.customer_id, a.programme_id, a.applied_on DESC`,
    [keys.map((key) => key.bucket), keys.map((key) => key.customerId), keys.map((key) => key.programmeId)],
  );
  return new Map(rows.map((row) => [`${row.customerId} ${row.programmeId}`, row.score]));
}

/** @throws Fault APPLICATION_UNKNOWN. */
export async function applicationById(db: Db, bucket: number, applicationId: string): Promise<Application> {
  const { rows } = await db.query<Application>(`SELECT ${APPLICATION} FROM credit.application WHERE bucket = $1 AND application_id = $2`, [
    bucket,
    applicationId,
  ]);
  if (!rows[0]) throw creditFault('APPLICATION_UNKNOWN');
  return rows[0];
}

/** Applications that a person cleared and that go on to the bank, by customer. */
export async function clearedApplications(
  db: Db,
  programmeId: string,
  keys: readonly { bucket: number; customerId: string }[],
): Promise<Map<string, Application>> {
  const { rows } = await db.query<Application>(
    `SELECT ${APPLICATION} FROM credit.application WHERE (bucket, customer_id) IN (SELECT * FROM unnest($2::int[], $3::text[])) AND programme_id = $1 AND state = 'cleared'`,
    [programmeId, keys.map((k) => k.bucket), keys.map((k) => k.customerId)],
  );
  return new Map(rows.map((row) => [row.customerId, row]));
}

/** What a person decided of an application. */
export async function setReviewed(
  tx: Tx,
  { bucket, applicationId }: Application,
  { state, platformLimit, refusalCode, refusalSide }: Pick<Application, 'state' | 'platformLimit' | 'refusalCode' | 'refusalSide'>,
): Promise<void> {
  await tx.query(
    'UPDATE credit.application SET state = $3, platform_limit = $4, refusal_code = $5, refusal_side = $6 WHERE bucket = $1 AND application_id = $2',
    [bucket, applicationId, state, platformLimit, refusalCode, refusalSide],
  );
}

/** A person approved what the bank had left to one. */
export async function approveReviewed(tx: Tx, { bucket, applicationId }: Application, limit: bigint): Promise<void> {
  await tx.query(
    `UPDATE credit.application SET state = 'approved', final_limit = $3, refusal_code = NULL, refusal_side = NULL WHERE bucket = $1 AND application_id = $2 AND state = 'manual'`,
    [bucket, applicationId, limit],
  );
}

export async function insertApplications(tx: Tx, rows: readonly Application[]): Promise<void> {
  // Reasons travel as JSON text, since an array of arrays must be rectangular.
  await tx.query(
    `INSERT INTO credit.application (bucket, application_id, customer_id, programme_id, state, applied_on, platform_limit, score, reasons, refusal_code, refusal_side)
     SELECT g.bucket, g.id, g.customer, g.programme, g.state, g.on_date, g.platform_limit, g.score, ARRAY(SELECT jsonb_array_elements_text(g.reasons)), g.code, g.side
     FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::text[], $6::date[], $7::bigint[], $8::int[], $9::jsonb[], $10::text[], $11::text[])
       AS g(bucket, id, customer, programme, state, on_date, platform_limit, score, reasons, code, side) ON CONFLICT DO NOTHING`,
    [
      rows.map((r) => r.bucket),
      rows.map((r) => r.applicationId),
      rows.map((r) => r.customerId),
      rows.map((r) => r.programmeId),
      rows.map((r) => r.state),
      rows.map((r) => r.appliedOn),
      rows.map((r) => r.platformLimit),
      rows.map((r) => r.score),
      rows.map((r) => JSON.stringify(r.reasons)),
      rows.map((r) => r.refusalCode),
      rows.map((r) => r.refusalSide),
    ],
  );
}

export async function answerApplications(
  tx: Tx,
  rows: readonly {
    bucket: number;
    applicationId: string;
    state: Application['state'];
    bankLimit: bigint | null;
    finalLimit: bigint | null;
    refusalCode: string | null;
    refusalSide: string | null;
    bureauReportRef: string;
  }[],
): Promise<void> {
  await tx.query(
    `UPDATE credit.application a SET state = g.state, bank_limit = g.bank, final_limit = g.final, refusal_code = g.code, refusal_side = g.side, bureau_report_ref = g.report
     FROM unnest($1::int[], $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::text[], $7::text[], $8::text[]) AS g(bucket, id, state, bank, final, code, side, report)
     WHERE a.bucket = g.bucket AND a.application_id = g.id AND a.state IN ('sent', 'cleared', 'manual')`,
    [
      rows.map((r) => r.bucket),
      rows.map((r) => r.applicationId),
      rows.map((r) => r.state),
      rows.map((r) => r.bankLimit),
      rows.map((r) => r.finalLimit),
      rows.map((r) => r.refusalCode),
      rows.map((r) => r.refusalSide),
      rows.map((r) => r.bureauReportRef),
    ],
  );
}

const LINE = `bucket, line_id AS "lineId", customer_id AS "customerId", programme_id AS "programmeId", credit_limit AS "limit", state, opened_on AS "openedOn", valid_through AS "validThrough", review_on AS "reviewOn"`;

export async function insertLines(tx: Tx, rows: readonly Line[]): Promise<void> {
  await tx.query(
    `INSERT INTO credit.line (bucket, line_id, customer_id, programme_id, credit_limit, state, opened_on, valid_through, review_on)
     SELECT * FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::text[], $7::date[], $8::date[], $9::date[]) ON CONFLICT DO NOTHING`,
    [
      rows.map((r) => r.bucket),
      rows.map((r) => r.lineId),
      rows.map((r) => r.customerId),
      rows.map((r) => r.programmeId),
      rows.map((r) => r.limit),
      rows.map((r) => r.state),
      rows.map((r) => r.openedOn),
      rows.map((r) => r.validThrough),
      rows.map((r) => r.reviewOn),
    ],
  );
}

export async function lineOf(db: Db, bucket: number, customerId: string, programmeId: string): Promise<Line | undefined> {
  const { rows } = await db.query<Line>(`SELECT ${LINE} FROM credit.line WHERE bucket = $1 AND customer_id = $2 AND programme_id = $3`, [
    bucket,
    customerId,
    programmeId,
  ]);
  return rows[0];
}

/** The lines of customers, held until the transaction ends, so that two draws cannot both pass the limit. */
export async function holdLines(tx: Tx, programmeId: string, keys: readonly { bucket: number; customerId: string }[]): Promise<Map<string, Line>> {
  const { rows } = await tx.query<Line>(
    `SELECT ${LINE} FROM credit.line WHERE programme_id = $1 AND (bucket, customer_id) IN (SELECT * FROM unnest($2::int[], $3::text[])) ORDER BY bucket, line_id FOR UPDATE`,
    [programmeId, keys.map((k) => k.bucket), keys.map((k) => k.customerId)],
  );
  return new Map(rows.map((row) => [row.customerId, row]));
}

/** Active lines whose review is due, the longest due first: in that order the index answers, and an empty day costs nothing. */
export async function linesToReview(tx: Tx, on: string, limit: number): Promise<Line[]> {
  const { rows } = await tx.query<Line>(
    `SELECT ${LINE} FROM credit.line WHERE state = 'active' AND review_on <= $1 ORDER BY review_on, bucket, line_id LIMIT $2`,
    [on, limit],
  );
  return rows;
}

/** Lines that can be drawn on, in order of bucket and id, behind a key. */
export async function activeLines(db: Db, after: { bucket: number; lineId: string } | null, limit: number): Promise<Line[]> {
  const { rows } = await db.query<Line>(
    `SELECT ${LINE} FROM credit.line WHERE state = 'active' AND ($1::int IS NULL OR (bucket, line_id) > ($1, $2)) ORDER BY bucket, line_id LIMIT $3`,
    [after?.bucket ?? null, after?.lineId ?? null, limit],
  );
  return rows;
}

/** Freezes lines that can be drawn on; others stay as they are. @returns the ids of those that were frozen. */
export async function freezeLines(tx: Tx, keys: readonly { bucket: number; lineId: string }[]): Promise<string[]> {
  const { rows } = await tx.query<{ lineId: string }>(
    `UPDATE credit.line l SET state = 'frozen' FROM unnest($1::int[], $2::text[]) AS g(bucket, id) WHERE l.bucket = g.bucket AND l.line_id = g.id AND l.state = 'active' RETURNING l.line_id AS "lineId"`,
    [keys.map((key) => key.bucket), keys.map((key) => key.lineId)],
  );
  return rows.map((row) => row.lineId);
}

export async function setLines(tx: Tx, rows: readonly { bucket: number; lineId: string; state: Line['state']; reviewOn: string }[]): Promise<void> {
  await tx.query(
    `UPDATE credit.line l SET state = g.state, review_on = g.review_on FROM unnest($1::int[], $2::text[], $3::text[], $4::date[]) AS g(bucket, id, state, review_on)
     WHERE l.bucket = g.bucket AND l.line_id = g.id`,
    [rows.map((r) => r.bucket), rows.map((r) => r.lineId), rows.map((r) => r.state), rows.map((r) => r.reviewOn)],
  );
}
