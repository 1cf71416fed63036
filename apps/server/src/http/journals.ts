import { date as dateSchema, id, type JournalDetail, journal, journalDetail, page, pageQuery } from '@jinqiao/api';
import { businessDate } from '@jinqiao/calendar';
import type { Db } from '@jinqiao/database';
import { bucketOfId } from '@jinqiao/database';
import { type ChainLink, followingJournals, journalById, latestJournals, linkOfJournal, type StoredJournal } from '@jinqiao/ledger';
import { loansByKey } from '@jinqiao/lending';
import { CNY, formatAmount } from '@jinqiao/money';
import { customersById } from '@jinqiao/parties';
import { collectionsByKey } from '@jinqiao/payments';
import { z } from 'zod';
import { serverFault } from '../errors.ts';
import { bookNamed } from './books.ts';
import { type Api, type HttpContext, readCursor, writeCursor } from './context.ts';
import { journalViews, kindInChinese } from './views.ts';

const params = z.object({ id });
const tags = ['books'];
export const JOURNAL_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const COLLECTION = /^col_[0-9a-f]{26}/;
/** Messages that a journal shows; a subject has a handful a day. */
const MESSAGES_MAX = 20;

export function journalRoutes(api: Api, context: HttpContext): void {
  const { db } = context.system;
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
      const { limit, date } = request.query;
      const book = request.query.book === undefined ? await firstBook(db) : (await bookNamed(db, request.query.book)).book;
      if (date !== undefined) businessDate(date, '$.date');
      const cursor = readCursor(request.query.cursor, /^\d{1,18}$/);
      const rows = await latestJournals(db, book, cursor === null ? null : BigInt(cursor), limit, date ?? null);
      return {
        items: await journalViews(db, rows),
        nextCursor: rows.length < limit ? null : writeCursor((rows.at(-1)?.sequence ?? 0n).toString()),
      };
    },
  );
  api.get(
    '/journals/:id',
    { schema: { tags, summary: 'One journal with its source event and its place in the chain', params, response: { 200: journalDetail } } },
    async (request) => {
      const found = JOURNAL_ID.test(request.params.id) ? await journalById(db, request.params.id) : undefined;
      if (!found) throw serverFault('JOURNAL_UNKNOWN', { id: request.params.id });
      return detailOf(context, found);
    },
  );
}

async function firstBook(db: Db): Promise<string> {
  const { rows } = await db.query<{ book: string }>('SELECT book FROM ledger.book ORDER BY book LIMIT 1');
  return rows[0]?.book ?? '';
}

async function detailOf(context: HttpContext, found: StoredJournal): Promise<JournalDetail> {
  const { db } = context.system;
  const [view] = await journalViews(db, [found]);
  if (!view) throw serverFault('JOURNAL_UNKNOWN', { id: found.id });
  const [link, target, following, source] = await Promise.all([
    linkOfJournal(db, found),
    found.target === null ? undefined : journalById(db, found.target),
    followingJournals(db, found),
    sourceOf(context, found),
  ]);
  return {
    ...view,
    postedAt: link?.postedAt?.toISOString() ?? null,
    chain: link ? chainView(link) : null,
    target: target ? referenceTo(target) : null,
    following: following.map(referenceTo),
    expiresOn: found.expiresOn,
    source,
  };
}

function chainView({ batch, first, last, hash, before }: ChainLink) {
  return { batch: batch.toString(), first: first.toString(), last: last.toString(), hash, before };
}

function referenceTo({ id, kind, sequence, businessDate }: StoredJournal) {
  return { id, kind, kindZh: kindInChinese(kind), sequence: sequence.toString(), businessDate };
}

/** What a journal was booked for: its subject with the customer behind it, the collection, and what partners were told that day. */
async function sourceOf(context: HttpContext, { subject, reference, businessDate }: StoredJournal): Promise<JournalDetail['source']> {
  const { db } = context.system;
  const kind = subject.startsWith('loa_') ? 'loan' : subject.startsWith('cus_') ? 'customer' : await programmeOrOther(context, subject);
  const [customer, collection, messages] = await Promise.all([
    customerOf(db, kind, subject),
    collectionOf(db, COLLECTION.exec(reference)?.[0]),
    messagesOf(db, subject, businessDate),
  ]);
  return { subject, kind, customer, collection, messages };
}

async function programmeOrOther(context: HttpContext, subject: string): Promise<'programme' | 'other'> {
  return (await context.system.joint()).programmes.some((programme) => programme.id === subject) ? 'programme' : 'other';
}

async function customerOf(db: Db, kind: JournalDetail['source']['kind'], subject: string): Promise<JournalDetail['source']['customer']> {
  const bucket = bucketOfId(subject);
  if (bucket === undefined || (kind !== 'loan' && kind !== 'customer')) return null;
  const customerId = kind === 'customer' ? subject : (await loansByKey(db, [{ bucket, loanId: subject }])).get(subject)?.customerId;
  const found = customerId === undefined ? undefined : (await customersById(db, [{ bucket, customerId }])).get(customerId);
  return found ? { id: found.customerId, name: found.nameMasked ?? found.mobileMasked } : null;
}

async function collectionOf(db: Db, collectionId: string | undefined): Promise<JournalDetail['source']['collection']> {
  const bucket = collectionId === undefined ? undefined : bucketOfId(collectionId);
  if (collectionId === undefined || bucket === undefined) return null;
  const found = (await collectionsByKey(db, [{ bucket, collectionId }])).get(collectionId);
  return found ? { id: collectionId, state: found.state, amount: formatAmount(found.amount, CNY), paymentSerial: found.paymentSerial } : null;
}

type MessageRow = Omit<JournalDetail['source']['messages'][number], 'at' | 'direction'> & { at: Date };

async function messagesOf(db: Db, subject: string, date: string): Promise<JournalDetail['source']['messages']> {
  if (subject === '') return [];
  const { rows } = await db.query<MessageRow>(
    `SELECT serial, receiver AS institution, operation, business_date AS "businessDate", state, attempts, at
     FROM gateway.outbox WHERE subject = $1 AND subject <> '' AND business_date = $2 ORDER BY at, serial LIMIT $3`,
    [subject, date, MESSAGES_MAX],
  );
  return rows.map((row) => ({ ...row, direction: 'out' as const, at: row.at.toISOString() }));
}
