import {
  type BreakDetail,
  type BreakItem,
  breakDetail,
  breakItem,
  breakState,
  checkResolution as checkSchema,
  date,
  type EntryLine,
  type FileLine,
  fileLinePage,
  id,
  page,
  pageQuery,
  type ReceivedFile as ReceivedFileView,
  type ReconciliationDay,
  receivedFile,
  reconciliationDay,
  resolveBreak as resolveSchema,
} from '@jinqiao/api';
import { holdToday } from '@jinqiao/business-day';
import { daysBetween } from '@jinqiao/calendar';
import type { Journal } from '@jinqiao/ledger';
import { LOAN_BOOK_CHART } from '@jinqiao/lending';
import { CNY, formatAmount } from '@jinqiao/money';
import { checkResolution, PLATFORM_CHART, previewResolution } from '@jinqiao/partnership';
import {
  type Break,
  breakById,
  type ComparedDay,
  collectionOfBreak,
  collectionsByKey,
  comparedDays,
  fileById,
  fileLines,
  listBreaks,
  listFiles,
  offered,
  proposeResolution,
  type ReceivedFile,
  rejectResolution,
  resolutionsOf,
  type StoredLine,
} from '@jinqiao/payments';
import { files } from '@jinqiao/wire';
import { z } from 'zod';
import { callerOf } from './caller.ts';
import { type Api, type HttpContext, readCursor, runOnce, writeCursor } from './context.ts';
import { currentDay } from './programmes.ts';

const params = z.object({ id });
const tags = ['reconciliation'];
const money = (amount: bigint) => formatAmount(amount, CNY);
const moneyOrNull = (amount: bigint | null) => (amount === null ? null : money(amount));

export function reconciliationRoutes(api: Api, context: HttpContext): void {
  dayRoutes(api, context);
  fileRoutes(api, context);
  breakRoutes(api, context);
  resolutionRoutes(api, context);
}

function dayRoutes(api: Api, context: HttpContext): void {
  api.get(
    '/reconciliation/days',
    {
      schema: {
        tags,
        summary: 'Our books beside each institution, day by day, with what explains the differences',
        querystring: pageQuery.extend({ programmeId: id.optional(), date: date.optional() }),
        response: { 200: page(reconciliationDay) },
      },
    },
    async (request) => {
      const { programmeId, date: on, cursor, limit } = request.query;
      const after = readCursor(cursor, /^\d{4}-\d{2}-\d{2} .{1,80}$/);
      const days = await comparedDays(context.system.db, { scope: programmeId ?? null, date: on ?? null, after, limit });
      const last = days.at(-1);
      return { items: days.map(dayView), nextCursor: days.length < limit || !last ? null : writeCursor(`${last.date} ${last.scope}`) };
    },
  );
}

function dayView({ date: on, scope, sides }: ComparedDay): ReconciliationDay {
  const side = (of: { count: number; amount: bigint }) => ({ count: of.count, amount: money(of.amount) });
  return {
    date: on,
    programmeId: scope,
    state: sides.every(({ state }) => state === 'done') ? 'done' : 'pending',
    ours: side(sides[0]?.ours ?? { count: 0, amount: 0n }),
    matched: Math.min(...sides.map(({ matched }) => matched)),
    breaks: sides.reduce((sum, { explanations }) => sum + explanations.filter(({ state }) => state === 'open').reduce((n, { count }) => n + count, 0), 0),
    sides: sides.map((s) => ({
      comparison: s.comparison,
      institution: s.comparison.split('.')[0] ?? '',
      state: s.state,
      fileId: s.fileId,
      ours: side(s.ours),
      theirs: side(s.theirs),
      difference: money(s.theirs.amount - s.ours.amount),
      matched: s.matched,
      waiting: s.waiting,
      explanations: s.explanations.map((part) => ({ ...part, amount: money(part.amount) }) as ReconciliationDay['sides'][number]['explanations'][number]),
    })),
  };
}

