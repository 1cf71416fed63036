import { page, type SearchHit, searchHit } from '@jinqiao/api';
import { bucketOf, bucketOfId, type Db } from '@jinqiao/database';
import { type AccountRow, accountsById, accountsOfOwner, journalById } from '@jinqiao/ledger';
import { listCustomers } from '@jinqiao/parties';
import { z } from 'zod';
import type { Api, HttpContext } from './context.ts';
import { JOURNAL_ID } from './journals.ts';

const HITS = 8;

export function searchRoutes(api: Api, context: HttpContext): void {
  api.get(
    '/search',
    {
      schema: {
        tags: ['books'],
        summary: 'Find a customer, loan, journal, account or message by an id or its beginning',
        querystring: z.object({ q: z.string().min(2).max(64) }),
        response: { 200: page(searchHit) },
      },
    },
    async (request) => {
      return { items: await search(context.system.db, request.query.q.trim()), nextCursor: null };
    },
  );
}

async function search(db: Db, q: string): Promise<SearchHit[]> {
  const bucket = bucketOfId(q);
  const [customers, loans, messages, found, accounts] = await Promise.all([
    listCustomers(db, { q, after: null, limit: HITS }),
    db.query<{ id: string; state: string; on: string }>(
      `SELECT loan_id AS id, state, disbursed_on AS on FROM lending.loan WHERE loan_id LIKE $1 || '%' ${bucket === undefined ? '' : 'AND bucket = $2'} ORDER BY loan_id LIMIT ${HITS}`,
      bucket === undefined ? [q] : [q, bucket],
    ),
    db.query<{ serial: string; operation: string; receiver: string }>(
      'SELECT serial, operation, receiver FROM gateway.outbox WHERE bucket = $1 AND serial = $2',
      [bucketOf(q), q],
    ),
    JOURNAL_ID.test(q) ? journalById(db, q) : undefined,
    accountsNamed(db, q),
  ]);
  return [
    ...customers.map((c) => ({ kind: 'customer' as const, id: c.customerId, title: c.nameMasked ?? c.mobileMasked, subtitle: c.customerId })),
    ...loans.rows.map((l) => ({ kind: 'loan' as const, id: l.id, title: l.id, subtitle: `${l.state} · ${l.on}` })),
    ...(found ? [{ kind: 'journal' as const, id: found.id, title: found.kind, subtitle: found.businessDate }] : []),
    ...messages.rows.map((m) => ({ kind: 'message' as const, id: m.serial, title: m.operation, subtitle: m.receiver })),
    ...accounts.map((a) => ({ kind: 'account' as const, id: a.id.toString(), title: a.path, subtitle: `${a.book} · ${a.owner || `#${a.bucket}`}` })),
  ];
}

async function accountsNamed(db: Db, q: string): Promise<AccountRow[]> {
  if (/^\d{10,19}$/.test(q)) return [...(await accountsById(db, [BigInt.asIntN(64, BigInt(q))])).values()];
  return accountsOfOwner(db, q, null, HITS);
}
