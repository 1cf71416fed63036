import { codeRequest, codeSignIn, type SentCode, type Session, sentCode, session as sessionSchema, signUp } from '@jinqiao/api';
import { holdToday } from '@jinqiao/business-day';
import { businessDate } from '@jinqiao/calendar';
import { bucketOfId } from '@jinqiao/database';
import {
  type CodePurpose,
  checkCode,
  customerOfMobile,
  grantConsents,
  parseMobile,
  partiesFault,
  type RightCode,
  register,
  sendCode,
  useCode,
} from '@jinqiao/parties';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { hashPassword, sessionOf } from '../access.ts';
import { claimCode } from '../code-addresses.ts';
import { noteSignIn } from '../seen-with.ts';
import { setCaller } from './caller.ts';
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
      const answer = await runOnce(context, request, `code ${vault.index('mobile', mobile)}`, () => sendTo(context, request, mobile, 'sign-in'));
      return reply.status(202).send(answer);
    },
  );
  api.post(
    '/sessions/code',
    { schema: { tags, summary: 'Sign in with the code that was sent', body: codeSignIn, response: { 200: sessionSchema } } },
    async (request, reply) => {
      const mobile = parseMobile(request.body.mobile);
      // No answer is kept: a kept one would give sessions for ever. The code bounds how often its command may come again.
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
      await comeIn(context, request, reply, answer, code);
      return answer;
    },
  );
  api.post(
    '/customers',
    { schema: { tags, summary: 'Sign up with a mobile number, the code sent to it, and the terms', body: signUp, response: { 201: sessionSchema } } },
    async (request, reply) => {
      const mobile = parseMobile(request.body.mobile);
      const on = businessDate(await currentDay(db));
      const code = await checkCode(db, context.system, on, { mobile, purpose: 'sign-in', code: request.body.code, command: keyOf(request) });
      const answer = await signUpWith(context, { ...request.body, mobile }, code);
      await comeIn(context, request, reply, answer, code);
      return reply.status(201).send(answer);
    },
  );
}

type SignUp = { mobile: string; terms: { accepted: boolean; textVersion: string }; password?: string | undefined };

async function signUpWith(context: HttpContext, given: SignUp, code: RightCode): Promise<Session> {
  const { db, vault, clock } = context.system;
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

/** Sends a code and says when it ends and where a demonstration can read it. @throws Fault TOO_MANY_CODES, and those of `sendCode`. */
export async function sendTo(context: HttpContext, request: FastifyRequest, mobile: string, purpose: CodePurpose): Promise<SentCode> {
  const { db, vault, clock, identity } = context.system;
  await claimCode(context.system, request.ip);
  const sent = await sendCode(db, { vault, clock, sender: identity.sender }, businessDate(await currentDay(db)), { mobile, purpose });
  return { ...sent, outlet: identity.sender.outlet };
}

/** Opens a session and gives it to the browser. */
export async function openSession(context: HttpContext, reply: FastifyReply, session: Session): Promise<void> {
  giveSession(reply, await context.access.open(session));
}

/** The session that a code opens, one however often its command is sent. Whose it is is the caller from here on, for the trail. */
async function comeIn(context: HttpContext, request: FastifyRequest, reply: FastifyReply, session: Session, code: RightCode): Promise<void> {
  const token = await context.access.open(session, request.headers['user-agent'], `${code.codeId} ${code.command}`);
  giveSession(reply, token);
  const caller = await context.access.of(token);
  if (!caller) return;
  setCaller(request, caller);
  const { customerId } = caller;
  const bucket = bucketOfId(customerId ?? '');
  if (customerId && bucket !== undefined) await noteSignIn(context.system, request, reply, { bucket, customerId }, await currentDay(context.system.db));
}

function giveSession(reply: FastifyReply, token: string): void {
  void reply.setCookie(SESSION_COOKIE, token, { httpOnly: true, sameSite: 'strict', path: '/' });
}
