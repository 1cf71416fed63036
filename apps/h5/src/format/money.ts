import { grouped } from './decimal.ts';

const SIGNS: Record<string, string> = { CNY: '¥' };

/** An amount with the sign or the code of its asset: `¥1,461.91`. */
export function money(amount: string, asset: string): string {
  const negative = amount.startsWith('-');
  const sign = SIGNS[asset] ?? `${asset} `;
  return `${negative ? '−' : ''}${sign}${grouped(negative ? amount.slice(1) : amount)}`;
}
