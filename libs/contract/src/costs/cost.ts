import { divide, RATE_ONE, type Rate } from '@jinqiao/money';
import { Decimal } from 'decimal.js';
import { contractFault } from '../errors.ts';
import { instalmentAmount } from '../schedule/instalment.ts';
import type { FirstSpan } from '../schedule/periods.ts';

/** Decimals for rates that must be shown to their last digit. */
export const Exact = Decimal.clone({ precision: 40 });

/** The annual cost of a plan with equal periods: nominal (period rate × periods a year) and effective (compounded), as decimal strings. */
export type AnnualCost = { readonly nominal: string; readonly effective: string };

const REGULAR: FirstSpan = { whole: 1, part: 0 };
const DECIMALS = 4;

/**
 * Annual all-in cost, to four decimals half-up: `IRR × n` (单利) and `(1 + IRR)^n − 1` (金规〔2026〕2号; market practice shows the nominal one).
 * Found in doubles; where those leave the last digit open, in decimals of 40 digits, so that every digit is the exact rate's.
 * @param received what the borrower has in hand, in minor units; the cost is 0 where payments do not exceed it
 * @param payments one per period, none negative, in minor units
 * @param periodsPerYear 12 for months, 365 / 30 for every 30 days
 */
export function annualCost(received: bigint, payments: readonly bigint[], periodsPerYear: number, first: FirstSpan = REGULAR): AnnualCost {
  if (isFree(received, payments)) return { nominal: decimalText(0n, DECIMALS), effective: decimalText(0n, DECIMALS) };
  const { y, error } = estimate(Number(received), payments.map(Number), first);
  const rate = Math.expm1(y);
  const effective = Math.expm1(y * periodsPerYear);
  let exact: Decimal | undefined;
  const exactRate = () => {
    exact ??= refined(received, payments, first, rate);
    return exact;
  };
  return {
    nominal: shown(rate * periodsPerYear, (1 + rate) * error * periodsPerYear, DECIMALS, () => exactRate().times(periodsPerYear)),
    effective: shown(effective, (1 + effective) * error * periodsPerYear, DECIMALS, () => exactRate().plus(1).pow(periodsPerYear).minus(1)),
  };
}

/**
 * The period rate at which money received at the start equals the payments, one per period, to 30 digits; 0 where the payments
 * do not exceed it. A first period of another length counts s whole periods and a part f: (1 + R)^s × (1 + R × f).
 * @param received what the borrower has in hand, in minor units, > 0
 * @param payments one per period, none negative, in minor units
 */
export function periodicRate(received: bigint, payments: readonly bigint[], first: FirstSpan = REGULAR): Decimal {
  if (isFree(received, payments)) return new Exact(0);
  return refined(received, payments, first, Math.expm1(estimate(Number(received), payments.map(Number), first).y));
}

function isFree(received: bigint, payments: readonly bigint[]): boolean {
  return received <= 0n || payments.reduce((total, payment) => total + payment, 0n) <= received;
}

/**
 * ln(1 + rate) by Newton's steps on the logarithm of the present value, which is nearly straight in it, with how far off the
 * rounding of doubles may leave it.
 */
function estimate(received: number, payments: readonly number[], first: FirstSpan): { y: number; error: number } {
  // Each step of Horner's rule rounds three times; the last terms are the powers, the stub and the amounts themselves.
  const rounding = (3 * payments.length + 30) * Number.EPSILON;
  let y = 0;
  for (let tries = 0; tries < 100; tries += 1) {
    const gain = Math.expm1(y);
    const factor = 1 / (1 + gain);
    let value = 0;
    let moment = 0;
    for (let k = payments.length - 1; k >= 0; k -= 1) {
      moment = (moment + value) * factor;
      value = value * factor + (payments[k] as number);
    }
    const stub = 1 + first.part * gain;
    const duration = moment / value + first.whole + (first.part * (1 + gain)) / stub;
    const off = Math.log(value / (received * stub)) - first.whole * y;
    y += off / duration;
    if (Math.abs(off) < rounding) return { y, error: (2 * rounding) / duration + 4 * Number.EPSILON * Math.abs(y) };
  }
  return { y, error: Number.POSITIVE_INFINITY };
}

/** The period rate to 30 digits, from an estimate. */
function refined(received: bigint, payments: readonly bigint[], first: FirstSpan, start: number): Decimal {
  const flows = payments.map((payment) => new Exact(payment.toString())).reverse();
  const principal = new Exact(received.toString());
  let rate = new Exact(start);
  for (let i = 0; i < 40; i += 1) {
    const step = newtonStep(rate, principal, flows, first);
    rate = rate.plus(step);
    if (step.abs().lt('1e-30')) break;
  }
  return rate;
}

/**
 * One Newton step on present value − received; payments from the last to the first. The value falls and is convex in the rate, so
 * steps from below never overshoot.
 */
