import {
  cardCheck,
  closureRequest,
  id,
  idDocument,
  joinRequest,
  livenessOutcome,
  type MyIdentity,
  me as meSchema,
  mobileChange,
  myIdentity,
  openedLiveness,
  ownCodeRequest,
  realName,
  sentCode,
  session as sessionSchema,
} from '@jinqiao/api';
import { holdToday } from '@jinqiao/business-day';
import { type BusinessDate, businessDate } from '@jinqiao/calendar';
import type { Tx } from '@jinqiao/database';
import { isFault } from '@jinqiao/errors';
import {
  type CodePurpose,
  changeMobile,
  checkCard,
  checkCode,
  closeCustomer,
  customerKeyOf,
  evidenceOf,
  existingAccountOf,
  FACTORS,
  identityLevel,
  idStanding,
  joinSamePerson,
  mobilesOf,
  type NamedPerson,
  openLiveness,
  parseMobile,
  type RightCode,
  reaches,
  renewIdDocument,
  requireFreshLiveness,
  restrictionsOf,
  samePersonOf,
  sealedAt,
  sealedOf,
  settleLiveness,
  useCode,
  verifyRealName,
} from '@jinqiao/parties';
import { z } from 'zod';
import { endSessions, sessionOf } from '../access.ts';
import { screenIdentified } from '../screening.ts';
import { type Api, type HttpContext, runOnce } from './context.ts';
import { customerNamed } from './customers.ts';
import { meOf } from './me.ts';
import { customer, type Who } from './own.ts';
import { documentView, evidenceView } from './party-views.ts';
import { currentDay } from './programmes.ts';
import { openSession, sendTo } from './sign-in.ts';

const params = z.object({ id });
const tags = ['customer pages'];

/** What a customer does about being known: real name, cards, face, numbers, and the end of the account. */
export function ownIdentityRoutes(api: Api, context: HttpContext): void {
  evidenceRoutes(api, context);
  livenessRoutes(api, context);
  numberRoutes(api, context);
  endingRoutes(api, context);
}

function evidenceRoutes(api: Api, context: HttpContext): void {
  const { db, vault, clock, identity } = context.system;
  api.get('/me/identity', { schema: { tags, summary: 'How well I am known, and what it rests on', response: { 200: myIdentity } } }, async (request) =>
    myIdentityOf(context, await customer(context, request)),
  );
  api.post('/me/real-name', { schema: { tags, summary: 'Verify name and ID number', body: realName, response: { 200: meSchema } } }, async (request) => {
    const who = await customer(context, request);
    return runOnce(context, request, who.customerId, async () => {
      const on = await todayOf(context);
      const onIdentified = async (tx: Tx, { name, idNumber }: NamedPerson) => {
        await screenIdentified(tx, context.system, on, [{ ...who, name, idNumber }]);
      };
      await verifyRealName(db, { vault, clock, register: identity.register, onIdentified }, on, { ...who, ...request.body });
      return meOf(context, who);
    });
  });
  api.post(
    '/me/id-document',
    { schema: { tags, summary: 'Tell the last day of my ID document, or of the renewed one', body: idDocument, response: { 200: myIdentity } } },
    async (request) => {
      const who = await customer(context, request);
      return runOnce(context, request, who.customerId, async () => {
        await renewIdDocument(db, { vault, clock, register: identity.register }, await todayOf(context), who, request.body.idValidThrough);
        return myIdentityOf(context, who);
      });
    },
  );
  api.post(
    '/me/card-check',
    { schema: { tags, summary: 'Have a card checked with its issuer: three, four or five elements', body: cardCheck, response: { 200: myIdentity } } },
    async (request) => {
      const who = await customer(context, request);
      return runOnce(context, request, who.customerId, async () => {
        const card = { ...who, cardNumber: request.body.cardNumber, mobile: request.body.mobile ?? null };
        await checkCard(db, { vault, clock, issuer: identity.issuer }, await todayOf(context), card);
        return myIdentityOf(context, who);
      });
    },
  );
}

function livenessRoutes(api: Api, context: HttpContext): void {
  const { db, vault, clock, identity } = context.system;
  const liveness = { vault, clock, liveness: identity.liveness };
  api.post('/me/liveness', { schema: { tags, summary: 'Open a liveness check', response: { 201: openedLiveness } } }, async (request, reply) => {
    const who = await customer(context, request);
    const answer = await runOnce(context, request, who.customerId, async (key) => {
      const opened = await openLiveness(db, liveness, await todayOf(context), who, key);
      return { id: opened.evidenceId, url: opened.url };
    });
    return reply.status(201).send(answer);
  });
  api.post(
    '/me/liveness/:id/result',
    { schema: { tags, summary: 'Take the result of a liveness check', params, response: { 200: livenessOutcome } } },
    async (request) => {
      const who = await customer(context, request);
      return runOnce(context, request, who.customerId, async () => ({
        result: await settleLiveness(db, liveness, await todayOf(context), who, request.params.id),
      }));
    },
  );
}

