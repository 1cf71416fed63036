import type { Db } from '@jinqiao/database';
import type { DebtKey } from './debt.ts';

/** Contracts of which a part was paid and the rest given up for good: nothing is owed on them any more. */
export async function waivedContracts(db: Db, keys: readonly DebtKey[]): Promise<Set<string>> {
  const { rows } = await db.query<{ id: string }>(
    `SELECT s.contract_id AS id FROM unnest($1::int[], $2::text[]) AS g(bucket, id)
     JOIN dunning.settlement s ON s.bucket = g.bucket AND s.contract_id = g.id AND s.state = 'paid'`,
    [keys.map((k) => k.bucket), keys.map((k) => k.contractId)],
  );
  return new Set(rows.map((row) => row.id));
}
