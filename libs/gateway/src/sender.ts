import { Agent, request as httpRequest } from 'node:http';
import { request as httpsRequest, Agent as TlsAgent } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { bucketOf, type Database } from '@jinqiao/database';
import { type Clock, instant, randomId } from '@jinqiao/runtime';
import { algorithmOf, type KeyPair, signerOf, sm3, verifierOf } from './crypto.ts';
import { type Envelope, headersOf, signedAnswer, signedText } from './envelope.ts';
import { gatewayFault } from './errors.ts';

/** What became of a message. `unknown` may have taken effect. */
export type Outcome =
  | { readonly state: 'answered'; readonly answer: unknown }
  | { readonly state: 'refused'; readonly code: string; readonly en: string; readonly zh: string }
  | { readonly state: 'unknown'; readonly reason: string };

export type Peer = { readonly id: string; readonly url: string; readonly publicKey: string };

export type SenderOptions = {
  readonly self: string;
  readonly keys: KeyPair;
  readonly peer: Peer;
  readonly clock: Clock;
  readonly db: Database;
  readonly schema: string;
  readonly timeoutMs?: number;
  /** Pauses before a message whose outcome is unknown is sent again under the same serial. */
  readonly retryMs?: readonly number[];
};

export type Message = {
  readonly operation: string;
  readonly serial: string;
  readonly businessDate: string;
  readonly body: unknown;
  readonly subject?: string;
  /** Asks for the present state: no earlier answer is given back. */
  readonly fresh?: boolean;
};

export type Sender = {
  /**
   * Records a message, sends it, and asks again under the same serial while its outcome is unknown. The receiver runs a
   * serial once, so sending it again is the status query: it gives the first answer, or takes effect now.
   */
  exchange(message: Message): Promise<Outcome>;
};

/** Bodies above this are kept as digest only: their step makes the same bytes again. */
const KEEP = 16 * 1024;
const BREAKER_LIMIT = 6;
const BREAKER_REST_MS = 2_000;

export function createSender(options: SenderOptions): Sender {
  const sign = signerOf(options.keys);
  const verify = verifierOf(options.peer.publicKey);
  const connections = { keepAlive: true, maxSockets: 16 };
  const agent = overTls(options.peer.url) ? new TlsAgent(connections) : new Agent(connections);
  const breaker = { failures: 0, openUntil: 0 };
  const retryMs = options.retryMs ?? [20, 100, 500];
  return {
    exchange: async (message) => {
      const body = JSON.stringify(message.body);
      const digest = sm3(body);
      // A question changes nothing: losing one loses nothing, so it is not written down.
      const known = message.fresh ? undefined : await remember(options, message, body, digest);
      if (known) return known;
      let outcome: Outcome = { state: 'unknown', reason: 'the breaker is open' };
      let attempts = 0;
      for (const pause of [0, ...retryMs]) {
        if (pause > 0) await sleep(pause);
        if (breaker.failures >= BREAKER_LIMIT && options.clock.now() < breaker.openUntil) break;
        attempts += 1;
        outcome = await sendOnce(options, agent, sign, verify, message, body, digest);
        breaker.failures = outcome.state === 'unknown' ? breaker.failures + 1 : 0;
        if (outcome.state !== 'unknown') break;
        breaker.openUntil = options.clock.now() + BREAKER_REST_MS;
      }
      if (!message.fresh) await settle(options, message.serial, outcome, attempts);
      return outcome;
    },
  };
}

/**
 * Writes the message down before it leaves. @returns the answer where an earlier exchange of this serial kept one, and a
 * refusal where the serial was another message's.
 */
async function remember(options: SenderOptions, message: Message, body: string, digest: string): Promise<Outcome | undefined> {
  const bucket = bucketOf(message.serial);
  const { rowCount } = await options.db.query(
    `INSERT INTO ${options.schema}.outbox (bucket, serial, receiver, operation, business_date, subject, digest, request, state, attempts, at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'pending', 0, $9) ON CONFLICT DO NOTHING`,
    [
      bucket,
      message.serial,
      options.peer.id,
      message.operation,
      message.businessDate,
      message.subject ?? '',
      digest,
      body.length > KEEP ? null : body,
      instant(options.clock),
    ],
  );
  if (rowCount > 0) return undefined;
  const { rows } = await options.db.query<{ digest: string; answer: string | null; state: string }>(
    `SELECT digest, answer, state FROM ${options.schema}.outbox WHERE bucket = $1 AND serial = $2`,
    [bucket, message.serial],
  );
  const row = rows[0];
  if (row?.digest !== digest) {
    const { code, en, zh } = gatewayFault('SERIAL_REUSED', { serial: message.serial });
    return { state: 'refused', code, en, zh };
  }
  return row?.state === 'answered' && row.answer !== null ? { state: 'answered', answer: JSON.parse(row.answer) } : undefined;
}

async function settle(options: SenderOptions, serial: string, outcome: Outcome, attempts: number): Promise<void> {
  const answer = outcome.state === 'answered' ? JSON.stringify(outcome.answer) : JSON.stringify(outcome);
  await options.db.query(`UPDATE ${options.schema}.outbox SET state = $3, attempts = attempts + $4, answer = $5 WHERE bucket = $1 AND serial = $2`, [
    bucketOf(serial),
    serial,
    outcome.state,
    attempts,
    answer.length > KEEP ? null : answer,
  ]);
}

async function sendOnce(
  options: SenderOptions,
  agent: Agent,
  sign: (text: string) => string,
  verify: (text: string, signature: string) => boolean,
  message: Message,
  body: string,
  digest: string,
): Promise<Outcome> {
  const envelope: Envelope = {
    operation: message.operation,
    sender: options.self,
    receiver: options.peer.id,
    serial: message.serial,
    businessDate: message.businessDate,
    timestamp: instant(options.clock),
    nonce: randomId('non', 0),
    digest,
  };
  try {
    const reply = await post(
      agent,
      `${options.peer.url}/gateway/v1/${message.operation}`,
      headersOf(envelope, sign(signedText(envelope)), algorithmOf(options.keys.publicKey)),
      body,
      options.timeoutMs ?? 60_000,
    );
    const signed = signedAnswer({ institution: options.peer.id, serial: message.serial, status: reply.status, requestDigest: digest, digest: sm3(reply.body) });
    if (!verify(signed, reply.signature)) return { state: 'unknown', reason: 'the answer is not signed by the institution' };
    if (reply.status >= 500) return { state: 'unknown', reason: `status ${reply.status}` };
    const answer = JSON.parse(reply.body);
    return reply.status === 200 ? { state: 'answered', answer } : { state: 'refused', code: answer.code, en: answer.en, zh: answer.zh };
  } catch (error) {
    return { state: 'unknown', reason: error instanceof Error ? error.message : 'no answer' };
  }
}

function overTls(url: string): boolean {
  return url.startsWith('https:');
}

function post(
  agent: Agent,
  url: string,
  headers: Record<string, string>,
  body: string,
  timeoutMs: number,
): Promise<{ status: number; body: string; signature: string }> {
  return new Promise((resolve, reject) => {
    const request = (overTls(url) ? httpsRequest : httpRequest)(
      url,
      { method: 'POST', agent, headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) }, timeout: timeoutMs },
      (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('error', reject);
        response.on('aborted', () => reject(new Error('the connection was cut')));
        response.on('end', () => {
          const signature = response.headers['jq-signature'];
          resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts).toString('utf8'), signature: typeof signature === 'string' ? signature : '' });
        });
      },
    );
    request.on('timeout', () => request.destroy(new Error('no answer in time')));
    request.on('error', reject);
    request.end(body);
  });
}
