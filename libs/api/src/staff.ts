import { z } from 'zod';
import { date, id, instant, money, page, rate, ruleResult } from './common.ts';

export const role = z.enum(['operator', 'finance', 'risk', 'compliance', 'auditor', 'partner-viewer', 'admin', 'customer']);
export const session = z
  .object({
    login: z.string(),
    name: z.string(),
    role,
    customerId: z.string().nullable(),
    scopes: z.array(z.string()).optional().meta({ description: 'How far a member of staff sees' }),
    due: z.enum(['password', 'second-factor']).optional().meta({ description: 'What must be done before anything else' }),
  })
  .meta({ id: 'Session' });
export const signIn = z
  .object({
    login: z.string().min(1).max(64),
    password: z.string().min(1).max(128),
    code: z.string().max(32).optional().meta({ description: 'Code of the second factor, or a recovery code' }),
  })
  .strict();

const delinquency = z.enum(['M0', 'M1', 'M2', 'M3', 'M4', 'M5', 'M6', 'M7+']);
export const loanState = z.enum(['disbursing', 'active', 'overdue', 'compensated', 'written-off', 'settled']);

export const programme = z
  .object({
    id,
    name: z.string(),
    nameZh: z.string(),
    profile: z.string(),
    asset: z.string(),
    bank: z.string(),
    paymentInstitution: z.string(),
    parameters: z.record(z.string(), z.string()).meta({ description: 'Every parameter of the programme by its name' }),
  })
  .meta({ id: 'Programme' });

export const dashboard = z
  .object({
    programmeId: id,
    asset: z.string(),
    asOf: date.nullable(),
    exposure: z.object({ loans: z.int(), customers: z.int(), outstanding: money, lineLimit: money, disbursed: money, overduePrincipal: money }),
    margin: z.object({ held: money, required: money, ceiling: money, coverage: rate.nullable(), called: money, drawsStopped: z.boolean() }),
    yield: z.object({ customerInterest: money, bankYield: money, advanceFees: money, guaranteeLoss: money, recovered: money, platformNet: money }),
    buckets: z.array(z.object({ bucket: delinquency, loans: z.int(), outstanding: money })),
    history: z.array(
      z.object({
        date,
        outstanding: money,
        overdue: money,
        marginHeld: money,
        marginRequired: money,
        customerInterest: money,
        bankYield: money,
        platformNet: money,
        collected: money,
        failed: money,
      }),
    ),
    vintages: z.array(z.object({ month: z.string(), disbursed: money, points: z.array(z.object({ age: z.int(), overdueRate: rate })) })),
  })
  .meta({ id: 'Dashboard' });

export const closeStep = z.object({ name: z.string(), done: z.int(), chunks: z.int(), finished: z.boolean(), seconds: z.number() });
export const closeSummary = z
  .object({
    days: z.int(),
    from: date,
    to: date,
    loansTouched: z.int(),
    collected: z.object({ count: z.int(), amount: money }),
    failed: z.object({ count: z.int(), amount: money }),
    advanced: z.object({ count: z.int(), amount: money }),
    cleared: z.object({ count: z.int(), amount: money }),
    overdue: z.record(z.string(), z.int()),
    margin: z.object({ required: money, held: money, called: money, released: money }),
    breaks: z.int(),
    seconds: z.number(),
  })
  .meta({ id: 'CloseSummary' });
export const businessDay = z
  .object({
    current: date.meta({ description: 'The day that is open: commands book on it' }),
    lastClosed: date.nullable(),
    closing: z.boolean(),
    steps: z.array(closeStep).meta({ description: 'Steps of the day being closed, or of the last closed day' }),
    summary: closeSummary.nullable(),
    error: z.string().nullable(),
  })
  .meta({ id: 'BusinessDay' });
export const closeRequest = z.object({ through: date }).strict();

export const loanSummary = z
  .object({
    id,
    customerId: id,
    customerName: z.string().meta({ description: 'Masked' }),
    programmeId: id,
    asset: z.string(),
    state: loanState,
    principal: money,
    outstanding: money,
    rate,
    method: z.string(),
    periods: z.int(),
    disbursedOn: date,
    nextDueOn: date.nullable(),
    daysPastDue: z.int(),
    bucket: delinquency,
  })
  .meta({ id: 'LoanSummary' });
export const loanQuery = {
  state: loanState.optional(),
  bucket: delinquency.optional(),
  customerId: id.optional(),
  programmeId: id.optional(),
  q: z.string().max(64).optional(),
};
export const loanPage = page(loanSummary)
  .extend({ totals: z.object({ loans: z.int(), outstanding: money }) })
  .meta({ id: 'LoanPage' });

export const scheduleRow = z
  .object({
    n: z.int(),
    dueOn: date,
    principal: money,
    interest: money,
    total: money,
    balance: money,
    state: z.enum(['planned', 'due', 'paid', 'overdue', 'compensated']),
    paid: money,
    penalty: money,
    settledOn: date.nullable(),
  })
  .meta({ id: 'ScheduleRow' });
export const loanDetail = loanSummary
  .extend({
    agreementHash: z.string(),
    lineId: id,
    dueDay: z.int(),
    penaltyRate: rate,
    bankRate: rate,
    annualCostNominal: rate,
    annualCostEffective: rate,
    owed: z.object({ principal: money, interest: money, penalty: money, fees: money, total: money }),
    paid: z.object({ principal: money, interest: money, penalty: money, fees: money, total: money }),
    recourse: z.object({ claim: money, recovered: money }),
    schedule: z.array(scheduleRow),
  })
  .meta({ id: 'LoanDetail' });
