import { id, limitAnswer, limitChange, myLimits, proposeLimit } from '@jinqiao/api';
import { holdToday } from '@jinqiao/business-day';
import { businessDate } from '@jinqiao/calendar';
import { answerOffer, changeLimit, changesOf, exposureOf } from '@jinqiao/credit';
import { CNY, parsePositiveAmount } from '@jinqiao/money';
import { requireStanding } from '@jinqiao/parties';
import { z } from 'zod';
import { callerOf } from './caller.ts';
import { type Api, type HttpContext, runOnce } from './context.ts';
import { customerNamed } from './customers.ts';
import { customer, type Who } from './own.ts';
import { changeView, limitView } from './pay-later-views.ts';
import { currentDay } from './programmes.ts';

const params = z.object({ id });
const SHOWN = 50;

/** What a customer may use over all products, and how that changes: for the customer, and for staff. */
export function limitRoutes(api: Api, context: HttpContext): void {
  const { db } = context.system;
  const mine = ['customer pages'];
  api.get('/me/limits', { schema: { tags: mine, summary: 'What I may use over all products, and offers', response: { 200: myLimits } } }, async (request) =>
    limitsOf(context, await customer(context, request)),
  );
  api.post(
    '/me/limit-changes/:id/answer',
    { schema: { tags: mine, summary: 'Accept or decline a higher limit', params, body: limitAnswer, response: { 200: myLimits } } },
    async (request) => {
      const who = await customer(context, request);
      return runOnce(context, request, who.customerId, async () => {
        await db.tx(async (tx) => {
          const on = businessDate(await holdToday(tx));
          await requireStanding(tx, who, on, 'new-business');
          await answerOffer(tx, { ...who, changeId: request.params.id }, request.body.accept, on);
        });
        return limitsOf(context, who);
      });
    },
  );
  const tags = ['customer'];
  api.get(
    '/customers/:id/limits',
    { schema: { tags, summary: 'What a customer may use over all products', params, response: { 200: myLimits } } },
    async (request) => limitsOf(context, await customerNamed(db, request.params.id)),
  );
  api.post(
    '/customers/:id/limit-changes',
    {
      schema: { tags, summary: 'Offer, notice or freeze a limit of a customer', params, body: proposeLimit, response: { 201: limitChange } },
    },
    async (request, reply) => {
      const { login } = callerOf(request);
      const { bucket, customerId } = await customerNamed(db, request.params.id);
      const { to, through, ...body } = request.body;
      const made = await runOnce(context, request, login, (key) =>
        db.tx(async (tx) => {
          const on = await holdToday(tx);
          const amount = to === undefined ? {} : { to: parsePositiveAmount(to, CNY, '$.to') };
          return changeView(
            await changeLimit(tx, { bucket, customerId, ...body, ...amount, ...(through === undefined ? {} : { through }), by: login, key }, on),
          );
        }),
      );
      return reply.status(201).send(made);
    },
  );
}

async function limitsOf(context: HttpContext, who: Who): Promise<z.infer<typeof myLimits>> {
  const { db } = context.system;
  const on = await currentDay(db);
  const all = await exposureOf(db, await context.system.usage(), who, on);
  return { businessDate: on, asset: CNY.code, limits: all.map(limitView), changes: (await changesOf(db, who, SHOWN)).map(changeView) };
}
