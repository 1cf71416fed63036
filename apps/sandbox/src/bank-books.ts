import { bucketOfId, type Tx } from '@jinqiao/runtime';

/** A posting of the bank's own books: debit one account, credit another. */
export type BankEntry = { readonly reference: string; readonly debit: string; readonly credit: string; readonly amount: bigint };

/** The bank's house accounts of a programme. */
export function houseAccount(programme: string, kind: HouseKind): string {
  return `${programme}:${kind}`;
}

export type HouseKind = 'loans' | 'advances' | 'settlement' | 'interbank' | 'interest-income' | 'charges-income' | 'fee-income' | 'margin' | 'platform-settlement' | 'platform-payable' | 'unallocated';
export const HOUSE: readonly HouseKind[] = ['loans', 'advances', 'settlement', 'interbank', 'interest-income', 'charges-income', 'fee-income', 'margin', 'platform-settlement', 'platform-payable', 'unallocated'];

/** The bucket of an account: customers' account numbers carry it in digits 5 to 7, house accounts are in bucket 0. */
export function accountBucket(accountNo: string): number {
  return accountNo.includes(':') ? 0 : Number(accountNo.slice(4, 7));
}

/** Posts entries and moves the balances; amounts of zero are left out. */
export async function enterBank(tx: Tx, schema: string, programme: string, date: string, entries: readonly BankEntry[]): Promise<void> {
  const rows = entries.filter((entry) => entry.amount > 0n);
  if (rows.length === 0) return;
  const delta = new Map<string, bigint>();
  for (const { debit, credit, amount } of rows) {
    delta.set(debit, (delta.get(debit) ?? 0n) - amount);
    delta.set(credit, (delta.get(credit) ?? 0n) + amount);
  }
  await tx.query(
    `INSERT INTO ${schema}.entry (bucket, programme, business_date, reference, debit, credit, amount) SELECT b, $6::text, $7::date, r, d, c, a FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::bigint[]) AS g(b, r, d, c, a)`,
    [rows.map((r) => bucketOfId(r.reference) ?? 0), rows.map((r) => r.reference), rows.map((r) => r.debit), rows.map((r) => r.credit), rows.map((r) => r.amount), programme, date],
  );
  const changed = [...delta].sort(([a], [b]) => (a < b ? -1 : 1));
  await tx.query(`UPDATE ${schema}.account a SET balance = a.balance + g.d FROM unnest($1::int[], $2::text[], $3::bigint[]) AS g(b, n, d) WHERE a.bucket = g.b AND a.account_no = g.n`, [
    changed.map(([account]) => accountBucket(account)), changed.map(([account]) => account), changed.map(([, d]) => d),
  ]);
}

/** Balances of house accounts: on the debit side for loans, advances and settlement, on the credit side for the rest. */
export async function houseBalance(tx: Tx, schema: string, programme: string, kind: HouseKind): Promise<bigint> {
  const { rows } = await tx.query<{ balance: bigint }>(`SELECT balance FROM ${schema}.account WHERE bucket = 0 AND account_no = $1`, [houseAccount(programme, kind)]);
  const balance = rows[0]?.balance ?? 0n;
  return kind === 'loans' || kind === 'advances' || kind === 'settlement' ? -balance : balance;
}
