import {
  agreement,
  agreementQuery,
  checkFlow as checkFlowSchema,
  type DecisionFlowChange,
  type DecisionFlowVersion,
  decisionRun,
  decisionRunDetail,
  flowChange,
  flowCheck,
  flowPage,
  id,
  page,
  proposeFlow as proposeFlowSchema,
  replayAnswer,
  runQuery,
  verdict,
} from '@jinqiao/api';
import { businessDate } from '@jinqiao/calendar';
import {
  agreementOf,
  checkFlow,
  decideFlow,
  FEATURES,
  type Flow,
  type FlowChange,
  type FlowVersion,
  featuresOfFlow,
  listFlowChanges,
  listFlows,
  listRuns,
  proposeFlow,
  replayRun,
  runById,
} from '@jinqiao/credit';
import { formatAmount } from '@jinqiao/money';
import { z } from 'zod';
import { callerOf, noteChange } from './caller.ts';
import { actOf } from './compliance-context.ts';
import { type Api, type HttpContext, readCursor, runOnce, writeCursor } from './context.ts';
import { creditReviewRoutes } from './credit-reviews.ts';
import { creditRiskRoutes } from './credit-risk.ts';
import { assetsOf, namesOf, runDetail, runSummaryView } from './credit-views.ts';
import { currentDay } from './programmes.ts';

const params = z.object({ id });
const tags = ['credit decisions'];
const SHOWN = 100;
const RUN_CURSOR = /^\d{4}-\d{2}-\d{2} run_[0-9a-f]{26}$/;

export function creditRoutes(api: Api, context: HttpContext): void {
  flowRoutes(api, context);
  runRoutes(api, context);
  creditReviewRoutes(api, context);
  creditRiskRoutes(api, context);
}

function flowRoutes(api: Api, context: HttpContext): void {
  const { db } = context.system;
  api.get(
    '/credit/flows',
    {
      schema: {
        tags,
        summary: 'Every version of every decision flow, the one that counts of each first',
        querystring: z.object({ name: z.string().max(60).optional() }),
        response: { 200: flowPage },
      },
    },
    async (request) => {
      const versions = await listFlows(db, request.query.name ?? null);
      const features = Object.entries(FEATURES).map(([name, { zh, en, kind }]) => ({ name, zh, en, kind }));
      return { items: versions.map((version, at) => flowView(version, versions[at - 1]?.name !== version.name)), nextCursor: null, features };
    },
  );
  api.get('/credit/flow-changes', { schema: { tags, summary: 'Proposed flows, those that wait first', response: { 200: page(flowChange) } } }, async () => ({
    items: (await listFlowChanges(db, SHOWN)).map(changeView),
    nextCursor: null,
  }));
  api.post(
    '/credit/flow-checks',
    { schema: { tags, summary: 'Whether a flow could be run; stores nothing', body: checkFlowSchema, response: { 200: flowCheck } } },
    async (request) => {
      const flow = request.body.flow as Flow;
      await checkFlow(db, flow, await currentDay(db));
      return { steps: flow.steps.length, features: featuresOfFlow(flow) };
    },
  );
  api.post(
    '/credit/flow-changes',
    { schema: { tags, summary: 'Propose the next version of a flow', body: proposeFlowSchema, response: { 201: flowChange } } },
    async (request, reply) => {
      const { login } = callerOf(request);
      const proposed = await runOnce(context, request, login, async (key) => {
        const act = await actOf(context, login);
        return changeView(await db.tx((tx) => proposeFlow(tx, act, key, request.body.flow as Flow, request.body.reason)));
      });
      noteChange(request, { object: proposed.name, after: proposed.body });
      return reply.status(201).send(proposed);
    },
  );
  api.post(
    '/credit/flow-changes/:id/verdict',
    { schema: { tags, summary: 'Approve or reject a flow that another person proposed', params, body: verdict, response: { 200: flowChange } } },
    async (request) => {
      const { login } = callerOf(request);
      return runOnce(context, request, login, async () => {
        const act = await actOf(context, login);
        const { approve, reason } = request.body;
        return changeView(await db.tx((tx) => decideFlow(tx, act, request.params.id, { approve, verdict: reason })));
      });
    },
  );
}

function flowView({ body, ...version }: FlowVersion, inForce: boolean): DecisionFlowVersion {
  return { ...version, body: body as DecisionFlowVersion['body'], inForce };
}

function changeView({ changeId, body, ...change }: FlowChange): DecisionFlowChange {
  return { id: changeId, ...change, body: body as DecisionFlowChange['body'] };
}

function runRoutes(api: Api, context: HttpContext): void {
  const { db } = context.system;
  api.get(
    '/credit/runs',
    { schema: { tags, summary: 'Decisions by flow, newest first', querystring: runQuery, response: { 200: page(decisionRun) } } },
    async (request) => {
      const { limit, cursor, flow = null, outcome = null, arm = null, code = null, customerId = null } = request.query;
      const runs = await listRuns(db, { flow, outcome, arm, code, customerId, after: readCursor(cursor, RUN_CURSOR), limit });
      const customers = await namesOf(
        db,
        runs.map((run) => run.customerId),
      );
      const assets = await assetsOf(context);
      const last = runs.at(-1);
      return {
        items: runs.map((run) => runSummaryView(run, customers, assets(run.programmeId))),
        nextCursor: runs.length < limit || !last ? null : writeCursor(`${last.businessDate} ${last.runId}`),
      };
    },
  );
  api.get(
    '/credit/runs/:id',
    { schema: { tags, summary: 'A decision with everything that it rests on, and the bank’s beside it', params, response: { 200: decisionRunDetail } } },
    async (request) => runDetail(context, await runById(db, request.params.id)),
  );
  api.get(
    '/credit/runs/:id/replay',
    { schema: { tags, summary: 'Make a decision again from what was stored; changes nothing', params, response: { 200: replayAnswer } } },
    async (request) => {
      const { run, again, equal, differs } = await replayRun(db, request.params.id);
      const of = (await assetsOf(context))(run.programmeId);
      return { equal, differs: [...differs], outcome: again.outcome, limit: formatAmount(BigInt(again.limit), of) };
    },
  );
  api.get(
    '/credit/agreement',
    {
      schema: {
        tags,
        summary: 'How the platform’s engine and the bank’s answered the same applications',
        querystring: agreementQuery,
        response: { 200: agreement },
      },
    },
    async (request) => {
      const { programmeId } = request.query;
      const [from, through] = [businessDate(request.query.from, '$.from'), businessDate(request.query.through, '$.through')];
      const found = await agreementOf(db, { programmeId, from, through });
      return {
        programmeId,
        from,
        through,
        cells: [...found.cells],
        limits: { ...found.limits },
        byScore: [...found.byScore],
        codes: [...found.codes],
      };
    },
  );
}
