import type {
  CreditReview,
  CustomerFeatures,
  DecisionExplanation,
  DecisionFlowChange,
  DecisionReplay,
  DecisionRun,
  DecisionRunDetail,
  EngineAgreement,
  FraudLink,
  Me,
  Page,
} from '@jinqiao/api';
import { businessDate } from '@jinqiao/calendar';
import { invite } from '@jinqiao/credit';
import { CONSENT_TEXTS, customerIdOf } from '@jinqiao/parties';
import { control, type HttpServer, syntheticPerson } from '@jinqiao/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Installation, openJointLoan, STAFF_PASSWORD, signUpOverHttp, startInstallation } from '../../../test/installation.ts';
import { decisionFlowExample } from './decision-flow.ts';

const ON = businessDate('2026-03-02');
const STAFF = ['risk', 'compliance', 'auditor'] as const;
/** Of 100,000 yuan; without a limit; with 3,000; whom the bank has on its grey list; on one card with another. */
const good = syntheticPerson(801, ON, 40);
const poor = syntheticPerson(802, ON, 23);
const grey = syntheticPerson(803, ON, 40);

let installation: Installation;
let http: HttpServer;
const cookies: Record<string, string> = {};
let sent = 0;

async function send<T>(as: string, request: string, body?: unknown): Promise<T> {
  const [method = '', path = ''] = request.split(' ');
  sent += 1;
  const headers = { cookie: cookies[as] ?? '', 'idempotency-key': `credit-${sent}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
  const response = await fetch(`${http.url}/api/v1${path}`, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${request}: ${response.status} ${text}`);
  if (path === '/sessions') cookies[as] = response.headers.get('set-cookie')?.split(';')[0] ?? '';
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

const given = (purpose: 'bureau-report' | 'data-to-bank') => ({ accepted: true, textVersion: CONSENT_TEXTS[purpose].version });

async function apply(name: string, person: typeof good): Promise<Me> {
  if (!cookies[name]) {
    cookies[name] = await signUpOverHttp(installation, http.url, person.mobile);
    await send(name, 'POST /me/real-name', { name: person.name, idNumber: person.idNumber });
  }
  return send<Me>(name, 'POST /me/account', {
    cardNumber: person.cardNumber,
    mobile: person.mobile,
    bureauConsent: given('bureau-report'),
    dataConsent: given('data-to-bank'),
  });
}

const idOf = ({ mobile }: typeof good) => customerIdOf(installation.system.vault, mobile).customerId;
const runOf = async (person: typeof good) => (await send<Page<DecisionRun>>('risk', `GET /credit/runs?customerId=${idOf(person)}`)).items[0] as DecisionRun;
const waiting = async (person: typeof good) =>
  (await send<Page<CreditReview>>('risk', 'GET /credit/reviews')).items.find(({ customerId }) => customerId === idOf(person)) as CreditReview;

beforeAll(async () => {
  installation = await startInstallation();
  const { system } = installation;
  const programme = await openJointLoan(system, ON);
  const invitation = (person: typeof good, tenureMonths: number, ordersPerYear: number) => ({
    ...customerIdOf(system.vault, person.mobile),
    programmeId: programme.id,
    validThrough: '2099-12-31',
    tenureMonths,
    ordersPerYear,
    suggestedLimit: null,
  });
  await invite(system.db, [invitation(good, 60, 50), invitation(poor, 1, 1), invitation(grey, 60, 50)]);
  http = await installation.serve();
  for (const login of STAFF) await send(login, 'POST /sessions', { login, password: STAFF_PASSWORD });
}, 120_000);
afterAll(() => installation.stop());

test('an approval is a run that both engines agree on, and that can be made again', async () => {
  expect(await apply('good', good)).toMatchObject({ step: 'ready', line: { limit: '100000.00' } });
  const run = await runOf(good);
  expect(run).toMatchObject({
    flow: 'joint-loan',
    version: 1,
    arm: 'champion',
    effective: true,
    outcome: 'approve',
    code: null,
    limit: '100000.00',
    score: 710,
    businessDate: ON,
  });
  const detail = await send<DecisionRunDetail>('auditor', `GET /credit/runs/${run.id}`);
  expect(detail.steps.map(({ id, kind, outcome }) => [id, kind, outcome])).toEqual([
    ['admission', 'rules', 'approve'],
    ['score', 'scorecard', 'approve'],
    ['limit', 'limit', 'approve'],
    ['rules-in-force', 'compliance', 'approve'],
  ]);
  expect(detail.steps[2]?.limit).toEqual({ found: '100000.00', limit: '100000.00' });
  expect(detail.features.find(({ name }) => name === 'tenureMonths')).toMatchObject({ value: 60, validFrom: ON, personal: true, source: 'invitation' });
  expect(detail.bank).toMatchObject({ status: 'APPROVED', code: 'OK', bankLimit: null, answeredOn: ON });
  expect(detail.bank?.rules.map(({ side }) => side)).toContain('bank');
  expect(await send<DecisionReplay>('risk', `GET /credit/runs/${run.id}/replay`)).toEqual({ equal: true, differs: [], outcome: 'approve', limit: '100000.00' });
});

test('a refusal is told in words, a person looks at it, and the customer goes on to the bank', async () => {
  expect(await apply('poor', poor)).toMatchObject({ step: 'refused', refusal: { code: 'PLATFORM_SCORE' } });
  const told = await send<DecisionExplanation>('poor', 'GET /me/credit-decision');
  expect(told).toMatchObject({ decidedBy: 'platform', reviewPossible: true, review: null, state: 'platform-refused' });
  expect(told.reasons.map(({ code }) => code)).toEqual(['PLATFORM_SCORE', 'SHORT_TENURE', 'FEW_ORDERS', 'AGE_BAND']);
  const asked = await send<DecisionExplanation>('poor', 'POST /me/credit-decision/review', { note: 'I moved my account here' });
  expect(asked).toMatchObject({ reviewPossible: false, review: { state: 'open', dueOn: '2026-03-04' } });

  const review = await waiting(poor);
  expect(review).toMatchObject({
    origin: 'customer',
    code: 'PLATFORM_SCORE',
    note: 'I moved my account here',
    ownLimit: '0.00',
    dueOn: '2026-03-04',
    dueTime: '18:00',
    overdue: false,
  });
  await send('risk', `POST /credit/reviews/${review.id}/claim`);
  const verdict = { approve: true, limit: '12000.00', reason: 'three years with a sister platform' };
  expect(await send<CreditReview>('risk', `POST /credit/reviews/${review.id}/verdict`, verdict)).toMatchObject({ state: 'proposed', limit: '12000.00' });
  const checked = await send<CreditReview>('compliance', `POST /credit/reviews/${review.id}/check`, { agree: true, reason: 'read the papers' });
  expect(checked).toMatchObject({ state: 'decided', decidedBy: 'risk', checkedBy: 'compliance' });

  expect(await send<Me>('poor', 'GET /me')).toMatchObject({ step: 'account' });
  expect(await apply('poor', poor)).toMatchObject({ step: 'ready', line: { limit: '12000.00' } });
  const detail = await send<DecisionRunDetail>('risk', `GET /credit/runs/${(await runOf(poor)).id}`);
  // What the flow said stays as it was; what people made of it stands beside it.
  expect(detail).toMatchObject({ outcome: 'refuse', limit: '0.00', reviews: [{ verdict: 'approve', limit: '12000.00' }], bank: { status: 'APPROVED' } });
});

test('what the bank leaves to a person ends in a line where one approves', async () => {
  await control(installation.sandbox.urls.bank, 'lists', { grey: [grey.idNumber] });
  expect(await apply('grey', grey)).toMatchObject({ step: 'review', line: null });
  const review = await waiting(grey);
  expect(review).toMatchObject({ origin: 'bank', code: 'GREY_LIST', ownLimit: '100000.00' });
  await send('risk', `POST /credit/reviews/${review.id}/claim`);
  expect(
    await send<CreditReview>('risk', `POST /credit/reviews/${review.id}/verdict`, { approve: true, limit: '8000.00', reason: 'the bank cleared the namesake' }),
  ).toMatchObject({
    state: 'decided',
  });
  expect(await send<Me>('grey', 'GET /me')).toMatchObject({ step: 'ready', line: { limit: '8000.00', available: '8000.00' } });
});

test('the two engines are compared over the same applications', async () => {
  const agreement = await send<EngineAgreement>('risk', `GET /credit/agreement?programmeId=JL&from=${ON}&through=${ON}`);
  expect(agreement).toMatchObject({
    cells: [
      { platform: 'approve', bank: 'APPROVED', count: 1 },
      { platform: 'approve', bank: 'MANUAL', count: 1 },
      // A person overrode the platform's engine, and the bank's agreed with the person.
      { platform: 'refuse', bank: 'APPROVED', count: 1 },
    ],
    limits: { bankLower: 0, equal: 0, platformLower: 0, noBankLimit: 1 },
    codes: [{ code: 'GREY_LIST', count: 1 }],
  });
});

test('features are read as they were known, and a card shows who else was seen with it', async () => {
  const known = await send<CustomerFeatures>('risk', `GET /customers/${idOf(good)}/features`);
  expect(known.items.map(({ name, value }) => [name, value])).toEqual(
    expect.arrayContaining([
      ['age', 40],
      ['tenureMonths', 60],
      ['registeredOn', ON],
    ]),
  );
  const before = await send<CustomerFeatures>('risk', `GET /customers/${idOf(good)}/features?knownAt=2020-01-01T00:00:00Z`);
  expect(before.items).toEqual([]);
  const links = (await send<Page<FraudLink>>('risk', `GET /customers/${idOf(good)}/fraud-links`)).items;
  expect(links.map(({ attribute, others }) => [attribute, others.length])).toEqual(
    expect.arrayContaining([
      ['card', 0],
      ['device', 0],
    ]),
  );
  expect(JSON.stringify(links)).not.toContain(good.cardNumber);
});

test('a flow is proposed by one person, counts once another approves it, and decides from then on', async () => {
  const flow = decisionFlowExample();
  expect(await send('risk', 'POST /credit/flow-checks', { flow })).toEqual({ steps: 2, features: ['age', 'limitModel', 'productCap', 'suggestedLimit'] });
  const change = await send<DecisionFlowChange>('risk', 'POST /credit/flow-changes', { flow, reason: 'for a new product' });
  await expect(send('risk', `POST /credit/flow-changes/${change.id}/verdict`, { approve: true, reason: 'mine is good' })).rejects.toThrow('CHECKER_IS_MAKER');
  const decided = await send<DecisionFlowChange>('compliance', `POST /credit/flow-changes/${change.id}/verdict`, {
    approve: true,
    reason: 'read and compared',
  });
  expect(decided).toMatchObject({ state: 'approved', version: 1 });
  const { items } = await send<Page<{ name: string; version: number; inForce: boolean; body: object }>>('auditor', 'GET /credit/flows?name=example-flow');
  expect(items).toMatchObject([{ name: 'example-flow', version: 1, inForce: true, body: flow }]);
});
