import { businessDate } from '@jinqiao/calendar';
import { loansOfCustomer } from '@jinqiao/lending';
import { consentsOf, holdConsents, withdrawConsent } from '@jinqiao/parties';
import { type Enrolled, enrol, type HttpServer, syntheticPerson } from '@jinqiao/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { drawFor, type Installation, openJointLoan, startInstallation } from '../../../test/installation.ts';
import { hashPassword } from '../src/access.ts';

const ON = businessDate('2026-03-02');
const PASSWORD = 'customer-password';
const PERSON = syntheticPerson(1, ON, 30);

let installation: Installation;
let http: HttpServer;
let programme: Awaited<ReturnType<typeof openJointLoan>>;
let borrower: Enrolled;
let cookie = '';
let sent = 0;

function send(method: string, path: string, body?: unknown): Promise<Response> {
  sent += 1;
  const headers = { 'idempotency-key': `request-${sent}`, cookie, ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
  return fetch(`${http.url}/api/v1${path}`, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
}

/** Until one transaction of this database waits for another. */
const someoneWaits = () =>
  expect
    .poll(async () => {
      const { rowCount } = await installation.system.db.query("SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'");
      return rowCount;
    })
    .toBe(1);

async function dataConsent(): Promise<string> {
  const consents = await consentsOf(installation.system.db, borrower.bucket, borrower.customerId);
  return consents.find(({ purpose, withdrawnAt }) => purpose === 'data-to-bank' && !withdrawnAt)?.consentId ?? '';
}

beforeAll(async () => {
  installation = await startInstallation();
  programme = await openJointLoan(installation.system, ON);
  http = await installation.serve();
  const passwordHash = await hashPassword(PASSWORD);
  const [enrolled] = await enrol(installation.system, programme, ON, [{ ...PERSON, passwordHash, tenureMonths: 48, ordersPerYear: 40, suggestedLimit: null }]);
  borrower = enrolled as Enrolled;
  const session = await send('POST', '/sessions', { login: PERSON.mobile, password: PASSWORD });
  cookie = session.headers.get('set-cookie')?.split(';')[0] ?? '';
}, 120_000);

afterAll(() => installation.stop());

test('a draw waits for a withdrawal that is on its way, and is refused once it stands', async () => {
  const { db } = installation.system;
  const { quoteId } = (await (await send('POST', '/me/quotes', { amount: '1000.00', periods: 6, method: 'equal-principal' })).json()) as { quoteId: string };
  // The cost table was open long enough.
  await db.query("UPDATE server.quote SET quoted_at = quoted_at - interval '1 minute'");
  const id = await dataConsent();
  let drawing: Promise<Response> | undefined;
  await db.tx(async (tx) => {
    expect(await withdrawConsent(tx, borrower.bucket, id, borrower.customerId, '2026-03-02T04:00:00Z')).toBe(true);
    drawing = send('POST', '/me/draws', { quoteId, agreementAccepted: true, readingSeconds: 5 });
    await someoneWaits();
  });
  const response = await drawing;
  expect([response?.status, await response?.json()]).toEqual([422, expect.objectContaining({ code: 'CONSENT_MISSING' })]);
  expect(await loansOfCustomer(db, borrower.bucket, borrower.customerId)).toEqual([]);
  await db.query('UPDATE parties.consent SET withdrawn_at = NULL WHERE bucket = $1 AND consent_id = $2', [borrower.bucket, id]);
});

test('a withdrawal waits for a draw that is on its way, and is refused once something is owed', async () => {
  const { db } = installation.system;
  const id = await dataConsent();
  let withdrawing: Promise<Response> | undefined;
  await db.tx(async (tx) => {
    await holdConsents(tx, borrower.bucket, borrower.customerId);
    withdrawing = send('DELETE', `/me/consents/${id}`);
    await someoneWaits();
    await drawFor(installation.system, programme, [{ person: PERSON, enrolled: borrower }], { amount: 100_000n, periods: 6, method: 'equal-principal' });
  });
  const response = await withdrawing;
  expect([response?.status, await response?.json()]).toEqual([409, expect.objectContaining({ code: 'CONSENT_IN_USE' })]);
  expect(await dataConsent()).toBe(id);
});
