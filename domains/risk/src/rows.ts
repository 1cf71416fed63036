import type { Db, Tx } from '@jinqiao/database';

/** A table whose rows are written many at a time: the names here by the names there, with their types. */
export type Rows = {
  readonly table: string;
  /** [name in code, column, SQL type]; `key` columns come first in `keys`. */
  readonly columns: readonly (readonly [name: string, column: string, type: string])[];
  readonly keys: readonly string[];
};

const stored = (_: string, value: unknown) => (typeof value === 'bigint' ? value.toString() : value);

/** `a AS "b", …` for a query that reads such rows. */
export function selectOf({ columns }: Rows, alias: string): string {
  return columns.map(([name, column]) => `${alias}.${column} AS "${name}"`).join(', ');
}

/**
 * Writes rows with one statement. @param known what happens to a row that is there: it stays, or the sums are added to it.
 * @param bucket the bucket of rows that carry none: the house's.
 */
export async function writeRows(db: Db | Tx, rows: Rows, values: readonly object[], known: 'stays' | 'adds', bucket?: number): Promise<void> {
  if (values.length === 0) return;
  const { table, columns, keys } = rows;
  const names = columns.map(([, column]) => column);
  const fields = columns.map(([name, , type]) => `"${name}" ${type}`).join(', ');
  const sums = names.filter((name) => !keys.includes(name)).map((name) => `${name} = t.${name} + excluded.${name}`);
  const home = bucket === undefined ? '' : 'bucket, ';
  await db.query(
    `INSERT INTO ${table} AS t (${home}${names.join(', ')}) SELECT ${bucket === undefined ? '' : `${bucket}, `}${columns.map(([name]) => `g."${name}"`).join(', ')}
     FROM jsonb_to_recordset($1::jsonb) AS g(${fields})
     ON CONFLICT ${known === 'stays' ? 'DO NOTHING' : `(bucket, ${keys.join(', ')}) DO UPDATE SET ${sums.join(', ')}`}`,
    [JSON.stringify(values, stored)],
  );
}
