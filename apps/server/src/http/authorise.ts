import { maskText } from '@jinqiao/runtime';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { appendAudit, auditDigest } from '../audit.ts';
import { serverFault } from '../errors.ts';
import { PERMISSIONS, type Permission, WHOLE_HOUSE } from '../permissions.ts';
import type { Caller } from '../sessions.ts';
import { callerIfAny, notedChange, setCaller } from './caller.ts';
import { type Api, type HttpContext, SESSION_COOKIE } from './context.ts';

/**
 * Puts the table of permissions before every route registered behind it, before the request is read, and the trail around
 * every command. A route that the table does not name stops the server from starting.
 */
export function authorise(api: Api, context: HttpContext, prefix: string): void {
  const permissionOf = (method: string, url: string): Permission => {
    const route = `${method === 'HEAD' ? 'GET' : method} ${url.slice(prefix.length)}`;
    const permission = PERMISSIONS[route];
    if (!permission) throw new Error(`${route} stands in no line of the table of permissions (apps/server/src/permissions.ts)`);
    return permission;
  };
  api.addHook('onRoute', ({ method, url }) => {
    for (const each of [method].flat()) permissionOf(each, url);
  });
  api.addHook('onRequest', async (request) => {
    const permission = permissionOf(request.method, request.routeOptions.url ?? '');
    const caller = await context.access.of(request.cookies[SESSION_COOKIE]);
    if (caller) setCaller(request, caller);
    if (permission.reach !== 'open') requirePermission(permission, caller);
  });
  api.addHook('preHandler', async (request) => {
    maskReason(request.body);
    if (isDeed(request)) await record(context, request, { phase: 'begun' });
  });
  api.addHook('onSend', async (request, reply, payload) => {
    if (isDeed(request)) await record(context, request, outcomeOf(context, request, reply, payload));
    return payload;
  });
}

/** @throws Fault NOT_SIGNED_IN, NOT_ALLOWED, PASSWORD_DUE, SECOND_FACTOR_DUE, SCOPE_TOO_SMALL. */
function requirePermission({ reach, roles }: Permission, caller: Caller | undefined): void {
  if (!caller) throw serverFault('NOT_SIGNED_IN');
  if (!roles.includes(caller.role)) throw serverFault('NOT_ALLOWED', { role: caller.role });
  if (reach !== 'self' && caller.due === 'password') throw serverFault('PASSWORD_DUE');
  if (reach !== 'self' && caller.due === 'second-factor') throw serverFault('SECOND_FACTOR_DUE');
  if (reach === 'house' && !caller.scopes?.includes(WHOLE_HOUSE)) throw serverFault('SCOPE_TOO_SMALL');
}

/** A reason is free text that is kept: a number that somebody typed into it is masked before a command sees it. */
function maskReason(body: unknown): void {
  if (typeof body === 'object' && body !== null && 'reason' in body && typeof body.reason === 'string') body.reason = maskText(body.reason);
}

/** Commands. What asks a question with a body changes nothing; who signs in with a password is written down where it is decided. */
function isDeed(request: FastifyRequest): boolean {
  if (callerIfAny(request) === undefined || request.method === 'GET' || request.method === 'HEAD') return false;
  return !request.routeOptions.url?.includes('/calculations/') && !(request.method === 'POST' && request.routeOptions.url?.endsWith('/sessions'));
}

type Outcome = Pick<Parameters<typeof appendAudit>[2], 'phase' | 'code' | 'beforeDigest' | 'afterDigest'>;

function outcomeOf({ system }: HttpContext, request: FastifyRequest, reply: FastifyReply, payload: unknown): Outcome {
  if (reply.statusCode >= 400) return { phase: reply.statusCode >= 500 ? 'failed' : 'refused', code: codeOf(payload) };
  const change = notedChange(request);
  const digest = (content: unknown) => (content === undefined || content === '' ? '' : auditDigest(system.keys, content));
  return {
    phase: 'done',
    beforeDigest: digest(change?.before),
    afterDigest: digest(change ? change.after : typeof payload === 'string' ? payload : ''),
  };
}

function codeOf(payload: unknown): string {
  return typeof payload === 'string' ? (/"code":"(\w+)"/.exec(payload)?.[1] ?? '') : '';
}

async function record({ system }: HttpContext, request: FastifyRequest, outcome: Outcome): Promise<void> {
  const caller = callerIfAny(request);
  if (!caller) return;
  const { body, params } = request as { body: { reason?: unknown } | null | undefined; params: Record<string, string> };
  const url = (request.routeOptions.url ?? '').replace(/^\/api\/v1/, '');
  const named = Object.values(params ?? {})
    .join(' ')
    .slice(0, 120);
  await appendAudit(system.db, system.clock, {
    actor: caller.login,
    role: caller.role,
    action: `${request.method} ${url}`,
    object: notedChange(request)?.object ?? (named === '' && caller.customerId !== null ? caller.customerId : named),
    traceId: request.id,
    ...(typeof body?.reason === 'string' ? { reason: body.reason } : {}),
    ...outcome,
  });
}
