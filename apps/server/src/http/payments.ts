import {
  decideRefund as decideSchema,
  id,
  journal as journalSchema,
  mandateDetail,
  mandateQuery,
  mandateSummary as mandateSchema,
  page,
  pageQuery,
  paymentDetail,
  paymentInstitution,
  paymentPage,
  paymentQuery,
  proposeRefund as proposeSchema,
  refundRequest,
} from '@jinqiao/api';
import { holdToday } from '@jinqiao/business-day';
import { bucketOfId, type Db } from '@jinqiao/database';
import { journalsOfSubject } from '@jinqiao/ledger';
import { asset, formatAmount, parseAmount } from '@jinqiao/money';
import { customersById } from '@jinqiao/parties';
import {
  attemptsOfOrder,
  decideRefund,
  eventsOfOrder,
  followersOf,
  institutionOf,
  listMandates,
  listOrders,
  openRefundRequests,
  orderNamed,
  ownMandate,
  type PaymentOrder,
  proposeRefund,
  queryAttempts,
  refundRequestsOf,
  requestNamed,
  routeChoices,
} from '@jinqiao/payments';
import { z } from 'zod';
import { shanghaiTimeOfDay } from '../time-of-day.ts';
import { callerOf } from './caller.ts';
import { type Api, type HttpContext, readCursor, runOnce, writeCursor } from './context.ts';
import { institutionViews } from './payment-institutions.ts';
import { mandateSummary, messagesWithoutTokens, paymentSummaries, refundRequestView, routeOptionView, usedOf } from './payment-views.ts';
import { currentDay } from './programmes.ts';
import { journalViews } from './views.ts';

const params = z.object({ id });
const tags = ['payment'];

export function paymentRoutes(api: Api, context: HttpContext): void {
  listRoutes(api, context);
  objectRoutes(api, context);
  refundRoutes(api, context);
  mandateRoutes(api, context);
}

const keyOfCustomer = (customerId: string | undefined) => (customerId === undefined ? null : { bucket: bucketOfId(customerId) ?? -1, customerId });

/** Date and id after which a page begins. */
function placeAfter(cursor: string | undefined, prefix: 'ord' | 'mdt'): { date: string; id: string } | null {
  const place = readCursor(cursor, new RegExp(`^\\d{4}-\\d{2}-\\d{2} ${prefix}_[0-9a-f]{26}$`));
  return place === null ? null : { date: place.slice(0, 10), id: place.slice(11) };
}

function listRoutes(api: Api, context: HttpContext): void {
  const { db } = context.system;
  api.get(
    '/payments',
    { schema: { tags, summary: 'Payment orders, newest first', querystring: pageQuery.extend(paymentQuery), response: { 200: paymentPage } } },
    async (request) => {
      const { limit, cursor, state, kind, institutionId, customerId, q } = request.query;
      const after = placeAfter(cursor, 'ord');
      const rows = await listOrders(db, {
        state: state ?? null,
        kind: kind ?? null,
        institutionId: institutionId ?? null,
        customer: keyOfCustomer(customerId),
        q: q ?? null,
        after: after && { date: after.date, orderId: after.id },
        limit,
      });
      const last = rows.at(-1);
      return { items: await paymentSummaries(db, rows), nextCursor: rows.length < limit || !last ? null : writeCursor(`${last.businessDate} ${last.orderId}`) };
    },
  );
  api.get(
    '/payment-institutions',
    { schema: { tags, summary: 'Payment institutions: channels, fees, limits, quotas and health', response: { 200: page(paymentInstitution) } } },
    async (_request) => {
      return { items: await institutionViews(context), nextCursor: null };
    },
  );
}

function objectRoutes(api: Api, context: HttpContext): void {
  const { db, payments } = context.system;
  api.get(
    '/payments/:id',
    { schema: { tags, summary: 'One payment: history, ways looked at, attempts, refunds, messages', params, response: { 200: paymentDetail } } },
    async (request) => {
      return detailOf(db, await orderNamed(db, request.params.id));
    },
  );
  api.get('/payments/:id/journals', { schema: { tags, summary: 'Journals of a payment', params, response: { 200: page(journalSchema) } } }, async (request) => {
    const order = await orderNamed(db, request.params.id);
    return { items: await journalViews(db, await journalsOfSubject(db, order.bucket, order.orderId)), nextCursor: null };
  });
  api.post(
    '/payments/:id/query',
    { schema: { tags, summary: 'Ask the institution about a payment without an outcome', params, response: { 200: paymentDetail } } },
    async (request) => {
      const { login } = callerOf(request);
      return runOnce(context, request, login, async () => {
        const order = await orderNamed(db, request.params.id);
        const open = (await attemptsOfOrder(db, order)).filter((attempt) => ['sent', 'accepted', 'unknown'].includes(attempt.state));
        const [first] = open;
        if (first) await queryAttempts(db, payments, institutionOf(payments, first.institutionId), open, await currentDay(db), holdToday);
        return detailOf(db, await orderNamed(db, order.orderId));
      });
    },
  );
}

