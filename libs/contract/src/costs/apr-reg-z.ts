import { type BusinessDate, daysBetween } from '@jinqiao/calendar';
import { contractFault } from '../errors.ts';
import { annualPercentage, type CreditFlow, earliest, monthsBack, requireAmounts } from './apr.ts';
import { commonPeriod, dueDayOf, spanOf, type UnitPeriod, unitsPerYear } from './unit-period.ts';

/** Advances to the consumer less prepaid finance charge, and the payments. */
export type RegZCredit = {
  readonly advances: readonly CreditFlow[];
  readonly payments: readonly CreditFlow[];
  /** Where left out, determined from the dates by Appendix J (b)(4). */
  readonly unitPeriod?: UnitPeriod;
  /** Decimals of the percentage, 2 where left out. */
  readonly digits?: number;
};

/**
 * The annual percentage rate of Regulation Z in percent, half-up, by the actuarial method of 12 CFR 1026, Appendix J: the rate i
 * per unit-period at which Σ advances ÷ [(1 + f·i)(1 + i)^t] = Σ payments ÷ [(1 + f·i)(1 + i)^t], times the unit-periods in a year;
 * t whole unit-periods and a fraction f of one lie between the earliest date and the flow's. The term begins with the first flow.
 * @throws Fault FIELD_MISSING, FIELD_INVALID for lists without amounts, a single payment not after the advance, a unit-period
 * that is not of 1 to 365 days and digits other than 1 to 10; APR_NONE, APR_SEVERAL.
 */
export function regZApr(credit: RegZCredit): string {
  const { advances, payments } = flowsOf(credit);
  const { unitPeriod = regZUnitPeriod(credit), digits = 2 } = credit;
  const start = earliest([...advances, ...payments]);
  const spaced = (flows: readonly CreditFlow[], sign: bigint) => {
    const dueDay = dueDayOf([...datesOf(flows), ...(isSingle(advances, payments) ? [start] : [])]);
    return flows.map(({ date, amount }) => ({ amount: sign * amount, ...spanOf(start, date, unitPeriod, dueDay) }));
  };
  return annualPercentage([...spaced(advances, -1n), ...spaced(payments, 1n)], unitsPerYear(unitPeriod), digits);
}

/**
 * The unit-period of a transaction, Appendix J (b)(4): the common period of its advances and payments; of one advance and one
 * payment the term, at most a year. @throws Fault FIELD_MISSING, FIELD_INVALID as `regZApr`.
 */
export function regZUnitPeriod(credit: RegZCredit): UnitPeriod {
  const { advances, payments } = flowsOf(credit);
  const start = earliest([...advances, ...payments]);
  if (isSingle(advances, payments)) return term(start, datesOf(payments)[0] ?? start);
  return commonPeriod([advances, payments].map((flows) => [...new Set([start, ...datesOf(flows)])].toSorted()));
}

function flowsOf({ advances, payments }: RegZCredit): { advances: CreditFlow[]; payments: CreditFlow[] } {
  requireAmounts('advances', advances);
  requireAmounts('payments', payments);
  return { advances: advances.filter(({ amount }) => amount > 0n), payments: payments.filter(({ amount }) => amount > 0n) };
}

function datesOf(flows: readonly CreditFlow[]): BusinessDate[] {
  return flows.map(({ date }) => date);
}

function isSingle(advances: readonly CreditFlow[], payments: readonly CreditFlow[]): boolean {
  return advances.length === 1 && payments.length === 1;
}

function term(start: BusinessDate, end: BusinessDate): UnitPeriod {
  if (end <= start)
    throw contractFault('FIELD_INVALID', { field: 'date', allowed: `after the advance on ${start}`, allowedZh: `晚于放款日 ${start}` }, '$.payments[0].date');
  const { months, reached } = monthsBack(start, end, dueDayOf([start, end]));
  if (months >= 12) return { unit: 'year', count: 1 };
  return reached === start ? { unit: 'month', count: months } : { unit: 'day', count: daysBetween(start, end) };
}
