import { createHash } from 'node:crypto';
import { drawRequest, id, type MyLoan, myLoan, page, type Quote, quote, quoteRequest } from '@jinqiao/api';
import { holdToday } from '@jinqiao/business-day';
import { businessDate } from '@jinqiao/calendar';
import { keepingRefusals } from '@jinqiao/compliance';
import { creditFault, holdLimits, lineOf, requireTotalRoom } from '@jinqiao/credit';
import {
  cashFlowsOf,
  dueDate,
  instalmentsOf,
  type Loan,
  loansByKey,
  loansOfCustomer,
  owedAt,
  plannedInstalments,
  totalOf,
  usedByCustomers,
} from '@jinqiao/lending';
import { formatAmount, formatRate, parsePositiveAmount } from '@jinqiao/money';
import { bankAccountOf, holdConsents, requireConsent, requireStanding } from '@jinqiao/parties';
import { costOf, disburseDraws, drawnLoanId, partnershipFault, plannedLoan, reserveDraws } from '@jinqiao/partnership';
import { requireMandate } from '@jinqiao/payments';
import { derivedId, instant } from '@jinqiao/runtime';
import { z } from 'zod';
import { agreementOf, costOfLoan } from '../agreement.ts';
import { type Api, type HttpContext, runOnce } from './context.ts';
import { customer, ownLoan, ownProgramme, type Who } from './own.ts';
import { currentDay, programmeNamed } from './programmes.ts';
import { readingSeconds, secondsRead } from './reading-time.ts';
import { loanStateOf, scheduleOf } from './views.ts';

const params = z.object({ id });

export function borrowingRoutes(api: Api, context: HttpContext): void {
  const { db } = context.system;
  const tags = ['customer pages'];
  api.post(
    '/me/quotes',
    { schema: { tags, summary: 'A draw with its cost table, repayment plan and agreement', body: quoteRequest, response: { 200: quote } } },
    async (request) => {
      const who = await customer(context, request);
      return runOnce(context, request, who.customerId, (key) => quoteFor(context, who, request.body, key));
    },
  );
  api.post('/me/draws', { schema: { tags, summary: 'Draw what was quoted', body: drawRequest, response: { 201: myLoan } } }, async (request, reply) => {
    const who = await customer(context, request);
    return reply.status(201).send(await runOnce(context, request, who.customerId, () => drawQuoted(context, who, request.body)));
  });
  api.get('/me/loans', { schema: { tags, summary: 'My loans', response: { 200: page(myLoan) } } }, async (request) => {
    const who = await customer(context, request);
    const loans = await loansOfCustomer(db, who.bucket, who.customerId);
    return { items: await Promise.all(loans.map((loan) => myLoanOf(context, loan))), nextCursor: null };
  });
  api.get('/me/loans/:id', { schema: { tags, summary: 'One of my loans', params, response: { 200: myLoan } } }, async (request) => {
    const who = await customer(context, request);
    return myLoanOf(context, await ownLoan(context, who, request.params.id));
  });
}

async function quoteFor(context: HttpContext, who: Who, body: z.infer<typeof quoteRequest>, key: string): Promise<Quote> {
  const { db, clock } = context.system;
  const programme = await ownProgramme(context);
  const amount = parsePositiveAmount(body.amount, programme.asset, '$.amount');
  const on = businessDate(await currentDay(db));
  const account = await bankAccountOf(db, who.bucket, who.customerId, programme.id);
  const line = await lineOf(db, who.bucket, who.customerId, programme.id);
  if (!account || !line) throw creditFault('LINE_UNKNOWN');
  const used = (await usedByCustomers(db, programme.id, [who])).get(who.customerId)?.used ?? 0n;
  if (amount > line.limit - used)
    throw creditFault(
      'LINE_LIMIT_EXCEEDED',
      { amount: formatAmount(amount, programme.asset), available: formatAmount(line.limit - used, programme.asset) },
      '$.amount',
    );
  const loan = plannedLoan(
    programme,
    {
      ...who,
      accountNo: account.accountNo,
      mandateToken: account.mandateToken,
      amount,
      periods: body.periods,
      method: body.method,
      rate: null,
      agreementHash: '',
      key,
    },
    line.lineId,
    on,
  );
  const rows = plannedInstalments(programme.product, { ...loan, state: 'active', current: loan.principal });
  const text = agreementOf(programme, loan, rows);
  const hash = createHash('sha256').update(text).digest('hex');
  const quoteId = derivedId('quo', who.bucket, `${who.customerId} ${key}`);
  await db.query(
    'INSERT INTO server.quote (bucket, quote_id, customer_id, quoted_on, amount, periods, method, agreement_hash, quoted_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING',
    [who.bucket, quoteId, who.customerId, on, amount, body.periods, body.method, hash, instant(clock)],
  );
  return {
    quoteId,
    amount: formatAmount(amount, programme.asset),
    periods: body.periods,
    method: body.method,
    rate: formatRate(loan.rate),
    asset: programme.asset.code,
    validThrough: on,
    cost: costOfLoan(programme, loan, rows, costOf(programme, loan)),
    schedule: scheduleOf(programme, { ...loan, state: 'active', current: loan.principal }, [], on),
    agreementHash: hash,
    agreementText: text,
    readingSeconds: await readingSeconds(db, programme.policy.profile, programme.parameters.readingSeconds, on),
  };
}

