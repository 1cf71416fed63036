import { businessDate, CN_BANK, CN_TRADING, WEEKENDS_ONLY } from '@jinqiao/calendar';
import { type Asset, asset, CNY, formatAmount, parseAmount, parsePositiveAmount, parseRate } from '@jinqiao/money';
import type { AnnualCost } from '../costs/cost.ts';
import { contractFault } from '../errors.ts';
import { has, type JsonObject, readChoice, readFlag, readObject, readText, readWhole } from '../json.ts';
import { type ScheduleRow, schedule, type Totals } from './schedule.ts';
import {
  type DueDateRoll,
  FIRST_PERIODS,
  type Grace,
  INTEREST_KINDS,
  METHODS,
  PERIODS_MAX,
  type PlannedPrincipal,
  type RateChange,
  RESIDUALS,
  ROLL_RULES,
  ROUNDING_MODES,
  type RoundingStep,
  SCHEDULE_DAY_COUNTS,
  type ScheduleRounding,
  type ScheduleTerms,
  STUBS,
  type Step,
  UNITS,
} from './terms.ts';

type Shown<T> = { readonly [K in keyof T]: T[K] extends bigint ? string : T[K] };

/** The answer of the `schedule` form: money as decimal strings with the asset's digits. */
export type ScheduleJson = { readonly rows: readonly Shown<ScheduleRow>[]; readonly totals: Shown<Totals>; readonly cost: AnnualCost | null };

/**
 * Answers one item of the `schedule` form. Fields that the form does not have are left alone.
 * @throws Fault with a JSON path: FIELD_MISSING, FIELD_INVALID, the faults of amounts, rates and dates, and those of `schedule`.
 */
export function scheduleFromJson(item: unknown, path = '$'): ScheduleJson {
  const terms = termsFromJson(item, path);
  const { rows, totals, cost } = schedule(terms, path);
  const show = (amount: bigint) => formatAmount(amount, terms.asset);
  return {
    rows: rows.map((row) => ({ ...row, principal: show(row.principal), interest: show(row.interest), total: show(row.total), balance: show(row.balance) })),
    totals: { principal: show(totals.principal), interest: show(totals.interest), total: show(totals.total) },
    cost,
  };
}

/** Reads the terms of the `schedule` form; `asset` is CNY where left out. @throws as `scheduleFromJson`. */
export function termsFromJson(item: unknown, path = '$'): ScheduleTerms & { readonly asset: Asset } {
  const from = readObject(item, path);
  const of = has(from, 'asset') ? asset(readText(from, 'asset', path), `${path}.asset`) : CNY;
  const date = (field: string) => businessDate(readText(from, field, path), `${path}.${field}`);
  const amount = (field: string) => parsePositiveAmount(readText(from, field, path), of, `${path}.${field}`);
  return {
    asset: of,
    principal: amount('principal'),
    rate: parseRate(readText(from, 'annualRate', path), `${path}.annualRate`),
    method: readChoice(from, 'method', path, METHODS),
    every: readWhole(from, 'every', path, 1, PERIODS_MAX, 1),
    unit: readChoice(from, 'unit', path, UNITS, 'month'),
    start: date('start'),
    interest: readChoice(from, 'interest', path, INTEREST_KINDS, 'periodic'),
    dayCount: readChoice(from, 'dayCount', path, SCHEDULE_DAY_COUNTS, 'act/360'),
    rounding: readRounding(from, of, path),
    firstPeriod: readChoice(from, 'firstPeriod', path, FIRST_PERIODS, 'whole'),
    residual: readChoice(from, 'residual', path, RESIDUALS, 'last'),
    endOfMonth: readFlag(from, 'endOfMonth', path),
    ...(has(from, 'periods') ? { periods: readWhole(from, 'periods', path, 1, PERIODS_MAX) } : {}),
    ...(has(from, 'maturity') ? { maturity: date('maturity') } : {}),
    ...(has(from, 'stub') ? { stub: readChoice(from, 'stub', path, STUBS) } : {}),
    ...(has(from, 'firstDue') ? { firstDue: date('firstDue') } : {}),
    ...(has(from, 'businessDays') ? { roll: readRoll(from, path) } : {}),
    ...(has(from, 'grace') ? { grace: readGrace(from, path) } : {}),
    ...(has(from, 'downPayment') ? { downPayment: parseAmount(readText(from, 'downPayment', path), of, `${path}.downPayment`) } : {}),
    ...(has(from, 'balloon') ? { balloon: parseAmount(readText(from, 'balloon', path), of, `${path}.balloon`) } : {}),
    ...(has(from, 'instalment') ? { instalment: amount('instalment') } : {}),
    ...(has(from, 'rates') ? { rates: readList(from, 'rates', path, readRateChange) } : {}),
    ...(has(from, 'steps') ? { steps: readList(from, 'steps', path, readStep) } : {}),
    ...(has(from, 'plan') ? { plan: readList(from, 'plan', path, (entry, at) => readPlanned(entry, of, at)) } : {}),
  };
}

