import {
  bureauQuery,
  type ComplianceChange,
  type ComplianceDecision,
  change as changeSchema,
  complianceDecision,
  copyCheck,
  copyCheckRequest,
  decideAnswer,
  decideRequest,
  entity as entitySchema,
  licenceType,
  page,
  pageQuery,
  proposal,
  verdict,
} from '@jinqiao/api';
import { businessDate } from '@jinqiao/calendar';
import {
  ACTIONS,
  type Action,
  type BureauQuery,
  blocks,
  breachesOf,
  type Change,
  type ChangeBody,
  checkCopy,
  complianceFault,
  type Decision,
  decide,
  decideChange,
  factsOf,
  LICENCE_TYPES,
  latestLicences,
  listBureauQueries,
  listChanges,
  listDecisions,
  listEntities,
  listLicences,
  loadRulebook,
  proposeChange,
} from '@jinqiao/compliance';
import { z } from 'zod';
import { screenLists } from '../screening.ts';
import { callerOf } from './caller.ts';
import { actOf, tags } from './compliance-context.ts';
import { outlookRoutes } from './compliance-outlook.ts';
import { type Api, type HttpContext, readCursor, runOnce, writeCursor } from './context.ts';
import { currentDay } from './programmes.ts';
import { screeningRoutes } from './screening.ts';

const params = z.object({ id: z.string().min(1).max(64) });

export function complianceRoutes(api: Api, context: HttpContext): void {
  outlookRoutes(api, context);
  licenceRoutes(api, context);
  changeRoutes(api, context);
  questionRoutes(api, context);
  trailRoutes(api, context);
  screeningRoutes(api, context);
}

function licenceRoutes(api: Api, context: HttpContext): void {
  const { db } = context.system;
  api.get(
    '/compliance/entities',
    {
      schema: {
        tags,
        summary: 'Entities that act in products, with what they hold on a date',
        querystring: z.object({ date: z.string().optional() }),
        response: { 200: page(entitySchema) },
      },
    },
    async (request) => {
      const on = businessDate(request.query.date ?? (await currentDay(db)), '$.date');
      const all = await listLicences(db);
      const latest = latestLicences(all);
      const items = (await listEntities(db)).map((entity) => ({
        ...entity,
        licences: latest
          .filter((licence) => licence.entityId === entity.entityId)
          .map(({ entityId: _, ...licence }) => ({
            ...licence,
            scopes: [...licence.scopes],
            earlier: licence.version - 1,
            state: licence.validFrom > on ? ('not-yet' as const) : licence.validTo !== null && licence.validTo < on ? ('expired' as const) : ('valid' as const),
          })),
      }));
      return { items, nextCursor: null };
    },
  );
  api.get(
    '/compliance/licence-types',
    { schema: { tags, summary: 'The twelve types of licence and the extensions, and who may hold them', response: { 200: page(licenceType) } } },
    async (_request) => {
      return { items: LICENCE_TYPES.map((type) => ({ ...type, holders: [...type.holders], scopes: [...(type.scopes ?? [])] })), nextCursor: null };
    },
  );
}

function changeRoutes(api: Api, context: HttpContext): void {
  const { db } = context.system;
  api.get(
    '/compliance/changes',
    {
      schema: {
        tags,
        summary: 'Changes of licences, own rules, lists and of what a breach does, newest first',
        querystring: pageQuery.extend({ state: z.enum(['proposed', 'all']).default('all') }),
        response: { 200: page(changeSchema) },
      },
    },
    async (request) => {
      const { limit, state, cursor } = request.query;
      const rows = await listChanges(db, { open: state === 'proposed', after: readCursor(cursor, /^\d{4}-\d{2}-\d{2}T[\d:.]+Z chg_[0-9a-f]{26}$/), limit });
      const last = rows.at(-1);
      return { items: rows.map(changeView), nextCursor: rows.length < limit || !last ? null : writeCursor(`${last.madeAt} ${last.changeId}`) };
    },
  );
  api.post(
    '/compliance/changes',
    { schema: { tags, summary: 'Propose a change; another person decides it', body: proposal, response: { 201: changeSchema } } },
    async (request, reply) => {
      const { login } = callerOf(request);
      const answer = await runOnce(context, request, login, async (key) => {
        const act = await actOf(context, login);
        return changeView(await db.tx((tx) => proposeChange(tx, act, key, bodyOf(request.body.change), request.body.reason)));
      });
      return reply.status(201).send(answer);
    },
  );
  api.post(
    '/compliance/changes/:id/verdict',
    { schema: { tags, summary: 'Approve or reject a change that another person proposed', params, body: verdict, response: { 200: changeSchema } } },
    async (request) => {
      const { login } = callerOf(request);
      return runOnce(context, request, login, async () => {
        const act = await actOf(context, login);
        const decided = await db.tx((tx) => decideChange(tx, act, request.params.id, request.body.approve, request.body.reason));
        // What this leaves undone, the close does.
        if (decided.kind === 'watch-list' && decided.state === 'approved') await screenLists(context.system, businessDate(act.on));
        return changeView(decided);
      });
    },
  );
}

