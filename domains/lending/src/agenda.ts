import type { Db, Tx } from '@jinqiao/database';
import type { LoanKey } from './store.ts';

export type AgendaKind = 'bill' | 'retry' | 'age' | 'compensate' | 'write-off' | 'pay-out';
export type AgendaItem = LoanKey & { readonly kind: AgendaKind; readonly dueOn: string };

/** What is due of a kind up to a date, in a fixed order. */
export async function dueAgenda(tx: Tx, kind: AgendaKind, on: string, limit: number): Promise<AgendaItem[]> {
  const { rows } = await tx.query<AgendaItem>(
    `SELECT bucket, loan_id AS "loanId", kind, due_on AS "dueOn" FROM lending.agenda WHERE kind = $1 AND due_on <= $2 ORDER BY kind, due_on, bucket, loan_id LIMIT $3`,
    [kind, on, limit],
  );
  return rows;
}

/** Whether anything is due of some kinds: one look instead of a transaction each, since most days have nothing. */
export async function dueKinds(db: Db, on: string): Promise<Set<AgendaKind>> {
  const { rows } = await db.query<{ kind: AgendaKind }>(
    `SELECT kind FROM unnest(ARRAY['bill', 'retry', 'age', 'compensate', 'write-off', 'pay-out']) AS kind
     WHERE EXISTS (SELECT 1 FROM lending.agenda a WHERE a.kind = kind.kind AND a.due_on <= $1)`,
    [on],
  );
  return new Set(rows.map((row) => row.kind));
}

/** Whether money of a customer's loan still waits in the account to be paid on to the bound card. */
export async function payOutWaits(db: Db, who: { readonly bucket: number; readonly customerId: string }): Promise<boolean> {
  const { rowCount } = await db.query(
    `SELECT 1 FROM lending.loan l JOIN lending.agenda a ON a.bucket = l.bucket AND a.loan_id = l.loan_id AND a.kind = 'pay-out'
     WHERE l.bucket = $1 AND l.customer_id = $2 LIMIT 1`,
    [who.bucket, who.customerId],
  );
  return rowCount > 0;
}

/** Whether the second leg of a loan still waits. */
export async function payOutOf(db: Db, { bucket, loanId }: LoanKey): Promise<boolean> {
  const { rowCount } = await db.query(`SELECT 1 FROM lending.agenda WHERE bucket = $1 AND loan_id = $2 AND kind = 'pay-out'`, [bucket, loanId]);
  return rowCount > 0;
}

/** Sets the next date of a kind for loans; null takes the item off. */
export async function setAgenda(tx: Tx, items: readonly (LoanKey & { kind: AgendaKind; dueOn: string | null })[]): Promise<void> {
  const set = items.filter((item) => item.dueOn !== null);
  const drop = items.filter((item) => item.dueOn === null);
  if (drop.length > 0) {
    await tx.query(
      `DELETE FROM lending.agenda a USING unnest($1::int[], $2::text[], $3::text[]) AS g(bucket, loan_id, kind) WHERE a.bucket = g.bucket AND a.loan_id = g.loan_id AND a.kind = g.kind`,
      [drop.map((i) => i.bucket), drop.map((i) => i.loanId), drop.map((i) => i.kind)],
    );
  }
  if (set.length > 0) {
    await tx.query(
      `INSERT INTO lending.agenda (bucket, loan_id, kind, due_on) SELECT * FROM unnest($1::int[], $2::text[], $3::text[], $4::date[])
       ON CONFLICT (bucket, loan_id, kind) DO UPDATE SET due_on = excluded.due_on`,
      [set.map((i) => i.bucket), set.map((i) => i.loanId), set.map((i) => i.kind), set.map((i) => i.dueOn)],
    );
  }
}
