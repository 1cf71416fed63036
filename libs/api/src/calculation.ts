import { z } from 'zod';
import { amountInput, date, money, rate } from './common.ts';
import { costItem } from './customer.ts';

// What a caller may get wrong in a value is refused by the arithmetic with its own code in both languages; these only say the shape.
const dateInput = z
  .string()
  .max(32)
  .meta({ description: 'Date, YYYY-MM-DD', examples: ['2026-01-15'] });
const rateInput = z
  .string()
  .max(32)
  .meta({ description: 'Decimal fraction with at most 8 decimals', examples: ['0.0696'] });
const count = (description: string, minimum = 0) => z.int().meta({ description, minimum, maximum: 1199 });

const method = z
  .enum(['equal-principal', 'equal-instalment', 'interest-only', 'bullet', 'flat', 'stepped', 'fixed-instalment', 'on-demand', 'free-plan'])
  .meta({ description: 'interest-only: the principal at the end; bullet: all at the end; flat: interest on the original principal, equal payments' });
const dayCount = z
  .enum(['30/360', '30/365', 'act/360', 'act/364', 'act/365', 'nl/365', 'act/act', 'act/act-isda', '30e/360', '30e/360-isda', '30/360-us', 'business/252'])
  .meta({ description: 'How days are counted where interest is daily; act/360 where left out' });
const roundingStep = {
  mode: z.enum(['half-up', 'half-even', 'up', 'down', 'ceiling', 'floor']).optional(),
  to: amountInput.meta({ description: 'Unit that amounts are rounded to', examples: ['0.01'] }).optional(),
};
const rounding = z
  .object({
    ...roundingStep,
    instalment: z.object(roundingStep).strict().meta({ description: 'Overrides both for the equal instalment' }).optional(),
    carryInterest: z.boolean().meta({ description: 'Keeps the interest unrounded inside; only what is shown is rounded' }).optional(),
  })
  .strict();
const grace = z
  .object({
    principal: count('First rows that pay no principal').optional(),
    interest: count('First rows whose interest waits for the first row after them').optional(),
    interestFree: count('First rows that bear no interest').optional(),
    capitalised: count('First rows whose interest is added to the principal').optional(),
  })
  .strict();
const businessDays = z
  .object({
    calendar: z.enum(['CN_BANK', 'CN_TRADING', 'WEEKENDS_ONLY']).optional(),
    rule: z.enum(['none', 'following', 'preceding', 'modified-following', 'modified-preceding']).optional(),
    interest: z.enum(['moves', 'stays']).meta({ description: 'Whether interest counts to the date that a due date is moved to' }).optional(),
  })
  .strict();

/** Every change of the rate may solve the payment anew, which takes time for each of the rows after it. */
const RATE_CHANGES_MAX = 60;
const LIST_MAX = 1199;
const FEES_MAX = 20;

const fee = z
  .object({
    name: z.string().min(1).max(80),
    nameZh: z.string().min(1).max(80).meta({ description: 'The name where left out' }).optional(),
    kind: z.enum(['upfront', 'periodic']).meta({ description: 'upfront: once, at the payout; periodic: with every instalment' }),
    amount: amountInput.meta({ description: 'Amount each time, from 0 to the principal', examples: ['500.00'] }),
    collectedBy: z.string().min(1).max(80),
  })
  .strict();

