import { z } from 'zod';
import { date, id, money, pageQuery } from './common.ts';

const ratio = z.string().meta({ description: 'Share as a decimal fraction', examples: ['0.023400'] });
const short = z.string().min(1).max(64);
const tier = z.enum(['normal', 'special-mention', 'substandard', 'doubtful', 'loss']);
const stage = z.int().min(1).max(3);

/** Which part of the portfolio, and which month-end. */
const part = { product: short.optional(), scope: short.optional(), grade: z.string().min(1).max(8).optional() };
export const riskQuery = z
  .object({
    ...part,
    asOf: date.optional(),
    days: z.enum(['1', '30', '60', '90']).default('30').meta({ description: 'Days past due that vintages count from' }),
  })
  .strict();

const amountOf = z.object({ contracts: z.int(), outstanding: money, share: ratio.nullable() });
const point = z.object({ mob: z.int(), coincident: ratio, cumulative: ratio, netLoss: ratio });
const flow = z.object({ from: z.string(), to: z.string(), rate: ratio.nullable() });

export const riskPortfolio = z
  .object({
    asOf: date,
    monthEnds: z.array(date).meta({ description: 'Month-ends that are taken, newest first' }),
    products: z.array(z.string()),
    scopes: z.array(z.object({ id, name: z.string(), nameZh: z.string() })),
    grades: z.array(z.string()),
    asset: z.string(),
    totals: z.object({
      contracts: z.int(),
      outstanding: money,
      overdue: money,
      regulatoryOverdue: money,
      npl: money,
      nplRatio: ratio.nullable(),
      delinquency30: ratio.nullable(),
      netLoss: ratio.nullable().meta({ description: 'Of the last twelve month-ends, over their average balance' }),
      recovery: ratio.nullable(),
    }),
    buckets: z.array(amountOf.extend({ status: z.string() })),
    tiers: z.array(amountOf.extend({ tier })),
    provisions: z
      .array(
        z.object({
          asOf: date,
          outstanding: money,
          npl: money,
          allowance: money,
          expectedLoss: money,
          classMinimum: money,
          used: money,
          charged: money,
          nplRatio: ratio.nullable(),
          coverage: ratio.nullable(),
          loanProvisionRatio: ratio.nullable(),
        }),
      )
      .meta({ description: 'By month-end, oldest first. Provisions are made for whole programmes: a grade does not narrow them' }),
    stages: z.array(z.object({ stage, outstanding: money, expected: money, allowance: money })),
    model: z
      .object({ lossGivenDefault: ratio, overlay: ratio, twelveMonths: z.array(z.object({ bucket: z.string(), probability: ratio })) })
      .nullable()
      .meta({ description: 'What expected losses were reckoned with' }),
    vintages: z.array(z.object({ cohort: z.string(), originated: money, points: z.array(point) })),
    flows: z.array(z.object({ asOf: date, rates: z.array(flow) })),
    pooledFlows: z.array(flow),
    lossByFlows: ratio.nullable().meta({ description: 'Product of the pooled flow rates M0 to M6, times what is not recovered' }),
    migration: z.array(z.object({ from: z.string(), to: z.string(), contracts: z.int(), share: ratio.nullable() })),
    rolls: z.array(z.object({ observed: z.string(), performed: z.string(), contracts: z.int(), share: ratio.nullable() })),
    cures: z.array(z.object({ bucket: z.string(), rate: ratio.nullable() })),
    firstPayments: z.array(z.object({ dueMonth: z.string(), days: z.int(), due: z.int(), late: z.int(), rate: ratio.nullable() })),
  })
  .meta({ id: 'RiskPortfolio' });

export const riskContractQuery = pageQuery
  .extend({
    ...part,
    asOf: date.optional(),
    status: z.string().max(16).optional(),
    tier: z
      .union([tier, z.literal('non-performing')])
      .optional()
      .meta({ description: '`non-performing`: the last three' }),
    minDpd: z.coerce.number().int().min(0).max(9999).optional().meta({ description: 'Least days past due' }),
    stage: z.coerce.number().int().min(1).max(3).optional(),
    cohort: z
      .string()
      .regex(/^\d{4}-\d{2}$/)
      .optional(),
    customerId: id.optional(),
  })
  .strict();
export const riskContract = z
  .object({
    id,
    asOf: date,
    product: z.string(),
    scope: z.string(),
    customerId: id,
    customerName: z.string().meta({ description: 'Masked' }),
    grade: z.string(),
    originatedOn: date,
    amount: money,
    outstanding: money,
    overdue: money,
    daysPastDue: z.int(),
    status: z.string(),
    tier,
    stage,
    state: z.enum(['active', 'compensated', 'written-off', 'settled']),
    writtenOff: money,
    recovered: money,
    restructured: z.boolean(),
    provision: money.nullable(),
  })
  .meta({ id: 'RiskContract' });
