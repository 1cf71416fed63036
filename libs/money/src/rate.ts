import { moneyFault } from './errors.ts';
import { divide, type RoundingMode } from './rounding.ts';

/** A rate per year in units of 1e-8: 6.96 % is 6,960,000. */
export type Rate = bigint;

export const RATE_ONE: Rate = 100_000_000n;

/** Reads `"0.0696"`. @throws Fault RATE_INVALID. */
export function parseRate(text: string, path = ''): Rate {
  const match = /^(-?)(\d{1,4})(?:\.(\d{1,8}))?$/.exec(text.trim());
  if (!match) throw moneyFault('RATE_INVALID', { text: text.slice(0, 40) }, path);
  const [, sign, whole = '0', fraction = ''] = match;
  const rate = BigInt(whole + fraction.padEnd(8, '0'));
  return sign ? -rate : rate;
}

/** `6960000n` as `"0.0696"`; at least one decimal. */
export function formatRate(rate: Rate): string {
  const digits = (rate < 0n ? -rate : rate).toString().padStart(9, '0');
  const fraction = digits.slice(-8).replace(/0+$/, '') || '0';
  return `${rate < 0n ? '-' : ''}${digits.slice(0, -8)}.${fraction}`;
}

/** amount × rate × numerator ÷ denominator, in minor units, one rounding: interest of 10 days act/360 is (amount, rate, 10n, 360n). */
export function applyRate(amount: bigint, rate: Rate, numerator: bigint, denominator: bigint, mode: RoundingMode): bigint {
  return divide(amount * rate * numerator, RATE_ONE * denominator, mode);
}
