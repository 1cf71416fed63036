import { bucketOfId, type Db, HOUSE_BUCKET, type Tx } from '@jinqiao/database';
import { sandboxFault } from './errors.ts';

/** A posting of the bank's own books: debit one account, credit another. */
export type BankEntry = { readonly reference: string; readonly debit: string; readonly credit: string; readonly amount: bigint };

/** The bank's house accounts of a programme. */
export function houseAccount(programme: string, kind: HouseKind): string {
  return `${programme}:${kind}`;
}

export const HOUSE = [
  'loans',
  'advances',
  'settlement',
  'interbank',
  'interest-income',
  'charges-income',
  'fee-income',
  'margin',
  'platform-settlement',
  'platform-payable',
  'unallocated',
] as const;
export type HouseKind = (typeof HOUSE)[number];

/** The house accounts whose balance is on the debit side. */
const DEBIT: readonly HouseKind[] = ['loans', 'advances', 'settlement'];

/** The bucket of an account: customers' account numbers carry it in digits 5 to 7, house accounts are the house's. */
export function accountBucket(accountNo: string): number {
  return accountNo.includes(':') ? HOUSE_BUCKET : Number(accountNo.slice(4, 7));
}

/** The buckets of references; those that carry none are the house's. */
export function bucketsOf(references: readonly string[]): number[] {
  return references.map((reference) => bucketOfId(reference) ?? HOUSE_BUCKET);
}

/** The first item of each reference: a batch that names one twice asks for it once. */
export function firstOfEach<T>(items: readonly T[], referenceOf: (item: T) => string): T[] {
  const seen = new Map<string, T>();
  for (const item of items) if (!seen.has(referenceOf(item))) seen.set(referenceOf(item), item);
  return [...seen.values()];
}

export type Terms = {
  readonly asset: string;
  readonly bankRate: string;
  readonly advanceFeeDailyRate: string;
  readonly advanceFeeMinDays: number;
  readonly ageFrom: number;
  readonly ageTo: number;
  readonly ownLimit: boolean;
};

/** A programme's agreement. Notices and settlements of a programme lock it, so that neither misses the other. @throws Fault PROGRAMME_UNKNOWN. */
export async function termsOf(tx: Tx, schema: string, programme: string, lock: '' | 'FOR UPDATE' = ''): Promise<Terms> {
  const { rows } = await tx.query<{ terms: Terms }>(`SELECT terms FROM ${schema}.programme WHERE bucket = $2 AND programme = $1 ${lock}`, [
    programme,
    HOUSE_BUCKET,
  ]);
  const terms = rows[0]?.terms;
  if (!terms) throw sandboxFault('PROGRAMME_UNKNOWN', { programme });
  return terms;
}

/** Posts entries and moves the balances; amounts of zero are left out. An entry on an account that is not there posts nothing at all. */
export async function enterBank(tx: Tx, schema: string, programme: string, date: string, entries: readonly BankEntry[]): Promise<void> {
  const rows = entries.filter((entry) => entry.amount !== 0n);
  if (rows.length === 0) return;
  const delta = new Map<string, bigint>();
  for (const { debit, credit, amount } of rows) {
    delta.set(debit, (delta.get(debit) ?? 0n) - amount);
    delta.set(credit, (delta.get(credit) ?? 0n) + amount);
  }
  await tx.query(
    `INSERT INTO ${schema}.entry (bucket, programme, business_date, reference, debit, credit, amount)
     SELECT b, $6::text, $7::date, r, d, c, a FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::bigint[]) AS g(b, r, d, c, a)`,
    [
      bucketsOf(rows.map((r) => r.reference)),
      rows.map((r) => r.reference),
      rows.map((r) => r.debit),
      rows.map((r) => r.credit),
      rows.map((r) => r.amount),
      programme,
      date,
    ],
  );
  const changed = [...delta].sort(([a], [b]) => (a < b ? -1 : 1));
  const { rowCount } = await tx.query(
    `UPDATE ${schema}.account a SET balance = a.balance + g.d FROM unnest($1::int[], $2::text[], $3::bigint[]) AS g(b, n, d) WHERE a.bucket = g.b AND a.account_no = g.n`,
    [changed.map(([account]) => accountBucket(account)), changed.map(([account]) => account), changed.map(([, d]) => d)],
  );
  if (rowCount !== changed.length) throw new Error(`an entry of ${programme} names an account that is not open`);
}

/** The balance of a house account: on the debit side for loans, advances and settlement, on the credit side for the rest. */
export async function houseBalance(tx: Tx, schema: string, programme: string, kind: HouseKind, lock: '' | 'FOR UPDATE' = ''): Promise<bigint> {
  const { rows } = await tx.query<{ balance: bigint }>(`SELECT balance FROM ${schema}.account WHERE bucket = $2 AND account_no = $1 ${lock}`, [
    houseAccount(programme, kind),
    HOUSE_BUCKET,
  ]);
  const balance = rows[0]?.balance ?? 0n;
  return DEBIT.includes(kind) ? -balance : balance;
}

/** Whether the books hold: balances add up to zero, and each is what its entries say. */
export async function bankBooks(db: Db, schema: string): Promise<{ accounts: number; entries: number; sum: string; wrong: number }> {
  const { rows } = await db.query<{ accounts: number; entries: number; sum: string; wrong: number }>(
    `WITH moved AS (SELECT account_no, sum(amount) AS balance FROM (
         SELECT debit AS account_no, -amount AS amount FROM ${schema}.entry UNION ALL SELECT credit, amount FROM ${schema}.entry) e GROUP BY account_no)
     SELECT count(*)::int AS accounts, (SELECT count(*)::int FROM ${schema}.entry) AS entries, coalesce(sum(a.balance), 0)::text AS sum,
       count(*) FILTER (WHERE a.balance <> coalesce(m.balance, 0))::int + (SELECT count(*)::int FROM moved m WHERE NOT EXISTS (
         SELECT 1 FROM ${schema}.account a WHERE a.account_no = m.account_no)) AS wrong
     FROM ${schema}.account a LEFT JOIN moved m ON m.account_no = a.account_no`,
  );
  return rows[0] ?? { accounts: 0, entries: 0, sum: '0', wrong: 0 };
}
