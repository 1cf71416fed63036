import type { ModelDeployment, ModelList, ModelVersion } from '@jinqiao/api';
import { businessDate } from '@jinqiao/calendar';
import { modelInForce } from '@jinqiao/credit';
import { scoreOf } from '@jinqiao/scorecard';
import type { HttpServer } from '@jinqiao/server';
import { extractText, getDocumentProxy } from 'unpdf';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Installation, openJointLoan, STAFF_PASSWORD, startInstallation } from '../../../test/installation.ts';
import { trainedModel } from '../../../test/trained-model.ts';

const ON = businessDate('2026-03-02');
const SAMPLE = 'joint-loan-sample';
let installation: Installation;
let http: HttpServer;
const cookies: Record<string, string> = {};
let sent = 0;

beforeAll(async () => {
  installation = await startInstallation();
  await openJointLoan(installation.system, ON);
  http = await installation.serve();
  for (const login of ['risk', 'compliance', 'auditor', 'operator']) {
    const response = await fetch(`${http.url}/api/v1/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ login, password: STAFF_PASSWORD }),
    });
    cookies[login] = response.headers.get('set-cookie')?.split(';')[0] ?? '';
  }
}, 120_000);
afterAll(() => installation.stop());

const read = (login: string, path: string) => fetch(`${http.url}/api/v1${path}`, { headers: { cookie: cookies[login] ?? '' } });
async function send(login: string, path: string, body: object, key = `models-${++sent}`): Promise<{ status: number; body: never }> {
  const response = await fetch(`${http.url}/api/v1${path}`, {
    method: 'POST',
    headers: { cookie: cookies[login] ?? '', 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as never };
}

test('a trained card is registered, deployed by two people, and decides from its date', async () => {
  const listed = async () =>
    ((await (await read('auditor', '/models')).json()) as ModelList).items.map(({ name, version, inForce }) => [name, version, inForce]);
  expect(await listed()).toEqual([[SAMPLE, '1', true]]);

  const model = trainedModel(SAMPLE, '2');
  const { status, body } = await send('risk', '/models', model, 'register-once');
  expect(status).toBe(201);
  const registered: ModelVersion = body;
  expect(registered).toMatchObject({
    name: SAMPLE,
    version: '2',
    inForce: false,
    card: model.card,
    modelCard: model.modelCard,
    madeBy: 'risk',
    registeredOn: ON,
  });
  expect(registered.dataDigest).toBe(model.modelCard.data.sha256);
  expect(await send('risk', '/models', model, 'register-once')).toEqual({ status, body });
  expect(((await send('risk', '/models', model)).body as ModelVersion).digest).toBe(registered.digest);
  const { base } = model.card;
  expect(await send('risk', '/models', { ...model, card: { ...model.card, base: base + 1 } })).toMatchObject({
    status: 409,
    body: { code: 'MODEL_VERSION_EXISTS' },
  });
  expect(await send('operator', '/models', model)).toMatchObject({ status: 403 });

  const from = '2026-03-09';
  const proposal = await send('risk', `/models/${SAMPLE}/deployments`, { version: '2', from, reason: 'better than the sample' });
  const { id, state }: ModelDeployment = proposal.body;
  expect([proposal.status, state]).toEqual([201, 'proposed']);
  const verdict = { approve: true, reason: 'looked at the tables' };
  expect(await send('risk', `/model-deployments/${id}/verdict`, verdict)).toMatchObject({ status: 403, body: { code: 'CHECKER_IS_MAKER' } });
  expect(await send('compliance', `/model-deployments/${id}/verdict`, verdict)).toMatchObject({
    status: 200,
    body: { state: 'approved', checkedBy: 'compliance' },
  });
  expect(await listed()).toEqual([
    [SAMPLE, '2', false],
    [SAMPLE, '1', true],
  ]);
  const { db } = installation.system;
  expect([(await modelInForce(db, SAMPLE, '2026-03-08'))?.version, (await modelInForce(db, SAMPLE, from))?.version]).toEqual(['1', '2']);
  const applicant = { age: 23, debt_ratio: 80, home: 'rent' };
  const deployed = (await modelInForce(db, SAMPLE, from)) as { card: typeof model.card };
  expect(scoreOf(deployed.card, applicant)).toEqual(scoreOf(model.card, applicant));
});

test('the model card comes as a document that says what it is worth and what it does not know', async () => {
  const { modelCard } = trainedModel('printed', '1');
  await send('risk', '/models', trainedModel('printed', '1'));
  const response = await read('auditor', '/models/printed/versions/1/pdf');
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/pdf']);
  const { text } = await extractText(await getDocumentProxy(new Uint8Array(await response.arrayBuffer())), { mergePages: true });
  const words = text.replace(/\s+/g, ' ');
  for (const expected of [
    modelCard.validation.auc.toFixed(3),
    modelCard.validation.ks.toFixed(3),
    'applicants.csv',
    'debt_ratio',
    '缺失 Missing',
    'female',
    '5a5a5a5a',
  ])
    expect(words).toContain(expected);
  expect(words).toContain('Only accepted applicants are in the data');
  const sample = await extractText(await getDocumentProxy(new Uint8Array(await (await read('auditor', `/models/${SAMPLE}/versions/1/pdf`)).arrayBuffer())), {
    mergePages: true,
  });
  expect(sample.text).toContain('Made by hand');
});
