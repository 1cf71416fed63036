import type { Db } from '@jinqiao/database';
import type { Loan } from './model.ts';
import { LOAN, type LoanKey, type LoanRow, toLoan } from './store.ts';

/** Loans that are overdue at the bank, and claims of the guarantor that are not paid, after a place in the order of bucket and id. */
export async function overdueContracts(db: Db, after: LoanKey | null, limit: number): Promise<Loan[]> {
  const { rows } = await db.query<LoanRow>(
    `SELECT ${LOAN} FROM lending.loan l WHERE l.overdue_since IS NOT NULL AND (l.state = 'active' OR (l.state = 'compensated' AND l.recourse_claim > 0))
       AND ($1::int IS NULL OR (l.bucket, l.loan_id) > ($1, $2)) ORDER BY l.bucket, l.loan_id LIMIT $3`,
    [after?.bucket ?? null, after?.loanId ?? null, limit],
  );
  return rows.map(toLoan);
}

/** What the guarantor paid for loans, in minor units: what their borrowers came to owe it, whatever was written off since. */
export async function compensatedAmounts(db: Db, keys: readonly LoanKey[]): Promise<Map<string, bigint>> {
  const { rows } = await db.query<{ loanId: string; amount: bigint }>(
    `SELECT f.loan_id AS "loanId", f.amount FROM unnest($1::int[], $2::text[]) AS g(bucket, id)
     JOIN lending.cash_flow f ON f.bucket = g.bucket AND f.loan_id = g.id AND f.kind = 'compensation'`,
    [keys.map((k) => k.bucket), keys.map((k) => k.loanId)],
  );
  return new Map(rows.map((row) => [row.loanId, row.amount]));
}
