import {
  type FundDayView,
  type FundDetail,
  type FundOrderView,
  type FundSummary,
  fundDetail,
  fundList,
  fundOrder,
  id,
  type MyFund,
  myFunds,
  placeFundOrder,
} from '@jinqiao/api';
import { businessDate } from '@jinqiao/calendar';
import { isFault } from '@jinqiao/errors';
import { accountStatement } from '@jinqiao/ledger';
import { asset, formatAmount, parsePositiveAmount } from '@jinqiao/money';
import { type Begins, requireStanding } from '@jinqiao/parties';
import {
  type CustomerOrder,
  type Fund,
  type FundDay,
  fastLeft,
  fundById,
  listFunds,
  type OrderMoney,
  ordersOfCustomer,
  productLevel,
  recentFundDays,
  registerBreaks,
  sharesOf,
  walletOf,
  wealthFault,
} from '@jinqiao/wealth';
import { z } from 'zod';
import { buyShares, type FundDesk, type FundOrderGiven, fastCap, redeemFast, redeemShares } from '../fund-orders.ts';
import { PARTNER_NAMES } from '../partners.ts';
import { type Api, type HttpContext, runOnce } from './context.ts';
import { ownAccount } from './my-accounts.ts';
import { customer, type Who } from './own.ts';
import { currentDay } from './programmes.ts';
import { suitabilityRoutes } from './suitability.ts';

const CNY = asset('CNY');
/** Income per 10,000 shares is in yuan scaled 1e-4, a seven-day yield in percent scaled 1e-3. */
const PER_10K = { code: 'CNY', digits: 4 };
const PERCENT = { code: '%', digits: 3 };
const params = z.object({ id });
const fen = (amount: bigint) => formatAmount(amount, CNY);
/** Days and orders that a page shows. */
const SHOWN = 90;
const ORDERS = 30;

function dayView(day: FundDay): FundDayView {
  const { on, per10k, sevenDayYield, income, purchased, redeemed, closing } = day;
  const orNull = (amount: bigint | null) => (amount === null ? null : fen(amount));
  return {
    date: on,
    per10k: formatAmount(per10k, PER_10K),
    sevenDayYield: sevenDayYield === null ? null : formatAmount(sevenDayYield, PERCENT),
    income: fen(income),
    purchased: orNull(purchased),
    redeemed: orNull(redeemed),
    closing: orNull(closing),
  };
}

function summaryView(fund: Fund, last: FundDay | undefined): FundSummary {
  const { registrar, bank } = PARTNER_NAMES;
  return {
    id: fund.fundId,
    name: fund.nameEn,
    nameZh: fund.nameZh,
    registrar: registrar.name,
    registrarZh: registrar.nameZh,
    seller: bank.name,
    sellerZh: bank.nameZh,
    cutOff: fund.cutOff,
    risk: `R${productLevel(fund.issuerRisk, fund.sellerRisk)}`,
    last: last ? dayView(last) : null,
  };
}

/** How far an order has come, in one word: its money until it is accepted or has gone back, then the order. */
function orderView(order: CustomerOrder): FundOrderView {
  const { orderId, fundId, kind, amount, code, begunOn, money, state, dealingOn, confirmOn, cashOn } = order;
  const moving = money === 'paying' || money === 'failed' || money === 'returning' || money === 'returned' || money === 'advancing';
  // Paid is what has reached the account, not what has left the fund.
  const there = money === 'paid' || money === 'advanced' || money === 'repaid';
  const ordered = there ? 'paid' : state === 'paid' ? 'confirmed' : (state ?? 'accepted');
  return { id: orderId, fundId, kind, amount: fen(amount), state: moving ? money : ordered, code, begunOn, dealingOn, confirmOn, cashOn };
}

async function named({ system }: HttpContext, fundId: string): Promise<Fund> {
  const fund = await fundById(system.db, fundId);
  if (!fund) throw wealthFault('FUND_UNKNOWN', { fundId: fundId.slice(0, 40) });
  return fund;
}

