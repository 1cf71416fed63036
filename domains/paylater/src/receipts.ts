import type { Db, Tx } from '@jinqiao/database';
import type { Contract, ContractKey } from './model.ts';
import { CONTRACT } from './store.ts';

export type Receipt = ContractKey & { readonly repaymentId: string; readonly amount: bigint; readonly paidOn: string };

export async function insertReceipts(tx: Tx, rows: readonly Receipt[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(
    `INSERT INTO paylater.receipt (bucket, repayment_id, contract_id, amount, paid_on) SELECT * FROM unnest($1::int[], $2::text[], $3::text[], $4::bigint[], $5::date[])`,
    [rows.map((r) => r.bucket), rows.map((r) => r.repaymentId), rows.map((r) => r.contractId), rows.map((r) => r.amount), rows.map((r) => r.paidOn)],
  );
}

/** What customers paid of contracts on the days of a range each, in minor units, by contract. */
export async function receivedOfContracts(
  db: Db,
  asked: readonly (ContractKey & { readonly from: string; readonly through: string })[],
): Promise<Map<string, bigint>> {
  const { rows } = await db.query<{ contractId: string; amount: bigint }>(
    `SELECT r.contract_id AS "contractId", sum(r.amount)::bigint AS amount FROM unnest($1::int[], $2::text[], $3::date[], $4::date[]) AS g(b, c, f, t)
     JOIN paylater.receipt r ON r.bucket = g.b AND r.contract_id = g.c AND r.paid_on BETWEEN g.f AND g.t GROUP BY 1`,
    [asked.map((a) => a.bucket), asked.map((a) => a.contractId), asked.map((a) => a.from), asked.map((a) => a.through)],
  );
  return new Map(rows.map((row) => [row.contractId, row.amount]));
}

/** Contracts of whose customers a repayment is on its way that was begun by a day. */
export async function contractsAwaiting(db: Db, keys: readonly ContractKey[], through: string): Promise<Set<string>> {
  const { rows } = await db.query<{ contractId: string }>(
    `SELECT DISTINCT c.contract_id AS "contractId" FROM unnest($1::int[], $2::text[]) AS g(b, c) JOIN paylater.contract c ON c.bucket = g.b AND c.contract_id = g.c
     JOIN paylater.repayment r ON r.bucket = c.bucket AND r.customer_id = c.customer_id AND r.programme_id = c.programme_id AND r.state = 'sent' AND r.paid_on <= $3`,
    [keys.map((k) => k.bucket), keys.map((k) => k.contractId), through],
  );
  return new Set(rows.map((row) => row.contractId));
}

/** Overdue contracts after a place, in the order of bucket and id. */
export async function overduePurchases(db: Db, after: ContractKey | null, limit: number): Promise<Contract[]> {
  const { rows } = await db.query<Contract>(
    `SELECT ${CONTRACT} FROM paylater.contract c WHERE c.overdue_since IS NOT NULL AND c.state = 'active' AND ($1::int IS NULL OR (c.bucket, c.contract_id) > ($1::int, $2::text))
     ORDER BY c.bucket, c.contract_id LIMIT $3`,
    [after?.bucket ?? null, after?.contractId ?? null, limit],
  );
  return rows;
}
