import type { UsageSource } from '@jinqiao/credit';
import type { Product } from './model.ts';

/** What customers use of a pay-later product: orders on their way are frozen, principal that is not paid is used. */
export function payLaterUsage(product: Product): UsageSource {
  return {
    scope: product,
    usageOf: async (db, keys) => {
      const { rows } = await db.query<{ customerId: string; frozen: bigint; used: bigint; overdue: boolean }>(
        `SELECT c.customer_id AS "customerId", coalesce(sum(c.amount) FILTER (WHERE c.state = 'authorised'), 0)::bigint AS frozen,
           coalesce(sum(c.outstanding) FILTER (WHERE c.state = 'active'), 0)::bigint AS used, coalesce(bool_or(c.overdue_since IS NOT NULL AND c.state IN ('active', 'written-off')), false) AS overdue
         FROM paylater.contract c JOIN paylater.programme p ON p.bucket = 0 AND p.programme_id = c.programme_id AND p.parameters->>'product' = $1
         WHERE (c.bucket, c.customer_id) IN (SELECT * FROM unnest($2::int[], $3::text[])) AND c.state IN ('authorised', 'active', 'written-off') GROUP BY 1`,
        [product, keys.map((key) => key.bucket), keys.map((key) => key.customerId)],
      );
      return new Map(rows.map((row) => [row.customerId, row]));
    },
  };
}
