import type { Database } from '@jinqiao/database';
import { bucketOfId } from '@jinqiao/database';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type CreditAct,
  decideApplications,
  decideDeployment,
  decideFlow,
  type FeatureRow,
  type Flow,
  featuresAt,
  flowVersion,
  listRuns,
  proposeDeployment,
  proposeFlow,
  recordFeatures,
  registerModel,
  replayRun,
  runsOfSubject,
  SAMPLE_CARD,
} from '../src/index.ts';
import { guarded, jointLoan } from './applicant.ts';
import { AT, creditDatabase, ON, question, subject } from './store.ts';

let db: Database;
let stop: () => Promise<void>;
beforeAll(async () => {
  ({ db, stop } = await creditDatabase());
});
afterAll(() => stop());

const act = (by: string): CreditAct => ({ by, at: AT, on: ON });
let keys = 0;
/** The next version of a flow, as two people make it. */
async function enact(flow: Flow): Promise<number> {
  keys += 1;
  const { changeId } = await db.tx((tx) => proposeFlow(tx, act('maker'), `key-${keys}`, flow, 'as agreed'));
  const { version } = await db.tx((tx) => decideFlow(tx, act('checker'), changeId, { approve: true, verdict: 'read and compared' }));
  return version ?? 0;
}

test('an application is decided, stored with what it rested on, and found again', async () => {
  const [decided] = await db.tx((tx) => decideApplications(tx, question([subject('ann')])));
  expect(decided).toMatchObject({ outcome: 'approve', code: null, limit: 10_000_000n, score: 710, reasons: [] });
  const [run] = await runsOfSubject(db, 7, 'app of ann');
  expect(run).toMatchObject({
    runId: decided?.runId,
    flow: 'joint-loan',
    version: 1,
    arm: 'champion',
    effective: true,
    programmeId: 'JL',
    businessDate: ON,
    decidedAt: AT,
    cards: { 'joint-loan-sample@1': expect.stringMatching(/^[0-9a-f]{64}$/) },
  });
  expect(run?.inputs.features.tenureMonths).toEqual({ value: 60, validFrom: ON, recordedAt: AT });
  // The rules in force for an application were asked, with the limit found.
  const asked = run?.result.steps.at(-1)?.checks ?? [];
  expect(asked.map(({ ruleId }) => ruleId)).toContain('BUREAU_CONSENT');
  const listed = await listRuns(db, { flow: 'joint-loan', outcome: 'approve', arm: null, code: null, customerId: null, after: null, limit: 5 });
  expect(listed).toMatchObject([{ runId: decided?.runId, creditLimit: 10_000_000n, score: 710, outcome: 'approve' }]);
});

test('the same application twice, at the same time or later, is one run with one answer', async () => {
  const once = () => db.tx((tx) => decideApplications(tx, question([subject('twice')])));
  const answers = await Promise.all([once(), once(), once()]);
  const later = await db.tx((tx) => decideApplications(tx, question([subject('twice', { age: 60 })], { at: `${ON}T03:00:00.000Z` })));
  expect([...answers, later].map(([answer]) => answer)).toEqual(Array.from({ length: 4 }, () => answers[0]?.[0]));
  expect(await runsOfSubject(db, 7, 'app of twice')).toHaveLength(1);
});

test('a run that is made again has the same answer, though flow and rulebook have changed since', async () => {
  const subjects = [subject('before'), subject('refused', { age: 19, tenureMonths: 2 })];
  const before = await db.tx((tx) => decideApplications(tx, question(subjects)));
  expect(before.map(({ outcome, code }) => [outcome, code])).toEqual([
    ['approve', null],
    ['refuse', 'PLATFORM_AGE'],
  ]);
  const stricter: Flow = {
    ...jointLoan,
    steps: jointLoan.steps.map((step) => (step.kind === 'limit' ? { ...step, bands: [{ from: 800, units: '100000' }] } : step)),
  };
  const version = await enact(stricter);
  await db.query(
    `INSERT INTO compliance.on_breach (bucket, profile, rule_id, version, mode, made_by, checked_by, recorded_on) VALUES (0, 'CN_2017', 'BUREAU_CONSENT', 1, 'warn', 'a', 'b', $1)`,
    [ON],
  );
  const [after] = await db.tx((tx) => decideApplications(tx, question([subject('after')])));
  expect(after).toMatchObject({ outcome: 'refuse', code: 'PLATFORM_SCORE', limit: 0n });
  for (const { runId } of before) expect(await replayRun(db, runId)).toMatchObject({ equal: true, differs: [] });
  expect((await replayRun(db, after?.runId ?? '')).run.version).toBe(version);
  expect(new Set((await Promise.all([...before, after].map((run) => replayRun(db, run?.runId ?? '')))).map(({ run }) => run.rulebook)).size).toBe(2);
  await enact(jointLoan);
});

