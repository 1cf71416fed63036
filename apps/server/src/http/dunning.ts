import {
  assignDunningCase,
  claimCase,
  type DunningCaseDetail,
  date,
  dunningCaseDetail,
  dunningCasePage,
  dunningCaseQuery,
  dunningComplaint,
  dunningHardship,
  dunningPlan,
  dunningQueues,
  dunningSettlement,
  dunningStatistics,
  dunningStrategy,
  dunningTasks,
  dunningVerdict,
  endComplaint as endComplaintSchema,
  endHardship as endHardshipSchema,
  extendPlan as extendPlanSchema,
  id,
  newComplaint,
  newContact,
  newMessage,
  newPlan,
  newPromise,
  newSettlement,
  newStrategy,
  pageQuery,
  releaseDunningCase,
  takeDunningCase,
} from '@jinqiao/api';
import { holdToday } from '@jinqiao/business-day';
import { businessDate } from '@jinqiao/calendar';
import { bucketOfId, type Tx } from '@jinqiao/database';
import {
  type Act,
  type Case,
  type CaseKey,
  caseByKey,
  claimNext,
  decidePlan,
  decideSettlement,
  decideStrategy,
  endComplaint,
  endHardship,
  extendPlan,
  figuresByBucket,
  figuresByPerson,
  holdOpenCase,
  holdOwnCase,
  instalmentsOfPlans,
  listCases,
  listStrategies,
  makePlan,
  makePromise,
  offerSettlement,
  openComplaint,
  openComplaints,
  openHardships,
  orderMessage,
  proposedPlans,
  proposedSettlements,
  proposeStrategy,
  queueSizes,
  reassignCase,
  recordContact,
  releaseCase,
  sendMessage,
  strategyOn,
  takeCase,
} from '@jinqiao/dunning';
import { CNY, parsePositiveAmount } from '@jinqiao/money';
import { customersById } from '@jinqiao/parties';
import { instant } from '@jinqiao/runtime';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { serverFault } from '../errors.ts';
import { staffMembers } from '../staff.ts';
import { callerOf, noteChange } from './caller.ts';
import { type Api, type HttpContext, readCursor, runOnce, writeCursor } from './context.ts';
import { businessDates, caseDetail, caseView, complaintView, hardshipView, planView, settlementView, strategyView } from './dunning-views.ts';
import { fen } from './fund-views.ts';
import { currentDay } from './programmes.ts';

const params = z.object({ id });
const tags = ['dunning'];
const SHOWN = 100;
/** Who may hold cases. */
const DESK_ROLES: readonly string[] = ['operator', 'risk'];

export function dunningRoutes(api: Api, context: HttpContext): void {
  readRoutes(api, context);
  handRoutes(api, context);
  talkRoutes(api, context);
  agreementRoutes(api, context);
  decisionRoutes(api, context);
  strategyRoutes(api, context);
}

function keyOfCase(caseId: string): CaseKey {
  return { bucket: bucketOfId(caseId) ?? 0, caseId };
}

/** Runs a command of staff once per key, on the open day, which no close moves meanwhile. */
function command<T>(context: HttpContext, request: FastifyRequest, work: (tx: Tx, act: Act, key: string) => Promise<T>): Promise<T> {
  const { login } = callerOf(request);
  const { db, clock } = context.system;
  return runOnce(context, request, login, (key) => db.tx(async (tx) => work(tx, { by: login, on: await holdToday(tx), at: instant(clock) }, key)));
}

/** As `command`, and answers with the case as it is afterwards. */
async function onCase(
  context: HttpContext,
  request: FastifyRequest<{ Params: { id: string } }>,
  work: (tx: Tx, act: Act, key: string, caseKey: CaseKey) => Promise<unknown>,
): Promise<DunningCaseDetail> {
  const caseKey = keyOfCase(request.params.id);
  await command(context, request, async (tx, act, key) => {
    await work(tx, act, key, caseKey);
    return { done: true };
  });
  return detail(context, caseKey);
}

async function detail(context: HttpContext, key: CaseKey): Promise<DunningCaseDetail> {
  const { db } = context.system;
  return caseDetail(context.system, await caseByKey(db, key), await currentDay(db));
}

