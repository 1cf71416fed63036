import { z } from 'zod';
import { amountInput, date, id, money } from './common.ts';

const fundDay = z
  .object({
    date,
    per10k: z.string().meta({ description: 'Income per 10,000 shares in yuan, four decimals', examples: ['0.4512'] }),
    sevenDayYield: z
      .string()
      .nullable()
      .meta({ description: 'Seven-day yield in percent, three decimals', examples: ['1.652'] }),
    income: money,
    purchased: money.nullable(),
    redeemed: money.nullable(),
    closing: money.nullable().meta({ description: 'What the wallets held at the end of the day, in transit included' }),
  })
  .meta({ id: 'FundDay' });

export const fundSummary = z
  .object({
    id,
    name: z.string(),
    nameZh: z.string(),
    registrar: z.string(),
    registrarZh: z.string(),
    seller: z.string(),
    sellerZh: z.string(),
    cutOff: z.string(),
    risk: z.enum(['R1', 'R2', 'R3', 'R4', 'R5']),
    last: fundDay.nullable().meta({ description: 'The last day with income' }),
  })
  .meta({ id: 'FundSummary' });

const registerBreak = z
  .object({ date, kind: z.enum(['balance', 'unconfirmed', 'unknown-order', 'amount', 'yield']), subject: z.string(), ours: z.string(), theirs: z.string() })
  .meta({ id: 'RegisterBreak' });

export const fundDetail = fundSummary.extend({ days: z.array(fundDay), breaks: z.array(registerBreak) }).meta({ id: 'FundDetail' });
export const fundList = z.object({ items: z.array(fundSummary) }).meta({ id: 'FundList' });

export const fundOrder = z
  .object({
    id,
    fundId: id,
    kind: z.enum(['subscribe', 'redeem']),
    amount: money,
    state: z.enum(['paying', 'advancing', 'accepted', 'confirmed', 'refused', 'paid', 'failed', 'returning', 'returned']).meta({
      description:
        '`paying`: the bank has not said yet whether the money moved. `advancing`: a fast redemption that the bank has not paid yet. `returning`: the order could not be accepted, its money goes back.',
    }),
    code: z.string(),
    begunOn: date,
    dealingOn: date.nullable(),
    confirmOn: date.nullable().meta({ description: 'First day that a purchase earns' }),
    cashOn: date.nullable().meta({ description: 'Day on which the money of a redemption leaves the fund' }),
  })
  .meta({ id: 'FundOrder' });

export const myFund = fundSummary
  .extend({
    available: money,
    frozen: money.meta({ description: 'Being redeemed' }),
    inTransit: money.meta({ description: 'Paid and not confirmed' }),
    fastLeft: money.nullable().meta({ description: 'What may still be redeemed fast today; null where the fund offers it to nobody' }),
    days: z.array(fundDay),
    incomes: z.array(z.object({ date, amount: money })).meta({ description: 'Income of the wallet, newest first' }),
  })
  .meta({ id: 'MyFund' });
export const myFunds = z.object({ items: z.array(myFund), orders: z.array(fundOrder) }).meta({ id: 'MyFunds' });
export const placeFundOrder = z
  .object({ fundId: id, kind: z.enum(['subscribe', 'redeem', 'redeem-fast']), accountId: id, amount: amountInput, insists: z.boolean().default(false) })
  .strict();

const choice = z.object({ zh: z.string(), en: z.string() });
export const mySuitability = z
  .object({
    version: z.string(),
    questions: z.array(z.object({ id: z.string(), zh: z.string(), en: z.string(), choices: z.array(choice) })),
    current: z
      .object({ level: z.enum(['C1', 'C2', 'C3', 'C4', 'C5']), lowest: z.boolean(), assessedOn: date, validThrough: date, inForce: z.boolean() })
      .nullable(),
  })
  .meta({ id: 'MySuitability' });
export const answerSuitability = z.object({ version: z.string().max(40), answers: z.array(z.int().min(0).max(20)).max(50) }).strict();
export type MySuitability = z.output<typeof mySuitability>;

export type FundSummary = z.output<typeof fundSummary>;
export type FundList = z.output<typeof fundList>;
export type FundDetail = z.output<typeof fundDetail>;
export type FundDayView = z.output<typeof fundDay>;
export type FundOrderView = z.output<typeof fundOrder>;
export type MyFund = z.output<typeof myFund>;
export type MyFunds = z.output<typeof myFunds>;
