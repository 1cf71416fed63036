import type { BusinessDate } from '@jinqiao/calendar';
import { formatRate, RATE_ONE } from '@jinqiao/money';
import type { AnnualCost } from './cost.ts';
import { xirr } from './irr.ts';

/** An amount in minor units that moves on a date; negative where it goes to the borrower. */
export type DatedAmount = { readonly on: BusinessDate; readonly amount: bigint };

/**
 * The annual cost of payments on any dates, in years of 365 days: effective, and the nominal rate of n periods a year that
 * compounds to it. To four decimals half-up; zero where the payments do not exceed what was received, null where drawings and
 * payments have no rate, or several. */
export function datedCost(received: DatedAmount, payments: readonly DatedAmount[], periodsPerYear: number): AnnualCost | null {
  const answer = xirr([{ date: received.on, amount: -Number(received.amount) }, ...payments.map(({ on, amount }) => ({ date: on, amount: Number(amount) }))]);
  if ('reason' in answer) return null;
  const effective = Math.max(0, answer.rate);
  return { nominal: fourDecimals(periodsPerYear * Math.expm1(Math.log1p(effective) / periodsPerYear)), effective: fourDecimals(effective) };
}

function fourDecimals(rate: number): string {
  const [whole = '0', decimals = ''] = formatRate(BigInt(Math.round(rate * 10_000)) * (RATE_ONE / 10_000n)).split('.');
  return `${whole}.${decimals.padEnd(4, '0')}`;
}
