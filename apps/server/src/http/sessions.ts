import { session, signIn } from '@jinqiao/api';
import { bucketOf, type Db } from '@jinqiao/database';
import { isFault } from '@jinqiao/errors';
import { appendAudit } from '../audit.ts';
import { callerIfAny, callerOf } from './caller.ts';
import { type Api, type HttpContext, SESSION_COOKIE } from './context.ts';

const COOKIE = { httpOnly: true, sameSite: 'strict', path: '/' } as const;
const tags = ['session'];

export function sessionRoutes(api: Api, context: HttpContext): void {
  api.post(
    '/sessions',
    {
      schema: {
        summary: 'Sign in: staff by login, with a code where a second factor is enrolled; customers by mobile number',
        tags,
        body: signIn,
        response: { 200: session },
      },
    },
    async (request, reply) => {
      const { login, password, code } = request.body;
      try {
        const who = await context.access.signIn(login, password, code);
        const token = await context.access.open(who, request.headers['user-agent']);
        await recordSignIn(context, request.id, who.login, who.role, '');
        void reply.setCookie(SESSION_COOKIE, token, COOKIE);
        return (await context.access.of(token)) ?? who;
      } catch (failure) {
        if (isFault(failure)) await recordSignIn(context, request.id, login, '', failure.code);
        throw failure;
      }
    },
  );
  api.get('/session', { schema: { summary: 'Who is signed in', tags, response: { 200: session } } }, async (request) => callerOf(request));
  api.delete('/sessions', { schema: { summary: 'Sign out', tags } }, async (request, reply) => {
    const token = request.cookies[SESSION_COOKIE];
    if (token && callerIfAny(request)) await context.access.close(token);
    return reply.clearCookie(SESSION_COOKIE, COOKIE).status(204).send();
  });
}

/** Sign-ins are in the trail, those of staff that failed too; what somebody typed who is no member of staff is not written down. */
async function recordSignIn({ system }: HttpContext, traceId: string, login: string, role: string, code: string): Promise<void> {
  const known = role || (await staffRoleOf(system.db, login));
  if (!known || code === 'SECOND_FACTOR_NEEDED') return;
  await appendAudit(system.db, system.clock, {
    actor: login,
    role: known,
    action: 'POST /sessions',
    object: login,
    phase: code === '' ? 'done' : 'refused',
    code,
    traceId,
  });
}

async function staffRoleOf(db: Db, login: string): Promise<string | undefined> {
  const { rows } = await db.query<{ role: string }>('SELECT role FROM server.staff WHERE bucket = $1 AND login = $2', [bucketOf(login), login]);
  return rows[0]?.role;
}
