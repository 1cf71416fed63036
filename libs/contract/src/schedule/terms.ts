import { type BusinessDate, type Calendar, daysBetween, type RollRule } from '@jinqiao/calendar';
import { type Asset, CNY, divide, formatAmount, LARGEST_AMOUNT, RATE_ONE, type Rate, type RoundingMode } from '@jinqiao/money';
import { contractFault } from '../errors.ts';

export const METHODS = [
  'equal-principal',
  'equal-instalment',
  'interest-only',
  'bullet',
  'flat',
  'stepped',
  'fixed-instalment',
  'on-demand',
  'free-plan',
] as const;
export const UNITS = ['day', 'week', 'month', 'year'] as const;
export const INTEREST_KINDS = ['periodic', 'daily'] as const;
export const SCHEDULE_DAY_COUNTS = [
  '30/360',
  '30/365',
  'act/360',
  'act/364',
  'act/365',
  'nl/365',
  'act/act',
  'act/act-isda',
  '30e/360',
  '30e/360-isda',
  '30/360-us',
  'business/252',
] as const;
export const ROUNDING_MODES = ['half-up', 'half-even', 'up', 'down', 'ceiling', 'floor'] as const satisfies readonly RoundingMode[];
export const RESIDUALS = ['last', 'smooth'] as const;
export const STUBS = ['short-last', 'long-last'] as const;
export const FIRST_PERIODS = ['whole', 'by-days'] as const;

export type ScheduleMethod = (typeof METHODS)[number];
export type PeriodUnit = (typeof UNITS)[number];
export type InterestKind = (typeof INTEREST_KINDS)[number];
export type ScheduleDayCount = (typeof SCHEDULE_DAY_COUNTS)[number];
export type Residual = (typeof RESIDUALS)[number];
export type Stub = (typeof STUBS)[number];

/** A rounding mode and the unit it rounds to, in minor units. */
export type RoundingStep = { readonly mode: RoundingMode; readonly unit: bigint };

export type ScheduleRounding = RoundingStep & {
  /** Overrides the step for the payments of `equal-instalment`, `stepped`, `fixed-instalment` and `flat`. */
  readonly instalment?: RoundingStep;
  /** Keeps the interest unrounded inside; only what is shown is rounded. */
  readonly carryInterest?: boolean;
};

/** How many rows at the start are spared something. */
export type Grace = {
  /** Rows that pay no principal. */
  readonly principal: number;
  /** Rows whose interest waits, without bearing interest, for the first row after them. */
  readonly interest: number;
  /** Rows that bear no interest. */
  readonly interestFree?: number;
  /** Rows whose interest is added to the principal instead of being paid. */
  readonly capitalised?: number;
};

/** Where a due date goes that is no working day, and whether the interest of its period is counted to the date it goes to. */
export type DueDateRoll = { readonly calendar: Calendar; readonly rule: RollRule; readonly interest: 'moves' | 'stays' };

/** The rate per year from a date on. A change on a due date acts after that payment. */
export type RateChange = { readonly from: BusinessDate; readonly rate: Rate };

/** So many payments of so many times the base payment, in 1e-8: {periods: 12, factor: 120_000_000n} is a year of 1.2 times. */
export type Step = { readonly periods: number; readonly factor: Rate };

/** Principal repaid on a date; negative for a further drawing. */
export type PlannedPrincipal = { readonly on: BusinessDate; readonly amount: bigint };

/** What a schedule follows from. Amounts in minor units of the asset, rates per year in 1e-8. */
export type ScheduleTerms = {
  /** CNY where left out. */
  readonly asset?: Asset;
  readonly principal: bigint;
  readonly rate: Rate;
  readonly method: ScheduleMethod;
  /** How many due dates; or `maturity` says where they end. `free-plan` takes them from its plan. */
  readonly periods?: number;
  readonly maturity?: BusinessDate;
  /** What becomes of days that make no whole period before a maturity; `short-last` where left out. */
  readonly stub?: Stub;
  /** 1 where left out. */
  readonly every?: number;
  /** `month` where left out. */
  readonly unit?: PeriodUnit;
  readonly start: BusinessDate;
  /** Moves the first due date; later ones follow its day. */
  readonly firstDue?: BusinessDate;
  /** Keeps due dates on month ends where the first one is one. */
  readonly endOfMonth?: boolean;
  readonly roll?: DueDateRoll;
  /** `periodic` where left out. */
  readonly interest?: InterestKind;
  /** `act/360` where left out; read where interest is daily. */
  readonly dayCount?: ScheduleDayCount;
  /** Whether a moved first period bears a whole period's interest (`whole`, where left out) or that of its days; read where interest is periodic. */
  readonly firstPeriod?: (typeof FIRST_PERIODS)[number];
  readonly rates?: readonly RateChange[];
  /** Half-up to the minor unit where left out. */
  readonly rounding?: ScheduleRounding;
  /** `last` where left out. */
  readonly residual?: Residual;
  readonly grace?: Grace;
  /** Part of the principal that is paid at the start, as row 0. */
  readonly downPayment?: bigint;
  /** Principal that is left for the last row beside its regular payment. */
  readonly balloon?: bigint;
  /** The payment of `fixed-instalment`; that of `equal-instalment` at the first rate where left out. */
  readonly instalment?: bigint;
  readonly steps?: readonly Step[];
  /** Principal by date: all of `free-plan`, and what `on-demand` repays before its maturity. */
  readonly plan?: readonly PlannedPrincipal[];
};

