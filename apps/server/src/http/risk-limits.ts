import {
  id,
  type LimitBatchView,
  type LimitProposalView,
  limitBatch,
  limitBatchList,
  limitBatchVerdict,
  limitProposalPage,
  limitProposalQuery,
  submitLimitBatch,
} from '@jinqiao/api';
import { holdToday } from '@jinqiao/business-day';
import { businessDate } from '@jinqiao/calendar';
import { asset, CNY, formatAmount, formatRate } from '@jinqiao/money';
import { customersById } from '@jinqiao/parties';
import { decideBatch, type LimitBatch, type LimitKind, type LimitProposal, listBatches, listProposals, submitBatch } from '@jinqiao/risk';
import { z } from 'zod';
import { linePorts } from '../risk-lines.ts';
import { callerOf, noteChange } from './caller.ts';
import { actOf } from './compliance-context.ts';
import { type Api, type HttpContext, readCursor, runOnce, writeCursor } from './context.ts';

const params = z.object({ id });
const tags = ['risk'];
const PLACE = /^\d{4}-\d{2}-\d{2} \w{1,64}$/;
/** Batches that a page shows. */
const SHOWN = 100;

/** What the limit strategy proposes, and the batches in which people decide it. */
export function limitRoutes(api: Api, context: HttpContext): void {
  const { db } = context.system;
  api.get(
    '/risk/limit-proposals',
    { schema: { tags, summary: 'Proposals of the limit strategy, newest month first', querystring: limitProposalQuery, response: { 200: limitProposalPage } } },
    async (request) => {
      const { cursor, limit, ...query } = request.query;
      const of = asset((await context.system.joint()).programmes[0]?.asset.code ?? CNY.code);
      const found = await listProposals(db, {
        asOf: query.asOf ?? null,
        kind: query.kind ?? null,
        grade: query.grade ?? null,
        state: query.state ?? null,
        batchId: query.batchId ?? null,
        customerId: query.customerId ?? null,
        after: readCursor(cursor, PLACE),
        limit,
      });
      const customers = await customersById(db, found.proposals);
      const last = found.proposals.at(-1);
      return {
        items: found.proposals.map((proposal) => ({
          ...proposalView(proposal, (amount) => formatAmount(amount, of)),
          customerName: customers.get(proposal.customerId)?.nameMasked ?? '—',
        })),
        nextCursor: last && found.proposals.length === limit ? writeCursor(`${last.asOf} ${last.proposalId}`) : null,
        total: found.count,
      };
    },
  );
  batchRoutes(api, context);
}

function batchRoutes(api: Api, context: HttpContext): void {
  const { db } = context.system;
  api.get(
    '/risk/limit-batches',
    { schema: { tags, summary: 'Batches of limit proposals, those to decide first', response: { 200: limitBatchList } } },
    async () => ({
      items: (await listBatches(db, SHOWN)).map(batchView),
    }),
  );
  api.post(
    '/risk/limit-batches',
    { schema: { tags, summary: 'Hand in the waiting proposals of a kind together', body: submitLimitBatch, response: { 201: limitBatch } } },
    async (request, reply) => {
      const { login } = callerOf(request);
      const submitted = await runOnce(context, request, login, async (key) => {
        const act = await actOf(context, login);
        const asOf = businessDate(request.body.asOf, '$.asOf');
        const batch = await db.tx(async (tx) => submitBatch(tx, { ...act, on: await holdToday(tx) }, key, { ...request.body, asOf }));
        noteChange(request, { object: batch.batchId, after: { state: batch.state, proposals: batch.proposals } });
        return batchView(batch);
      });
      return reply.status(201).send(submitted);
    },
  );
  api.post(
    '/risk/limit-batches/:id/verdict',
    { schema: { tags, summary: 'Approve or reject what another person handed in', params, body: limitBatchVerdict, response: { 200: limitBatch } } },
    async (request) => {
      const { login } = callerOf(request);
      return runOnce(context, request, login, async () => {
        const act = await actOf(context, login);
        const { approve, reason: verdict } = request.body;
        const ports = await linePorts(db);
        const batch = await db.tx(async (tx) => decideBatch(tx, { ...act, on: await holdToday(tx) }, request.params.id, { approve, verdict }, ports));
        noteChange(request, { object: batch.batchId, before: { state: 'submitted' }, after: { state: batch.state } });
        return batchView(batch);
      });
    },
  );
}

function proposalView(
  { proposalId, bucket: _, worstDpd, ...proposal }: LimitProposal,
  money: (amount: bigint) => string,
): Omit<LimitProposalView, 'customerName'> {
  return {
    id: proposalId,
    ...proposal,
    reasons: [...proposal.reasons],
    worstDaysPastDue: worstDpd,
    limitFrom: money(proposal.limitFrom),
    limitTo: money(proposal.limitTo),
    utilisation: formatRate(proposal.utilisation),
  };
}

function batchView({ batchId, ...batch }: LimitBatch): LimitBatchView {
  return { id: batchId, ...batch, kind: batch.kind as LimitKind };
}