function newtonStep(rate: Decimal, received: Decimal, fromLast: readonly Decimal[], first: FirstSpan): Decimal {
  const growth = rate.plus(1);
  const factor = new Exact(1).div(growth);
  const stub = rate.times(first.part).plus(1);
  let value = new Exact(0);
  let slope = new Exact(0);
  for (const flow of fromLast) {
    slope = slope.times(factor).plus(value);
    value = value.times(factor).plus(flow);
  }
  const discount = new Exact(1).div(growth.pow(first.whole).times(stub));
  const shift = factor.times(first.whole).plus(new Exact(first.part).div(stub));
  const present = value.times(discount);
  const fall = slope.times(factor).times(factor).times(discount).plus(present.times(shift));
  return present.minus(received).div(fall);
}

/** Principal so large that a share of it rounds far behind the last shown digit. */
const SHARE = 10n ** 24n;

/**
 * What a fee quoted per month on the original principal costs in a year (card and shop instalments): 0.60 % for 12 months is
 * 13.03 % nominal, not 7.20 %. With `rate` the fee comes on top of an equal-instalment loan at that rate a year.
 * @throws Fault FIELD_INVALID where months is not a whole number from 1 to 10,000, or fee or rate is negative.
 */
export function flatFeeToApr({ fee, months, rate = 0n }: { readonly fee: Rate; readonly months: number; readonly rate?: Rate }): AnnualCost {
  requirePeriods('months', months);
  for (const [field, value] of Object.entries({ fee, rate }))
    if (value < 0n) throw contractFault('FIELD_INVALID', { field, allowed: 'zero or more', allowedZh: '零或正数' }, `$.${field}`);
  const principal = SHARE * BigInt(months);
  const payment = instalmentAmount({ principal, rate, periods: months, rounding: 'half-even' }) + divide(principal * fee, RATE_ONE, 'half-even');
  return annualCost(
    principal,
    Array.from({ length: months }, () => payment),
    12,
  );
}

/**
 * The rate with compounding of a nominal rate of equal periods: (1 + r/n)^n − 1, exact, half-up to 1e-8. 24 % by months is 26.82 %.
 * @throws Fault FIELD_INVALID for periods that are not a whole number from 1 to 10,000, or a rate that loses all in a period.
 */
export function effectiveFromNominal(nominal: Rate, periodsPerYear: number): Rate {
  requirePeriods('periodsPerYear', periodsPerYear);
  const one = RATE_ONE * BigInt(periodsPerYear);
  requireLeft('nominal', nominal + one);
  const whole = one ** BigInt(periodsPerYear);
  return divide(RATE_ONE * ((one + nominal) ** BigInt(periodsPerYear) - whole), whole, 'half-up');
}

/**
 * The nominal rate of equal periods that compounds to an effective one: n × ((1 + e)^(1/n) − 1), half-up to 1e-8. 24 % is 21.71 % by months.
 * @throws Fault FIELD_INVALID for periods that are not a whole number from 1 to 10,000, or a rate of −100 % or less.
 */
export function nominalFromEffective(effective: Rate, periodsPerYear: number): Rate {
  requirePeriods('periodsPerYear', periodsPerYear);
  requireLeft('effective', effective + RATE_ONE);
  const growth = new Exact(effective.toString()).div(RATE_ONE.toString()).plus(1);
  const nominal = growth.pow(new Exact(1).div(periodsPerYear)).minus(1).times(periodsPerYear).times(RATE_ONE.toString());
  return BigInt(nominal.toDecimalPlaces(20).toFixed(0, Decimal.ROUND_HALF_UP));
}

const PERIODS_MAX = 10_000;

function requirePeriods(field: string, value: number): void {
  if (Number.isInteger(value) && value >= 1 && value <= PERIODS_MAX) return;
  const allowed = { allowed: `a whole number from 1 to ${PERIODS_MAX}`, allowedZh: `1 到 ${PERIODS_MAX} 的整数` };
  throw contractFault('FIELD_INVALID', { field, ...allowed }, `$.${field}`);
}

function requireLeft(field: string, left: bigint): void {
  if (left > 0n) return;
  throw contractFault('FIELD_INVALID', { field, allowed: 'above a loss of everything', allowedZh: '高于全部损失' }, `$.${field}`);
}

/**
 * A value to a number of decimals, half-up by magnitude. The double decides where it lies further from the border between two
 * results than `error`; only otherwise the exact value is asked for, to 30 decimals, so that a value on the border counts as on it.
 */
export function shown(value: number, error: number, decimals: number, exact: () => Decimal): string {
  const steps = Math.abs(value) * 10 ** decimals + 0.5;
  const doubt = error * 10 ** decimals + 4 * Number.EPSILON * steps;
  if (Math.abs(steps - Math.round(steps)) > doubt) return decimalText(BigInt(value < 0 ? -Math.floor(steps) : Math.floor(steps)), decimals);
  return exact().toDecimalPlaces(30, Decimal.ROUND_HALF_UP).toDecimalPlaces(decimals, Decimal.ROUND_HALF_UP).toFixed(decimals);
}

function decimalText(steps: bigint, decimals: number): string {
  const digits = (steps < 0n ? -steps : steps).toString().padStart(decimals + 1, '0');
  return `${steps < 0n ? '-' : ''}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}