type Optional = 'periods' | 'maturity' | 'firstDue' | 'roll' | 'instalment';

/** Terms with nothing left out. */
export type FullTerms = {
  readonly [K in keyof Omit<ScheduleTerms, Optional | 'rounding' | 'grace'>]-?: NonNullable<ScheduleTerms[K]>;
} & { readonly [K in Optional]: NonNullable<ScheduleTerms[K]> | null } & { readonly rounding: Required<ScheduleRounding>; readonly grace: Required<Grace> };

/** Under a hundred years of months. */
export const PERIODS_MAX = 1_199;

/** Ten years of monthly changes; each makes the rest of the plan anew. */
export const RATE_CHANGES_MAX = 120;

export const ROLL_RULES = ['none', 'following', 'preceding', 'modified-following', 'modified-preceding'] as const satisfies readonly RollRule[];

const PLANNED: readonly ScheduleMethod[] = ['on-demand', 'free-plan'];
const SOLVED: readonly ScheduleMethod[] = ['equal-instalment', 'stepped', 'fixed-instalment'];

/** Which methods read a field that not all of them do. */
const READ_BY: Partial<Record<keyof ScheduleTerms, readonly ScheduleMethod[]>> = {
  balloon: ['equal-principal', ...SOLVED],
  instalment: ['fixed-instalment'],
  steps: ['stepped'],
  plan: PLANNED,
};

/**
 * Fills the defaults in and checks what a type cannot say.
 * @throws Fault FIELD_INVALID, FIELD_MISSING, FIELD_CONFLICT, FIELD_NOT_USED, AMOUNT_OUT_OF_RANGE, RATE_NEGATIVE, FIRST_DUE_TOO_EARLY, DATES_NOT_RISING.
 */
export function fullTerms(terms: ScheduleTerms, path: string): FullTerms {
  checkDates(terms, path);
  checkAmounts(terms, path);
  checkRates(terms, path);
  checkMethod(terms, path);
  checkPlan(terms, path);
  const { grace = { principal: 0, interest: 0 } } = terms;
  return {
    asset: terms.asset ?? CNY,
    principal: terms.principal,
    rate: terms.rate,
    method: terms.method,
    periods: terms.periods ?? null,
    maturity: terms.maturity ?? null,
    stub: terms.stub ?? 'short-last',
    every: terms.every ?? 1,
    unit: terms.unit ?? 'month',
    start: terms.start,
    firstDue: terms.firstDue ?? null,
    endOfMonth: terms.endOfMonth ?? false,
    roll: terms.roll ?? null,
    interest: PLANNED.includes(terms.method) ? 'daily' : (terms.interest ?? 'periodic'),
    dayCount: terms.dayCount ?? 'act/360',
    firstPeriod: terms.firstPeriod ?? 'whole',
    rates: terms.rates ?? [],
    rounding: fullRounding(terms.rounding ?? { mode: 'half-up', unit: 1n }),
    residual: terms.residual ?? 'last',
    grace: { interestFree: 0, capitalised: 0, ...grace },
    downPayment: terms.downPayment ?? 0n,
    balloon: terms.balloon ?? 0n,
    instalment: terms.instalment ?? null,
    steps: terms.steps ?? [],
    plan: terms.plan ?? [],
  };
}

function fullRounding(rounding: ScheduleRounding): Required<ScheduleRounding> {
  const { mode, unit, carryInterest = false } = rounding;
  return { mode, unit, carryInterest, instalment: rounding.instalment ?? { mode, unit } };
}

