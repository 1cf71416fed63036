import type { FundDayView, FundOrderLine as FundOrderLineView, FundOrderView, FundSummary, MyFund, NetValueDayView, RedeemToPurchaseView } from '@jinqiao/api';
import { asset, formatAmount, formatRate } from '@jinqiao/money';
import {
  type CustomerOrder,
  type Fund,
  type FundDay,
  type FundOrderLine,
  fundById,
  type NetValueDay,
  productLevel,
  type RedeemToPurchase,
  recentFundDays,
  recentNetValues,
  wealthFault,
} from '@jinqiao/wealth';
import { PARTNER_NAMES } from '../partners.ts';
import type { HttpContext } from './context.ts';

const CNY = asset('CNY');
/** Income per 10,000 shares and net values are in yuan scaled 1e-4, a seven-day yield in percent scaled 1e-3. */
const FOUR = { code: 'CNY', digits: 4 };
const PERCENT = { code: '%', digits: 3 };

/** Shares and money have the same two decimals. */
export const fen = (amount: bigint) => formatAmount(amount, CNY);
const orNull = (amount: bigint | null) => (amount === null ? null : fen(amount));

export function dayView(day: FundDay): FundDayView {
  const { on, per10k, sevenDayYield, income, purchased, redeemed, closing } = day;
  return {
    date: on,
    per10k: formatAmount(per10k, FOUR),
    sevenDayYield: sevenDayYield === null ? null : formatAmount(sevenDayYield, PERCENT),
    income: fen(income),
    purchased: orNull(purchased),
    redeemed: orNull(redeemed),
    closing: orNull(closing),
  };
}

export function netValueView({ on, nav, accumulated, dividend }: NetValueDay): NetValueDayView {
  const yuan = (value: bigint) => formatAmount(value, FOUR);
  return { date: on, nav: yuan(nav), accumulated: yuan(accumulated), dividend: dividend === 0n ? null : yuan(dividend) };
}

export function summaryView(fund: Fund, last: FundDay | undefined, netValue: NetValueDay | undefined): FundSummary {
  const { registrar, bank } = PARTNER_NAMES;
  const seller = fund.shelf === 'direct' ? registrar : bank;
  return {
    id: fund.fundId,
    name: fund.nameEn,
    nameZh: fund.nameZh,
    registrar: registrar.name,
    registrarZh: registrar.nameZh,
    seller: seller.name,
    sellerZh: seller.nameZh,
    cutOff: fund.cutOff,
    risk: `R${productLevel(fund.issuerRisk, fund.sellerRisk)}`,
    shelf: fund.shelf,
    pricing: fund.pricing,
    last: last ? dayView(last) : null,
    netValue: netValue ? netValueView(netValue) : null,
  };
}

export function feesView({ fees }: Fund): MyFund['fees'] {
  return {
    front: fees.front.map((tier) => ({
      from: fen(tier.from),
      rate: 'rate' in tier ? formatRate(tier.rate) : null,
      flat: 'flat' in tier ? fen(tier.flat) : null,
    })),
    redemption: fees.redemption.map(({ fromDays, rate }) => ({ fromDays, rate: formatRate(rate) })),
  };
}

/** How far an order has come, in one word: its money until it is accepted or has gone back, then the order. */
export function orderView(order: CustomerOrder): FundOrderView {
  const { orderId, fundId, kind, amount, code, begunOn, money, state, dealingOn, confirmOn, cashOn, nav, shares, cash, fee, cost } = order;
  const moving = money === 'upgrading' || money === 'paying' || money === 'failed' || money === 'returning' || money === 'returned' || money === 'advancing';
  // Paid is what has reached the account, not what has left the fund.
  const there = money === 'paid' || money === 'advanced' || money === 'repaid';
  const ordered = there ? 'paid' : state === 'paid' ? 'confirmed' : (state ?? 'accepted');
  return {
    id: orderId,
    fundId,
    kind,
    amount: fen(amount),
    nav: nav === null ? null : formatAmount(nav, FOUR),
    shares: orNull(shares),
    cash: orNull(cash),
    fee: orNull(fee),
    profit: kind === 'redeem' && cash !== null && cost !== null ? fen(cash - cost) : null,
    state: moving ? money : ordered,
    code,
    begunOn,
    dealingOn,
    confirmOn,
    cashOn,
  };
}

export function orderLineView({ orderId, customerId, kind, state, amount, nav, shares, cash, fee, ...dates }: FundOrderLine): FundOrderLineView {
  const { acceptedOn, acceptedAt, dealingOn, confirmOn, cashOn, concludedOn } = dates;
  return {
    id: orderId,
    customerId,
    kind,
    state,
    amount: fen(amount),
    nav: nav === null ? null : formatAmount(nav, FOUR),
    shares: orNull(shares),
    cash: orNull(cash),
    fee: orNull(fee),
    acceptedOn,
    acceptedAt,
    dealingOn,
    confirmOn,
    cashOn,
    concludedOn,
  };
}

export function rtpView({ rtpId, sourceFund, targetFund, amount, mode, state, code, begunOn, endedOn }: RedeemToPurchase): RedeemToPurchaseView {
  return { id: rtpId, source: sourceFund, target: targetFund, amount: fen(amount), mode, state, code, begunOn, endedOn };
}

/** @throws Fault FUND_UNKNOWN. */
export async function namedFund({ system }: HttpContext, fundId: string): Promise<Fund> {
  const fund = await fundById(system.db, fundId);
  if (!fund) throw wealthFault('FUND_UNKNOWN', { fundId: fundId.slice(0, 40) });
  return fund;
}

/** A fund's last days, newest first: with income or with a net value, as it is priced. */
export async function daysOf({ system }: HttpContext, fund: Fund, limit: number): Promise<{ days: FundDay[]; netValues: NetValueDay[] }> {
  return fund.pricing === 'money'
    ? { days: await recentFundDays(system.db, fund.fundId, limit), netValues: [] }
    : { days: [], netValues: await recentNetValues(system.db, fund.fundId, limit) };
}

export function breakFigure(kind: string, value: bigint): string {
  return kind === 'yield' ? formatAmount(value, PERCENT) : fen(value);
}
