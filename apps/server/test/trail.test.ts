import type { AuditEntry, Reveal, Revealed } from '@jinqiao/api';
import { businessDate } from '@jinqiao/calendar';
import type { Database } from '@jinqiao/database';
import { createSender, type Outcome } from '@jinqiao/gateway';
import { systemClock } from '@jinqiao/runtime';
import { enrol, type HttpServer, type PartnerId, syntheticPerson } from '@jinqiao/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { drawFor, type Installation, openJointLoan, STAFF_PASSWORD, signUpOverHttp, startInstallation } from '../../../test/installation.ts';
import { appendAudit, auditChain, verifyAudit } from '../src/audit.ts';

const ON = businessDate('2026-03-02');
const PERSON = syntheticPerson(1, ON, 30);
const REASON = 'the customer called about a payment';

let installation: Installation;
let http: HttpServer;
let customerId = '';
const cookies: Record<string, string> = {};
let sent = 0;

async function send(login: string, request: string, body?: unknown, key?: string): Promise<Response> {
  const [method = '', path = ''] = request.split(' ');
  sent += 1;
  return fetch(`${http.url}/api/v1${path}`, {
    method,
    headers: {
      'idempotency-key': key ?? `trail-test-${sent}`,
      cookie: cookies[login] ?? '',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

const items = async <T>(login: string, path: string): Promise<T[]> => ((await (await send(login, `GET ${path}`)).json()) as { items: T[] }).items;
const reveal = (login: string, field: string, reason = REASON, key?: string) => send(login, `POST /customers/${customerId}/reveals`, { field, reason }, key);

beforeAll(async () => {
  installation = await startInstallation();
  const programme = await openJointLoan(installation.system, ON);
  http = await installation.serve();
  const [enrolled] = await enrol(installation.system, programme, ON, [
    { ...PERSON, passwordHash: '', tenureMonths: 48, ordersPerYear: 40, suggestedLimit: null },
  ]);
  if (!enrolled) throw new Error('nobody was enrolled');
  customerId = enrolled.customerId;
  await drawFor(installation.system, programme, [{ person: PERSON, enrolled }], { amount: 1_200_000n, periods: 12, method: 'equal-principal' });
  for (const login of ['operator', 'finance', 'compliance', 'auditor', 'admin']) {
    const response = await send(login, 'POST /sessions', { login, password: STAFF_PASSWORD });
    cookies[login] = response.headers.get('set-cookie')?.split(';')[0] ?? '';
  }
}, 120_000);

afterAll(() => installation.stop());

test('a sealed field is shown for a reason to a role that may, and who saw it is kept', async () => {
  const shown = async (field: string) => ((await (await reveal('operator', field)).json()) as Revealed).value;
  expect([await shown('name'), await shown('mobile'), await shown('id-number')]).toEqual([PERSON.name, PERSON.mobile, PERSON.idNumber]);
  expect((await reveal('finance', 'mobile')).status).toBe(403);
  expect((await reveal('operator', 'mobile', '  x ')).status).toBe(400);
  const trail = await items<Reveal>('compliance', `/reveals?customerId=${customerId}`);
  expect(trail.map(({ field, login, role, reason }) => ({ field, login, role, reason }))).toEqual(
    ['id-number', 'mobile', 'name'].map((field) => ({ field, login: 'operator', role: 'operator', reason: REASON })),
  );
  expect((await send('operator', 'GET /reveals')).status).toBe(403);
});

test('a number typed into a reason is masked before it is kept; the answer is not kept at all', async () => {
  await reveal('compliance', 'mobile', `rang back ${PERSON.mobile}, card ${PERSON.cardNumber}, ${PERSON.idNumber}`);
  const [last] = await items<Reveal>('compliance', '/reveals');
  expect(last?.reason).toMatch(/^rang back 138\*{4}\d{4}, card 622848\*+\d{4}, \d{3}\*+\w{4}$/);
  const { rows } = await installation.system.db.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM server.idempotency WHERE answer::text LIKE '%' || $1 || '%'`,
    [PERSON.mobile],
  );
  expect(rows[0]?.n).toBe(0);
});

test('a reason of blanks is none, whatever it is given for', async () => {
  const blank = { reason: ' '.repeat(8) };
  const restriction = { scope: 'everything', cause: 'risk', ...blank };
  const told = [
    await send('operator', `POST /customers/${customerId}/restrictions`, restriction),
    await send('operator', `POST /customers/${customerId}/closure`, blank),
    await send('finance', 'POST /payments/pay_nowhere/refund-requests', { amount: '1.00', ...blank }),
    await send('finance', 'POST /reconciliation/breaks/brk_nowhere/resolution', { resolution: 'claim', ...blank }),
  ];
  for (const response of told) expect([response.status, await response.text()]).toEqual([400, expect.stringContaining('reason')]);
});

test('twenty an hour and not one more, however many ask at once; the same key again counts once', async () => {
  const before = (await items<Reveal>('auditor', '/reveals?login=operator')).length;
  const again = await Promise.all([1, 2, 3].map(() => reveal('operator', 'name', REASON, 'the-same-key')));
  expect(again.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect((await items<Reveal>('auditor', '/reveals?login=operator')).length).toBe(before + 1);
  const told = await Promise.all(Array.from({ length: 25 }, () => reveal('operator', 'mobile')));
  expect(told.filter(({ status }) => status === 200).length).toBe(20 - before - 1);
  expect(told.filter(({ status }) => status === 429).length).toBe(25 - (20 - before - 1));
  expect((await items<Reveal>('auditor', '/reveals?login=operator')).length).toBe(20);
});

test('every command of staff is in the trail: done, refused by rights, refused by what it asked for, and sign-ins', async () => {
  await send('finance', `POST /reconciliation/breaks/brk_${'00'.repeat(13)}/resolution`, { resolution: 'claim', reason: 'agreed with the bank' });
  await send('operator', `POST /reconciliation/breaks/brk_${'00'.repeat(13)}/resolution`, { resolution: 'claim', reason: 'agreed with the bank' });
  await send('operator', 'POST /sessions', { login: 'operator', password: 'wrong password' });
  await send('admin', 'POST /staff/changes', { login: 'risk', kind: 'disable', reason: 'has left the house' });
  const by = async (actor: string) =>
    (await items<AuditEntry>('auditor', `/audit?actor=${actor}`)).map(({ action, object, phase, code, reason }) => [action, object, phase, code, reason]);
  const resolution = 'POST /reconciliation/breaks/:id/resolution';
  expect((await by('finance'))[0]).toEqual([resolution, `brk_${'00'.repeat(13)}`, 'refused', 'BREAK_UNKNOWN', 'agreed with the bank']);
  expect((await by('operator')).slice(0, 2).map((row) => row.slice(0, 4))).toEqual([
    ['POST /sessions', 'operator', 'refused', 'SIGN_IN_WRONG'],
    [resolution, `brk_${'00'.repeat(13)}`, 'refused', 'NOT_ALLOWED'],
  ]);
  expect(await by('admin')).toEqual([
    ['POST /staff/changes', 'risk', 'done', '', 'has left the house'],
    ['POST /sessions', 'admin', 'done', '', ''],
  ]);
  const reveals = await items<AuditEntry>('auditor', `/audit?actor=operator&object=${encodeURIComponent(`${customerId} mobile`)}&phase=done`);
  expect(reveals[0]).toMatchObject({ action: 'POST /customers/:id/reveals', beforeDigest: '', afterDigest: '', reason: REASON });
});

test('the trail is read page by page without gap or repetition', async () => {
  const all = (await items<AuditEntry>('auditor', '/audit?limit=200')).map(({ traceId, phase }) => traceId + phase);
  const paged: string[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const response = await send('auditor', `GET /audit?limit=7${cursor ? `&cursor=${cursor}` : ''}`);
    const part = (await response.json()) as { items: AuditEntry[]; nextCursor: string | null };
    paged.push(...part.items.map(({ traceId, phase }) => traceId + phase));
    cursor = part.nextCursor;
  }
  expect(all.length).toBeGreaterThan(30);
  expect(paged).toEqual(all);
});

test.each([
  ['an altered reason', `UPDATE server.audit SET reason = 'another' WHERE actor = 'finance' AND phase = 'refused'`],
  [
    'an altered actor',
    `UPDATE server.audit SET actor = 'finance' WHERE (bucket, sequence) IN (SELECT bucket, sequence FROM server.audit WHERE actor = 'operator' LIMIT 1)`,
  ],
  ['a row that is gone', `DELETE FROM server.audit WHERE actor = 'admin' AND sequence = 1`],
  ['the last row gone', `DELETE FROM server.audit a USING server.audit_head h WHERE a.bucket = h.bucket AND a.sequence = h.sequence AND a.actor = 'admin'`],
  ['a moved time', `UPDATE server.audit SET at = at - interval '1 day' WHERE actor = 'compliance'`],
])('%s is found', async (_, corruption) => {
  const { db } = installation.system;
  expect((await verifyAudit(db)).ok).toBe(true);
  await db
    .tx(async (tx) => {
      await tx.query(corruption);
      expect((await auditChain(tx)).wrong.length).toBeGreaterThan(0);
      throw new Error('put back');
    })
    .catch((error: Error) => expect(error.message).toBe('put back'));
});

test('commands that go on while the trail is proved do not make it look broken', async () => {
  const { db, clock } = installation.system;
  let added = 0;
  const busy: Database = {
    ...db,
    tx: (work) =>
      db.tx((tx) =>
        work({
          ...tx,
          query: async (text, values) => {
            const answer = await tx.query<never>(text, values);
            if (text.includes('audit_head')) {
              added += 1;
              await appendAudit(db, clock, { actor: 'operator', role: 'operator', action: 'POST /closes', object: '', phase: 'begun', traceId: 'meanwhile' });
            }
            return answer;
          },
        }),
      ),
  };
  expect([(await verifyAudit(busy)).wrong, added]).toEqual([[], 1]);
});

test("customers' commands are in the trail: who came in, what they did, what was refused; nothing of what they wrote", async () => {
  const mobile = '13912340001';
  const cookie = await signUpOverHttp(installation, http.url, mobile, 'a-long-password');
  cookies.newcomer = cookie;
  const { customerId: newcomer } = (await (await send('newcomer', 'GET /me')).json()) as { customerId: string };
  const { name, idNumber } = syntheticPerson(41, ON, 30);
  expect((await send('newcomer', 'POST /me/real-name', { name, idNumber })).status).toBe(200);
  expect((await send('newcomer', 'DELETE /me/mandates/mnd_nowhere')).status).toBe(404);
  expect((await send('nobody', 'POST /sessions', { login: mobile, password: 'a-long-password' })).status).toBe(200);
  const trail = await items<AuditEntry>('auditor', `/audit?actor=${newcomer}`);
  expect(trail.map(({ role, action, object, phase }) => [role, action, object, phase])).toEqual([
    ['customer', 'POST /sessions', newcomer, 'done'],
    ['customer', 'DELETE /me/mandates/:id', 'mnd_nowhere', 'refused'],
    ['customer', 'POST /me/real-name', newcomer, 'done'],
    ['customer', 'POST /customers', newcomer, 'done'],
  ]);
  const { rows } = await installation.system.db.query<{ all: string }>('SELECT string_agg(a::text, chr(10)) AS all FROM server.audit a');
  for (const secret of [mobile, name, idNumber]) expect(rows[0]?.all).not.toContain(secret);
});

async function ask(partner: PartnerId, operation: string, body: unknown): Promise<Outcome> {
  const { keys, db } = installation.system;
  const sender = createSender({
    self: partner,
    keys: keys.parties[partner],
    peer: { id: 'platform', url: http.url, publicKey: keys.parties.platform.publicKey },
    clock: systemClock,
    db,
    schema: `sandbox_${partner}`,
    retryMs: [],
  });
  sent += 1;
  return sender.exchange({ operation, serial: `partner-${sent}`, businessDate: ON, body, fresh: true });
}

test('a partner asks by its signature for its programme, and may send only what the table allows it', async () => {
  const { system } = installation;
  expect(await ask('bank', 'platform.programme.position', { programme: 'JL' })).toMatchObject({
    state: 'answered',
    answer: { programme: 'JL', businessDate: ON, loans: 1, outstanding: '1200000', disbursed: '1200000', drawsStopped: false },
  });
  expect(await ask('bank', 'platform.programme.position', { programme: 'OTHER' })).toMatchObject({ state: 'refused', code: 'PROGRAMME_UNKNOWN' });
  for (const partner of ['payment', 'bureau'] as const)
    expect(await ask(partner, 'platform.programme.position', { programme: 'JL' })).toMatchObject({ state: 'refused', code: 'SENDER_NOT_ALLOWED' });
  const results = { items: [] };
  for (const partner of ['bank', 'bureau'] as const)
    expect(await ask(partner, 'platform.collection.result', results)).toMatchObject({ state: 'refused', code: 'SENDER_NOT_ALLOWED' });
  expect(await ask('payment', 'platform.collection.result', results)).toMatchObject({ state: 'answered', answer: { received: 0 } });
  const { rows } = await system.db.query<{ n: number }>(`SELECT count(*)::int AS n FROM gateway.refusal WHERE code = 'SENDER_NOT_ALLOWED'`);
  expect(rows[0]?.n).toBe(4);
});
