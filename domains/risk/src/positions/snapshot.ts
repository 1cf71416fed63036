import type { Step, StepContext } from '@jinqiao/business-day';
import { type BusinessDate, businessDate, endOfMonth } from '@jinqiao/calendar';
import type { Db, Tx } from '@jinqiao/database';
import { CURE_MONTHS } from '../measures/five-tier.ts';
import { monthEndBefore } from '../measures/months.ts';
import { ROLL_WINDOWS } from '../measures/roll.ts';
import { provideFor } from '../provisions/run.ts';
import { positionOf } from './measure.ts';
import type { Position, PositionSource, Standing } from './model.ts';
import { addTally, historyOf, insertPositions, lastWritten, markTaken, snapshotsOf } from './store.ts';
import { tallyOf } from './tally.ts';

/** How many contracts one transaction takes. */
const CHUNK = 2_000;

/** Month-ends that measures look back on. */
const LOOK_BACK = Math.max(CURE_MONTHS, ROLL_WINDOWS.observation + ROLL_WINDOWS.performance - 1);

/**
 * On a month's last day: a row for every contract that stands or ended in the month, what the rows add up to, and the
 * provisions. A chunk goes on behind the last contract that is written, so that a repetition writes nothing twice.
 */
export function positionsStep(sources: readonly PositionSource[], chunk = CHUNK): Step {
  return {
    name: 'positions',
    run: async (context) => {
      const on = businessDate(context.date);
      if (on !== endOfMonth(on)) return;
      for (const source of sources) {
        context.count({ positions: await takeSnapshot(context, source, on, chunk) });
        await provideFor(context, source, on, chunk);
      }
    },
  };
}

async function takeSnapshot(context: StepContext, source: PositionSource, on: BusinessDate, limit: number): Promise<number> {
  const { product } = source;
  const since = (await snapshotsOf(context.db, product, on, 1))[0]?.asOf ?? null;
  let written = 0;
  for (let seen = -1; seen !== 0; ) {
    seen = await context.chunk((tx) => writeChunk(tx, source, on, since, limit));
    written += seen;
  }
  await context.once(`taken ${product}`, (tx) => markTaken(tx, on, product));
  return written;
}

async function writeChunk(tx: Tx, source: PositionSource, on: BusinessDate, since: BusinessDate | null, limit: number): Promise<number> {
  const after = await lastWritten(tx, on, source.product);
  const standings = await source.read(tx, { on, since, after, limit });
  if (standings.length === 0) return 0;
  const followed = await follow(tx, source, on, since, standings);
  await insertPositions(
    tx,
    followed.map(({ now }) => now),
  );
  await addTally(tx, tallyOf(followed, since));
  return standings.length;
}

/** Measures contracts against their own past. */
async function follow(db: Db, source: PositionSource, on: BusinessDate, since: BusinessDate | null, standings: readonly Standing[]) {
  const dates = since === null ? [] : Array.from({ length: LOOK_BACK }, (_, at) => monthEndBefore(on, LOOK_BACK - at));
  const past = dates.length === 0 ? new Map<string, Map<string, Position>>() : await historyOf(db, standings, dates);
  return standings.map((standing) => {
    const known = past.get(standing.contractId);
    const history = dates.map((date) => known?.get(date) ?? null);
    const there = history.filter((at) => at !== null);
    return { now: positionOf(source.scheme, standing, on, there), history };
  });
}

/** Positions of a day as they stand now, without keeping them: for a day that is no month's end. */
export async function* positionsOn(db: Db, source: PositionSource, on: BusinessDate, limit = CHUNK): AsyncGenerator<Position[]> {
  const since = (await snapshotsOf(db, source.product, on, 1))[0]?.asOf ?? null;
  for (let after: Position | null = null; ; ) {
    const standings = await source.read(db, { on, since: on, after, limit });
    if (standings.length === 0) return;
    const positions = (await follow(db, source, on, since, standings)).map(({ now }) => now);
    yield positions;
    after = positions.at(-1) ?? null;
  }
}