function numberRoutes(api: Api, context: HttpContext): void {
  const { db, vault, clock } = context.system;
  api.post(
    '/me/codes',
    { schema: { tags, summary: 'Send a code for something that I am about to do', body: ownCodeRequest, response: { 202: sentCode } } },
    async (request, reply) => {
      const who = await customer(context, request);
      const { purpose, mobile } = request.body;
      const answer = await runOnce(context, request, who.customerId, async () =>
        sendTo(context, request, purpose === 'change-mobile' ? parseMobile(mobile ?? '') : await numberOnFile(context, who, purpose), purpose),
      );
      return reply.status(202).send(answer);
    },
  );
  api.post(
    '/me/mobile',
    { schema: { tags, summary: 'Change my mobile number', body: mobileChange, response: { 200: myIdentity } } },
    async (request, reply) => {
      const who = await customer(context, request);
      const { mobile, code, proof } = request.body;
      const answer = await runOnce(context, request, who.customerId, async (key) => {
        const fresh = await right(context, parseMobile(mobile), 'change-mobile', code, key);
        // Changed already: the old number is not there to be proved any more.
        const old = fresh.again ? undefined : await provenBy(context, who, proof, 'confirm', key);
        await db.tx(async (tx) => {
          const on = businessDate(await holdToday(tx));
          await useCode(tx, clock, fresh);
          if (old) await useCode(tx, clock, old, '$.proof.code');
          if (fresh.again) return;
          await changeMobile(tx, { vault, clock }, on, who, mobile, old ? 'old-number' : 'liveness');
          // Whoever still holds the old number is signed out with it.
          await endSessions(tx, who.customerId);
        });
        return myIdentityOf(context, who);
      });
      await openSession(context, reply, sessionOf(who));
      return answer;
    },
  );
}

function endingRoutes(api: Api, context: HttpContext): void {
  const { db, vault, clock, holdings } = context.system;
  api.post(
    '/me/join',
    { schema: { tags, summary: 'Join this number into the account with my ID number', body: joinRequest, response: { 200: sessionSchema } } },
    async (request, reply) => {
      const who = await customer(context, request);
      const answer = await runOnce(context, request, who.customerId, async (key) => {
        const { joinedInto } = await customerNamed(db, who.customerId);
        if (joinedInto !== null) return sessionOf(customerKeyOf(joinedInto));
        const code = await provenBy(context, who, request.body.proof, 'join', key);
        const joined = await db.tx(async (tx) => {
          const on = businessDate(await holdToday(tx));
          if (code) await useCode(tx, clock, code, '$.proof.code');
          const into = await joinSamePerson(tx, { vault, clock, holdings }, on, who, code ? 'existing-number' : 'liveness');
          await endSessions(tx, who.customerId);
          // By liveness the number on file may be in other hands, and with it a session.
          if (!code) await endSessions(tx, into.customerId);
          return into;
        });
        return sessionOf(joined);
      });
      await openSession(context, reply, answer);
      return answer;
    },
  );
  api.post('/me/closure', { schema: { tags, summary: 'Close my account', body: closureRequest } }, async (request, reply) => {
    const who = await customer(context, request);
    await runOnce(context, request, who.customerId, async (key) => {
      const code = await right(context, await numberOnFile(context, who, 'confirm'), 'confirm', request.body.code, key);
      await db.tx(async (tx) => {
        const on = businessDate(await holdToday(tx));
        await useCode(tx, clock, code);
        if (!code.again) await closeCustomer(tx, { vault, clock, holdings }, on, who);
        await endSessions(tx, who.customerId);
      });
      return {};
    });
    return reply.status(204).send();
  });
}

async function todayOf(context: HttpContext): Promise<BusinessDate> {
  return businessDate(await currentDay(context.system.db));
}

/** The number that a code goes to: the customer's own, or that of the account found with the same ID number. */
async function numberOnFile(context: HttpContext, who: Who, purpose: CodePurpose): Promise<string> {
  const { db, vault } = context.system;
  const owner = purpose === 'join' ? (await existingAccountOf(db, who)).existing : who;
  return vault.open((await sealedOf(db, owner.bucket, owner.customerId))?.mobile ?? '', sealedAt('mobile_sealed', owner.customerId));
}

async function right(context: HttpContext, mobile: string, purpose: CodePurpose, code: string, command: string, path = '$.code'): Promise<RightCode> {
  return checkCode(context.system.db, context.system, await todayOf(context), { mobile, purpose, code, command }, path);
}

/** The proof of who asks: a code to the number on file, which is handed back to be used up, or a liveness check of the last minutes. */
async function provenBy(
  context: HttpContext,
  who: Who,
  proof: { kind: 'code' | 'liveness'; code?: string | undefined },
  purpose: 'confirm' | 'join',
  command: string,
): Promise<RightCode | undefined> {
  const { db, clock } = context.system;
  if (proof.kind === 'code') return right(context, await numberOnFile(context, who, purpose), purpose, proof.code ?? '', command, '$.proof.code');
  const subject = purpose === 'join' ? (await existingAccountOf(db, who)).existing : await customerNamed(db, who.customerId);
  await requireFreshLiveness(db, clock, await todayOf(context), who, subject.personHash);
  return undefined;
}

/** Nothing to join is an answer here; everything else is not. */
function noneFound(error: unknown): undefined {
  if (isFault(error)) return undefined;
  throw error;
}

async function myIdentityOf(context: HttpContext, who: Who): Promise<MyIdentity> {
  const { db } = context.system;
  const on = await todayOf(context);
  const known = await customerNamed(db, who.customerId);
  const evidence = await evidenceOf(db, who);
  const level = identityLevel(evidence, known.personHash, on);
  const other = known.idNumberHash === null && (await samePersonOf(db, who)).length > 0 ? await existingAccountOf(db, who).catch(noneFound) : undefined;
  return {
    level,
    rungs: FACTORS.map((factor) => ({ factor, reached: reaches(level, factor) })),
    evidence: evidence.map(evidenceView),
    document: documentView(known, idStanding(known.idValidThrough, on)),
    mobile: known.mobileMasked,
    numbers: (await mobilesOf(db, who.customerId)).map(({ masked, since }) => ({ mobile: masked, since })),
    restrictions: (await restrictionsOf(db, who)).filter((row) => row.liftedAt === null).map(({ scope, cause, placedOn }) => ({ scope, cause, placedOn })),
    samePerson: other ? { mobile: other.existing.mobileMasked } : null,
  };
}
