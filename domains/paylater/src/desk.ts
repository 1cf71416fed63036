import type { Db } from '@jinqiao/database';
import type { Contract } from './model.ts';

export type PurchaseFilter = {
  readonly state: string | null;
  readonly programmeId: string | null;
  readonly customerId: string | null;
  readonly q: string | null;
};

export type PurchaseRow = Contract & { readonly customerName: string | null };

/** A page of purchases and conversions, newest first, after a place of `date id`. */
export async function listPurchases(
  db: Db,
  filter: PurchaseFilter,
  after: { readonly on: string; readonly contractId: string } | null,
  limit: number,
): Promise<PurchaseRow[]> {
  const { rows } = await db.query<PurchaseRow>(
    `SELECT c.bucket, c.contract_id AS "contractId", c.programme_id AS "programmeId", c.customer_id AS "customerId", c.kind, c.order_ref AS "orderRef", c.seller, c.state, c.amount, c.returned,
       c.outstanding, c.periods, c.fee_rate AS "feeRate", c.agreement_hash AS "agreementHash", c.authorised_on AS "authorisedOn", c.delivered_on AS "deliveredOn", c.overdue_since AS "overdueSince",
       c.closed_on AS "closedOn", p.name_masked AS "customerName"
     FROM paylater.contract c LEFT JOIN parties.customer p ON p.bucket = c.bucket AND p.customer_id = c.customer_id
     WHERE ($1::text IS NULL OR CASE WHEN $1 = 'overdue' THEN c.overdue_since IS NOT NULL AND c.state = 'active' ELSE c.state = $1 END) AND ($2::text IS NULL OR c.programme_id = $2)
       AND ($3::text IS NULL OR c.customer_id = $3) AND ($4::text IS NULL OR c.contract_id = $4 OR c.order_ref = $4 OR c.customer_id = $4)
       AND ($5::date IS NULL OR (c.authorised_on, c.contract_id) < ($5::date, $6::text))
     ORDER BY c.authorised_on DESC, c.contract_id DESC LIMIT $7`,
    [filter.state, filter.programmeId, filter.customerId, filter.q, after?.on ?? null, after?.contractId ?? null, limit],
  );
  return rows;
}

export type ProgrammeFigures = {
  readonly programmeId: string;
  readonly customers: number;
  readonly frozen: bigint;
  readonly outstanding: bigint;
  readonly overdue: bigint;
};

/** What customers use of each programme, and how much of it is on contracts that are overdue. */
export async function programmeFigures(db: Db): Promise<Map<string, ProgrammeFigures>> {
  const { rows } = await db.query<ProgrammeFigures>(
    `SELECT programme_id AS "programmeId", count(DISTINCT customer_id) FILTER (WHERE state IN ('authorised', 'active'))::int AS customers,
       coalesce(sum(amount) FILTER (WHERE state = 'authorised'), 0)::bigint AS frozen, coalesce(sum(outstanding) FILTER (WHERE state = 'active'), 0)::bigint AS outstanding,
       coalesce(sum(outstanding) FILTER (WHERE state = 'active' AND overdue_since IS NOT NULL), 0)::bigint AS overdue
     FROM paylater.contract WHERE state IN ('authorised', 'active') GROUP BY 1`,
  );
  return new Map(rows.map((row) => [row.programmeId, row]));
}
