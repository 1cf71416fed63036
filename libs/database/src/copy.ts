import type pg from 'pg';

/** Hands rows on; waits where the database is slower than what comes in. */
export type WriteRows = (rows: string) => Promise<void>;

/** The messages of a COPY as the client hands them on; the types of `pg` do not know them. */
type CopyConnection = {
  readonly stream: {
    readonly writableNeedDrain: boolean;
    once(event: 'drain' | 'close', done: () => void): void;
    off(event: 'drain' | 'close', done: () => void): void;
  };
  query(text: string): void;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
  sendCopyFail(reason: string): void;
};

type CopyQuery = {
  submit(connection: CopyConnection): void;
  handleCopyInResponse(connection: CopyConnection): void;
  handleCommandComplete(): void;
  handleReadyForQuery(): void;
  handleError(error: Error): void;
};

/** See `Tx.copy`. The session takes nothing else until the copy has ended. */
export function copyIn<T>(client: pg.PoolClient, text: string, feed: (write: WriteRows) => Promise<T>): Promise<T> {
  return new Promise((done, fail) => {
    let outcome: { readonly value: T } | { readonly error: unknown } | undefined;
    const query: CopyQuery = {
      submit: (connection) => connection.query(text),
      handleCopyInResponse: (connection) => {
        const write: WriteRows = async (rows) => {
          connection.sendCopyFromChunk(Buffer.from(rows));
          if (connection.stream.writableNeedDrain)
            await new Promise<void>((ready) => {
              const go = () => {
                connection.stream.off('drain', go);
                connection.stream.off('close', go);
                ready();
              };
              connection.stream.once('drain', go);
              connection.stream.once('close', go);
            });
        };
        feed(write).then(
          (value) => {
            outcome ??= { value };
            connection.endCopyFrom();
          },
          (error: unknown) => {
            outcome ??= { error };
            connection.sendCopyFail('given up');
          },
        );
      },
      handleCommandComplete: () => {},
      handleReadyForQuery: () => {
        if (outcome && 'value' in outcome) done(outcome.value);
        else fail(outcome?.error);
      },
      handleError: (error) => {
        // The fault of who fed the rows came first and says more.
        if (!outcome || 'value' in outcome) outcome = { error };
        fail(outcome.error);
      },
    };
    client.query(query as unknown as pg.Submittable);
  });
}

/** A value of the text format: what would end a field or a line is escaped. */
export function copyText(value: string): string {
  return /[\\\t\n\r]/.test(value) ? value.replace(/[\\\t\n\r]/g, (c) => ({ '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' })[c] ?? c) : value;
}
