import { endOfListing, type FraudListing, featuresAnswer, fraudLink, id, listing, momentQuery, newListing, page } from '@jinqiao/api';
import { businessDate } from '@jinqiao/calendar';
import { endListing, enterListing, FEATURES, type FeatureName, featuresAt, type Listing, linksOf, listListings } from '@jinqiao/credit';
import { instant } from '@jinqiao/runtime';
import { z } from 'zod';
import { serverFault } from '../errors.ts';
import { callerOf, noteChange } from './caller.ts';
import { actOf } from './compliance-context.ts';
import { type Api, type HttpContext, runOnce } from './context.ts';
import { featureViews, nameIn, namesOf } from './credit-views.ts';
import { customerNamed } from './customers.ts';
import { currentDay } from './programmes.ts';

const params = z.object({ id });
const tags = ['credit decisions'];
const SHOWN = 200;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?Z$/;
const KEPT = (Object.keys(FEATURES) as FeatureName[]).filter((name) => FEATURES[name].kept);

/** What is known of customers at a time, what they share with others, and the platform's own lists. */
export function creditRiskRoutes(api: Api, context: HttpContext): void {
  customerRoutes(api, context);
  listingRoutes(api, context);
}

function customerRoutes(api: Api, context: HttpContext): void {
  const { db, clock } = context.system;
  api.get(
    '/customers/:id/features',
    {
      schema: {
        tags,
        summary: 'What was true of a customer on a day, as far as it was known',
        params,
        querystring: momentQuery,
        response: { 200: featuresAnswer },
      },
    },
    async (request) => {
      const asOf = businessDate(request.query.asOf ?? (await currentDay(db)), '$.asOf');
      const knownAt = readInstant(request.query.knownAt) ?? instant(clock);
      const { bucket, customerId } = await customerNamed(db, request.params.id);
      const found = await featuresAt(db, [{ bucket, subject: customerId }], KEPT, { asOf, knownAt });
      return { asOf, knownAt, items: featureViews(found.get(customerId) ?? {}) };
    },
  );
  api.get(
    '/customers/:id/fraud-links',
    { schema: { tags, summary: 'Devices, networks and cards of a customer, and who else was seen with them', params, response: { 200: page(fraudLink) } } },
    async (request) => {
      const { bucket, customerId } = await customerNamed(db, request.params.id);
      const links = await linksOf(db, bucket, customerId);
      const names = await namesOf(
        db,
        links.flatMap(({ others }) => others.map((other) => other.customerId)),
      );
      const items = links.map((link) => ({ ...link, others: link.others.map((other) => ({ ...other, customerName: nameIn(names, other.customerId) })) }));
      return { items, nextCursor: null };
    },
  );
}

/** @throws Fault REQUEST_INVALID for what is no instant. */
function readInstant(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (!INSTANT.test(text) || Number.isNaN(Date.parse(text)))
    throw serverFault('REQUEST_INVALID', { why: 'knownAt is an instant such as 2026-03-02T08:00:00Z' }, '$.knownAt');
  return text;
}

function listingRoutes(api: Api, context: HttpContext): void {
  const { db } = context.system;
  api.get(
    '/credit/listings',
    { schema: { tags, summary: 'The platform’s own grey and black lists, what is in force first', response: { 200: page(listing) } } },
    async () => ({
      items: (await listListings(db, await currentDay(db), SHOWN)).map(listingView),
      nextCursor: null,
    }),
  );
  api.post(
    '/credit/listings',
    { schema: { tags, summary: 'Enter a customer, or an attribute by its digest, in a list', body: newListing, response: { 201: listing } } },
    async (request, reply) => {
      const { login } = callerOf(request);
      const entered = await runOnce(context, request, login, async (key) => {
        const act = await actOf(context, login);
        const { validTo } = request.body;
        if (validTo !== null && businessDate(validTo, '$.validTo') <= act.on)
          throw serverFault('REQUEST_INVALID', { why: 'the entry ends after today, or never' }, '$.validTo');
        return listingView(await db.tx((tx) => enterListing(tx, act, key, request.body)));
      });
      noteChange(request, { object: entered.id, after: entered });
      return reply.status(201).send(entered);
    },
  );
  api.post(
    '/credit/listings/:id/end',
    { schema: { tags, summary: 'End an entry that another person made', params, body: endOfListing, response: { 200: listing } } },
    async (request) => {
      const { login } = callerOf(request);
      return runOnce(context, request, login, async () => {
        const act = await actOf(context, login);
        return listingView(await db.tx((tx) => endListing(tx, act, request.params.id, request.body.reason)));
      });
    },
  );
}

function listingView({ listingId, ...entry }: Listing): FraudListing {
  return { id: listingId, ...entry };
}
