import { z } from 'zod';
import { amountInput, date, id, instant, money, rate } from './common.ts';
import { scheduleRow } from './staff.ts';

export const openAccount = z
  .object({
    cardNumber: z.string().max(32),
    mobile: z.string().max(32),
    bureauConsent: z.object({ accepted: z.boolean(), textVersion: z.string().max(32) }).strict(),
    dataConsent: z.object({ accepted: z.boolean(), textVersion: z.string().max(32) }).strict(),
  })
  .strict();
const method = z.enum(['equal-principal', 'equal-instalment']);
export const quoteRequest = z.object({ amount: amountInput, periods: z.int().min(1).max(12), method }).strict();
export const drawRequest = z.object({ quoteId: id, agreementAccepted: z.boolean(), readingSeconds: z.int().min(0) }).strict();
export const earlyRepayment = z.object({ amount: amountInput.meta({ description: 'Principal to repay early; all of it settles the loan' }) }).strict();

/** Where the customer stands in the sign-up; the server keeps it, so a closed page comes back to the same step. */
export const onboardingStep = z.enum(['real-name', 'account', 'review', 'ready', 'refused']);
export const me = z
  .object({
    customerId: id,
    mobile: z.string(),
    name: z.string().nullable(),
    step: onboardingStep,
    refusal: z.object({ code: z.string(), side: z.string(), messageEn: z.string(), messageZh: z.string() }).nullable(),
    account: z.object({ accountNo: z.string(), balance: money, boundCard: z.string() }).nullable(),
    line: z.object({ limit: money, used: money, available: money, validThrough: date, reviewOn: date, drawable: z.boolean() }).nullable(),
    owed: z.object({ total: money, next: z.object({ loanId: id, dueOn: date, amount: money }).nullable(), overdue: money }),
    consentTexts: z.object({
      bureau: z.object({ version: z.string(), en: z.string(), zh: z.string() }),
      data: z.object({ version: z.string(), en: z.string(), zh: z.string() }),
    }),
    businessDate: date,
    asset: z.string(),
  })
  .meta({ id: 'Me' });

export const costItem = z.object({
  name: z.string(),
  nameZh: z.string(),
  method: z.string(),
  methodZh: z.string(),
  standard: z.string(),
  amount: money.nullable(),
  collectedBy: z.string(),
  contingent: z.boolean(),
});
export const quote = z
  .object({
    quoteId: id,
    amount: money,
    periods: z.int(),
    method,
    rate,
    asset: z.string(),
    validThrough: date,
    cost: z.object({
      items: z.array(costItem),
      annualNominal: rate,
      annualEffective: rate,
      totalInterest: money,
      totalToRepay: money,
      statementEn: z.string(),
      statementZh: z.string(),
    }),
    schedule: z.array(scheduleRow),
    agreementHash: z.string(),
    agreementText: z.string(),
    readingSeconds: z.int().meta({ description: 'How long the table must have been shown' }),
  })
  .meta({ id: 'Quote' });
export const myLoan = z
  .object({
    id,
    state: z.string(),
    principal: money,
    outstanding: money,
    rate,
    method,
    periods: z.int(),
    disbursedOn: date,
    nextDueOn: date.nullable(),
    nextAmount: money.nullable(),
    overdue: money,
    daysPastDue: z.int(),
    timeline: z.array(z.object({ date, event: z.string(), note: z.string() })),
    schedule: z.array(scheduleRow),
  })
  .meta({ id: 'MyLoan' });
export const earlyRepaymentQuote = z
  .object({
    loanId: id,
    date,
    principal: money,
    interest: money,
    overdue: money,
    total: money,
    interestDays: z.int(),
    interestSaved: money,
    settles: z.boolean(),
  })
  .meta({ id: 'EarlyRepaymentQuote' });
export const earlyRepaymentResult = z
  .object({ loanId: id, state: z.enum(['done', 'processing', 'failed']), paid: money, reason: z.string().nullable(), at: instant.nullable() })
  .meta({ id: 'EarlyRepaymentResult' });
export type Me = z.infer<typeof me>;
export type Quote = z.infer<typeof quote>;
export type CostItem = z.infer<typeof costItem>;
export type MyLoan = z.infer<typeof myLoan>;
export type EarlyRepaymentQuote = z.infer<typeof earlyRepaymentQuote>;
export type EarlyRepaymentResult = z.infer<typeof earlyRepaymentResult>;