function readRoutes(api: Api, context: HttpContext): void {
  const { db } = context.system;
  api.get(
    '/dunning/cases',
    {
      schema: {
        tags,
        summary: 'Cases by days past due, with the totals of the filtered set',
        querystring: pageQuery.extend(dunningCaseQuery),
        response: { 200: dunningCasePage },
      },
    },
    async (request) => {
      const { queue, assignee, state, creditor, q, free, cursor, limit } = request.query;
      const place = readCursor(cursor, /^\d{1,5} dun_[0-9a-f]{26}$/)?.split(' ');
      const after = place ? { daysPastDue: Number(place[0]), caseId: place[1] ?? '' } : null;
      const filter = { queue: queue ?? null, assignee: assignee ?? null, state, creditor: creditor ?? null, q: q ?? null, free: free === 'true', after, limit };
      const found = await listCases(db, filter);
      const customers = await customersById(db, found.cases);
      const last = found.cases.at(-1);
      return {
        items: found.cases.map((one) => caseView(one, customers.get(one.customerId))),
        nextCursor: found.cases.length < limit || !last ? null : writeCursor(`${last.daysPastDue} ${last.caseId}`),
        totals: { cases: found.count, owed: fen(found.owed) },
      };
    },
  );
  api.get(
    '/dunning/cases/:id',
    { schema: { tags, summary: 'One case with all that is agreed and allowed', params, response: { 200: dunningCaseDetail } } },
    (request) => detail(context, keyOfCase(request.params.id)),
  );
  api.get('/dunning/tasks', { schema: { tags, summary: 'What waits for another person', response: { 200: dunningTasks } } }, async () => {
    const plans = await proposedPlans(db, SHOWN);
    const rows = await instalmentsOfPlans(db, plans);
    return {
      plans: plans.map((plan) => planView(plan, rows.get(plan.planId) ?? [])),
      settlements: (await proposedSettlements(db, SHOWN)).map(settlementView),
      complaints: (await openComplaints(db, SHOWN)).map(complaintView),
      hardships: (await openHardships(db, SHOWN)).map(hardshipView),
    };
  });
  api.get(
    '/dunning/statistics',
    {
      schema: {
        tags,
        summary: 'Cure rate by bucket, contacts and promises by person',
        querystring: z.object({ from: date, through: date }),
        response: { 200: dunningStatistics },
      },
    },
    async (request) => {
      const { from, through } = businessDates(request.query.from, request.query.through);
      if (through < from) throw serverFault('DATE_RANGE_INVALID', { from, through }, '$.through');
      return { from, through, buckets: await figuresByBucket(db, from, through), people: await figuresByPerson(db, from, through) };
    },
  );
}

function handRoutes(api: Api, context: HttpContext): void {
  const response = { 200: dunningCaseDetail };
  api.post('/dunning/claims', { schema: { tags, summary: 'Take the next free case of a queue, or of any', body: claimCase, response } }, async (request) => {
    const claimed = await command(context, request, async (tx, act) => (await claimNext(tx, act, request.body.queue)).caseId);
    noteChange(request, { object: claimed });
    return detail(context, keyOfCase(claimed));
  });
  api.post('/dunning/cases/:id/claim', { schema: { tags, summary: 'Take this case', params, body: takeDunningCase, response } }, (request) =>
    onCase(context, request, (tx, act, _, key) => takeCase(tx, act, key)),
  );
  api.post(
    '/dunning/cases/:id/release',
    { schema: { tags, summary: 'Give a case back to its queue', params, body: releaseDunningCase, response } },
    (request) => onCase(context, request, (tx, act, _, key) => releaseCase(tx, act, key, request.body.reason)),
  );
  api.post(
    '/dunning/cases/:id/assignment',
    { schema: { tags, summary: 'Put a case into somebody else’s hands', params, body: assignDunningCase, response } },
    async (request) => {
      const { assignee, reason } = request.body;
      const works = (await staffMembers(context.system)).some(
        ({ login, role, state }) => login === assignee && state === 'active' && DESK_ROLES.includes(role),
      );
      if (!works) throw serverFault('STAFF_UNKNOWN', { login: assignee }, '$.assignee');
      return onCase(context, request, (tx, act, _, key) => reassignCase(tx, act, key, assignee, reason));
    },
  );
}

function talkRoutes(api: Api, context: HttpContext): void {
  const { db, dunning, clock } = context.system;
  const response = { 200: dunningCaseDetail };
  api.post(
    '/dunning/cases/:id/contacts',
    { schema: { tags, summary: 'Record a contact that is being made now; what the rules forbid is refused', params, body: newContact, response } },
    (request) => onCase(context, request, (tx, act, key, caseKey) => recordContact(tx, clock, act, caseKey, { ...request.body, key })),
  );
  api.post(
    '/dunning/cases/:id/messages',
    { schema: { tags, summary: 'Send a short message by template', params, body: newMessage, response } },
    async (request) => {
      const caseKey = keyOfCase(request.params.id);
      const message = await command(context, request, (tx, act, key) => orderMessage(tx, dunning, act, caseKey, { ...request.body, key }));
      await sendMessage(db, dunning, message);
      return detail(context, caseKey);
    },
  );
  api.post('/dunning/cases/:id/promises', { schema: { tags, summary: 'Note a promise to pay', params, body: newPromise, response } }, (request) =>
    onCase(context, request, async (tx, act, key, caseKey) => {
      const amount = parsePositiveAmount(request.body.amount, CNY, '$.amount');
      return makePromise(tx, dunning, act, await holdOwnCase(tx, act, caseKey), { amount, dueOn: businessDate(request.body.dueOn, '$.dueOn'), key });
    }),
  );
  api.post(
    '/dunning/cases/:id/complaints',
    { schema: { tags, summary: 'Open a complaint of the customer: every contact stops', params, body: newComplaint, response } },
    (request) =>
      onCase(context, request, async (tx, act, key, caseKey) => openComplaint(tx, clock, act, await holdOpenCase(tx, caseKey), request.body.reason, key)),
  );
}

