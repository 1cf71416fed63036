import { session, signIn } from '@jinqiao/api';
import { type Api, type HttpContext, requireRole, SESSION_COOKIE, STAFF } from './context.ts';

const COOKIE = { httpOnly: true, sameSite: 'strict', path: '/' } as const;

export function sessionRoutes(api: Api, context: HttpContext): void {
  api.post(
    '/sessions',
    { schema: { summary: 'Sign in: staff by login, customers by mobile number', tags: ['session'], body: signIn, response: { 200: session } } },
    async (request, reply) => {
      const who = await context.access.signIn(request.body.login, request.body.password);
      void reply.setCookie(SESSION_COOKIE, await context.access.open(who), COOKIE);
      return who;
    },
  );
  api.get('/session', { schema: { summary: 'Who is signed in', tags: ['session'], response: { 200: session } } }, async (request) =>
    requireRole(context, request, [...STAFF, 'customer']),
  );
  api.delete('/sessions', { schema: { summary: 'Sign out', tags: ['session'] } }, async (request, reply) => {
    const token = request.cookies[SESSION_COOKIE];
    if (token) await context.access.close(token);
    return reply.clearCookie(SESSION_COOKIE, COOKIE).status(204).send();
  });
}
