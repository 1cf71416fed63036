import { daysBetween } from './date.ts';

/** How days are counted for interest that accrues day by day. */
export type DayCount = 'act/360' | 'act/364' | 'act/365' | '30/360';

const BASIS: Readonly<Record<DayCount, number>> = { 'act/360': 360, 'act/364': 364, 'act/365': 365, '30/360': 360 };

/** Days from `from` to `to` under a convention; for 30/360 the 30E/360 rule (the 31st counts as the 30th). Additive: days(a,b) + days(b,c) = days(a,c). */
export function accrualDays(dayCount: DayCount, from: string, to: string): number {
  return dayCount === '30/360' ? days30E360(from, to) : daysBetween(from, to);
}

export function accrualBasis(dayCount: DayCount): number {
  return BASIS[dayCount];
}

export function days30E360(from: string, to: string): number {
  return serial30(to) - serial30(from);
}

function serial30(date: string): number {
  return Number(date.slice(0, 4)) * 360 + Number(date.slice(5, 7)) * 30 + Math.min(Number(date.slice(8, 10)), 30);
}
