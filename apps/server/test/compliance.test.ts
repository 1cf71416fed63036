import { today } from '@jinqiao/business-day';
import { businessDate } from '@jinqiao/calendar';
import { CONSENT_TEXTS } from '@jinqiao/parties';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Installation, openJointLoan, STAFF_PASSWORD, signUpOverHttp, startInstallation, wrongInBooks } from '../../../test/installation.ts';
import { type HttpServer, syntheticPerson } from '../src/index.ts';
import { enterKnownCustomers } from '../src/screening.ts';

const ON = businessDate('2026-08-24');
const PASSWORD = 'customer-password';
let installation: Installation;
let http: HttpServer;
const cookies: Record<string, string> = {};
let sent = 0;

type Answer = { status: number; body: Record<string, unknown> & { code?: string; items?: Record<string, unknown>[] } };

async function send(as: string, request: string, body?: unknown): Promise<Answer> {
  const [method = '', path = ''] = request.split(' ');
  sent += 1;
  const response = await fetch(`${http.url}/api/v1${path}`, {
    method,
    headers: { 'idempotency-key': `compliance-${sent}`, cookie: cookies[as] ?? '', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const cookie = response.headers.get('set-cookie')?.split(';')[0];
  if (cookie) cookies[as] = cookie;
  const text = await response.text();
  return { status: response.status, body: text === '' ? {} : JSON.parse(text) };
}

async function ok(as: string, request: string, body?: unknown): Promise<Answer['body']> {
  const answer = await send(as, request, body);
  if (answer.status >= 300) throw new Error(`${request}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}

beforeAll(async () => {
  installation = await startInstallation();
  await openJointLoan(installation.system, ON, { whitelist: 'all', limitModel: 'suggested' });
  http = await installation.serve();
  for (const role of ['operator', 'finance', 'risk', 'compliance', 'auditor']) await ok(role, 'POST /sessions', { login: role, password: STAFF_PASSWORD });
}, 120_000);
afterAll(() => installation.stop());

type Product = { id: string; counts: { breach: number }; results: { ruleId: string; outcome: string; basis: string; since: string }[] };

async function failing(profile: string, date: string, outcome = 'breach'): Promise<string[]> {
  const { products } = (await ok('auditor', `GET /compliance/outlook?profile=${profile}&date=${date}`)) as unknown as { products: Product[] };
  const joint = products.find((product) => product.id === 'JL');
  return (joint?.results ?? []).filter((result) => result.outcome === outcome).map((result) => result.ruleId);
}

const LICENCE = { entityId: 'platform', licenceType: 'financing-guarantee', number: 'FG-1', validFrom: '2026-01-01', validTo: null, scopes: [] };

test('the joint loan of 2016 breaches nothing under its own profile, and what it breaches today is told', async () => {
  expect(await failing('CN_2017', '2026-11-26')).toEqual([]);
  expect((await failing('CN_CURRENT', '2026-11-26')).sort()).toEqual([
    'BANK_OWN_DECISION',
    'CLEARING_HOUSE_ROUTE',
    'GUARANTOR_LICENCE',
    'PARTNER_ON_LIST',
    'RATE_BASE_LPR',
    'SIGNED_AT_INSTITUTION',
  ]);
  // Before Doc 141 and the clearing house, nothing of this.
  expect(await failing('CN_CURRENT', '2017-11-30')).toEqual([]);
  expect(await failing('CN_CURRENT', '2017-12-01')).toEqual(['GUARANTOR_LICENCE']);
  // The net assets of the guarantor are not known to the platform's books.
  expect((await failing('CN_CURRENT', '2026-11-26', 'fact-missing')).sort()).toEqual([
    'GUARANTEE_COMPENSATION_RESERVE',
    'GUARANTEE_MULTIPLE_MAX',
    'GUARANTEE_OBLIGOR_MAX',
  ]);
});

test('a licence is proposed by one and approved by another, and the outlook follows', async () => {
  const change = await ok('risk', 'POST /compliance/changes', { change: { kind: 'licence', licence: LICENCE }, reason: 'licence received' });
  expect(await send('risk', `POST /compliance/changes/${change.id}/verdict`, { approve: true, reason: 'seen by me' })).toMatchObject({
    status: 403,
    body: { code: 'CHECKER_IS_MAKER' },
  });
  await ok('compliance', `POST /compliance/changes/${change.id}/verdict`, { approve: true, reason: 'seen the paper' });
  expect(await failing('CN_CURRENT', '2026-11-26')).not.toContain('GUARANTOR_LICENCE');
  expect(await failing('CN_CURRENT', '2025-12-31')).toContain('GUARANTOR_LICENCE');
  const trail = await ok('auditor', 'GET /audit?phase=done');
  expect(trail.items?.filter(({ action }) => action !== 'POST /sessions').map(({ actor, action, reason }) => [actor, action, reason])).toEqual([
    ['compliance', 'POST /compliance/changes/:id/verdict', 'seen the paper'],
    ['risk', 'POST /compliance/changes', 'licence received'],
  ]);
});

test('who may not is refused', async () => {
  const body = { change: { kind: 'licence', licence: LICENCE }, reason: 'licence received' };
  expect((await send('auditor', 'POST /compliance/changes', body)).body.code).toBe('NOT_ALLOWED');
  expect((await send('nobody', 'GET /compliance/outlook')).body.code).toBe('NOT_SIGNED_IN');
});

const person = syntheticPerson(901, ON, 30);
const CONSENTS = {
  bureauConsent: { accepted: true, textVersion: CONSENT_TEXTS['bureau-report'].version },
  dataConsent: { accepted: true, textVersion: CONSENT_TEXTS['data-to-bank'].version },
};

test('a listed customer gets no account before the hit is reviewed, and is not told why', async () => {
  cookies.ann = await signUpOverHttp(installation, http.url, person.mobile, PASSWORD);
  await ok('ann', 'POST /me/real-name', { name: person.name, idNumber: person.idNumber });
  const lines = [`D|S-1|person|${person.name}||||CN|made up`, 'D|S-2|person|Nobody Atall||||XX|made up'];
  const content = ['H|watch-list|sandbox|2026-08-20|2', ...lines, 'T|2'].join('\n');
  const change = await ok('risk', 'POST /compliance/screening/lists', { content, reason: 'published today' });
  expect((await ok('risk', 'GET /compliance/screening/hits')).items).toEqual([]);
  await ok('compliance', `POST /compliance/changes/${change.id}/verdict`, { approve: true, reason: 'compared with the source' });
  const [hit] = (await ok('risk', 'GET /compliance/screening/hits?state=open')).items ?? [];
  expect(hit).toMatchObject({ listedName: person.name, matchedOn: 'same-name', score: '1.0', state: 'open', version: 1 });

  const account = { cardNumber: person.cardNumber, mobile: person.mobile, ...CONSENTS };
  const refused = await send('ann', 'POST /me/account', account);
  expect(refused).toMatchObject({ status: 409, body: { code: 'UNDER_REVIEW' } });
  expect(JSON.stringify(refused.body)).not.toMatch(/list|screen|AML|名单|洗钱/i);
  const [decision] = (await ok('risk', 'GET /compliance/decisions?show=refused')).items ?? [];
  expect(decision).toMatchObject({ action: 'open-account', reason: 'AML_HITS_REVIEWED', breaches: ['AML_HITS_REVIEWED'], profile: 'CN_2017' });

  await ok('risk', `POST /compliance/screening/hits/${hit?.id}/verdict`, { verdict: 'false-positive', reason: 'another person by birth place' });
  await ok('compliance', `POST /compliance/screening/hits/${hit?.id}/review`, { agree: true, reason: 'agreed' });
  expect(await ok('ann', 'POST /me/account', account)).toMatchObject({ step: 'refused' });
});

const borrower = syntheticPerson(902, ON, 30);

test('the cost table is open as long as the server has measured, whatever the page says', async () => {
  const { system } = installation;
  cookies.ben = await signUpOverHttp(installation, http.url, borrower.mobile, PASSWORD);
  await ok('ben', 'POST /me/real-name', { name: borrower.name, idNumber: borrower.idNumber });
  const { customerId } = (await ok('ben', 'GET /me')) as { customerId: string };
  await system.db.query(
    `INSERT INTO credit.whitelist (bucket, programme_id, customer_id, valid_through, tenure_months, orders_per_year, suggested_limit) VALUES ($1, 'JL', $2, '2099-12-31', 48, 40, 5000000)`,
    [Number.parseInt(customerId.slice(4, 6), 16), customerId],
  );
  expect(await ok('ben', 'POST /me/account', { cardNumber: borrower.cardNumber, mobile: borrower.mobile, ...CONSENTS })).toMatchObject({ step: 'ready' });
  const { quoteId, readingSeconds } = await ok('ben', 'POST /me/quotes', { amount: '10000.00', periods: 12, method: 'equal-principal' });
  expect(readingSeconds).toBe(5);
  const draw = { quoteId, agreementAccepted: true, readingSeconds: 600 };
  expect(await send('ben', 'POST /me/draws', draw)).toMatchObject({ status: 422, body: { code: 'COST_TABLE_NOT_READ' } });
  await system.db.query(`UPDATE server.quote SET quoted_at = quoted_at - interval '5 seconds' WHERE quote_id = $1`, [quoteId]);
  expect(await ok('ben', 'POST /me/draws', draw)).toMatchObject({ state: 'active', principal: '10000.00' });
  const decisions = (await ok('risk', 'GET /compliance/decisions')).items?.filter((decision) => decision.customerId === customerId) ?? [];
  expect(decisions.map(({ action, outcome }) => `${action} ${outcome}`).sort()).toEqual(['draw approved', 'grant-line approved', 'open-account approved']);
  expect(await wrongInBooks(system)).toEqual([]);
});

test('a freeze of what all products together may lend stops the next draw, and books nothing', async () => {
  const { customerId } = (await ok('ben', 'GET /me')) as { customerId: string };
  await ok('risk', `POST /customers/${customerId}/limit-changes`, { scope: 'total', kind: 'freeze', reason: 'phone reported lost' });
  const { quoteId } = await ok('ben', 'POST /me/quotes', { amount: '5000.00', periods: 6, method: 'equal-principal' });
  await installation.system.db.query(`UPDATE server.quote SET quoted_at = quoted_at - interval '5 seconds' WHERE quote_id = $1`, [quoteId]);
  const draw = { quoteId, agreementAccepted: true, readingSeconds: 5 };
  expect(await send('ben', 'POST /me/draws', draw)).toMatchObject({ status: 409, body: { code: 'LIMIT_FROZEN' } });
  expect((await ok('ben', 'GET /me/loans')).items).toHaveLength(1);
});

test('a customer sees who asked the bureau; staff see consent and result', async () => {
  const mine = (await ok('ben', 'GET /me/bureau-queries')).items ?? [];
  expect(mine).toHaveLength(1);
  expect(mine[0]).toMatchObject({ purpose: 'credit-approval', state: 'answered', bureauZh: '北辰征信', askedByZh: '澜海银行', businessDate: ON });
  const [logged] = (await ok('auditor', 'GET /compliance/bureau-queries')).items ?? [];
  expect(logged).toMatchObject({ id: mine[0]?.id, bureau: 'bureau', askedBy: 'bank' });
  expect([logged?.consentId, logged?.resultRef].map((id) => String(id).slice(0, 4))).toEqual(['cns_', expect.any(String)]);
  expect((await ok('ann', 'GET /me/bureau-queries')).items).toEqual([]);
});

test('customers from before there was screening are entered once, under the same keys', async () => {
  const { db, vault } = installation.system;
  const keys = async () => (await db.query('SELECT bucket, name_key, customer_id FROM compliance.name_key ORDER BY 1, 2, 3')).rows;
  const before = await keys();
  expect(before.length).toBeGreaterThan(2);
  await db.query('TRUNCATE compliance.screening_subject, compliance.name_key');
  await enterKnownCustomers(db, vault);
  expect(await keys()).toEqual(before);
  await db.query(`DELETE FROM compliance.name_key`);
  await enterKnownCustomers(db, vault);
  expect(await keys()).toEqual([]);
});

test('a report is drafted by the close at the threshold, and its file names the customer only to who gives a reason', async () => {
  const { system } = installation;
  // 10,000.00 was paid out today: a threshold of the operator's own makes it large. Rules of the state stay as they are.
  const { rows } = await system.db.query<{ n: number }>('SELECT count(*)::int AS n FROM compliance.aml_report');
  expect(rows[0]?.n).toBe(0);
  await system.db.query(`UPDATE partnership.programme SET parameters = jsonb_set(parameters, '{profile}', '"CUSTOM"')`);
  const rule = {
    ruleId: 'AML_LARGE_PERSON',
    zh: '大额',
    en: 'Large',
    from: '2026-01-01',
    to: null,
    unit: 'amount',
    value: '1000000',
    basis: 'own policy',
    actions: [],
    when: [],
    check: null,
    onBreach: 'warn',
  };
  const change = await ok('compliance', 'POST /compliance/changes', { change: { kind: 'rule', rule }, reason: 'for this test' });
  await ok('risk', `POST /compliance/changes/${change.id}/verdict`, { approve: true, reason: 'for this test' });
  await system.close(ON);
  expect((await today(system.db)).current).toBe('2026-08-25');
  const [report] = (await ok('auditor', 'GET /compliance/reports')).items ?? [];
  expect(report).toMatchObject({ kind: 'large-value', businessDate: ON, rows: 1, amount: '10000.00', state: 'draft', madeBy: 'close' });
  const stored = await system.db.query<{ content: string }>('SELECT content_sealed AS content FROM compliance.aml_report');
  expect(stored.rows[0]?.content).not.toContain(borrower.name);
  expect((await send('auditor', `POST /compliance/reports/${report?.id}/readings`, { reason: 'curious' })).body.code).toBe('NOT_ALLOWED');
  const { content } = await ok('risk', `POST /compliance/reports/${report?.id}/readings`, { reason: 'before filing it' });
  const line = String(content).split('\n')[1]?.split('|') ?? [];
  expect([line[2], line[3], line[5], line[6], line.at(-2), line.at(-1)]).toEqual(['AML_LARGE_PERSON', 'in', borrower.name, borrower.idNumber, '1', '1000000']);
  expect(await ok('risk', `POST /compliance/reports/${report?.id}/verdict`, { file: true, reason: 'sent' })).toMatchObject({
    state: 'filed',
    checkedBy: 'risk',
  });
  expect(await wrongInBooks(system)).toEqual([]);
});
