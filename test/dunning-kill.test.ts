import type { StepContext } from '@jinqiao/business-day';
import { type DebtSource, dunningStep } from '@jinqiao/dunning';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { overdueScene, type Scene } from './dunning-scene.ts';

const DATE = '2026-09-27';
const CHUNK = 3;
const TABLES = ['case', 'debt', 'event', 'message', 'person'] as const;

/** A scene whose close has left dunning undone, with the source that it would have asked. */
async function undone(): Promise<{ scene: Scene; sources: DebtSource[] }> {
  const scene = await overdueScene(8);
  const sources = (scene.system.dunning.sources as DebtSource[]).splice(0);
  await scene.system.close(DATE);
  return { scene, sources };
}

/** The step's context, which dies once its transaction number `last` has committed. */
function contextOf({ system }: Scene, last: number): StepContext {
  let done = 0;
  const chunk: StepContext['chunk'] = async (work) => {
    const value = await system.db.tx(work);
    done += 1;
    if (done === last) throw new Error('killed');
    return value;
  };
  return {
    db: system.db,
    date: DATE,
    chunk,
    once: async (_, work) => void (await chunk(work)),
    fence: async () => undefined,
    count: () => undefined,
  };
}

async function tables({ system }: Scene): Promise<string> {
  const dumps = await Promise.all(
    TABLES.map(async (table) => {
      const { rows } = await system.db.query<{ row: string }>(`SELECT t::text AS row FROM dunning.${table} t ORDER BY t::text`);
      return [table, ...rows.map(({ row }) => row)].join('\n');
    }),
  );
  return dumps.join('\n');
}

let calm: Awaited<ReturnType<typeof undone>>;
let rough: Awaited<ReturnType<typeof undone>>;
beforeAll(async () => {
  calm = await undone();
  rough = await undone();
}, 240_000);
afterAll(async () => {
  await calm.scene.stop();
  await rough.scene.stop();
});

test('killed after each of its transactions and begun anew, the step leaves what it leaves undisturbed', async () => {
  await dunningStep(calm, CHUNK).run(contextOf(calm.scene, 0));
  let kills = 0;
  for (let last = 1; ; last += 1) {
    const died = await dunningStep(rough, CHUNK)
      .run(contextOf(rough.scene, last))
      .then(
        () => false,
        (error: Error) => error.message === 'killed',
      );
    if (!died) break;
    kills += 1;
  }
  // Eight contracts by three, then the review: it dies in every part of it.
  expect(kills).toBeGreaterThanOrEqual(6);
  const expected = await tables(calm.scene);
  expect(expected.split('\n').filter((line) => line.includes('opened')).length).toBe(8);
  expect(await tables(rough.scene)).toBe(expected);
});
