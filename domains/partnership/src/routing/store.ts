import type { Db, Tx } from '@jinqiao/database';
import type { StoredFunder } from './funder.ts';

/** What became of the question to a bank: `rejected` is a loan that it approved and then did not book, `given-up` an offer that nobody took. */
export type RouteOutcome = 'none' | 'asked' | 'approved' | 'refused' | 'silent' | 'rejected' | 'booked' | 'given-up';

/** One choice of a funder, with every bank and its reasons in the order judged; `programmeId` is null where none was open. */
export type FundingChoice = {
  readonly bucket: number;
  readonly subject: string;
  readonly n: number;
  readonly customerId: string;
  readonly programmeId: string | null;
  readonly businessDate: string;
  readonly amount: bigint;
  readonly periods: number;
  readonly options: readonly StoredFunder[];
  readonly outcome: RouteOutcome;
  readonly code: string;
};

const CHOICE = `bucket, subject, n, customer_id AS "customerId", programme_id AS "programmeId", business_date AS "businessDate", amount, periods, options, outcome, code`;

type SubjectKey = { readonly bucket: number; readonly subject: string };

export async function fundingChoices(db: Db, { bucket, subject }: SubjectKey): Promise<FundingChoice[]> {
  const { rows } = await db.query<FundingChoice>(`SELECT ${CHOICE} FROM partnership.route_choice WHERE bucket = $1 AND subject = $2 ORDER BY n`, [
    bucket,
    subject,
  ]);
  return rows;
}

export async function insertChoice(tx: Tx, choice: FundingChoice, at: string): Promise<void> {
  await tx.query(
    `INSERT INTO partnership.route_choice (bucket, subject, n, customer_id, programme_id, business_date, amount, periods, options, outcome, code, chosen_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      choice.bucket,
      choice.subject,
      choice.n,
      choice.customerId,
      choice.programmeId,
      choice.businessDate,
      choice.amount,
      choice.periods,
      JSON.stringify(choice.options),
      choice.outcome,
      choice.code,
      at,
    ],
  );
}

/** Writes what the bank said to the n-th choice. */
export async function recordOutcome(tx: Tx, { bucket, subject }: SubjectKey, n: number, outcome: RouteOutcome, code: string): Promise<void> {
  await tx.query(`UPDATE partnership.route_choice SET outcome = $4, code = $5 WHERE bucket = $1 AND subject = $2 AND n = $3`, [
    bucket,
    subject,
    n,
    outcome,
    code,
  ]);
}

export type ChoiceFilter = {
  readonly programmeId: string | null;
  readonly outcome: string | null;
  /** Subject or customer, or the beginning of it. */
  readonly q: string | null;
  readonly after: { readonly date: string; readonly subject: string; readonly n: number } | null;
  readonly limit: number;
};

/** A page of choices, newest first. */
export async function listChoices(db: Db, f: ChoiceFilter): Promise<FundingChoice[]> {
  const { rows } = await db.query<FundingChoice>(
    `SELECT ${CHOICE} FROM partnership.route_choice
     WHERE ($1::text IS NULL OR programme_id = $1) AND ($2::text IS NULL OR outcome = $2) AND ($3::text IS NULL OR subject LIKE $3 || '%' OR customer_id LIKE $3 || '%')
       AND ($4::date IS NULL OR (business_date, subject, n) < ($4::date, $5::text, $6::int))
     ORDER BY business_date DESC, subject DESC, n DESC LIMIT $7`,
    [f.programmeId, f.outcome, f.q, f.after?.date ?? null, f.after?.subject ?? null, f.after?.n ?? null, f.limit],
  );
  return rows;
}
