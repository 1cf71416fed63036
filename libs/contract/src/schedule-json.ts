import { businessDate } from '@jinqiao/calendar';
import { type Asset, asset, CNY, formatAmount, parsePositiveAmount, parseRate } from '@jinqiao/money';
import type { AnnualCost } from './cost.ts';
import { has, type JsonObject, readChoice, readFlag, readObject, readText, readWhole } from './json.ts';
import { type ScheduleRow, schedule, type Totals } from './schedule.ts';
import {
  type Grace,
  INTEREST_KINDS,
  METHODS,
  PERIODS_MAX,
  RESIDUALS,
  ROUNDING_MODES,
  type RoundingStep,
  SCHEDULE_DAY_COUNTS,
  type ScheduleRounding,
  type ScheduleTerms,
  UNITS,
} from './terms.ts';

type Shown<T> = { readonly [K in keyof T]: T[K] extends bigint ? string : T[K] };

/** The answer of the `schedule` form: money as decimal strings with the asset's digits. */
export type ScheduleJson = { readonly rows: readonly Shown<ScheduleRow>[]; readonly totals: Shown<Totals>; readonly cost: AnnualCost };

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
  const firstDue = has(from, 'firstDue') ? { firstDue: businessDate(readText(from, 'firstDue', path), `${path}.firstDue`) } : {};
  return {
    asset: of,
    principal: parsePositiveAmount(readText(from, 'principal', path), of, `${path}.principal`),
    rate: parseRate(readText(from, 'annualRate', path), `${path}.annualRate`),
    method: readChoice(from, 'method', path, METHODS),
    periods: readWhole(from, 'periods', path, 1, PERIODS_MAX),
    every: readWhole(from, 'every', path, 1, PERIODS_MAX, 1),
    unit: readChoice(from, 'unit', path, UNITS, 'month'),
    start: businessDate(readText(from, 'start', path), `${path}.start`),
    ...firstDue,
    interest: readChoice(from, 'interest', path, INTEREST_KINDS, 'periodic'),
    dayCount: readChoice(from, 'dayCount', path, SCHEDULE_DAY_COUNTS, 'act/360'),
    rounding: readRounding(from, of, path),
    residual: readChoice(from, 'residual', path, RESIDUALS, 'last'),
    grace: readGrace(from, path),
  };
}

function readRounding(from: JsonObject, of: Asset, path: string): ScheduleRounding {
  if (!has(from, 'rounding')) return { mode: 'half-up', unit: 1n };
  const at = `${path}.rounding`;
  const rounding = readObject(from['rounding'], at);
  const step = readStep(rounding, of, at, { mode: 'half-up', unit: 1n });
  const instalment = has(rounding, 'instalment') ? readStep(readObject(rounding['instalment'], `${at}.instalment`), of, `${at}.instalment`, step) : step;
  return { ...step, instalment, carryInterest: readFlag(rounding, 'carryInterest', at) };
}

function readStep(from: JsonObject, of: Asset, path: string, fallback: RoundingStep): RoundingStep {
  return {
    mode: readChoice(from, 'mode', path, ROUNDING_MODES, fallback.mode),
    unit: has(from, 'to') ? parsePositiveAmount(readText(from, 'to', path), of, `${path}.to`) : fallback.unit,
  };
}

function readGrace(from: JsonObject, path: string): Grace {
  if (!has(from, 'grace')) return { principal: 0, interest: 0 };
  const grace = readObject(from['grace'], `${path}.grace`);
  return {
    principal: readWhole(grace, 'principal', `${path}.grace`, 0, PERIODS_MAX, 0),
    interest: readWhole(grace, 'interest', `${path}.grace`, 0, PERIODS_MAX, 0),
  };
}
