import type { BusinessDate } from '@jinqiao/calendar';
import { abs, max, min, RATE_ONE, sum } from '@jinqiao/money';
import { type AnnualCost, annualCost } from './cost.ts';
import { firstSpanOf, type Period, periodsOf } from './periods.ts';
import { type FullTerms, fullTerms, roundTo, type ScheduleTerms } from './terms.ts';
import { unitsInYear } from './year-fraction.ts';

/** One due date. Amounts in minor units; `days` is the calendar days of its period, `balance` what is left after it. */
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

export type Schedule = { readonly rows: readonly ScheduleRow[]; readonly totals: Totals; readonly cost: AnnualCost };

type Part = { readonly principal: bigint; readonly interest: bigint };

/** The terms with each period's growth over one common denominator: interest of period k is balance × weights[k] ÷ one, exact. */
type Plan = { readonly terms: FullTerms; readonly periods: readonly Period[]; readonly weights: readonly bigint[]; readonly one: bigint };

/**
 * The repayment schedule of a loan: rows that add up to the principal, their totals and the annual cost to the borrower.
 * Arithmetic is exact; each shown amount is rounded once by the terms. Interest of grace rows waits for the first row after them.
 * @throws Fault FIELD_INVALID, RATE_NEGATIVE, GRACE_TOO_LONG, FIRST_DUE_TOO_EARLY, TERM_TOO_LONG.
 */
export function schedule(terms: ScheduleTerms, path = '$'): Schedule {
  const full = fullTerms(terms, path);
  const rows = scheduleRows(full, path);
  const totals = { principal: sum(rows.map((row) => row.principal)), interest: sum(rows.map((row) => row.interest)), total: sum(rows.map((row) => row.total)) };
  const payments = rows.map((row) => row.total);
  return { rows, totals, cost: annualCost(full.principal, payments, unitsInYear(full.unit) / full.every, firstSpanOf(full)) };
}

/** The rows alone, for callers that need no annual cost. @throws as `schedule`. */
export function planRows(terms: ScheduleTerms, path = '$'): ScheduleRow[] {
  return scheduleRows(fullTerms(terms, path), path);
}

function scheduleRows(terms: FullTerms, path: string): ScheduleRow[] {
  const periods = periodsOf(terms, path);
  const parts = deferInterest(partsOf(planOf(terms, periods)), terms.method === 'bullet' ? 0 : terms.grace.interest);
  let balance = terms.principal;
  return parts.map(({ principal, interest }, index) => {
    const { due, days } = periods[index] as Period;
    balance -= principal;
    return { n: index + 1, due, days, principal, interest, total: principal + interest, balance };
  });
}

function planOf(terms: FullTerms, periods: readonly Period[]): Plan {
  const bases = new Set(periods.map(({ fraction }) => fraction.basis));
  const common = [...bases].map(BigInt).reduce(leastCommonMultiple, 1n);
  const weights = periods.map(({ fraction }) => terms.rate * BigInt(fraction.days) * (common / BigInt(fraction.basis)));
  return { terms, periods, weights, one: RATE_ONE * common };
}

function leastCommonMultiple(a: bigint, b: bigint): bigint {
  let [x, y] = [a, b];
  while (y !== 0n) [x, y] = [y, x % y];
  return (a / x) * b;
}

function partsOf(plan: Plan): Part[] {
  switch (plan.terms.method) {
    case 'equal-principal':
      return equalPrincipal(plan);
    case 'equal-instalment':
      return withResidual(plan, equalInstalment(plan), plan.terms.rounding.carryInterest ? carriedParts : roundedParts);
    case 'interest-only':
      return interestOnly(plan);
    case 'bullet':
      return bullet(plan);
    case 'flat':
      return withResidual(plan, flatInstalment(plan), flatParts);
  }
}

function interestOn(plan: Plan, balance: bigint, index: number): bigint {
  return roundTo(plan.terms.rounding, balance * (plan.weights[index] as bigint), plan.one);
}

/** Principal of a row with a planned amount: none in grace, the rest in the last row, never more than what is left. */
function principalOf({ terms }: Plan, index: number, planned: bigint, balance: bigint): bigint {
  if (index === terms.periods - 1) return balance;
  return index < terms.grace.principal ? 0n : min(balance, max(0n, planned));
}

function equalPrincipal(plan: Plan): Part[] {
  const { terms } = plan;
  const planned = roundTo(terms.rounding, terms.principal, BigInt(terms.periods - terms.grace.principal));
  return declining(plan, () => planned);
}

function interestOnly(plan: Plan): Part[] {
  return declining(plan, () => 0n);
}

function roundedParts(plan: Plan, instalment: bigint): Part[] {
  return declining(plan, (interest) => instalment - interest);
}

