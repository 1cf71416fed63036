import { amountInput, type EarlyRepaymentResult, earlyRepayment, earlyRepaymentQuote, earlyRepaymentResult, id } from '@jinqiao/api';
import { holdToday } from '@jinqiao/business-day';
import { businessDate } from '@jinqiao/calendar';
import { keepingRefusals } from '@jinqiao/compliance';
import { openInstalments, orderEarlyRepayment, quoteEarly, recordAdvances, recordOutcomes } from '@jinqiao/lending';
import { formatAmount, parsePositiveAmount } from '@jinqiao/money';
import { collectOne, linkOf, noticeBank, portfolioContext, refuseOverCap, requireProgramme } from '@jinqiao/partnership';
import { collectionsByKey, saveCollections } from '@jinqiao/payments';
import { derivedId, instant } from '@jinqiao/runtime';
import { z } from 'zod';
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
  const { db } = context.system;
  const joint = await context.system.joint();
  const loan = await ownLoan(context, who, loanId);
  const programme = await programmeNamed(context, loan.programmeId);
  const principal = parsePositiveAmount(amount, programme.asset, '$.amount');
  const money = (value: bigint) => formatAmount(value, programme.asset);
  const done = (state: EarlyRepaymentResult['state'], paid: bigint, reason: string | null): EarlyRepaymentResult => ({
    loanId,
    state,
    paid: money(paid),
    reason,
    at: instant(context.system.clock),
  });
  const planned = await keepingRefusals(db, async (tx) => {
    const on = businessDate(await holdToday(tx));
    const known = await collectionsByKey(tx, [{ bucket: loan.bucket, collectionId: derivedId('col', loan.bucket, `${loanId} ${on} early ${key}`) }]);
    const before = [...known.values()][0];
    if (before) return before;
    await requireProgramme(tx, programme, 'collect', on);
    const { collection } = await orderEarlyRepayment(tx, programme.product, programme.book, loan, principal, on, key, 'single');
    const row = {
      ...collection,
      state: 'sent' as const,
      fileRef: null,
      code: '',
      paymentSerial: '',
      link: linkOf(programme),
      networkSerial: '',
      principal: 0n,
      interest: 0n,
      penalty: 0n,
      fees: 0n,
      clearedOn: null,
    };
    await saveCollections(tx, [row]);
    const may = await refuseOverCap(tx, joint, [row]);
    return may.length > 0 ? row : ((await collectionsByKey(tx, [row])).get(row.collectionId) ?? row);
  });
  if (planned.state === 'failed') return done('failed', 0n, planned.code);
  const outcomes = planned.state === 'sent' ? await collectOne(joint, programme, planned) : [];
  if (planned.state === 'sent' && outcomes.length === 0) return done('processing', 0n, null);
  await db.tx(async (tx) => {
    await holdToday(tx);
    await recordOutcomes(tx, portfolioContext(joint), outcomes);
  });
  const outcome = outcomes[0];
  if (outcome?.status === 'FAILED') return done('failed', 0n, outcome.code);
  const collected = (await collectionsByKey(db, [planned])).get(planned.collectionId);
  // Told to the bank now; its batch at the day's end debits the account and pays the loan.
  if (collected?.state === 'success' && (await noticeBank(joint, programme, collected.businessDate, [collected])))
    await db.tx((tx) => recordAdvances(tx, portfolioContext(joint), programme.id, [collected]));
  return done('done', planned.amount, null);
}
