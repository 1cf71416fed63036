import { accountDetail, accountOrder, accountQuery, accountSummary, checkAccountOrder, id, page, pageQuery, proposeAccountOrder } from '@jinqiao/api';
import { businessDate } from '@jinqiao/calendar';
import { bucketOfId, type Db } from '@jinqiao/database';
import { asset, parsePositiveAmount } from '@jinqiao/money';
import {
  type Account,
  type AccountOrder,
  accountsByKey,
  checkOrder,
  listAccounts,
  orderById,
  partiesFault,
  proposedOrders,
  proposeOrder,
} from '@jinqiao/parties';
import { z } from 'zod';
import { accountDetailOf, accountSummaries, orderView } from './account-views.ts';
import { callerOf } from './caller.ts';
import { type Api, type HttpContext, readCursor, runOnce, writeCursor } from './context.ts';
import { currentDay } from './programmes.ts';

const params = z.object({ id });

export function accountsRoutes(api: Api, context: HttpContext): void {
  readingRoutes(api, context);
  orderRoutes(api, context);
}

function readingRoutes(api: Api, context: HttpContext): void {
  const { db } = context.system;
  const tags = ['account'];
  api.get(
    '/accounts',
    {
      schema: { tags, summary: "Customers' accounts, newest first", querystring: pageQuery.extend(accountQuery), response: { 200: page(accountSummary) } },
    },
    async (request) => {
      const { limit, q, state, frozen, class: cls } = request.query;
      const after = readCursor(request.query.cursor, /^\d{4}-\d{2}-\d{2}acc_[0-9a-f]{26}$/);
      const rows = await listAccounts(db, {
        q: q ?? null,
        state: state ?? null,
        class: cls ?? null,
        frozen: frozen === 'true',
        after: after === null ? null : { openedOn: after.slice(0, 10), accountId: after.slice(10) },
        limit,
      });
      const last = rows.at(-1);
      return {
        items: await accountSummaries(db, rows),
        nextCursor: rows.length < limit || !last ? null : writeCursor(`${last.openedOn}${last.accountId}`),
      };
    },
  );
  api.get(
    '/accounts/:id',
    { schema: { tags, summary: 'One account: limits, freezes, bound cards, movements, history', params, response: { 200: accountDetail } } },
    async (request) => {
      const account = await accountNamed(db, request.params.id);
      return accountDetailOf(db, account, await context.system.accounts(), businessDate(await currentDay(db)));
    },
  );
}

function orderRoutes(api: Api, context: HttpContext): void {
  const { db } = context.system;
  const tags = ['account'];
  api.get(
    '/account-orders',
    { schema: { tags, summary: 'Orders that wait for a checker, oldest first', querystring: pageQuery, response: { 200: page(accountOrder) } } },
    async (request) => {
      const { limit } = request.query;
      const after = readCursor(request.query.cursor, /^\d{4}-\d{2}-\d{2}ord_[0-9a-f]{26}$/);
      const rows = await proposedOrders(db, after === null ? null : { madeOn: after.slice(0, 10), orderId: after.slice(10) }, limit);
      const last = rows.at(-1);
      const accounts = await accountsByKey(db, rows);
      return {
        items: rows.map((order) => orderView(accounts.get(order.accountId) as Account, order)),
        nextCursor: rows.length < limit || !last ? null : writeCursor(`${last.madeOn}${last.orderId}`),
      };
    },
  );
  api.post(
    '/accounts/:id/orders',
    {
      schema: {
        tags,
        summary: 'Propose to freeze, release, deduct, suspend, resume, or to record the ID document',
        params,
        body: proposeAccountOrder,
        response: { 201: accountOrder },
      },
    },
    async (request, reply) => {
      const { login } = callerOf(request);
      const made = await runOnce(context, request, login, async (key) => {
        const account = await accountNamed(db, request.params.id);
        const amount = request.body.amount === null ? null : parsePositiveAmount(request.body.amount, asset(account.asset), '$.amount');
        const { bucket, accountId } = account;
        return orderView(account, await proposeOrder(await context.system.accounts(), { ...request.body, amount, bucket, accountId, by: login, key }));
      });
      return reply.status(201).send(made);
    },
  );
  api.post(
    '/account-orders/:id/check',
    {
      schema: {
        tags,
        summary: 'Approve or refuse an order that another has made; approved, it binds at once',
        params,
        body: checkAccountOrder,
        response: { 200: accountOrder },
      },
    },
    async (request) => {
      const { login } = callerOf(request);
      return runOnce(context, request, login, async () => {
        const { bucket, orderId, accountId } = await orderNamed(db, request.params.id);
        const checked = await checkOrder(await context.system.accounts(), { bucket, orderId }, request.body.approve, login);
        return orderView((await accountsByKey(db, [{ bucket, accountId }])).get(accountId) as Account, checked);
      });
    },
  );
}

export async function accountNamed(db: Db, accountId: string): Promise<Account> {
  const bucket = bucketOfId(accountId);
  const account = bucket === undefined ? undefined : (await accountsByKey(db, [{ bucket, accountId }])).get(accountId);
  if (!account) throw partiesFault('ACCOUNT_UNKNOWN', { id: accountId.slice(0, 40) });
  return account;
}

async function orderNamed(db: Db, orderId: string): Promise<AccountOrder> {
  const bucket = bucketOfId(orderId);
  const order = bucket === undefined ? undefined : await orderById(db, bucket, orderId);
  if (!order) throw partiesFault('ORDER_UNKNOWN', { id: orderId.slice(0, 40) });
  return order;
}
