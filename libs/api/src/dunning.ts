import { z } from 'zod';
import { amountInput, date, id, instant, money, page, reason } from './common.ts';

const debtKind = z.enum(['loan', 'recourse', 'trade-credit', 'micro-loan']);
const ending = z.enum(['cured', 'settled', 'compensated', 'written-off', 'sold']);

export const dunningCase = z
  .object({
    id,
    customerId: z.string(),
    customerName: z.string().meta({ description: 'Masked' }),
    creditor: z.string(),
    state: z.enum(['open', 'closed']),
    ending: ending.nullable(),
    queue: z.string(),
    assignee: z.string().nullable(),
    openedOn: date,
    openedIn: z.string().meta({ description: 'Delinquency bucket in which it came' }),
    closedOn: date.nullable(),
    daysPastDue: z.int(),
    owed: money.meta({ description: 'As of the last close' }),
    brokenPromises: z.int(),
    asOf: date,
  })
  .meta({ id: 'DunningCase' });
export const dunningCasePage = page(dunningCase).extend({ totals: z.object({ cases: z.int(), owed: money }) });
export const dunningCaseQuery = {
  queue: z.string().max(40).optional(),
  assignee: z.string().max(64).optional(),
  state: z.enum(['open', 'closed']).default('open'),
  creditor: z.string().max(64).optional(),
  q: z.string().max(64).optional(),
  free: z.enum(['true', 'false']).optional(),
};

const owed = z.object({ fees: money, penalty: money, interest: money, principal: money, total: money });
export const dunningDebt = z
  .object({
    kind: debtKind,
    contractId: z.string(),
    since: date,
    daysPastDue: z.int(),
    owed,
    leftOn: date.nullable(),
    ending: ending.nullable(),
    ours: z.boolean().meta({ description: 'A claim of the platform itself: plans and settlements may be agreed' }),
  })
  .meta({ id: 'DunningDebt' });
export const dunningContact = z
  .object({ id, channel: z.string(), at: instant, madeBy: z.string(), outcome: z.string(), note: z.string(), retainUntil: date })
  .meta({ id: 'DunningContact' });
export const dunningMessage = z
  .object({ id, template: z.string(), state: z.string(), queuedBy: z.string(), queuedOn: date, code: z.string() })
  .meta({ id: 'DunningMessage' });
export const dunningPromise = z
  .object({
    id,
    amount: money,
    madeOn: date,
    dueOn: date,
    received: money.nullable(),
    state: z.enum(['open', 'kept', 'partly-kept', 'broken', 'void']),
    madeBy: z.string(),
  })
  .meta({ id: 'DunningPromise' });
export const dunningPlan = z
  .object({
    id,
    caseId: id,
    customerId: z.string(),
    contractId: z.string(),
    total: money,
    received: money,
    state: z.enum(['proposed', 'rejected', 'active', 'kept', 'broken']),
    reason: z.string(),
    madeBy: z.string(),
    madeOn: date,
    checkedBy: z.string().nullable(),
    extensions: z.int(),
    instalments: z.array(z.object({ n: z.int(), dueOn: date, amount: money, paidOn: date.nullable(), failedOn: date.nullable() })),
  })
  .meta({ id: 'DunningPlan' });
export const dunningSettlement = z
  .object({
    id,
    caseId: id,
    customerId: z.string(),
    contractId: z.string(),
    owed: money,
    amount: money,
    waived: money,
    received: money,
    validUntil: date,
    state: z.enum(['proposed', 'rejected', 'offered', 'paid', 'void']),
    reason: z.string(),
    madeBy: z.string(),
    madeOn: date,
    checkedBy: z.string().nullable(),
  })
  .meta({ id: 'DunningSettlement' });
