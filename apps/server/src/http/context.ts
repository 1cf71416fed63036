import { createHmac } from 'node:crypto';
import { businessDate } from '@jinqiao/calendar';
import { bucketOf } from '@jinqiao/database';
import { isFault } from '@jinqiao/errors';
import { instant } from '@jinqiao/runtime';
import type { FastifyBaseLogger, FastifyInstance, FastifyRequest, RawReplyDefaultExpression, RawRequestDefaultExpression, RawServerDefault } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Access } from '../access.ts';
import type { BookVerifier } from '../book-verifier.ts';
import type { CloseRunner } from '../close-runner.ts';
import { serverFault } from '../errors.ts';
import type { System } from '../system.ts';

export type Api = FastifyInstance<RawServerDefault, RawRequestDefaultExpression, RawReplyDefaultExpression, FastifyBaseLogger, ZodTypeProvider>;

/** What routes work with. */
export type HttpContext = { readonly system: System; readonly access: Access; readonly closes: CloseRunner; readonly verifier: BookVerifier };

export const SESSION_COOKIE = 'jq_session';

/** The form of an Idempotency-Key. */
const IDEMPOTENCY_KEY = /^[\w.:-]{8,128}$/;

/** The key a command came under. @throws Fault IDEMPOTENCY_KEY_MISSING. */
export function keyOf(request: FastifyRequest): string {
  const key = request.headers['idempotency-key'];
  if (typeof key !== 'string' || !IDEMPOTENCY_KEY.test(key)) throw serverFault('IDEMPOTENCY_KEY_MISSING');
  return key;
}

/**
 * Runs a command once per key: the first answer is kept and given again; the same key with another request is refused. A
 * command that failed may run again under its key, since commands are idempotent themselves.
 * @throws Fault IDEMPOTENCY_KEY_MISSING, IDEMPOTENCY_KEY_REUSED.
 */
export async function runOnce<T>(context: HttpContext, request: FastifyRequest, actor: string, command: (key: string) => Promise<T>): Promise<T> {
  const key = keyOf(request);
  const { db, clock } = context.system;
  const bucket = bucketOf(actor);
  // Keyed: a request may hold a password.
  const hash = createHmac('sha256', context.system.keys.vault)
    .update(`${request.method} ${request.url}\n${JSON.stringify(request.body ?? null)}`)
    .digest('hex');
  const { rowCount } = await db.query(
    'INSERT INTO server.idempotency (bucket, actor, key, request_hash, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING',
    [bucket, actor, key, hash, instant(clock)],
  );
  if (rowCount === 0) {
    const { rows } = await db.query<{ hash: string; answer: T | null }>(
      'SELECT request_hash AS hash, answer FROM server.idempotency WHERE bucket = $1 AND actor = $2 AND key = $3',
      [bucket, actor, key],
    );
    if (rows[0]?.hash !== hash) throw serverFault('IDEMPOTENCY_KEY_REUSED');
    if (rows[0].answer !== null) return rows[0].answer;
  }
  const answer = await command(key);
  await db.query('UPDATE server.idempotency SET answer = $4 WHERE bucket = $1 AND actor = $2 AND key = $3', [bucket, actor, key, JSON.stringify(answer)]);
  return answer;
}

/** A cursor is opaque to callers: base64url of where the page ended. */
export function writeCursor(place: string): string {
  return Buffer.from(place).toString('base64url');
}

/** Where a page ended. @throws Fault CURSOR_INVALID for another form, and for a day that does not exist. */
export function readCursor(cursor: string | undefined, form: RegExp): string | null {
  if (cursor === undefined) return null;
  const place = Buffer.from(cursor, 'base64url').toString('utf8');
  const day = /^\d{4}-\d{2}-\d{2}/.exec(place)?.[0];
  if (!form.test(place) || (day !== undefined && !dayExists(day))) throw serverFault('CURSOR_INVALID', {}, '$.cursor');
  return place;
}

function dayExists(day: string): boolean {
  try {
    return businessDate(day) === day;
  } catch (error) {
    if (isFault(error)) return false;
    throw error;
  }
}
