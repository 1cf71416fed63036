import { type FundDetail, type FundSummary, fundDetail, fundList, id } from '@jinqiao/api';
import { listFunds, registerBreaks } from '@jinqiao/wealth';
import { z } from 'zod';
import type { Api, HttpContext } from './context.ts';
import { breakFigure, daysOf, dayView, namedFund, netValueView, summaryView } from './fund-views.ts';
import { myAssetRoutes } from './my-assets.ts';
import { myFundRoutes } from './my-funds.ts';
import { productRoutes } from './products.ts';
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
  productRoutes(api, context);
  myAssetRoutes(api, context);
}
