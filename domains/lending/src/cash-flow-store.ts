import type { Db, Tx } from '@jinqiao/database';
import type { Split } from './repayment.ts';
import type { LoanKey } from './store.ts';

export type CashFlow = LoanKey & Split & { readonly reference: string; readonly kind: string; readonly date: string; readonly amount: bigint };

export async function insertCashFlows(tx: Tx, rows: readonly CashFlow[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(
    `INSERT INTO lending.cash_flow (bucket, loan_id, reference, kind, business_date, amount, principal, interest, penalty, fees)
     SELECT * FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::date[], $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[], $10::bigint[]) ON CONFLICT DO NOTHING`,
    [
      rows.map((r) => r.bucket),
      rows.map((r) => r.loanId),
      rows.map((r) => r.reference),
      rows.map((r) => r.kind),
      rows.map((r) => r.date),
      rows.map((r) => r.amount),
      rows.map((r) => r.principal),
      rows.map((r) => r.interest),
      rows.map((r) => r.penalty),
      rows.map((r) => r.fees),
    ],
  );
}

export async function cashFlowsOf(db: Db, key: LoanKey): Promise<CashFlow[]> {
  const { rows } = await db.query<CashFlow>(
    `SELECT bucket, loan_id AS "loanId", reference, kind, business_date AS date, amount, principal, interest, penalty, fees FROM lending.cash_flow WHERE bucket = $1 AND loan_id = $2 ORDER BY business_date, reference`,
    [key.bucket, key.loanId],
  );
  return rows;
}
