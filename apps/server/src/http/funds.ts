import { type FundDetail, type FundSummary, fundDetail, fundList, fundOrderLine, fundOrderQuery, id, page } from '@jinqiao/api';
import { addDays, businessDate } from '@jinqiao/calendar';
import { type Fund, forecastOf, listFundOrders, listFunds, openConversionsOf, openOrdersOf, poolUsed, registerBreaks, type Tally } from '@jinqiao/wealth';
import { z } from 'zod';
import { calendarChangeRoutes } from './calendar-changes.ts';
import { type Api, type HttpContext, readCursor, writeCursor } from './context.ts';
import { breakFigure, daysOf, dayView, fen, namedFund, netValueView, orderLineView, summaryView } from './fund-views.ts';
import { myAssetRoutes } from './my-assets.ts';
import { myFundRoutes } from './my-funds.ts';
import { productRoutes } from './products.ts';
import { currentDay } from './programmes.ts';
import { suitabilityRoutes } from './suitability.ts';

const params = z.object({ id });
/** Days that a page shows. */
const SHOWN = 90;

/** Funds: the house's view, and everything that a customer does with them. */
export function fundRoutes(api: Api, context: HttpContext): void {
  const { db } = context.system;
  api.get('/funds', { schema: { tags: ['funds'], summary: 'Funds with their last day', response: { 200: fundList } } }, async () => {
    const items: FundSummary[] = [];
    for (const fund of await listFunds(db)) {
      const { days, netValues } = await daysOf(context, fund, 1);
      items.push(summaryView(fund, days[0], netValues[0]));
    }
    return { items };
  });
  api.get(
    '/funds/:id',
    { schema: { tags: ['funds'], summary: 'One fund: its days and what differs from the registrar', params, response: { 200: fundDetail } } },
    async (request): Promise<FundDetail> => {
      const fund = await namedFund(context, request.params.id);
      const { days, netValues } = await daysOf(context, fund, SHOWN);
      const breaks = (await registerBreaks(db, fund.fundId)).slice(-SHOWN).reverse();
      return {
        ...summaryView(fund, days[0], netValues[0]),
        days: days.map(dayView),
        netValues: netValues.map(netValueView),
        ...(await deskOf(context, fund)),
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
  api.get(
    '/fund-orders',
    {
      schema: {
        tags: ['funds'],
        summary: 'Orders of a fund with what the registrar confirmed, newest first',
        querystring: fundOrderQuery,
        response: { 200: page(fundOrderLine) },
      },
    },
    async (request) => {
      const { fundId, limit, cursor } = request.query;
      const place = readCursor(cursor, /^\d{4}-\d{2}-\d{2} f(ord|div)_[0-9a-f]{26}$/);
      const after = place === null ? null : { on: place.slice(0, 10), orderId: place.slice(11) };
      const rows = await listFundOrders(db, (await namedFund(context, fundId)).fundId, after, limit);
      const last = rows.at(-1);
      return { items: rows.map(orderLineView), nextCursor: rows.length < limit || !last ? null : writeCursor(`${last.acceptedOn} ${last.orderId}`) };
    },
  );
  myFundRoutes(api, context);
  suitabilityRoutes(api, context);
  productRoutes(api, context);
  myAssetRoutes(api, context);
  calendarChangeRoutes(api, context);
}

/** Days that are forecast. */
const AHEAD = 7;

/** What the people who run a fund look at: orders and conversions under way, the pool, and what the next days may bring. */
async function deskOf({ system: { db } }: HttpContext, fund: Fund): Promise<Pick<FundDetail, 'open' | 'conversions' | 'pool' | 'forecast'>> {
  const told = ({ kind, state, count, amount }: Tally) => ({ kind, state, count, amount: fen(amount) });
  const forecast = fund.pricing === 'money' ? await forecastOf(db, fund, AHEAD) : undefined;
  const pool = fund.fastPool === null ? null : { size: fen(fund.fastPool), used: fen(await poolUsed(db, fund.fundId, await currentDay(db))) };
  return {
    open: (await openOrdersOf(db, fund.fundId)).map(told),
    conversions: (await openConversionsOf(db, fund.fundId)).map(told),
    pool,
    forecast:
      forecast?.days.map(({ purchased, redeemed }, at) => ({
        date: addDays(businessDate(forecast.after), at + 1),
        purchased: fen(purchased),
        redeemed: fen(redeemed),
      })) ?? null,
  };
}
