import { addDays, type BusinessDate, businessDate, calendarByName, nextWorkingDay } from '@jinqiao/calendar';
import { applyRate, max, min } from '@jinqiao/money';
import institutionTerms from '../terms/institutions.json' with { type: 'json' };
import retryTerms from '../terms/retries.json' with { type: 'json' };
import type { Channel, OrderKind } from './orders/model.ts';

/** What an institution offers on a channel between two dates, and for what. Amounts are minor units, rates 1e-8. */
export type ChannelTerms = {
  readonly institution: string;
  readonly channel: Channel;
  readonly from: string;
  /** Exclusive; null while in force. */
  readonly to: string | null;
  readonly kinds: readonly OrderKind[];
  /** First digits of the cards that are covered; a wallet channel has none. */
  readonly prefixes: readonly string[];
  readonly cardTypes: readonly string[];
  readonly least: bigint;
  readonly most: bigint;
  /** The most that passes in a day, all customers together. */
  readonly dayQuota: bigint;
  readonly fee: { readonly fixed: bigint; readonly rate: bigint; readonly least: bigint; readonly most: bigint };
  /** T+1: the next working day of the calendar; D+1: the next day. From the cut-off on (time of day in Shanghai) the day after counts. */
  readonly settlement: { readonly cycle: 'T+1' | 'D+1'; readonly calendar: string; readonly cutOff: string };
  readonly basis: string;
  readonly provenance: 'source' | 'knowledge' | 'seed' | 'ours';
};

export const CHANNEL_TERMS: readonly ChannelTerms[] = institutionTerms.map((row) => ({
  ...row,
  channel: row.channel as Channel,
  kinds: row.kinds as OrderKind[],
  least: BigInt(row.least),
  most: BigInt(row.most),
  dayQuota: BigInt(row.dayQuota),
  fee: { fixed: BigInt(row.fee.fixed), rate: BigInt(row.fee.rate), least: BigInt(row.fee.least), most: BigInt(row.fee.most) },
  settlement: { ...row.settlement, cycle: row.settlement.cycle as 'T+1' | 'D+1' },
  provenance: row.provenance as ChannelTerms['provenance'],
}));

const inForce = (row: { readonly from: string; readonly to: string | null }, asOf: string) => row.from <= asOf && (row.to === null || asOf < row.to);

/** Every institution's terms on a date. */
export function termsInForce(asOf: string): readonly ChannelTerms[] {
  return CHANNEL_TERMS.filter((row) => inForce(row, asOf));
}

/** What a payment costs the platform: fixed and by amount, half up, between the least and the most. A refund is free. */
export function feeOf({ fee }: Pick<ChannelTerms, 'fee'>, kind: OrderKind, amount: bigint): bigint {
  if (kind === 'refund') return 0n;
  return min(max(fee.fixed + applyRate(amount, fee.rate, 1n, 1n, 'half-up'), fee.least), fee.most);
}

/** The day on which a collection's money is due at its payee. @throws Fault CALENDAR_UNKNOWN beyond the loaded years. */
export function settlementDate({ settlement }: Pick<ChannelTerms, 'settlement'>, on: BusinessDate, timeOfDay: string): BusinessDate {
  const counted = timeOfDay >= settlement.cutOff ? addDays(on, 1) : on;
  return settlement.cycle === 'D+1' ? addDays(counted, 1) : nextWorkingDay(calendarByName(settlement.calendar), counted);
}

/** When payments that failed are tried again, by purpose; `*` is every purpose without a row of its own. */
export type RetryTerms = {
  readonly purpose: string;
  readonly from: string;
  readonly to: string | null;
  /** Times of day, in order. */
  readonly times: readonly string[];
  readonly triesPerDay: number;
  /** Days on which it is tried, the first included. */
  readonly days: number;
  /** Failures after which trying again makes sense. */
  readonly codes: readonly string[];
  /** Refusals of one institution that say nothing of another. */
  readonly fallbackCodes: readonly string[];
};

export function retryTermsOf(purpose: string, asOf: string, rows: readonly RetryTerms[] = retryTerms): RetryTerms {
  const row = rows.find((r) => r.purpose === purpose && inForce(r, asOf)) ?? rows.find((r) => r.purpose === '*' && inForce(r, asOf));
  if (!row) throw new TypeError(`no retry terms for ${purpose} on ${asOf}`);
  return row;
}

/** The n-th try failed on a day at a time: the next set time, the same day while tries are left, then the days after; undefined when all are used. */
export function nextTry(
  terms: RetryTerms,
  failed: { readonly firstOn: string; readonly on: string; readonly time: string; readonly triesToday: number },
): { readonly on: string; readonly time: string } | undefined {
  const later = failed.triesToday < terms.triesPerDay ? terms.times.find((time) => time > failed.time) : undefined;
  if (later) return { on: failed.on, time: later };
  const next = addDays(businessDate(failed.on), 1);
  const [first] = terms.times;
  return first && next < addDays(businessDate(failed.firstOn), terms.days) ? { on: next, time: first } : undefined;
}
