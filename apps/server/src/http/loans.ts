import {
  cashFlow,
  decision,
  id,
  journal,
  type LoanDetail,
  loanDetail,
  loanPage,
  loanQuery,
  type PartnerMessage,
  page,
  pageQuery,
  partnerMessage,
} from '@jinqiao/api';
import { addDays, businessDate } from '@jinqiao/calendar';
import { decisionsOfCustomer } from '@jinqiao/compliance';
import { bucketRange } from '@jinqiao/contract';
import type { Db } from '@jinqiao/database';
import { bucketOfId } from '@jinqiao/database';
import { journalsOfSubject } from '@jinqiao/ledger';
import { cashFlowsOf, instalmentsOf, type Loan, lendingFault, listLoans, loansByKey, owedAt, totalOf } from '@jinqiao/lending';
import { formatAmount, formatRate } from '@jinqiao/money';
import { customerById } from '@jinqiao/parties';
import { costOf, type Programme } from '@jinqiao/partnership';
import { maskPan } from '@jinqiao/runtime';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type Api, type HttpContext, readCursor, writeCursor } from './context.ts';
import { currentDay, programmeNamed } from './programmes.ts';
import { programmesSeenBy, requireSeen } from './seen.ts';
import { cashFlowView, decisionView, journalViews, loanSummaries, loanSummary, scheduleOf } from './views.ts';

const params = z.object({ id });

/** A loan by its id. @throws Fault LOAN_UNKNOWN. */
export async function loanNamed(db: Db, loanId: string): Promise<Loan> {
  const bucket = bucketOfId(loanId);
  const loan = bucket === undefined ? undefined : (await loansByKey(db, [{ bucket, loanId }])).get(loanId);
  if (!loan || loan.state === 'cancelled') throw lendingFault('LOAN_UNKNOWN', { id: loanId });
  return loan;
}

async function loanSeen(context: HttpContext, request: FastifyRequest, loanId: string): Promise<Loan> {
  const loan = await loanNamed(context.system.db, loanId);
  await requireSeen(context, request, loan);
  return loan;
}

export function loanRoutes(api: Api, context: HttpContext): void {
  const { db } = context.system;
  const read = { tags: ['loan'] };
  api.get(
    '/loans',
    {
      schema: {
        ...read,
        summary: 'Loans, newest first, with the totals of the filtered set',
        querystring: pageQuery.extend(loanQuery),
        response: { 200: loanPage },
      },
    },
    async (request) => {
      return loansPage(context, await programmesSeenBy(context, request), request.query);
    },
  );
  api.get(
    '/loans/:id',
    { schema: { ...read, summary: 'One loan with terms, schedule and what is owed', params, response: { 200: loanDetail } } },
    async (request) => {
      const loan = await loanSeen(context, request, request.params.id);
      return detailOf(context, loan, await programmeNamed(context, loan.programmeId));
    },
  );
  api.get(
    '/loans/:id/cash-flows',
    { schema: { ...read, summary: 'Money that moved on a loan', params, response: { 200: page(cashFlow) } } },
    async (request) => {
      const loan = await loanSeen(context, request, request.params.id);
      const { asset } = await programmeNamed(context, loan.programmeId);
      return { items: (await cashFlowsOf(db, loan)).map((flow) => cashFlowView(flow, asset)), nextCursor: null };
    },
  );
  api.get(
    '/loans/:id/journals',
    { schema: { ...read, summary: 'Journal entries of a loan in all books', params, response: { 200: page(journal) } } },
    async (request) => {
      const loan = await loanSeen(context, request, request.params.id);
      return { items: await journalViews(db, await journalsOfSubject(db, loan.bucket, loan.loanId)), nextCursor: null };
    },
  );
  api.get(
    '/loans/:id/messages',
    { schema: { ...read, summary: 'Messages exchanged with partners about a loan', params, response: { 200: page(partnerMessage) } } },
    async (request) => {
      const loan = await loanSeen(context, request, request.params.id);
      return { items: await messagesOf(db, loan.loanId), nextCursor: null };
    },
  );
  api.get(
    '/loans/:id/decisions',
    { schema: { ...read, summary: 'Decisions behind a loan with every rule result', params, response: { 200: page(decision) } } },
    async (request) => {
      const loan = await loanSeen(context, request, request.params.id);
      const decisions = (await decisionsOfCustomer(db, loan.bucket, loan.customerId)).filter((d) => d.subject === loan.loanId || d.kind === 'credit');
      return { items: decisions.map(decisionView), nextCursor: null };
    },
  );
}

