import pg from 'pg';
import { copyIn, type WriteRows } from './copy.ts';

/** Anything that runs SQL: a pool or an open transaction. int8 arrives as bigint, dates as `YYYY-MM-DD`. */
export type Db = {
  /** @param name under it the session keeps the statement prepared: for what runs often and is dear to parse. */
  query<R extends pg.QueryResultRow = pg.QueryResultRow>(text: string, values?: readonly unknown[], name?: string): Promise<{ rows: R[]; rowCount: number }>;
};

/** A transaction that is open: what is written through it commits or vanishes together. */
export type Tx = Db & {
  readonly open: true;
  /**
   * COPY … FROM STDIN in the text format: what `feed` writes becomes rows. Where `feed` throws, the copy is given up with its
   * fault. @param text such as `COPY payments.file_row (bucket, …) FROM STDIN`. @returns what `feed` gave.
   */
  copy<T>(text: string, feed: (write: WriteRows) => Promise<T>): Promise<T>;
};

export type Database = Db & {
  readonly url: string;
  /** Runs `work` in one READ COMMITTED transaction; serialization faults and deadlocks are retried with the same work. */
  tx<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** A session that stays open until released: others can see whether its holder still lives. */
  hold(): Promise<{ pid: number; started: string; release(): void }>;
  end(): Promise<void>;
};

const INT8_ARRAY = 1016;

const types = {
  getTypeParser(oid: number, format?: 'text' | 'binary'): (value: string) => unknown {
    if (oid === 20) return BigInt;
    if (oid === INT8_ARRAY)
      return (value) =>
        value === '{}'
          ? []
          : value
              .slice(1, -1)
              .split(',')
              .map((text) => (text === 'NULL' ? null : BigInt(text)));
    if (oid === 1082) return (value) => value;
    return pg.types.getTypeParser(oid, format as 'text');
  },
};

/** SQLSTATEs after which the same command may simply run again. */
const RETRY = new Set(['40001', '40P01', '55P03']);

export function openDatabase(url: string, options: { max?: number; schema?: string } = {}): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.max ?? 8,
    types: types as pg.CustomTypesConfig,
    application_name: 'jinqiao',
    // Generic plans: with the arrays in sight the planner would hash-join whole tables to a few thousand rows.
    options: '-c timezone=UTC -c deadlock_timeout=200 -c jit=off -c plan_cache_mode=force_generic_plan',
  });
  // A pool reports the loss of an idle connection here; the next query opens a new one.
  pool.on('error', () => {});
  // A session that ends while a transaction waits between two queries says so here; the next query of that transaction fails.
  pool.on('connect', (client) => {
    client.on('error', () => {});
  });
  const run: Db['query'] = async (text, values, name) => {
    const result = await pool.query(statement(text, values, name));
    return { rows: result.rows, rowCount: result.rowCount ?? 0 };
  };
  return {
    url,
    query: run,
    tx: (work) => transact(pool, work),
    hold: async () => {
      const client = await pool.connect();
      const { rows } = await client.query<{ pid: number; started: string }>(
        'SELECT pid, backend_start::text AS started FROM pg_stat_activity WHERE pid = pg_backend_pid()',
      );
      const session = rows[0];
      if (!session) throw new Error('the database does not show its own session');
      return { ...session, release: () => client.release() };
    },
    end: () => pool.end(),
  };
}

function statement(text: string, values?: readonly unknown[], name?: string): pg.QueryConfig {
  return { text, ...(values ? { values: values as unknown[] } : {}), ...(name ? { name } : {}) };
}

async function transact<T>(pool: pg.Pool, work: (tx: Tx) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    const client = await pool.connect();
    let broken: Error | undefined;
    try {
      await client.query('BEGIN');
      const tx: Tx = {
        open: true,
        query: async (text, values, name) => {
          const result = await client.query(statement(text, values, name));
          return { rows: result.rows, rowCount: result.rowCount ?? 0 };
        },
        copy: (text, feed) => copyIn(client, text, feed),
      };
      const value = await work(tx);
      await client.query('COMMIT');
      return value;
    } catch (error) {
      await client.query('ROLLBACK').catch((lost: Error) => {
        broken = lost;
      });
      if (attempt < 5 && RETRY.has(sqlState(error))) continue;
      throw error;
    } finally {
      client.release(broken);
    }
  }
}

/** The five-letter SQLSTATE of a database error, or an empty string. */
export function sqlState(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
