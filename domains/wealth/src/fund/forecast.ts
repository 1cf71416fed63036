import type { BusinessDate, Calendar } from '@jinqiao/calendar';
import { addDays, dayNumber } from '@jinqiao/calendar';
import { abs, sum } from '@jinqiao/money';
import { wealthFault } from '../errors.ts';

/** A day's flow, in fen. */
export type DailyFlow = { readonly on: BusinessDate; readonly amount: bigint };

/** Eight weeks say what a weekday is like, two weeks how much there is now. */
const PATTERN_DAYS = 56;
const LEVEL_DAYS = 14;
/** As many imagined ordinary days of a kind temper what few real ones say. */
const ORDINARY_DAYS = 3;
const WEEK = 7;
const HALF_WEEK = 3;

/** Days of history that a forecast needs. */
export const FORECAST_HISTORY = PATTERN_DAYS + HALF_WEEK;

/**
 * Forecasts purchases or redemptions for the liquidity of a fund and of the bank that advances for it. Each kind of day (the
 * five trading weekdays, and days without trading) has a factor: its mean share of the week around it over eight weeks. The
 * level is the median of the last two weeks, each day freed of its factor, so that one large order does not carry it away.
 * An estimate, reckoned in floating point; nothing is booked by it.
 * @param history without gaps; its last FORECAST_HISTORY days are used.
 * @returns for each of `days` after it, in fen, half-up.
 * @throws Fault FORECAST_HISTORY_SHORT, CALENDAR_UNKNOWN.
 */
export function forecastFlow(history: readonly DailyFlow[], days: number, calendar: Calendar): bigint[] {
  if (history.length < FORECAST_HISTORY) throw wealthFault('FORECAST_HISTORY_SHORT', { days: history.length, least: FORECAST_HISTORY });
  const used = history.slice(-FORECAST_HISTORY);
  const amounts = used.map(({ amount }) => Number(amount));
  const kinds = used.map(({ on }) => kindOf(on, calendar));
  const shares = new Map<number, number[]>();
  for (let at = HALF_WEEK; at < used.length - HALF_WEEK; at += 1) {
    const around = mean(amounts.slice(at - HALF_WEEK, at + HALF_WEEK + 1));
    const kind = kinds[at] as number;
    if (around > 0) shares.set(kind, [...(shares.get(kind) ?? []), (amounts[at] as number) / around]);
  }
  const factorOf = (kind: number) => {
    const seen = shares.get(kind) ?? [];
    return (seen.reduce((total, share) => total + share, 0) + ORDINARY_DAYS) / (seen.length + ORDINARY_DAYS);
  };
  const level = median(amounts.slice(-LEVEL_DAYS).map((amount, at) => amount / factorOf(kinds[used.length - LEVEL_DAYS + at] as number)));
  const last = (used.at(-1) as DailyFlow).on;
  return Array.from({ length: days }, (_, ahead) => BigInt(Math.round(level * factorOf(kindOf(addDays(last, ahead + 1), calendar)))));
}

const NO_TRADING = WEEK;

function kindOf(on: BusinessDate, calendar: Calendar): number {
  return calendar.isWorkingDay(on) ? dayNumber(on) % WEEK : NO_TRADING;
}

function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.floor(middle)] as number) + (sorted[Math.ceil(middle) - 1] as number)) / 2;
}

/** Σ|forecast − actual| ÷ Σ actual over the days, scaled 1e-4, rounded down: of the model, and of "as a week ago". */
export type ForecastError = { readonly model: bigint; readonly seasonalNaive: bigint };

/**
 * Forecasts each of the last days from what was known the evening before.
 * @throws Fault FORECAST_HISTORY_SHORT, CALENDAR_UNKNOWN.
 */
export function backTest(history: readonly DailyFlow[], days: number, calendar: Calendar): ForecastError {
  const from = history.length - days;
  const tested = history.slice(from);
  const error = (forecast: readonly bigint[]) =>
    (sum(tested.map(({ amount }, at) => abs((forecast[at] as bigint) - amount))) * 10_000n) / (sum(tested.map(({ amount }) => amount)) || 1n);
  return {
    model: error(tested.map((_, at) => forecastFlow(history.slice(0, from + at), 1, calendar)[0] as bigint)),
    seasonalNaive: error(tested.map((_, at) => (history[from + at - WEEK] as DailyFlow).amount)),
  };
}