async function drawQuoted(context: HttpContext, who: Who, body: z.infer<typeof drawRequest>): Promise<MyLoan> {
  const { db, clock } = context.system;
  const programme = await ownProgramme(context);
  if (!body.agreementAccepted) throw partnershipFault('AGREEMENT_NOT_ACCEPTED', {}, '$.agreementAccepted');
  const { rows } = await db.query<{
    amount: bigint;
    periods: number;
    method: 'equal-principal' | 'equal-instalment';
    on: string;
    hash: string;
    at: Date | null;
  }>(
    'SELECT amount, periods, method, quoted_on AS on, agreement_hash AS hash, quoted_at AS at FROM server.quote WHERE bucket = $1 AND quote_id = $2 AND customer_id = $3',
    [who.bucket, body.quoteId, who.customerId],
  );
  const quoted = rows[0];
  if (!quoted) throw partnershipFault('QUOTE_UNKNOWN', { id: body.quoteId }, '$.quoteId');
  const on = businessDate(quoted.on);
  const seconds = secondsRead(body.readingSeconds, quoted.at, clock.now());
  const required = await readingSeconds(db, programme.policy.profile, programme.parameters.readingSeconds, on);
  if (seconds < required) throw partnershipFault('COST_TABLE_NOT_READ', { seconds: required }, '$.readingSeconds');
  const account = await bankAccountOf(db, who.bucket, who.customerId, programme.id);
  const sources = await context.system.usage();
  const loans = await keepingRefusals(db, async (tx) => {
    if ((await holdToday(tx)) !== on) throw partnershipFault('QUOTE_EXPIRED', { on });
    await requireStanding(tx, who, on, 'new-business');
    requireConsent(await holdConsents(tx, who.bucket, who.customerId), 'data-to-bank', on);
    await requireMandate(tx, who, account?.mandateToken ?? '', on);
    // A repetition does not count itself.
    await holdLimits(tx, [who]);
    const loan = { bucket: who.bucket, loanId: drawnLoanId(programme, { ...who, key: body.quoteId }) };
    if (!(await loansByKey(tx, [loan])).has(loan.loanId)) await requireTotalRoom(tx, sources, who, { amount: quoted.amount, on });
    return reserveDraws(tx, programme, on, [
      {
        ...who,
        accountNo: account?.accountNo ?? '',
        mandateToken: account?.mandateToken ?? '',
        amount: quoted.amount,
        periods: quoted.periods,
        method: quoted.method,
        rate: null,
        agreementHash: quoted.hash,
        disclosure: { shown: true, seconds },
        key: body.quoteId,
      },
    ]);
  });
  await disburseDraws(db, await context.system.joint(), programme, loans, on);
  return myLoanOf(context, await ownLoan(context, who, loans[0]?.loanId ?? ''));
}

async function myLoanOf(context: HttpContext, loan: Loan): Promise<MyLoan> {
  const { db } = context.system;
  const programme = await programmeNamed(context, loan.programmeId);
  const money = (amount: bigint) => formatAmount(amount, programme.asset);
  const on = businessDate(await currentDay(db));
  const rows = await instalmentsOf(db, loan);
  const next = plannedInstalments(programme.product, loan)[0];
  const overdue = loan.overdueSince
    ? totalOf(
        owedAt(
          programme.product,
          loan,
          rows.filter((row) => row.settledOn === null),
          on,
        ),
      )
    : 0n;
  return {
    id: loan.loanId,
    state: loanStateOf(loan),
    principal: money(loan.principal),
    outstanding: money(loan.outstanding),
    rate: formatRate(loan.rate),
    method: loan.method,
    periods: loan.periods,
    disbursedOn: loan.disbursedOn,
    nextDueOn: next && loan.state === 'active' ? dueDate(loan, next.n) : null,
    nextAmount: next && loan.state === 'active' ? money(next.principal + next.interest) : null,
    overdue: money(overdue),
    daysPastDue: loan.overdueSince ? Math.max(0, Math.round((Date.parse(on) - Date.parse(loan.overdueSince)) / 86_400_000)) : 0,
    timeline: (await cashFlowsOf(db, loan)).map((flow) => ({ date: flow.date, event: flow.kind, note: money(flow.amount) })),
    schedule: scheduleOf(programme, loan, rows, on),
  };
}
