import { codeRequest, codeSignIn, type SentCode, type Session, sentCode, session as sessionSchema, signUp } from '@jinqiao/api';
import { holdToday } from '@jinqiao/business-day';
import { businessDate } from '@jinqiao/calendar';
import { type CodePurpose, checkCode, customerOfMobile, grantConsents, parseMobile, partiesFault, register, sendCode, useCode } from '@jinqiao/parties';
import type { FastifyReply } from 'fastify';
import { hashPassword, sessionOf } from '../access.ts';
import { type Api, type HttpContext, keyOf, runOnce, SESSION_COOKIE } from './context.ts';
import { currentDay } from './programmes.ts';

/** Customers come in with a one-time code: to a number that has an account, or to a new one that signs up. */
export function signInRoutes(api: Api, context: HttpContext): void {
  const { vault, db } = context.system;
  const tags = ['customer pages'];
  api.post(
    '/codes',
    { schema: { tags, summary: 'Send a one-time code to a mobile number, to sign in or up', body: codeRequest, response: { 202: sentCode } } },
    async (request, reply) => {
      const mobile = parseMobile(request.body.mobile);
      const answer = await runOnce(context, request, `code ${vault.index('mobile', mobile)}`, () => sendTo(context, mobile, 'sign-in'));
      return reply.status(202).send(answer);
    },
  );
  api.post(
    '/sessions/code',
    { schema: { tags, summary: 'Sign in with the code that was sent', body: codeSignIn, response: { 200: sessionSchema } } },
    async (request, reply) => {
      const mobile = parseMobile(request.body.mobile);
      // No answer is kept: a kept one would open sessions for ever. The code bounds how often its command may come again.
      const code = await checkCode(db, context.system, businessDate(await currentDay(db)), {
        mobile,
        purpose: 'sign-in',
        code: request.body.code,
        command: keyOf(request),
      });
      const who = await customerOfMobile(db, vault, mobile);
      // The code stays good for signing up.
      if (!who) throw partiesFault('MOBILE_UNKNOWN', {}, '$.mobile');
      await db.tx((tx) => useCode(tx, context.system.clock, code));
      const answer = sessionOf(who);
      await openSession(context, reply, answer);
      return answer;
    },
  );
  api.post(
    '/customers',
    { schema: { tags, summary: 'Sign up with a mobile number, the code sent to it, and the terms', body: signUp, response: { 201: sessionSchema } } },
    async (request, reply) => {
      const mobile = parseMobile(request.body.mobile);
      const answer = await signUpWith(context, { ...request.body, mobile }, keyOf(request));
      await openSession(context, reply, answer);
      return reply.status(201).send(answer);
    },
  );
}

type SignUp = { mobile: string; code: string; terms: { accepted: boolean; textVersion: string }; password?: string | undefined };

async function signUpWith(context: HttpContext, given: SignUp, key: string): Promise<Session> {
  const { db, vault, clock } = context.system;
  const on = businessDate(await currentDay(db));
  const code = await checkCode(db, context.system, on, { mobile: given.mobile, purpose: 'sign-in', code: given.code, command: key });
  const known = await customerOfMobile(db, vault, given.mobile);
  if (known && code.again) return sessionOf(known);
  const passwordHash = given.password === undefined ? '' : await hashPassword(given.password);
  const [created] = await db.tx(async (tx) => {
    const today = businessDate(await holdToday(tx));
    await useCode(tx, clock, code);
    const customers = await register(tx, vault, today, [{ mobile: given.mobile, passwordHash, synthetic: false }]);
    const terms = { purpose: 'service-terms' as const, recipient: 'platform', ...given.terms, channel: 'h5' };
    await grantConsents(
      tx,
      clock,
      today,
      customers.map((customer) => ({ ...customer, ...terms })),
    );
    return customers;
  });
  return sessionOf(created ?? { customerId: '', bucket: 0 });
}

/** Sends a code and says when it ends and where a demonstration can read it. */
export async function sendTo(context: HttpContext, mobile: string, purpose: CodePurpose): Promise<SentCode> {
  const { db, vault, clock, identity } = context.system;
  const sent = await sendCode(db, { vault, clock, sender: identity.sender }, businessDate(await currentDay(db)), { mobile, purpose });
  return { ...sent, outlet: identity.sender.outlet };
}

export async function openSession(context: HttpContext, reply: FastifyReply, session: Session): Promise<void> {
  void reply.setCookie(SESSION_COOKIE, await context.access.open(session), { httpOnly: true, sameSite: 'strict', path: '/' });
}
