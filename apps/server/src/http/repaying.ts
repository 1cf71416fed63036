import { amountInput, type EarlyRepaymentResult, earlyRepayment, earlyRepaymentQuote, earlyRepaymentResult, id } from '@jinqiao/api';
import { businessDate } from '@jinqiao/calendar';
import { openInstalments, orderEarlyRepayment, quoteEarly } from '@jinqiao/lending';
import { formatAmount, parsePositiveAmount } from '@jinqiao/money';
import { instant } from '@jinqiao/runtime';
import { z } from 'zod';
import { collectNow } from './collect-now.ts';
import { type Api, type HttpContext, runOnce } from './context.ts';
import { customer, ownLoan, type Who } from './own.ts';
import { currentDay, programmeNamed } from './programmes.ts';

const params = z.object({ id });

export function repaymentRoutes(api: Api, context: HttpContext): void {
  const { db } = context.system;
  const tags = ['customer pages'];
  api.get(
    '/me/loans/:id/early-repayment',
    {
      schema: {
        tags,
        summary: 'What repaying early today would cost',
        params,
        querystring: z.object({ amount: amountInput }),
        response: { 200: earlyRepaymentQuote },
      },
    },
    async (request) => {
      const who = await customer(context, request);
      const loan = await ownLoan(context, who, request.params.id);
      const programme = await programmeNamed(context, loan.programmeId);
      const principal = parsePositiveAmount(request.query.amount, programme.asset, '$.amount');
      const on = businessDate(await currentDay(db));
      const money = (amount: bigint) => formatAmount(amount, programme.asset);
      const { early, owed, total, interestSaved } = quoteEarly(
        programme.product,
        loan,
        (await openInstalments(db, [loan])).get(loan.loanId) ?? [],
        principal,
        on,
      );
      return {
        loanId: loan.loanId,
        date: on,
        principal: money(early.principal),
        interest: money(early.interest),
        overdue: money(owed),
        total: money(total),
        interestDays: early.interestDays,
        interestSaved: money(interestSaved),
        settles: early.settles,
      };
    },
  );
  api.post(
    '/me/loans/:id/early-repayments',
    { schema: { tags, summary: 'Repay early today', params, body: earlyRepayment, response: { 200: earlyRepaymentResult } } },
    async (request) => {
      const who = await customer(context, request);
      return runOnce(context, request, who.customerId, (key) => repayEarly(context, who, request.params.id, request.body.amount, key));
    },
  );
}

async function repayEarly(context: HttpContext, who: Who, loanId: string, amount: string, key: string): Promise<EarlyRepaymentResult> {
  const loan = await ownLoan(context, who, loanId);
  const programme = await programmeNamed(context, loan.programmeId);
  const principal = parsePositiveAmount(amount, programme.asset, '$.amount');
  const { state, paid, reason } = await collectNow(context, programme, {
    loan,
    occasion: `early ${key}`,
    order: async (tx, on) => (await orderEarlyRepayment(tx, programme.product, programme.book, loan, principal, on, key, 'single')).collection,
  });
  return { loanId, state, paid: formatAmount(paid, programme.asset), reason, at: instant(context.system.clock) };
}