function fileRoutes(api: Api, context: HttpContext): void {
  const { db } = context.system;
  api.get(
    '/reconciliation/files',
    {
      schema: {
        tags,
        summary: 'Daily files that were asked for, and what became of each',
        querystring: pageQuery.extend({
          institution: id.optional(),
          state: receivedFile.shape.state.optional(),
          programmeId: id.optional(),
          date: date.optional(),
        }),
        response: { 200: page(receivedFile) },
      },
    },
    async (request) => {
      const { institution, state, programmeId, date: on, cursor, limit } = request.query;
      const after = readCursor(cursor, /^\d{4}-\d{2}-\d{2} fil_[0-9a-f]{26}$/);
      const rows = await listFiles(db, { institution: institution ?? null, state: state ?? null, scope: programmeId ?? null, date: on ?? null, after, limit });
      const last = rows.at(-1);
      return { items: rows.map(fileView), nextCursor: rows.length < limit || !last ? null : writeCursor(`${last.receivedOn} ${last.fileId}`) };
    },
  );
  api.get('/reconciliation/files/:id', { schema: { tags, summary: 'A daily file', params, response: { 200: receivedFile } } }, async (request) => {
    return fileView(await fileById(db, request.params.id));
  });
  api.get(
    '/reconciliation/files/:id/lines',
    {
      schema: {
        tags,
        summary: 'The lines of an accepted file, or those of one reference',
        params,
        querystring: pageQuery.extend({ reference: z.string().max(80).optional() }),
        response: { 200: fileLinePage },
      },
    },
    async (request) => {
      const { cursor, limit, reference } = request.query;
      const file = await fileById(db, request.params.id);
      const after = Number(readCursor(cursor, /^\d{1,9}$/) ?? 1);
      const rows = await fileLines(db, file, { after, key: reference ?? null, limit });
      const last = rows.at(-1);
      return { items: rows.map((row) => lineView(file, row)), nextCursor: rows.length < limit || !last ? null : writeCursor(String(last.line)) };
    },
  );
}

function fileView(f: ReceivedFile): ReceivedFileView {
  return {
    id: f.fileId,
    institution: f.institution,
    layout: f.layout,
    programmeId: f.scope,
    date: f.date,
    receivedOn: f.receivedOn,
    attempt: f.attempt,
    state: f.state,
    reason: f.reason === '' ? null : f.reason,
    detail: f.en === '' ? null : f.en,
    detailZh: f.zh === '' ? null : f.zh,
    lines: f.lines,
    total: money(f.total),
    digest: f.digest,
    reordered: f.reordered,
    doubled: f.doubled,
  };
}

function lineView(file: ReceivedFile, row: StoredLine): FileLine {
  return { line: row.line, key: row.key, amount: money(row.amount), fields: namedFields(file.layout, row.content) };
}

function namedFields(layout: string, content: string): { name: string; value: string }[] {
  const names = Object.values(files).find(({ name }) => name === layout)?.fields ?? [];
  return content.split('|').map((value, at) => ({ name: names[at] ?? String(at + 1), value }));
}

function breakRoutes(api: Api, context: HttpContext): void {
  const { db } = context.system;
  api.get(
    '/reconciliation/breaks',
    {
      schema: {
        tags,
        summary: 'Differences between our records and the files, the newest first',
        querystring: pageQuery.extend({ state: breakState.optional(), programmeId: id.optional(), date: date.optional(), comparison: id.optional() }),
        response: { 200: page(breakItem) },
      },
    },
    async (request) => {
      const { state, programmeId, date: of, comparison, cursor, limit } = request.query;
      const after = readCursor(cursor, /^\d{4}-\d{2}-\d{2} brk_[0-9a-f]{26}$/);
      const rows = await listBreaks(db, { state: state ?? null, scope: programmeId ?? null, date: of ?? null, comparison: comparison ?? null, after, limit });
      const on = await currentDay(db);
      const last = rows.at(-1);
      return { items: rows.map((row) => breakView(row, on)), nextCursor: rows.length < limit || !last ? null : writeCursor(`${last.date} ${last.breakId}`) };
    },
  );
  api.get(
    '/reconciliation/breaks/:id',
    { schema: { tags, summary: 'A break with its file line, what may be done, and what was done', params, response: { 200: breakDetail } } },
    async (request) => {
      return detailView(context, request.params.id);
    },
  );
}

