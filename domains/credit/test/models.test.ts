import { bucketOf, type Database, migrate, openDatabase } from '@jinqiao/database';
import { testDatabase } from '@jinqiao/runtime/testing';
import { scoreOf, TRAINING, type TrainedModel, trainModel } from '@jinqiao/scorecard';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  decideDeployment,
  digestOf,
  installDeployment,
  listDeployments,
  listModelVersions,
  modelInForce,
  modelVersion,
  proposeDeployment,
  registerModel,
  SAMPLE_CARD,
  stabilityByMonth,
} from '../src/index.ts';

const ON = '2026-03-02';
const act = (by: string, on = ON) => ({ by, at: `${on}T08:00:00.000Z`, on });
let db: Database;
let end: () => Promise<void>;

beforeAll(async () => {
  const database = await testDatabase();
  db = openDatabase(database.url);
  end = async () => {
    await db.end();
    await database.drop();
  };
  await migrate(db, [{ name: 'credit', folder: new URL('../sql/', import.meta.url) }]);
});
afterAll(() => end());

/** A card that was trained on rows whose outcome follows their value. */
function trained(name: string, version: string): TrainedModel {
  const part = (rows: number, from: number) => {
    const values = Float64Array.from({ length: rows }, (_, row) => bucketOf(`${row + from}`));
    return {
      bad: Uint8Array.from(values, (value, row) => (bucketOf(`bad ${row + from}`) < value / 2 ? 1 : 0)),
      columns: [{ name: 'v', kind: 'numeric' as const, values }],
    };
  };
  return trainModel(
    { name, version },
    { train: part(2_000, 0), test: part(1_000, 10_000), attributes: [] },
    {
      source: 'made.csv',
      sha256: 'ab'.repeat(32),
      rows: 3_000,
      withoutOutcome: 0,
      target: 'bad',
      bad: '1',
      timeSpan: null,
      split: { seed: 1, trainShare: 0.7 },
      excluded: [],
      protected: [],
    },
    TRAINING,
  );
}

const refused = (code: string) => expect.objectContaining({ code });

test('a version is kept as it was given, is the same when given again, and is never another', async () => {
  const given = trained('kept', '1');
  const register = (model: { card: unknown; modelCard: TrainedModel['modelCard'] | null }) => db.tx((tx) => registerModel(tx, act('ann'), model));
  const kept = await register(given);
  expect(kept).toMatchObject({ card: given.card, modelCard: given.modelCard, dataDigest: 'ab'.repeat(32), madeBy: 'ann', registeredOn: ON });
  expect(await register(given)).toEqual(kept);
  expect(digestOf(kept.card, kept.modelCard)).toBe(kept.digest);
  // What the database gives back scores as what was handed in.
  for (const v of [0, 77, 130, 255, null]) expect(scoreOf(kept.card, { v })).toEqual(scoreOf(given.card, { v }));

  await expect(register({ ...given, card: { ...given.card, base: given.card.base + 1 } })).rejects.toEqual(refused('MODEL_VERSION_EXISTS'));
  await expect(register({ ...given, card: { ...given.card, version: '2' } })).rejects.toEqual(refused('MODEL_CARD_OTHER'));
  await expect(register({ card: { ...given.card, version: '2', base: 1.5 }, modelCard: null })).rejects.toEqual(refused('SCORECARD_INVALID'));
  expect((await listModelVersions(db, 'kept')).map(({ version }) => version)).toEqual(['1']);
});

