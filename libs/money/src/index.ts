/** Amounts in minor units, rates, rounding and splitting: whole numbers only. */
export { allocate } from './allocate.ts';
export { type Asset, asset, CNY, formatAmount, LARGEST_AMOUNT, parseAmount, parsePositiveAmount, USD } from './amount.ts';
export { moneyFault } from './errors.ts';
export { applyRate, formatRate, parseRate, RATE_ONE, type Rate } from './rate.ts';
export { abs, divide, max, min, type RoundingMode, sum } from './rounding.ts';