function resolutionRoutes(api: Api, context: HttpContext): void {
  const { db } = context.system;
  api.post(
    '/reconciliation/breaks/:id/resolution',
    { schema: { tags, summary: 'Propose a resolution (maker)', params, body: resolveSchema, response: { 200: breakDetail } } },
    async (request) => {
      const { login } = callerOf(request);
      return runOnce(context, request, login, async () => {
        const { resolution: kind, reason } = request.body;
        await db.tx(async (tx) => proposeResolution(tx, request.params.id, { kind, reason, by: login, on: await holdToday(tx) }));
        return detailView(context, request.params.id);
      });
    },
  );
  api.post(
    '/reconciliation/breaks/:id/check',
    { schema: { tags, summary: 'Approve or reject what was proposed (checker, never the maker)', params, body: checkSchema, response: { 200: breakDetail } } },
    async (request) => {
      const { login } = callerOf(request);
      return runOnce(context, request, login, async () => {
        const { resolutionId, approve } = request.body;
        const check = { resolutionId, by: login };
        if (approve) await checkResolution(db, await context.system.joint(), request.params.id, check);
        else await db.tx(async (tx) => rejectResolution(tx, request.params.id, { ...check, on: await holdToday(tx) }));
        return detailView(context, request.params.id);
      });
    },
  );
}

function breakView(row: Break, on: string): BreakItem {
  return {
    id: row.breakId,
    date: row.date,
    programmeId: row.scope,
    comparison: row.comparison,
    type: row.type,
    reference: row.key,
    ours: moneyOrNull(row.ours),
    theirs: moneyOrNull(row.theirs),
    difference: money(row.delta),
    foundOn: row.foundOn,
    ageDays: Math.max(0, daysBetween(row.date, row.resolvedOn ?? on)),
    state: row.state,
    owner: row.owner,
    proposed: row.state === 'open' ? (offered(row)[0] ?? null) : null,
    resolution: row.resolution,
    resolvedOn: row.resolvedOn,
  };
}

async function detailView(context: HttpContext, breakId: string): Promise<BreakDetail> {
  const { db } = context.system;
  const item = await breakById(db, breakId);
  const on = await currentDay(db);
  const file = item.fileId === null ? undefined : await fileById(db, item.fileId);
  const [line] = file && item.line !== null ? await fileLines(db, file, { after: item.line - 1, key: null, limit: 1 }) : [];
  const collection = (await collectionsByKey(db, [collectionOfBreak(item)])).get(item.key);
  const joint = await context.system.joint();
  return {
    ...breakView(item, on),
    fileId: item.fileId,
    line: file && line ? { number: line.line, fields: namedFields(file.layout, line.content) } : null,
    oursState: collection?.state ?? item.oursState,
    loanId: collection?.loanId ?? null,
    counterpart: item.counterpart,
    journalId: item.journalId,
    offered: offered(item).map((kind) => ({ kind, entries: previewResolution(joint, item, kind, on).flatMap(entryLines) })),
    resolutions: (await resolutionsOf(db, breakId)).map(({ resolutionId, journals, kind, reason, state, code, madeBy, madeOn, checkedBy, checkedOn }) => ({
      id: resolutionId,
      kind,
      reason,
      state,
      code,
      madeBy,
      madeOn,
      checkedBy,
      checkedOn,
      journals: [...journals],
    })),
  };
}

const CHARTS: Readonly<Record<string, { readonly zh: string }>> = { ...LOAN_BOOK_CHART, ...PLATFORM_CHART };

function entryLines(entry: Journal): EntryLine[] {
  const account = (path: string) => `${path} ${CHARTS[path]?.zh ?? ''}`.trim();
  return entry.transfers.flatMap(({ debit, credit, amount }) => [
    { book: debit.book, account: account(debit.path), debit: money(amount), credit: null },
    { book: credit.book, account: account(credit.path), debit: null, credit: money(amount) },
  ]);
}