export const scheduleCalculation = z
  .object({
    asset: z
      .string()
      .max(8)
      .meta({ description: 'CNY where left out', examples: ['CNY', 'USD'] })
      .optional(),
    principal: amountInput,
    annualRate: rateInput,
    method,
    periods: count('How many due dates; either this or maturity, neither for free-plan', 1).optional(),
    maturity: dateInput.optional(),
    stub: z.enum(['short-last', 'long-last']).meta({ description: 'What becomes of days before the maturity that make no whole period' }).optional(),
    every: count('Due dates are start + k × every units; 1 where left out', 1).optional(),
    unit: z.enum(['day', 'week', 'month', 'year']).optional(),
    start: dateInput,
    firstDue: dateInput.meta({ description: 'Moves the first due date; later ones follow its day' }).optional(),
    endOfMonth: z.boolean().meta({ description: 'Keeps due dates on month ends where the first one is one' }).optional(),
    businessDays: businessDays.meta({ description: 'Where a due date goes that is no working day' }).optional(),
    interest: z.enum(['periodic', 'daily']).meta({ description: 'periodic: annualRate × every ÷ units in a year; daily: by dayCount' }).optional(),
    dayCount: dayCount.optional(),
    firstPeriod: z
      .enum(['whole', 'by-days'])
      .meta({ description: 'Whether a moved first period bears the interest of a whole one or, where interest is periodic, of its days' })
      .optional(),
    rates: z
      .array(z.object({ from: dateInput, annualRate: rateInput }).strict())
      .max(RATE_CHANGES_MAX)
      .meta({ description: 'Later rates, each from a date on' })
      .optional(),
    rounding: rounding.optional(),
    residual: z.enum(['last', 'smooth']).meta({ description: 'Whether the last row takes the rest, or the instalment is moved towards it' }).optional(),
    grace: grace.optional(),
    downPayment: amountInput.meta({ description: 'Part of the principal that is paid at the start' }).optional(),
    balloon: amountInput.meta({ description: 'Principal left for the last row' }).optional(),
    instalment: amountInput.meta({ description: 'The payment of fixed-instalment' }).optional(),
    steps: z
      .array(
        z.object({ periods: count('Payments of this step', 1), factor: rateInput.meta({ description: 'Times the base payment', examples: ['1.2'] }) }).strict(),
      )
      .max(LIST_MAX)
      .meta({ description: 'The payments of stepped' })
      .optional(),
    plan: z
      .array(z.object({ on: dateInput, principal: z.string().min(1).max(32).meta({ description: 'Principal repaid; negative for a drawing' }) }).strict())
      .max(LIST_MAX)
      .meta({ description: 'Principal by date, for on-demand and free-plan' })
      .optional(),
    fees: z.array(fee).max(FEES_MAX).meta({ description: 'Charges besides interest; they enter the annual cost of the cost table' }).optional(),
    lender: z.string().min(1).max(80).meta({ description: 'Who collects interest and penalty' }).optional(),
    penaltyMultiplier: z
      .string()
      .max(8)
      .meta({ description: 'Penalty rate over the rate, at most four decimals; 1.5 where left out', examples: ['1.5'] })
      .optional(),
  })
  .strict()
  .meta({
    id: 'ScheduleCalculation',
    description: 'The terms of the `schedule` form, and what the cost table needs besides',
    examples: [
      {
        principal: '100000.00',
        annualRate: '0.12',
        method: 'equal-instalment',
        periods: 12,
        start: '2026-01-15',
        fees: [{ name: 'Guarantee fee', nameZh: '担保费', kind: 'periodic', amount: '500.00', collectedBy: 'Guarantor Ltd' }],
      },
    ],
  });

const calculatedRow = z.object({
  n: z.int().meta({ description: '0 is a down payment' }),
  due: date,
  days: z.int(),
  principal: money,
  interest: money,
  total: money,
  balance: money.meta({ description: 'What is left after the row' }),
});

export const calculatedSchedule = z
  .object({
    rows: z.array(calculatedRow),
    totals: z.object({ principal: money, interest: money, total: money }),
    cost: z
      .object({ nominal: rate, effective: rate })
      .nullable()
      .meta({ description: 'Annual cost of the interest alone; null where payments on planned dates have no rate of their own' }),
    costTable: z
      .object({
        principal: money,
        items: z.array(costItem),
        annualNominal: rate.nullable(),
        annualEffective: rate.nullable(),
        totalInterest: money,
        totalToRepay: money,
        statementEn: z.string(),
        statementZh: z.string(),
      })
      .meta({ description: 'The table of all-in financing cost 综合融资成本明示表, fees included' }),
  })
  .meta({ id: 'CalculatedSchedule' });

export type ScheduleCalculation = z.infer<typeof scheduleCalculation>;
export type CalculatedSchedule = z.infer<typeof calculatedSchedule>;
