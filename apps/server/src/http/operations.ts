import {
  type BreakItem,
  breakItem,
  date as dateSchema,
  type Institution as InstitutionView,
  id,
  injectFault,
  institution,
  journal,
  page,
  pageQuery,
  reconciliationDay,
  resolveBreak as resolveSchema,
  type SearchHit,
  searchHit,
  trialBalanceRow,
  verification,
} from '@jinqiao/api';
import { businessDate, daysBetween } from '@jinqiao/calendar';
import { bucketOf } from '@jinqiao/database';
import { balanceOf, books, journalById, latestJournals, trialBalance } from '@jinqiao/ledger';
import { asset, CNY, formatAmount } from '@jinqiao/money';
import { listCustomers } from '@jinqiao/parties';
import { type Break, listBreaks, reconciliations, resolveBreak } from '@jinqiao/partnership';
import { bucketOfId } from '@jinqiao/runtime';
import { z } from 'zod';
import { serverFault } from '../errors.ts';
import { control, PARTNER_NAMES, type PartnerId } from '../partners.ts';
import { type Api, type HttpContext, readCursor, requireRole, runOnce, STAFF, writeCursor } from './context.ts';
import { currentDay } from './programmes.ts';
import { journalViews } from './views.ts';

const params = z.object({ id });
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export function operationRoutes(api: Api, context: HttpContext): void {
  reconciliationRoutes(api, context);
  institutionRoutes(api, context);
  bookRoutes(api, context);
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
      await requireRole(context, request, STAFF);
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
      await requireRole(context, request, STAFF);
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
      const { login } = await requireRole(context, request, ['finance']);
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
  api.get('/institutions', { schema: { tags, summary: 'Partner institutions and their health', response: { 200: page(institution) } } }, async (request) => {
    await requireRole(context, request, STAFF);
    return { items: await Promise.all((Object.keys(PARTNER_NAMES) as PartnerId[]).map((partner) => institutionView(context, partner))), nextCursor: null };
  });
  api.post(
    '/institutions/:id/faults',
    { schema: { tags, summary: 'Make a sandbox institution misbehave', params, body: injectFault, response: { 200: institution } } },
    async (request) => {
      const { login } = await requireRole(context, request, ['operator']);
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

function bookRoutes(api: Api, context: HttpContext): void {
  const { db } = context.system;
  const tags = ['books'];
  api.get('/books/trial-balance', { schema: { tags, summary: 'Trial balance of every book', response: { 200: page(trialBalanceRow) } } }, async (request) => {
    await requireRole(context, request, STAFF);
    const rows = await trialBalance(db);
    return {
      items: rows.map((row) => {
        const of = asset(row.asset);
        return {
          book: row.book,
          account: row.path,
          asset: row.asset,
          side: row.side,
          accounts: row.accounts,
          debits: formatAmount(row.debits, of),
          credits: formatAmount(row.credits, of),
          balance: formatAmount(balanceOf(row), of),
        };
      }),
      nextCursor: null,
    };
  });
  api.get(
    '/books/journals',
    {
      schema: {
        tags,
        summary: 'Journals of a book, newest first',
        querystring: pageQuery.extend({ book: z.string().max(80).optional(), date: dateSchema.optional() }),
        response: { 200: page(journal) },
      },
    },
    async (request) => {
      await requireRole(context, request, STAFF);
      const book = request.query.book ?? (await books(db))[0]?.book ?? '';
      if (request.query.date) businessDate(request.query.date, '$.date');
      const cursor = readCursor(request.query.cursor, /^\d{1,18}$/);
      const rows = await latestJournals(db, book, cursor === null ? null : BigInt(cursor), request.query.limit, request.query.date ?? null);
      return {
        items: await journalViews(db, rows),
        nextCursor: rows.length < request.query.limit ? null : writeCursor((rows.at(-1)?.sequence ?? 0n).toString()),
      };
    },
  );
  api.get('/journals/:id', { schema: { tags, summary: 'One journal entry', params, response: { 200: journal } } }, async (request) => {
    await requireRole(context, request, STAFF);
    const found = UUID.test(request.params.id) ? await journalById(db, request.params.id) : undefined;
    const view = found && (await journalViews(db, [found]))[0];
    if (!view) throw serverFault('JOURNAL_UNKNOWN', { id: request.params.id });
    return view;
  });
  api.post('/verifications', { schema: { tags, summary: 'Prove the books from the journals alone', response: { 200: verification } } }, async (request) => {
    await requireRole(context, request, STAFF);
    const checks = await context.system.verify();
    return {
      ok: checks.every((check) => check.ok),
      checks: checks.map((check) => ({ ...check, wrong: [...check.wrong] })),
      head: Object.fromEntries((await books(db)).map((row) => [row.book, row.head])),
    };
  });
  api.get(
    '/search',
    {
      schema: {
        tags,
        summary: 'Find a customer, loan, journal or message by an id or its beginning',
        querystring: z.object({ q: z.string().min(2).max(64) }),
        response: { 200: page(searchHit) },
      },
    },
    async (request) => {
      await requireRole(context, request, STAFF);
      return { items: await search(context, request.query.q.trim()), nextCursor: null };
    },
  );
}

async function search(context: HttpContext, q: string): Promise<SearchHit[]> {
  const { db } = context.system;
  const customers = await listCustomers(db, { q, after: null, limit: 8 });
  const bucket = bucketOfId(q);
  const loans = await db.query<{ id: string; state: string; on: string }>(
    `SELECT loan_id AS id, state, disbursed_on AS on FROM lending.loan WHERE loan_id LIKE $1 || '%' ${bucket === undefined ? '' : 'AND bucket = $2'} ORDER BY loan_id LIMIT 8`,
    bucket === undefined ? [q] : [q, bucket],
  );
  const messages = await db.query<{ serial: string; operation: string; receiver: string; subject: string }>(
    'SELECT serial, operation, receiver, subject FROM gateway.outbox WHERE bucket = $1 AND serial = $2',
    [bucketOf(q), q],
  );
  const found = UUID.test(q) ? await journalById(db, q) : undefined;
  return [
    ...customers.map((c) => ({ kind: 'customer' as const, id: c.customerId, title: c.nameMasked ?? c.mobileMasked, subtitle: c.customerId })),
    ...loans.rows.map((l) => ({ kind: 'loan' as const, id: l.id, title: l.id, subtitle: `${l.state} · ${l.on}` })),
    ...(found ? [{ kind: 'journal' as const, id: found.id, title: found.kind, subtitle: found.businessDate }] : []),
    ...messages.rows.map((m) => ({ kind: 'message' as const, id: m.serial, title: m.operation, subtitle: m.receiver })),
  ];
}