export const dunningComplaint = z
  .object({
    id,
    customerId: z.string(),
    reason: z.string(),
    openedBy: z.string(),
    openedOn: date,
    dueOn: date,
    state: z.enum(['open', 'answered', 'lifted']),
    answer: z.string().nullable(),
    closedBy: z.string().nullable(),
    closedOn: date.nullable(),
    retainUntil: date,
  })
  .meta({ id: 'DunningComplaint' });
export const dunningHardship = z
  .object({
    id,
    caseId: id,
    customerId: z.string(),
    contractId: z.string(),
    creditor: z.string(),
    reason: z.string(),
    monthly: money,
    state: z.enum(['open', 'planned', 'passed-on', 'refused']),
    madeOn: date,
    answer: z.string().nullable(),
    answeredBy: z.string().nullable(),
  })
  .meta({ id: 'DunningHardship' });
export const dunningForbidden = z.object({ ruleId: z.string(), zh: z.string(), en: z.string(), basis: z.string(), earliestAt: instant.nullable() });
export const dunningCaseDetail = dunningCase
  .extend({
    customerMobile: z.string().meta({ description: 'Masked' }),
    owedToday: money,
    debts: z.array(dunningDebt),
    contactsToday: z.int(),
    contactsMax: z.int(),
    channels: z.array(z.object({ channel: z.enum(['call', 'sms', 'letter', 'visit']), allowed: z.boolean(), forbidden: dunningForbidden.nullable() })),
    templates: z.array(z.object({ id: z.string(), text: z.string() })),
    contacts: z.array(dunningContact),
    messages: z.array(dunningMessage),
    promises: z.array(dunningPromise),
    plans: z.array(dunningPlan),
    settlements: z.array(dunningSettlement),
    complaints: z.array(dunningComplaint),
    hardships: z.array(dunningHardship),
    bureauNotice: z.object({ givenOn: date, reportFrom: date, givenBy: z.string() }).nullable(),
    events: z.array(
      z.object({ event: z.string(), businessDate: date, at: instant.nullable(), actor: z.string(), was: z.string(), now: z.string(), note: z.string() }),
    ),
  })
  .meta({ id: 'DunningCaseDetail' });

const queueRule = z.object({
  queue: z.string().regex(/^[a-z][a-z0-9-]{1,38}$/),
  zh: z.string().min(1).max(40),
  en: z.string().min(1).max(60),
  daysFrom: z.int().min(0).max(5000).optional(),
  daysThrough: z.int().min(0).max(5000).optional(),
  owedFrom: z
    .string()
    .regex(/^\d{1,16}$/)
    .optional()
    .meta({ description: 'Minor units' }),
  scoreBelow: z.int().min(0).max(2000).optional(),
  brokenPromises: z.int().min(1).max(100).optional(),
});
const strategyBody = z.object({
  queues: z.array(queueRule).min(1).max(30),
  messages: z.array(z.object({ daysPastDue: z.int().min(1).max(5000), template: z.string().max(40) })).max(30),
});
export const dunningStrategy = z
  .object({
    id,
    from: date,
    body: strategyBody,
    state: z.enum(['proposed', 'approved', 'rejected']),
    reason: z.string(),
    madeBy: z.string(),
    checkedBy: z.string().nullable(),
  })
  .meta({ id: 'DunningStrategy' });
export const dunningQueues = z
  .object({
    queues: z.array(queueRule.extend({ free: z.int(), held: z.int(), owed: money })),
    messages: strategyBody.shape.messages,
    strategies: z.array(dunningStrategy),
  })
  .meta({ id: 'DunningQueues' });
export const dunningTasks = z
  .object({ plans: z.array(dunningPlan), settlements: z.array(dunningSettlement), complaints: z.array(dunningComplaint), hardships: z.array(dunningHardship) })
  .meta({ id: 'DunningTasks' });
