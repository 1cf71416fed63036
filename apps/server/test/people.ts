import { businessDate } from '@jinqiao/calendar';
import { CONSENT_TEXTS } from '@jinqiao/parties';
import { control, type HttpServer, type SyntheticPerson, syntheticPerson } from '@jinqiao/server';
import { expect } from 'vitest';
import { codeSentTo, type Installation, openJointLoan, STAFF_PASSWORD, signUpOverHttp, startInstallation } from '../../../test/installation.ts';

export const ON = businessDate('2026-05-06');

export type Answer<T> = { status: number; code: string; cookie: string; body: T };

export type People = {
  readonly installation: Installation;
  readonly http: HttpServer;
  readonly programme: Awaited<ReturnType<typeof openJointLoan>>;
  /** Moves the clock of all parties on. */
  later(ms: number): void;
  send<T = Record<string, unknown>>(method: string, path: string, cookie: string, body?: object, key?: string): Promise<Answer<T>>;
  get<T>(path: string, cookie: string): Promise<T>;
  customerIdOf(cookie: string): Promise<string>;
  /** A person of their own for each test, not signed up yet. */
  somebody(): SyntheticPerson;
  /** A number for a borrower who is enrolled without HTTP. */
  nextIndex(): number;
  signedUp(person: SyntheticPerson): Promise<string>;
  named(person: SyntheticPerson): Promise<string>;
  /** Asks for a code about the account signed in, and reads it where it was sent. */
  code(cookie: string, to: string, request: object): Promise<string>;
  staff(login: string): Promise<string>;
  passLiveness(cookie: string, pass?: boolean): Promise<string>;
};

/** An installation over HTTP with people in it. Every look at the clock is a millisecond later than the one before. */
export async function startPeople(): Promise<People> {
  let now = Date.parse('2026-05-06T02:00:00Z');
  let persons = 0;
  const installation = await startInstallation({ clock: { now: () => ++now } });
  const programme = await openJointLoan(installation.system, ON);
  const http = await installation.serve();
  const send = async <T>(method: string, path: string, cookie: string, body?: object, key: string = crypto.randomUUID()): Promise<Answer<T>> => {
    const headers = { 'idempotency-key': key, cookie, ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
    const response = await fetch(`${http.url}/api/v1${path}`, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    const text = await response.text();
    const parsed = JSON.parse(text || '{}');
    return { status: response.status, code: parsed.code ?? '', cookie: response.headers.get('set-cookie')?.split(';')[0] ?? '', body: parsed as T };
  };
  const get = async <T>(path: string, cookie: string) => (await send<T>('GET', path, cookie)).body;
  const signedUp = (person: SyntheticPerson) => signUpOverHttp(installation, http.url, person.mobile);
  const nextIndex = () => {
    persons += 1;
    now += 60_000;
    return 5_000 + persons;
  };
  return {
    installation,
    http,
    programme,
    later: (ms) => {
      now += ms;
    },
    send,
    get,
    customerIdOf: async (cookie) => (await get<{ customerId: string }>('/me', cookie)).customerId,
    somebody: () => syntheticPerson(nextIndex(), ON, 30),
    nextIndex,
    signedUp,
    named: async (person) => {
      const cookie = await signedUp(person);
      expect((await send('POST', '/me/real-name', cookie, { name: person.name, idNumber: person.idNumber })).status).toBe(200);
      return cookie;
    },
    code: async (cookie, to, request) => {
      now += 60_000;
      expect((await send('POST', '/me/codes', cookie, request)).status).toBe(202);
      return codeSentTo(installation, to);
    },
    staff: async (login) => (await send('POST', '/sessions', '', { login, password: STAFF_PASSWORD })).cookie,
    passLiveness: async (cookie, pass = true) => {
      const textVersion = CONSENT_TEXTS['face-recognition'].version;
      await send('POST', '/me/consents', cookie, { purpose: 'face-recognition', accepted: true, textVersion });
      const { body } = await send<{ id: string; url: string }>('POST', '/me/liveness', cookie);
      expect(await send('POST', `/me/liveness/${body.id}/result`, cookie)).toMatchObject({ status: 409, code: 'LIVENESS_PENDING' });
      expect(await (await fetch(body.url)).text()).toContain('liveness-pass');
      await control(installation.sandbox.urls.identity, 'liveness', { sessionRef: new URL(body.url).searchParams.get('session'), pass });
      return (await send<{ result: string }>('POST', `/me/liveness/${body.id}/result`, cookie)).body.result;
    },
  };
}
