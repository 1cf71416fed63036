import { CNY, formatAmount } from '@jinqiao/money';

/** An amount in fen as it is read: `1234.56`. */
export function formatFen(amount: bigint): string {
  return formatAmount(amount, CNY);
}
