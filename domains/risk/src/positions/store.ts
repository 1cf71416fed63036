import type { BusinessDate } from '@jinqiao/calendar';
import { type Db, HOUSE_BUCKET, type Tx } from '@jinqiao/database';
import { PAID_OFF, WRITTEN_OFF } from '../measures/buckets.ts';
import { type Rows, selectOf, writeRows } from '../rows.ts';
import type { FirstPaymentCell, MigrationCell, RollCell, StockCell, Tally } from './cells.ts';
import type { ContractKey, Position } from './model.ts';

const POSITION: Rows = {
  table: 'risk.position',
  columns: [
    ['bucket', 'bucket', 'int'],
    ['asOf', 'as_of', 'date'],
    ['contractId', 'contract_id', 'text'],
    ['product', 'product', 'text'],
    ['scope', 'scope', 'text'],
    ['customerId', 'customer_id', 'text'],
    ['grade', 'grade', 'text'],
    ['originatedOn', 'originated_on', 'date'],
    ['amount', 'amount', 'bigint'],
    ['rate', 'rate', 'bigint'],
    ['periods', 'periods', 'int'],
    ['remaining', 'remaining', 'int'],
    ['monthly', 'monthly', 'boolean'],
    ['firstDueOn', 'first_due_on', 'date'],
    ['firstPaidOn', 'first_paid_on', 'date'],
    ['outstanding', 'outstanding', 'bigint'],
    ['overdue', 'overdue', 'bigint'],
    ['overduePrincipal', 'overdue_principal', 'bigint'],
    ['overdueSince', 'overdue_since', 'date'],
    ['state', 'state', 'text'],
    ['writtenOff', 'written_off', 'bigint'],
    ['recovered', 'recovered', 'bigint'],
    ['repaid', 'repaid', 'bigint'],
    ['restructuredOn', 'restructured_on', 'date'],
    ['dpd', 'dpd', 'int'],
    ['worstDpd', 'worst_dpd', 'int'],
    ['status', 'status', 'text'],
    ['tier', 'tier', 'text'],
    ['stage', 'stage', 'int'],
    ['provision', 'provision', 'bigint'],
  ],
  keys: ['bucket', 'as_of', 'contract_id'],
};
const PLACE = [
  ['asOf', 'as_of', 'date'],
  ['product', 'product', 'text'],
  ['scope', 'scope', 'text'],
  ['grade', 'grade', 'text'],
] as const;
const PLACE_KEYS = PLACE.map(([, column]) => column);
const sums = (...names: (readonly [string, string])[]) => names.map(([name, column]) => [name, column, 'bigint'] as const);

const STOCK: Rows = {
  table: 'risk.stock',
  columns: [
    ...PLACE,
    ['cohort', 'cohort', 'text'],
    ['status', 'status', 'text'],
    ['tier', 'tier', 'text'],
    ['stage', 'stage', 'int'],
    ...sums(['contracts', 'contracts'], ['outstanding', 'outstanding'], ['overdue', 'overdue'], ['regulatory', 'regulatory']),
    ...sums(['over30', 'over30'], ['over60', 'over60'], ['over90', 'over90']),
    ...sums(['entered1', 'entered1'], ['entered30', 'entered30'], ['entered60', 'entered60'], ['entered90', 'entered90']),
    ...sums(['lost', 'lost'], ['regained', 'regained'], ['recovered', 'recovered'], ['writtenOff', 'written_off']),
    ...sums(['newContracts', 'new_contracts'], ['newAmount', 'new_amount']),
  ],
  keys: [...PLACE_KEYS, 'cohort', 'status', 'tier', 'stage'],
};
const MIGRATION: Rows = {
  table: 'risk.migration',
  columns: [
    ...PLACE,
    ['fromStatus', 'from_status', 'text'],
    ['fromImpaired', 'from_impaired', 'boolean'],
    ['toStatus', 'to_status', 'text'],
    ['toImpaired', 'to_impaired', 'boolean'],
    ...sums(['contracts', 'contracts'], ['fromOutstanding', 'from_outstanding'], ['toOutstanding', 'to_outstanding'], ['repaid', 'repaid']),
  ],
  keys: [...PLACE_KEYS, 'from_status', 'from_impaired', 'to_status', 'to_impaired'],
};
const ROLL: Rows = {
  table: 'risk.roll',
  columns: [...PLACE, ['observed', 'observed', 'text'], ['performed', 'performed', 'text'], ...sums(['contracts', 'contracts'])],
  keys: [...PLACE_KEYS, 'observed', 'performed'],
};
const FIRST_PAYMENT: Rows = {
  table: 'risk.first_payment',
  columns: [...PLACE, ['dueMonth', 'due_month', 'text'], ['days', 'days', 'int'], ...sums(['due', 'due'], ['late', 'late'])],
  keys: [...PLACE_KEYS, 'due_month', 'days'],
};