export const dunningStatistics = z
  .object({
    from: date,
    through: date,
    buckets: z.array(z.object({ bucket: z.string(), opened: z.int(), cured: z.int(), lost: z.int(), open: z.int() })),
    people: z.array(
      z.object({
        person: z.string(),
        held: z.int(),
        cured: z.int(),
        contacts: z.int(),
        reached: z.int(),
        promises: z.int(),
        kept: z.int(),
        broken: z.int(),
      }),
    ),
  })
  .meta({ id: 'DunningStatistics' });

export const claimCase = z.object({ queue: z.string().max(40).nullable() }).strict();
export const takeDunningCase = z.object({}).strict();
export const releaseDunningCase = z.object({ reason }).strict();
export const assignDunningCase = z.object({ assignee: z.string().min(1).max(64), reason }).strict();
export const newContact = z
  .object({
    channel: z.enum(['call', 'letter', 'visit']),
    with: z.enum(['debtor', 'third-party']),
    outcome: z.enum(['reached', 'no-answer', 'wrong-number', 'promised', 'disputed']),
    note: z.string().trim().max(500),
  })
  .strict();
export const newMessage = z.object({ template: z.string().max(40), added: z.string().trim().max(60) }).strict();
export const newPromise = z.object({ amount: amountInput, dueOn: date }).strict();
export const newComplaint = z.object({ reason }).strict();
export const endComplaint = z.object({ state: z.enum(['answered', 'lifted']), reason }).strict();
export const newPlan = z.object({ contractId: id, periods: z.int(), firstOn: date, reason }).strict();
export const extendPlan = z.object({ reason }).strict();
export const newSettlement = z.object({ contractId: id, amount: amountInput, validUntil: date, reason }).strict();
export const dunningVerdict = z.object({ approve: z.boolean() }).strict();
export const endHardship = z.object({ state: z.enum(['planned', 'passed-on', 'refused']), reason }).strict();
export const newStrategy = z.object({ from: date, body: strategyBody, reason }).strict();

export const myDebt = z
  .object({
    kind: debtKind,
    contractId: z.string(),
    creditor: z.string(),
    since: date,
    daysPastDue: z.int(),
    owed,
    pending: money.meta({ description: 'Paid today, not yet booked' }),
    payable: money.meta({ description: 'What can be paid now' }),
    offer: z.object({ amount: money, validUntil: date }).nullable(),
    plan: dunningPlan.nullable(),
    hardship: z.object({ state: z.string(), madeOn: date, answer: z.string().nullable() }).nullable(),
  })
  .meta({ id: 'MyDebt' });
export const myDebts = z
  .object({
    date,
    total: money,
    debts: z.array(myDebt),
    promise: dunningPromise.nullable(),
    promiseThrough: date,
    complaints: z.array(dunningComplaint),
  })
  .meta({ id: 'MyDebts' });
export const payDebt = z.object({ amount: amountInput }).strict();
export const payDebtResult = z
  .object({ contractId: z.string(), state: z.enum(['done', 'processing', 'failed']), paid: money, reason: z.string().nullable(), at: instant })
  .meta({ id: 'PayDebtResult' });
export const newHardship = z.object({ reason, monthly: amountInput }).strict();

export type DunningCase = z.output<typeof dunningCase>;
export type DunningCaseDetail = z.output<typeof dunningCaseDetail>;
export type DunningDebt = z.output<typeof dunningDebt>;
export type DunningPlan = z.output<typeof dunningPlan>;
export type DunningPromise = z.output<typeof dunningPromise>;
export type DunningSettlement = z.output<typeof dunningSettlement>;
export type DunningComplaint = z.output<typeof dunningComplaint>;
export type DunningHardship = z.output<typeof dunningHardship>;
export type DunningQueues = z.output<typeof dunningQueues>;
export type DunningStrategy = z.output<typeof dunningStrategy>;
export type DunningTasks = z.output<typeof dunningTasks>;
export type DunningStatistics = z.output<typeof dunningStatistics>;
export type MyDebt = z.output<typeof myDebt>;
export type MyDebts = z.output<typeof myDebts>;
export type PayDebtResult = z.output<typeof payDebtResult>;
