import { checkRequest, consent, customerIdentity, customerStanding, id, page, pageQuery, requestReason, restrictRequest, staffRequest } from '@jinqiao/api';
import { holdToday } from '@jinqiao/business-day';
import { businessDate } from '@jinqiao/calendar';
import {
  type Customer,
  checkStaffRequest,
  consentsOf,
  evidenceOf,
  identityLevel,
  idStanding,
  makeStaffRequest,
  mobileChangesOf,
  mobileRange,
  mobilesOf,
  type NewStaffRequest,
  openStaffRequests,
  restrictCustomer,
  restrictionsOf,
  samePersonOf,
  staffRequestsOf,
} from '@jinqiao/parties';
import { z } from 'zod';
import { endSessions } from '../access.ts';
import { callerOf } from './caller.ts';
import { type Api, type HttpContext, readCursor, runOnce, writeCursor } from './context.ts';
import { customerNamed } from './customers.ts';
import { consentViews, documentView, evidenceView, restrictionView, staffRequestViews } from './party-views.ts';
import { currentDay } from './programmes.ts';

const params = z.object({ id });
const tags = ['customer'];

/** What staff sees of who a customer is, and how the customer stands. */
export function partyRoutes(api: Api, context: HttpContext): void {
  const { db } = context.system;
  api.get(
    '/customers/:id/identity',
    { schema: { tags, summary: 'Evidence of a customer’s identity, numbers, and finds of the same person', params, response: { 200: customerIdentity } } },
    async (request) => {
      return identityOf(context, await customerNamed(db, request.params.id));
    },
  );
  api.get(
    '/customers/:id/consents',
    { schema: { tags, summary: 'The consents of a customer with the texts accepted', params, response: { 200: page(consent) } } },
    async (request) => {
      const { bucket, customerId } = await customerNamed(db, request.params.id);
      return { items: await consentViews(db, await consentsOf(db, bucket, customerId)), nextCursor: null };
    },
  );
  standingRoutes(api, context);
  askingRoutes(api, context);
  requestRoutes(api, context);
}

/** Placing protects, so one is enough; lifting and closing wait for another member of staff. */
function standingRoutes(api: Api, context: HttpContext): void {
  const { db, clock } = context.system;
  api.get(
    '/customers/:id/standing',
    {
      schema: {
        tags,
        summary: 'Restrictions of a customer, requests about them, and what keeps the account from closing',
        params,
        response: { 200: customerStanding },
      },
    },
    async (request) => {
      return standingOf(context, await customerNamed(db, request.params.id));
    },
  );
  api.post(
    '/customers/:id/restrictions',
    { schema: { tags, summary: 'Restrict a customer, from now', params, body: restrictRequest, response: { 201: customerStanding } } },
    async (request, reply) => {
      const { login } = callerOf(request);
      const answer = await runOnce(context, request, login, async (key) => {
        const who = await customerNamed(db, request.params.id);
        await db.tx(async (tx) => restrictCustomer(tx, clock, businessDate(await holdToday(tx)), who, { ...request.body, by: login, key: `${login} ${key}` }));
        return standingOf(context, who);
      });
      return reply.status(201).send(answer);
    },
  );
}