function readRounding(from: JsonObject, of: Asset, path: string): ScheduleRounding {
  if (!has(from, 'rounding')) return { mode: 'half-up', unit: 1n };
  const at = `${path}.rounding`;
  const rounding = readObject(from.rounding, at);
  const step = readRoundingStep(rounding, of, at, { mode: 'half-up', unit: 1n });
  const instalment = has(rounding, 'instalment') ? readRoundingStep(readObject(rounding.instalment, `${at}.instalment`), of, `${at}.instalment`, step) : step;
  return { ...step, instalment, carryInterest: readFlag(rounding, 'carryInterest', at) };
}

function readRoundingStep(from: JsonObject, of: Asset, path: string, fallback: RoundingStep): RoundingStep {
  return {
    mode: readChoice(from, 'mode', path, ROUNDING_MODES, fallback.mode),
    unit: has(from, 'to') ? parsePositiveAmount(readText(from, 'to', path), of, `${path}.to`) : fallback.unit,
  };
}

function readGrace(from: JsonObject, path: string): Grace {
  const at = `${path}.grace`;
  const grace = readObject(from.grace, at);
  const count = (field: string) => readWhole(grace, field, at, 0, PERIODS_MAX, 0);
  return { principal: count('principal'), interest: count('interest'), interestFree: count('interestFree'), capitalised: count('capitalised') };
}

const CALENDARS = { CN_BANK, CN_TRADING, WEEKENDS_ONLY };

function readRoll(from: JsonObject, path: string): DueDateRoll {
  const at = `${path}.businessDays`;
  const roll = readObject(from.businessDays, at);
  return {
    calendar: CALENDARS[readChoice(roll, 'calendar', at, ['CN_BANK', 'CN_TRADING', 'WEEKENDS_ONLY'], 'CN_BANK')],
    rule: readChoice(roll, 'rule', at, ROLL_RULES, 'following'),
    interest: readChoice(roll, 'interest', at, ['moves', 'stays'], 'moves'),
  };
}

function readList<T>(from: JsonObject, field: string, path: string, read: (entry: JsonObject, at: string) => T): T[] {
  const at = `${path}.${field}`;
  const list = from[field];
  if (!Array.isArray(list)) throw contractFault('FIELD_INVALID', { field, allowed: 'a list', allowedZh: '列表' }, at);
  return list.map((entry: unknown, index) => read(readObject(entry, `${at}[${index}]`), `${at}[${index}]`));
}

function readRateChange(entry: JsonObject, at: string): RateChange {
  return { from: businessDate(readText(entry, 'from', at), `${at}.from`), rate: parseRate(readText(entry, 'annualRate', at), `${at}.annualRate`) };
}

function readStep(entry: JsonObject, at: string): Step {
  return { periods: readWhole(entry, 'periods', at, 1, PERIODS_MAX), factor: parseRate(readText(entry, 'factor', at), `${at}.factor`) };
}

function readPlanned(entry: JsonObject, of: Asset, at: string): PlannedPrincipal {
  return { on: businessDate(readText(entry, 'on', at), `${at}.on`), amount: parseAmount(readText(entry, 'principal', at), of, `${at}.principal`) };
}
