import {
  type Account as AccountView,
  account,
  accountPage,
  accountsQuery,
  accountTreeLine,
  bookSummary,
  id,
  page,
  statementLine,
  statementQuery,
  trialBalanceQuery,
  trialBalanceRow,
} from '@jinqiao/api';
import { businessDate } from '@jinqiao/calendar';
import type { Db } from '@jinqiao/database';
import {
  type AccountRow,
  accountBucket,
  accountStatementOn,
  accountsById,
  accountsOfOwner,
  accountTree,
  type BookOverview,
  balanceOf,
  bookOverviews,
  houseStripes,
  ownedAccounts,
  type Side,
  type StatementLine,
  trialBalance,
  trialBalanceOn,
} from '@jinqiao/ledger';
import { asset as assetOf, formatAmount } from '@jinqiao/money';
import { z } from 'zod';
import { serverFault } from '../errors.ts';
import { type Api, type HttpContext, readCursor, writeCursor } from './context.ts';
import { kindInChinese } from './views.ts';

export const bookParams = z.object({ book: z.string().min(1).max(80) });
const params = z.object({ id });
const tags = ['books'];
const INT8_MAX = 2n ** 63n - 1n;
/** Owners have a handful of accounts each; nobody pages through them. */
const OWNED_MAX = 200;

export function bookRoutes(api: Api, context: HttpContext): void {
  overviewRoutes(api, context);
  accountRoutes(api, context);
}

function overviewRoutes(api: Api, context: HttpContext): void {
  const { db } = context.system;
  api.get('/books', { schema: { tags, summary: 'Books with where they stand', response: { 200: page(bookSummary) } } }, async () => {
    return { items: (await bookOverviews(db)).map(bookView), nextCursor: null };
  });
  api.get(
    '/books/trial-balance',
    {
      schema: {
        tags,
        summary: 'Trial balance of every book or of one, now or at the end of a business date',
        querystring: trialBalanceQuery,
        response: { 200: page(trialBalanceRow) },
      },
    },
    async (request) => {
      const { book, date } = request.query;
      if (book !== undefined) await bookNamed(db, book);
      const lines = date === undefined ? await trialBalance(db, book) : await trialBalanceOn(db, businessDate(date, '$.date'), book);
      return {
        items: lines.map((line) => ({
          book: line.book,
          account: line.path,
          side: line.side,
          accounts: line.accounts,
          balance: formatAmount(balanceOf(line), assetOf(line.asset)),
          ...turnoverView(line),
        })),
        nextCursor: null,
      };
    },
  );
  api.get(
    '/books/:book/accounts',
    {
      schema: {
        tags,
        summary: 'Accounts of a book as a tree of paths, each with everything below it',
        params: bookParams,
        response: { 200: page(accountTreeLine) },
      },
    },
    async (request) => {
      const { book } = await bookNamed(db, request.params.book);
      const lines = await accountTree(db, book);
      return {
        items: lines.map((line) => ({ path: line.path, depth: line.depth, side: line.side, accounts: line.accounts, ...turnoverView(line) })),
        nextCursor: null,
      };
    },
  );
}

function accountRoutes(api: Api, context: HttpContext): void {
  const { db } = context.system;
  api.get(
    '/books/:book/accounts/list',
    {
      schema: {
        tags,
        summary: 'Accounts of a path or of an owner; the stripes of a house account are folded into one',
        params: bookParams,
        querystring: accountsQuery,
        response: { 200: accountPage },
      },
    },
    async (request) => {
      const { book } = await bookNamed(db, request.params.book);
      return accountsPage(db, book, request.query);
    },
  );
  api.get(
    '/books/accounts/:id',
    { schema: { tags, summary: 'One account with its balances and limits', params, response: { 200: account } } },
    async (request) => {
      return accountView(await accountNamed(db, request.params.id));
    },
  );
  api.get(
    '/books/accounts/:id/statement',
    {
      schema: {
        tags,
        summary: 'Statement of an account, newest first, with its running balance',
        params,
        querystring: statementQuery,
        response: { 200: page(statementLine) },
      },
    },
    async (request) => {
      const found = await accountNamed(db, request.params.id);
      const { from, through, cursor, limit } = request.query;
      if (from !== undefined) businessDate(from, '$.from');
      if (through !== undefined) businessDate(through, '$.through');
      if (from !== undefined && through !== undefined && from > through) throw serverFault('DATE_RANGE_INVALID', { from, through }, '$.through');
      const range = { from: from ?? null, through: through ?? null };
      const { lines, next } = await accountStatementOn(db, found, range, readCursor(cursor, /^\d{1,18}\.\d{1,4}\.-?\d{1,19}$/), limit);
      return { items: await statementViews(db, found, lines), nextCursor: next === null ? null : writeCursor(next) };
    },
  );
}

/** @throws Fault BOOK_UNKNOWN. */
export async function bookNamed(db: Db, name: string): Promise<BookOverview> {
  const found = (await bookOverviews(db, name))[0];
  if (!found) throw serverFault('BOOK_UNKNOWN', { book: name });
  return found;
}