/** What takes two: it waits as a request. */
function askingRoutes(api: Api, context: HttpContext): void {
  const { db, clock } = context.system;
  const asking = async (customerId: string, request: NewStaffRequest) => {
    const who = await customerNamed(db, customerId);
    const key = { customerId: who.customerId, bucket: who.bucket };
    await db.tx(async (tx) => makeStaffRequest(tx, clock, businessDate(await holdToday(tx)), key, request));
    return standingOf(context, who);
  };
  api.post(
    '/customers/:id/restrictions/:restrictionId/lift',
    {
      schema: {
        tags,
        summary: 'Ask for a restriction to be lifted; another member of staff checks it',
        params: params.extend({ restrictionId: id }),
        body: requestReason,
        response: { 201: customerStanding },
      },
    },
    async (request, reply) => {
      const { login } = callerOf(request);
      const { id: customerId, restrictionId } = request.params;
      const made = (key: string) => ({ action: 'lift-restriction' as const, restrictionId, reason: request.body.reason, by: login, key: `${login} ${key}` });
      return reply.status(201).send(await runOnce(context, request, login, (key) => asking(customerId, made(key))));
    },
  );
  api.post(
    '/customers/:id/closure',
    {
      schema: {
        tags,
        summary: 'Ask for a customer to be closed; another member of staff checks it',
        params,
        body: requestReason,
        response: { 201: customerStanding },
      },
    },
    async (request, reply) => {
      const { login } = callerOf(request);
      const made = (key: string) => ({ action: 'close-customer' as const, reason: request.body.reason, by: login, key: `${login} ${key}` });
      return reply.status(201).send(await runOnce(context, request, login, (key) => asking(request.params.id, made(key))));
    },
  );
}

function requestRoutes(api: Api, context: HttpContext): void {
  const { db, vault, clock, holdings } = context.system;
  api.get(
    '/staff-requests',
    {
      schema: {
        tags,
        summary: 'Requests about customers that wait to be checked, oldest first',
        querystring: pageQuery,
        response: { 200: page(staffRequest) },
      },
    },
    async (request) => {
      const place = readCursor(request.query.cursor, /^\d{4}-\d{2}-\d{2}req_[0-9a-f]{26}$/);
      const rows = await openStaffRequests(db, place === null ? null : { on: place.slice(0, 10), id: place.slice(10) }, request.query.limit);
      const last = rows.at(-1);
      return {
        items: await staffRequestViews(db, rows),
        nextCursor: rows.length < request.query.limit || !last ? null : writeCursor(`${last.madeOn}${last.requestId}`),
      };
    },
  );
  api.post(
    '/staff-requests/:id/check',
    { schema: { tags, summary: 'Approve or refuse what another member of staff asked for', params, body: checkRequest, response: { 200: staffRequest } } },
    async (request) => {
      const { login } = callerOf(request);
      return runOnce(context, request, login, async () => {
        const verdict = { outcome: request.body.outcome, by: login };
        const checked = await db.tx(async (tx) => {
          const done = await checkStaffRequest(tx, { vault, clock, holdings }, businessDate(await holdToday(tx)), request.params.id, verdict);
          if (done.action === 'close-customer' && done.outcome === 'approved') await endSessions(tx, done.customerId);
          return done;
        });
        const [view] = await staffRequestViews(db, [checked]);
        return view as NonNullable<typeof view>;
      });
    },
  );
}

async function identityOf({ system: { db } }: HttpContext, customer: Customer) {
  const on = businessDate(await currentDay(db));
  const evidence = await evidenceOf(db, customer);
  return {
    level: identityLevel(evidence, customer.personHash, on),
    document: documentView(customer, idStanding(customer.idValidThrough, on)),
    mobile: customer.mobileMasked,
    mobileRange: mobileRange(customer.mobileMasked),
    numbers: (await mobilesOf(db, customer.customerId)).map(({ masked, since }) => ({ mobile: masked, since })),
    evidence: evidence.map(evidenceView),
    mobileChanges: await mobileChangesOf(db, customer),
    samePerson: (await samePersonOf(db, customer)).map(({ samePersonId, foundAt: _, ...row }) => ({ id: samePersonId, ...row })),
  };
}

async function standingOf({ system: { db, holdings } }: HttpContext, { bucket, customerId }: Customer) {
  const customer = await customerNamed(db, customerId);
  return {
    state: customer.state,
    closedOn: customer.closedOn,
    joinedInto: customer.joinedInto,
    restrictions: (await restrictionsOf(db, { bucket, customerId })).map(restrictionView),
    requests: await staffRequestViews(db, await staffRequestsOf(db, { bucket, customerId })),
    holdings: [...(await holdings(db, { bucket, customerId }))],
  };
}