export async function insertPositions(tx: Tx, positions: readonly Position[]): Promise<void> {
  await writeRows(tx, POSITION, positions, 'stays');
}

export async function addTally(tx: Tx, tally: Tally): Promise<void> {
  await writeRows(tx, STOCK, tally.stock, 'adds', HOUSE_BUCKET);
  await writeRows(tx, MIGRATION, tally.migration, 'adds', HOUSE_BUCKET);
  await writeRows(tx, ROLL, tally.roll, 'adds', HOUSE_BUCKET);
  await writeRows(tx, FIRST_PAYMENT, tally.firstPayment, 'adds', HOUSE_BUCKET);
}

/** The last position written of a month-end: where its snapshot goes on. */
export async function lastWritten(db: Db, asOf: string, product: string): Promise<ContractKey | null> {
  const { rows } = await db.query<ContractKey>(
    `SELECT bucket, contract_id AS "contractId" FROM risk.position WHERE as_of = $1 AND product = $2 ORDER BY bucket DESC, contract_id DESC LIMIT 1`,
    [asOf, product],
  );
  return rows[0] ?? null;
}

/** Positions of contracts at earlier month-ends, by contract and date. */
export async function historyOf(db: Db, keys: readonly ContractKey[], dates: readonly string[]): Promise<Map<string, Map<string, Position>>> {
  const { rows } = await db.query<Position>(
    `SELECT ${selectOf(POSITION, 'p')} FROM unnest($1::int[], $2::text[]) AS g(bucket, id)
     JOIN risk.position p ON p.bucket = g.bucket AND p.as_of = ANY ($3::date[]) AND p.contract_id = g.id`,
    [keys.map((key) => key.bucket), keys.map((key) => key.contractId), dates],
  );
  const found = new Map<string, Map<string, Position>>();
  for (const row of rows) found.set(row.contractId, (found.get(row.contractId) ?? new Map<string, Position>()).set(row.asOf, row));
  return found;
}

export type Snapshot = { readonly asOf: BusinessDate; readonly product: string; readonly contracts: number; readonly state: 'taken' | 'provided' };

/** Month-ends that are taken, newest first. @param before only earlier ones. */
export async function snapshotsOf(db: Db, product: string | null, before: string | null, limit: number): Promise<Snapshot[]> {
  const { rows } = await db.query<Snapshot>(
    `SELECT as_of AS "asOf", product, contracts, state FROM risk.snapshot
     WHERE bucket = ${HOUSE_BUCKET} AND ($1::text IS NULL OR product = $1) AND ($2::date IS NULL OR as_of < $2) ORDER BY as_of DESC, product LIMIT $3`,
    [product, before, limit],
  );
  return rows;
}

export async function markTaken(tx: Tx, asOf: string, product: string): Promise<void> {
  await tx.query(
    `INSERT INTO risk.snapshot (bucket, as_of, product, contracts, state)
     SELECT ${HOUSE_BUCKET}, $1, $2, count(*)::int, 'taken' FROM risk.position WHERE as_of = $1 AND product = $2 ON CONFLICT DO NOTHING`,
    [asOf, product],
  );
}

export async function markProvided(tx: Tx, asOf: string, product: string): Promise<void> {
  await tx.query(`UPDATE risk.snapshot SET state = 'provided' WHERE bucket = ${HOUSE_BUCKET} AND as_of = $1 AND product = $2`, [asOf, product]);
}

/** Positions of a month-end that have no provision yet. */
export async function unprovided(tx: Tx, asOf: string, product: string, limit: number): Promise<Position[]> {
  const { rows } = await tx.query<Position>(
    `SELECT ${selectOf(POSITION, 'p')} FROM risk.position p WHERE p.as_of = $1 AND p.product = $2 AND p.provision IS NULL ORDER BY p.bucket, p.contract_id LIMIT $3`,
    [asOf, product, limit],
  );
  return rows;
}

