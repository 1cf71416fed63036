import { type Institution as InstitutionView, id, injectFault, institution, page } from '@jinqiao/api';
import { z } from 'zod';
import { serverFault } from '../errors.ts';
import { control, PARTNER_KINDS, PARTNER_NAMES, type PartnerId } from '../partners.ts';
import { callerOf } from './caller.ts';
import { type Api, type HttpContext, runOnce } from './context.ts';

const params = z.object({ id });

export function operationRoutes(api: Api, context: HttpContext): void {
  const tags = ['partner'];
  api.get('/institutions', { schema: { tags, summary: 'Partner institutions and their health', response: { 200: page(institution) } } }, async () => {
    return { items: await Promise.all((Object.keys(PARTNER_NAMES) as PartnerId[]).map((partner) => institutionView(context, partner))), nextCursor: null };
  });
  api.post(
    '/institutions/:id/faults',
    { schema: { tags, summary: 'Make a sandbox institution misbehave', params, body: injectFault, response: { 200: institution } } },
    async (request) => {
      const { login } = callerOf(request);
      const partner = (Object.keys(PARTNER_NAMES) as PartnerId[]).find((known) => known === request.params.id);
      if (!partner) throw serverFault('INSTITUTION_UNKNOWN', { id: request.params.id });
      return runOnce(context, request, login, async () => {
        await control(context.system.urls[partner], 'faults', request.body);
        return institutionView(context, partner);
      });
    },
  );
}

async function institutionView(context: HttpContext, partner: PartnerId): Promise<InstitutionView> {
  const { db, urls, clock } = context.system;
  const before = clock.now();
  const state = (await control(urls[partner], 'state', {}).catch(() => undefined)) as { faults: string[] } | undefined;
  const { rows } = await db.query<{ sent: number; unknown: number; pending: number; last: Date | null }>(
    `SELECT count(*)::int AS sent, count(*) FILTER (WHERE state = 'unknown')::int AS unknown, count(*) FILTER (WHERE state = 'pending')::int AS pending, max(at) AS last FROM gateway.outbox WHERE receiver = $1`,
    [partner],
  );
  const refused = await db.query<{ n: number }>('SELECT count(*)::int AS n FROM gateway.refusal WHERE sender = $1', [partner]);
  return {
    id: partner,
    ...PARTNER_NAMES[partner],
    kind: PARTNER_KINDS[partner],
    url: urls[partner],
    healthy: state !== undefined,
    latencyMs: state ? clock.now() - before : null,
    messages: { sent: rows[0]?.sent ?? 0, unknown: rows[0]?.unknown ?? 0, pending: rows[0]?.pending ?? 0, refused: refused.rows[0]?.n ?? 0 },
    lastAt: rows[0]?.last?.toISOString() ?? null,
    faults: state?.faults ?? [],
  };
}
