import { setTimeout as sleep } from 'node:timers/promises';
import { type Database, sqlState } from '@jinqiao/database';
import { type Fault, isFault } from '@jinqiao/errors';
import type { Book } from './account.ts';
import { ledgerFault } from './errors.ts';
import { makeGuess } from './guess.ts';
import { type Journal, requireSound } from './journal.ts';
import { distinct, type Judged, type Outcome, type Posted, postBatch } from './post.ts';

export type PosterOptions = {
  /** Transfers that go into one call and one commit (8,000); a linked group is never divided. */
  readonly batchMax?: number;
  /** Transfers that may wait; beyond it a caller waits before its journal is taken (100,000). */
  readonly queueMax?: number;
  /** Calls under way at a time (2): while one commits, the next is on its way. */
  readonly calls?: number;
  /** Seconds during which a lost database is asked again before the callers are told (60). */
  readonly patience?: number;
  /** Told of each batch that came back, in the order of the answers: for metrics, and to rebuild the order of the book. */
  readonly onBatch?: (journals: readonly Journal[], judged: Judged, milliseconds: number) => void;
};

/** Posts the journals of many callers of one book: what waits is shared out among the calls that are free, each with one round trip and one commit. */
export type Poster = {
  /** Resolves when the journal is committed. @throws Fault of its refusal, or LEDGER_UNREACHABLE when its fate is unknown. */
  post(journal: Journal): Promise<Posted>;
  /** Journals that are posted together or not at all. @throws Fault of the first one at fault. */
  postLinked(journals: readonly Journal[]): Promise<Posted[]>;
  /** Journals that stand each by itself; the answers are in their order, refusals among them. Batches under way at once are booked in either order. */
  postAll(journals: readonly Journal[]): Promise<Outcome[]>;
  /** Takes nothing more and resolves when all that was taken is done. */
  close(): Promise<void>;
};

/** What a caller hands over in one piece: journals that are linked, or that stand each by itself. */
type Unit = {
  readonly journals: readonly Journal[];
  readonly linked: boolean;
  /** Its transfers. */
  readonly size: number;
  readonly done: (outcomes: readonly Outcome[]) => void;
  readonly failed: (error: unknown) => void;
};

/** The database is not there, or ended our session: what was sent may or may not be committed. */
const LOST = /^(08...|57P0.|53300|XX000|ECONN\w+|EPIPE|ETIMEDOUT)$/;
const BUSY = new Set(['40001', '40P01', '55P03']);
const PAUSE_MS = 100;
/** What waits is shared out among the calls that are free, so that they overlap; fewer transfers than these are not worth a call of their own. */
const SHARE_MIN = 16;

export function openPoster(db: Database, book: Book, options: PosterOptions = {}): Poster {
  const { batchMax = 8_000, queueMax = 100_000, calls = 2 } = options;
  const queue = makeQueue(batchMax);
  const deliver = makeDelivery(db, book.name, options);
  const roomWanted: (() => void)[] = [];
  let running = 0;
  let scheduled = false;
  let closing = false;
  let idle: (() => void) | undefined;

  const flush = () => {
    scheduled = false;
    while (running < calls) {
      const units = queue.take(Math.max(SHARE_MIN, Math.ceil(queue.waiting() / (calls - running))));
      if (units.length === 0) break;
      running += 1;
      void deliver(units).then(() => {
        queue.release(units);
        running -= 1;
        schedule();
      });
    }
    if (queue.waiting() < queueMax) for (const resume of roomWanted.splice(0)) resume();
    if (running === 0 && queue.waiting() === 0) idle?.();
  };
  /** What comes in during one turn of the loop travels together. */
  const schedule = () => {
    if (scheduled || running >= calls) return;
    scheduled = true;
    setImmediate(flush);
  };
  const enqueue = async (journals: readonly Journal[], linked: boolean): Promise<readonly Outcome[]> => {
    if (journals.length === 0) return [];
    while (queue.waiting() >= queueMax && !closing) await new Promise<void>((resume) => roomWanted.push(resume));
    if (closing) throw ledgerFault('POSTER_CLOSED', { book: book.name });
    return new Promise((done, failed) => {
      queue.push({ journals, linked, size: sizeOf(journals), done, failed });
      schedule();
    });
  };

  return {
    post: async (entry) => {
      requireSound(entry, book.name);
      const [outcome] = await enqueue([entry], false);
      return posted(outcome);
    },
    postLinked: async (journals) => {
      for (const entry of journals) requireSound(entry, book.name);
      const outcomes = await enqueue(distinct(journals), true);
      const cause = outcomes.find((outcome) => outcome instanceof Error && outcome.code !== 'LINKED_REFUSED');
      return cause ? [posted(cause)] : outcomes.map(posted);
    },
    postAll: async (journals) => {
      const faults = journals.map((entry) => faultOf(entry, book.name));
      const sound = journals.filter((_, at) => faults[at] === undefined);
      const outcomes = (await Promise.all(chunksOf(sound, batchMax).map((chunk) => enqueue(chunk, false)))).flat();
      let at = 0;
      return faults.map((fault) => fault ?? (outcomes[at++] as Outcome));
    },
    close: async () => {
      closing = true;
      if (running === 0 && queue.waiting() === 0) return;
      await new Promise<void>((resolve) => {
        idle = resolve;
      });
    },
  };
}