export async function setProvisions(tx: Tx, asOf: string, rows: readonly (ContractKey & { readonly provision: bigint })[]): Promise<void> {
  await tx.query(
    `UPDATE risk.position p SET provision = g.provision FROM unnest($2::int[], $3::text[], $4::bigint[]) AS g(bucket, id, provision)
     WHERE p.bucket = g.bucket AND p.as_of = $1 AND p.contract_id = g.id`,
    [asOf, rows.map((row) => row.bucket), rows.map((row) => row.contractId), rows.map((row) => row.provision)],
  );
}

/** A part of the portfolio and a stretch of month-ends; what is null is not asked for. */
export type CellFilter = {
  readonly from: string | null;
  readonly to: string;
  readonly product: string | null;
  readonly scopes: readonly string[] | null;
  readonly grade: string | null;
};

async function cells<C extends object>(db: Db, rows: Rows, filter: CellFilter): Promise<C[]> {
  const found = await db.query<C & Record<string, unknown>>(
    `SELECT ${selectOf(rows, 'c')} FROM ${rows.table} c WHERE c.bucket = ${HOUSE_BUCKET} AND ($1::date IS NULL OR c.as_of >= $1) AND c.as_of <= $2
     AND ($3::text IS NULL OR c.product = $3) AND ($4::text[] IS NULL OR c.scope = ANY ($4)) AND ($5::text IS NULL OR c.grade = $5) ORDER BY c.as_of`,
    [filter.from, filter.to, filter.product, filter.scopes, filter.grade],
  );
  return found.rows;
}

export const stockCells = (db: Db, filter: CellFilter) => cells<StockCell>(db, STOCK, filter);
export const migrationCells = (db: Db, filter: CellFilter) => cells<MigrationCell>(db, MIGRATION, filter);
export const rollCells = (db: Db, filter: CellFilter) => cells<RollCell>(db, ROLL, filter);
export const firstPaymentCells = (db: Db, filter: CellFilter) => cells<FirstPaymentCell>(db, FIRST_PAYMENT, filter);

/** A list of positions of one month-end. */
export type PositionFilter = Omit<CellFilter, 'from' | 'to'> & {
  readonly asOf: string;
  readonly status: string | null;
  readonly tiers: readonly string[] | null;
  readonly stage: number | null;
  /** Least days past due. */
  readonly minDpd: number | null;
  readonly cohort: string | null;
  readonly customerId: string | null;
  readonly after: string | null;
  readonly limit: number;
};

const LISTED = `p.as_of = $1 AND ($2::text IS NULL OR p.product = $2) AND ($3::text[] IS NULL OR p.scope = ANY ($3)) AND ($4::text IS NULL OR p.grade = $4)
  AND CASE WHEN $5::text IS NULL THEN p.status NOT IN ('${PAID_OFF}', '${WRITTEN_OFF}') ELSE p.status = $5 END AND ($6::text[] IS NULL OR p.tier = ANY ($6)) AND ($7::int IS NULL OR p.stage = $7)
  AND ($8::text IS NULL OR to_char(p.originated_on, 'YYYY-MM') = $8) AND ($9::text IS NULL OR p.customer_id = $9) AND ($10::int IS NULL OR p.dpd >= $10)`;

/** Contracts behind a figure, the longest overdue first, with the totals of the whole filtered set: those that stand, if no status is asked for. */
export async function listPositions(db: Db, filter: PositionFilter): Promise<{ positions: Position[]; count: number; outstanding: bigint }> {
  const values = [
    filter.asOf,
    filter.product,
    filter.scopes,
    filter.grade,
    filter.status,
    filter.tiers,
    filter.stage,
    filter.cohort,
    filter.customerId,
    filter.minDpd,
  ];
  const { rows } = await db.query<Position>(
    `SELECT ${selectOf(POSITION, 'p')} FROM risk.position p WHERE ${LISTED}
     AND ($11::text IS NULL OR (-p.dpd, p.contract_id) > (split_part($11, ' ', 1)::int, split_part($11, ' ', 2))) ORDER BY -p.dpd, p.contract_id LIMIT $12`,
    [...values, filter.after, filter.limit],
  );
  const totals = await db.query<{ count: number; outstanding: string }>(
    `SELECT count(*)::int AS count, coalesce(sum(outstanding), 0)::text AS outstanding FROM risk.position p WHERE ${LISTED}`,
    values,
  );
  return { positions: rows, count: totals.rows[0]?.count ?? 0, outstanding: BigInt(totals.rows[0]?.outstanding ?? 0) };
}
