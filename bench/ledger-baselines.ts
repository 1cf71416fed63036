/** What the ledger is measured against: raw COPY into its own table, and a plain SQL ledger as people write it. */
import { randomUUID } from 'node:crypto';
import pg from 'pg';

export type Sample = { readonly perSecond: number; readonly latencies: readonly number[] };

/** Runs `callers` loops of `work` for a while. @param size what one call of `work` counts for. */
export async function load(callers: number, milliseconds: number, size: number, work: (caller: number) => Promise<unknown>): Promise<Sample> {
  const latencies: number[] = [];
  const begun = performance.now();
  const end = begun + milliseconds;
  await Promise.all(
    Array.from({ length: callers }, async (_, caller) => {
      while (performance.now() < end) {
        const start = performance.now();
        await work(caller);
        latencies.push(performance.now() - start);
      }
    }),
  );
  return { perSecond: (latencies.length * size) / ((performance.now() - begun) / 1000), latencies };
}

const COLUMNS =
  'bucket, journal_id, position, book, sequence, business_date, debit_account, credit_account, amount, held, asked, kind, reference, subject, digest, target, expires_on';

/** The rows of posted transfers again, with the primary key as the only index, by binary COPY in batches. */
export type CopyBaseline = { run(milliseconds: number): Promise<Sample>; end(): Promise<void> };

/**
 * Takes rows that the ledger posted and sends their binary form, fetched beforehand, under new ids.
 * @param batch rows of one COPY, each a transaction of its own.
 */
export async function copyBaseline(url: string, batch: number): Promise<CopyBaseline> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(
    `CREATE TABLE public.raw (LIKE ledger.transfer INCLUDING CONSTRAINTS); ALTER TABLE public.raw ADD PRIMARY KEY (bucket, journal_id, position)`,
  );
  let block = 0;
  const next = async (): Promise<Buffer[]> => {
    block += 1;
    // Time-ordered ids, a new stretch of them for each block.
    const stretch = block.toString(16).padStart(8, '0');
    return copyOut(
      client,
      `COPY (SELECT bucket, ('${stretch}' || substr(journal_id::text, 9))::uuid, ${COLUMNS.split(', ').slice(2).join(', ')}
       FROM ledger.transfer WHERE book = 'bench' AND kind = 'send' ORDER BY sequence LIMIT ${batch}) TO STDOUT (FORMAT binary)`,
    );
  };
  return {
    run: async (milliseconds) => {
      const blocks: Buffer[][] = [];
      // Fetched before the clock starts: only the loading counts.
      for (let i = 0; i < (milliseconds / 1000) * 60; i += 1) blocks.push(await next());
      return load(1, milliseconds, batch, () => copyIn(client, `COPY public.raw (${COLUMNS}) FROM STDIN (FORMAT binary)`, blocks.shift() ?? []));
    },
    end: () => client.end(),
  };
}

type CopyConnection = { query(text: string): void; sendCopyFromChunk(chunk: Buffer): void; endCopyFrom(): void };

/** The messages of a COPY as the client hands them on; the types of `pg` do not know them. */
type CopyQuery = {
  submit(connection: CopyConnection): void;
  handleCopyInResponse(connection: CopyConnection): void;
  handleCopyData(message: { chunk: Buffer }): void;
  handleCommandComplete(): void;
  handleReadyForQuery(): void;
  handleError(error: Error): void;
};

function copy(client: pg.Client, text: string, give: readonly Buffer[]): Promise<Buffer[]> {
  return new Promise((done, fail) => {
    const taken: Buffer[] = [];
    const query: CopyQuery = {
      submit: (connection) => connection.query(text),
      handleCopyInResponse: (connection) => {
        for (const chunk of give) connection.sendCopyFromChunk(chunk);
        connection.endCopyFrom();
      },
      handleCopyData: ({ chunk }) => {
        taken.push(Buffer.from(chunk));
      },
      handleCommandComplete: () => {},
      handleReadyForQuery: () => done(taken),
      handleError: fail,
    };
    client.query(query as unknown as pg.Submittable);
  });
}

