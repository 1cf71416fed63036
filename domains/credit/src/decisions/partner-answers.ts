import type { RuleResult } from '@jinqiao/compliance';
import { bucketOfId, type Db, type Tx } from '@jinqiao/database';

/** The bank's answer to an application, as it comes. */
export type BankAnswer = {
  readonly applicationRef: string;
  readonly status: 'APPROVED' | 'REJECTED' | 'MANUAL';
  readonly code: string;
  readonly bankLimit: bigint | null;
  readonly bureauReportRef: string;
  readonly rules: readonly RuleResult[];
};

/** What the funding bank's own engine answered to an application. */
export type PartnerAnswer = {
  readonly applicationId: string;
  readonly status: BankAnswer['status'];
  readonly code: string;
  readonly bankLimit: bigint | null;
  readonly rules: readonly RuleResult[];
  readonly answeredOn: string;
};

/** Keeps what the bank answered; an answer that comes again changes nothing. */
export async function recordPartnerAnswers(tx: Tx, programmeId: string, on: string, answers: readonly BankAnswer[]): Promise<void> {
  if (answers.length === 0) return;
  await tx.query(
    `INSERT INTO credit.partner_answer (bucket, application_id, programme_id, status, code, bank_limit, rules, answered_on)
     SELECT g.bucket, g.id, $1, g.status, g.code, g.bank_limit, g.rules, $2::date
     FROM unnest($3::int[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::jsonb[]) AS g(bucket, id, status, code, bank_limit, rules) ON CONFLICT DO NOTHING`,
    [
      programmeId,
      on,
      answers.map((answer) => bucketOfId(answer.applicationRef) ?? 0),
      answers.map((answer) => answer.applicationRef),
      answers.map((answer) => answer.status),
      answers.map((answer) => answer.code),
      answers.map((answer) => answer.bankLimit),
      answers.map((answer) => JSON.stringify(answer.rules)),
    ],
  );
}

export async function partnerAnswerOf(db: Db, bucket: number, applicationId: string): Promise<PartnerAnswer | undefined> {
  const { rows } = await db.query<PartnerAnswer>(
    `SELECT application_id AS "applicationId", status, code, bank_limit AS "bankLimit", rules, answered_on AS "answeredOn" FROM credit.partner_answer
     WHERE bucket = $1 AND application_id = $2`,
    [bucket, applicationId],
  );
  return rows[0];
}
