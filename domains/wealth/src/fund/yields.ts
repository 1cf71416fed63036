import { divide } from '@jinqiao/money';
import { Decimal } from 'decimal.js';
import { wealthFault } from '../errors.ts';

/** Income per 10,000 shares is an integer scaled 1e-4 yuan, so shares in fen times it are 1e-8 fen. */
const FEN = 10n ** 8n;
const SEVEN = 7;

// The seventh part of 365th powers: forty digits keep the rounded third decimal exact.
const Exact = Decimal.clone({ precision: 40 });

/**
 * 每日收益: income of shares on a day, cut to whole fen.
 * @param shares in minor units, which for a money fund are fen.
 * @param per10k income per 10,000 shares 万份收益 in yuan, scaled 1e-4.
 */
export function incomeOf(shares: bigint, per10k: bigint): bigint {
  return (shares * per10k) / FEN;
}

/**
 * 七日年化收益率 of the last seven natural days, in percent scaled 1e-3, half-up (公开募集证券投资基金信息披露: 货币市场基金).
 * Income that is carried to shares daily compounds, (∏(1 + Rᵢ/10000))^(365/7) − 1; income carried monthly adds up, ΣRᵢ/7 × 365/10000.
 * @throws Fault SEVEN_DAYS_NEEDED.
 */
export function sevenDayYield(last: readonly bigint[], carry: 'daily' | 'monthly'): bigint {
  if (last.length !== SEVEN) throw wealthFault('SEVEN_DAYS_NEEDED', { count: last.length });
  if (carry === 'monthly') {
    const total = last.reduce((sum, per10k) => sum + per10k, 0n);
    return divide(total * 365n, 7n * 1_000n, 'half-up');
  }
  const growth = last.reduce((product, per10k) => product.times(new Exact(per10k.toString()).dividedBy(1e8).plus(1)), new Exact(1));
  const percent = growth.pow(new Exact(365).dividedBy(7)).minus(1).times(100_000);
  return BigInt(percent.toDecimalPlaces(0, Decimal.ROUND_HALF_UP).toString());
}