test('two people deploy; a date is decided by the newest deployment that began by then', async () => {
  for (const version of ['1', '2', '3']) await db.tx((tx) => registerModel(tx, act('ann'), trained('line', version)));
  const propose = (key: string, version: string, validFrom: string, on = ON) =>
    db.tx((tx) => proposeDeployment(tx, act('ann', on), key, { name: 'line', version, validFrom, reason: 'better' }));
  const decide = (id: string, by: string, approve: boolean, on = ON) => db.tx((tx) => decideDeployment(tx, act(by, on), id, { approve, verdict: 'seen' }));
  const inForce = async (on: string) => (await modelInForce(db, 'line', on))?.version;

  const first = await propose('a', '1', '2026-03-05');
  expect(await propose('a', '1', '2026-03-05')).toEqual(first);
  expect([first.state, await inForce('2026-03-05')]).toEqual(['proposed', undefined]);
  await expect(decide(first.deploymentId, 'ann', true)).rejects.toEqual(refused('CHECKER_IS_MAKER'));
  const approved = await decide(first.deploymentId, 'ben', true);
  expect(approved).toMatchObject({ state: 'approved', madeBy: 'ann', checkedBy: 'ben', verdict: 'seen' });
  expect(await decide(first.deploymentId, 'ben', true)).toEqual(approved);
  await expect(decide(first.deploymentId, 'cat', false)).rejects.toEqual(refused('DEPLOYMENT_DECIDED'));

  await decide((await propose('b', '2', '2026-04-01')).deploymentId, 'ben', true);
  await decide((await propose('c', '3', '2026-05-01')).deploymentId, 'ben', false);
  expect(await Promise.all(['2026-03-04', '2026-03-05', '2026-03-31', '2026-04-01', '2026-06-01'].map(inForce))).toEqual([undefined, '1', '1', '2', '2']);

  await expect(propose('d', '3', '2026-03-01')).rejects.toEqual(refused('DEPLOYMENT_IN_PAST'));
  await expect(propose('e', '3', '2026-04-01')).rejects.toEqual(refused('DEPLOYMENT_DATE_TAKEN'));
  await expect(propose('f', '9', '2026-07-01')).rejects.toEqual(refused('MODEL_UNKNOWN'));
  await expect(decide('mdp_nowhere', 'ben', true)).rejects.toEqual(refused('DEPLOYMENT_UNKNOWN'));
  // What waited too long would change the past.
  const late = await propose('g', '3', '2026-06-01');
  await expect(decide(late.deploymentId, 'ben', true, '2026-06-02')).rejects.toEqual(refused('DEPLOYMENT_IN_PAST'));
  expect((await listDeployments(db, 'line')).map(({ version, state }) => [version, state])).toEqual([
    ['3', 'proposed'],
    ['3', 'rejected'],
    ['2', 'approved'],
    ['1', 'approved'],
  ]);
});

test('the sample card comes with the installation, once, and decides until something is deployed', async () => {
  const since = act('installation', '2004-02-01');
  for (let start = 0; start < 2; start += 1)
    await db.tx(async (tx) => installDeployment(tx, since, await registerModel(tx, since, { card: SAMPLE_CARD, modelCard: null })));
  const sample = await modelInForce(db, SAMPLE_CARD.name, ON);
  expect(sample?.card).toEqual(SAMPLE_CARD);
  expect(scoreOf(sample?.card ?? SAMPLE_CARD, { age: 30, tenureMonths: 40, ordersPerYear: 36 }).score).toBe(300 + 95 + 160 + 140);
  expect((await listDeployments(db, SAMPLE_CARD.name)).map(({ state }) => state)).toEqual(['installed']);
  const { card } = trained(SAMPLE_CARD.name, '2');
  await db.tx((tx) => registerModel(tx, act('ann'), { card, modelCard: null }));
  const { deploymentId } = await db.tx((tx) => proposeDeployment(tx, act('ann'), 's', { name: card.name, version: '2', validFrom: ON, reason: 'trained' }));
  await db.tx((tx) => decideDeployment(tx, act('ben'), deploymentId, { approve: true, verdict: 'good' }));
  expect([(await modelInForce(db, card.name, '2026-03-01'))?.version, (await modelInForce(db, card.name, ON))?.version]).toEqual(['1', '2']);
  expect((await modelVersion(db, card.name, '1'))?.card).toEqual(SAMPLE_CARD);
});

test('live scores are held against the development rows, month by month', () => {
  const development = { bounds: [500, 600], counts: [100, 200, 100] };
  const months = stabilityByMonth(development, [
    { month: '2026-02', score: 650, count: 250 },
    { month: '2026-02', score: 400, count: 250 },
    { month: '2026-01', score: 499, count: 50 },
    { month: '2026-01', score: 500, count: 60 },
    { month: '2026-01', score: 599, count: 40 },
    { month: '2026-01', score: 600, count: 50 },
    { month: '2026-03', score: 600, count: 99 },
  ]);
  expect(months.map(({ month, rows, state }) => [month, rows, state])).toEqual([
    ['2026-01', 200, 'stable'],
    ['2026-02', 500, 'moved'],
    ['2026-03', 99, 'too-few'],
  ]);
  expect([months[0]?.psi, months[2]?.psi]).toEqual([0, null]);
  // Half, none and half against a quarter, half and a quarter; the empty band counts as 1 in 10,000.
  expect(months[1]?.psi).toBeCloseTo(2 * 0.25 * Math.log(2) + (0.0001 - 0.5) * Math.log(0.0001 / 0.5), 9);
});