test('what was stored and altered is told, and where', async () => {
  const [run] = await db.tx((tx) => decideApplications(tx, question([subject('altered')])));
  await db.query(`UPDATE credit.run SET inputs = jsonb_set(inputs, '{features,age,value}', '50') WHERE run_id = $1`, [run?.runId]);
  expect(await replayRun(db, run?.runId ?? '')).toMatchObject({ equal: false, differs: ['admission', 'score'] });
});

test('the challenger in shadow changes nothing, in test it decides; both are kept', async () => {
  const strict: Flow = {
    ...jointLoan,
    name: 'strict',
    steps: [
      { id: 'old', kind: 'rules', rules: [{ code: 'PLATFORM_AGE', check: { form: 'at-most', feature: 'age', value: '35' }, effect: 'refuse' }] },
      ...jointLoan.steps,
    ],
  };
  const version = await enact(strict);
  const against = (mode: 'shadow' | 'test', share = 10_000): Flow => ({ ...jointLoan, challenger: { flow: 'strict', version, mode, share } });
  await enact(against('shadow'));
  expect(await db.tx((tx) => decideApplications(tx, question([subject('shadowed')])))).toMatchObject([{ outcome: 'approve' }]);
  await enact(against('test'));
  expect(await db.tx((tx) => decideApplications(tx, question([subject('tested')])))).toMatchObject([{ outcome: 'refuse', code: 'PLATFORM_AGE' }]);
  await enact(against('test', 0));
  expect(await db.tx((tx) => decideApplications(tx, question([subject('spared')])))).toMatchObject([{ outcome: 'approve' }]);
  const arms = async (who: string) =>
    (await runsOfSubject(db, 7, `app of ${who}`)).map(({ flow, arm, effective, result }) => [flow, arm, effective, result.outcome]);
  expect(await arms('shadowed')).toEqual([
    ['joint-loan', 'champion', true, 'approve'],
    ['strict', 'challenger', false, 'refuse'],
  ]);
  expect(await arms('tested')).toEqual([
    ['strict', 'challenger', true, 'refuse'],
    ['joint-loan', 'champion', false, 'approve'],
  ]);
  expect(await arms('spared')).toEqual([['joint-loan', 'champion', true, 'approve']]);
  await enact(jointLoan);
});

test('a card of the registry is asked by name and version, and one that is not registered refuses the flow', async () => {
  const card = { name: 'trained', version: '3' };
  const named: Flow = { ...jointLoan, name: 'by-registry', steps: jointLoan.steps.map((step) => (step.kind === 'scorecard' ? { ...step, card } : step)) };
  await expect(enact(named)).rejects.toMatchObject({ code: 'CARD_UNKNOWN', params: card });
  await db.tx((tx) => registerModel(tx, act('maker'), { card: { ...SAMPLE_CARD, ...card, base: 400 }, modelCard: null }));
  await enact(named);
  const [decided] = await db.tx((tx) => decideApplications(tx, question([subject('registered')], { flowName: 'by-registry' })));
  expect(decided?.score).toBe(810);
  expect(await replayRun(db, decided?.runId ?? '')).toMatchObject({ equal: true });
  // A registry that gives another card under the same name and version is found out.
  const altered = async () => ({ ...SAMPLE_CARD, ...card, base: 401 });
  expect(await replayRun(db, decided?.runId ?? '', altered)).toMatchObject({ equal: false, differs: ['card trained@3', 'score'] });
});

test('the version that is deployed decides from its day on, and a run keeps the version that decided', async () => {
  const [name, on] = [SAMPLE_CARD.name, '2026-03-10'];
  await db.tx(async (tx) => {
    await registerModel(tx, act('maker'), { card: { ...SAMPLE_CARD, version: '2', base: 320 }, modelCard: null });
    const { deploymentId } = await proposeDeployment(tx, act('maker'), 'deploy', { name, version: '2', validFrom: on, reason: 'recalibrated' });
    await decideDeployment(tx, act('checker'), deploymentId, { approve: true, verdict: 'measured again' });
  });
  const [before] = await db.tx((tx) => decideApplications(tx, question([subject('before it')], { on: '2026-03-09' })));
  const [after] = await db.tx((tx) => decideApplications(tx, question([subject('from its day')], { on })));
  expect([before?.score, after?.score]).toEqual([710, 730]);
  const replays = await Promise.all([before, after].map((decided) => replayRun(db, decided?.runId ?? '')));
  expect(replays.map(({ equal, run }) => [equal, Object.keys(run.cards)])).toEqual([
    [true, [`${name}@1`]],
    [true, [`${name}@2`]],
  ]);
});

