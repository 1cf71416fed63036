import {
  type DunningComplaint,
  dunningComplaint,
  id,
  type MyDebt,
  type MyDebts,
  myDebts,
  newComplaint,
  newHardship,
  newPromise,
  type PayDebtResult,
  payDebt,
  payDebtResult,
} from '@jinqiao/api';
import { holdToday } from '@jinqiao/business-day';
import { addDays, businessDate } from '@jinqiao/calendar';
import type { Tx } from '@jinqiao/database';
import {
  type Act,
  askHardship,
  type Case,
  type CaseDebt,
  type Claims,
  casesOfCustomer,
  claimsOf,
  complaintsOf,
  debtsOfCases,
  dunningFault,
  dunningLimit,
  hardshipsOfCase,
  holdOpenCase,
  instalmentsOfPlans,
  makePromise,
  openComplaint,
  openSettlementOf,
  orderLoanPayment,
  plansOfCase,
  promisesOfCase,
  totalOwed,
} from '@jinqiao/dunning';
import { CNY, parsePositiveAmount } from '@jinqiao/money';
import type { Programme } from '@jinqiao/partnership';
import { contractsByKey, payLaterProgramme } from '@jinqiao/paylater';
import { unfinishedOfLoan } from '@jinqiao/payments';
import { instant } from '@jinqiao/runtime';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { collectNow } from './collect-now.ts';
import { type Api, type HttpContext, runOnce } from './context.ts';
import { complaintView, debtsToday, owedView, planView, promiseView } from './dunning-views.ts';
import { fen } from './fund-views.ts';
import { loanNamed } from './loans.ts';
import { payNow } from './my-bills.ts';
import { customer, type Who } from './own.ts';
import { currentDay, programmeNamed } from './programmes.ts';

const params = z.object({ id });
const tags = ['customer pages'];

/** What a customer has not paid in time, and what can be done about it: pay, promise, ask for another way, complain. */
export function myDebtRoutes(api: Api, context: HttpContext): void {
  api.get('/me/debts', { schema: { tags, summary: 'Own overdue contracts with what is owed today', response: { 200: myDebts } } }, async (request) =>
    debtsOf(context, await customer(context, request)),
  );
  api.post(
    '/me/debts/:id/payments',
    { schema: { tags, summary: 'Pay an overdue contract now, wholly or in part', params, body: payDebt, response: { 200: payDebtResult } } },
    async (request) => {
      const who = await customer(context, request);
      return runOnce(context, request, who.customerId, (key) => pay(context, who, request.params.id, request.body.amount, key));
    },
  );
  api.post(
    '/me/debts/:id/promises',
    { schema: { tags, summary: 'Promise to pay by a day', params, body: newPromise, response: { 200: myDebts } } },
    (request) =>
      onOwnDebt(context, request, async (tx, act, held, _, key) => {
        const { amount, dueOn } = request.body;
        await makePromise(tx, context.system.dunning, act, held, {
          amount: parsePositiveAmount(amount, CNY, '$.amount'),
          dueOn: businessDate(dueOn, '$.dueOn'),
          key,
        });
      }),
  );
  api.post(
    '/me/debts/:id/hardship',
    { schema: { tags, summary: 'Ask for another way to pay', params, body: newHardship, response: { 200: myDebts } } },
    (request) =>
      onOwnDebt(context, request, async (tx, act, held, { contractId }, key) => {
        const { reason, monthly } = request.body;
        await askHardship(tx, act, held, { contractId, reason, monthly: parsePositiveAmount(monthly, CNY, '$.monthly'), key });
      }),
  );
  api.post(
    '/me/complaints',
    {
      schema: {
        tags,
        summary: 'Complain about how one is contacted: contacts stop until it is answered',
        body: newComplaint,
        response: { 200: dunningComplaint },
      },
    },
    async (request): Promise<DunningComplaint> => {
      const who = await customer(context, request);
      const { db, clock } = context.system;
      return runOnce(context, request, who.customerId, (key) =>
        db.tx(async (tx) => {
          const act = { by: who.customerId, on: await holdToday(tx), at: instant(clock) };
          return complaintView(await openComplaint(tx, clock, act, who, request.body.reason, key));
        }),
      );
    },
  );
}

/** @throws Fault DEBT_UNKNOWN: another customer's contract is as unknown as one that does not exist. */
async function ownDebt(context: HttpContext, who: Who, contractId: string): Promise<{ readonly held: Case; readonly debt: CaseDebt }> {
  const { db } = context.system;
  const cases = await casesOfCustomer(db, who);
  const debts = await debtsOfCases(db, cases);
  for (const held of cases) {
    const debt = debts.get(held.caseId)?.find((one) => one.contractId === contractId);
    if (debt) return { held, debt };
  }
  throw dunningFault('DEBT_UNKNOWN', { id: contractId.slice(0, 40) });
}