function checkDates(terms: ScheduleTerms, path: string): void {
  const { start, firstDue, maturity, every = 1, periods } = terms;
  requireCount('every', every, path);
  if (periods !== undefined) requireCount('periods', periods, path);
  if (periods !== undefined && maturity !== undefined) throw contractFault('FIELD_CONFLICT', { field: 'maturity', other: 'periods' }, `${path}.maturity`);
  if (periods === undefined && maturity === undefined && terms.method !== 'free-plan')
    throw contractFault('FIELD_MISSING', { field: 'periods' }, `${path}.periods`);
  if (firstDue !== undefined && daysBetween(start, firstDue) <= 0) throw contractFault('FIRST_DUE_TOO_EARLY', { firstDue, start }, `${path}.firstDue`);
  if (maturity !== undefined && daysBetween(firstDue ?? start, maturity) <= 0)
    throw contractFault('DATES_NOT_RISING', { field: 'maturity', after: firstDue ?? start }, `${path}.maturity`);
  for (const [field, dates] of [
    ['rates', (terms.rates ?? []).map(({ from }) => from)],
    ['plan', (terms.plan ?? []).map(({ on }) => on)],
  ] as const)
    for (const [index, date] of dates.entries()) {
      const after = dates[index - 1] ?? start;
      const least = field === 'plan' && index === 0 ? 0 : 1;
      if (daysBetween(after, date) < least) throw contractFault('DATES_NOT_RISING', { field: `${field}[${index}]`, after }, `${path}.${field}[${index}]`);
    }
}

function checkAmounts(terms: ScheduleTerms, path: string): void {
  const { principal, downPayment = 0n, balloon = 0n, instalment, asset = CNY } = terms;
  const within = (field: string, amount: bigint, least: bigint, most: bigint) => {
    if (amount < least || amount > most)
      throw contractFault('AMOUNT_OUT_OF_RANGE', { field, least: formatAmount(least, asset), most: formatAmount(most, asset) }, `${path}.${field}`);
  };
  within('principal', principal, 1n, LARGEST_AMOUNT);
  within('downPayment', downPayment, 0n, principal - 1n);
  within('balloon', balloon, 0n, principal - downPayment);
  if (instalment !== undefined) within('instalment', instalment, 1n, LARGEST_AMOUNT);
  for (const [index, { amount }] of (terms.plan ?? []).entries()) within(`plan[${index}].principal`, amount, -LARGEST_AMOUNT, LARGEST_AMOUNT);
}

function checkRates(terms: ScheduleTerms, path: string): void {
  requireRate(terms.rate, `${path}.annualRate`);
  for (const [index, { rate }] of (terms.rates ?? []).entries()) requireRate(rate, `${path}.rates[${index}].annualRate`);
}

/** @throws Fault RATE_NEGATIVE, FIELD_INVALID above 1000, which is 100,000 % a year. */
export function requireRate(rate: Rate, path: string): void {
  if (rate < 0n) throw contractFault('RATE_NEGATIVE', {}, path);
  if (rate > 1000n * RATE_ONE)
    throw contractFault(
      'FIELD_INVALID',
      { field: path.slice(path.lastIndexOf('.') + 1), allowed: 'at most 1000 (100,000 %)', allowedZh: '不超过 1000(100000%)' },
      path,
    );
}

