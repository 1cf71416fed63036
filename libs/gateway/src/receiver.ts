import type { IncomingMessage, ServerResponse } from 'node:http';
import { bucketOf, type Database, type Tx } from '@jinqiao/database';
import { type Fault, isFault } from '@jinqiao/errors';
import { type Clock, fixedClock, instant, randomId } from '@jinqiao/runtime';
import { type KeyPair, signerOf, sm3, verifierOf } from './crypto.ts';
import { type Envelope, envelopeOf, signedAnswer, signedText } from './envelope.ts';
import { gatewayFault } from './errors.ts';

/** Anything that can check and read a body; zod schemas do. */
export type Schema<T> = { safeParse(value: unknown): { success: true; data: T } | { success: false; error: { message: string } } };

export type MessageContext = { readonly sender: string; readonly serial: string; readonly businessDate: string };

export type Handler = {
  readonly request: Schema<unknown>;
  /** Nothing is changed and nothing need be remembered: the answer is made anew each time. */
  readonly readOnly: boolean;
  /** The institutions that may send it; all that have a key where it is missing. */
  readonly senders?: readonly string[];
  handle(tx: Tx, body: never, context: MessageContext): Promise<unknown>;
};

export type ReceiverOptions = {
  readonly self: string;
  readonly keys: KeyPair;
  /** Public keys by institution. */
  readonly peers: ReadonlyMap<string, string>;
  readonly clock: Clock;
  readonly db: Database;
  /** The schema of this party's gateway tables. */
  readonly schema: string;
  readonly operations: ReadonlyMap<string, Handler>;
  /** Called after the effect is committed and before the answer leaves; `drop` closes the connection unanswered. Sandbox institutions misbehave here. */
  readonly beforeAnswer?: (operation: string) => 'send' | 'drop';
};

const FIVE_MINUTES = 300_000;
const BODY_LIMIT = 64 * 1024 * 1024;