const copyOut = async (client: pg.Client, text: string): Promise<Buffer[]> => [Buffer.concat(await copy(client, text, []))];
const copyIn = (client: pg.Client, text: string, give: readonly Buffer[]): Promise<Buffer[]> => copy(client, text, give);

/** One function call and one transaction for each transfer: accounts locked in the order of their ids, a transfer, two entries. */
export type PlainLedger = { transfer(caller: number, debit: number, credit: number, amount: bigint): Promise<void>; end(): Promise<void> };

const PLAIN = `
CREATE SCHEMA plain;
CREATE TABLE plain.account (id bigint PRIMARY KEY, owner text NOT NULL, balance bigint NOT NULL CHECK (balance >= 0), version bigint NOT NULL DEFAULT 0);
CREATE TABLE plain.transfer (id uuid PRIMARY KEY, debit_account bigint NOT NULL, credit_account bigint NOT NULL, amount bigint NOT NULL CHECK (amount > 0),
  kind text NOT NULL, reference text NOT NULL, created_at timestamptz NOT NULL DEFAULT now());
CREATE INDEX ON plain.transfer (debit_account, created_at);
CREATE INDEX ON plain.transfer (credit_account, created_at);
CREATE INDEX ON plain.transfer (created_at);
CREATE TABLE plain.entry (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, transfer_id uuid NOT NULL, account_id bigint NOT NULL, amount bigint NOT NULL,
  balance_before bigint NOT NULL, balance_after bigint NOT NULL, created_at timestamptz NOT NULL DEFAULT now());
CREATE INDEX ON plain.entry (account_id, id);
CREATE INDEX ON plain.entry (transfer_id);
CREATE FUNCTION plain.post(p_id uuid, p_debit bigint, p_credit bigint, p_amount bigint, p_reference text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  v_debit bigint;
  v_credit bigint;
BEGIN
  PERFORM FROM plain.account WHERE id IN (p_debit, p_credit) ORDER BY id FOR UPDATE;
  UPDATE plain.account SET balance = balance - p_amount, version = version + 1 WHERE id = p_debit RETURNING balance INTO v_debit;
  UPDATE plain.account SET balance = balance + p_amount, version = version + 1 WHERE id = p_credit RETURNING balance INTO v_credit;
  INSERT INTO plain.transfer (id, debit_account, credit_account, amount, kind, reference) VALUES (p_id, p_debit, p_credit, p_amount, 'send', p_reference);
  INSERT INTO plain.entry (transfer_id, account_id, amount, balance_before, balance_after)
    VALUES (p_id, p_debit, -p_amount, v_debit + p_amount, v_debit), (p_id, p_credit, p_amount, v_credit - p_amount, v_credit);
END $$;`;

/** @param callers how many connections it may use: one for each caller. */
export async function plainLedger(url: string, accounts: number, callers: number): Promise<PlainLedger> {
  const pool = new pg.Pool({ connectionString: url, max: callers });
  await pool.query(PLAIN);
  await pool.query(`INSERT INTO plain.account (id, owner, balance) SELECT i, 'w' || i, 1000000000000 FROM generate_series(0, $1::int - 1) i`, [accounts]);
  await pool.query('VACUUM ANALYZE plain.account');
  const clients = await Promise.all(Array.from({ length: callers }, () => pool.connect()));
  return {
    transfer: async (caller, debit, credit, amount) => {
      const client = clients[caller] as pg.PoolClient;
      const id = randomUUID();
      await client.query({ name: 'plain-post', text: 'SELECT plain.post($1, $2, $3, $4, $5)', values: [id, debit, credit, amount, `r${id}`] });
    },
    end: async () => {
      for (const client of clients) client.release();
      await pool.end();
    },
  };
}
