import type { DunningCase, DunningCaseDetail, DunningPlan, DunningQueues, DunningStatistics, DunningTasks, MyDebts, PayDebtResult } from '@jinqiao/api';
import type { HttpServer } from '@jinqiao/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fund, overdueScene, type Scene } from '../../../test/dunning-scene.ts';
import { codeSentTo, STAFF_PASSWORD, wrongInBooks } from '../../../test/installation.ts';

let scene: Scene;
let http: HttpServer;
const cookies: Record<string, string> = {};
let sent = 0;

async function call<T>(as: string, request: string, body?: unknown): Promise<{ status: number; body: T }> {
  const [method = '', path = ''] = request.split(' ');
  sent += 1;
  const response = await fetch(`${http.url}/api/v1${path}`, {
    method,
    headers: { 'idempotency-key': `dunning-${sent}`, cookie: cookies[as] ?? '', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  cookies[as] = response.headers.get('set-cookie')?.split(';')[0] ?? cookies[as] ?? '';
  return { status: response.status, body: (await response.json()) as T };
}

beforeAll(async () => {
  scene = await overdueScene(3, { compensationDpd: 6 });
  http = await scene.serve();
  for (const role of ['risk', 'finance', 'compliance', 'operator']) await call(role, 'POST /sessions', { login: role, password: STAFF_PASSWORD });
  await scene.system.close('2026-09-25');
}, 240_000);
afterAll(() => scene.stop());

async function signInCustomer(n: number): Promise<string> {
  const mobile = scene.borrowers[n]?.person.mobile ?? '';
  await call(`customer-${n}`, 'POST /codes', { mobile });
  await call(`customer-${n}`, 'POST /sessions/code', { mobile, code: await codeSentTo(scene, mobile) });
  return `customer-${n}`;
}

test('the desk: the next case is taken, called, promised, and a fourth contact refused with rule and time', async () => {
  const list = (await call<{ items: DunningCase[]; totals: { cases: number; owed: string } }>('risk', 'GET /dunning/cases')).body;
  expect([list.items.length, list.totals]).toEqual([3, { cases: 3, owed: '3209.73' }]);
  const taken = (await call<DunningCaseDetail>('risk', 'POST /dunning/claims', { queue: 'early' })).body;
  expect(taken).toMatchObject({ assignee: 'risk', creditor: 'bank', owed: '1069.91', owedToday: '1070.22', contactsToday: 0, contactsMax: 3 });
  expect(taken.customerName).toMatch(/^\*/);
  expect(taken.customerMobile).toMatch(/^\d{3}\*{4}\d{4}$/);
  expect(taken.channels.map(({ channel, allowed }) => [channel, allowed])).toEqual([
    ['call', true],
    ['sms', true],
    ['letter', true],
    ['visit', false],
  ]);
  const contact = { channel: 'call', with: 'debtor', outcome: 'reached', note: '承诺尽快还款' };
  expect((await call('operator', `POST /dunning/cases/${taken.id}/contacts`, contact)).body).toMatchObject({ code: 'CASE_NOT_YOURS' });
  expect((await call('risk', `POST /dunning/cases/${taken.id}/contacts`, { ...contact, with: 'third-party' })).body).toMatchObject({
    code: 'CONTACT_FORBIDDEN',
  });
  for (let i = 0; i < 2; i += 1) expect((await call('risk', `POST /dunning/cases/${taken.id}/contacts`, contact)).status).toBe(200);
  const messaged = (await call<DunningCaseDetail>('risk', `POST /dunning/cases/${taken.id}/messages`, { template: 'payment-link', added: '' })).body;
  expect([messaged.contactsToday, messaged.messages[0]?.state, messaged.contacts.length]).toEqual([3, 'sent', 3]);
  expect((await call<{ detail: string }>('risk', `POST /dunning/cases/${taken.id}/contacts`, contact)).body.detail).toContain(
    'Earliest allowed: 2026-09-27 08:00',
  );
  const promised = (await call<DunningCaseDetail>('risk', `POST /dunning/cases/${taken.id}/promises`, { amount: '1000.00', dueOn: '2026-09-28' })).body;
  expect(promised.promises).toMatchObject([{ state: 'open', amount: '1000.00', dueOn: '2026-09-28', madeBy: 'risk' }]);
  const queues = (await call<DunningQueues>('risk', 'GET /dunning/queues')).body;
  expect(queues.queues.find(({ queue }) => queue === 'early')).toMatchObject({ free: 2, held: 1, owed: '3209.73' });
});

test('a customer sees the own debt, pays it wholly, and the case is cured at the close', async () => {
  const me = await signInCustomer(0);
  const debts = (await call<MyDebts>(me, 'GET /me/debts')).body;
  expect(debts).toMatchObject({ total: '1070.22', debts: [{ kind: 'loan', creditor: 'bank', payable: '1070.22', daysPastDue: 2, offer: null, plan: null }] });
  const contract = debts.debts[0]?.contractId;
  expect((await call(me, `POST /me/debts/${contract}/payments`, { amount: '1070.23' })).body).toMatchObject({ code: 'AMOUNT_OVER_DEBT' });
  await fund(scene, scene.borrowers.slice(0, 1), true);
  expect((await call<PayDebtResult>(me, `POST /me/debts/${contract}/payments`, { amount: '1070.22' })).body).toMatchObject({ state: 'done', paid: '1070.22' });
  expect((await call<MyDebts>(me, 'GET /me/debts')).body.debts).toMatchObject([{ payable: '0.00', pending: '1070.22' }]);
  expect((await call(me, `POST /me/debts/${contract}/payments`, { amount: '1.00' })).body).toMatchObject({ code: 'REPAYMENT_IN_FLIGHT' });
  await scene.system.close('2026-09-26');
  expect((await call<MyDebts>(me, 'GET /me/debts')).body).toMatchObject({ total: '0.00', debts: [] });
  expect((await call<{ items: DunningCase[] }>('risk', 'GET /dunning/cases?state=closed')).body.items).toMatchObject([
    { ending: 'cured', closedOn: '2026-09-26' },
  ]);
  expect(await wrongInBooks(scene.system)).toEqual([]);
});

test('a customer complains: the desk sees it, nobody may call, compliance answers', async () => {
  const me = await signInCustomer(1);
  expect((await call(me, 'POST /me/complaints', { reason: '一天打三次电话,影响工作' })).body).toMatchObject({ state: 'open', dueOn: '2026-10-12' });
  const tasks = (await call<DunningTasks>('compliance', 'GET /dunning/tasks')).body;
  expect(tasks.complaints.length).toBe(1);
  const customerId = tasks.complaints[0]?.customerId;
  const [one] = (await call<{ items: DunningCase[] }>('risk', `GET /dunning/cases?q=${customerId}`)).body.items;
  const detail = (await call<DunningCaseDetail>('risk', `GET /dunning/cases/${one?.id}`)).body;
  expect(detail.channels.every(({ allowed, forbidden }) => !allowed && forbidden?.ruleId === 'COMPLAINT_OPEN')).toBe(true);
  const answer = { state: 'answered', reason: '已减少联系次数并致歉' };
  expect((await call('risk', `POST /dunning/complaints/${tasks.complaints[0]?.id}/answer`, answer)).status).toBe(403);
  expect((await call('compliance', `POST /dunning/complaints/${tasks.complaints[0]?.id}/answer`, answer)).body).toMatchObject({
    state: 'answered',
    closedBy: 'compliance',
  });
});

test('after compensation: a plan by maker and checker, a part paid now, a settlement refused to who proposed it', async () => {
  await scene.system.close('2026-09-30');
  const me = await signInCustomer(2);
  const debts = (await call<MyDebts>(me, 'GET /me/debts')).body.debts;
  expect(debts).toMatchObject([{ kind: 'recourse', creditor: 'platform', payable: '12084.22' }]);
  const contractId = debts[0]?.contractId ?? '';
  expect((await call<MyDebts>(me, `POST /me/debts/${contractId}/hardship`, { reason: '失业在家', monthly: '1000.00' })).body.debts[0]?.hardship).toMatchObject({
    state: 'open',
  });
  await fund(scene, scene.borrowers.slice(2), true);
  expect((await call<PayDebtResult>(me, `POST /me/debts/${contractId}/payments`, { amount: '84.22' })).body.state).toBe('done');
  const customerId = scene.borrowers[2]?.enrolled.customerId;
  const [one] = (await call<{ items: DunningCase[] }>('risk', `GET /dunning/cases?creditor=platform&q=${customerId}`)).body.items;
  await call('risk', `POST /dunning/cases/${one?.id}/claim`, {});
  const terms = { contractId, reason: '收入下降' };
  const planned = (await call<DunningCaseDetail>('risk', `POST /dunning/cases/${one?.id}/plans`, { ...terms, periods: 12, firstOn: '2026-10-20' })).body;
  expect(planned.plans).toMatchObject([{ state: 'proposed', total: '12000.00' }]);
  expect(planned.plans[0]?.instalments.map(({ amount }) => amount)).toEqual(Array.from({ length: 12 }, () => '1000.00'));
  expect((await call('risk', `POST /dunning/plans/${planned.plans[0]?.id}/verdict`, { approve: true })).body).toMatchObject({ code: 'CHECKER_IS_MAKER' });
  const offer = { ...terms, amount: '10000.00', validUntil: '2026-10-10' };
  expect((await call('risk', `POST /dunning/cases/${one?.id}/settlements`, offer)).body).toMatchObject({ code: 'PLAN_OPEN' });
  const approved = (await call<DunningPlan>('finance', `POST /dunning/plans/${planned.plans[0]?.id}/verdict`, { approve: true })).body;
  expect(approved).toMatchObject({ state: 'active', checkedBy: 'finance' });
  await scene.system.close('2026-10-20');
  const after = (await call<MyDebts>(me, 'GET /me/debts')).body;
  expect(after).toMatchObject({ total: '11000.00', debts: [{ plan: { state: 'active', received: '1000.00' } }] });
  const figures = (await call<DunningStatistics>('risk', 'GET /dunning/statistics?from=2026-09-01&through=2026-10-31')).body;
  expect(figures.buckets).toEqual([{ bucket: 'M1', opened: 5, cured: 1, lost: 2, open: 2 }]);
  expect(figures.people.find(({ person }) => person === 'risk')).toMatchObject({ contacts: 3, reached: 2, promises: 1 });
  expect(await wrongInBooks(scene.system)).toEqual([]);
}, 60_000);

test('rules of queues are proposed by one and approved by another, and count from their day', async () => {
  const body = { queues: [{ queue: 'one-queue', zh: '全部', en: 'All of them' }], messages: [] };
  const proposed = (await call<{ id: string }>('risk', 'POST /dunning/strategies', { from: '2026-10-22', body, reason: '合并队列' })).body;
  expect((await call('risk', `POST /dunning/strategies/${proposed.id}/verdict`, { approve: true })).body).toMatchObject({ code: 'CHECKER_IS_MAKER' });
  expect((await call('compliance', `POST /dunning/strategies/${proposed.id}/verdict`, { approve: true })).body).toMatchObject({ state: 'approved' });
  await scene.system.close('2026-10-21');
  const queueNow = async () => (await call<{ items: DunningCase[] }>('risk', 'GET /dunning/cases')).body.items.map(({ queue }) => queue);
  expect(new Set(await queueNow())).toEqual(new Set(['early']));
  await scene.system.close('2026-10-22');
  expect(new Set(await queueNow())).toEqual(new Set(['one-queue']));
});
