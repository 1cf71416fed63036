import {
  businessDay,
  closeRequest,
  type Dashboard,
  dashboard,
  id,
  type MarginDay,
  marginDay,
  type Programme as ProgrammeView,
  page,
  pageQuery,
  programme as programmeSchema,
  settlement,
} from '@jinqiao/api';
import { today } from '@jinqiao/business-day';
import type { Db } from '@jinqiao/database';
import { balance } from '@jinqiao/ledger';
import { portfolioOf } from '@jinqiao/lending';
import { formatAmount } from '@jinqiao/money';
import { economicsOf, marginBand, type Programme, partnershipFault, type SnapshotFigures, settlements, snapshots } from '@jinqiao/partnership';
import { z } from 'zod';
import { bankNameOf, PARTNER_NAMES } from '../partners.ts';
import { callerOf } from './caller.ts';
import { type Api, type HttpContext, readCursor, runOnce, writeCursor } from './context.ts';
import { programmeSeenBy, programmesSeenBy, readsWholeHouse } from './seen.ts';

const params = z.object({ id });
const DATE = /^\d{4}-\d{2}-\d{2}$/;

export async function programmeNamed(context: HttpContext, programmeId: string): Promise<Programme> {
  const found = (await context.system.joint()).programmes.find((programme) => programme.id === programmeId);
  if (!found) throw partnershipFault('PROGRAMME_UNKNOWN', { id: programmeId });
  return found;
}

export function programmeRoutes(api: Api, context: HttpContext): void {
  const { db } = context.system;
  api.get(
    '/programmes',
    { schema: { summary: 'All programmes with their parameters', tags: ['programme'], response: { 200: page(programmeSchema) } } },
    async (request) => {
      return { items: (await programmesSeenBy(context, request)).map(programmeView), nextCursor: null };
    },
  );
  api.get('/programmes/:id', { schema: { summary: 'One programme', tags: ['programme'], params, response: { 200: programmeSchema } } }, async (request) => {
    return programmeView(await programmeSeenBy(context, request, request.params.id));
  });
  api.get(
    '/programmes/:id/dashboard',
    { schema: { summary: 'Exposure, margin, yield, delinquency and vintages of a programme', tags: ['programme'], params, response: { 200: dashboard } } },
    async (request) => {
      return dashboardOf(db, await programmeSeenBy(context, request, request.params.id));
    },
  );
  api.get(
    '/programmes/:id/margin',
    { schema: { summary: 'The margin deposit, day by day', tags: ['programme'], params, querystring: pageQuery, response: { 200: page(marginDay) } } },
    async (request) => {
      const programme = await programmeSeenBy(context, request, request.params.id);
      const rows = await snapshots(db, programme.id, readCursor(request.query.cursor, DATE), request.query.limit);
      return {
        items: rows.map((row) => marginView(programme, row.date, row.figures)),
        nextCursor: rows.length < request.query.limit ? null : writeCursor(rows.at(-1)?.date ?? ''),
      };
    },
  );
  api.get(
    '/programmes/:id/settlements',
    { schema: { summary: 'Monthly settlement statements', tags: ['programme'], params, response: { 200: page(settlement) } } },
    async (request) => {
      const programme = await programmeSeenBy(context, request, request.params.id);
      return { items: (await settlements(db, programme.id)).map((row) => settlementView(programme, row)), nextCursor: null };
    },
  );
  api.get(
    '/business-day',
    { schema: { summary: 'The open business day; the close, for who sees the whole house', tags: ['close'], response: { 200: businessDay } } },
    async (request) => {
      const day = await context.closes.state();
      return readsWholeHouse(callerOf(request)) ? day : { ...day, steps: [], summary: null, error: null };
    },
  );
  api.post(
    '/closes',
    { schema: { summary: 'Close the day, or days up to a date', tags: ['close'], body: closeRequest, response: { 202: businessDay } } },
    async (request, reply) => {
      const { login } = callerOf(request);
      const answer = await runOnce(context, request, login, async () => {
        await context.closes.start(request.body.through);
        return context.closes.state();
      });
      return reply.status(202).send(answer);
    },
  );
}