function agreementRoutes(api: Api, context: HttpContext): void {
  const { dunning } = context.system;
  const response = { 200: dunningCaseDetail };
  const own = async (tx: Tx, act: Act, key: CaseKey): Promise<Case> => holdOwnCase(tx, act, key);
  api.post('/dunning/cases/:id/plans', { schema: { tags, summary: 'Agree instalments over a claim of our own', params, body: newPlan, response } }, (request) =>
    onCase(context, request, async (tx, act, key, caseKey) => {
      const firstOn = businessDate(request.body.firstOn, '$.firstOn');
      return makePlan(tx, dunning, act, await own(tx, act, caseKey), { ...request.body, firstOn, key });
    }),
  );
  api.post(
    '/dunning/cases/:id/settlements',
    { schema: { tags, summary: 'Offer to take less than a claim of our own', params, body: newSettlement, response } },
    (request) =>
      onCase(context, request, async (tx, act, key, caseKey) => {
        const read = { amount: parsePositiveAmount(request.body.amount, CNY, '$.amount'), validUntil: businessDate(request.body.validUntil, '$.validUntil') };
        return offerSettlement(tx, dunning, act, await own(tx, act, caseKey), { ...request.body, ...read, key });
      }),
  );
  api.post(
    '/dunning/plans/:id/extension',
    { schema: { tags, summary: 'Extend a plan by a month', params, body: extendPlanSchema, response: { 200: dunningPlan } } },
    (request) =>
      command(context, request, async (tx, act) => {
        const plan = await extendPlan(tx, dunning, act, request.params.id, request.body.reason);
        return planView(plan, (await instalmentsOfPlans(tx, [plan])).get(plan.planId) ?? []);
      }),
  );
}

function decisionRoutes(api: Api, context: HttpContext): void {
  const { dunning, clock } = context.system;
  const verdict = { tags, params, body: dunningVerdict };
  api.post(
    '/dunning/plans/:id/verdict',
    { schema: { ...verdict, summary: 'Approve or refuse a plan that another person proposed', response: { 200: dunningPlan } } },
    (request) =>
      command(context, request, async (tx, act) => {
        const plan = await decidePlan(tx, dunning, act, request.params.id, request.body.approve);
        return planView(plan, (await instalmentsOfPlans(tx, [plan])).get(plan.planId) ?? []);
      }),
  );
  api.post(
    '/dunning/settlements/:id/verdict',
    { schema: { ...verdict, summary: 'Approve or refuse an offer that another person proposed', response: { 200: dunningSettlement } } },
    (request) =>
      command(context, request, async (tx, act) => settlementView(await decideSettlement(tx, dunning, act, request.params.id, request.body.approve))),
  );
  api.post(
    '/dunning/complaints/:id/answer',
    { schema: { tags, summary: 'Answer a complaint, or lift the stop for a reason', params, body: endComplaintSchema, response: { 200: dunningComplaint } } },
    (request) => {
      const { state, reason } = request.body;
      return command(context, request, async (tx, act) => complaintView(await endComplaint(tx, clock, act, request.params.id, { state, answer: reason })));
    },
  );
  api.post(
    '/dunning/hardships/:id/answer',
    { schema: { tags, summary: 'Answer a hardship request', params, body: endHardshipSchema, response: { 200: dunningHardship } } },
    (request) => {
      const { state, reason } = request.body;
      return command(context, request, async (tx, act) => hardshipView(await endHardship(tx, dunning, act, request.params.id, { state, answer: reason })));
    },
  );
}

function strategyRoutes(api: Api, context: HttpContext): void {
  const { db } = context.system;
  api.get(
    '/dunning/queues',
    { schema: { tags, summary: 'Queues with their rules and sizes, and rules to come', response: { 200: dunningQueues } } },
    async () => {
      const [{ queues, messages }, sizes] = [await strategyOn(db, await currentDay(db)), await queueSizes(db)];
      return {
        queues: queues.map((rule) => {
          const { free = 0, held = 0, owed = 0n } = sizes.get(rule.queue) ?? {};
          return { ...rule, free, held, owed: fen(owed) };
        }),
        messages: [...messages],
        strategies: (await listStrategies(db, SHOWN)).map(strategyView),
      };
    },
  );
  api.post(
    '/dunning/strategies',
    { schema: { tags, summary: 'Propose rules of queues and messages from a day on', body: newStrategy, response: { 201: dunningStrategy } } },
    async (request, reply) => {
      const { from, body, reason } = request.body;
      const given = { from: businessDate(from, '$.from'), body: body as Parameters<typeof proposeStrategy>[3]['body'], reason };
      return reply
        .status(201)
        .send(await command(context, request, async (tx, act, key) => strategyView(await proposeStrategy(tx, act.by, key, given, act.on))));
    },
  );
  api.post(
    '/dunning/strategies/:id/verdict',
    { schema: { tags, summary: 'Approve or reject rules that another person proposed', params, body: dunningVerdict, response: { 200: dunningStrategy } } },
    (request) => command(context, request, async (tx, act) => strategyView(await decideStrategy(tx, act.by, request.params.id, request.body.approve, act.on))),
  );
}
