import type { SentCode } from '@jinqiao/api';
import { CONSENT_TEXTS, consentsOf, customerOfMobile } from '@jinqiao/parties';
import { control, type HttpServer, openSystem, startHttp } from '@jinqiao/server';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { codeSentTo, type Installation, openJointLoan, startInstallation } from '../../../test/installation.ts';
import { networkOf } from '../src/code-addresses.ts';

let installation: Installation;
let http: HttpServer;
/** The clock of all parties stands still until it is moved on. */
let now = Date.parse('2026-05-06T02:00:00Z');
const minutes = (n: number) => {
  now += n * 60_000;
};
const TERMS = { accepted: true, textVersion: CONSENT_TEXTS['service-terms'].version };
let numbers = 0;
let mobile = '';

async function post(
  path: string,
  body: object,
  key: string = crypto.randomUUID(),
  cookie = '',
): Promise<{ status: number; text: string; code: string; cookie: string }> {
  const headers = { 'content-type': 'application/json', 'idempotency-key': key, cookie };
  const response = await fetch(`${http.url}/api/v1${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  const text = await response.text();
  return { status: response.status, text, code: JSON.parse(text || '{}').code ?? '', cookie: response.headers.get('set-cookie')?.split(';')[0] ?? '' };
}

const ask = (to = mobile) => post('/codes', { mobile: to });
const signIn = (code: string, key?: string) => post('/sessions/code', { mobile, code }, key);
const signUp = (code: string, key?: string, change: object = {}) => post('/customers', { mobile, code, terms: TERMS, ...change }, key);
/** Another code of six digits. */
const other = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

beforeAll(async () => {
  installation = await startInstallation({ clock: { now: () => now } });
  await openJointLoan(installation.system, '2026-05-06');
  http = await installation.serve();
}, 120_000);

beforeEach(() => {
  numbers += 1;
  mobile = `1391234${String(numbers).padStart(4, '0')}`;
  minutes(1);
});

afterAll(() => installation.stop());

test('a newcomer reads the code, accepts the terms, and is in; the terms stand in the ledger of consents', async () => {
  const asked = await ask();
  expect(asked.status).toBe(202);
  const code = await codeSentTo(installation, mobile);
  expect(code).toMatch(/^\d{6}$/);
  expect(await signIn(code)).toMatchObject({ status: 404, code: 'MOBILE_UNKNOWN' });
  expect(await signUp(code, undefined, { terms: { ...TERMS, accepted: false } })).toMatchObject({ status: 422, code: 'CONSENT_MISSING' });
  const signed = await signUp(code);
  expect(signed.status).toBe(201);
  const me = await fetch(`${http.url}/api/v1/me`, { headers: { cookie: signed.cookie } });
  expect(await me.json()).toMatchObject({ step: 'real-name', mobile: `139****${mobile.slice(-4)}` });
  const { db, vault } = installation.system;
  const who = await customerOfMobile(db, vault, mobile);
  const consents = await consentsOf(db, who?.bucket ?? 0, who?.customerId ?? '');
  expect(consents.map(({ purpose, items, channel }) => [purpose, items, channel])).toEqual([['service-terms', 'mobile', 'h5']]);
});

test('a code is in no answer, and not in the database in clear', async () => {
  const asked = await ask();
  const code = await codeSentTo(installation, mobile);
  expect(Object.keys(JSON.parse(asked.text) as SentCode).sort()).toEqual(['expiresAt', 'outlet', 'resendAt']);
  expect(asked.text).not.toContain(code);
  const { rows } = await installation.system.db.query<{ all: string }>("SELECT coalesce(string_agg(c::text, chr(10)), '') AS all FROM parties.one_time_code c");
  expect(rows[0]?.all).toMatch(/otp_/);
  expect(rows[0]?.all).not.toContain(code);
  const sealed = await installation.system.db.query<{ all: string }>("SELECT coalesce(string_agg(o::text, chr(10)), '') AS all FROM gateway.outbox o");
  expect(sealed.rows[0]?.all).toContain('messages.text.send');
  for (const secret of [mobile, `验证码 ${code}`, `Code ${code}`]) expect(sealed.rows[0]?.all).not.toContain(secret);
});

test('a code ends after five minutes', async () => {
  const asked = await ask();
  expect(Date.parse(JSON.parse(asked.text).expiresAt) - now).toBe(300_000);
  const code = await codeSentTo(installation, mobile);
  now += 299_999;
  expect((await signUp(code, undefined, { terms: { ...TERMS, accepted: false } })).code).toBe('CONSENT_MISSING');
  now += 1;
  expect(await signUp(code)).toMatchObject({ status: 422, code: 'CODE_WRONG' });
});

test('five tries and no more, also of two hundred at once', async () => {
  await ask();
  const code = await codeSentTo(installation, mobile);
  for (const left of [4, 3, 2, 1, 0]) {
    const wrong = await signUp(other(code));
    expect([wrong.code, wrong.text.includes(`${left} tries`)]).toEqual(['CODE_WRONG', true]);
  }
  expect((await signUp(code)).code).toBe('CODE_WRONG');
  minutes(1);
  await ask();
  const fresh = await codeSentTo(installation, mobile);
  const guesses = Array.from({ length: 200 }, (_, i) => String((Number(fresh) + 1 + i) % 1_000_000).padStart(6, '0'));
  const answers = await Promise.all(guesses.map((guess) => signUp(guess)));
  expect(answers.filter(({ text }) => /[1-4] tries/.test(text))).toHaveLength(4);
  expect(new Set(answers.map((answer) => answer.code))).toEqual(new Set(['CODE_WRONG']));
  expect((await signUp(fresh)).code).toBe('CODE_WRONG');
});

test('a code works once; the same command again answers the same', async () => {
  await ask();
  const code = await codeSentTo(installation, mobile);
  const key = crypto.randomUUID();
  const first = await signUp(code, key);
  expect(await signUp(code, key)).toMatchObject({ status: 201, text: first.text });
  expect((await signUp(code)).code).toBe('CODE_WRONG');
  expect((await signIn(code)).code).toBe('CODE_WRONG');
});

test('a sign-up or sign-in that is sent again under its key gives the same session, not a second one', async () => {
  const sessions = async () => {
    const { rows } = await installation.system.db.query<{ n: number }>('SELECT count(*)::int AS n FROM server.session');
    return rows[0]?.n ?? 0;
  };
  for (const enter of [signUp, signIn]) {
    minutes(1);
    await ask();
    const code = await codeSentTo(installation, mobile);
    const before = await sessions();
    const key = crypto.randomUUID();
    const first = await enter(code, key);
    const again = await Promise.all([enter(code, key), enter(code, key)]);
    expect(first.cookie).toMatch(/^jq_session=.{43}$/);
    expect(again.map(({ cookie }) => cookie)).toEqual([first.cookie, first.cookie]);
    expect(await sessions()).toBe(before + 1);
  }
});

test('a sign-up whose answer was lost with the server is answered when it is sent again', async () => {
  await ask();
  const code = await codeSentTo(installation, mobile);
  const key = crypto.randomUUID();
  const first = await signUp(code, key);
  await installation.system.db.query('UPDATE server.idempotency SET answer = NULL WHERE key = $1', [key]);
  expect(await signUp(code, key)).toMatchObject({ status: 201, text: first.text });
});

test('a later code takes the place of the one before', async () => {
  await ask();
  const first = await codeSentTo(installation, mobile);
  minutes(1);
  await ask();
  const second = await codeSentTo(installation, mobile);
  if (first !== second) expect((await signUp(first)).code).toBe('CODE_WRONG');
  expect((await signUp(second)).status).toBe(201);
});

test('one a minute, five an hour, ten in 24 hours to one number, whoever asks', async () => {
  expect((await ask()).status).toBe(202);
  expect(await ask(`+86 ${mobile}`)).toMatchObject({ status: 429, code: 'CODE_TOO_SOON' });
  const at = now;
  for (let n = 2; n <= 5; n += 1) {
    minutes(1);
    expect((await ask()).status).toBe(202);
  }
  minutes(1);
  expect(await ask()).toMatchObject({ status: 429, code: 'CODE_LIMIT_REACHED' });
  now = at + 60 * 60_000;
  expect((await ask()).status).toBe(202);
  for (let n = 7; n <= 10; n += 1) {
    minutes(30);
    expect((await ask()).status).toBe(202);
  }
  minutes(61);
  expect(await ask()).toMatchObject({ status: 429, code: 'CODE_LIMIT_REACHED' });
  now = at + 24 * 60 * 60_000;
  expect((await ask()).status).toBe(202);
  // Another number is not held up.
  expect((await ask('13999990000')).status).toBe(202);
});

test('sixty an hour from one address to whatever numbers, also at once and to another process; other addresses go on', async () => {
  let tried = 0;
  const from = async (address: string, url = http.url) => {
    tried += 1;
    const headers = { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID(), 'x-forwarded-for': address };
    const body = JSON.stringify({ mobile: `1371234${String(tried).padStart(4, '0')}` });
    return (await fetch(`${url}/api/v1/codes`, { method: 'POST', headers, body })).json() as Promise<{ code?: string; expiresAt?: string }>;
  };
  const { system, databaseUrl } = installation;
  const other = await openSystem({ databaseUrl, urls: system.urls, keys: system.keys, clock: system.clock });
  const second = await startHttp(other, { port: 0, host: '127.0.0.1' });
  const told = await Promise.all(Array.from({ length: 70 }, (_, n) => from('203.0.113.7', n % 2 === 0 ? http.url : second.url)));
  expect(told.filter(({ expiresAt }) => expiresAt)).toHaveLength(60);
  expect(told.filter(({ code }) => code === 'TOO_MANY_CODES')).toHaveLength(10);
  // What the client itself wrote into the header stands before what the proxy added, and says nothing.
  expect((await from('198.51.100.1, 203.0.113.7')).code).toBe('TOO_MANY_CODES');
  expect((await from('203.0.113.8')).expiresAt).toBeDefined();
  minutes(59);
  expect((await from('203.0.113.7')).code).toBe('TOO_MANY_CODES');
  minutes(1);
  expect((await from('203.0.113.7')).expiresAt).toBeDefined();
  const { rows } = await system.db.query<{ all: string }>('SELECT string_agg(a::text, chr(10)) AS all FROM server.code_address a');
  expect(rows[0]?.all).not.toContain('203.0.113');
  await second.close();
  await other.end();
});

test.each([
  ['203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['2001:db8:0:1:aaaa:bbbb:cccc:dddd', '2001:db8:0:1'],
  ['2001:0DB8::1:0:0:0:9', '2001:db8:0:1'],
  ['2001:db8::9', '2001:db8:0:0'],
  ['fe80::1%eth0', 'fe80:0:0:0'],
])('codes asked for from %s count for %s', (address, network) => expect(networkOf(address)).toBe(network));

test('two hundred requests at once send one message', async () => {
  const answers = await Promise.all(Array.from({ length: 200 }, () => ask()));
  expect(answers.filter(({ status }) => status === 202)).toHaveLength(1);
  expect((await control(installation.sandbox.urls.messages, 'sent', { mobile })) as object[]).toHaveLength(1);
});

test('a message whose answer is lost was sent: the code works', async () => {
  await control(installation.sandbox.urls.messages, 'faults', { kind: 'timeout-after-effect', times: 9 });
  expect((await ask()).status).toBe(202);
  await control(installation.sandbox.urls.messages, 'faults', { kind: 'timeout-after-effect', times: -9 });
  expect((await signUp(await codeSentTo(installation, mobile))).status).toBe(201);
});

test('who has a password signs in with it, who has none cannot', async () => {
  await ask();
  await signUp(await codeSentTo(installation, mobile), undefined, { password: 'a-long-password' });
  expect((await post('/sessions', { login: mobile, password: 'a-long-password' })).status).toBe(200);
  numbers += 1;
  mobile = `1391234${String(numbers).padStart(4, '0')}`;
  await ask();
  await signUp(await codeSentTo(installation, mobile));
  expect(await post('/sessions', { login: mobile, password: 'anything-at-all' })).toMatchObject({ status: 401, code: 'SIGN_IN_WRONG' });
  minutes(1);
  await ask();
  expect((await signIn(await codeSentTo(installation, mobile))).status).toBe(200);
});

test('the outlet shows what was sent, with the number masked', async () => {
  await ask();
  const page = await (await fetch(installation.sandbox.urls.messages)).text();
  expect(page).toContain(`139****${mobile.slice(-4)}`);
  expect(page).toContain(await codeSentTo(installation, mobile));
  expect(page).not.toContain(mobile);
});