type LoanQuery = {
  state?: string | undefined;
  bucket?: Parameters<typeof bucketRange>[0] | undefined;
  customerId?: string | undefined;
  programmeId?: string | undefined;
  q?: string | undefined;
  cursor?: string | undefined;
  limit: number;
};

async function loansPage(context: HttpContext, programmes: readonly Programme[], query: LoanQuery) {
  const { db } = context.system;
  const on = businessDate(await currentDay(db));
  const range = query.bucket && query.bucket !== 'M0' ? bucketRange(query.bucket) : undefined;
  const found = await listLoans(db, {
    state: query.state === 'overdue' ? 'active' : (query.state ?? null),
    customerId: query.customerId ?? null,
    programmeIds: programmes.map(({ id }) => id).filter((programmeId) => query.programmeId === undefined || programmeId === query.programmeId),
    q: query.q ?? null,
    overdueFrom: range ? addDays(on, -range.from) : null,
    overdueTo: range?.to ? addDays(on, -range.to) : null,
    overdueOnly: query.state === 'overdue' || range !== undefined,
    current: query.bucket === 'M0' || query.state === 'active',
    after: readCursor(query.cursor, /^\d{4}-\d{2}-\d{2} loa_[0-9a-f]{26}$/),
    limit: query.limit,
  });
  const last = found.loans.at(-1);
  return {
    items: await loanSummaries(db, found.loans, programmes, on),
    nextCursor: found.loans.length < query.limit || !last ? null : writeCursor(`${last.disbursedOn} ${last.loanId}`),
    totals: { loans: found.count, outstanding: formatAmount(found.outstanding, programmes[0]?.asset ?? { code: 'CNY', digits: 2 }) },
  };
}

async function detailOf(context: HttpContext, loan: Loan, programme: Programme): Promise<LoanDetail> {
  const { db } = context.system;
  const on = businessDate(await currentDay(db));
  const rows = await instalmentsOf(db, loan);
  const money = (amount: bigint) => formatAmount(amount, programme.asset);
  const owed =
    loan.state === 'active'
      ? owedAt(
          programme.product,
          loan,
          rows.filter((row) => row.settledOn === null),
          on,
        )
      : { principal: 0n, interest: 0n, penalty: 0n, fees: 0n };
  const split = (s: typeof owed) => ({
    principal: money(s.principal),
    interest: money(s.interest),
    penalty: money(s.penalty),
    fees: money(s.fees),
    total: money(totalOf(s)),
  });
  const cost = costOf(programme, { ...loan, billed: 0, instalment: loan.instalment, accrued: 0n, accruedThrough: loan.disbursedOn, carry: 0n });
  return {
    ...loanSummary(loan, await customerById(db, loan.bucket, loan.customerId), programme, on),
    agreementHash: loan.agreementHash,
    lineId: loan.lineId,
    dueDay: Number(loan.firstDue.slice(8)),
    penaltyRate: formatRate(loan.penaltyRate),
    bankRate: formatRate(programme.bankRate),
    annualCostNominal: cost.nominal,
    annualCostEffective: cost.effective,
    owed: split(owed),
    paid: split({ principal: loan.paidPrincipal, interest: loan.paidInterest, penalty: loan.paidPenalty, fees: loan.paidFees }),
    recourse: { claim: money(loan.recourseClaim), recovered: money(loan.recourseRecovered) },
    schedule: scheduleOf(programme, loan, rows, on),
  };
}

export async function messagesOf(db: Db, subject: string): Promise<PartnerMessage[]> {
  const { rows } = await db.query<{
    serial: string;
    receiver: string;
    operation: string;
    date: string;
    state: PartnerMessage['state'];
    attempts: number;
    at: Date;
    request: string | null;
    answer: string | null;
  }>(
    `SELECT serial, receiver, operation, business_date AS date, state, attempts, at, request, answer FROM gateway.outbox WHERE subject = $1 ORDER BY at, serial`,
    [subject],
  );
  return rows.map((row) => ({
    serial: row.serial,
    direction: 'out',
    institution: row.receiver,
    operation: row.operation,
    businessDate: row.date,
    state: row.state,
    attempts: row.attempts,
    at: row.at.toISOString(),
    request: row.request === null ? 'kept as digest only' : masked(row.request),
    answer: row.answer === null ? null : masked(row.answer),
  }));
}

/** What is sealed in a message stays sealed; account numbers travel in clear inside it and are masked here. */
function masked(body: string): string {
  return body.replace(/"accountNo":"(\w+)"/g, (_, accountNo: string) => `"accountNo":"${maskPan(accountNo)}"`);
}
