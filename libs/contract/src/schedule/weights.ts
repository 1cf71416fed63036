import { addMonths, type BusinessDate, days30E360, daysBetween, type YearFraction, yearFraction } from '@jinqiao/calendar';
import { RATE_ONE, type Rate } from '@jinqiao/money';
import type { Period } from './periods.ts';
import type { FullTerms, PeriodUnit, RateChange } from './terms.ts';

/**
 * What each period's interest is, exactly: balance × weights[k] ÷ one. All periods share one denominator, so nothing is rounded
 * before the amount that is shown.
 */
export type Weights = { readonly weights: readonly bigint[]; readonly one: bigint };

/** A stretch of a period under one rate. */
type Piece = { readonly rate: Rate; readonly fraction: YearFraction };

const UNITS_IN_YEAR: Readonly<Record<PeriodUnit, number>> = { day: 365, week: 52, month: 12, year: 1 };

export function unitsInYear(unit: PeriodUnit): number {
  return UNITS_IN_YEAR[unit];
}

/** The weights of periods under rates that are known: the first one, and those changes. */
export function weightsOf(terms: FullTerms, periods: readonly Period[], changes: readonly RateChange[] = terms.rates): Weights {
  if (changes.length === 0 && terms.grace.interestFree === 0) return weighSingles(terms, periods);
  return weigh(periods.map((period, k) => (k < terms.grace.interestFree ? [] : piecesOf(terms, period, period.to, changes))));
}

/** The same for one rate throughout, without a list for each period. */
function weighSingles(terms: FullTerms, periods: readonly Period[]): Weights {
  const { rate } = terms;
  const fractions = periods.map((period) => fractionOf(terms, period, period.from, period.to));
  const basis = fractions[0]?.basis ?? 1;
  if (fractions.some((fraction) => fraction.basis !== basis)) return weigh(fractions.map((fraction) => [{ rate, fraction }]));
  return { weights: fractions.map(({ days }) => rate * BigInt(days)), one: RATE_ONE * BigInt(basis) };
}

/** The weight of a period from its start up to a date inside it. */
export function weightUntil(terms: FullTerms, period: Period, end: BusinessDate): { readonly weight: bigint; readonly one: bigint } {
  const { weights, one } = weigh([piecesOf(terms, period, end, terms.rates)]);
  return { weight: weights[0] as bigint, one };
}

function weigh(periods: readonly (readonly Piece[])[]): Weights {
  const common = commonBasis(periods);
  const scales = new Map<number, bigint>();
  const weights = periods.map((pieces) => {
    let weight = 0n;
    for (const { rate, fraction } of pieces) {
      const scale = scales.get(fraction.basis) ?? common / BigInt(fraction.basis);
      scales.set(fraction.basis, scale);
      weight += rate * BigInt(fraction.days) * scale;
    }
    return weight;
  });
  return { weights, one: RATE_ONE * common };
}

/** The least common multiple of the lengths of the years in use. */
function commonBasis(periods: readonly (readonly Piece[])[]): bigint {
  let last = 1;
  let common = 1n;
  for (const pieces of periods)
    for (const { fraction } of pieces) {
      if (fraction.basis !== last) common = leastCommonMultiple(common, BigInt(fraction.basis));
      last = fraction.basis;
    }
  return common;
}

function leastCommonMultiple(a: bigint, b: bigint): bigint {
  let [x, y] = [a, b];
  while (y !== 0n) [x, y] = [y, x % y];
  return (a / x) * b;
}

function piecesOf(terms: FullTerms, period: Period, end: BusinessDate, changes: readonly RateChange[]): Piece[] {
  if (changes.length === 0) return [{ rate: terms.rate, fraction: fractionOf(terms, period, period.from, end) }];
  const inside = changes.filter(({ from }) => from > period.from && from < end);
  const cuts = [period.from, ...inside.map(({ from }) => from), end];
  return cuts.slice(1).map((to, index) => {
    const from = cuts[index] as BusinessDate;
    return { rate: rateAt(terms.rate, changes, from), fraction: fractionOf(terms, period, from, to) };
  });
}

/** The rate in force on a date: that of the last change on or before it. */
export function rateAt(first: Rate, changes: readonly RateChange[], on: BusinessDate): Rate {
  return changes.findLast(({ from }) => from <= on)?.rate ?? first;
}

/**
 * The part of a year between two dates of one period. Interest by period gives a whole period its share of the year whatever its
 * days, and a part of a period its share by days; a last stub is held against the whole period that it is cut from.
 */
export function fractionOf(terms: FullTerms, period: Period, from: BusinessDate, to: BusinessDate): YearFraction {
  const whole = from === period.from && to === period.to;
  if (terms.interest === 'daily') return dailyFraction(terms, period, from, to, whole);
  if (terms.firstPeriod === 'by-days' && period.from === terms.start && !period.regular) return dailyFraction(terms, period, from, to, whole);
  const basis = UNITS_IN_YEAR[terms.unit];
  if (whole && period.cutFrom === null) return { days: terms.every, basis };
  const length = period.cutFrom ?? daysBetween(period.from, period.to);
  return { days: terms.every * daysBetween(from, to), basis: basis * length };
}

/** 30/360 and 30/365 count whole months with 30 days each, and other stretches by the 30E/360 rule. */
function dailyFraction(terms: FullTerms, period: Period, from: BusinessDate, to: BusinessDate, whole: boolean): YearFraction {
  const { dayCount, unit, every, roll, maturity } = terms;
  if (dayCount === '30/360' || dayCount === '30/365') {
    const basis = dayCount === '30/360' ? 360 : 365;
    const months = monthsOf(period, unit, every, from, to, whole);
    return { days: months === null ? days30E360(from, to) : months * 30, basis };
  }
  if (dayCount === '30e/360-isda' && maturity !== null) return yearFraction(dayCount, from, to, { maturity });
  if (dayCount === 'business/252' && roll !== null) return yearFraction(dayCount, from, to, { calendar: roll.calendar });
  return yearFraction(dayCount, from, to);
}

function monthsOf(period: Period, unit: PeriodUnit, every: number, from: BusinessDate, to: BusinessDate, whole: boolean): number | null {
  if (unit === 'day' || unit === 'week') return null;
  if (whole && period.regular) return every * (unit === 'year' ? 12 : 1);
  const months = (Number(to.slice(0, 4)) - Number(from.slice(0, 4))) * 12 + Number(to.slice(5, 7)) - Number(from.slice(5, 7));
  return addMonths(from, months) === to ? months : null;
}
