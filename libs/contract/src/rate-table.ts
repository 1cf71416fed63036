import { addMonths, type BusinessDate } from '@jinqiao/calendar';
import { divide, max, min, parseRate, RATE_ONE, type Rate } from '@jinqiao/money';
import { contractFault } from './errors.ts';
import type { RateChange } from './schedule/terms.ts';

type Row = readonly [from: string, ...rates: string[]];

/** People's Bank of China lending benchmark, % p.a.: up to 1 year, 1 to 5 years, over 5 years. */
const PBOC: readonly Row[] = [
  ['2012-06-08', '6.31', '6.40', '6.80'],
  ['2012-07-06', '6.00', '6.15', '6.55'],
  ['2014-11-22', '5.60', '6.00', '6.15'],
  ['2015-03-01', '5.35', '5.75', '5.90'],
  ['2015-05-11', '5.10', '5.50', '5.65'],
  ['2015-06-28', '4.85', '5.25', '5.40'],
  ['2015-08-26', '4.60', '5.00', '5.15'],
  ['2015-10-24', '4.35', '4.75', '4.90'],
];

/** Loan prime rate, % p.a.: 1 year, over 5 years; dates of change only. */
const LPR: readonly Row[] = [
  ['2019-08-20', '4.25', '4.85'],
  ['2019-09-20', '4.20', '4.85'],
  ['2019-11-20', '4.15', '4.80'],
  ['2020-02-20', '4.05', '4.75'],
  ['2020-04-20', '3.85', '4.65'],
  ['2021-12-20', '3.80', '4.65'],
  ['2022-01-20', '3.70', '4.60'],
  ['2022-05-20', '3.70', '4.45'],
  ['2022-08-22', '3.65', '4.30'],
  ['2023-06-20', '3.55', '4.20'],
  ['2023-08-21', '3.45', '4.20'],
  ['2024-02-20', '3.45', '3.95'],
  ['2024-07-22', '3.35', '3.85'],
  ['2024-10-21', '3.10', '3.60'],
  ['2025-05-20', '3.00', '3.50'],
];

export type BenchmarkTier = 'up-to-1y' | '1y-to-5y' | 'over-5y';

/** How a programme's rate follows from a base in force on the day of the contract. */
export type RateSpec = {
  readonly base: 'PBOC' | 'LPR1Y' | 'LPR5Y' | 'FIXED';
  readonly tier?: BenchmarkTier;
  /** The rate itself where the base is FIXED. */
  readonly fixed?: Rate;
  readonly spread: { readonly kind: 'none' } | { readonly kind: 'multiplier'; readonly value: string } | { readonly kind: 'bp'; readonly value: number };
};

/** The PBOC benchmark in force on a date. @throws Fault RATE_UNKNOWN before 2012-06-08. */
export function benchmarkRate(asOf: BusinessDate, tier: BenchmarkTier): Rate {
  return lookUp(PBOC, asOf, { 'up-to-1y': 1, '1y-to-5y': 2, 'over-5y': 3 }[tier]);
}

/** The LPR in force on a date. @throws Fault RATE_UNKNOWN before 2019-08-20. */
export function lprRate(asOf: BusinessDate, term: '1Y' | '5Y'): Rate {
  return lookUp(LPR, asOf, term === '1Y' ? 1 : 2);
}

function lookUp(table: readonly Row[], asOf: BusinessDate, column: number): Rate {
  const row = table.filter(([from]) => from <= asOf).at(-1);
  if (!row) throw contractFault('RATE_UNKNOWN', { date: asOf });
  return parseRate(row[column] as string) / 100n;
}

/**
 * The customer's contract rate: base × multiplier, or base + basis points. 4.35 % × 1.6 = 6.96 %. Half-up to 1e-8.
 * @throws Fault RATE_UNKNOWN where the base has no value yet, FIELD_MISSING for a FIXED base without its rate.
 */
export function contractRate(spec: RateSpec, asOf: BusinessDate): Rate {
  const base = baseRate(spec, asOf);
  if (spec.spread.kind === 'multiplier') return divide(base * parseRate(spec.spread.value), RATE_ONE, 'half-up');
  return spec.spread.kind === 'bp' ? base + BigInt(spec.spread.value) * BASIS_POINT : base;
}

/** When a floating rate is set anew, and how far it may go. Rates per year in 1e-8. */
export type ResetRule = {
  /** Months between resets: 12 for a yearly one. */
  readonly everyMonths: number;
  /** The first reset; one interval after the start where left out. 1 January is usual for housing loans. */
  readonly first?: BusinessDate;
  /** The most that one reset may move the rate, and the bounds that it never leaves. */
  readonly step?: Rate;
  readonly cap?: Rate;
  readonly floor?: Rate;
};

/**
 * The changes of a floating rate between the start and the end of a loan, as a schedule takes them: on each reset the base in force
 * that day with its spread, held within the step from the rate before and then within the bounds (ACTUS: RR). A reset that changes
 * nothing is left out; beyond the last base that is known, that one stays.
 * @throws Fault RATE_UNKNOWN as `contractRate`, FIELD_INVALID for an interval that is not positive.
 */
export function rateResets(spec: RateSpec, rule: ResetRule, start: BusinessDate, end: BusinessDate): RateChange[] {
  const { everyMonths, first = addMonths(start, everyMonths), step } = rule;
  if (!Number.isInteger(everyMonths) || everyMonths < 1)
    throw contractFault('FIELD_INVALID', { field: 'everyMonths', allowed: 'a whole number from 1', allowedZh: '不小于 1 的整数' }, '$.everyMonths');
  const changes: RateChange[] = [];
  let rate = bounded(contractRate(spec, start), rule);
  for (let k = 0, from = first; from < end; k += 1, from = addMonths(first, k * everyMonths)) {
    const asked = contractRate(spec, from);
    const moved = step === undefined ? asked : max(rate - step, min(rate + step, asked));
    const next = bounded(moved, rule);
    if (next !== rate) changes.push({ from, rate: next });
    rate = next;
  }
  return changes;
}

function bounded(rate: Rate, { cap, floor }: ResetRule): Rate {
  const below = cap === undefined ? rate : min(rate, cap);
  return floor === undefined ? below : max(below, floor);
}

const BASIS_POINT = RATE_ONE / 10_000n;

function baseRate({ base, tier, fixed }: RateSpec, asOf: BusinessDate): Rate {
  if (base === 'PBOC') return benchmarkRate(asOf, tier ?? 'up-to-1y');
  if (base !== 'FIXED') return lprRate(asOf, base === 'LPR1Y' ? '1Y' : '5Y');
  if (fixed === undefined) throw contractFault('FIELD_MISSING', { field: 'fixed' }, '$.fixed');
  return fixed;
}
