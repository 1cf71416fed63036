import {
  type BreakItem,
  breakItem,
  type Institution as InstitutionView,
  id,
  injectFault,
  institution,
  page,
  pageQuery,
  reconciliationDay,
  resolveBreak as resolveSchema,
} from '@jinqiao/api';
import { daysBetween } from '@jinqiao/calendar';
import { CNY, formatAmount } from '@jinqiao/money';
import { type Break, listBreaks, reconciliations, resolveBreak } from '@jinqiao/partnership';
import { z } from 'zod';
import { serverFault } from '../errors.ts';
import { control, PARTNER_NAMES, type PartnerId } from '../partners.ts';
import { callerOf } from './caller.ts';
import { type Api, type HttpContext, readCursor, runOnce, writeCursor } from './context.ts';
import { currentDay } from './programmes.ts';

const params = z.object({ id });

export function operationRoutes(api: Api, context: HttpContext): void {
  reconciliationRoutes(api, context);
  institutionRoutes(api, context);
}

function reconciliationRoutes(api: Api, context: HttpContext): void {
  const { db } = context.system;
  const tags = ['reconciliation'];
  api.get(
    '/reconciliation/days',
    {
      schema: {
        tags,
        summary: 'Three-way reconciliation, day by day',
        querystring: pageQuery.extend({ programmeId: id.optional() }),
        response: { 200: page(reconciliationDay) },
      },
    },
    async (request) => {
      const rows = await reconciliations(db, request.query.programmeId ?? null, readCursor(request.query.cursor, /^\d{4}-\d{2}-\d{2}$/), request.query.limit);
      const money = (side: { count: number; amount: string }) => ({ count: side.count, amount: formatAmount(BigInt(side.amount), CNY) });
      return {
        items: rows.map(({ date, programmeId, figures: f }) => ({
          date,
          programmeId,
          platform: money(f.platform),
          paymentInstitution: money(f.paymentInstitution),
          bank: money(f.bank),
          matched: f.matched,
          breaks: f.breaks,
        })),
        nextCursor: rows.length < request.query.limit ? null : writeCursor(rows.at(-1)?.date ?? ''),
      };
    },
  );
  api.get(
    '/reconciliation/breaks',
    {
      schema: {
        tags,
        summary: 'Breaks between the three books',
        querystring: pageQuery.extend({ state: z.enum(['open', 'pending', 'resolved']).optional() }),
        response: { 200: page(breakItem) },
      },
    },
    async (request) => {
      const rows = await listBreaks(db, {
        state: request.query.state ?? null,
        after: readCursor(request.query.cursor, /^\d{4}-\d{2}-\d{2} brk_[0-9a-f]{26}$/),
        limit: request.query.limit,
      });
      const on = await currentDay(db);
      const last = rows.at(-1);
      return {
        items: rows.map((row) => breakView(row, on)),
        nextCursor: rows.length < request.query.limit || !last ? null : writeCursor(`${last.date} ${last.breakId}`),
      };
    },
  );
  api.post(
    '/reconciliation/breaks/:id/resolution',
    { schema: { tags, summary: 'Resolve a break', params, body: resolveSchema, response: { 200: breakItem } } },
    async (request) => {
      const { login } = callerOf(request);
      return runOnce(context, request, login, async () => {
        const on = await currentDay(db);
        return breakView(await db.tx((tx) => resolveBreak(tx, request.params.id, request.body.resolution, request.body.reason, login, on)), on);
      });
    },
  );
}

function breakView(row: Break, on: string): BreakItem {
  const money = (amount: bigint | null) => (amount === null ? null : formatAmount(amount, CNY));
  return {
    id: row.breakId,
    date: row.date,
    programmeId: row.programmeId,
    type: row.type,
    between: row.parties,
    reference: row.reference,
    ours: money(row.ours),
    theirs: money(row.theirs),
    ageDays: Math.max(0, daysBetween(row.date, on)),
    state: row.state,
    owner: 'finance',
    resolution: row.resolution,
  };
}

function institutionRoutes(api: Api, context: HttpContext): void {
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
    kind: partner,
    url: urls[partner],
    healthy: state !== undefined,
    latencyMs: state ? clock.now() - before : null,
    messages: { sent: rows[0]?.sent ?? 0, unknown: rows[0]?.unknown ?? 0, pending: rows[0]?.pending ?? 0, refused: refused.rows[0]?.n ?? 0 },
    lastAt: rows[0]?.last?.toISOString() ?? null,
    faults: state?.faults ?? [],
  };
}