export const cashFlow = z
  .object({ date, kind: z.string(), amount: money, principal: money, interest: money, penalty: money, fees: money, reference: z.string() })
  .meta({ id: 'CashFlow' });

export const partnerMessage = z
  .object({
    serial: z.string(),
    direction: z.enum(['out', 'in']),
    institution: z.string(),
    operation: z.string(),
    businessDate: date,
    state: z.enum(['pending', 'unknown', 'answered', 'received', 'refused']),
    attempts: z.int(),
    at: instant.nullable(),
    request: z.string(),
    answer: z.string().nullable(),
  })
  .meta({ id: 'PartnerMessage', description: 'Bodies are shown with sealed fields left sealed' });
export const decision = z
  .object({ id, kind: z.string(), businessDate: date, outcome: z.string(), reason: z.string().nullable(), rules: z.array(ruleResult) })
  .meta({ id: 'Decision' });

export const customerSummary = z
  .object({
    id,
    name: z.string().nullable(),
    mobile: z.string(),
    idNumber: z.string().nullable(),
    state: z.string(),
    registeredOn: date,
    lineLimit: money.nullable(),
    lineUsed: money.nullable(),
    synthetic: z.boolean(),
  })
  .meta({ id: 'CustomerSummary' });
export const customerDetail = customerSummary
  .extend({
    account: z.object({ accountNo: z.string(), class: z.string(), state: z.string(), balance: money, boundCard: z.string() }).nullable(),
    consents: z.array(
      z.object({ id, purpose: z.string(), recipient: z.string(), textVersion: z.string(), grantedAt: instant, withdrawnAt: instant.nullable() }),
    ),
    timeline: z.array(z.object({ date, state: z.string(), note: z.string() })),
    decisions: z.array(decision),
    loans: z.array(loanSummary),
  })
  .meta({ id: 'CustomerDetail' });

export const institution = z
  .object({
    id,
    name: z.string(),
    nameZh: z.string(),
    kind: z.enum(['bank', 'payment', 'clearing', 'issuer', 'bureau', 'identity', 'messages', 'registrar', 'shop']),
    url: z.string(),
    healthy: z.boolean(),
    latencyMs: z.number().nullable(),
    messages: z.object({ sent: z.int(), unknown: z.int(), pending: z.int(), refused: z.int() }),
    lastAt: instant.nullable(),
    faults: z.array(z.string()),
  })
  .meta({ id: 'Institution' });
export const faultKind = z.enum([
  'timeout-after-effect',
  'duplicate-notice',
  'late-notice',
  'reordered-notice',
  'down',
  'slow',
  'late-file',
  'partial-file',
  'doubled-file',
  'reordered-file',
  'wrong-digest',
  'wrong-total',
  'wrong-date',
  'unknown-layout',
  'wrong-amount',
  'missing-row',
  'doubled-row',
  'false-success',
  'false-failure',
  'double-debit',
  'wrong-debit',
  'stray-collection',
  'late-cut-off',
]);
export const injectFault = z.object({ kind: faultKind, times: z.int().min(1).max(100).default(1) }).strict();

export const marginDay = z
  .object({
    date,
    held: money,
    required: money,
    ceiling: money,
    base: money,
    called: money,
    released: money,
    drawn: money,
    callDeadline: date.nullable(),
    drawsStopped: z.boolean(),
  })
  .meta({ id: 'MarginDay' });
export const settlement = z
  .object({
    id,
    programmeId: id,
    month: z.string(),
    customerInterest: money,
    penalty: money,
    bankYield: money,
    advanceFees: money,
    platformGross: money,
    compensated: money,
    recovered: money,
    platformNet: money,
    lines: z.array(z.object({ name: z.string(), nameZh: z.string(), amount: money })),
    state: z.string(),
    hash: z.string(),
  })
  .meta({ id: 'Settlement' });

export const searchHit = z
  .object({ kind: z.enum(['customer', 'loan', 'journal', 'message', 'account']), id, title: z.string(), subtitle: z.string() })
  .meta({ id: 'SearchHit' });

export type Role = z.infer<typeof role>;
export type Session = z.infer<typeof session>;
export type Programme = z.infer<typeof programme>;
export type Dashboard = z.infer<typeof dashboard>;
export type BusinessDay = z.infer<typeof businessDay>;
export type CloseSummary = z.infer<typeof closeSummary>;
export type LoanState = z.infer<typeof loanState>;
export type LoanSummary = z.infer<typeof loanSummary>;
export type LoanPage = z.infer<typeof loanPage>;
export type LoanDetail = z.infer<typeof loanDetail>;
export type ScheduleRow = z.infer<typeof scheduleRow>;
export type CashFlow = z.infer<typeof cashFlow>;
export type PartnerMessage = z.infer<typeof partnerMessage>;
export type Decision = z.infer<typeof decision>;
export type CustomerSummary = z.infer<typeof customerSummary>;
export type CustomerDetail = z.infer<typeof customerDetail>;
export type Institution = z.infer<typeof institution>;
export type MarginDay = z.infer<typeof marginDay>;
export type Settlement = z.infer<typeof settlement>;
export type SearchHit = z.infer<typeof searchHit>;
export type Page<T> = { items: T[]; nextCursor: string | null };