export const riskContractPage = z
  .object({ items: z.array(riskContract), nextCursor: z.string().nullable(), total: z.int(), outstanding: money, asOf: date })
  .meta({ id: 'RiskContractPage' });

export const riskAlert = z
  .object({
    id,
    ruleId: z.string(),
    name: z.string(),
    nameZh: z.string(),
    measure: z.string(),
    segment: z.string(),
    severity: z.enum(['high', 'medium']),
    owner: z.string(),
    raisedOn: date,
    dueOn: date,
    value: ratio,
    threshold: ratio,
    direction: z.enum(['above', 'below']),
    months: z.int(),
    seenOn: date.meta({ description: 'Newest month-end at which the rule was broken' }),
    state: z.enum(['open', 'acknowledged', 'closed']),
    escalatedOn: date.nullable(),
    acknowledgedBy: z.string().nullable(),
    acknowledgedOn: date.nullable(),
    closedBy: z.string().nullable(),
    closedOn: date.nullable(),
    outcome: z.enum(['measure-taken', 'watched', 'false-alarm']).nullable(),
    reason: z.string().nullable(),
  })
  .meta({ id: 'RiskAlert' });
export const riskAlertQuery = pageQuery.extend({ state: z.enum(['open', 'acknowledged', 'closed']).optional() }).strict();
export const acknowledgeRiskAlert = z.object({}).strict();
export const closeRiskAlert = z.object({ outcome: z.enum(['measure-taken', 'watched', 'false-alarm']), reason: z.string().trim().min(4).max(500) }).strict();

const limitKind = z.enum(['increase', 'decrease', 'freeze']);
export const limitProposal = z
  .object({
    id,
    asOf: date,
    lineId: id,
    customerId: id,
    customerName: z.string().meta({ description: 'Masked' }),
    product: z.string(),
    scope: z.string(),
    grade: z.string(),
    kind: limitKind,
    limitFrom: money,
    limitTo: money,
    utilisation: ratio,
    onTimeMonths: z.int(),
    worstDaysPastDue: z.int(),
    reasons: z.array(z.string()),
    state: z.enum(['proposed', 'submitted', 'approved', 'rejected', 'applied']),
    batchId: id.nullable(),
    note: z.string().nullable().meta({ description: 'What an approved proposal waits for' }),
  })
  .meta({ id: 'LimitProposal' });
export const limitProposalQuery = pageQuery
  .extend({
    asOf: date.optional(),
    kind: limitKind.optional(),
    grade: z.string().min(1).max(8).optional(),
    state: z.enum(['proposed', 'submitted', 'approved', 'rejected', 'applied']).optional(),
    batchId: id.optional(),
    customerId: id.optional(),
  })
  .strict();
export const limitProposalPage = z
  .object({ items: z.array(limitProposal), nextCursor: z.string().nullable(), total: z.int() })
  .meta({ id: 'LimitProposalPage' });
export const limitBatch = z
  .object({
    id,
    asOf: date,
    kind: limitKind,
    grade: z.string().nullable(),
    proposals: z.int(),
    state: z.enum(['submitted', 'approved', 'rejected']),
    reason: z.string(),
    madeBy: z.string(),
    madeAt: z.string(),
    checkedBy: z.string().nullable(),
    checkedAt: z.string().nullable(),
    verdict: z.string().nullable(),
  })
  .meta({ id: 'LimitBatch' });
export const limitBatchList = z.object({ items: z.array(limitBatch) });
export const submitLimitBatch = z
  .object({ asOf: date, kind: limitKind, grade: z.string().min(1).max(8).nullable(), reason: z.string().trim().min(4).max(500) })
  .strict();
export const limitBatchVerdict = z.object({ approve: z.boolean(), reason: z.string().trim().min(4).max(500) }).strict();

export type RiskPortfolio = z.output<typeof riskPortfolio>;
export type RiskContract = z.output<typeof riskContract>;
export type RiskContractPage = z.output<typeof riskContractPage>;
export type RiskAlert = z.output<typeof riskAlert>;
export type LimitProposalView = z.output<typeof limitProposal>;
export type LimitProposalPage = z.output<typeof limitProposalPage>;
export type LimitBatchView = z.output<typeof limitBatch>;
export type LimitBatchList = z.output<typeof limitBatchList>;
