/** What a value counts: minor units, 1e-8 per year, 1e-8 of one, or plain. */
export type Unit = 'amount' | 'rate' | 'multiple' | 'months' | 'days' | 'minutes' | 'seconds' | 'count' | 'flag' | 'text' | 'entity';
export const UNITS = [
  'amount',
  'rate',
  'multiple',
  'months',
  'days',
  'minutes',
  'seconds',
  'count',
  'flag',
  'text',
  'entity',
] as const satisfies readonly Unit[];
