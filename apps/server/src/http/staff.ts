import {
  decidedStaffChange,
  decideStaffChange as decideSchema,
  id,
  page,
  pageQuery,
  proposeStaffChange as proposeSchema,
  staffChange,
  staffMember,
} from '@jinqiao/api';
import { z } from 'zod';
import { decideStaffChange, proposeStaffChange, staffChanges, staffMembers } from '../staff.ts';
import { callerOf, noteChange } from './caller.ts';
import { type Api, type HttpContext, readCursor, runOnce, writeCursor } from './context.ts';

const tags = ['security'];

export function staffRoutes(api: Api, context: HttpContext): void {
  const { system } = context;
  api.get('/staff', { schema: { tags, summary: 'Staff with their roles and how far they see', response: { 200: page(staffMember) } } }, async () => ({
    items: await staffMembers(system),
    nextCursor: null,
  }));
  api.get(
    '/staff/changes',
    {
      schema: {
        tags,
        summary: 'Changes of staff, proposed and decided, newest first',
        querystring: pageQuery.extend({ state: z.enum(['pending', 'approved', 'refused']).optional() }),
        response: { 200: page(staffChange) },
      },
    },
    async (request) => {
      const { limit, state = null, cursor } = request.query;
      const items = await staffChanges(system.db, { state, after: readCursor(cursor, /^\S+Z stc_[0-9a-f]{26}$/), limit });
      const last = items.at(-1);
      return { items, nextCursor: items.length < limit || !last ? null : writeCursor(`${last.madeAt} ${last.id}`) };
    },
  );
  api.post(
    '/staff/changes',
    { schema: { tags, summary: 'Propose a change of somebody’s rights', body: proposeSchema, response: { 200: staffChange } } },
    async (request) => {
      const { login } = callerOf(request);
      noteChange(request, { object: request.body.login, after: request.body });
      return runOnce(context, request, login, (key) => proposeStaffChange(system, request.body, login, key));
    },
  );
  api.post(
    '/staff/changes/:id/decision',
    {
      schema: {
        tags,
        summary: 'Approve or refuse a change that somebody else proposed',
        params: z.object({ id }),
        body: decideSchema,
        response: { 200: decidedStaffChange },
      },
    },
    async (request, reply) => {
      // A first password is in the answer: it is not kept for a repetition, which is refused as decided.
      const { change, password, before, after } = await decideStaffChange(system, request.params.id, request.body.approve, callerOf(request).login);
      noteChange(request, { object: change.login, before, after });
      return reply.header('cache-control', 'no-store').send({ change, password });
    },
  );
}
