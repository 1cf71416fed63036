import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Database, migrate, openDatabase } from '@jinqiao/database';
import { type Clock, fixedClock } from '@jinqiao/runtime';
import { type TestDatabase, testDatabase } from '@jinqiao/runtime/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { createReceiver, createSender, type Envelope, generateKeyPair, type Handler, headersOf, type Sender, signedText, signerOf, sm3 } from '../src/index.ts';

const NOW = Date.UTC(2026, 0, 15, 8);
const DATE = '2026-01-15';
const platform = generateKeyPair();
const bank = generateKeyPair();
const stranger = generateKeyPair();

let place: TestDatabase;
let db: Database;
let server: Server;
let url: string;
let clock: { -readonly [K in keyof Clock]: Clock[K] };
let drops = 0;

/** Pays a customer: one row of effect for each time it runs. */
const pay: Handler = {
  request: z.object({ amount: z.string() }),
  readOnly: false,
  handle: async (tx, body: { amount: string }, context) => {
    await tx.query('INSERT INTO effect (serial, amount) VALUES ($1, $2)', [context.serial, body.amount]);
    const { rows } = await tx.query<{ n: bigint }>('SELECT count(*) AS n FROM effect');
    return { paid: body.amount, number: String(rows[0]?.n) };
  },
};

const status: Handler = {
  request: z.object({}),
  readOnly: true,
  handle: async (tx) => ({ effects: String((await tx.query<{ n: bigint }>('SELECT count(*) AS n FROM effect')).rows[0]?.n) }),
};

