import { type BusinessDate, dayOfMonth } from '@jinqiao/calendar';
import type { Fund } from '../model.ts';
import { NO_FEES } from './net-value.ts';

/** Income per 10,000 shares is an integer scaled 1e-4 yuan, so shares in fen times it are 1e-8 fen. */
const FEN = 10n ** 8n;

export type CarryTerms = Pick<Fund, 'carry' | 'carryDay' | 'fractions'>;

/** How most money funds are: sold by a bank, carrying every day to whole fen. */
export const DAILY_CARRY = { pricing: 'money', fees: NO_FEES, shelf: 'agency', carry: 'daily', carryDay: null, fractions: 'cut' } as const;

/** What a wallet gets as shares on a day, in fen, and what stays due to it, in 1e-8 fen. */
export type Carried = { readonly carried: bigint; readonly due: bigint };

/** Whether wallets have income that is due and not carried: a fund that carries every day to whole fen keeps none. */
export function keepsIncomeDue({ carry, fractions }: CarryTerms): boolean {
  return carry === 'monthly' || fractions === 'carried';
}

/**
 * 收益结转: the day's income is added to what is due; on a day on which the fund carries, its whole fen become shares. What is
 * left of a fen is the fund's (`cut`) or stays due (`carried`), as its contract says.
 * @param per10k income per 10,000 shares 万份收益 in yuan, scaled 1e-4.
 */
export function carryOf(
  { carry, carryDay, fractions }: CarryTerms,
  held: { readonly shares: bigint; readonly due: bigint },
  per10k: bigint,
  on: string,
): Carried {
  const accrued = held.due + held.shares * per10k;
  if (carry === 'monthly' && dayOfMonth(on as BusinessDate) !== carryDay) return { carried: 0n, due: accrued };
  const carried = accrued / FEN;
  return { carried, due: fractions === 'carried' ? accrued - carried * FEN : 0n };
}
