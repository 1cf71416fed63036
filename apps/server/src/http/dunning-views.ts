import type {
  DunningCase,
  DunningCaseDetail,
  DunningComplaint,
  DunningDebt,
  DunningHardship,
  DunningPlan,
  DunningPromise,
  DunningSettlement,
  DunningStrategy,
} from '@jinqiao/api';
import { businessDate } from '@jinqiao/calendar';
import {
  askSources,
  bureauNoticeOf,
  type Case,
  type CaseDebt,
  type Complaint,
  channelsNow,
  claimsOf,
  complaintsOf,
  contactsOfCase,
  type Debt,
  type DebtSource,
  debtsOfCases,
  dunningLimit,
  eventsOfCase,
  type Forbidden,
  type Hardship,
  hardshipsOfCase,
  instalmentsOfPlans,
  instantOf,
  messagesOfCase,
  type Owed,
  type Plan,
  type PlanInstalment,
  type PromiseToPay,
  plansOfCase,
  promisesOfCase,
  type Settlement,
  type Strategy,
  settlementsOfCase,
  shanghaiMoment,
  TEMPLATE_IDS,
  textOfMessage,
  totalOwed,
} from '@jinqiao/dunning';
import { type Customer, customerById } from '@jinqiao/parties';
import type { System } from '../system.ts';
import { fen } from './fund-views.ts';

export function caseView(one: Case, customer: Customer | undefined): DunningCase {
  const { caseId, bucket: _, score: _score, seenOn, assignedOn: _on, owed, ...rest } = one;
  return { id: caseId, ...rest, customerName: customer?.nameMasked ?? '—', owed: fen(owed), asOf: seenOn };
}

export function owedView(owed: Owed) {
  return { fees: fen(owed.fees), penalty: fen(owed.penalty), interest: fen(owed.interest), principal: fen(owed.principal), total: fen(totalOwed(owed)) };
}

export const promiseView = ({ promiseId, amount, received, receivedBefore: _, ...promise }: PromiseToPay): DunningPromise => ({
  ...promise,
  id: promiseId,
  amount: fen(amount),
  received: received === null ? null : fen(received),
});

export const planView = ({ planId, total, received, receivedBefore: _, ...plan }: Plan, rows: readonly PlanInstalment[]): DunningPlan => ({
  ...plan,
  id: planId,
  total: fen(total),
  received: fen(received),
  instalments: rows.map((row) => ({ ...row, amount: fen(row.amount) })),
});

export const settlementView = ({ settlementId, owed, amount, received, receivedBefore: _, ...settlement }: Settlement): DunningSettlement => ({
  ...settlement,
  id: settlementId,
  owed: fen(owed),
  amount: fen(amount),
  waived: fen(owed - amount),
  received: fen(received),
});

export const complaintView = ({ complaintId, ...complaint }: Complaint): DunningComplaint => ({ ...complaint, id: complaintId });

export const hardshipView = ({ requestId, monthly, ...request }: Hardship): DunningHardship => ({ ...request, id: requestId, monthly: fen(monthly) });

export const strategyView = ({ strategyId, ...strategy }: Strategy): DunningStrategy => ({
  ...strategy,
  id: strategyId,
  body: { queues: [...strategy.body.queues], messages: [...strategy.body.messages] },
});

/** The contracts of a case as they stand on a date: those that have left stay as they were. */
export async function debtsToday(system: System, debts: readonly CaseDebt[], on: string): Promise<(CaseDebt & { readonly ours: boolean })[]> {
  const { sources } = system.dunning;
  const open = debts.filter(({ leftOn }) => leftOn === null);
  const standing = await askSources<CaseDebt, Debt | string>(sources, open, (source: DebtSource, keys) => source.standing(system.db, on, keys));
  return debts.map((debt) => {
    const stands = standing.get(debt.contractId);
    const ours = claimsOf(sources, debt.kind) !== undefined;
    return typeof stands === 'object' && stands.kind === debt.kind ? { ...debt, owed: stands.owed, daysPastDue: stands.daysPastDue, ours } : { ...debt, ours };
  });
}

function forbiddenView({ ruleId, zh, en, basis, earliest }: Forbidden) {
  return { ruleId, zh, en, basis, earliestAt: earliest ? instantOf(earliest) : null };
}

const SHOWN = 100;

/** Everything that whoever works on a case sees, with what the rules allow at this moment. */
export async function caseDetail(system: System, one: Case, on: string): Promise<DunningCaseDetail> {
  const { db, clock } = system;
  const customer = await customerById(db, one.bucket, one.customerId);
  const now = shanghaiMoment(clock);
  const [debts, plans, talk] = [
    await debtsToday(system, (await debtsOfCases(db, [one])).get(one.caseId) ?? [], on),
    await plansOfCase(db, one),
    await channelsNow(db, clock, one),
  ];
  const rows = await instalmentsOfPlans(db, plans);
  const notice = await bureauNoticeOf(db, one);
  const open = debts.filter(({ leftOn }) => leftOn === null);
  return {
    ...caseView(one, customer),
    customerMobile: customer?.mobileMasked ?? '—',
    owedToday: fen(open.reduce((sum, debt) => sum + totalOwed(debt.owed), 0n)),
    debts: debts.map(({ owed, ...debt }): DunningDebt => ({ ...debt, owed: owedView(owed) })),
    contactsToday: talk.made,
    contactsMax: dunningLimit('DUNNING_CONTACTS_PER_DAY_MAX', now.day),
    channels: talk.channels.map(({ channel, allowed, forbidden }) => ({ channel, allowed, forbidden: forbidden && forbiddenView(forbidden) })),
    templates: TEMPLATE_IDS.map((template) => ({ id: template, text: textOfMessage(template, { name: customer?.nameMasked ?? '', date: '…', added: '' }) })),
    contacts: (await contactsOfCase(db, one, SHOWN)).map(({ contactId, ...contact }) => ({ ...contact, id: contactId })),
    messages: (await messagesOfCase(db, one)).map(({ messageId, ...message }) => ({ ...message, id: messageId })),
    promises: (await promisesOfCase(db, one)).map(promiseView),
    plans: plans.map((plan) => planView(plan, rows.get(plan.planId) ?? [])),
    settlements: (await settlementsOfCase(db, one)).map(settlementView),
    complaints: (await complaintsOf(db, one)).map(complaintView),
    hardships: (await hardshipsOfCase(db, one)).map(hardshipView),
    bureauNotice: notice ? { givenOn: notice.givenOn, reportFrom: notice.reportFrom, givenBy: notice.givenBy } : null,
    events: await eventsOfCase(db, one, SHOWN),
  };
}

export function businessDates(from: string, through: string): { readonly from: string; readonly through: string } {
  return { from: businessDate(from, '$.from'), through: businessDate(through, '$.through') };
}
