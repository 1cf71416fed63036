import { grouped, percent, shift } from './decimal.ts';

// Parameters are given as the engine keeps them: amounts in minor units, rates as fractions.
const AMOUNTS = new Set(['cap', 'minAmount', 'settlementOpening']);
const RATES = new Set(['marginLow', 'marginHigh', 'bankFixedRate', 'advanceFeeDailyRate']);

function range(value: string): string | null {
  const from = /"from":(\d+)/.exec(value)?.[1];
  const to = /"to":(\d+)/.exec(value)?.[1];
  return from && to ? `${from}–${to}` : null;
}

/** A parameter as a person reads it; what is neither amount, rate nor range is shown as it is. */
export function parameterValue(name: string, value: string): string {
  if (AMOUNTS.has(name) && /^\d+$/.test(value)) return grouped(shift(value, -2));
  if (RATES.has(name) && /^\d+(\.\d+)?$/.test(value)) return `${percent(value)} %`;
  return range(value) ?? value;
}
