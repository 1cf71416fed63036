import type { Db } from '@jinqiao/database';
import type { Outcome } from './model.ts';
import type { BankAnswer } from './partner-answers.ts';

/** How the platform's engine and the bank's answered the same applications of a programme. */
export type Agreement = {
  readonly cells: readonly { readonly platform: Outcome; readonly bank: BankAnswer['status'] | null; readonly count: number }[];
  /** Of those whom both approved: whose limit was the lower. */
  readonly limits: { readonly bankLower: number; readonly equal: number; readonly platformLower: number; readonly noBankLimit: number };
  /** Of those handed over, by fifties of the platform's score. */
  readonly byScore: readonly { readonly from: number; readonly approved: number; readonly manual: number; readonly rejected: number }[];
  /** Codes by which the bank did not approve what the platform had. */
  readonly codes: readonly { readonly code: string; readonly count: number }[];
};

type Window = { readonly programmeId: string; readonly from: string; readonly through: string };

const PAIRS = `WITH pairs AS (
  SELECT r.outcome AS platform, b.status AS bank, r.credit_limit AS own, b.bank_limit AS theirs, r.score, b.code FROM credit.run r
  LEFT JOIN credit.partner_answer b ON b.bucket = r.bucket AND b.application_id = r.subject
  WHERE r.programme_id = $1 AND r.effective AND r.business_date BETWEEN $2 AND $3)`;
const CODES_SHOWN = 10;
const BAND = 50;

/** Counts over the runs that decided applications of a programme between two days, both included. */
export async function agreementOf(db: Db, { programmeId, from, through }: Window): Promise<Agreement> {
  const within = [programmeId, from, through];
  const { rows: cells } = await db.query<Agreement['cells'][number]>(
    `${PAIRS} SELECT platform, bank, count(*)::int AS count FROM pairs GROUP BY 1, 2 ORDER BY 1, 2`,
    within,
  );
  const { rows: limits } = await db.query<Agreement['limits']>(
    `${PAIRS} SELECT count(*) FILTER (WHERE theirs < own)::int AS "bankLower", count(*) FILTER (WHERE theirs = own)::int AS equal,
       count(*) FILTER (WHERE theirs > own)::int AS "platformLower", count(*) FILTER (WHERE theirs IS NULL)::int AS "noBankLimit"
     FROM pairs WHERE platform = 'approve' AND bank = 'APPROVED'`,
    within,
  );
  const { rows: byScore } = await db.query<Agreement['byScore'][number]>(
    `${PAIRS} SELECT (score / ${BAND} * ${BAND})::int AS from, count(*) FILTER (WHERE bank = 'APPROVED')::int AS approved, count(*) FILTER (WHERE bank = 'MANUAL')::int AS manual,
       count(*) FILTER (WHERE bank = 'REJECTED')::int AS rejected FROM pairs WHERE bank IS NOT NULL AND score IS NOT NULL GROUP BY 1 ORDER BY 1`,
    within,
  );
  const { rows: codes } = await db.query<Agreement['codes'][number]>(
    `${PAIRS} SELECT code, count(*)::int AS count FROM pairs WHERE bank IN ('MANUAL', 'REJECTED') GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ${CODES_SHOWN}`,
    within,
  );
  return { cells, limits: limits[0] ?? { bankLower: 0, equal: 0, platformLower: 0, noBankLimit: 0 }, byScore, codes };
}
