import type { Db, Tx } from '@jinqiao/database';
import { derivedId } from '@jinqiao/runtime';
import type { RuleResult } from './rules.ts';

export type Decision = {
  readonly decisionId: string;
  readonly bucket: number;
  readonly customerId: string;
  /** The application, line or loan decided on. */
  readonly subject: string;
  readonly kind: 'credit' | 'draw' | 'review';
  readonly businessDate: string;
  readonly outcome: 'approved' | 'refused' | 'manual';
  readonly reason: string | null;
  readonly rules: readonly RuleResult[];
};

/** Stores decisions with the rule results they rest on; the same decision again changes nothing. */
export async function recordDecisions(tx: Tx, decisions: readonly Omit<Decision, 'decisionId'>[]): Promise<void> {
  await tx.query(
    `INSERT INTO compliance.decision (bucket, decision_id, customer_id, subject, kind, business_date, outcome, reason, rules)
     SELECT * FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::text[], $6::date[], $7::text[], $8::text[], $9::jsonb[]) ON CONFLICT DO NOTHING`,
    [
      decisions.map((d) => d.bucket),
      decisions.map((d) => derivedId('dec', d.bucket, `${d.kind} ${d.subject} ${d.businessDate} ${d.outcome}`)),
      decisions.map((d) => d.customerId),
      decisions.map((d) => d.subject),
      decisions.map((d) => d.kind),
      decisions.map((d) => d.businessDate),
      decisions.map((d) => d.outcome),
      decisions.map((d) => d.reason),
      decisions.map((d) => JSON.stringify(d.rules)),
    ],
  );
}

const COLUMNS = `decision_id AS "decisionId", bucket, customer_id AS "customerId", subject, kind, business_date AS "businessDate", outcome, reason, rules`;

export async function decisionsOfCustomer(db: Db, bucket: number, customerId: string): Promise<Decision[]> {
  const { rows } = await db.query<Decision>(
    `SELECT ${COLUMNS} FROM compliance.decision WHERE bucket = $1 AND customer_id = $2 ORDER BY business_date, decision_id`,
    [bucket, customerId],
  );
  return rows;
}