/** Rows with interest on the falling balance, rounded row by row. */
function declining(plan: Plan, planned: (interest: bigint) => bigint): Part[] {
  let balance = plan.terms.principal;
  return plan.weights.map((_, index) => {
    const interest = interestOn(plan, balance, index);
    const principal = principalOf(plan, index, planned(interest), balance);
    balance -= principal;
    return { principal, interest };
  });
}

/** Simple interest over the whole term, rounded once, with the principal in the last row. */
function bullet(plan: Plan): Part[] {
  const { principal, periods, rounding } = plan.terms;
  const interest = roundTo(rounding, principal * sum(plan.weights), plan.one);
  return plan.weights.map((_, index) => (index === periods - 1 ? { principal, interest } : { principal: 0n, interest: 0n }));
}

/** Instalment = P × ∏f ÷ g_n with f = 1 + factor, g_1 = 1, g_i = 1 + g_{i−1} × f_i, over the rows after the grace. */
function equalInstalment({ terms, weights, one }: Plan): bigint {
  let product = 1n;
  let annuity = 0n;
  let power = 1n;
  for (const weight of weights.slice(terms.grace.principal)) {
    const growth = one + weight;
    annuity = power + annuity * growth;
    power *= one;
    product *= growth;
  }
  return roundTo(terms.rounding.instalment, terms.principal * product, one * annuity);
}

/**
 * Rows whose balance and interest keep every fraction. The shown principal is the step of the shown balance, so the rows add up;
 * where a coarse unit would make principal exceed the payment, principal takes all of it.
 */
function carriedParts(plan: Plan, instalment: bigint): Part[] {
  const { terms, one } = plan;
  const show = (numerator: bigint, denominator: bigint) => roundTo(terms.rounding, numerator, denominator);
  let shown = terms.principal;
  let [exact, scale] = [terms.principal, 1n];
  return plan.weights.map((weight, index) => {
    const last = index === terms.periods - 1;
    const grown = exact * (one + weight);
    const rest = last ? 0n : max(0n, grown - instalment * scale * one);
    if (!last && (index < terms.grace.principal || rest > exact * one)) return { principal: 0n, interest: show(exact * weight, scale * one) };
    const total = rest === 0n ? max(shown, show(grown, scale * one)) : instalment;
    scale *= one;
    exact = rest;
    const principal = rest === 0n ? shown : min(total, max(0n, shown - show(exact, scale)));
    shown -= principal;
    return { principal, interest: total - principal };
  });
}

/** The equal payment of a flat plan: principal and all interest of the rows after the grace, in equal parts. */
function flatInstalment(plan: Plan): bigint {
  const { terms, weights, one } = plan;
  const first = terms.grace.principal;
  const count = BigInt(terms.periods - first);
  if (terms.rounding.carryInterest) return roundTo(terms.rounding.instalment, terms.principal * (one + sum(weights.slice(first))), one * count);
  const interest = sum(weights.slice(first).map((_, index) => interestOn(plan, terms.principal, first + index)));
  return roundTo(terms.rounding.instalment, terms.principal + interest, count);
}

function flatParts(plan: Plan, instalment: bigint): Part[] {
  let balance = plan.terms.principal;
  return plan.weights.map((_, index) => {
    const interest = interestOn(plan, plan.terms.principal, index);
    const principal = principalOf(plan, index, instalment - interest, balance);
    balance -= principal;
    return { principal, interest };
  });
}

/**
 * Rows for an equal payment. Under `smooth` the payment is moved towards the last row's total, at most three times, while
 * their gap exceeds half a unit per row and each time only if the gap shrinks.
 */
function withResidual(plan: Plan, instalment: bigint, build: (plan: Plan, instalment: bigint) => Part[]): Part[] {
  const { terms } = plan;
  const count = BigInt(terms.periods - terms.grace.principal);
  let best = { instalment, parts: build(plan, instalment) };
  if (terms.residual === 'last') return best.parts;
  for (let tries = 0; tries < 3 && abs(gapOf(best)) > (count / 2n) * terms.rounding.instalment.unit; tries += 1) {
    const moved = best.instalment + roundTo(terms.rounding.instalment, gapOf(best), count);
    const candidate = { instalment: moved, parts: build(plan, moved) };
    if (abs(gapOf(candidate)) >= abs(gapOf(best))) break;
    best = candidate;
  }
  return best.parts;
}

function gapOf({ instalment, parts }: { instalment: bigint; parts: readonly Part[] }): bigint {
  const last = parts.at(-1);
  return last ? last.principal + last.interest - instalment : 0n;
}

/** Interest of the first rows waits, without bearing interest, for the first row after them. */
function deferInterest(parts: readonly Part[], rows: number): Part[] {
  const waiting = sum(parts.slice(0, rows).map((part) => part.interest));
  return parts.map((part, index) => {
    if (index < rows) return { ...part, interest: 0n };
    return index === rows ? { ...part, interest: part.interest + waiting } : part;
  });
}
