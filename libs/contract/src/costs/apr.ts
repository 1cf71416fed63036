import { addMonths, type BusinessDate, dayOfMonth, endOfMonth, monthNumber, yearOf } from '@jinqiao/calendar';
import type { Decimal } from 'decimal.js';
import { contractFault } from '../errors.ts';
import { Exact, shown } from './cost.ts';
import { usualRoot } from './irr.ts';

/** Money that changes hands on a date, in minor units. */
export type CreditFlow = { readonly date: BusinessDate; readonly amount: bigint };

/** An exact quotient of whole numbers. */
export type Ratio = readonly [numerator: number, denominator: number];

/** A flow seen from the lender, negative where it pays out, discounted by (1 + R)^whole × (1 + R × part). */
export type SpacedFlow = { readonly amount: bigint; readonly whole: Ratio; readonly part: Ratio };

export const NOTHING: Ratio = [0, 1];

/**
 * The rate per period that balances the flows times the periods a year, in percent, half-up to `digits` decimals, each digit exact.
 * @throws Fault APR_NONE where no rate balances them, APR_SEVERAL where two from 0 to 500 % a year do, FIELD_INVALID for digits that are not 1 to 10.
 */
export function annualPercentage(flows: readonly SpacedFlow[], periodsPerYear: Ratio, digits: number): string {
  if (!Number.isInteger(digits) || digits < 1 || digits > DIGITS_MAX)
    throw contractFault(
      'FIELD_INVALID',
      { field: 'digits', allowed: `a whole number from 1 to ${DIGITS_MAX}`, allowedZh: `1 到 ${DIGITS_MAX} 的整数` },
      '$.digits',
    );
  const timed = flows.map(({ amount, whole, part }) => ({ amount: Number(amount), whole: whole[0] / whole[1], part: part[0] / part[1] }));
  const root = usualRoot(timed, periodsPerYear[0] / periodsPerYear[1]);
  if ('reason' in root) throw contractFault(root.reason === 'several-solutions' ? 'APR_SEVERAL' : 'APR_NONE');
  const rate = Math.expm1(root.y);
  const percent = (100 * periodsPerYear[0]) / periodsPerYear[1];
  return shown(rate * percent, 2 * (1 + rate) * root.error * percent, digits, () => refined(flows, rate).times(decimal(periodsPerYear)).times(100));
}

const DIGITS_MAX = 10;

function decimal([numerator, denominator]: Ratio): Decimal {
  return new Exact(numerator).div(denominator);
}

/** The rate to 30 digits by Newton's steps in decimals. */
function refined(flows: readonly SpacedFlow[], start: number): Decimal {
  const terms = flows.map(({ amount, whole, part }) => ({ amount: new Exact(amount.toString()), whole: decimal(whole), part: decimal(part) }));
  let rate = new Exact(start);
  for (let tries = 0; tries < 40; tries += 1) {
    const growth = rate.plus(1);
    let value = new Exact(0);
    let fall = new Exact(0);
    for (const { amount, whole, part } of terms) {
      const simple = rate.times(part).plus(1);
      const worth = amount.div(growth.pow(whole).times(simple));
      value = value.plus(worth);
      fall = fall.plus(worth.times(whole.div(growth).plus(part.div(simple))));
    }
    const step = value.div(fall);
    rate = rate.plus(step);
    if (step.abs().lt('1e-30')) break;
  }
  return rate;
}

/** @throws Fault FIELD_MISSING for an empty list, FIELD_INVALID for amounts below zero or nothing but zeros. */
export function requireAmounts(field: string, flows: readonly CreditFlow[]): void {
  if (flows.length === 0) throw contractFault('FIELD_MISSING', { field }, `$.${field}`);
  const wrong = flows.findIndex(({ amount }) => amount < 0n);
  if (wrong >= 0) throw contractFault('FIELD_INVALID', { field: 'amount', allowed: 'zero or more', allowedZh: '零或正数' }, `$.${field}[${wrong}].amount`);
  if (flows.every(({ amount }) => amount === 0n))
    throw contractFault('FIELD_INVALID', { field, allowed: 'a list with an amount above zero', allowedZh: '至少含一笔正数金额' }, `$.${field}`);
}

/** The earliest date of a list that is not empty. */
export function earliest(flows: readonly CreditFlow[]): BusinessDate {
  return flows.map(({ date }) => date).reduce((first, date) => (date < first ? date : first));
}

/**
 * Full months counted back from the later date, and the date that they reach. A last day of a month that has no `dueDay` stands for
 * that day: from 28 February a month back is 31 January where payments are due on the 31st.
 */
export function monthsBack(from: BusinessDate, to: BusinessDate, dueDay: number): { readonly months: number; readonly reached: BusinessDate } {
  const most = (yearOf(to) - yearOf(from)) * 12 + monthNumber(to) - monthNumber(from);
  const months = back(to, most, dueDay) < from ? most - 1 : most;
  return { months, reached: back(to, months, dueDay) };
}

export function back(to: BusinessDate, months: number, dueDay: number): BusinessDate {
  return addMonths(to, -months, to === endOfMonth(to) ? Math.max(dueDay, dayOfMonth(to)) : dayOfMonth(to));
}