function checkMethod(terms: ScheduleTerms, path: string): void {
  const { method, residual, rates = [], steps = [] } = terms;
  for (const [field, readers] of Object.entries(READ_BY))
    if (terms[field as keyof ScheduleTerms] !== undefined && !readers.includes(method)) notUsed(field, method, path);
  for (const field of ['grace', 'roll', 'downPayment', 'firstDue'] as const)
    if (terms[field] !== undefined && PLANNED.includes(method)) notUsed(field === 'roll' ? 'businessDays' : field, method, path);
  if (method === 'free-plan' && (terms.plan ?? []).length === 0) throw contractFault('FIELD_MISSING', { field: 'plan' }, `${path}.plan`);
  if ((terms.plan ?? []).length > PERIODS_MAX) requireCount('plan', terms.plan?.length ?? 0, path);
  if (method === 'free-plan' && (terms.periods ?? terms.maturity) !== undefined) notUsed(terms.periods === undefined ? 'maturity' : 'periods', method, path);
  if (method === 'stepped' && steps.length === 0) throw contractFault('FIELD_MISSING', { field: 'steps' }, `${path}.steps`);
  for (const [index, step] of steps.entries()) {
    requireCount(`steps[${index}].periods`, step.periods, path);
    if (step.factor <= 0n || step.factor > 1000n * RATE_ONE)
      throw contractFault(
        'FIELD_INVALID',
        { field: 'factor', allowed: 'above 0 and at most 1000', allowedZh: '大于 0 且不超过 1000' },
        `${path}.steps[${index}].factor`,
      );
  }
  if (rates.length > RATE_CHANGES_MAX)
    throw contractFault(
      'FIELD_INVALID',
      { field: 'rates', allowed: `at most ${RATE_CHANGES_MAX} changes`, allowedZh: `至多 ${RATE_CHANGES_MAX} 次变动` },
      `${path}.rates`,
    );
  if (rates.length > 0 && method === 'flat') notUsed('rates', method, path);
  if (rates.length > 0 && terms.rounding?.carryInterest)
    throw contractFault('FIELD_CONFLICT', { field: 'rates', other: 'rounding.carryInterest' }, `${path}.rates`);
  if (terms.dayCount === 'business/252' && terms.roll === undefined) throw contractFault('FIELD_MISSING', { field: 'businessDays' }, `${path}.businessDays`);
  const capitalised = terms.grace?.capitalised ?? 0;
  if (capitalised > 0 && (terms.grace?.interest ?? 0) > 0)
    throw contractFault('FIELD_CONFLICT', { field: 'capitalised', other: 'interest' }, `${path}.grace.capitalised`);
  if (capitalised > 0 && (method === 'flat' || method === 'bullet'))
    throw contractFault('FIELD_NOT_USED', { field: 'capitalised', method }, `${path}.grace.capitalised`);
  if (capitalised > 0 && terms.rounding?.carryInterest)
    throw contractFault('FIELD_CONFLICT', { field: 'capitalised', other: 'rounding.carryInterest' }, `${path}.grace.capitalised`);
  if (residual === 'smooth' && capitalised > 0) throw contractFault('FIELD_CONFLICT', { field: 'residual', other: 'grace.capitalised' }, `${path}.residual`);
  if (residual === 'smooth' && rates.length > 0) throw contractFault('FIELD_CONFLICT', { field: 'residual', other: 'rates' }, `${path}.residual`);
}

function notUsed(field: string, method: ScheduleMethod, path: string): never {
  throw contractFault('FIELD_NOT_USED', { field, method }, `${path}.${field}`);
}

/** A plan never repays more than is owed, and does not end with a drawing. */
function checkPlan({ principal, plan = [], method, asset = CNY }: ScheduleTerms, path: string): void {
  let owed = principal;
  for (const [index, { amount }] of plan.entries()) {
    const most = method === 'free-plan' && index === plan.length - 1 && amount < 0n ? 0n : owed;
    if (amount > owed || (most === 0n && owed > 0n))
      throw contractFault(
        'AMOUNT_OUT_OF_RANGE',
        { field: `plan[${index}].principal`, least: '0', most: formatAmount(owed, asset) },
        `${path}.plan[${index}].principal`,
      );
    owed -= amount;
  }
  if (owed > LARGEST_AMOUNT)
    throw contractFault('AMOUNT_OUT_OF_RANGE', { field: 'plan', least: '0', most: formatAmount(LARGEST_AMOUNT, asset) }, `${path}.plan`);
}

/** Checks what depends on how many rows there are. @throws Fault GRACE_TOO_LONG, FIELD_INVALID. */
export function checkRowCount(terms: FullTerms, rows: number, path: string): void {
  for (const kind of ['principal', 'interest', 'interestFree', 'capitalised'] as const) {
    const count = terms.grace[kind];
    if (!Number.isInteger(count) || count < 0 || count >= rows + (kind === 'interestFree' ? 1 : 0))
      throw contractFault('GRACE_TOO_LONG', { periods: rows }, `${path}.grace.${kind}`);
  }
  const stepped = terms.steps.reduce((total, step) => total + step.periods, 0);
  const paying = rows - firstPaying(terms);
  if (terms.steps.length > 0 && stepped !== paying)
    throw contractFault('FIELD_INVALID', { field: 'steps', allowed: `${paying} periods in all`, allowedZh: `合计 ${paying} 期` }, `${path}.steps`);
}

/** The first row that pays principal. */
export function firstPaying({ grace }: FullTerms): number {
  return Math.max(grace.principal, grace.capitalised);
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
  if (step.unit === 1n) return divide(numerator, denominator, step.mode);
  return divide(numerator, denominator * step.unit, step.mode) * step.unit;
}
