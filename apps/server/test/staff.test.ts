import type { DecidedStaffChange, FactorEnrolment, OwnSecurity, RecoveryCodes, StaffChange, StaffMember } from '@jinqiao/api';
import { openFirstDay } from '@jinqiao/business-day';
import { systemClock } from '@jinqiao/runtime';
import { type HttpServer, openSystem, type System, startHttp } from '@jinqiao/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Installation, STAFF_PASSWORD, startInstallation } from '../../../test/installation.ts';
import { codeNow } from '../../../test/totp.ts';
import { addStaff, createAccess } from '../src/access.ts';

let installation: Installation;
let http: HttpServer;
let sent = 0;

type Told<T> = { status: number; code: string; body: T; cookie: string };

async function send<T>(cookie: string, request: string, body?: unknown, url = http.url): Promise<Told<T>> {
  const [method = '', path = ''] = request.split(' ');
  sent += 1;
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: { 'idempotency-key': `staff-test-${sent}`, cookie, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const parsed = text === '' ? {} : JSON.parse(text);
  return { status: response.status, code: parsed.code ?? '', body: parsed as T, cookie: response.headers.get('set-cookie')?.split(';')[0] ?? '' };
}

async function signIn(login: string, password = STAFF_PASSWORD, code?: string, url = http.url): Promise<Told<{ due?: string; role: string }>> {
  return send('', 'POST /sessions', { login, password, ...(code ? { code } : {}) }, url);
}

const codeOf = ({ secret }: FactorEnrolment, ahead = 0) => codeNow(secret, ahead);

beforeAll(async () => {
  installation = await startInstallation();
  await openFirstDay(installation.system.db, '2026-03-02');
  http = await installation.serve();
  await addStaff(
    installation.system.db,
    ['ann', 'ben', 'cal', 'dee', 'second-admin'].map((login) => ({
      login,
      name: login,
      role: login === 'second-admin' ? ('admin' as const) : ('risk' as const),
      password: STAFF_PASSWORD,
    })),
  );
}, 120_000);

afterAll(() => installation.stop());

test('a second factor is enrolled, asked for, used once, replaced by a recovery code, and removed', async () => {
  const { cookie } = await signIn('ann');
  const enrolment = (await send<FactorEnrolment>(cookie, 'POST /session/second-factor')).body;
  expect(enrolment.uri).toContain(enrolment.secret.replaceAll(' ', ''));
  // Until a code confirms it, the password alone signs in.
  expect((await signIn('ann')).status).toBe(200);
  expect((await send(cookie, 'POST /session/second-factor/confirmation', { code: '000000' })).code).toBe('SECOND_FACTOR_WRONG');
  const { codes } = (await send<RecoveryCodes>(cookie, 'POST /session/second-factor/confirmation', { code: codeOf(enrolment, -1) })).body;
  expect(new Set(codes).size).toBe(10);
  expect((await send(cookie, 'POST /session/second-factor')).code).toBe('SECOND_FACTOR_ENROLLED');
  expect((await signIn('ann')).code).toBe('SECOND_FACTOR_NEEDED');
  expect((await signIn('ann', 'wrong password', codeOf(enrolment))).code).toBe('SIGN_IN_WRONG');
  const code = codeOf(enrolment);
  expect((await signIn('ann', STAFF_PASSWORD, code)).status).toBe(200);
  expect((await signIn('ann', STAFF_PASSWORD, code)).code).toBe('SECOND_FACTOR_WRONG');
  expect((await signIn('ann', STAFF_PASSWORD, codes[3])).status).toBe(200);
  expect((await signIn('ann', STAFF_PASSWORD, codes[3])).code).toBe('SECOND_FACTOR_WRONG');
  expect((await send<OwnSecurity>(cookie, 'GET /session/security')).body).toMatchObject({ secondFactor: 'enrolled', recoveryCodes: 9 });
  const { rows } = await installation.system.db.query<{ sealed: string; hash: string }>(
    `SELECT factor_sealed AS sealed, (SELECT string_agg(code_hash, ' ') FROM server.recovery_code) AS hash FROM server.staff WHERE login = 'ann'`,
  );
  expect(rows[0]?.sealed).toMatch(/^v2\.seal-/);
  expect(codes.some((each) => rows[0]?.hash.includes(each))).toBe(false);
  expect((await send(cookie, 'POST /session/second-factor/removal', { code: codes[5] })).status).toBe(204);
  expect((await signIn('ann')).status).toBe(200);
});

test('where a second factor is required, who has none can do nothing but enrol one', async () => {
  const { system, databaseUrl } = installation;
  const security = { secondFactor: 'required', sealing: 'SM4-CTR-HMAC-SM3' } as const;
  const strict = await openSystem({ databaseUrl, urls: system.urls, keys: system.keys, clock: systemClock, security });
  const server = await startHttp(strict, { port: 0, host: '127.0.0.1' });
  try {
    const { cookie, body } = await signIn('ben', STAFF_PASSWORD, undefined, server.url);
    expect(body.due).toBe('second-factor');
    expect((await send(cookie, 'GET /customers', undefined, server.url)).code).toBe('SECOND_FACTOR_DUE');
    const enrolment = (await send<FactorEnrolment>(cookie, 'POST /session/second-factor', undefined, server.url)).body;
    expect((await send(cookie, 'GET /customers', undefined, server.url)).code).toBe('SECOND_FACTOR_DUE');
    await send(cookie, 'POST /session/second-factor/confirmation', { code: codeOf(enrolment) }, server.url);
    expect((await send(cookie, 'GET /customers', undefined, server.url)).status).toBe(200);
  } finally {
    await server.close();
    await strict.end();
  }
});

test('eight wrong passwords lock a login, in every process, across a restart, until the time is up or it is unlocked', async () => {
  const { system, databaseUrl } = installation;
  const other = await openSystem({ databaseUrl, urls: system.urls, keys: system.keys, clock: systemClock });
  const tries = (of: System, n: number) =>
    Promise.all(
      Array.from({ length: n }, () =>
        createAccess(of)
          .signIn('cal', 'wrong password')
          .then(
            () => 'in',
            (error: { code: string }) => error.code,
          ),
      ),
    );
  // Twenty at once over two processes: eight passwords are looked at, not one more.
  const told = (await Promise.all([tries(system, 10), tries(other, 10)])).flat();
  expect(
    Object.fromEntries(
      Map.groupBy(told, (code) => code)
        .entries()
        .map(([code, all]) => [code, all.length]),
    ),
  ).toEqual({
    SIGN_IN_WRONG: 8,
    TOO_MANY_ATTEMPTS: 12,
  });
  await other.end();
  const restarted = await openSystem({ databaseUrl, urls: system.urls, keys: system.keys, clock: systemClock });
  await expect(createAccess(restarted).signIn('cal', STAFF_PASSWORD)).rejects.toMatchObject({
    code: 'TOO_MANY_ATTEMPTS',
    en: expect.stringContaining('10 minutes'),
  });
  const later = { ...restarted, clock: { now: () => Date.now() + 10 * 60_000 + 1_000 } };
  await restarted.db.query('UPDATE server.attempt SET since = since'); // the row stands: only time has passed
  expect(await createAccess(later).signIn('cal', STAFF_PASSWORD)).toMatchObject({ login: 'cal' });
  await restarted.end();
  const { rows } = await system.db.query<{ subject: string }>('SELECT subject FROM server.attempt');
  expect(rows.some(({ subject }) => subject.includes('cal'))).toBe(false);
});

test('sessions are listed and ended one by one; one that lies idle ends by itself', async () => {
  const first = (await signIn('dee')).cookie;
  const second = (await signIn('dee')).cookie;
  const { sessions } = (await send<OwnSecurity>(first, 'GET /session/security')).body;
  expect(sessions.map(({ current }) => current).sort()).toEqual([false, true]);
  const theirs = sessions.find(({ current }) => !current)?.id ?? '';
  const stranger = (await signIn('operator')).cookie;
  expect((await send(stranger, `DELETE /session/sessions/${theirs}`)).code).toBe('SESSION_UNKNOWN');
  expect((await send(first, `DELETE /session/sessions/${theirs}`)).status).toBe(204);
  expect((await send(second, 'GET /session')).code).toBe('NOT_SIGNED_IN');
  const third = (await signIn('dee')).cookie;
  expect((await send(first, 'POST /session/password', { current: 'not it', next: 'another-password' })).code).toBe('PASSWORD_WRONG');
  expect((await send(first, 'POST /session/password', { current: STAFF_PASSWORD, next: 'another-password' })).status).toBe(204);
  expect((await send(third, 'GET /session')).code).toBe('NOT_SIGNED_IN');
  expect((await signIn('dee')).code).toBe('SIGN_IN_WRONG');
  await installation.system.db.query(`UPDATE server.session SET seen_at = seen_at - interval '29 minutes' WHERE login = 'dee'`);
  expect((await send(first, 'GET /session')).status).toBe(200);
  await installation.system.db.query(`UPDATE server.session SET seen_at = seen_at - interval '31 minutes' WHERE login = 'dee'`);
  expect((await send(first, 'GET /session')).code).toBe('NOT_SIGNED_IN');
});

test('rights change when a second person approves, and then at once', async () => {
  const [maker, checker, risk] = [(await signIn('admin')).cookie, (await signIn('compliance')).cookie, (await signIn('risk')).cookie];
  const propose = (change: object) => send<StaffChange>(maker, 'POST /staff/changes', { reason: 'moves to another desk', ...change });
  const decide = (cookie: string, id: string, approve = true) => send<DecidedStaffChange>(cookie, `POST /staff/changes/${id}/decision`, { approve });
  expect((await propose({ login: 'nobody', kind: 'role', role: 'finance' })).code).toBe('STAFF_UNKNOWN');
  expect((await propose({ login: 'risk', kind: 'role' })).code).toBe('STAFF_CHANGE_INCOMPLETE');
  expect((await propose({ login: 'admin', kind: 'role', role: 'finance' })).code).toBe('OWN_RIGHTS');
  const change = (await propose({ login: 'risk', kind: 'role', role: 'finance', scopes: ['product:JL'] })).body;
  expect((await send(risk, 'GET /customers')).status).toBe(200);
  expect((await decide(maker, change.id)).code).toBe('CHECKER_IS_MAKER');
  expect((await decide(checker, change.id)).body.change).toMatchObject({ state: 'approved', madeBy: 'admin', checkedBy: 'compliance' });
  expect((await decide(checker, change.id)).code).toBe('STAFF_CHANGE_DECIDED');
  expect((await send<{ role: string }>(risk, 'GET /session')).body.role).toBe('finance');
  expect((await send(risk, 'GET /customers')).code).toBe('SCOPE_TOO_SMALL');
  // A change that names no scopes keeps those there are.
  expect((await propose({ login: 'risk', kind: 'role', role: 'operator' })).body.scopes).toEqual(['product:JL']);
  expect((await propose({ login: 'ben', kind: 'role', role: 'finance' })).body.scopes).toEqual(['entity:*']);
  // A partner's person never sees the whole house, neither by what is asked for nor by what was there.
  const asPartner = { login: 'ben', kind: 'role', role: 'partner-viewer' };
  expect(await propose(asPartner)).toMatchObject({ status: 422, code: 'PARTNER_SEES_HOUSE' });
  expect((await propose({ ...asPartner, scopes: ['partner:bank', 'entity:*'] })).code).toBe('PARTNER_SEES_HOUSE');
  expect((await propose({ login: 'ida', kind: 'add', name: 'Ida', role: 'partner-viewer' })).code).toBe('PARTNER_SEES_HOUSE');
  expect((await propose({ ...asPartner, scopes: ['partner:bank'] })).body.scopes).toEqual(['partner:bank']);
  const own = (await propose({ login: 'compliance', kind: 'role', role: 'admin' })).body;
  expect((await decide(checker, own.id)).code).toBe('OWN_RIGHTS');
  expect((await decide((await signIn('second-admin')).cookie, own.id, false)).body.change.state).toBe('refused');
  expect((await send<{ role: string }>(checker, 'GET /session')).body.role).toBe('compliance');
  // A new person gets a first password, which opens nothing but the change of it.
  const added = (await propose({ login: 'eve', kind: 'add', name: 'Eve', role: 'operator' })).body;
  const { password } = (await decide(checker, added.id)).body;
  const eve = await signIn('eve', password ?? '');
  expect(eve.body.due).toBe('password');
  expect((await send(eve.cookie, 'GET /customers')).code).toBe('PASSWORD_DUE');
  await send(eve.cookie, 'POST /session/password', { current: password, next: 'my-own-password' });
  expect((await send(eve.cookie, 'GET /customers')).status).toBe(200);
  const gone = (await propose({ login: 'eve', kind: 'disable' })).body;
  await decide(checker, gone.id);
  expect((await send(eve.cookie, 'GET /session')).code).toBe('NOT_SIGNED_IN');
  expect((await signIn('eve', 'my-own-password')).code).toBe('SIGN_IN_WRONG');
  const { items } = (await send<{ items: StaffMember[] }>(maker, 'GET /staff')).body;
  expect(items.find(({ login }) => login === 'eve')).toMatchObject({ state: 'disabled', sessions: 0 });
  // The first password lies nowhere.
  const { rows } = await installation.system.db.query<{ found: number }>(
    `SELECT count(*)::int AS found FROM server.idempotency WHERE answer::text LIKE '%' || $1 || '%'`,
    [password],
  );
  expect(rows[0]?.found).toBe(0);
});

test('the database itself refuses one person on both sides of a change, and anybody on their own', async () => {
  const insert = (madeBy: string, checkedBy: string, login: string) =>
    installation.system.db.query(
      `INSERT INTO server.staff_change (bucket, change_id, login, kind, reason, state, made_by, made_at, checked_by, checked_at)
       VALUES (0, 'x', $3, 'enable', 'test', 'approved', $1, now(), $2, now())`,
      [madeBy, checkedBy, login],
    );
  await expect(insert('ann', 'ann', 'cal')).rejects.toThrow('staff_change_two_people');
  await expect(insert('ann', 'cal', 'cal')).rejects.toThrow('staff_change_not_own');
  await expect(insert('cal', 'ann', 'cal')).rejects.toThrow('staff_change_not_own');
});
