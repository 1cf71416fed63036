import { grouped, percent, shift } from './decimal.ts';

type Term = (prefix: 'compliance:unit', code: string) => string;

/** Units that are said after the figure. */
const COUNTED = ['months', 'days', 'seconds'];

/** A rule's figure as a person reads it, by its unit; lists and words as they are named. */
export function ruleText(unit: string, value: string, names: { term: Term; yes: string; no: string }): string {
  if (value === 'true') return names.yes;
  if (value === 'false') return names.no;
  if (!/^-?\d+$/.test(value)) return value;
  if (unit === 'amount') return grouped(shift(value, -2));
  if (unit === 'rate') return `${percent(shift(value, -8))} %`;
  if (unit === 'multiple') return `${shift(value, -8).replace(/\.?0+$/, '')} ×`;
  return COUNTED.includes(unit) ? `${grouped(value)} ${names.term('compliance:unit', unit)}` : grouped(value);
}
