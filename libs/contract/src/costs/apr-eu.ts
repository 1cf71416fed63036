import { addDays, addMonths, type BusinessDate, dayOfMonth, daysBetween } from '@jinqiao/calendar';
import { contractFault } from '../errors.ts';
import { annualPercentage, back, type CreditFlow, earliest, monthsBack, NOTHING, type Ratio, requireAmounts } from './apr.ts';

/** What the borrower draws and pays, charges included. */
export type EuCredit = {
  readonly drawdowns: readonly CreditFlow[];
  readonly payments: readonly CreditFlow[];
  /** Intervals are whole units of this, and days. Where left out: months; weeks where every interval is of whole weeks and one is not of whole months. */
  readonly unit?: EuUnit;
  /** Decimals of the percentage, 1 where left out. */
  readonly digits?: number;
};

export type EuUnit = 'week' | 'month' | 'year';

/**
 * The annual percentage rate of charge in percent: the X at which Σ drawdowns × (1 + X)^−t = Σ payments × (1 + X)^−s, with t and s in
 * years from the first drawdown; where the decimal after the last shown is 5 or more, the last goes up by one. Directive
 * 2008/48/EC, Annex I, Part I; the days beside whole units are counted as Directives 2014/17/EU and (EU) 2023/2225 say.
 * @throws Fault FIELD_MISSING, FIELD_INVALID for lists without amounts, payments before the first drawdown and digits other
 * than 1 to 10; APR_NONE, APR_SEVERAL.
 */
export function euApr({ drawdowns, payments, unit, digits = 1 }: EuCredit): string {
  requireAmounts('drawdowns', drawdowns);
  requireAmounts('payments', payments);
  const start = earliest(drawdowns);
  const early = payments.findIndex(({ date }) => date < start);
  if (early >= 0)
    throw contractFault(
      'FIELD_INVALID',
      { field: 'date', allowed: `not before the first drawdown on ${start}`, allowedZh: `不早于首次放款日 ${start}` },
      `$.payments[${early}].date`,
    );
  const chosen = unit ?? usualUnit(start, [...drawdowns, ...payments]);
  const spaced = ({ date, amount }: CreditFlow, sign: bigint) => ({ amount: sign * amount, whole: yearsBetween(start, date, chosen), part: NOTHING });
  return annualPercentage([...drawdowns.map((flow) => spaced(flow, -1n)), ...payments.map((flow) => spaced(flow, 1n))], [1, 1], digits);
}

function usualUnit(start: BusinessDate, flows: readonly CreditFlow[]): EuUnit {
  if (flows.every(({ date }) => unitsBack(start, date, 'month').reached === start)) return 'month';
  return flows.every(({ date }) => unitsBack(start, date, 'week').reached === start) ? 'week' : 'month';
}

const UNITS_PER_YEAR: Readonly<Record<EuUnit, number>> = { week: 52, month: 12, year: 1 };

/**
 * The interval in years. A year has 52 weeks or 12 equal months. Whole units are counted back from the later date; the days left
 * before them, the first excluded and the last included, are over the days of the year that ends on their last day.
 */
function yearsBetween(start: BusinessDate, date: BusinessDate, unit: EuUnit): Ratio {
  const { count, reached } = unitsBack(start, date, unit);
  const days = daysBetween(start, reached);
  const year = days === 0 ? 1 : daysBetween(addMonths(reached, -12), reached);
  return [count * year + days * UNITS_PER_YEAR[unit], UNITS_PER_YEAR[unit] * year];
}

function unitsBack(start: BusinessDate, date: BusinessDate, unit: EuUnit): { count: number; reached: BusinessDate } {
  if (unit === 'week') {
    const weeks = Math.floor(daysBetween(start, date) / 7);
    return { count: weeks, reached: addDays(date, -7 * weeks) };
  }
  const dueDay = dayOfMonth(start);
  const { months, reached } = monthsBack(start, date, dueDay);
  if (unit === 'month') return { count: months, reached };
  const years = Math.floor(months / 12);
  return { count: years, reached: back(date, years * 12, dueDay) };
}
