import type { BusinessDate } from '@jinqiao/calendar';
import { formatAmount, sum } from '@jinqiao/money';
import { type AnnualCost, annualCost } from '../costs/cost.ts';
import { datedCost } from '../costs/dated-cost.ts';
import { contractFault } from '../errors.ts';
import { partsOf } from './methods.ts';
import { firstSpanOf, type Period } from './periods.ts';
import { type Part, type Plan, planOf } from './plan.ts';
import { fullTerms, type ScheduleTerms } from './terms.ts';
import { unitsInYear } from './weights.ts';

/**
 * One due date. Amounts in minor units; `days` is the calendar days of its period, `balance` what is left after it. Row 0 is a down
 * payment; a row with negative principal is a drawing.
 */
export type ScheduleRow = {
  readonly n: number;
  readonly due: BusinessDate;
  readonly days: number;
  readonly principal: bigint;
  readonly interest: bigint;
  readonly total: bigint;
  readonly balance: bigint;
};

export type Totals = { readonly principal: bigint; readonly interest: bigint; readonly total: bigint };

/** `cost` is null where payments on planned dates have no rate of their own. */
export type Schedule = { readonly rows: readonly ScheduleRow[]; readonly totals: Totals; readonly cost: AnnualCost | null };

/**
 * The repayment schedule of a loan: rows that add up to the principal, their totals and the annual cost to the borrower.
 * Arithmetic is exact; each shown amount is rounded once by the terms. Interest of grace rows waits for the first row after them.
 * @throws Fault FIELD_INVALID, FIELD_MISSING, FIELD_CONFLICT, FIELD_NOT_USED, AMOUNT_OUT_OF_RANGE, RATE_NEGATIVE, GRACE_TOO_LONG,
 * FIRST_DUE_TOO_EARLY, DATES_NOT_RISING, TERM_TOO_LONG.
 */
export function schedule(terms: ScheduleTerms, path = '$'): Schedule {
  const plan = planOf(fullTerms(terms, path), path);
  const rows = rowsOf(plan);
  const totals = { principal: sum(rows.map((row) => row.principal)), interest: sum(rows.map((row) => row.interest)), total: sum(rows.map((row) => row.total)) };
  return { rows, totals, cost: costOf(plan, rows, NO_CHARGES).cost };
}

const NO_CHARGES: Charges = { upfront: 0n, periodic: 0n };

/** The rows alone, for callers that need no annual cost. @throws as `schedule`. */
export function planRows(terms: ScheduleTerms, path = '$'): ScheduleRow[] {
  return rowsOf(planOf(fullTerms(terms, path), path));
}

function rowsOf(plan: Plan): ScheduleRow[] {
  const { terms, periods } = plan;
  const parts = deferInterest(partsOf(plan), terms.method === 'bullet' ? 0 : terms.grace.interest);
  let balance = plan.lent;
  const rows: ScheduleRow[] = [];
  if (terms.downPayment > 0n) rows.push({ n: 0, due: terms.start, days: 0, principal: terms.downPayment, interest: 0n, total: terms.downPayment, balance });
  for (let k = 0; k < parts.length; k += 1) {
    const { principal, interest } = parts[k] as Part;
    const { due, days } = periods[k] as Period;
    balance -= principal;
    rows.push({ n: k + 1, due, days, principal, interest, total: principal + interest, balance });
  }
  return rows;
}

/** Interest of the first rows waits, without bearing interest, for the first row after them. */
function deferInterest(parts: readonly Part[], rows: number): readonly Part[] {
  if (rows === 0) return parts;
  const waiting = sum(parts.slice(0, rows).map((part) => part.interest));
  return parts.map((part, index) => {
    if (index < rows) return { ...part, interest: 0n };
    return index === rows ? { ...part, interest: part.interest + waiting } : part;
  });
}

/** What is charged besides interest, in minor units: once at the payout, and with every row. */
export type Charges = { readonly upfront: bigint; readonly periodic: bigint };

/** An annual cost, and whether periods or days were counted for it. */
export type ScheduleCost = { readonly cost: AnnualCost | null; readonly by: 'periods' | 'days' };

/**
 * The annual cost of a schedule with what is charged besides interest; null as in `Schedule`.
 * @throws as `schedule`, and Fault FEES_TOO_HIGH where charges at the start leave nothing.
 */
export function scheduleCost(terms: ScheduleTerms, charges: Charges, path = '$'): ScheduleCost {
  const plan = planOf(fullTerms(terms, path), path);
  if (charges.upfront >= plan.lent) throw contractFault('FEES_TOO_HIGH', { principal: formatAmount(plan.lent, plan.terms.asset) }, `${path}.fees`);
  return costOf(plan, rowsOf(plan), charges);
}

/** Periods count as equal ones where they are; a stub at the end and planned dates are counted by days. */
function costOf({ terms, periods, lent }: Plan, rows: readonly ScheduleRow[], { upfront, periodic }: Charges): ScheduleCost {
  const periodsPerYear = unitsInYear(terms.unit) / terms.every;
  const payments = rows.filter(({ n }) => n > 0).map(({ due, total }) => ({ on: due, amount: total + periodic }));
  const even = periods.every((period, k) => period.cutFrom === null && (period.regular || k === 0 || terms.roll !== null));
  if (!even || terms.method === 'free-plan' || terms.method === 'on-demand')
    return { cost: datedCost({ on: terms.start, amount: lent - upfront }, payments, periodsPerYear), by: 'days' };
  const amounts = payments.map(({ amount }) => amount);
  return { cost: annualCost(lent - upfront, amounts, periodsPerYear, firstSpanOf(terms)), by: 'periods' };
}
