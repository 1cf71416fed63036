import { askReview, type CreditReview, creditReview, explanation, id, page, reviewCheck, reviewQuery, reviewVerdict } from '@jinqiao/api';
import { holdToday } from '@jinqiao/business-day';
import { businessDate } from '@jinqiao/calendar';
import { hitCounts, loadRulebook } from '@jinqiao/compliance';
import {
  type Application,
  applicationOf,
  askForReview,
  checkReview,
  claimReview,
  concludeReviewed,
  creditFault,
  decideReview,
  explain,
  listReviews,
  type Resume,
  type Review,
  reviewById,
} from '@jinqiao/credit';
import { parsePositiveAmount } from '@jinqiao/money';
import { type Programme, partnershipFault } from '@jinqiao/partnership';
import { instant } from '@jinqiao/runtime';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { callerOf } from './caller.ts';
import { actOf } from './compliance-context.ts';
import { type Api, type HttpContext, readCursor, runOnce, writeCursor } from './context.ts';
import { reviewViews } from './credit-views.ts';
import { customer, ownProgramme, type Who } from './own.ts';

const params = z.object({ id });
const tags = ['credit decisions'];
const CURSOR = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2} rev_[0-9a-f]{26}$/;

/** Decisions that a person looks at, and the customer's side of them. */
export function creditReviewRoutes(api: Api, context: HttpContext): void {
  queueRoutes(api, context);
  ownRoutes(api, context);
}

function queueRoutes(api: Api, context: HttpContext): void {
  const { db } = context.system;
  const viewOf = async (review: Review) => (await reviewViews(context, [review]))[0] as CreditReview;
  api.get(
    '/credit/reviews',
    {
      schema: {
        tags,
        summary: 'Decisions that wait for a person, what is due first comes first',
        querystring: reviewQuery,
        response: { 200: page(creditReview) },
      },
    },
    async (request) => {
      const { state, cursor, limit } = request.query;
      const rows = await listReviews(db, { state, after: readCursor(cursor, CURSOR), limit });
      const last = rows.at(-1);
      const nextCursor = rows.length < limit || !last ? null : writeCursor(`${last.dueOn} ${last.dueTime} ${last.reviewId}`);
      return { items: await reviewViews(context, rows), nextCursor };
    },
  );
  api.post(
    '/credit/reviews/:id/claim',
    { schema: { tags, summary: 'Take a review; who takes it last holds it', params, response: { 200: creditReview } } },
    (request) => {
      const { login } = callerOf(request);
      return runOnce(context, request, login, async () => {
        const act = await actOf(context, login);
        return viewOf(await db.tx((tx) => claimReview(tx, act, request.params.id)));
      });
    },
  );
  api.post(
    '/credit/reviews/:id/verdict',
    { schema: { tags, summary: 'Decide a review that one holds', params, body: reviewVerdict, response: { 200: creditReview } } },
    (request) => {
      const { login } = callerOf(request);
      return runOnce(context, request, login, async () => {
        const act = await actOf(context, login);
        const programme = await programmeOf(context, request.params.id);
        const { approve, reason, limit } = request.body;
        const given = limit === undefined ? null : parsePositiveAmount(limit, programme.asset, '$.limit');
        const verdict = { approve, reason, limit: given };
        return viewOf(await db.tx((tx) => decideReview(tx, act, request.params.id, verdict, programme.asset.digits, resumeWith(programme))));
      });
    },
  );
  api.post(
    '/credit/reviews/:id/check',
    { schema: { tags, summary: 'Confirm what another person decided, or give it back', params, body: reviewCheck, response: { 200: creditReview } } },
    (request) => {
      const { login } = callerOf(request);
      return runOnce(context, request, login, async () => {
        const act = await actOf(context, login);
        const programme = await programmeOf(context, request.params.id);
        return viewOf(await db.tx((tx) => checkReview(tx, act, request.params.id, request.body.agree, resumeWith(programme))));
      });
    },
  );
}

async function programmeOf(context: HttpContext, reviewId: string): Promise<Programme> {
  const { programmeId } = await reviewById(context.system.db, reviewId);
  const programme = (await context.system.joint()).programmes.find((candidate) => candidate.id === programmeId);
  if (!programme) throw partnershipFault('PROGRAMME_UNKNOWN', { id: programmeId });
  return programme;
}

/** What the bank had left to a person ends in a line where one approves. */
function resumeWith({ policy }: Programme): Resume {
  return async (tx, _review, application, limit) => {
    const on = businessDate(await holdToday(tx));
    const factsOf = await hitCounts(tx, [application]);
    await concludeReviewed(tx, policy, on, application, limit, { rulebook: await loadRulebook(tx), factsOf });
  };
}

function ownRoutes(api: Api, context: HttpContext): void {
  const { db, clock } = context.system;
  const own = ['customer pages'];
  api.get(
    '/me/credit-decision',
    { schema: { tags: own, summary: 'Why my last application was decided as it was, and what I can do', response: { 200: explanation } } },
    async (request) => explanationOf(context, (await ownApplication(context, request)).application),
  );
  api.post(
    '/me/credit-decision/review',
    { schema: { tags: own, summary: 'Ask for a person to look at a refusal that none decided', body: askReview, response: { 201: explanation } } },
    async (request, reply) => {
      const { who, application, programme } = await ownApplication(context, request);
      const asked = await runOnce(context, request, who.customerId, async () => {
        await db.tx(async (tx) => askForReview(tx, { on: await holdToday(tx), at: instant(clock) }, programme.policy, application, request.body.note));
        return explanationOf(context, application);
      });
      return reply.status(201).send(asked);
    },
  );
}

async function ownApplication(context: HttpContext, request: FastifyRequest): Promise<{ who: Who; application: Application; programme: Programme }> {
  const who = await customer(context, request);
  const programme = await ownProgramme(context);
  const application = await applicationOf(context.system.db, who.bucket, who.customerId, programme.id);
  if (!application) throw creditFault('APPLICATION_UNKNOWN');
  return { who, application, programme };
}

async function explanationOf(context: HttpContext, application: Application) {
  const { reasons, ...told } = await explain(context.system.db, application);
  return { ...told, reasons: [...reasons] };
}