async function onOwnDebt(
  context: HttpContext,
  request: FastifyRequest<{ Params: { id: string } }>,
  work: (tx: Tx, act: Act, held: Case, debt: CaseDebt, key: string) => Promise<void>,
): Promise<MyDebts> {
  const who = await customer(context, request);
  const { db, clock } = context.system;
  const { held, debt } = await ownDebt(context, who, request.params.id);
  await runOnce(context, request, who.customerId, (key) =>
    db.tx(async (tx) => {
      const act = { by: who.customerId, on: await holdToday(tx), at: instant(clock) };
      await work(tx, act, await holdOpenCase(tx, held), debt, key);
      return { done: true };
    }),
  );
  return debtsOf(context, who);
}

async function pay(context: HttpContext, who: Who, contractId: string, text: string, key: string): Promise<PayDebtResult> {
  const { debt } = await ownDebt(context, who, contractId);
  if (debt.kind === 'trade-credit' || debt.kind === 'micro-loan') return payPurchase(context, who, debt, text, key);
  const loan = await loanNamed(context.system.db, contractId);
  const programme: Programme = await programmeNamed(context, loan.programmeId);
  const amount = parsePositiveAmount(text, programme.asset, '$.amount');
  const occasion = `debt ${key}`;
  const claims = claimsOf(context.system.dunning.sources, 'recourse') as Claims;
  const done = await collectNow(context, programme, { loan, occasion, order: (tx, on) => orderLoanPayment(tx, programme, claims, debt, amount, on, occasion) });
  return { contractId, state: done.state, paid: fen(done.paid), reason: done.reason, at: instant(context.system.clock) };
}

/** A purchase is paid from the signed card; what is overdue longest is paid first. */
async function payPurchase(context: HttpContext, who: Who, { bucket, contractId }: CaseDebt, text: string, key: string): Promise<PayDebtResult> {
  const { db, clock } = context.system;
  const contract = (await contractsByKey(db, [{ bucket, contractId }])).get(contractId);
  if (!contract) throw dunningFault('DEBT_UNKNOWN', { id: contractId.slice(0, 40) });
  const request = { ...who, purpose: 'bill' as const, target: contractId, amount: parsePositiveAmount(text, CNY, '$.amount'), key: `debt ${key}` };
  const { state, amount, code } = await payNow(context, await payLaterProgramme(db, contract.programmeId), request);
  return { contractId, state, paid: state === 'done' ? amount : fen(0n), reason: state === 'failed' ? code : null, at: instant(clock) };
}

async function debtsOf(context: HttpContext, who: Who): Promise<MyDebts> {
  const { db } = context.system;
  const on = businessDate(await currentDay(db));
  const cases = await casesOfCustomer(db, who);
  const debts = await debtsOfCases(db, cases);
  const views: { readonly view: MyDebt; readonly payable: bigint }[] = [];
  for (const one of cases) {
    const own = (debts.get(one.caseId) ?? []).filter(({ leftOn, ending }) => leftOn === null || ending === 'written-off');
    for (const debt of await debtsToday(context.system, own, on)) views.push(await debtView(context, one, debt));
  }
  const shown = views.filter(({ view, payable }) => payable > 0n || view.pending !== fen(0n));
  const open = cases.filter(({ state }) => state === 'open');
  const promises = (await Promise.all(open.map((one) => promisesOfCase(db, one)))).flat();
  const promise = promises.find(({ state }) => state === 'open');
  return {
    date: on,
    total: fen(shown.reduce((sum, { payable }) => sum + payable, 0n)),
    debts: shown.map(({ view }) => view),
    promise: promise ? promiseView(promise) : null,
    promiseThrough: addDays(on, dunningLimit('PROMISE_DAYS_MAX', on)),
    complaints: (await complaintsOf(db, who)).map(complaintView),
  };
}

async function debtView({ system }: HttpContext, one: Case, debt: CaseDebt): Promise<{ readonly view: MyDebt; readonly payable: bigint }> {
  const { db, dunning } = system;
  const claims = claimsOf(dunning.sources, debt.kind);
  const unfinished = await unfinishedOfLoan(db, debt.bucket, debt.contractId);
  const pending = unfinished.reduce((sum, { amount }) => sum + amount, 0n);
  const owed = claims ? ((await db.tx((tx) => claims.hold(tx, debt)))?.owed ?? 0n) : totalOwed(debt.owed) - pending;
  const [offer, plans, hardships] = [await openSettlementOf(db, debt), await plansOfCase(db, one), await hardshipsOfCase(db, one)];
  const plan = plans.find(({ contractId, state }) => contractId === debt.contractId && state === 'active');
  const hardship = hardships.find(({ contractId }) => contractId === debt.contractId);
  const payable = owed > 0n ? owed : 0n;
  const view: MyDebt = {
    kind: debt.kind,
    contractId: debt.contractId,
    creditor: one.creditor,
    since: debt.since,
    daysPastDue: debt.daysPastDue,
    owed: owedView(debt.leftOn === null ? debt.owed : { fees: 0n, penalty: 0n, interest: 0n, principal: owed }),
    pending: fen(pending),
    payable: fen(payable),
    offer: offer?.state === 'offered' ? { amount: fen(offer.amount), validUntil: offer.validUntil } : null,
    plan: plan ? planView(plan, (await instalmentsOfPlans(db, [plan])).get(plan.planId) ?? []) : null,
    hardship: hardship ? { state: hardship.state, madeOn: hardship.madeOn, answer: hardship.answer } : null,
  };
  return { view, payable };
}
