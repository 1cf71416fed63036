import { bucketOfId, type Db, type Tx } from '@jinqiao/database';
import { creditFault } from '../errors.ts';
import type { Inputs, Outcome, RunResult } from './model.ts';

/** One run as it is kept. */
export type Run = {
  readonly bucket: number;
  readonly runId: string;
  readonly customerId: string;
  /** The application decided on. */
  readonly subject: string;
  /** The programme or product that asked. */
  readonly programmeId: string;
  readonly flow: string;
  readonly version: number;
  readonly arm: 'champion' | 'challenger';
  /** Whether it decided; the other arm's answer changes nothing. */
  readonly effective: boolean;
  /** Digest of the rulebook. */
  readonly rulebook: string;
  /** Digest of each card by name and version. */
  readonly cards: Readonly<Record<string, string>>;
  readonly businessDate: string;
  readonly decidedAt: string;
  readonly inputs: Inputs;
  readonly result: RunResult;
};

const COLUMNS = `bucket, run_id AS "runId", customer_id AS "customerId", subject, programme_id AS "programmeId", flow, version, arm, effective, rulebook, cards,
  business_date AS "businessDate", to_char(decided_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "decidedAt", inputs, result`;

/** Stores runs. @returns the ids of those that were new; the others were decided before. */
export async function insertRuns(tx: Tx, runs: readonly Run[]): Promise<Set<string>> {
  const { rows } = await tx.query<{ runId: string }>(
    `INSERT INTO credit.run (bucket, run_id, customer_id, subject, programme_id, flow, version, arm, effective, rulebook, cards, business_date, decided_at, inputs, result,
       outcome, code, credit_limit, score)
     SELECT * FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::int[], $8::text[], $9::boolean[], $10::text[], $11::jsonb[], $12::date[],
       $13::timestamptz[], $14::jsonb[], $15::jsonb[], $16::text[], $17::text[], $18::bigint[], $19::int[])
     ON CONFLICT DO NOTHING RETURNING run_id AS "runId"`,
    [
      runs.map((r) => r.bucket),
      runs.map((r) => r.runId),
      runs.map((r) => r.customerId),
      runs.map((r) => r.subject),
      runs.map((r) => r.programmeId),
      runs.map((r) => r.flow),
      runs.map((r) => r.version),
      runs.map((r) => r.arm),
      runs.map((r) => r.effective),
      runs.map((r) => r.rulebook),
      runs.map((r) => JSON.stringify(r.cards)),
      runs.map((r) => r.businessDate),
      runs.map((r) => r.decidedAt),
      runs.map((r) => JSON.stringify(r.inputs)),
      runs.map((r) => JSON.stringify(r.result)),
      runs.map((r) => r.result.outcome),
      runs.map((r) => r.result.code),
      runs.map((r) => r.result.limit),
      runs.map((r) => r.result.score),
    ],
  );
  return new Set(rows.map((row) => row.runId));
}

export async function runsByIds(db: Db, ids: readonly { readonly bucket: number; readonly runId: string }[]): Promise<Map<string, Run>> {
  const { rows } = await db.query<Run>(`SELECT ${COLUMNS} FROM credit.run WHERE (bucket, run_id) IN (SELECT * FROM unnest($1::int[], $2::text[]))`, [
    ids.map((id) => id.bucket),
    ids.map((id) => id.runId),
  ]);
  return new Map(rows.map((run) => [run.runId, run]));
}

/** @throws Fault RUN_UNKNOWN. */
export async function runById(db: Db, runId: string): Promise<Run> {
  const run = (await runsByIds(db, [{ bucket: bucketOfId(runId) ?? -1, runId }])).get(runId);
  if (!run) throw creditFault('RUN_UNKNOWN', { id: runId.slice(0, 40) });
  return run;
}

/** Both arms of an application, what decided first. */
export async function runsOfSubject(db: Db, bucket: number, subject: string): Promise<Run[]> {
  const { rows } = await db.query<Run>(`SELECT ${COLUMNS} FROM credit.run WHERE bucket = $1 AND subject = $2 ORDER BY effective DESC, run_id`, [
    bucket,
    subject,
  ]);
  return rows;
}

/** The run that decided each application, and the limit it found. */
export async function effectiveRuns(
  db: Db,
  subjects: readonly { readonly bucket: number; readonly subject: string }[],
): Promise<Map<string, { readonly runId: string; readonly creditLimit: bigint }>> {
  const { rows } = await db.query<{ subject: string; runId: string; creditLimit: bigint }>(
    `SELECT r.subject, r.run_id AS "runId", r.credit_limit AS "creditLimit" FROM unnest($1::int[], $2::text[]) AS g(bucket, subject)
     JOIN credit.run r ON r.bucket = g.bucket AND r.subject = g.subject AND r.effective`,
    [subjects.map((s) => s.bucket), subjects.map((s) => s.subject)],
  );
  return new Map(rows.map((row) => [row.subject, row]));
}

export type RunFilter = {
  readonly flow: string | null;
  readonly outcome: Outcome | null;
  readonly arm: Run['arm'] | null;
  readonly code: string | null;
  readonly customerId: string | null;
  /** `<date> <id>` of where the last page ended. */
  readonly after: string | null;
  readonly limit: number;
};

export type RunSummary = Omit<Run, 'inputs' | 'result' | 'cards' | 'rulebook'> & {
  readonly outcome: Outcome;
  readonly code: string | null;
  readonly creditLimit: bigint;
  readonly score: number | null;
};

/** A page of runs, newest first. */
export async function listRuns(db: Db, { flow, outcome, arm, code, customerId, after, limit }: RunFilter): Promise<RunSummary[]> {
  const [date, id] = after?.split(' ') ?? [null, null];
  const bucket = customerId === null ? null : (bucketOfId(customerId) ?? -1);
  const { rows } = await db.query<RunSummary>(
    `SELECT bucket, run_id AS "runId", customer_id AS "customerId", subject, programme_id AS "programmeId", flow, version, arm, effective, business_date AS "businessDate",
       to_char(decided_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "decidedAt", outcome, code, credit_limit AS "creditLimit", score
     FROM credit.run WHERE ($1::date IS NULL OR (business_date, run_id) < ($1::date, $2::text)) AND ($3::text IS NULL OR flow = $3) AND ($4::text IS NULL OR outcome = $4)
       AND ($5::text IS NULL OR arm = $5) AND ($6::text IS NULL OR code = $6) ${customerId === null ? 'AND $7::int IS NULL AND $8::text IS NULL' : 'AND bucket = $7 AND customer_id = $8'}
     ORDER BY business_date DESC, run_id DESC LIMIT $9`,
    [date, id, flow, outcome, arm, code, bucket, customerId, limit],
  );
  return rows;
}
