import { bookProof, bookVerification, id, verification, verifyBook } from '@jinqiao/api';
import { businessDate } from '@jinqiao/calendar';
import { type Database, HOUSE_BUCKET } from '@jinqiao/database';
import { type BookOverview, books, checkpointsOf, keepDays, latestLinks, stretchOfDates } from '@jinqiao/ledger';
import { derivedId } from '@jinqiao/runtime';
import type { z } from 'zod';
import { latestVerifications, verificationById } from '../book-verifier.ts';
import { serverFault } from '../errors.ts';
import { bookNamed, bookParams, bookView } from './books.ts';
import { callerOf } from './caller.ts';
import { type Api, type HttpContext, runOnce } from './context.ts';

const tags = ['books'];
const SHOWN = 20;

export function proofRoutes(api: Api, context: HttpContext): void {
  const { db, clock } = context.system;
  api.post('/verifications', { schema: { tags, summary: 'Prove the books from the journals alone', response: { 200: verification } } }, async () => {
    const checks = await context.system.verify();
    return {
      ok: checks.every((check) => check.ok),
      checks: checks.map((check) => ({ ...check, wrong: [...check.wrong] })),
      head: Object.fromEntries((await books(db)).map((row) => [row.book, row.head])),
    };
  });
  api.get(
    '/books/:book/proof',
    {
      schema: { tags, summary: 'Where the proof of a book stands: chain, signed checkpoints, verifications', params: bookParams, response: { 200: bookProof } },
    },
    async (request) => {
      const found = await bookNamed(db, request.params.book);
      const [links, checkpoints, verifications] = await Promise.all([
        latestLinks(db, found.book, SHOWN),
        checkpointsOf(db, found.book, SHOWN),
        latestVerifications(db, found.book, clock.now(), SHOWN),
      ]);
      return {
        ...bookView(found),
        links: links.map(({ batch, first, last, hash, postedAt }) => ({
          batch: batch.toString(),
          first: first.toString(),
          last: last.toString(),
          hash,
          postedAt: postedAt?.toISOString() ?? null,
        })),
        checkpoints: checkpoints.map(({ batch, sequence, hash, keyId, signature, signedAt, onChain }) => ({
          batch: batch.toString(),
          sequence: sequence.toString(),
          hash,
          keyId,
          signature,
          signedAt: signedAt.toISOString(),
          onChain,
        })),
        verifications,
      };
    },
  );
  api.post(
    '/books/:book/verifications',
    { schema: { tags, summary: 'Begin to prove a book or a stretch of it', params: bookParams, body: verifyBook, response: { 200: bookVerification } } },
    async (request) => {
      const { login } = callerOf(request);
      const found = await bookNamed(db, request.params.book);
      return runOnce(context, request, login, async (key) => {
        const { first, last } = await stretchOf(db, found, request.body);
        return context.verifier.start({ id: derivedId('ver', HOUSE_BUCKET, `${login} ${key}`), book: found.book, first, last, by: login });
      });
    },
  );
  api.get(
    '/books/:book/verifications/:id',
    { schema: { tags, summary: 'How far a verification has come', params: bookParams.extend({ id }), response: { 200: bookVerification } } },
    async (request) => {
      const found = await verificationById(db, request.params.book, request.params.id, clock.now());
      if (!found) throw serverFault('VERIFICATION_UNKNOWN', { id: request.params.id });
      return found;
    },
  );
}

/**
 * The sequences that a range of dates or sequences stands for.
 * @throws Fault DATE_RANGE_INVALID, SEQUENCE_RANGE_INVALID, VERIFICATION_RANGE_EMPTY, REQUEST_INVALID where the ends are of two kinds.
 */
async function stretchOf(
  db: Database,
  { book, sequence }: BookOverview,
  { from, through }: z.infer<typeof verifyBook>,
): Promise<{ first: bigint; last: bigint }> {
  const ends = [from, through].filter((end) => end !== undefined);
  const dates = ends.filter((end) => end.includes('-'));
  if (dates.length === 0) {
    const first = from === undefined ? 1n : BigInt(from);
    const last = through === undefined ? sequence : BigInt(through);
    if (sequence === 0n) throw serverFault('VERIFICATION_RANGE_EMPTY', { book });
    if (first < 1n || last < first || last > sequence) throw serverFault('SEQUENCE_RANGE_INVALID', { book, last: sequence, from: first, through: last });
    return { first, last };
  }
  if (dates.length < ends.length) throw serverFault('REQUEST_INVALID', { why: 'both ends of a range are dates or both are sequences' }, '$.through');
  if (from !== undefined) businessDate(from, '$.from');
  if (through !== undefined) businessDate(through, '$.through');
  if (from !== undefined && through !== undefined && from > through) throw serverFault('DATE_RANGE_INVALID', { from, through }, '$.through');
  // Journals that no day was added up from may be of any date.
  await keepDays(db, book, 0n);
  const found = await stretchOfDates(db, book, from ?? null, through ?? null);
  if (!found) throw serverFault('VERIFICATION_RANGE_EMPTY', { book });
  return found;
}
