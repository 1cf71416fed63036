import { type CustomerSummary, customerDetail, customerSummary, id, page, pageQuery } from '@jinqiao/api';
import { decisionsOfCustomer } from '@jinqiao/compliance';
import type { Db } from '@jinqiao/database';
import { bucketOfId } from '@jinqiao/database';
import { balances } from '@jinqiao/ledger';
import { loansOfCustomer } from '@jinqiao/lending';
import { formatAmount } from '@jinqiao/money';
import { bankAccountOf, type Customer, consentsOf, customerById, partiesFault } from '@jinqiao/parties';
import type { Programme } from '@jinqiao/partnership';
import { maskPan } from '@jinqiao/runtime';
import { z } from 'zod';
import { type Api, type HttpContext, readCursor, writeCursor } from './context.ts';
import { currentDay } from './programmes.ts';
import { decisionView, loanSummaries } from './views.ts';

/** Where a customer stands: signed up, real name known, what became of the last application, or how the account ended. */
const STATES = [
  'registered',
  'real-name',
  'sent',
  'manual',
  'cleared',
  'approved',
  'rejected',
  'whitelist-miss',
  'platform-refused',
  'closed',
  'joined',
] as const;

export function customersRoutes(api: Api, context: HttpContext): void {
  const { db } = context.system;
  const tags = ['customer'];
  api.get(
    '/customers',
    {
      schema: {
        tags,
        summary: 'Customers, masked, newest first',
        querystring: pageQuery.extend({ q: z.string().max(64).optional(), state: z.enum(STATES).optional() }),
        response: { 200: page(customerSummary) },
      },
    },
    async (request) => {
      const { limit, q, state } = request.query;
      const after = readCursor(request.query.cursor, /^\d{4}-\d{2}-\d{2}cus_[0-9a-f]{26}$/);
      const rows = await summaryRows(db, { q: q ?? null, state: state ?? null, after, limit, key: null });
      const { programmes } = await context.system.joint();
      const last = rows.at(-1);
      return {
        items: rows.map((row) => summaryOf(row, programmes)),
        nextCursor: rows.length < limit || !last ? null : writeCursor(`${last.registeredOn}${last.id}`),
      };
    },
  );
  api.get(
    '/customers/:id',
    { schema: { tags, summary: 'One customer: account, consents, decisions, loans', params: z.object({ id }), response: { 200: customerDetail } } },
    async (request) => {
      return customerDetailOf(context, await customerNamed(db, request.params.id));
    },
  );
}

export async function customerNamed(db: Db, customerId: string): Promise<Customer> {
  const bucket = bucketOfId(customerId);
  const customer = bucket === undefined ? undefined : await customerById(db, bucket, customerId);
  if (!customer) throw partiesFault('CUSTOMER_UNKNOWN', { id: customerId });
  return customer;
}

type SummaryRow = Omit<CustomerSummary, 'lineLimit' | 'lineUsed'> & { programmeId: string | null; limit: bigint | null; used: string | null };
type Filter = {
  readonly q: string | null;
  readonly state: string | null;
  /** The date and id after which a page begins. */
  readonly after: string | null;
  readonly limit: number;
  readonly key: { readonly bucket: number; readonly customerId: string } | null;
};

