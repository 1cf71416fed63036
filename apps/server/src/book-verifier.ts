import type { BookVerification } from '@jinqiao/api';
import { type Db, HOUSE_BUCKET } from '@jinqiao/database';
import { verifyChain } from '@jinqiao/ledger';
import { instant } from '@jinqiao/runtime';
import { serverFault } from './errors.ts';
import type { System } from './system.ts';

/** Proves stretches of books in the background; where each run stands can be read at any moment, by any server. */
export type BookVerifier = {
  /** Begins a run, or finds the one that began under this id. @throws Fault VERIFICATION_RUNNING while another proves the book. */
  start(run: { id: string; book: string; first: bigint; last: bigint; by: string }): Promise<BookVerification>;
  settled(): Promise<void>;
};

type Row = {
  id: string;
  book: string;
  first: bigint;
  last: bigint;
  state: 'running' | 'done' | 'failed';
  ok: boolean | null;
  examined: bigint;
  wrong: string[];
  by: string;
  startedAt: Date;
  movedAt: Date;
};

/** A page takes a second or two; a run without one for so long has lost its process. */
const STILL_MS = 60_000;

const COLUMNS = `verification_id AS id, book, first_sequence AS first, last_sequence AS last, state, ok, examined, wrong, actor AS by,
  started_at AS "startedAt", moved_at AS "movedAt"`;

export function createBookVerifier({ db, clock }: System): BookVerifier {
  const running = new Set<Promise<void>>();
  const mark = async (book: string, id: string, state: Row['state'], found: { ok: boolean | null; examined: number; wrong: readonly string[] }) => {
    await db.query(
      'UPDATE server.verification SET state = $4, ok = $5, examined = $6, wrong = $7, moved_at = $8 WHERE bucket = $1 AND book = $2 AND verification_id = $3',
      [HOUSE_BUCKET, book, id, state, found.ok, found.examined, JSON.stringify(found.wrong), instant(clock)],
    );
  };
  const prove = async (book: string, id: string, first: bigint, last: bigint) => {
    const range = { book, sequences: { first, last } };
    const found = await verifyChain(db, range, (soFar) => mark(book, id, 'running', { ...soFar, ok: null }));
    await mark(book, id, 'done', found);
  };
  return {
    start: async ({ id, book, first, last, by }) => {
      const now = clock.now();
      if ((await latestVerifications(db, book, now, 1)).some((run) => run.state === 'running' && run.id !== id)) {
        throw serverFault('VERIFICATION_RUNNING', { book });
      }
      const { rowCount } = await db.query(
        `INSERT INTO server.verification (bucket, book, verification_id, first_sequence, last_sequence, state, examined, wrong, actor, started_at, moved_at)
         VALUES ($1, $2, $3, $4, $5, 'running', 0, '[]', $6, $7, $7) ON CONFLICT DO NOTHING`,
        [HOUSE_BUCKET, book, id, first, last, by, instant(clock)],
      );
      if (rowCount === 1) {
        const run = prove(book, id, first, last)
          .catch(async (failure: unknown) => {
            process.emitWarning(`verification ${id}: ${failure instanceof Error ? failure.message : 'failed'}`);
            await mark(book, id, 'failed', { ok: null, examined: 0, wrong: [] }).catch(() => undefined);
          })
          .finally(() => running.delete(run));
        running.add(run);
      }
      const view = await verificationById(db, book, id, now);
      if (!view) throw serverFault('VERIFICATION_UNKNOWN', { id });
      return view;
    },
    settled: async () => {
      await Promise.all(running);
    },
  };
}

function viewOf(row: Row, now: number): BookVerification {
  const lost = row.state === 'failed' || (row.state === 'running' && now - row.movedAt.getTime() > STILL_MS);
  return {
    id: row.id,
    book: row.book,
    from: row.first.toString(),
    through: row.last.toString(),
    state: lost ? 'interrupted' : row.state === 'done' ? 'done' : 'running',
    ok: row.ok,
    examined: row.examined.toString(),
    wrong: row.wrong,
    by: row.by,
    startedAt: row.startedAt.toISOString(),
    endedAt: row.state === 'running' ? null : row.movedAt.toISOString(),
  };
}

export async function verificationById(db: Db, book: string, id: string, now: number): Promise<BookVerification | undefined> {
  const { rows } = await db.query<Row>(`SELECT ${COLUMNS} FROM server.verification WHERE bucket = $1 AND book = $2 AND verification_id = $3`, [
    HOUSE_BUCKET,
    book,
    id,
  ]);
  return rows[0] && viewOf(rows[0], now);
}

/** The last runs over a book, newest first. */
export async function latestVerifications(db: Db, book: string, now: number, limit: number): Promise<BookVerification[]> {
  const { rows } = await db.query<Row>(
    `SELECT ${COLUMNS} FROM server.verification WHERE bucket = $1 AND book = $2 ORDER BY started_at DESC, verification_id LIMIT $3`,
    [HOUSE_BUCKET, book, limit],
  );
  return rows.map((row) => viewOf(row, now));
}
