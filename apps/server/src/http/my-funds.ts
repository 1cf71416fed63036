import {
  chooseDividends as chooseSchema,
  firstPurchase,
  fundOrder,
  type MyFund,
  myFunds,
  placeFundOrder,
  placeRedeemToPurchase,
  rtpQuery,
  redeemToPurchase as rtpSchema,
  rtpTimeline as timelineSchema,
} from '@jinqiao/api';
import { holdToday } from '@jinqiao/business-day';
import { businessDate } from '@jinqiao/calendar';
import { isFault } from '@jinqiao/errors';
import { accountStatement } from '@jinqiao/ledger';
import { asset, parsePositiveAmount, sum } from '@jinqiao/money';
import { type Begins, requireStanding } from '@jinqiao/parties';
import { ownMandate } from '@jinqiao/payments';
import {
  type CustomerOrder,
  chooseDividends,
  costOf,
  dividendModeOf,
  type Fund,
  fastLeft,
  holdingEvents,
  listFunds,
  lotsOf,
  marketValue,
  NAV_ONE,
  type OrderMoney,
  ordersOfCustomer,
  profitInAll,
  rtpsOfCustomer,
  sharesOf,
  walletOf,
} from '@jinqiao/wealth';
import { z } from 'zod';
import { buyWithUpgrade } from '../first-purchase.ts';
import { buyShares, type FundOrderGiven, fastCap, redeemFast, redeemShares } from '../fund-orders.ts';
import { accountPurse, cardPurse, type FundDesk, type Purse } from '../fund-purse.ts';
import { redeemToPurchase, rtpTimeline } from '../redeem-to-purchase.ts';
import { type Api, type HttpContext, runOnce } from './context.ts';
import { daysOf, dayView, feesView, fen, namedFund, netValueView, orderView, rtpView, summaryView } from './fund-views.ts';
import { consented, elementsOf, ownAccount } from './my-accounts.ts';
import { customer, type Who } from './own.ts';
import { currentDay } from './programmes.ts';

const CNY = asset('CNY');
const SHOWN = 90;
/** Orders, incomes and conversions that a page shows. */
const ORDERS = 30;
const tags = ['customer pages'];

export function myFundRoutes(api: Api, context: HttpContext): void {
  const { db, clock } = context.system;
  const deskNow = async (): Promise<FundDesk> => ({ accounts: await context.system.accounts(), payments: context.system.payments, clock });
  api.get('/me/funds', { schema: { tags, summary: 'Funds with what I hold of them, and my orders', response: { 200: myFunds } } }, async (request) => {
    const who = await customer(context, request);
    const items: MyFund[] = [];
    for (const fund of await listFunds(db)) items.push(await myFundOf(context, fund, who));
    const conversions = (await rtpsOfCustomer(db, who, ORDERS)).map(rtpView);
    return { items, orders: (await ordersOfCustomer(db, who, ORDERS)).map(orderView), conversions };
  });
  api.post(
    '/me/fund-orders',
    { schema: { tags, summary: 'Buy or redeem shares of a fund', body: placeFundOrder, response: { 201: fundOrder } } },
    async (request, reply) => {
      const who = await customer(context, request);
      const placed = await runOnce(context, request, who.customerId, async (key) => {
        const { fundId, kind, insists } = request.body;
        const fund = await namedFund(context, fundId);
        const amount = parsePositiveAmount(request.body.amount, CNY, '$.amount');
        const given = { purse: await purseOf(context, who, request.body), fund, amount, key, insists };
        const money = await place(await deskNow(), kind, given, who);
        const [order] = await ordersOfCustomer(db, money, 1, money.orderId);
        return orderView(order as CustomerOrder);
      });
      return reply.status(201).send(placed);
    },
  );
  api.post(
    '/me/first-purchases',
    { schema: { tags, summary: 'Buy out of a class-III account, which this upgrades to class II', body: firstPurchase, response: { 201: fundOrder } } },
    async (request, reply) => {
      const who = await customer(context, request);
      const placed = await runOnce(context, request, who.customerId, async (key) => {
        const { fundId, accountId, insists, consent } = request.body;
        const fund = await namedFund(context, fundId);
        const amount = parsePositiveAmount(request.body.amount, CNY, '$.amount');
        const [account, elements] = [await ownAccount(context, who, accountId), await elementsOf(context, who, request.body)];
        const begins = consented(context, who, 'account-upgrade', consent);
        const money = await buyWithUpgrade(await deskNow(), { account, elements, fund, amount, key, insists }, begins);
        const [order] = await ordersOfCustomer(db, money, 1, money.orderId);
        return orderView(order as CustomerOrder);
      });
      return reply.status(201).send(placed);
    },
  );
  api.post(
    '/me/dividends',
    {
      schema: {
        tags,
        summary: 'Choose dividends of a fund in cash or in shares',
        body: chooseSchema,
        response: { 200: z.object({ mode: chooseSchema.shape.mode }) },
      },
    },
    async (request) => {
      const who = await customer(context, request);
      return runOnce(context, request, who.customerId, async () => {
        const { fundId, mode } = request.body;
        const fund = await namedFund(context, fundId);
        await db.tx(async (tx) => chooseDividends(tx, fund, { ...who, mode }, await holdToday(tx)));
        return { mode };
      });
    },
  );
  api.get(
    '/me/redeem-to-purchase',
    { schema: { tags, summary: 'When a money fund’s shares would have become another product', querystring: rtpQuery, response: { 200: timelineSchema } } },
    async (request) => {
      await customer(context, request);
      const { source, target, mode } = request.query;
      const on = businessDate(await currentDay(db));
      return rtpTimeline(await deskNow(), await namedFund(context, source), await namedFund(context, target), mode, on);
    },
  );
  api.post(
    '/me/redeem-to-purchase',
    { schema: { tags, summary: 'Redeem shares of a money fund to buy another product', body: placeRedeemToPurchase, response: { 201: rtpSchema } } },
    async (request, reply) => {
      const who = await customer(context, request);
      const begun = await runOnce(context, request, who.customerId, async (key) => {
        const { source, target, mode, insists } = request.body;
        const purse = await purseOf(context, who, request.body);
        const amount = parsePositiveAmount(request.body.amount, CNY, '$.amount');
        const given = { purse, source: await namedFund(context, source), target: await namedFund(context, target), amount, mode, key, insists };
        return rtpView(await redeemToPurchase(await deskNow(), given, standing(who, 'new-business')));
      });
      return reply.status(201).send(begun);
    },
  );
}