function bodyOf(change: z.infer<typeof proposal>['change']): ChangeBody {
  if (change.kind !== 'rule') return change;
  return { kind: 'rule', rule: { ...change.rule, profiles: ['CUSTOM'], provenance: 'ours' } as Extract<ChangeBody, { kind: 'rule' }>['rule'] };
}

function changeView({ changeId, body, ...change }: Change): ComplianceChange {
  return { id: changeId, ...change, body: { ...body } };
}

function questionRoutes(api: Api, context: HttpContext): void {
  const { db } = context.system;
  api.post(
    '/compliance/decide',
    { schema: { tags, summary: 'Ask every rule in force about an action; stores nothing', body: decideRequest, response: { 200: decideAnswer } } },
    async (request) => {
      const { action, profile, facts } = request.body;
      if (!isAction(action)) throw complianceFault('RULE_INVALID', { why: `there is no action ${action}`, whyZh: `没有业务动作 ${action}` }, '$.action');
      const question = { action, profile, facts: factsOf(facts), asOf: businessDate(request.body.date, '$.date') };
      const results = decide(await loadRulebook(db), question);
      return { blocked: results.some(blocks), results };
    },
  );
  api.post(
    '/compliance/copy-checks',
    { schema: { tags, summary: 'Find what a rule of the date forbids in words of publicity', body: copyCheckRequest, response: { 200: copyCheck } } },
    async (request) => {
      const { text, kind, profile, date, entityId } = request.body;
      const findings = checkCopy(await loadRulebook(db), { text, kind, profile, asOf: businessDate(date, '$.date'), entityId: entityId ?? null });
      return { clean: findings.length === 0, findings };
    },
  );
}

function isAction(action: string): action is Action {
  return ACTIONS.some((known) => known === action);
}

const DATED = (prefix: string) => new RegExp(`^\\d{4}-\\d{2}-\\d{2} ${prefix}_[0-9a-f]{26}$`);

function trailRoutes(api: Api, context: HttpContext): void {
  const { db } = context.system;
  api.get(
    '/compliance/decisions',
    {
      schema: {
        tags,
        summary: 'Decisions with the whole vector of rule results, newest first',
        querystring: pageQuery.extend({ show: z.enum(['all', 'refused', 'breached']).default('all') }),
        response: { 200: page(complianceDecision) },
      },
    },
    async (request) => {
      const { limit, show, cursor } = request.query;
      const rows = await listDecisions(db, { show, after: readCursor(cursor, DATED('dec')), limit });
      const last = rows.at(-1);
      return { items: rows.map(decisionView), nextCursor: rows.length < limit || !last ? null : writeCursor(`${last.businessDate} ${last.decisionId}`) };
    },
  );
  api.get(
    '/compliance/bureau-queries',
    { schema: { tags, summary: 'Every query of a credit bureau, newest first', querystring: pageQuery, response: { 200: page(bureauQuery) } } },
    async (request) => {
      const { limit, cursor } = request.query;
      const rows = await listBureauQueries(db, { after: readCursor(cursor, DATED('bqy')), limit });
      const last = rows.at(-1);
      return { items: rows.map(queryView), nextCursor: rows.length < limit || !last ? null : writeCursor(`${last.businessDate} ${last.queryId}`) };
    },
  );
}

function queryView({ queryId, bucket: _, ...query }: BureauQuery) {
  return { id: queryId, ...query };
}

function decisionView({ decisionId, bucket: _, rules, ...decision }: Decision): ComplianceDecision {
  return { id: decisionId, ...decision, breaches: breachesOf(rules), rules: [...rules] };
}