function programmeView(programme: Programme): ProgrammeView {
  const { parameters } = programme;
  return {
    id: programme.id,
    name: parameters.name,
    nameZh: parameters.nameZh,
    profile: parameters.profile,
    asset: programme.asset.code,
    bank: bankNameOf(programme).nameZh,
    paymentInstitution: PARTNER_NAMES.payment.nameZh,
    parameters: Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, parameterText(programme, name, value)])),
  };
}

/** Parameters that are kept as minor units. */
const AMOUNTS = ['cap', 'minAmount', 'settlementOpening'];

function parameterText(programme: Programme, name: string, value: unknown): string {
  if (AMOUNTS.includes(name)) return formatAmount(BigInt(String(value)), programme.asset);
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

const BUCKETS = ['M0', 'M1', 'M2', 'M3', 'M4', 'M5', 'M6', 'M7+'] as const;

async function dashboardOf(db: Db, programme: Programme): Promise<Dashboard> {
  const money = (amount: bigint) => formatAmount(amount, programme.asset);
  const stored = (text: string) => money(BigInt(text));
  const [sums, economics, days, held, vintages] = [
    await portfolioOf(db, programme.id),
    await economicsOf(db, programme.id),
    await snapshots(db, programme.id, null, 400),
    await balance(db, [programme.book.house('platform/margin')]),
    await vintagesOf(db, programme),
  ];
  const band = marginBand(programme, sums.outstanding);
  const last = days[0];
  const lines = (
    await db.query<{ customers: number; limits: string; active: number }>(
      `SELECT (SELECT count(DISTINCT customer_id)::int FROM lending.loan WHERE programme_id = $1 AND state = 'active') AS customers, (SELECT coalesce(sum(credit_limit), 0)::text FROM credit.line WHERE programme_id = $1 AND state = 'active') AS limits,
       (SELECT count(*)::int FROM lending.loan WHERE programme_id = $1 AND state = 'active') AS active`,
      [programme.id],
    )
  ).rows[0];
  const overdueLoans = Object.values(last?.figures.buckets ?? {}).reduce((n, bucket) => n + bucket.loans, 0);
  const current = sums.outstanding - BigInt(last?.figures.overdue ?? 0);
  return {
    programmeId: programme.id,
    asset: programme.asset.code,
    asOf: last?.date ?? null,
    exposure: {
      loans: lines?.active ?? 0,
      customers: lines?.customers ?? 0,
      outstanding: money(sums.outstanding),
      lineLimit: stored(lines?.limits ?? '0'),
      disbursed: money(sums.disbursed),
      overduePrincipal: stored(last?.figures.overdue ?? '0'),
    },
    margin: {
      held: money(held),
      required: money(band.required),
      ceiling: money(band.ceiling),
      coverage: sums.outstanding === 0n ? null : formatShare(held, sums.outstanding),
      called: economics.callSince ? money(band.middle - held) : money(0n),
      drawsStopped: economics.drawsStopped,
    },
    yield: {
      customerInterest: money(economics.interestPosted + economics.chargesPosted),
      bankYield: money(economics.bankPosted),
      advanceFees: money(economics.advanceFees),
      guaranteeLoss: money(economics.compensated),
      recovered: money(economics.recovered),
      platformNet: money(
        economics.interestPosted + economics.chargesPosted - economics.bankPosted - economics.advanceFees - economics.compensated + economics.recovered,
      ),
    },
    buckets: BUCKETS.map((bucket) => {
      const row = last?.figures.buckets[bucket];
      return bucket === 'M0'
        ? { bucket, loans: Math.max(0, (lines?.active ?? 0) - overdueLoans), outstanding: money(current > 0n ? current : 0n) }
        : { bucket, loans: row?.loans ?? 0, outstanding: stored(row?.outstanding ?? '0') };
    }),
    history: [...days].reverse().map(({ date, figures: f }) => ({
      date,
      outstanding: stored(f.outstanding),
      overdue: stored(f.overdue),
      marginHeld: stored(f.marginHeld),
      marginRequired: stored(f.marginRequired),
      customerInterest: money(BigInt(f.customerInterest) + BigInt(f.charges)),
      bankYield: stored(f.bankYield),
      platformNet: money(
        BigInt(f.customerInterest) + BigInt(f.charges) - BigInt(f.bankYield) - BigInt(f.advanceFees) - BigInt(f.compensated) + BigInt(f.recovered),
      ),
      collected: stored(f.collected.amount),
      failed: stored(f.failed.amount),
    })),
    vintages,
  };
}

function formatShare(part: bigint, whole: bigint): string {
  return (Number((part * 1_000_000n) / whole) / 1_000_000).toString();
}

/** Share of each month's loans, by amount, that was ever overdue or compensated by each month of age. */
async function vintagesOf(db: Db, programme: Programme): Promise<Dashboard['vintages']> {
  const { rows } = await db.query<{ month: string; disbursed: string; age: number; rate: string }>(
    `WITH day AS (SELECT current FROM business_day.day WHERE bucket = 0),
     bad AS (SELECT l.bucket, l.loan_id, min(i.due_on) AS since FROM lending.loan l JOIN lending.instalment i ON i.bucket = l.bucket AND i.loan_id = l.loan_id, day
       WHERE l.programme_id = $1 AND ((i.settled_on IS NULL AND i.due_on < day.current) OR i.settled_on > i.due_on) GROUP BY 1, 2),
     loans AS (SELECT to_char(l.disbursed_on, 'YYYY-MM') AS month, l.principal, l.disbursed_on, bad.since FROM lending.loan l LEFT JOIN bad ON bad.bucket = l.bucket AND bad.loan_id = l.loan_id WHERE l.programme_id = $1 AND l.state <> 'cancelled'),
     months AS (SELECT month, sum(principal) AS disbursed, min(disbursed_on) AS first FROM loans GROUP BY 1 ORDER BY 1 DESC LIMIT 12)
     SELECT m.month, m.disbursed::text, a.age, round(coalesce(sum(l.principal) FILTER (WHERE l.since < date_trunc('month', m.first) + make_interval(months => a.age + 1)), 0) / m.disbursed, 6)::text AS rate
     FROM months m CROSS JOIN day CROSS JOIN LATERAL generate_series(1, least(24, greatest(1, (extract(year FROM age(day.current, date_trunc('month', m.first)))::int * 12 + extract(month FROM age(day.current, date_trunc('month', m.first)))::int)))) AS a(age)
     JOIN loans l ON l.month = m.month GROUP BY 1, m.disbursed, 3 ORDER BY 1, 3`,
    [programme.id],
  );
  return [...Map.groupBy(rows, (row) => row.month)].map(([month, points]) => ({
    month,
    disbursed: formatAmount(BigInt(points[0]?.disbursed ?? 0), programme.asset),
    points: points.map((p) => ({ age: p.age, overdueRate: p.rate })),
  }));
}

function marginView(programme: Programme, date: string, f: SnapshotFigures): MarginDay {
  const money = (text: string) => formatAmount(BigInt(text), programme.asset);
  return {
    date,
    held: money(f.marginHeld),
    required: money(f.marginRequired),
    ceiling: money(f.marginCeiling),
    base: money(f.outstanding),
    called: money(f.called),
    released: money(f.released),
    drawn: money(f.drawn),
    callDeadline: f.callDeadline,
    drawsStopped: f.drawsStopped,
  };
}

const LINES = [
  ['customerInterest', 'Interest paid by customers', '客户利息'],
  ['penalty', 'Penalty and fees', '罚息及费用'],
  ['bankYield', "The bank's fixed yield", '银行固定收益'],
  ['advanceFees', 'Advance fees', '垫资手续费'],
  ['compensated', 'Compensation paid', '代偿支出'],
  ['recovered', 'Recovered', '追偿收回'],
] as const;

function settlementView(programme: Programme, row: Awaited<ReturnType<typeof settlements>>[number]) {
  const money = (text: string) => formatAmount(BigInt(text), programme.asset);
  const { net: _, ...figures } = row.figures;
  return {
    id: row.settlementId,
    programmeId: row.programmeId,
    month: row.month,
    ...(Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, money(value)])) as Omit<typeof figures, never>),
    lines: LINES.map(([name, en, zh]) => ({ name: en, nameZh: zh, amount: money(row.figures[name]) })),
    state: row.state,
    hash: row.hash,
  };
}

export async function currentDay(db: Db): Promise<string> {
  return (await today(db)).current;
}