/** @throws Fault ACCOUNT_UNKNOWN. */
async function accountNamed(db: Db, text: string): Promise<AccountRow> {
  const number = /^\d{1,19}$/.test(text) ? BigInt(text) : INT8_MAX + 1n;
  const found = number > INT8_MAX ? undefined : (await accountsById(db, [number])).get(number);
  if (!found) throw serverFault('ACCOUNT_UNKNOWN', { id: text.slice(0, 40) });
  return found;
}

export function bookView(row: BookOverview): z.infer<typeof bookSummary> {
  return {
    book: row.book,
    asset: row.asset,
    sequence: row.sequence.toString(),
    batch: row.batch.toString(),
    head: row.head,
    postedAt: row.postedAt?.toISOString() ?? null,
    pending: row.pending,
    signedSequence: row.signedSequence?.toString() ?? null,
    signedAt: row.signedAt?.toISOString() ?? null,
  };
}

function turnoverView({ asset, debits, credits }: { asset: string; debits: bigint; credits: bigint }) {
  const money = (amount: bigint) => formatAmount(amount, assetOf(asset));
  const net = debits - credits;
  return { asset, debits: money(debits), credits: money(credits), debitBalance: money(net > 0n ? net : 0n), creditBalance: money(net < 0n ? -net : 0n) };
}

export function accountView(row: AccountRow): AccountView {
  const money = (amount: bigint) => formatAmount(amount, assetOf(row.asset));
  const balance = balanceOf(row);
  const [pendingIn, pendingOut] = row.side === 'debit' ? [row.pendingDebits, row.pendingCredits] : [row.pendingCredits, row.pendingDebits];
  return {
    id: row.id.toString(),
    book: row.book,
    path: row.path,
    asset: row.asset,
    side: row.side,
    owner: row.owner || null,
    bucket: accountBucket(row.id),
    closed: row.closed,
    debits: money(row.debits),
    credits: money(row.credits),
    balance: money(balance),
    pendingIn: money(pendingIn),
    pendingOut: money(pendingOut),
    available: money(balance - pendingOut - (row.floor ?? 0n)),
    floor: row.floor === null ? null : money(row.floor),
    ceiling: row.ceiling === null ? null : money(row.ceiling),
  };
}

async function accountsPage(db: Db, book: string, query: z.infer<typeof accountsQuery>): Promise<z.infer<typeof accountPage>> {
  const { path, owner, limit } = query;
  if (owner !== undefined) {
    const rows = await accountsOfOwner(db, owner, book, OWNED_MAX);
    return { items: rows.filter((row) => path === undefined || row.path === path).map(accountView), nextCursor: null, house: null };
  }
  if (path === undefined) throw serverFault('ACCOUNTS_UNNAMED', {}, '$.path');
  const asset = query.asset ?? (await bookNamed(db, book)).asset ?? '';
  const cursor = readCursor(query.cursor, /^\d{1,19}$/);
  const after = cursor === null ? null : BigInt(cursor);
  if (after !== null && after > INT8_MAX) throw serverFault('CURSOR_INVALID', {}, '$.cursor');
  const stripes = query.stripes !== undefined || after === null ? await houseStripes(db, book, path, asset) : [];
  const moved = (row: AccountRow) => query.stripes === 'all' || row.debits + row.credits > 0n;
  const rows = query.stripes
    ? stripes.filter((row) => moved(row) && (after === null || row.id > after)).slice(0, limit)
    : await ownedAccounts(db, book, path, asset, after, limit);
  return {
    items: rows.map(accountView),
    nextCursor: rows.length < limit ? null : writeCursor((rows.at(-1)?.id ?? 0n).toString()),
    house: folded(stripes, asset),
  };
}

/** All stripes of a house account as one line. */
function folded(stripes: readonly AccountRow[], asset: string): z.infer<typeof accountPage>['house'] {
  const side: Side | undefined = stripes[0]?.side;
  if (!side) return null;
  const sums = { side, debits: stripes.reduce((sum, row) => sum + row.debits, 0n), credits: stripes.reduce((sum, row) => sum + row.credits, 0n) };
  const money = (amount: bigint) => formatAmount(amount, assetOf(asset));
  return { stripes: stripes.length, side, debits: money(sums.debits), credits: money(sums.credits), balance: money(balanceOf(sums)) };
}

async function statementViews(db: Db, found: AccountRow, lines: readonly StatementLine[]): Promise<z.infer<typeof statementLine>[]> {
  const counters = await accountsById(db, [...new Set(lines.map((line) => line.counterAccount))]);
  const money = (amount: bigint) => formatAmount(amount, assetOf(found.asset));
  return lines.map((line) => {
    const counter = counters.get(line.counterAccount);
    return {
      journalId: line.journalId,
      sequence: line.sequence.toString(),
      position: line.position,
      businessDate: line.businessDate,
      kind: line.kind,
      kindZh: kindInChinese(line.kind),
      reference: line.reference,
      counterId: line.counterAccount.toString(),
      counterAccount: counter?.path ?? '?',
      counterOwner: counter?.owner || null,
      debit: line.debit === 0n ? null : money(line.debit),
      credit: line.credit === 0n ? null : money(line.credit),
      held: money(line.held),
      balance: money(line.balance),
    };
  });
}
