import { type CalendarChangeView, calendarChange, calendarChangeList, calendarVerdict, id, proposeCalendarChange as proposeSchema } from '@jinqiao/api';
import { holdToday } from '@jinqiao/business-day';
import { businessDate } from '@jinqiao/calendar';
import { type CalendarChange, calendarChanges, decideCalendarChange, proposeCalendarChange } from '@jinqiao/wealth';
import { z } from 'zod';
import { callerOf } from './caller.ts';
import { type Api, type HttpContext, runOnce } from './context.ts';

const params = z.object({ id });
const tags = ['funds'];
const SHOWN = 100;

/** Days that a notice makes trading or working days, or takes from them: by two people, and orders are planned anew. */
export function calendarChangeRoutes(api: Api, context: HttpContext): void {
  const { db } = context.system;
  api.get(
    '/calendar-changes',
    { schema: { tags, summary: 'Changes of calendars, those to decide first', response: { 200: calendarChangeList } } },
    async () => ({
      items: (await calendarChanges(db, SHOWN)).map(viewOf),
    }),
  );
  api.post(
    '/calendar-changes',
    { schema: { tags, summary: 'Propose what a notice says of a day', body: proposeSchema, response: { 201: calendarChange } } },
    async (request, reply) => {
      const { login } = callerOf(request);
      const proposed = await runOnce(context, request, login, async (key) => {
        const given = { ...request.body, on: businessDate(request.body.on, '$.on') };
        return viewOf(await db.tx(async (tx) => proposeCalendarChange(tx, login, key, given, await holdToday(tx))));
      });
      return reply.status(201).send(proposed);
    },
  );
  api.post(
    '/calendar-changes/:id/verdict',
    { schema: { tags, summary: 'Approve or reject what another person proposed', params, body: calendarVerdict, response: { 200: calendarChange } } },
    async (request) => {
      const { login } = callerOf(request);
      return runOnce(context, request, login, async () =>
        viewOf(await db.tx(async (tx) => decideCalendarChange(tx, login, request.params.id, request.body.approve, await holdToday(tx)))),
      );
    },
  );
}

function viewOf({ changeId, ...change }: CalendarChange): CalendarChangeView {
  return { id: changeId, ...change };
}
