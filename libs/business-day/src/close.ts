import { performance } from 'node:perf_hooks';
import type { Database, Tx } from '@jinqiao/database';
import { beginClosing, claimClose, moveDay, releaseClose, requireClaim, today } from './day.ts';

/** What a step may do while a day is closed. */
export type StepContext = {
  readonly db: Database;
  readonly date: string;
  /**
   * One chunk: a transaction that is fenced against another closer. Work that advances its own agenda in the same
   * transaction needs no name; work that does not is named, and then happens once per day and step.
   */
  chunk<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  once(name: string, work: (tx: Tx) => Promise<void>): Promise<void>;
  /** Fails a transaction where another process has taken the close over. */
  fence(tx: Tx): Promise<void>;
  /** Adds to the day's summary, kept by step. */
  count(figures: Readonly<Record<string, bigint | number>>): void;
};

export type Step = { readonly name: string; run(context: StepContext): Promise<void> };

export type StepReport = { name: string; chunks: number; figures: Record<string, string>; seconds: number; finished: boolean };
export type DayReport = { date: string; steps: StepReport[]; seconds: number };

export type CloseOptions = {
  readonly through: string;
  readonly nextDate: (date: string) => string;
  readonly steps: readonly Step[];
  /** Called when a step begins and when a chunk is done. */
  readonly onProgress?: (report: DayReport) => void;
  /** Writes the day's summary in the transaction that closes the day. */
  readonly summarise: (tx: Tx, report: DayReport) => Promise<Record<string, unknown>>;
};

/**
 * Closes day after day up to and including `through`. Each step works in chunks; each chunk is one transaction that
 * commits with its checkpoint, so a close that was killed goes on where it stopped and gives the same books.
 * @throws Fault CLOSE_RUNNING where another process is closing.
 */
export async function closeThrough(db: Database, options: CloseOptions): Promise<DayReport[]> {
  const session = await db.hold();
  const reports: DayReport[] = [];
  try {
    await claimClose(db, session);
    for (let { current } = await today(db); current <= options.through; { current } = await today(db)) {
      reports.push(await closeDay(db, current, session.pid, options));
    }
    return reports;
  } finally {
    await releaseClose(db, session.pid).catch(() => {});
    session.release();
  }
}

async function closeDay(db: Database, date: string, pid: number, options: CloseOptions): Promise<DayReport> {
  const report: DayReport = { date, steps: [], seconds: 0 };
  const start = performance.now();
  await db.tx(async (tx) => {
    await requireClaim(tx, pid);
    await beginClosing(tx, date);
  });
  for (const step of options.steps) {
    const stepReport: StepReport = { name: step.name, chunks: 0, figures: {}, seconds: 0, finished: false };
    report.steps.push(stepReport);
    options.onProgress?.(report);
    const stepStart = performance.now();
    await step.run(context(db, date, pid, step.name, stepReport, () => options.onProgress?.(report)));
    stepReport.seconds = (performance.now() - stepStart) / 1000;
    stepReport.finished = true;
  }
  report.seconds = (performance.now() - start) / 1000;
  await db.tx(async (tx) => {
    await requireClaim(tx, pid);
    const summary = await options.summarise(tx, report);
    await tx.query('INSERT INTO business_day.closed_day (bucket, business_date, summary, steps, seconds) VALUES (0, $1, $2, $3, $4)', [
      date,
      JSON.stringify(summary),
      JSON.stringify(report.steps),
      report.seconds,
    ]);
    await moveDay(tx, date, options.nextDate(date));
  });
  return report;
}

function context(db: Database, date: string, pid: number, step: string, report: StepReport, progress: () => void): StepContext {
  const chunk = async <T>(work: (tx: Tx) => Promise<T>): Promise<T> => {
    const value = await db.tx(async (tx) => {
      await requireClaim(tx, pid);
      return work(tx);
    });
    report.chunks += 1;
    progress();
    return value;
  };
  return {
    db,
    date,
    chunk,
    fence: (tx) => requireClaim(tx, pid),
    once: (name, work) =>
      chunk(async (tx) => {
        const { rowCount } = await tx.query(
          'INSERT INTO business_day.checkpoint (bucket, business_date, step, chunk) VALUES (0, $1, $2, $3) ON CONFLICT DO NOTHING',
          [date, step, name],
        );
        if (rowCount > 0) await work(tx);
      }),
    count: (figures) => {
      for (const [name, value] of Object.entries(figures)) report.figures[name] = (BigInt(report.figures[name] ?? 0) + BigInt(value)).toString();
    },
  };
}
