import { businessDate } from '@jinqiao/calendar';
import { invite } from '@jinqiao/credit';
import { CONSENT_TEXTS, customerIdOf } from '@jinqiao/parties';
import { openLogger } from '@jinqiao/runtime';
import { control, type HttpServer, syntheticPerson } from '@jinqiao/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { codeSentTo, type Installation, openJointLoan, STAFF_PASSWORD, STAFF_ROLES, startInstallation, wrongInBooks } from './installation.ts';
import { createWiretap, dumpOf, type Evidence, leaksIn, listenToLogs } from './leaks.ts';

const ON = businessDate('2026-03-02');
const PASSWORD = 'customer-password';
/** Names that stand nowhere else in the system. */
const PEOPLE = ['欧阳靖渊', '慕容霁月', '司徒砚秋'].map((name, i) => ({ ...syntheticPerson(9_101 + i * 1_013, ON, 30), name }));
const PLANTED = Object.fromEntries(
  PEOPLE.flatMap(({ name, idNumber, mobile, cardNumber }, i) =>
    Object.entries({ name, idNumber, mobile, cardNumber }).map(([kind, text]) => [`${kind} ${i}`, text]),
  ),
);

const wiretap = createWiretap();
const logs = listenToLogs();
const answers: Evidence[] = [];
let installation: Installation;
let http: HttpServer;
let sent = 0;

