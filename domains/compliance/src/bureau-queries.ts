import type { Db, Tx } from '@jinqiao/database';
import { derivedId } from '@jinqiao/runtime';

export type BureauQuery = {
  readonly queryId: string;
  readonly bucket: number;
  readonly customerId: string;
  readonly programmeId: string;
  /** The bureau that is asked, and the institution that asks it. */
  readonly bureau: string;
  readonly askedBy: string;
  readonly purpose: 'credit-approval' | 'post-loan';
  readonly consentId: string;
  /** What it is asked for: the application or the loan. */
  readonly subject: string;
  readonly businessDate: string;
  readonly askedAt: string;
  readonly state: 'asked' | 'answered' | 'no-report';
  /** The bureau's reference of the report. */
  readonly resultRef: string | null;
};

export type NewBureauQuery = Omit<BureauQuery, 'queryId' | 'state' | 'resultRef'>;

function queryIdOf(query: Pick<NewBureauQuery, 'bucket' | 'subject' | 'purpose' | 'businessDate'>): string {
  return derivedId('bqy', query.bucket, `${query.purpose} ${query.subject} ${query.businessDate}`);
}

/** Logs queries before they are sent; the same query again is the same entry. */
export async function recordBureauQueries(tx: Tx, queries: readonly NewBureauQuery[]): Promise<void> {
  await tx.query(
    `INSERT INTO compliance.bureau_query (bucket, query_id, customer_id, programme_id, bureau, asked_by, purpose, consent_id, subject, business_date, asked_at, state)
     SELECT *, 'asked' FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::date[], $11::timestamptz[])
     ON CONFLICT DO NOTHING`,
    [
      queries.map((q) => q.bucket),
      queries.map(queryIdOf),
      queries.map((q) => q.customerId),
      queries.map((q) => q.programmeId),
      queries.map((q) => q.bureau),
      queries.map((q) => q.askedBy),
      queries.map((q) => q.purpose),
      queries.map((q) => q.consentId),
      queries.map((q) => q.subject),
      queries.map((q) => q.businessDate),
      queries.map((q) => q.askedAt),
    ],
  );
}

/** Adds what came of queries: the reference of the report, or that none was given. */
export async function answerBureauQueries(
  tx: Tx,
  answers: readonly (Pick<NewBureauQuery, 'bucket' | 'subject' | 'purpose' | 'businessDate'> & { readonly resultRef: string | null })[],
): Promise<void> {
  await tx.query(
    `UPDATE compliance.bureau_query q SET state = CASE WHEN g.result IS NULL THEN 'no-report' ELSE 'answered' END, result_ref = g.result
     FROM unnest($1::int[], $2::text[], $3::text[]) AS g(bucket, id, result) WHERE q.bucket = g.bucket AND q.query_id = g.id AND q.state = 'asked'`,
    [answers.map((a) => a.bucket), answers.map(queryIdOf), answers.map((a) => a.resultRef)],
  );
}

const COLUMNS = `query_id AS "queryId", bucket, customer_id AS "customerId", programme_id AS "programmeId", bureau, asked_by AS "askedBy", purpose, consent_id AS "consentId",
  subject, business_date AS "businessDate", to_char(asked_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS "askedAt", state, result_ref AS "resultRef"`;

export async function bureauQueriesOf(db: Db, bucket: number, customerId: string): Promise<BureauQuery[]> {
  const { rows } = await db.query<BureauQuery>(
    `SELECT ${COLUMNS} FROM compliance.bureau_query WHERE bucket = $1 AND customer_id = $2 ORDER BY business_date DESC, query_id DESC`,
    [bucket, customerId],
  );
  return rows;
}

/** A page of the log, newest first; `after` is `<date> <id>`. */
export async function listBureauQueries(db: Db, filter: { after: string | null; limit: number }): Promise<BureauQuery[]> {
  const [date, id] = filter.after?.split(' ') ?? [null, null];
  const { rows } = await db.query<BureauQuery>(
    `SELECT ${COLUMNS} FROM compliance.bureau_query WHERE ($1::date IS NULL OR (business_date, query_id) < ($1::date, $2::text))
     ORDER BY business_date DESC, query_id DESC LIMIT $3`,
    [date, id, filter.limit],
  );
  return rows;
}
