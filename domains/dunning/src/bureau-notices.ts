import type { Db, Tx } from '@jinqiao/database';
import { derivedId } from '@jinqiao/runtime';
import type { Message } from './contact-store.ts';
import type { CaseKey } from './model.ts';

/** The notice that a person was given before anything bad of them may be reported, and from when it may. */
export type BureauNotice = CaseKey & {
  readonly noticeId: string;
  readonly messageId: string;
  readonly givenOn: string;
  readonly reportFrom: string;
  readonly givenBy: string;
  readonly retainUntil: string;
};

export async function bureauNoticeOf(db: Db, key: CaseKey): Promise<BureauNotice | undefined> {
  const { rows } = await db.query<BureauNotice>(
    `SELECT bucket, notice_id AS "noticeId", case_id AS "caseId", message_id AS "messageId", given_on AS "givenOn", report_from AS "reportFrom", given_by AS "givenBy",
       retain_until AS "retainUntil" FROM dunning.bureau_notice WHERE bucket = $1 AND case_id = $2`,
    [key.bucket, key.caseId],
  );
  return rows[0];
}

/** Records the notice of a case once the message that gives it has surely arrived; the first one counts. */
export async function recordBureauNotice(tx: Tx, message: Message, givenOn: string, reportFrom: string, retainUntil: string): Promise<void> {
  await tx.query(
    `INSERT INTO dunning.bureau_notice (bucket, notice_id, case_id, customer_id, message_id, given_on, report_from, given_by, retain_until)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING`,
    [
      message.bucket,
      derivedId('bnt', message.bucket, message.caseId),
      message.caseId,
      message.customerId,
      message.messageId,
      givenOn,
      reportFrom,
      message.queuedBy,
      retainUntil,
    ],
  );
}