/** Calls the API and keeps its answer: status, headers and body. */
async function send<T>(cookie: string, request: string, body?: unknown): Promise<{ body: T; cookie: string }> {
  const [method = '', path = ''] = request.split(' ');
  sent += 1;
  const response = await fetch(`${http.url}${path.startsWith('/api') || path.startsWith('/metrics') ? path : `/api/v1${path}`}`, {
    method,
    headers: { 'idempotency-key': `leak-test-${sent}`, cookie, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  answers.push({ where: `the answer to ${method} ${path.split('?')[0]}`, content: `${JSON.stringify([...response.headers])} ${text}` });
  return { body: (text.startsWith('{') ? JSON.parse(text) : {}) as T, cookie: response.headers.get('set-cookie')?.split(';')[0] ?? '' };
}

async function signUp(mobile: string): Promise<string> {
  await send('', 'POST /codes', { mobile });
  const terms = { accepted: true, textVersion: CONSENT_TEXTS['service-terms'].version };
  return (await send('', 'POST /customers', { mobile, code: await codeSentTo(installation, mobile), terms, password: PASSWORD })).cookie;
}

async function borrow({ name, idNumber, mobile, cardNumber }: (typeof PEOPLE)[number]): Promise<string> {
  const cookie = await signUp(mobile);
  await send(cookie, 'POST /me/real-name', { name, idNumber });
  const consent = (purpose: 'bureau-report' | 'data-to-bank') => ({ accepted: true, textVersion: CONSENT_TEXTS[purpose].version });
  await send(cookie, 'POST /me/account', { cardNumber, mobile, bureauConsent: consent('bureau-report'), dataConsent: consent('data-to-bank') });
  const { quoteId } = (await send<{ quoteId: string }>(cookie, 'POST /me/quotes', { amount: '12000.00', periods: 6, method: 'equal-principal' })).body;
  // The cost table has been read.
  await installation.system.db.query(`UPDATE server.quote SET quoted_at = quoted_at - interval '1 minute'`);
  const { id } = (await send<{ id: string }>(cookie, 'POST /me/draws', { quoteId, agreementAccepted: true, readingSeconds: 5 })).body;
  await send(cookie, 'GET /me');
  await send(cookie, `GET /me/loans/${id}`);
  await send(cookie, 'GET /me/consents');
  return id;
}

/** What goes wrong with people's data in the request. */
async function fail(): Promise<void> {
  const [{ name, idNumber, mobile, cardNumber } = { name: '', idNumber: '', mobile: '', cardNumber: '' }] = PEOPLE;
  await send('', 'POST /customers', { mobile, password: PASSWORD });
  await send('', 'POST /customers', { mobile: `${mobile}0`, password: PASSWORD, [idNumber]: name });
  const { cookie } = await send('', 'POST /sessions', { login: mobile, password: PASSWORD });
  await send(cookie, 'POST /me/real-name', { name, idNumber });
  await send(cookie, 'POST /me/real-name', { name, idNumber: `${idNumber.slice(0, 17)}${idNumber.endsWith('0') ? '1' : '0'}` });
  await send(cookie, 'POST /me/account', { cardNumber: `${cardNumber}1`, mobile, bureauConsent: name, dataConsent: idNumber });
  await send('', 'POST /sessions', { login: mobile, password: 'wrong password' });
  await send('', `GET /loans/${mobile}`);
}

async function work(loanId: string): Promise<void> {
  const [{ mobile, idNumber } = { mobile: '', idNumber: '' }] = PEOPLE;
  const { db } = installation.system;
  for (const role of STAFF_ROLES) {
    const { cookie } = await send('', 'POST /sessions', { login: role, password: STAFF_PASSWORD });
    const { items = [] } = (await send<{ items?: { id: string }[] }>(cookie, 'GET /customers')).body;
    for (const { id } of items) {
      await send(cookie, `GET /customers/${id}`);
      // The one answer that may hold a person in clear is not kept here; what it leaves behind is.
      await fetch(`${http.url}/api/v1/customers/${id}/reveals`, {
        method: 'POST',
        headers: { cookie, 'content-type': 'application/json', 'idempotency-key': `reveal-${role}-${id}` },
        body: JSON.stringify({ field: 'mobile', reason: `rang back ${mobile}, ${idNumber}` }),
      });
    }
    for (const part of ['', '/cash-flows', '/journals', '/messages', '/decisions']) await send(cookie, `GET /loans/${loanId}${part}`);
    for (const path of ['/loans', '/reveals', '/audit', '/staff', '/staff/changes', '/institutions', '/reconciliation/days', '/books', '/data-keys'])
      await send(cookie, `GET ${path}`);
    await send(cookie, `GET /search?q=${loanId}`);
    await send(cookie, 'POST /staff/changes', { login: 'risk', kind: 'unlock', reason: `asked by ${mobile}` });
  }
  // The server fails over a request that names a person: its warning and its answer do not.
  const { cookie } = await send('', 'POST /sessions', { login: 'risk', password: STAFF_PASSWORD });
  await db.query('ALTER TABLE lending.loan RENAME TO lost');
  await send(cookie, `GET /loans?q=${mobile}`);
  await db.query('ALTER TABLE lending.lost RENAME TO loan');
  await send(cookie, 'GET /metrics');
}

beforeAll(async () => {
  installation = await startInstallation({ between: wiretap.between });
  const { system, sandbox } = installation;
  const programme = await openJointLoan(system, ON);
  await invite(
    system.db,
    PEOPLE.map(({ mobile }) => ({
      ...customerIdOf(system.vault, mobile),
      programmeId: programme.id,
      validThrough: '2099-12-31',
      tenureMonths: 48,
      ordersPerYear: 40,
      suggestedLimit: null,
    })),
  );
  http = await installation.serve();
  const loans: string[] = [];
  for (const person of PEOPLE) loans.push(await borrow(person));
  await fail();
  await control(system.urls.payment, 'faults', { kind: 'timeout-after-effect', times: 2 });
  await system.close('2026-04-06');
  await work(loans[0] ?? '');
  expect(sandbox.urls.bank).not.toBe(system.urls.bank);
}, 180_000);

afterAll(async () => {
  logs.stop();
  await installation.stop();
  await wiretap.stop();
});

async function everything(): Promise<Evidence[]> {
  return [...answers, ...wiretap.evidence(), ...logs.evidence(), ...(await dumpOf(installation.system.db))];
}

test('the run did what it says: loans, closes, messages, errors and warnings', async () => {
  const all = await everything();
  const held = (where: string) => all.filter((each) => each.where.startsWith(where)).reduce((sum, { content }) => sum + content.length, 0);
  expect(held('table lending.loan')).toBeGreaterThan(500);
  for (const side of ['what we sent to bank', 'what bank answered', 'what we sent to payment', 'what payment answered'])
    expect(held(side)).toBeGreaterThan(5_000);
  expect(answers.some(({ content }) => content.includes('"code":"INTERNAL"'))).toBe(true);
  expect(logs.evidence()[0]?.content).toContain('/api/v1/loans?q=138****');
  expect(answers.filter(({ where }) => where.startsWith('the answer to GET /customers/')).length).toBeGreaterThanOrEqual(3 * 5);
  expect(await wrongInBooks(installation.system)).toEqual([]);
});

test('no ID number, card number, mobile number or name lies in the database, on the wire, in an answer or in a log', async () => {
  expect(leaksIn(await everything(), PLANTED)).toEqual([]);
});

test('no birth date lies in the database, in an answer or in a log', async () => {
  const dates = PEOPLE.map(({ idNumber }) => idNumber.replace(/^.{6}(....)(..)(..).*$/, '$1-$2-$3'));
  const ours = (await everything()).filter(({ where }) => !/what (we sent to|bank|payment)/.test(where));
  expect(leaksIn(ours, Object.fromEntries(dates.map((date, i) => [`birth date ${i}`, date])))).toEqual([]);
});

test('no staff answer holds a whole account number', async () => {
  const { rows } = await installation.system.db.query<{ no: string }>('SELECT account_no AS no FROM parties.bank_account');
  const toStaff = answers.filter(({ where }) => !where.includes('/me'));
  expect(rows.length).toBe(PEOPLE.length);
  expect(leaksIn(toStaff, Object.fromEntries(rows.map(({ no }, i) => [`account ${i}`, no])))).toEqual([]);
});

test('a leak is found wherever it is planted, in whatever form', async () => {
  const { db } = installation.system;
  const [{ name, idNumber, mobile, cardNumber } = { name: '', idNumber: '', mobile: '', cardNumber: '' }] = PEOPLE;
  await db.query(`INSERT INTO server.idempotency (bucket, actor, key, request_hash, at, answer) VALUES (0, 'x', 'leak', '', now(), $1)`, [
    JSON.stringify({ to: Buffer.from(`call ${mobile} now`).toString('base64') }),
  ]);
  await send('', `POST /sessions`, { login: 'x', password: 'x' });
  answers.push({ where: 'a planted answer', content: JSON.stringify({ q: encodeURIComponent(name) }) });
  process.emitWarning(`card ${cardNumber}`);
  await fetch(`${installation.system.urls.bank}/control/state?id=${Buffer.from(idNumber).toString('hex')}`, { method: 'POST', body: '{}' });
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(leaksIn(await everything(), PLANTED).sort()).toEqual([
    'cardNumber 0 in the logs',
    'idNumber 0 in what we sent to bank',
    'mobile 0 in table server.idempotency',
    'name 0 in a planted answer',
  ]);
  await db.query(`DELETE FROM server.idempotency WHERE key = 'leak'`);
});

test('the logger masks what a person is called by, in fields, messages and errors', () => {
  const [{ name, idNumber, mobile, cardNumber } = { name: '', idNumber: '', mobile: '', cardNumber: '' }] = PEOPLE;
  const lines: string[] = [];
  const logger = openLogger({ destination: { write: (line) => lines.push(line) } });
  logger.info({ customer: { name, idNumber }, note: `rang ${mobile}` }, `paid by ${cardNumber}`);
  logger.error({ err: new Error(`no customer ${mobile}`) }, 'failed');
  expect(leaksIn([{ where: 'a log', content: lines.join('\n') }], PLANTED)).toEqual([]);
  expect(lines.join()).toContain('138****');
});
