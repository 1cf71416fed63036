import { id, page, pageQuery, reveal, revealed, revealRequest } from '@jinqiao/api';
import { z } from 'zod';
import { revealField, revealTrail } from '../reveals.ts';
import { callerOf, noteChange } from './caller.ts';
import { type Api, type HttpContext, keyOf, readCursor, writeCursor } from './context.ts';
import { customerNamed } from './customers.ts';

const tags = ['security'];

export function revealRoutes(api: Api, context: HttpContext): void {
  const { system } = context;
  api.post(
    '/customers/:id/reveals',
    {
      schema: {
        tags,
        summary: 'Show one sealed field of a customer, for a reason; who saw it is kept',
        params: z.object({ id }),
        body: revealRequest,
        response: { 200: revealed },
      },
    },
    async (request, reply) => {
      const { login, role } = callerOf(request);
      const key = keyOf(request);
      const customer = await customerNamed(system.db, request.params.id);
      const { field, reason } = request.body;
      // The answer is in clear: it is neither kept for a repetition nor digested into the trail.
      noteChange(request, { object: `${customer.customerId} ${field}` });
      const answer = await revealField(system, customer, field, { login, role, reason, key });
      return reply.header('cache-control', 'no-store').send(answer);
    },
  );
  api.get(
    '/reveals',
    {
      schema: {
        tags,
        summary: 'Who saw which sealed field of whom, why and when, newest first',
        querystring: pageQuery.extend({ login: z.string().max(64).optional(), customerId: id.optional() }),
        response: { 200: page(reveal) },
      },
    },
    async (request) => {
      const { limit, login = null, customerId = null, cursor } = request.query;
      const items = await revealTrail(system.db, { login, customerId, after: readCursor(cursor, /^\S+Z rev_[0-9a-f]{26}$/), limit });
      const last = items.at(-1);
      return { items, nextCursor: items.length < limit || !last ? null : writeCursor(`${last.at} ${last.id}`) };
    },
  );
}