/** Money funds: the house's view, and a customer's own wallets and orders. */
export function fundRoutes(api: Api, context: HttpContext): void {
  const { db } = context.system;
  api.get('/funds', { schema: { tags: ['funds'], summary: 'Money funds with their last day', response: { 200: fundList } } }, async () => {
    const items: FundSummary[] = [];
    for (const fund of await listFunds(db)) items.push(summaryView(fund, (await recentFundDays(db, fund.fundId, 1))[0]));
    return { items };
  });
  api.get(
    '/funds/:id',
    { schema: { tags: ['funds'], summary: 'One fund: its days and what differs from the registrar', params, response: { 200: fundDetail } } },
    async (request): Promise<FundDetail> => {
      const fund = await named(context, request.params.id);
      const days = await recentFundDays(db, fund.fundId, SHOWN);
      const breaks = (await registerBreaks(db, fund.fundId)).slice(-SHOWN).reverse();
      return {
        ...summaryView(fund, days[0]),
        days: days.map(dayView),
        breaks: breaks.map(({ on, kind, subject, ours, theirs }) => ({
          date: on,
          kind,
          subject,
          ours: breakFigure(kind, ours),
          theirs: breakFigure(kind, theirs),
        })),
      };
    },
  );
  myFundRoutes(api, context);
  suitabilityRoutes(api, context);
}

function breakFigure(kind: string, value: bigint): string {
  return kind === 'yield' ? formatAmount(value, PERCENT) : fen(value);
}

function myFundRoutes(api: Api, context: HttpContext): void {
  const { db } = context.system;
  const tags = ['customer pages'];
  api.get('/me/funds', { schema: { tags, summary: 'Funds with my wallets, and my orders', response: { 200: myFunds } } }, async (request) => {
    const who = await customer(context, request);
    const items: MyFund[] = [];
    for (const fund of await listFunds(db)) items.push(await myFundOf(context, fund, who));
    return { items, orders: (await ordersOfCustomer(db, who, ORDERS)).map(orderView) };
  });
  api.post(
    '/me/fund-orders',
    { schema: { tags, summary: 'Buy or redeem shares of a money fund', body: placeFundOrder, response: { 201: fundOrder } } },
    async (request, reply) => {
      const who = await customer(context, request);
      const placed = await runOnce(context, request, who.customerId, async (key) => {
        const { fundId, kind, accountId, insists } = request.body;
        const fund = await named(context, fundId);
        const amount = parsePositiveAmount(request.body.amount, CNY, '$.amount');
        const given = { account: await ownAccount(context, who, accountId), fund, amount, key, insists };
        const desk = { accounts: await context.system.accounts(), clock: context.system.clock };
        const money = await place(desk, kind, given, who);
        const [order] = await ordersOfCustomer(db, money, 1, money.orderId);
        return orderView(order as CustomerOrder);
      });
      return reply.status(201).send(placed);
    },
  );
}

function place(desk: FundDesk, kind: 'subscribe' | 'redeem' | 'redeem-fast', given: FundOrderGiven, who: Who): Promise<OrderMoney> {
  if (kind === 'subscribe') return buyShares(desk, given, standing(who, 'new-business'));
  return (kind === 'redeem' ? redeemShares : redeemFast)(desk, given, standing(who, 'change'));
}

function standing(who: Who, level: 'new-business' | 'change'): Begins {
  return (tx, on) => requireStanding(tx, who, on, level);
}

async function myFundOf({ system }: HttpContext, fund: Fund, who: Who): Promise<MyFund> {
  const on = businessDate(await currentDay(system.db));
  const cap = fastCap((await system.accounts()).profile, on);
  const fast = await fastLeft(system.db, fund, { ...who, fundId: fund.fundId, on }, cap);
  const days = await recentFundDays(system.db, fund.fundId, SHOWN);
  const wallet = await walletOf(system.db, fund.fundId, who);
  return {
    ...summaryView(fund, days[0]),
    available: fen(wallet.available),
    frozen: fen(wallet.frozen),
    inTransit: fen(wallet.inTransit),
    fastLeft: fast && fen(fast.own ?? fast.pool),
    days: days.map(dayView),
    incomes: await incomesOf(system.db, fund, who),
  };
}

/** The last incomes that were carried to a wallet; a wallet that never held anything has none. */
async function incomesOf(db: HttpContext['system']['db'], fund: Fund, who: Who): Promise<MyFund['incomes']> {
  try {
    const { lines } = await accountStatement(db, sharesOf(fund.fundId, who), null, ORDERS);
    return lines.filter((line) => line.kind === 'income-carried').map((line) => ({ date: line.businessDate, amount: fen(line.credit) }));
  } catch (error) {
    if (isFault(error) && error.code === 'ACCOUNT_NOT_OPEN') return [];
    throw error;
  }
}