test('a flow takes two people, and a version never changes', async () => {
  const { changeId } = await db.tx((tx) => proposeFlow(tx, act('maker'), 'two people', guarded, 'as agreed'));
  const decide = (by: string, approve = true) => db.tx((tx) => decideFlow(tx, act(by), changeId, { approve, verdict: 'read and compared' }));
  await expect(decide('maker')).rejects.toMatchObject({ code: 'CHECKER_IS_MAKER' });
  const approved = await decide('checker');
  expect(approved).toMatchObject({ state: 'approved', version: 2, checkedBy: 'checker' });
  expect(await decide('checker')).toEqual(approved);
  await expect(decide('third', false)).rejects.toMatchObject({ code: 'FLOW_CHANGE_DECIDED' });
  expect((await flowVersion(db, guarded.name, 2)).body).toEqual(JSON.parse(JSON.stringify(guarded)));
  await expect(flowVersion(db, guarded.name, 3)).rejects.toMatchObject({ code: 'FLOW_UNKNOWN' });
  await expect(db.tx((tx) => decideApplications(tx, question([subject('nobody')], { flowName: 'nothing' })))).rejects.toMatchObject({ code: 'FLOW_UNKNOWN' });
});

const feature = (value: number, validFrom: string, recordedAt: string, who = 'ann'): FeatureRow => ({
  bucket: bucketOfId(`cus_07${'0'.repeat(24)}`) ?? 0,
  subject: who,
  feature: 'ordersPerYear',
  value,
  validFrom,
  recordedAt: `${recordedAt}T00:00:00.000Z`,
});
const KNOWN: readonly (readonly [asOf: string, knownAt: string, value: number | undefined])[] = [
  ['2025-12-31', '2026-06-01', undefined],
  ['2026-01-10', '2026-01-05', undefined],
  ['2026-01-10', '2026-01-10', 10],
  ['2026-02-15', '2026-02-15', 20],
  // What was said on the 20th of how it had been since the 1st is not seen before.
  ['2026-02-15', '2026-02-19', 20],
  ['2026-02-15', '2026-02-20', 25],
  ['2026-01-31', '2026-06-01', 10],
  ['2026-06-01', '2026-06-01', 25],
];

test('what was recorded later is not seen, even where it tells of an earlier day', async () => {
  await db.tx((tx) =>
    recordFeatures(tx, [
      feature(10, '2026-01-01', '2026-01-06', 'pit'),
      feature(20, '2026-02-01', '2026-02-02', 'pit'),
      feature(25, '2026-02-01', '2026-02-20', 'pit'),
    ]),
  );
  for (const [asOf, knownAt, value] of KNOWN) {
    const found = await featuresAt(db, [{ bucket: 7, subject: 'pit' }], ['ordersPerYear', 'age'], { asOf, knownAt: `${knownAt}T12:00:00.000Z` });
    expect([asOf, knownAt, found.get('pit')?.ordersPerYear?.value]).toEqual([asOf, knownAt, value]);
  }
});

test('what is known already is not written again, and what is not declared not at all', async () => {
  const count = async () => Number((await db.query<{ n: bigint }>(`SELECT count(*) AS n FROM credit.feature_value WHERE subject = 'still'`)).rows[0]?.n);
  for (const day of ['2026-01-01', '2026-01-02', '2026-01-03']) await db.tx((tx) => recordFeatures(tx, [feature(5, day, day, 'still')]));
  expect(await count()).toBe(1);
  await db.tx((tx) => recordFeatures(tx, [feature(6, '2026-01-04', '2026-01-04', 'still'), feature(5, '2026-01-04', '2026-01-04', 'other')]));
  expect(await count()).toBe(2);
  const wrong = { ...feature(1, ON, ON), value: 'many' } as unknown as FeatureRow;
  await expect(db.tx((tx) => recordFeatures(tx, [wrong]))).rejects.toMatchObject({ code: 'FEATURE_INVALID' });
});

test('a decision sees what its store knew at its instant, for many in one read', async () => {
  const late = { ...feature(90, ON, '2026-03-03'), feature: 'worstDaysLate' as const };
  const early = { ...late, subject: 'late-payer', recordedAt: '2026-02-01T00:00:00.000Z', validFrom: '2026-02-01' };
  await db.tx((tx) => recordFeatures(tx, [{ ...late, subject: 'not-yet' }, early]));
  const decided = await db.tx((tx) =>
    decideApplications(tx, question([subject('not-yet'), subject('late-payer'), subject('clean')], { flowName: guarded.name })),
  );
  expect(decided.map(({ customerId, outcome, code }) => [customerId, outcome, code])).toEqual([
    ['not-yet', 'approve', null],
    ['late-payer', 'review', 'LATE_BEFORE'],
    ['clean', 'approve', null],
  ]);
});
