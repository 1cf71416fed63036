import { grouped, percent, shift } from './decimal.ts';

// Rules compare whole numbers in the engine's units: minor units of CNY, and rates in 1e-8.
const AMOUNTS = new Set(['PLATFORM_SCORE', 'PRODUCT_CAP', 'BANK_OWN_DECISION', 'LINE_AVAILABLE', 'SELF_PAYMENT_MAX', 'LINE_MAX_CONSUMER']);
const RATES = new Set(['ALL_IN_COST_MAX']);

/** A limit or an actual value as a person reads it; what is no plain number is shown as the rule wrote it. */
export function ruleValue(ruleId: string, value: string): string {
  if (/^-?\d+\.\d{2}$/.test(value)) return grouped(value);
  if (!/^-?\d+$/.test(value)) return value;
  if (AMOUNTS.has(ruleId)) return grouped(shift(value, -2));
  if (RATES.has(ruleId)) return `${percent(shift(value, -8))} %`;
  return value;
}
