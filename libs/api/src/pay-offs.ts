import { z } from 'zod';
import { amountInput, date, id, instant, money, rate } from './common.ts';
import { quote } from './customer.ts';
import { scheduleRow } from './staff.ts';

const consent = z.object({ accepted: z.boolean(), textVersion: z.string().max(32) }).strict();
const method = z.enum(['equal-principal', 'equal-instalment']);
const text = z.object({ version: z.string(), en: z.string(), zh: z.string() });
export const payOffState = z.enum(['routing', 'offered', 'booking', 'paying', 'paid', 'confirmed', 'returning', 'returned', 'refused', 'cancelled']);

export const cardStatement = z
  .object({
    id,
    statementOn: date,
    dueOn: date,
    balance: money,
    minimum: money,
    paid: money,
    open: money.meta({ description: 'What is left to pay, and the most that a pay-off may be' }),
    feeRate: rate.meta({ description: "The issuer's own instalment: fee per period, of the principal at the start" }),
    feePeriods: z.array(z.int()),
    toldOn: date,
  })
  .meta({ id: 'CardStatement' });
export const payOffCard = z
  .object({
    id,
    cardMasked: z.string(),
    issuer: z.string(),
    issuerZh: z.string(),
    addedOn: date,
    statement: cardStatement.nullable(),
    underWay: z.boolean(),
  })
  .meta({ id: 'PayOffCard' });
export const myPayOffCards = z
  .object({
    items: z.array(payOffCard),
    offered: z.boolean().meta({ description: 'Whether any bank pays off cards here' }),
    periods: z.array(z.int()),
    consentTexts: z.object({ statement: text, bureau: text, data: text }),
    businessDate: date,
    asset: z.string(),
  })
  .meta({ id: 'MyPayOffCards' });
export const addPayOffCard = z.object({ cardNumber: z.string().max(32), consent }).strict();

const price = z.object({ annualNominal: rate, annualEffective: rate, charges: money, total: money, first: money });
export const payOffComparison = z
  .object({
    amount: money,
    periods: z.int(),
    bank: z.string(),
    bankZh: z.string(),
    card: price.nullable().meta({ description: "The card's own instalment; null where the issuer offers none for these periods" }),
    loan: price,
    saving: money.nullable().meta({ description: 'What the loan costs less than the card; negative where it is dearer' }),
    dearer: z.boolean(),
    asset: z.string(),
  })
  .meta({ id: 'PayOffComparison' });
export const comparePayOff = z.object({ statementId: id, amount: amountInput, periods: z.int().min(1).max(24), method }).strict();

export const applyPayOff = z
  .object({
    statementId: id,
    amount: amountInput,
    periods: z.int().min(1).max(24),
    method,
    cardNumber: z.string().max(32).meta({ description: 'The debit card from which the loan is repaid' }),
    mobile: z.string().max(32),
    bureauConsent: consent,
    dataConsent: consent,
  })
  .strict();
export const confirmPayOff = z.object({ agreementHash: z.string().max(64), agreementAccepted: z.boolean(), readingSeconds: z.int().min(0) }).strict();

export const myPayOff = z
  .object({
    id,
    state: payOffState,
    code: z.string(),
    cardId: id,
    cardMasked: z.string(),
    amount: money,
    periods: z.int(),
    method,
    bank: z.string().nullable(),
    bankZh: z.string().nullable(),
    loanId: id.nullable(),
    appliedOn: date,
    offer: z
      .object({
        rate,
        cost: quote.shape.cost,
        schedule: z.array(scheduleRow),
        comparison: payOffComparison,
        agreementHash: z.string(),
        agreementText: z.string(),
        readingSeconds: z.int(),
      })
      .nullable()
      .meta({ description: 'While an offer stands' }),
    timeline: z.array(z.object({ date, event: z.string(), note: z.string() })),
    asset: z.string(),
  })
  .meta({ id: 'MyPayOff' });
export const myPayOffs = z.object({ items: z.array(myPayOff), nextCursor: z.string().nullable() });

const funderOption = z.object({
  programmeId: id,
  bankId: z.string(),
  bank: z.string(),
  bankZh: z.string(),
  rate,
  bankRate: rate,
  quotaLeft: money,
  quotaShare: rate,
  silentLately: z.int(),
  answeredShare: rate,
  reasons: z.array(z.string()),
  open: z.boolean(),
});
export const fundingChoice = z
  .object({
    id: z.string().meta({ description: 'The business object, and which of its choices: `cpo_… 2`' }),
    subject: id,
    n: z.int(),
    customerId: id,
    businessDate: date,
    amount: money,
    periods: z.int(),
    programmeId: id.nullable(),
    bank: z.string().nullable(),
    bankZh: z.string().nullable(),
    outcome: z.enum(['none', 'asked', 'approved', 'refused', 'silent', 'rejected', 'booked', 'given-up']),
    code: z.string(),
    asset: z.string(),
  })
  .meta({ id: 'FundingChoice' });
export const fundingChoiceQuery = { programmeId: id.optional(), outcome: fundingChoice.shape.outcome.optional(), q: z.string().max(64).optional() };
export const fundingChoiceDetail = z
  .object({ subject: id, customerId: id, choices: z.array(fundingChoice.extend({ options: z.array(funderOption) })) })
  .meta({ id: 'FundingChoiceDetail' });

export const funder = z
  .object({
    programmeId: id,
    name: z.string(),
    nameZh: z.string(),
    bankId: z.string(),
    bank: z.string(),
    bankZh: z.string(),
    licensed: z.boolean(),
    localBank: z.boolean(),
    region: z.array(z.string()).meta({ description: 'GB/T 2260 prefixes; empty where the bank lends everywhere' }),
    rate,
    bankRate: rate,
    age: z.object({ from: z.int(), to: z.int() }),
    score: z.object({ from: z.int(), to: z.int() }),
    least: money,
    most: money,
    periods: z.array(z.int()),
    dayQuota: money,
    dayUsed: money,
    totalQuota: money,
    reserved: money,
    outstanding: money,
    customerLimit: money,
    health: z.object({ asked: z.int(), answered: z.int(), silent: z.int(), share: rate, breaker: z.enum(['closed', 'open']) }),
    asset: z.string(),
  })
  .meta({ id: 'Funder' });

export const payOffSummary = myPayOff
  .omit({ offer: true, timeline: true })
  .extend({ customerId: id, programmeId: id.nullable(), orderId: id.nullable(), choices: z.int(), finishedOn: date.nullable(), offeredAt: instant.nullable() })
  .meta({ id: 'PayOffSummary' });
export const payOffQuery = { state: payOffState.optional(), programmeId: id.optional(), q: z.string().max(64).optional() };

export type CardStatementView = z.infer<typeof cardStatement>;
export type PayOffCardView = z.infer<typeof payOffCard>;
export type MyPayOffCards = z.infer<typeof myPayOffCards>;
export type PayOffComparison = z.infer<typeof payOffComparison>;
export type MyPayOff = z.infer<typeof myPayOff>;
export type FundingChoiceView = z.infer<typeof fundingChoice>;
export type FundingChoiceDetail = z.infer<typeof fundingChoiceDetail>;
export type Funder = z.infer<typeof funder>;
export type PayOffSummary = z.infer<typeof payOffSummary>;