async function detailOf(db: Db, order: PaymentOrder): Promise<z.input<typeof paymentDetail>> {
  const money = (amount: bigint) => formatAmount(amount, asset(order.asset));
  const [summary] = await paymentSummaries(db, [order]);
  const refundable = order.kind === 'collection' && order.state === 'success' ? order.amount - order.refunded : 0n;
  return {
    ...(summary as NonNullable<typeof summary>),
    payer: order.payer,
    // An instrument is known by a digest that says nothing to a reader.
    payee: { kind: order.payeeKind, ref: order.payeeKind === 'instrument' ? '' : order.payee },
    institutionSerial: order.institutionSerial,
    networkSerial: order.networkSerial,
    source: order.source,
    madeBy: order.madeBy,
    checkedBy: order.checkedBy,
    originId: order.originId,
    retryOf: order.retryOf,
    refundable: money(refundable),
    events: (await eventsOfOrder(db, order)).map(({ n, state, code, institutionId, businessDate, at }) => ({
      n,
      state,
      code,
      institutionId,
      date: businessDate,
      at,
    })),
    attempts: (await attemptsOfOrder(db, order)).map(({ n, institutionId, state, code, fee, mandateId, businessDate }) => ({
      n,
      institutionId,
      state,
      code,
      fee: money(fee),
      mandateId,
      date: businessDate,
    })),
    routes: (await routeChoices(db, order)).map(({ n, institutionId, options }) => ({ n, institutionId, options: options.map(routeOptionView) })),
    related: await paymentSummaries(db, await followersOf(db, order)),
    refundRequests: (await refundRequestsOf(db, order)).map(refundRequestView),
    messages: await messagesWithoutTokens(db, order.orderId),
  };
}

const REQUESTS_SHOWN = 200;

function refundRoutes(api: Api, context: HttpContext): void {
  const { db, payments, clock } = context.system;
  api.get('/refund-requests', { schema: { tags, summary: 'Refunds that wait for a checker', response: { 200: page(refundRequest) } } }, async (_request) => {
    return { items: (await openRefundRequests(db, REQUESTS_SHOWN)).map(refundRequestView), nextCursor: null };
  });
  api.post(
    '/payments/:id/refund-requests',
    { schema: { tags, summary: 'Propose a refund, in whole or in part', params, body: proposeSchema, response: { 201: refundRequest } } },
    async (request, reply) => {
      const { login } = callerOf(request);
      const answer = await runOnce(context, request, login, async (key) => {
        const order = await orderNamed(db, request.params.id);
        const amount = parseAmount(request.body.amount, asset(order.asset), '$.amount');
        const proposal = { amount, reason: request.body.reason, by: login, key };
        return refundRequestView(await db.tx(async (tx) => proposeRefund(tx, order, proposal, await holdToday(tx))));
      });
      return reply.status(201).send(answer);
    },
  );
  api.post(
    '/refund-requests/:id/decision',
    { schema: { tags, summary: "Approve or decline a colleague's refund", params, body: decideSchema, response: { 200: refundRequest } } },
    async (request) => {
      const { login } = callerOf(request);
      return runOnce(context, request, login, async () => {
        await requestNamed(db, request.params.id);
        const decision = { requestId: request.params.id, approve: request.body.approve, by: login, time: shanghaiTimeOfDay(clock) };
        return refundRequestView(await decideRefund(db, payments, decision, await currentDay(db), holdToday));
      });
    },
  );
}

const PAYMENTS_SHOWN = 50;

function mandateRoutes(api: Api, context: HttpContext): void {
  const { db } = context.system;
  api.get(
    '/mandates',
    { schema: { tags, summary: 'Mandates, newest first', querystring: pageQuery.extend(mandateQuery), response: { 200: page(mandateSchema) } } },
    async (request) => {
      const { limit, cursor, state, institutionId, customerId, q } = request.query;
      const after = placeAfter(cursor, 'mdt');
      const rows = await listMandates(db, {
        state: state ?? null,
        institutionId: institutionId ?? null,
        customer: keyOfCustomer(customerId),
        q: q ?? null,
        after: after && { date: after.date, mandateId: after.id },
        limit,
      });
      const customers = await customersById(db, rows);
      const on = await currentDay(db);
      const last = rows.at(-1);
      return {
        items: rows.map((row) => mandateSummary(row, customers.get(row.customerId), on)),
        nextCursor: rows.length < limit || !last ? null : writeCursor(`${last.requestedOn} ${last.mandateId}`),
      };
    },
  );
  api.get(
    '/mandates/:id',
    { schema: { tags, summary: 'One mandate: caps and what is left of them, payments, messages', params, response: { 200: mandateDetail } } },
    async (request) => {
      const mandate = await ownMandate(db, { bucket: bucketOfId(request.params.id) ?? -1, mandateId: request.params.id, customerId: null });
      const on = await currentDay(db);
      const customer = (await customersById(db, [mandate])).get(mandate.customerId);
      const orders = await listOrders(db, {
        state: null,
        kind: null,
        institutionId: mandate.institutionId,
        customer: mandate,
        q: null,
        after: null,
        limit: PAYMENTS_SHOWN,
      });
      return {
        ...mandateSummary(mandate, customer, on),
        ...(await usedOf(db, [mandate], on))(mandate),
        payments: await paymentSummaries(
          db,
          orders.filter((order) => order.sourceHash === mandate.instrumentHash && order.channel === mandate.channel),
        ),
        messages: await messagesWithoutTokens(db, mandate.mandateId),
      };
    },
  );
}
