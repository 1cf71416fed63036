import {
  type AmlReport as AmlReportView,
  amlReport,
  change as changeSchema,
  hitReview,
  hitState,
  hitVerdict,
  importWatchList,
  page,
  pageQuery,
  reportContent,
  reportReading,
  reportVerdict,
  type ScreeningHit,
  screeningHit,
  suspicion,
  watchList,
} from '@jinqiao/api';
import {
  type AmlReport,
  decideReport,
  decideVerdict,
  type Hit,
  hitById,
  insertWatchList,
  listHits,
  listReports,
  listWatchLists,
  parseWatchList,
  proposeChange,
  proposeVerdict,
  readReport,
} from '@jinqiao/compliance';
import type { Db } from '@jinqiao/database';
import { CNY, formatAmount, formatRate } from '@jinqiao/money';
import { customersById } from '@jinqiao/parties';
import { z } from 'zod';
import { draftSuspicion } from '../aml-reports.ts';
import { callerOf } from './caller.ts';
import { actOf, tags } from './compliance-context.ts';
import { type Api, type HttpContext, readCursor, runOnce, writeCursor } from './context.ts';
import { ownProgramme } from './own.ts';

const params = z.object({ id: z.string().min(1).max(64) });
/** A list of a hundred thousand names is some megabytes. */
const LIST_BYTES = 6 * 1024 * 1024;

export function screeningRoutes(api: Api, context: HttpContext): void {
  listRoutes(api, context);
  hitRoutes(api, context);
  reportRoutes(api, context);
}

function listRoutes(api: Api, context: HttpContext): void {
  const { db, vault } = context.system;
  api.get(
    '/compliance/screening/lists',
    { schema: { tags, summary: 'Watch lists with their versions and digests', response: { 200: page(watchList) } } },
    async (_request) => {
      return { items: await listWatchLists(db), nextCursor: null };
    },
  );
  api.post(
    '/compliance/screening/lists',
    {
      bodyLimit: LIST_BYTES,
      schema: {
        tags,
        summary: 'Propose a version of a watch list; it screens nobody before another person approves it',
        body: importWatchList,
        response: { 201: changeSchema },
      },
    },
    async (request, reply) => {
      const { login } = callerOf(request);
      const file = parseWatchList(request.body.content);
      const answer = await runOnce(context, request, login, async () => {
        const act = await actOf(context, login);
        const { changeId, body, ...change } = await db.tx(async (tx) => {
          const { listId, version, entries, digest } = await insertWatchList(tx, vault, file, login);
          // One version is proposed once, however often it is imported.
          return proposeChange(tx, act, `watch-list ${listId} ${version}`, { kind: 'watch-list', listId, version, entries, digest }, request.body.reason);
        });
        return { id: changeId, ...change, body: { ...body } };
      });
      return reply.status(201).send(answer);
    },
  );
}

function hitRoutes(api: Api, context: HttpContext): void {
  const { db } = context.system;
  api.get(
    '/compliance/screening/hits',
    {
      schema: {
        tags,
        summary: 'Screening hits, newest first',
        querystring: pageQuery.extend({ state: hitState.optional() }),
        response: { 200: page(screeningHit) },
      },
    },
    async (request) => {
      const { limit, state, cursor } = request.query;
      const rows = await listHits(db, { state: state ?? null, after: readCursor(cursor, /^\d{4}-\d{2}-\d{2} hit_[0-9a-f]{26}$/), limit });
      const last = rows.at(-1);
      return { items: await hitViews(db, rows), nextCursor: rows.length < limit || !last ? null : writeCursor(`${last.foundOn} ${last.hitId}`) };
    },
  );
  api.post(
    '/compliance/screening/hits/:id/verdict',
    { schema: { tags, summary: "The maker's verdict on an open hit", params, body: hitVerdict, response: { 200: screeningHit } } },
    async (request) => {
      const { login } = callerOf(request);
      return runOnce(context, request, login, async () => {
        const act = await actOf(context, login);
        return hitView(db, await db.tx((tx) => proposeVerdict(tx, act, request.params.id, request.body.verdict, request.body.reason)));
      });
    },
  );
  api.post(
    '/compliance/screening/hits/:id/review',
    { schema: { tags, summary: 'The checker agrees with the verdict, or sends the hit back', params, body: hitReview, response: { 200: screeningHit } } },
    async (request) => {
      const { login } = callerOf(request);
      return runOnce(context, request, login, async () => {
        const act = await actOf(context, login);
        return hitView(db, await db.tx((tx) => decideVerdict(tx, act, request.params.id, request.body.agree)));
      });
    },
  );
}

async function hitView(db: Db, hit: Hit): Promise<ScreeningHit> {
  const [view] = await hitViews(db, [hit]);
  return view as ScreeningHit;
}

async function hitViews(db: Db, hits: readonly Hit[]): Promise<ScreeningHit[]> {
  const customers = await customersById(db, hits);
  return hits.map(({ hitId, bucket: _, score, ...hit }) => ({
    id: hitId,
    ...hit,
    customerName: customers.get(hit.customerId)?.nameMasked ?? '—',
    score: formatRate(score),
  }));
}

function reportRoutes(api: Api, context: HttpContext): void {
  const { db, vault } = context.system;
  api.get(
    '/compliance/reports',
    { schema: { tags, summary: 'Large-value and suspicious-transaction reports, newest first', querystring: pageQuery, response: { 200: page(amlReport) } } },
    async (request) => {
      const { limit, cursor } = request.query;
      const rows = await listReports(db, { after: readCursor(cursor, /^\d{4}-\d{2}-\d{2} aml_[0-9a-f]{26}$/), limit });
      const last = rows.at(-1);
      return { items: rows.map(reportView), nextCursor: rows.length < limit || !last ? null : writeCursor(`${last.businessDate} ${last.reportId}`) };
    },
  );
  api.post(
    '/compliance/reports',
    { schema: { tags, summary: 'Draft a suspicious-transaction report about a hit', body: suspicion, response: { 201: amlReport } } },
    async (request, reply) => {
      const { login } = callerOf(request);
      const answer = await runOnce(context, request, login, async () => {
        const hit = await hitById(db, request.body.hitId);
        const [act, programme] = [await actOf(context, login), await ownProgramme(context)];
        return reportView(await db.tx((tx) => draftSuspicion(tx, vault, programme, act, hit, request.body.narrative)));
      });
      return reply.status(201).send(answer);
    },
  );
  api.post(
    '/compliance/reports/:id/verdict',
    { schema: { tags, summary: 'File or withdraw a draft that another person made', params, body: reportVerdict, response: { 200: amlReport } } },
    async (request) => {
      const { login } = callerOf(request);
      return runOnce(context, request, login, async () => {
        const act = await actOf(context, login);
        return reportView(await db.tx((tx) => decideReport(tx, act, request.params.id, request.body.file)));
      });
    },
  );
  api.post(
    '/compliance/reports/:id/readings',
    {
      schema: {
        tags,
        summary: 'Read the file of a report; the reading and its reason are in the audit trail',
        params,
        body: reportReading,
        response: { 200: reportContent },
      },
    },
    async (request) => {
      // Not kept under an idempotency key: the answer names customers.
      const { report, contentSealed } = await db.tx((tx) => readReport(tx, request.params.id));
      return { fileName: report.fileName, content: vault.open(contentSealed), digest: report.digest };
    },
  );
}

function reportView({ reportId, amount, ...report }: AmlReport): AmlReportView {
  return { id: reportId, ...report, amount: formatAmount(amount, CNY) };
}