/** An HTTP handler for `POST /gateway/v1/<operation>`: verifies, runs each serial once, and signs what it answers. */
export function createReceiver(options: ReceiverOptions): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const sign = signerOf(options.keys);
  const verifiers = new Map([...options.peers].map(([id, key]) => [id, verifierOf(key)]));
  return async (request, response) => {
    const operation = (request.url ?? '').replace(/^\/gateway\/v1\//, '').replace(/\?.*$/, '');
    const { envelope, signature } = envelopeOf(operation, request.headers);
    const answer = (status: number, body: string) => {
      const digest = sm3(body);
      response.writeHead(status, {
        'content-type': 'application/json; charset=utf-8',
        'jq-institution': options.self,
        'jq-serial': envelope.serial,
        'jq-digest': digest,
        'jq-signature': sign(signedAnswer({ institution: options.self, serial: envelope.serial, status, requestDigest: envelope.digest, digest })),
      });
      response.end(body);
    };
    try {
      const body = await readBody(request);
      requireGenuine(options, verifiers, envelope, signature, body);
      const text = await runOnce(options, envelope, body);
      if (options.beforeAnswer?.(operation) === 'drop') {
        response.destroy();
        return;
      }
      answer(200, text);
      if (envelope.nonce.endsWith('00')) forgetNonces(options).catch(process.emitWarning);
    } catch (error) {
      if (!isFault(error)) {
        answer(
          500,
          JSON.stringify({
            code: 'INTERNAL',
            status: 500,
            en: 'The institution failed; ask again with the same serial',
            zh: '机构内部错误,请以相同流水号查询',
          }),
        );
        process.emitWarning(error instanceof Error ? error : String(error));
        return;
      }
      await recordRefusal(options, envelope, error);
      answer(error.status, JSON.stringify({ code: error.code, status: error.status, en: error.en, zh: error.zh }));
    }
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > BODY_LIMIT) throw gatewayFault('BODY_INVALID', { why: 'larger than 64 MiB' });
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function requireGenuine(
  options: ReceiverOptions,
  verifiers: ReadonlyMap<string, (text: string, signature: string) => boolean>,
  envelope: Envelope,
  signature: string,
  body: string,
): void {
  const verify = verifiers.get(envelope.sender);
  if (!verify) throw gatewayFault('SENDER_UNKNOWN', { sender: envelope.sender.slice(0, 40) });
  if (envelope.receiver !== options.self) throw gatewayFault('RECEIVER_WRONG', { receiver: envelope.receiver.slice(0, 40) });
  if (sm3(body) !== envelope.digest) throw gatewayFault('DIGEST_WRONG');
  if (!verify(signedText(envelope), signature)) throw gatewayFault('SIGNATURE_WRONG');
  const age = options.clock.now() - Date.parse(envelope.timestamp);
  if (!(Math.abs(age) <= FIVE_MINUTES)) throw gatewayFault('TIMESTAMP_STALE');
  if (!/^\d{4}-\d{2}-\d{2}$/.test(envelope.businessDate) || envelope.serial === '' || envelope.nonce === '')
    throw gatewayFault('BODY_INVALID', { why: 'serial, nonce and business date are needed' });
}

/** Runs a serial's handler once: its effect and its stored answer commit together, a repetition gets that answer. */
async function runOnce(options: ReceiverOptions, envelope: Envelope, body: string): Promise<string> {
  const handler = options.operations.get(envelope.operation);
  if (!handler) throw gatewayFault('OPERATION_UNKNOWN', { operation: envelope.operation.slice(0, 60) });
  if (handler.senders && !handler.senders.includes(envelope.sender))
    throw gatewayFault('SENDER_NOT_ALLOWED', { sender: envelope.sender, operation: envelope.operation });
  const parsed = handler.request.safeParse(parseJson(body));
  if (!parsed.success) throw gatewayFault('BODY_INVALID', { why: parsed.error.message.slice(0, 300) });
  const context = { sender: envelope.sender, serial: envelope.serial, businessDate: envelope.businessDate };
  const bucket = bucketOf(envelope.serial);
  return options.db.tx(async (tx) => {
    const first = await claim(tx, options, envelope, bucket, handler.readOnly);
    if (handler.readOnly) return JSON.stringify(await handler.handle(tx, parsed.data as never, context));
    if (!first) return firstAnswer(tx, options.schema, bucket, envelope);
    const text = JSON.stringify(await handler.handle(tx, parsed.data as never, context));
    await tx.query(`UPDATE ${options.schema}.inbox SET answer = $4 WHERE bucket = $1 AND sender = $2 AND serial = $3`, [
      bucket,
      envelope.sender,
      envelope.serial,
      text,
    ]);
    return text;
  });
}

/**
 * Takes the nonce, and for a command the serial, in one statement. A serial that another connection is working on is
 * waited for. @returns whether this is the serial's first message.
 */
async function claim(tx: Tx, options: ReceiverOptions, envelope: Envelope, bucket: number, readOnly: boolean): Promise<boolean> {
  const { rows } = await tx.query<{ fresh: boolean; first: boolean }>(
    `WITH seen AS (INSERT INTO ${options.schema}.nonce (bucket, sender, nonce, at) VALUES ($1, $2, $3, $8) ON CONFLICT DO NOTHING RETURNING bucket),
       claimed AS (INSERT INTO ${options.schema}.inbox (bucket, sender, serial, operation, business_date, digest, at)
         SELECT bucket, $2, $4, $5, $6::date, $7, $8 FROM seen WHERE NOT $9 ON CONFLICT DO NOTHING RETURNING bucket)
     SELECT EXISTS (SELECT FROM seen) AS fresh, EXISTS (SELECT FROM claimed) AS first`,
    [bucket, envelope.sender, envelope.nonce, envelope.serial, envelope.operation, envelope.businessDate, envelope.digest, instant(options.clock), readOnly],
  );
  if (!rows[0]?.fresh) throw gatewayFault('NONCE_REPLAYED');
  return rows[0].first;
}

/** A message that is older than the window is refused by its timestamp, so its nonce need not be known any more. */
async function forgetNonces(options: ReceiverOptions): Promise<void> {
  const horizon = instant(fixedClock(options.clock.now() - 2 * FIVE_MINUTES));
  await options.db.query(`DELETE FROM ${options.schema}.nonce WHERE at < $1`, [horizon]);
}

async function firstAnswer(tx: Tx, schema: string, bucket: number, envelope: Envelope): Promise<string> {
  const { rows } = await tx.query<{ digest: string; answer: string | null }>(
    `SELECT digest, answer FROM ${schema}.inbox WHERE bucket = $1 AND sender = $2 AND serial = $3`,
    [bucket, envelope.sender, envelope.serial],
  );
  if (rows[0]?.digest !== envelope.digest) throw gatewayFault('SERIAL_REUSED', { serial: envelope.serial });
  return rows[0].answer ?? '{}';
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw gatewayFault('BODY_INVALID', { why: 'not JSON' });
  }
}

async function recordRefusal(options: ReceiverOptions, envelope: Envelope, fault: Fault): Promise<void> {
  await options.db.query(`INSERT INTO ${options.schema}.refusal (bucket, refusal_id, sender, serial, operation, code, at) VALUES (0, $1, $2, $3, $4, $5, $6)`, [
    randomId('ref', 0),
    envelope.sender.slice(0, 80),
    envelope.serial.slice(0, 120),
    envelope.operation.slice(0, 80),
    fault.code,
    instant(options.clock),
  ]);
}