/** Customers with the state of their last application and their line, in one statement; `q` matches an id or its beginning, or what is shown. */
async function summaryRows(db: Db, { q, state, after, limit, key }: Filter): Promise<SummaryRow[]> {
  const { rows } = await db.query<SummaryRow>(
    `SELECT c.customer_id AS id, c.name_masked AS name, c.mobile_masked AS mobile, c.id_number_masked AS "idNumber", c.registered_on AS "registeredOn", c.synthetic,
       s.state, a.programme_id AS "programmeId", l.credit_limit AS "limit", u.used
     FROM parties.customer c
     LEFT JOIN LATERAL (SELECT x.state, x.programme_id FROM credit.application x WHERE x.bucket = c.bucket AND x.customer_id = c.customer_id
       ORDER BY x.applied_on DESC, x.application_id DESC LIMIT 1) a ON true
     CROSS JOIN LATERAL (SELECT CASE WHEN c.state <> 'active' THEN c.state ELSE coalesce(a.state, CASE WHEN c.id_number_masked IS NULL THEN 'registered' ELSE 'real-name' END) END AS state) s
     LEFT JOIN credit.line l ON l.bucket = c.bucket AND l.customer_id = c.customer_id AND l.programme_id = a.programme_id
     LEFT JOIN LATERAL (SELECT sum(CASE o.state WHEN 'disbursing' THEN o.principal ELSE o.outstanding + o.recourse_claim END)::text AS used FROM lending.loan o
       WHERE o.bucket = c.bucket AND o.customer_id = c.customer_id AND o.programme_id = a.programme_id
         AND o.state IN ('disbursing', 'active', 'compensated', 'written-off')) u ON true
     WHERE ($1::text IS NULL OR c.customer_id LIKE $1 || '%' OR c.mobile_masked = $1 OR c.name_masked = $1 OR right(c.mobile_masked, 4) = $1)
       AND ($2::text IS NULL OR s.state = $2) AND ($3::date IS NULL OR (c.registered_on, c.customer_id) < ($3::date, $4::text))
       AND ($5::int IS NULL OR (c.bucket = $5 AND c.customer_id = $6))
     ORDER BY c.registered_on DESC, c.customer_id DESC LIMIT $7`,
    [q, state, after?.slice(0, 10) ?? null, after?.slice(10) ?? null, key?.bucket ?? null, key?.customerId ?? null, limit],
  );
  return rows;
}

async function summaryRow(db: Db, customer: Customer): Promise<SummaryRow> {
  const [row] = await summaryRows(db, { q: null, state: null, after: null, limit: 1, key: customer });
  if (!row) throw partiesFault('CUSTOMER_UNKNOWN', { id: customer.customerId });
  return row;
}

function summaryOf({ programmeId, limit, used, ...customer }: SummaryRow, programmes: readonly Programme[]): CustomerSummary {
  const programme = programmes.find((candidate) => candidate.id === programmeId);
  const money = (amount: bigint) => (programme ? formatAmount(amount, programme.asset) : null);
  return { ...customer, lineLimit: limit === null ? null : money(limit), lineUsed: limit === null ? null : money(BigInt(used ?? 0)) };
}

async function customerDetailOf(context: HttpContext, customer: Customer) {
  const { db } = context.system;
  const { programmes } = await context.system.joint();
  const loans = await loansOfCustomer(db, customer.bucket, customer.customerId);
  const decisions = await decisionsOfCustomer(db, customer.bucket, customer.customerId);
  const consents = await consentsOf(db, customer.bucket, customer.customerId);
  let account = null;
  for (const programme of programmes) {
    const held = await bankAccountOf(db, customer.bucket, customer.customerId, programme.id);
    if (!held) continue;
    const own = programme.book.of('customer/class-ii', customer.customerId, customer.bucket);
    const balance = (await balances(db, [own])).get(own.id) ?? 0n;
    account = {
      accountNo: maskPan(held.accountNo),
      class: held.accountClass,
      state: held.state,
      balance: formatAmount(balance, programme.asset),
      boundCard: held.cardMasked,
    };
    break;
  }
  const timeline = [
    { date: customer.registeredOn as string, state: 'registered', note: customer.mobileMasked },
    ...consents.map((c) => ({ date: c.grantedOn as string, state: 'consent', note: c.purpose })),
    ...decisions.map((d) => ({ date: d.businessDate, state: d.kind, note: d.outcome })),
    ...loans.map((l) => ({ date: l.disbursedOn as string, state: 'disbursed', note: l.loanId })),
  ].sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0));
  return {
    ...summaryOf(await summaryRow(db, customer), programmes),
    account,
    timeline,
    decisions: decisions.map(decisionView),
    consents: consents.map((c) => ({
      id: c.consentId,
      purpose: c.purpose,
      recipient: c.recipient,
      textVersion: c.textVersion,
      grantedAt: c.grantedAt,
      withdrawnAt: c.withdrawnAt,
    })),
    loans: await loanSummaries(db, loans, programmes, await currentDay(db)),
  };
}
