import { BUCKETS, type Database, type Db, HOUSE_BUCKET, type Tx } from '@jinqiao/database';
import { type Clock, instant } from '@jinqiao/runtime';
import type { DataKey, KeyRing } from './key-ring.ts';

/** Sealed columns of a table. Whoever owns the table declares them; a row's place is `table.column/row`. */
export type SealedTable = {
  readonly table: string;
  /** The column that names a row, beside `bucket`. */
  readonly row: string;
  readonly columns: readonly string[];
};

/** What is found by a digest that may change, such as the ID numbers of customers. Whoever owns the tables says how. */
export type Indexed = {
  readonly name: string;
  /** Digests a chunk of a bucket under every key in use. @returns the last row, null when the bucket is done. */
  add(tx: Tx, ring: KeyRing, bucket: number, after: string, limit: number): Promise<string | null>;
  /** Forgets digests under keys but the newest. */
  remove(tx: Tx, ring: KeyRing, bucket: number, after: string, limit: number): Promise<string | null>;
};

export type ResealOptions = {
  readonly db: Database;
  readonly clock: Clock;
  readonly ring: KeyRing;
  readonly tables: readonly SealedTable[];
  readonly indexed: readonly Indexed[];
  readonly chunk?: number;
};

type Chunk = (tx: Tx, bucket: number, after: string) => Promise<string | null>;

const CHUNK = 200;

/** Names the place of a sealed column of a row. */
export function placeOf(table: string, column: string, row: string): string {
  return `${table}.${column}/${row}`;
}

/**
 * Brings everything under the newest keys, bucket by bucket in chunks of one transaction each, and retires the keys by which
 * nothing is sealed any more. Does nothing where there is nothing to do; may be ended anywhere and begun again.
 * @returns how many keys were retired.
 */
export async function reseal(options: ResealOptions): Promise<number> {
  const { ring, clock } = options;
  await ring.refresh();
  const live = ring.keys().filter((key) => key.retiredAt === null);
  const due = (key: DataKey) => key.activeFrom.getTime() <= clock.now();
  const seal = live.filter((key) => key.purpose === 'seal').at(-1);
  const index = live.filter((key) => key.purpose === 'index').at(-1);
  let retired = 0;
  if (seal && due(seal) && seal.completeAt === null) retired += await resealAll(options, seal);
  if (index && due(index)) retired += await reindexAll(options, index, live.filter((key) => key.purpose === 'index').length > 1);
  return retired;
}

async function resealAll(options: ResealOptions, key: DataKey): Promise<number> {
  if ((await leftOver(options, key.keyId)) === 0) return complete(options, key, true);
  for (const table of options.tables) await pass(options, key.keyId, table.table, (tx, bucket, after) => resealChunk(tx, options, table, bucket, after));
  // A process that read the key late may have written behind the pass: what is left is gone through again.
  if ((await leftOver(options, key.keyId)) > 0) {
    await options.db.query('DELETE FROM vault.passed WHERE key_id = $1', [key.keyId]);
    return 0;
  }
  return complete(options, key, true);
}

async function reindexAll(options: ResealOptions, key: DataKey, older: boolean): Promise<number> {
  const { indexed, ring, clock } = options;
  const chunk = options.chunk ?? CHUNK;
  if (key.completeAt === null) {
    for (const subject of indexed) await pass(options, key.keyId, `${subject.name} +`, (tx, bucket, after) => subject.add(tx, ring, bucket, after, chunk));
    return complete(options, key, false);
  }
  // Until every process looks up by the new digests, the old ones stay.
  if (!older || key.completeAt.getTime() + ring.settleMs > clock.now()) return 0;
  for (const subject of indexed) await pass(options, key.keyId, `${subject.name} -`, (tx, bucket, after) => subject.remove(tx, ring, bucket, after, chunk));
  return complete(options, key, true);
}

async function complete({ db, clock, ring }: ResealOptions, key: DataKey, retire: boolean): Promise<number> {
  const at = instant(clock);
  // Both or none: a complete key is not gone through again, so the old ones would never retire.
  const retired = await db.tx(async (tx) => {
    await tx.query('UPDATE vault.data_key SET complete_at = coalesce(complete_at, $3) WHERE bucket = $1 AND key_id = $2', [HOUSE_BUCKET, key.keyId, at]);
    if (!retire) return 0;
    const { rowCount } = await tx.query(
      'UPDATE vault.data_key SET retired_at = $4 WHERE bucket = $1 AND purpose = $2 AND key_id <> $3 AND retired_at IS NULL AND active_from < $5',
      [HOUSE_BUCKET, key.purpose, key.keyId, at, key.activeFrom],
    );
    return rowCount;
  });
  await ring.refresh();
  return retired;
}

/** Goes through the buckets of a subject that have not been gone through for this key. */
async function pass({ db }: ResealOptions, keyId: string, subject: string, chunk: Chunk): Promise<void> {
  const { rows } = await db.query<{ bucket: number }>('SELECT bucket FROM vault.passed WHERE key_id = $1 AND subject = $2', [keyId, subject]);
  const done = new Set(rows.map(({ bucket }) => bucket));
  for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
    if (done.has(bucket)) continue;
    for (let after: string | null = ''; after !== null; ) {
      const from: string = after;
      after = await db.tx((tx) => chunk(tx, bucket, from));
    }
    await db.query('INSERT INTO vault.passed (bucket, key_id, subject) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [bucket, keyId, subject]);
  }
}

async function resealChunk(tx: Tx, { ring, chunk = CHUNK }: ResealOptions, table: SealedTable, bucket: number, after: string): Promise<string | null> {
  const { columns } = table;
  const { rows } = await tx.query<Record<string, string | null> & { row: string }>(
    `SELECT ${table.row} AS row, ${columns.join(', ')} FROM ${table.table} WHERE bucket = $1 AND ${table.row} > $2 AND (${olderThan(columns, '$3')})
     ORDER BY ${table.row} LIMIT $4 FOR UPDATE`,
    [bucket, after, `v2.${ring.sealedBy()}.%`, chunk],
  );
  const last = rows.at(-1);
  if (!last) return null;
  const again = (column: string) =>
    rows.map((row) => {
      const sealed = row[column] ?? null;
      const place = placeOf(table.table, column, row.row);
      return sealed === null ? null : ring.seal(ring.open(sealed, place), place);
    });
  await tx.query(
    `UPDATE ${table.table} t SET ${columns.map((column) => `${column} = g.${column}`).join(', ')}
     FROM unnest($2::text[], ${columns.map((_, at) => `$${at + 3}::text[]`).join(', ')}) AS g(row, ${columns.join(', ')}) WHERE t.bucket = $1 AND t.${table.row} = g.row`,
    [bucket, rows.map(({ row }) => row), ...columns.map(again)],
  );
  return rows.length < chunk ? null : last.row;
}

async function leftOver({ db, tables }: ResealOptions, keyId: string): Promise<number> {
  const left = await Promise.all(tables.map((table) => leftIn(db, table, keyId)));
  return left.reduce((sum, n) => sum + n, 0);
}

async function leftIn(db: Db, { table, columns }: SealedTable, keyId: string): Promise<number> {
  const { rows } = await db.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${table} WHERE ${olderThan(columns, '$1')}`, [`v2.${keyId}.%`]);
  return rows[0]?.n ?? 0;
}

/** A null is not sealed, so it is never older. */
function olderThan(columns: readonly string[], pattern: string): string {
  return columns.map((column) => `${column} NOT LIKE ${pattern}`).join(' OR ');
}
