import { type BusinessDate, daysBetween } from '@jinqiao/calendar';
import { type Asset, CNY, divide, type Rate, type RoundingMode } from '@jinqiao/money';
import { contractFault } from './errors.ts';

export const METHODS = ['equal-principal', 'equal-instalment', 'interest-only', 'bullet', 'flat'] as const;
export const UNITS = ['day', 'week', 'month', 'year'] as const;
export const INTEREST_KINDS = ['periodic', 'daily'] as const;
export const SCHEDULE_DAY_COUNTS = ['30/360', '30/365', 'act/360', 'act/364', 'act/365', 'act/act', 'act/act-isda'] as const;
export const ROUNDING_MODES = ['half-up', 'half-even', 'up', 'down', 'ceiling', 'floor'] as const satisfies readonly RoundingMode[];
export const RESIDUALS = ['last', 'smooth'] as const;

export type ScheduleMethod = (typeof METHODS)[number];
export type PeriodUnit = (typeof UNITS)[number];
export type InterestKind = (typeof INTEREST_KINDS)[number];
export type ScheduleDayCount = (typeof SCHEDULE_DAY_COUNTS)[number];
export type Residual = (typeof RESIDUALS)[number];

/** A rounding mode and the unit it rounds to, in minor units. */
export type RoundingStep = { readonly mode: RoundingMode; readonly unit: bigint };

export type ScheduleRounding = RoundingStep & {
  /** Overrides the step for the equal payment of `equal-instalment` and `flat`. */
  readonly instalment?: RoundingStep;
  /** Keeps the interest unrounded inside; only what is shown is rounded. */
  readonly carryInterest?: boolean;
};

/** Rows at the start that pay no principal, and rows whose interest waits for the first row after them. */
export type Grace = { readonly principal: number; readonly interest: number };

/** What a schedule follows from. Amounts in minor units of the asset, the rate per year in 1e-8. */
export type ScheduleTerms = {
  /** CNY where left out. */
  readonly asset?: Asset;
  readonly principal: bigint;
  readonly rate: Rate;
  readonly method: ScheduleMethod;
  readonly periods: number;
  /** 1 where left out. */
  readonly every?: number;
  /** `month` where left out. */
  readonly unit?: PeriodUnit;
  readonly start: BusinessDate;
  /** Moves the first due date; later ones follow its day. */
  readonly firstDue?: BusinessDate;
  /** `periodic` where left out. */
  readonly interest?: InterestKind;
  /** `act/360` where left out; read only where interest is daily. */
  readonly dayCount?: ScheduleDayCount;
  /** Half-up to the minor unit where left out. */
  readonly rounding?: ScheduleRounding;
  /** `last` where left out. */
  readonly residual?: Residual;
  readonly grace?: Grace;
};

/** Terms with nothing left out. */
export type FullTerms = {
  readonly [K in keyof Omit<ScheduleTerms, 'firstDue' | 'rounding'>]-?: NonNullable<ScheduleTerms[K]>;
} & { readonly firstDue: BusinessDate | null; readonly rounding: Required<ScheduleRounding> };

export const PERIODS_MAX = 10_000;

/**
 * Fills the defaults in and checks what a type cannot say.
 * @throws Fault FIELD_INVALID, RATE_NEGATIVE, GRACE_TOO_LONG, FIRST_DUE_TOO_EARLY.
 */
export function fullTerms(terms: ScheduleTerms, path: string): FullTerms {
  const { every = 1, grace = { principal: 0, interest: 0 }, firstDue = null, periods } = terms;
  requireCount('periods', periods, path);
  requireCount('every', every, path);
  if (terms.principal <= 0n)
    throw contractFault('FIELD_INVALID', { field: 'principal', allowed: 'greater than zero', allowedZh: '大于零的金额' }, `${path}.principal`);
  if (terms.rate < 0n) throw contractFault('RATE_NEGATIVE', {}, `${path}.annualRate`);
  for (const kind of ['principal', 'interest'] as const)
    if (grace[kind] >= periods) throw contractFault('GRACE_TOO_LONG', { periods }, `${path}.grace.${kind}`);
  if (firstDue !== null && daysBetween(terms.start, firstDue) <= 0)
    throw contractFault('FIRST_DUE_TOO_EARLY', { firstDue, start: terms.start }, `${path}.firstDue`);
  return {
    asset: terms.asset ?? CNY,
    principal: terms.principal,
    rate: terms.rate,
    method: terms.method,
    periods,
    every,
    unit: terms.unit ?? 'month',
    start: terms.start,
    firstDue,
    interest: terms.interest ?? 'periodic',
    dayCount: terms.dayCount ?? 'act/360',
    rounding: fullRounding(terms.rounding ?? { mode: 'half-up', unit: 1n }),
    residual: terms.residual ?? 'last',
    grace,
  };
}

function fullRounding(rounding: ScheduleRounding): Required<ScheduleRounding> {
  const { mode, unit, carryInterest = false } = rounding;
  return { mode, unit, carryInterest, instalment: rounding.instalment ?? { mode, unit } };
}

function requireCount(field: string, value: number, path: string): void {
  if (Number.isInteger(value) && value >= 1 && value <= PERIODS_MAX) return;
  throw contractFault(
    'FIELD_INVALID',
    { field, allowed: `a whole number from 1 to ${PERIODS_MAX}`, allowedZh: `1 到 ${PERIODS_MAX} 的整数` },
    `${path}.${field}`,
  );
}

/** `numerator / denominator` minor units to the nearest step, with one rounding. */
export function roundTo(step: RoundingStep, numerator: bigint, denominator: bigint): bigint {
  return divide(numerator, denominator * step.unit, step.mode) * step.unit;
}
