import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Database, openDatabase } from '@jinqiao/database';
import { type Clock, fixedClock } from '@jinqiao/runtime';
import { type TestDatabase, testDatabase } from '@jinqiao/runtime/testing';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { createReceiver, createSender, gatewaySql, generateKeyPair, headersOf, type Sender, signedText, signerOf, sm3 } from '../src/index.ts';

const NOW = Date.UTC(2026, 0, 15, 8);
const us = generateKeyPair('RSA-SHA256');
const them = generateKeyPair('SM2-SM3');
const clock: { -readonly [K in keyof Clock]: Clock[K] } = { ...fixedClock(NOW) };
const runs: string[] = [];

let place: TestDatabase;
let db: Database;
let server: Server;
let url: string;
let broken = false;

beforeAll(async () => {
  place = await testDatabase();
  db = openDatabase(place.url, { max: 6 });
  await db.query(gatewaySql('ours'));
  await db.query(gatewaySql('theirs'));
  const receive = createReceiver({
    self: 'bank',
    keys: them,
    peers: new Map([['platform', us.publicKey]]),
    clock,
    db,
    schema: 'theirs',
    operations: new Map([
      [
        'echo',
        {
          request: z.object({ text: z.string() }),
          readOnly: false,
          handle: async (_tx, body: { text: string }, { serial }) => {
            if (broken) throw new Error('out of paper');
            runs.push(serial);
            return { echo: body.text };
          },
        },
      ],
    ]),
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

const senderTo = (to: string): Sender =>
  createSender({
    self: 'platform',
    keys: us,
    peer: { id: 'bank', url: to, publicKey: them.publicKey },
    clock,
    db,
    schema: 'ours',
    retryMs: [],
    timeoutMs: 5_000,
  });
const message = (serial: string, text = 'hello') => ({ operation: 'echo', serial, businessDate: '2026-01-15', body: { text } });

test('parties with different algorithms understand each other', async () => {
  expect(await senderTo(url).exchange(message('rsa'))).toEqual({ state: 'answered', answer: { echo: 'hello' } });
});

test('a serial that was another message of ours is refused before it leaves', async () => {
  await senderTo(url).exchange(message('ours', 'first'));
  expect(await senderTo(url).exchange(message('ours', 'second'))).toMatchObject({ state: 'refused', code: 'SERIAL_REUSED' });
  expect(await senderTo(url).exchange(message('ours', 'first'))).toEqual({ state: 'answered', answer: { echo: 'first' } });
  expect(runs.filter((serial) => serial === 'ours')).toHaveLength(1);
});

test('an answer too long to keep is asked for again, and is the first one', async () => {
  const long = 'x'.repeat(100_000);
  for (const round of ['first', 'again']) {
    expect(await senderTo(url).exchange(message('long', long)), round).toEqual({ state: 'answered', answer: { echo: long } });
  }
  expect(runs.filter((serial) => serial === 'long')).toHaveLength(1);
});

test('an institution that fails leaves the outcome unknown and no trace of the serial', async () => {
  broken = true;
  expect(await senderTo(url).exchange(message('broken'))).toEqual({ state: 'unknown', reason: 'status 500' });
  broken = false;
  expect(await senderTo(url).exchange(message('broken'))).toEqual({ state: 'answered', answer: { echo: 'hello' } });
});

test('after six failures in a row the breaker opens for a while, then one attempt closes it', async () => {
  const sender = senderTo('http://127.0.0.1:9');
  for (let i = 1; i <= 6; i += 1)
    expect(await sender.exchange(message(`b${i}`))).toMatchObject({ state: 'unknown', reason: expect.stringContaining('ECONNREFUSED') });
  expect(await sender.exchange(message('b7'))).toEqual({ state: 'unknown', reason: 'the breaker is open' });
  clock.now = () => NOW + 2_000;
  expect(await sender.exchange(message('b7'))).toMatchObject({ state: 'unknown', reason: expect.stringContaining('ECONNREFUSED') });
  // The attempt failed, so it opens again at once.
  expect(await sender.exchange(message('b8'))).toEqual({ state: 'unknown', reason: 'the breaker is open' });
  clock.now = () => NOW;
});

test('nonces older than the window are forgotten now and then, younger ones are not', async () => {
  await db.query('DELETE FROM theirs.nonce');
  await senderTo(url).exchange(message('old'));
  clock.now = () => NOW + 11 * 60_000;
  const body = JSON.stringify({ text: 'hello' });
  const envelope = {
    operation: 'echo',
    sender: 'platform',
    receiver: 'bank',
    serial: 'young',
    businessDate: '2026-01-15',
    timestamp: new Date(clock.now()).toISOString(),
    nonce: 'one-in-256-cleans-up-00',
    digest: sm3(body),
  };
  const headers = headersOf(envelope, signerOf(us)(signedText(envelope)), 'RSA-SHA256');
  expect((await fetch(`${url}/gateway/v1/echo`, { method: 'POST', headers, body })).status).toBe(200);
  const nonces = async () => (await db.query<{ nonce: string }>('SELECT nonce FROM theirs.nonce')).rows.map((row) => row.nonce);
  await vi.waitFor(async () => expect(await nonces()).toEqual([envelope.nonce]), 5_000);
  clock.now = () => NOW;
});
