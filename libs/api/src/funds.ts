import { z } from 'zod';
import { amountInput, date, id, money, pageQuery } from './common.ts';

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

const netValueDay = z
  .object({
    date,
    nav: z.string().meta({ description: 'Net value of a share in yuan, four decimals', examples: ['1.0234'] }),
    accumulated: z.string().meta({ description: 'With every dividend so far' }),
    dividend: z.string().nullable().meta({ description: 'Dividend a share of the day in yuan, four decimals' }),
  })
  .meta({ id: 'NetValueDay' });

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
    shelf: z
      .enum(['agency', 'direct'])
      .meta({ description: '`agency`: a bank sells it, out of an account there. `direct`: its manager does, over a signed card' }),
    pricing: z.enum(['money', 'net-value']).meta({ description: '`money`: net value 1.00, income every day. `net-value`: shares × net value' }),
    last: fundDay.nullable().meta({ description: 'The last day with income; null of a fund with a net value' }),
    netValue: netValueDay.nullable().meta({ description: 'The last net value; null of a money fund' }),
  })
  .meta({ id: 'FundSummary' });

const registerBreak = z
  .object({
    date,
    kind: z.enum(['balance', 'unconfirmed', 'unknown-order', 'amount', 'yield', 'dividend']),
    subject: z.string(),
    ours: z.string(),
    theirs: z.string(),
  })
  .meta({ id: 'RegisterBreak' });

const tally = z.object({ kind: z.string(), state: z.string(), count: z.int(), amount: money });
export const fundDetail = fundSummary
  .extend({
    days: z.array(fundDay),
    netValues: z.array(netValueDay),
    breaks: z.array(registerBreak),
    open: z.array(tally).meta({ description: 'Orders that have not come to their end, by kind and state; redemptions by net value in shares' }),
    conversions: z.array(tally).meta({ description: 'Redeem-to-purchase out of this fund that is under way, by mode and state' }),
    pool: z
      .object({ size: money, used: money })
      .nullable()
      .meta({ description: 'What the advancing bank pays out today; null where the fund is not redeemed fast' }),
    forecast: z
      .array(z.object({ date, purchased: money, redeemed: money }))
      .nullable()
      .meta({ description: 'The next seven days; null with less than 59 days of history' }),
  })
  .meta({ id: 'FundDetail' });
export const fundOrderLine = z
  .object({
    id,
    customerId: id,
    kind: z.enum(['subscribe', 'redeem', 'dividend']),
    state: z.enum(['accepted', 'confirmed', 'paid', 'refused']),
    amount: money.meta({ description: 'Of a redemption by net value the shares that were asked for' }),
    nav: z.string().nullable(),
    shares: money.nullable(),
    cash: money.nullable(),
    fee: money.nullable(),
    acceptedOn: date,
    acceptedAt: z.string(),
    dealingOn: date,
    confirmOn: date,
    cashOn: date.nullable(),
    concludedOn: date.nullable(),
  })
  .meta({ id: 'FundOrderLine' });
export const fundOrderQuery = pageQuery.extend({ fundId: id });
export type FundOrderLine = z.output<typeof fundOrderLine>;
export const fundList = z.object({ items: z.array(fundSummary) }).meta({ id: 'FundList' });

