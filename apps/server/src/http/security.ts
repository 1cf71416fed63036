import { changePassword, factorCode, factorEnrolment, id, ownSecurity, recoveryCodes } from '@jinqiao/api';
import { bucketOf } from '@jinqiao/database';
import { z } from 'zod';
import { claimAttempt } from '../attempts.ts';
import { serverFault } from '../errors.ts';
import { hashPassword, passwordMatches } from '../passwords.ts';
import { confirmFactor, dropFactor, enrolFactor, factorOf, passesFactor, recoveryCodesLeft } from '../second-factor.ts';
import type { Caller } from '../sessions.ts';
import { callerOf, noteChange } from './caller.ts';
import type { Api, HttpContext } from './context.ts';

const tags = ['session'];

/** A person's own account: what they are shown once is not kept, so these commands take no Idempotency-Key and may be sent again. */
export function securityRoutes(api: Api, context: HttpContext): void {
  const { system } = context;
  api.get('/session/security', { schema: { tags, summary: 'My rights, second factor and sessions', response: { 200: ownSecurity } } }, async (request) =>
    securityOf(context, callerOf(request)),
  );
  api.post('/session/password', { schema: { tags, summary: 'Change my password; my other sessions end', body: changePassword } }, async (request, reply) => {
    const caller = callerOf(request);
    noteChange(request, { object: caller.login });
    await changeOwnPassword(context, caller, request.body);
    return reply.status(204).send();
  });
  api.post(
    '/session/second-factor',
    { schema: { tags, summary: 'Begin to enrol an authenticator (TOTP, RFC 6238)', response: { 200: factorEnrolment } } },
    async (request, reply) => {
      const { login } = callerOf(request);
      noteChange(request, { object: login });
      return reply.header('cache-control', 'no-store').send(await enrolFactor(system, login));
    },
  );
  api.post(
    '/session/second-factor/confirmation',
    { schema: { tags, summary: 'End the enrolment with a first code; the recovery codes are shown once', body: factorCode, response: { 200: recoveryCodes } } },
    async (request, reply) => {
      const { login } = callerOf(request);
      noteChange(request, { object: login });
      return reply.header('cache-control', 'no-store').send(await confirmFactor(system, login, request.body.code.trim()));
    },
  );
  api.post(
    '/session/second-factor/removal',
    { schema: { tags, summary: 'Remove my second factor, with a code of it', body: factorCode } },
    async (request, reply) => {
      const { login } = callerOf(request);
      noteChange(request, { object: login });
      const attempt = await claimAttempt(system, `removal ${login}`);
      if (!(await passesFactor(system, login, request.body.code))) {
        await attempt.failed();
        throw serverFault('SECOND_FACTOR_WRONG', {}, '$.code');
      }
      await attempt.succeeded();
      await dropFactor(system.db, login);
      return reply.status(204).send();
    },
  );
  api.delete('/session/sessions/:id', { schema: { tags, summary: 'End one of my sessions', params: z.object({ id }) } }, async (request, reply) => {
    if (!(await context.access.revoke(callerOf(request).login, request.params.id))) throw serverFault('SESSION_UNKNOWN', { id: request.params.id });
    return reply.status(204).send();
  });
}

async function securityOf({ system, access }: HttpContext, { login, name, role, scopes = [], sessionId }: Caller) {
  const [factor, left, sessions] = await Promise.all([factorOf(system.db, login), recoveryCodesLeft(system.db, login), access.list(login, sessionId)]);
  return {
    login,
    name,
    role,
    scopes,
    secondFactor: factor?.confirmed ? ('enrolled' as const) : ('none' as const),
    secondFactorRequired: system.security.secondFactor === 'required',
    recoveryCodes: left,
    sessions,
  };
}

/** @throws Fault PASSWORD_WRONG, PASSWORD_SAME, TOO_MANY_ATTEMPTS. */
async function changeOwnPassword({ system, access }: HttpContext, { login, sessionId }: Caller, given: z.infer<typeof changePassword>): Promise<void> {
  const { db } = system;
  const attempt = await claimAttempt(system, `password ${login}`);
  const { rows } = await db.query<{ hash: string }>('SELECT password_hash AS hash FROM server.staff WHERE bucket = $1 AND login = $2', [
    bucketOf(login),
    login,
  ]);
  if (!(await passwordMatches(given.current, rows[0]?.hash))) {
    await attempt.failed();
    throw serverFault('PASSWORD_WRONG', {}, '$.current');
  }
  await attempt.succeeded();
  if (given.next === given.current) throw serverFault('PASSWORD_SAME', {}, '$.next');
  await db.query('UPDATE server.staff SET password_hash = $3, password_due = false WHERE bucket = $1 AND login = $2', [
    bucketOf(login),
    login,
    await hashPassword(given.next),
  ]);
  await access.revokeOthers(login, sessionId);
}
