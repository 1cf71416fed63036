import type { Db } from '@jinqiao/database';
import { type Check, check } from '@jinqiao/ledger';
import { OPEN } from '../routing/quota.ts';
import { RESERVED } from './model.ts';

/** What is reserved of quotas and limits is what pay-offs under way hold, and what each day counts is what was routed on it and not given back. */
export async function verifyPayOffs(db: Db): Promise<Check[]> {
  const { rows } = await db.query<{ n: number; what: string | null }>(
    `WITH held AS (
       SELECT 'funder:' || programme_id AS subject, $1::text AS period, amount FROM partnership.card_pay_off WHERE state = ANY ($2::text[]) AND programme_id IS NOT NULL
       UNION ALL SELECT 'customer:' || customer_id, $1, amount FROM partnership.card_pay_off WHERE state = ANY ($2::text[]) AND programme_id IS NOT NULL
       UNION ALL SELECT 'funder:' || programme_id, 'D' || routed_on, amount FROM partnership.card_pay_off
         WHERE programme_id IS NOT NULL AND state NOT IN ('returned', 'refused', 'cancelled')),
     sums AS (SELECT subject, period, sum(amount) AS amount FROM held GROUP BY 1, 2),
     bad AS (SELECT coalesce(q.subject, s.subject) || ' ' || coalesce(q.period, s.period) || ': counted is ' || coalesce(q.used, 0) || ', pay-offs hold ' || coalesce(s.amount, 0) AS what
       FROM partnership.quota q FULL JOIN sums s ON s.subject = q.subject AND s.period = q.period WHERE coalesce(q.used, 0) <> coalesce(s.amount, 0) LIMIT 20)
     SELECT (SELECT count(*)::int FROM partnership.quota) AS n, bad.what FROM (SELECT 1) one LEFT JOIN bad ON true`,
    [OPEN, RESERVED],
  );
  return [
    check(
      'funder-quotas',
      rows[0]?.n ?? 0,
      rows.flatMap(({ what }) => what ?? []),
    ),
  ];
}