function place(desk: FundDesk, kind: 'subscribe' | 'redeem' | 'redeem-fast', given: FundOrderGiven, who: Who): Promise<OrderMoney> {
  if (kind === 'subscribe') return buyShares(desk, given, standing(who, 'new-business'));
  return (kind === 'redeem' ? redeemShares : redeemFast)(desk, given, standing(who, 'change'));
}

/** An account or a bound card: the API names exactly one. @throws Fault ACCOUNT_UNKNOWN, MANDATE_UNKNOWN, ACCOUNT_NOT_FOR_FUNDS. */
async function purseOf(
  context: HttpContext,
  who: Who,
  { accountId, mandateId }: { accountId?: string | undefined; mandateId?: string | undefined },
): Promise<Purse> {
  if (mandateId !== undefined) return cardPurse(await ownMandate(context.system.db, { ...who, mandateId }));
  return accountPurse(await ownAccount(context, who, accountId ?? ''));
}

function standing(who: Who, level: 'new-business' | 'change'): Begins {
  return (tx, on) => requireStanding(tx, who, on, level);
}

async function myFundOf(context: HttpContext, fund: Fund, who: Who): Promise<MyFund> {
  const { db } = context.system;
  const on = businessDate(await currentDay(db));
  const cap = fastCap((await context.system.accounts()).profile, on);
  const fast = await fastLeft(db, fund, { ...who, fundId: fund.fundId, on }, cap);
  const { days, netValues } = await daysOf(context, fund, SHOWN);
  const wallet = await walletOf(db, fund.fundId, who);
  const money = fund.pricing === 'money';
  const value = marketValue(wallet.available + wallet.frozen, money ? NAV_ONE : (netValues[0]?.nav ?? NAV_ONE));
  const cost = money ? null : await costHeld(db, fund, who);
  return {
    ...summaryView(fund, days[0], netValues[0]),
    available: fen(wallet.available),
    frozen: fen(wallet.frozen),
    inTransit: fen(wallet.inTransit),
    value: fen(value),
    cost: cost === null ? null : fen(cost),
    profit: cost === null ? null : fen(value - cost),
    earned: fen(profitInAll(await holdingEvents(db, fund, who), value)),
    dividendMode: money ? null : await dividendModeOf(db, fund.fundId, who),
    fees: feesView(fund),
    fastLeft: fast && fen(fast.own ?? fast.pool),
    days: days.map(dayView),
    netValues: netValues.map(netValueView),
    incomes: await incomesOf(db, fund, who),
  };
}

/** What was paid for the shares that are held, first in first out. */
async function costHeld(db: HttpContext['system']['db'], fund: Fund, who: Who): Promise<bigint> {
  const lots = (await lotsOf(db, fund.fundId, [who])).get(who.customerId) ?? [];
  return sum(lots.map((lot) => costOf(lot, lot.left)));
}

/** The last incomes that were carried to a wallet; a wallet that never held anything has none. */
async function incomesOf(db: HttpContext['system']['db'], fund: Fund, who: Who): Promise<MyFund['incomes']> {
  if (fund.pricing !== 'money') return [];
  try {
    const { lines } = await accountStatement(db, sharesOf(fund.fundId, who), null, ORDERS);
    return lines.filter((line) => line.kind === 'income-carried').map((line) => ({ date: line.businessDate, amount: fen(line.credit) }));
  } catch (error) {
    if (isFault(error) && error.code === 'ACCOUNT_NOT_OPEN') return [];
    throw error;
  }
}