export const fundOrder = z
  .object({
    id,
    fundId: id,
    kind: z.enum(['subscribe', 'redeem', 'dividend']),
    amount: money.meta({ description: 'Of a redemption by net value the shares that were asked for' }),
    nav: z.string().nullable(),
    shares: money.nullable().meta({ description: 'What was issued or taken, once confirmed by net value' }),
    cash: money.nullable().meta({ description: 'What was invested or is paid, once confirmed by net value' }),
    fee: money.nullable(),
    profit: money.nullable().meta({ description: 'Of a redemption: what is paid less what its shares cost, first in first out' }),
    state: z.enum(['upgrading', 'paying', 'advancing', 'accepted', 'confirmed', 'refused', 'paid', 'failed', 'returning', 'returned']).meta({
      description:
        '`upgrading`: it waits for an account of class II. `paying`: the bank has not said yet whether the money moved. `advancing`: a fast redemption that the bank has not paid yet. `returning`: the order could not be accepted, its money goes back.',
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
    value: money.meta({ description: 'What the shares are worth by the last net value' }),
    cost: money.nullable().meta({ description: 'What was paid for the shares that are held, fees included; null of a money fund' }),
    profit: money.nullable().meta({ description: '`value` less `cost`' }),
    earned: money.meta({ description: 'Since opening: what the shares are worth and what was taken out, less what was put in' }),
    dividendMode: z.enum(['cash', 'shares']).nullable(),
    fees: z.object({
      front: z.array(z.object({ from: money, rate: z.string().nullable(), flat: money.nullable() })),
      redemption: z.array(z.object({ fromDays: z.int(), rate: z.string() })),
    }),
    days: z.array(fundDay),
    netValues: z.array(netValueDay),
    incomes: z.array(z.object({ date, amount: money })).meta({ description: 'Income of the wallet, newest first' }),
  })
  .meta({ id: 'MyFund' });
/** Where the money comes from or goes to: an account at the bank that sells, or a card that was signed for the manager's own sales. */
const purse = { accountId: id.optional(), mandateId: id.optional() };
const oneOf = ({ accountId, mandateId }: { accountId?: string | undefined; mandateId?: string | undefined }) =>
  (accountId === undefined) !== (mandateId === undefined);
const ONE = 'Name accountId or mandateId, one of them';
/** A 赎转购: shares of a money fund that are redeemed, and whose money buys another product. */
export const redeemToPurchase = z
  .object({
    id,
    source: id,
    target: id,
    amount: money,
    mode: z.enum(['A_INTERNAL', 'B_FAST', 'C_T1']),
    state: z.enum(['RESERVED', 'REDEEMING', 'CASH_READY', 'PURCHASING', 'DONE', 'COMPENSATING', 'COMPENSATED', 'FAILED']),
    code: z.string(),
    begunOn: date,
    endedOn: date.nullable(),
  })
  .meta({ id: 'RedeemToPurchase' });
const rtpParties = { source: id, target: id, mode: z.enum(['A_INTERNAL', 'B_FAST', 'C_T1']) };
export const rtpQuery = z.object(rtpParties).strict();
export const rtpTimeline = z.object({ lastEarning: date, purchaseDealing: date, firstEarning: date, gapDays: z.int() }).meta({
  id: 'RtpTimeline',
  description: 'Last day that the source earns, day that the purchase is dealt, first day that it counts, and days between that earn nothing',
});
export const placeRedeemToPurchase = z
  .object({ ...rtpParties, ...purse, amount: amountInput, insists: z.boolean().default(false) })
  .strict()
  .refine(oneOf, ONE);

export const myFunds = z.object({ items: z.array(myFund), orders: z.array(fundOrder), conversions: z.array(redeemToPurchase) }).meta({ id: 'MyFunds' });
export const chooseDividends = z.object({ fundId: id, mode: z.enum(['cash', 'shares']) }).strict();
/** A first purchase out of an account of class III, which it upgrades to class II. */
export const firstPurchase = z
  .object({
    fundId: id,
    accountId: id,
    amount: amountInput,
    insists: z.boolean().default(false),
    cardNumber: z.string().max(32),
    mobile: z.string().max(32),
    consent: z.object({ accepted: z.boolean(), textVersion: z.string().max(40) }).strict(),
  })
  .strict();
export type RedeemToPurchaseView = z.output<typeof redeemToPurchase>;
export type RtpTimelineView = z.output<typeof rtpTimeline>;
export type NetValueDayView = z.output<typeof netValueDay>;
export const placeFundOrder = z
  .object({ fundId: id, kind: z.enum(['subscribe', 'redeem', 'redeem-fast']), ...purse, amount: amountInput, insists: z.boolean().default(false) })
  .strict()
  .refine(oneOf, ONE);

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