beforeAll(async () => {
  place = await testDatabase();
  db = openDatabase(place.url, { max: 6 });
  await migrate(db, [{ name: 'gateway', folder: new URL('../sql/', import.meta.url) }]);
  await db.query('CREATE TABLE effect (serial text, amount text)');
  clock = { ...fixedClock(NOW) };
  const receive = createReceiver({
    self: 'bank',
    keys: bank,
    peers: new Map([['platform', platform.publicKey]]),
    clock,
    db,
    schema: 'gateway',
    operations: new Map([
      ['pay', pay],
      ['status', status],
    ]),
    beforeAnswer: () => {
      if (drops === 0) return 'send';
      drops -= 1;
      return 'drop';
    },
  });
  server = createServer((request, response) => void receive(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await db.end();
  await place.drop();
});

beforeEach(async () => {
  drops = 0;
  clock.now = () => NOW;
  await db.query('TRUNCATE effect, gateway.outbox, gateway.inbox, gateway.nonce, gateway.refusal');
});

let nonces = 0;

type Given = Partial<Envelope> & { body?: string; sentBody?: string; keys?: typeof platform; signature?: string; headers?: Record<string, string> };

/** Sends one message as a partner would, or as somebody who tampers. */
async function send(given: Given = {}): Promise<{ status: number; text: string; code: string | undefined }> {
  const { body = '{"amount":"100"}', sentBody = body, keys = platform, signature, headers, ...changed } = given;
  nonces += 1;
  const envelope: Envelope = {
    operation: 'pay',
    sender: 'platform',
    receiver: 'bank',
    serial: 's1',
    businessDate: DATE,
    timestamp: new Date(NOW).toISOString(),
    nonce: `n${nonces}`,
    digest: sm3(body),
    ...changed,
  };
  const response = await fetch(`${url}/gateway/v1/${envelope.operation}`, {
    method: 'POST',
    body: sentBody,
    headers: { ...headersOf(envelope, signature ?? signerOf(keys)(signedText(envelope)), 'SM2-SM3'), ...headers },
  });
  const text = await response.text();
  return { status: response.status, text, code: JSON.parse(text).code };
}

const count = async (table: string) => Number((await db.query<{ n: bigint }>(`SELECT count(*) AS n FROM ${table}`)).rows[0]?.n);
const refusals = async () =>
  (await db.query<{ sender: string; serial: string; operation: string; code: string }>('SELECT sender, serial, operation, code FROM gateway.refusal')).rows;

test('a genuine message takes effect and is answered', async () => {
  expect(await send()).toMatchObject({ status: 200, text: '{"paid":"100","number":"1"}' });
  expect(await count('effect')).toBe(1);
  expect(await refusals()).toEqual([]);
});

test.each<[string, Given, string, number]>([
  ['a body that was changed on its way', { sentBody: '{"amount":"900"}' }, 'DIGEST_WRONG', 400],
  ['a body changed together with its digest', { body: '{"amount":"900"}', signature: 'kept' }, 'SIGNATURE_WRONG', 401],
  ['a signature by another key', { keys: stranger }, 'SIGNATURE_WRONG', 401],
  ['no signature', { signature: '' }, 'SIGNATURE_WRONG', 401],
  ['a serial changed after signing', { headers: { 'jq-serial': 's2' } }, 'SIGNATURE_WRONG', 401],
  ['a business date changed after signing', { headers: { 'jq-business-date': '2026-01-16' } }, 'SIGNATURE_WRONG', 401],
  ['a timestamp of six minutes ago', { timestamp: '2026-01-15T07:54:00.000Z' }, 'TIMESTAMP_STALE', 400],
  ['a timestamp six minutes ahead', { timestamp: '2026-01-15T08:06:00.000Z' }, 'TIMESTAMP_STALE', 400],
  ['a timestamp that is none', { timestamp: 'now' }, 'TIMESTAMP_STALE', 400],
  ['a sender whom nobody knows', { sender: 'mallory', keys: stranger }, 'SENDER_UNKNOWN', 401],
  ['a message for another institution', { receiver: 'insurer' }, 'RECEIVER_WRONG', 400],
  ['an operation that does not exist', { operation: 'steal' }, 'OPERATION_UNKNOWN', 404],
  ['a body that is no JSON', { body: '{' }, 'BODY_INVALID', 400],
  ['a body that the operation does not take', { body: '{"amount":5}' }, 'BODY_INVALID', 400],
  ['a message without serial', { serial: '' }, 'BODY_INVALID', 400],
  ['a message without nonce', { nonce: '' }, 'BODY_INVALID', 400],
  ['a business date that is none', { businessDate: 'today' }, 'BODY_INVALID', 400],
])('%s is refused, leaves no effect and is written down', async (_what, given, code, httpStatus) => {
  const old: Envelope = {
    operation: 'pay',
    sender: 'platform',
    receiver: 'bank',
    serial: 's1',
    businessDate: DATE,
    timestamp: new Date(NOW).toISOString(),
    nonce: 'kept',
    digest: sm3('{"amount":"100"}'),
  };
  const kept = given.signature === 'kept' ? { ...given, nonce: 'kept', signature: signerOf(platform)(signedText(old)) } : given;
  expect(await send(kept)).toMatchObject({ status: httpStatus, code });
  expect(await count('effect')).toBe(0);
  expect(await count('gateway.inbox')).toBe(0);
  expect(await refusals()).toEqual([expect.objectContaining({ code, sender: given.sender ?? 'platform', operation: given.operation ?? 'pay' })]);
});

test('a message within five minutes is in time', async () => {
  expect(await send({ timestamp: '2026-01-15T07:55:00.000Z' })).toMatchObject({ status: 200 });
  expect(await send({ serial: 's2', timestamp: '2026-01-15T08:05:00.000Z' })).toMatchObject({ status: 200 });
});

test('a message that is played again bit by bit is refused', async () => {
  expect(await send({ nonce: 'once' })).toMatchObject({ status: 200 });
  expect(await send({ nonce: 'once' })).toMatchObject({ status: 409, code: 'NONCE_REPLAYED' });
  expect(await count('effect')).toBe(1);
  expect(await refusals()).toEqual([expect.objectContaining({ code: 'NONCE_REPLAYED', serial: 's1' })]);
});

test('a serial sent twice takes effect once and is answered the same', async () => {
  const first = await send();
  await send({ serial: 'other' });
  expect(await send()).toEqual(first);
  expect(await count('effect')).toBe(2);
});

test('a serial that arrives ten times at once takes effect once', async () => {
  const answers = await Promise.all(Array.from({ length: 10 }, () => send()));
  expect(new Set(answers.map((answer) => answer.text))).toEqual(new Set(['{"paid":"100","number":"1"}']));
  expect(await count('effect')).toBe(1);
});

test('a serial with another body is refused', async () => {
  await send();
  expect(await send({ body: '{"amount":"200"}' })).toMatchObject({ status: 409, code: 'SERIAL_REUSED' });
  expect(await count('effect')).toBe(1);
  expect(await refusals()).toEqual([expect.objectContaining({ code: 'SERIAL_REUSED' })]);
});

test('a question is answered anew each time under one serial', async () => {
  expect((await send({ operation: 'status', body: '{}', serial: 'q' })).text).toBe('{"effects":"0"}');
  await send();
  expect((await send({ operation: 'status', body: '{}', serial: 'q' })).text).toBe('{"effects":"1"}');
});

function sender(changed: { publicKey?: string; retryMs?: readonly number[]; url?: string } = {}): Sender {
  const peer = { id: 'bank', url: changed.url ?? url, publicKey: changed.publicKey ?? bank.publicKey };
  return createSender({ self: 'platform', keys: platform, peer, clock, db, schema: 'gateway', timeoutMs: 5_000, retryMs: changed.retryMs ?? [5, 5, 5] });
}

const message = { operation: 'pay', serial: 's9', businessDate: DATE, body: { amount: '891333' } } as const;
const outbox = async () => (await db.query<{ state: string; attempts: number }>('SELECT state, attempts FROM gateway.outbox')).rows;

test('an exchange whose answer is lost asks again and ends answered with one effect', async () => {
  drops = 2;
  expect(await sender().exchange(message)).toEqual({ state: 'answered', answer: { paid: '891333', number: '1' } });
  expect(drops).toBe(0);
  expect(await count('effect')).toBe(1);
  expect(await outbox()).toEqual([{ state: 'answered', attempts: 3 }]);
});

test('an exchange that never hears an answer stays unknown, and a later one learns what became of it', async () => {
  drops = 2;
  expect(await sender({ retryMs: [5] }).exchange(message)).toMatchObject({ state: 'unknown' });
  expect(await outbox()).toEqual([{ state: 'unknown', attempts: 2 }]);
  expect(await sender().exchange(message)).toEqual({ state: 'answered', answer: { paid: '891333', number: '1' } });
  expect(await count('effect')).toBe(1);
  expect(await outbox()).toEqual([{ state: 'answered', attempts: 3 }]);
});

test('an exchange that was answered is not sent again', async () => {
  const first = await sender().exchange(message);
  expect(await sender({ url: 'http://127.0.0.1:9' }).exchange(message)).toEqual(first);
});

test('a refusal is an outcome with its code in both languages', async () => {
  const outcome = await sender().exchange({ ...message, operation: 'steal' });
  expect(outcome).toMatchObject({ state: 'refused', code: 'OPERATION_UNKNOWN', en: expect.stringContaining('steal'), zh: expect.stringContaining('steal') });
});

test('an answer that the institution did not sign is believed by nobody', async () => {
  expect(await sender({ publicKey: stranger.publicKey, retryMs: [] }).exchange(message)).toMatchObject({ state: 'unknown' });
});
