import type { CustomerSummary } from '@jinqiao/api';
import { businessDate } from '@jinqiao/calendar';
import { enrol, type HttpServer, syntheticPerson } from '@jinqiao/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Installation, openJointLoan, STAFF_PASSWORD, signUpOverHttp, startInstallation } from '../../../test/installation.ts';

const ON = businessDate('2026-03-02');

let installation: Installation;
let http: HttpServer;
let cookie = '';

function send(path: string, body?: unknown): Promise<Response> {
  const headers = { 'idempotency-key': 'request-of-the-test', cookie, ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
  return fetch(`${http.url}/api/v1${path}`, body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) });
}

async function list(query: string): Promise<{ items: CustomerSummary[]; nextCursor: string | null }> {
  const response = await send(`/customers${query}`);
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return JSON.parse(text);
}

beforeAll(async () => {
  installation = await startInstallation();
  const programme = await openJointLoan(installation.system, ON);
  http = await installation.serve();
  await signUpOverHttp(installation, http.url, syntheticPerson(99, ON, 30).mobile);
  const persons = [1, 2, 3].map((n) => ({ ...syntheticPerson(n, ON, 30), passwordHash: '', tenureMonths: 36, ordersPerYear: 24, suggestedLimit: null }));
  await enrol(installation.system, programme, ON, persons);
  const response = await send('/sessions', { login: 'risk', password: STAFF_PASSWORD });
  cookie = response.headers.get('set-cookie')?.split(';')[0] ?? '';
}, 120_000);

afterAll(() => installation.stop());

test('customers are listed by where they stand, with their line', async () => {
  const approved = (await list('?state=approved')).items;
  expect(approved.map(({ state, lineLimit, lineUsed }) => [state, lineLimit, lineUsed])).toEqual(Array(3).fill(['approved', '100000.00', '0.00']));
  expect((await list('?state=registered')).items.map(({ lineLimit }) => lineLimit)).toEqual([null]);
  expect((await list('?state=rejected')).items).toEqual([]);
  expect((await send('/customers?state=rich')).status).toBe(400);
});

test('pages follow one another without gap or repetition, each in one statement', async () => {
  const all = (await list('')).items.map(({ id }) => id);
  expect(all).toHaveLength(4);
  const first = await list('?limit=3');
  const second = await list(`?limit=3&cursor=${first.nextCursor}`);
  expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(all);
  expect(second.nextCursor).toBeNull();
  expect((await list(`?q=${all[0]}`)).items.map(({ id }) => id)).toEqual([all[0]]);
});
