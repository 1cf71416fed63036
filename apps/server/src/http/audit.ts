import { auditEntry, auditPhase, dataKey, date, page, pageQuery } from '@jinqiao/api';
import { z } from 'zod';
import { auditTrail } from '../audit.ts';
import { type Api, type HttpContext, readCursor, writeCursor } from './context.ts';

const tags = ['security'];
const text = z.string().max(120).optional();

export function auditRoutes(api: Api, context: HttpContext): void {
  const { db, vault } = context.system;
  api.get(
    '/audit',
    {
      schema: {
        tags,
        summary: 'Who did what to which object, newest first',
        querystring: pageQuery.extend({
          actor: text,
          object: text,
          action: text,
          phase: auditPhase.optional(),
          from: date.optional(),
          through: date.optional(),
        }),
        response: { 200: page(auditEntry) },
      },
    },
    async (request) => {
      const { limit, cursor, actor = null, object = null, action = null, phase = null, from = null, through = null } = request.query;
      const after = readCursor(cursor, /^\S+Z \S{1,64} (begun|done|refused|failed)$/);
      const items = await auditTrail(db, { actor, object, action, phase, from, through, after, limit });
      const last = items.at(-1);
      return { items, nextCursor: items.length < limit || !last ? null : writeCursor(`${last.at} ${last.traceId} ${last.phase}`) };
    },
  );
  api.get('/data-keys', { schema: { tags, summary: 'The keys by which personal data are sealed and found', response: { 200: page(dataKey) } } }, async () => {
    await vault.refresh();
    return {
      items: vault.keys().map(({ keyId, purpose, algorithm, masterKey, madeAt, activeFrom, completeAt, retiredAt }) => ({
        id: keyId,
        purpose,
        algorithm,
        masterKey,
        madeAt: madeAt.toISOString(),
        activeFrom: activeFrom.toISOString(),
        completeAt: completeAt?.toISOString() ?? null,
        retiredAt: retiredAt?.toISOString() ?? null,
      })),
      nextCursor: null,
    };
  });
}