/** Units in the order in which they came. */
function makeQueue(batchMax: number) {
  const queue: Unit[] = [];
  const underWay = new Set<string>();
  let head = 0;
  let waiting = 0;
  return {
    /** Transfers that wait. */
    waiting: () => waiting,
    push: (unit: Unit) => {
      queue.push(unit);
      waiting += unit.size;
    },
    /** Units from the front until `share` transfers or the batch's most, or an id is met that is under way: that one waits for its namesake. */
    take: (share: number): Unit[] => {
      const taken: Unit[] = [];
      let size = 0;
      while (head < queue.length) {
        const unit = queue[head] as Unit;
        if (taken.length > 0 && (size >= share || size + unit.size > batchMax)) break;
        if (unit.journals.some(({ id }) => underWay.has(id))) break;
        for (const { id } of unit.journals) underWay.add(id);
        taken.push(unit);
        size += unit.size;
        head += 1;
      }
      if (head > 1_024 && head * 2 > queue.length) {
        queue.splice(0, head);
        head = 0;
      }
      waiting -= size;
      return taken;
    },
    release: (units: readonly Unit[]) => {
      for (const { journals } of units) for (const { id } of journals) underWay.delete(id);
    },
  };
}

/** Sends units as one batch and gives each its outcomes. */
function makeDelivery(db: Database, book: string, { patience = 60, onBatch }: PosterOptions): (units: readonly Unit[]) => Promise<void> {
  const guess = makeGuess();

  /** A batch whose answer was lost is sent again as it is: what was committed answers as repeated. */
  const persist = async (journals: readonly Journal[], units: readonly number[] | undefined): Promise<Judged> => {
    const begun = performance.now();
    for (;;) {
      try {
        const turn = guess.next(journals);
        const judged = await postBatch(db, book, journals, units, turn.hints).catch((error: unknown) => {
          turn.lost();
          throw error;
        });
        turn.answered(judged);
        onBatch?.(journals, judged, performance.now() - begun);
        return judged;
      } catch (error) {
        const lost = LOST.test(sqlState(error)) || /Connection terminated|timeout/.test(String(error));
        if (!lost && !BUSY.has(sqlState(error))) throw error;
        if (performance.now() - begun > patience * 1_000) throw ledgerFault('LEDGER_UNREACHABLE', { book, seconds: patience });
        if (lost) await sleep(PAUSE_MS);
      }
    }
  };
  const deliver = async (units: readonly Unit[]): Promise<void> => {
    try {
      const journals = units.flatMap((unit) => unit.journals);
      const { outcomes } = await persist(journals, unitsOf(units));
      let at = 0;
      for (const unit of units) {
        unit.done(outcomes.slice(at, at + unit.journals.length));
        at += unit.journals.length;
      }
    } catch (error) {
      if (units.length === 1 || isFault(error)) for (const unit of units) unit.failed(error);
      // What the database itself cannot take must not fail those that happened to travel with it.
      else for (const unit of units) await deliver([unit]);
    }
  };
  return deliver;
}

function sizeOf(journals: readonly Journal[]): number {
  return journals.reduce((sum, { transfers }) => sum + transfers.length, 0);
}

/** What can be told against a journal before it is sent. */
function faultOf(entry: Journal, book: string): Fault | undefined {
  try {
    requireSound(entry, book);
    return undefined;
  } catch (error) {
    if (isFault(error)) return error;
    throw error;
  }
}

/** Journals in pieces of at most `most` transfers, in each of which an id stands once. */
function chunksOf(journals: readonly Journal[], most: number): Journal[][] {
  const chunks: Journal[][] = [];
  let chunk: Journal[] = [];
  let ids = new Set<string>();
  let size = 0;
  for (const entry of journals) {
    if (chunk.length > 0 && (size + entry.transfers.length > most || ids.has(entry.id))) {
      chunks.push(chunk);
      chunk = [];
      ids = new Set();
      size = 0;
    }
    chunk.push(entry);
    ids.add(entry.id);
    size += entry.transfers.length;
  }
  return chunk.length > 0 ? [...chunks, chunk] : chunks;
}

/** For each journal the place of the first of its group, from 1; undefined when nothing is linked. */
function unitsOf(units: readonly Unit[]): number[] | undefined {
  if (!units.some(({ journals, linked }) => linked && journals.length > 1)) return undefined;
  let first = 1;
  return units.flatMap(({ journals, linked }) => {
    const own = first;
    first += journals.length;
    return journals.map((_, at) => (linked ? own : own + at));
  });
}

function posted(outcome: Outcome | undefined): Posted {
  if (outcome && 'repeated' in outcome) return outcome;
  throw outcome;
}
