import { addDays } from '@jinqiao/calendar';
import { abs, max, min, RATE_ONE, sum } from '@jinqiao/money';
import { carriedParts } from './carried.ts';
import { type Annuity, equalPayment, exactPayment } from './instalment.ts';
import type { Period } from './periods.ts';
import { interestOn, type Part, type Plan } from './plan.ts';
import { rateSegments } from './segments.ts';
import { firstPaying, roundTo } from './terms.ts';
import { fractionOf, type Weights } from './weights.ts';

/** Principal and interest of each row under the method of the terms. */
export function partsOf(plan: Plan): Part[] {
  switch (plan.terms.method) {
    case 'equal-principal':
      return equalPrincipal(plan);
    case 'equal-instalment':
      return equalInstalment(plan);
    case 'stepped':
      return stepped(plan);
    case 'fixed-instalment':
      return fixedInstalment(plan);
    case 'interest-only':
      return declining(plan, () => 0n);
    case 'bullet':
      return bullet(plan);
    case 'flat':
      return withResidual(plan, flatInstalment(plan), flatParts);
    case 'on-demand':
    case 'free-plan':
      return planned(plan);
  }
}

/** Rows with interest on the falling balance, rounded row by row; the last row takes what is left. */
function declining(plan: Plan, principal: (interest: bigint, balance: bigint, index: number) => bigint): Part[] {
  const { terms } = plan;
  const last = plan.weights.length - 1;
  let balance = plan.lent;
  return plan.weights.map((_, index) => {
    const interest = interestOn(plan, balance, index);
    const part =
      index === last ? balance : index < terms.grace.capitalised ? -interest : index < terms.grace.principal ? 0n : principal(interest, balance, index);
    balance -= part;
    return { principal: part, interest };
  });
}

/** A planned amount of principal: not negative, and no more than what is left beside the balloon. */
function atMost(plan: Plan, wanted: bigint, balance: bigint): bigint {
  const most = balance - plan.terms.balloon;
  if (wanted <= 0n || most <= 0n) return 0n;
  return wanted < most ? wanted : most;
}

function equalPrincipal(plan: Plan): Part[] {
  const { terms, weights } = plan;
  const first = firstPaying(terms);
  let each = plan.payment ?? 0n;
  return declining(plan, (_, balance, index) => {
    if (index === first && plan.payment === undefined) each = roundTo(terms.rounding, balance - terms.balloon, BigInt(weights.length - first));
    return atMost(plan, each, balance);
  });
}

/** The same payment until the rate changes; then the payment that repays the rest by the same date (ACTUS: ANN). */
function equalInstalment(plan: Plan): Part[] {
  const { terms } = plan;
  const first = firstPaying(terms);
  if (terms.rounding.carryInterest) return withResidual(plan, plan.payment ?? paymentFrom(plan, first, plan.lent), carriedParts);
  if (terms.rates.length === 0 && terms.grace.capitalised === 0) return withResidual(plan, plan.payment ?? paymentFrom(plan, first, plan.lent), roundedParts);
  const segments = rateSegments(plan);
  let payment = plan.payment ?? 0n;
  return declining(plan, (interest, balance, index) => {
    const known = index === first && plan.payment === undefined ? segments.before(index) : segments.at(index);
    if (known) payment = paymentFrom({ ...plan, ...known }, index, balance);
    return atMost(plan, payment - interest, balance);
  });
}

function roundedParts(plan: Plan, instalment: bigint): Part[] {
  return declining(plan, (interest, balance) => atMost(plan, instalment - interest, balance));
}

/** The equal payment for a balance at the start of row `index`. */
function paymentFrom(plan: Plan, index: number, balance: bigint): bigint {
  return equalPayment(annuityFrom(plan, index, balance), plan.terms.rounding.instalment);
}

function annuityFrom({ terms, weights, one }: Weights & Pick<Plan, 'terms'>, index: number, balance: bigint): Annuity {
  return { balance, over: 1n, weights: index === 0 ? weights : weights.slice(index), one, factors: null, balloon: terms.balloon };
}

/** Payments that are multiples of a base payment, solved anew when the rate changes. */
function stepped(plan: Plan): Part[] {
  const { terms } = plan;
  const factors = terms.steps.flatMap(({ periods, factor }) => Array.from({ length: periods }, () => factor));
  // Where a change of the contract has added due dates, the last step goes on.
  while (factors.length < plan.weights.length) factors.push(factors.at(-1) ?? RATE_ONE);
  const first = firstPaying(terms);
  const segments = rateSegments(plan);
  let base = { numerator: 0n, denominator: 1n };
  return declining(plan, (interest, balance, index) => {
    const paid = index - first;
    const known = paid === 0 ? segments.before(index) : segments.at(index);
    if (known) base = exactPayment({ ...annuityFrom({ ...plan, ...known }, index, balance), factors: factors.slice(paid, plan.weights.length - first) });
    const payment = roundTo(terms.rounding.instalment, base.numerator * (factors[paid] as bigint), base.denominator * RATE_ONE);
    return atMost(plan, payment - interest, balance);
  });
}

/**
 * A payment that stays what it is when the rate changes (ACTUS: NAM). Interest above it is added to the balance; what is left, or
 * was added, falls into the last row.
 */
function fixedInstalment(plan: Plan): Part[] {
  const { terms } = plan;
  let payment = plan.payment ?? terms.instalment;
  return declining(plan, (interest, balance, index) => {
    payment ??= paymentFrom({ ...plan, ...rateSegments(plan).first() }, index, balance);
    return min(max(0n, balance - terms.balloon), payment - interest);
  });
}

/** Simple interest over the whole term, rounded once, with the principal in the last row. */
function bullet(plan: Plan): Part[] {
  const last = plan.weights.length - 1;
  return plan.weights.map((_, index) => (index === last ? { principal: plan.lent, interest: sum(bulletSteps(plan)) } : { principal: 0n, interest: 0n }));
}

/** What each period of a bullet earns: the steps of its running interest, which is rounded as one amount. */
function bulletSteps({ terms, weights, one, lent }: Plan): bigint[] {
  let [weight, shown] = [0n, 0n];
  return weights.map((each) => {
    weight += each;
    const before = shown;
    shown = roundTo(terms.rounding, lent * weight, one);
    return shown - before;
  });
}

/** The parts with the interest of each row's own period, whenever it is paid. */
export function earnedParts(plan: Plan): Part[] {
  const parts = partsOf(plan);
  if (plan.terms.method !== 'bullet') return parts;
  const steps = bulletSteps(plan);
  return parts.map(({ principal }, index) => ({ principal, interest: steps[index] as bigint }));
}

/** The equal payment of a flat plan: principal and all interest of the rows after the grace, in equal parts. */
function flatInstalment({ terms, weights, one, lent, flatBase = lent }: Plan): bigint {
  const first = terms.grace.principal;
  const count = BigInt(weights.length - first);
  if (terms.rounding.carryInterest) return roundTo(terms.rounding.instalment, lent * one + flatBase * sum(weights.slice(first)), one * count);
  const interest = sum(weights.slice(first).map((weight) => roundTo(terms.rounding, flatBase * weight, one)));
  return roundTo(terms.rounding.instalment, lent + interest, count);
}

function flatParts(plan: Plan, instalment: bigint): Part[] {
  const { terms, lent, flatBase = lent } = plan;
  const last = plan.weights.length - 1;
  let balance = lent;
  return plan.weights.map((_, index) => {
    const interest = interestOn(plan, flatBase, index);
    const principal = index === last ? balance : index < terms.grace.principal ? 0n : atMost(plan, instalment - interest, balance);
    balance -= principal;
    return { principal, interest };
  });
}

/** Principal by date, negative where more is drawn; each row pays the interest of the days before it (ACTUS: LAX). */
function planned(plan: Plan): Part[] {
  const { terms, periods } = plan;
  const parts = declining(plan, (_, balance, index) => min(balance, terms.plan[index]?.amount ?? 0n));
  const [first] = parts;
  const sameDay = terms.method === 'on-demand' && periods[0]?.to === terms.start && first !== undefined && first.principal > 0n;
  if (!sameDay) return parts;
  // What is repaid on the day of its payout bears one day.
  const day = fractionOf(terms, periods[0] as Period, terms.start, addDays(terms.start, 1));
  return [{ ...first, interest: roundTo(terms.rounding, first.principal * terms.rate * BigInt(day.days), RATE_ONE * BigInt(day.basis)) }, ...parts.slice(1)];
}

/**
 * Rows for an equal payment. Under `smooth` the payment is moved towards the last row's total, at most three times, while
 * their gap exceeds half a unit per row and each time only if the gap shrinks.
 */
function withResidual(plan: Plan, instalment: bigint, build: (plan: Plan, instalment: bigint) => Part[]): Part[] {
  const { terms } = plan;
  const count = BigInt(plan.weights.length - terms.grace.principal);
  let best = { instalment, parts: build(plan, instalment) };
  if (terms.residual === 'last') return best.parts;
  const gapOf = (tried: typeof best) => lastTotal(tried.parts) - terms.balloon - tried.instalment;
  for (let tries = 0; tries < 3 && abs(gapOf(best)) > (count / 2n) * terms.rounding.instalment.unit; tries += 1) {
    const moved = best.instalment + roundTo(terms.rounding.instalment, gapOf(best), count);
    const candidate = { instalment: moved, parts: build(plan, moved) };
    if (abs(gapOf(candidate)) >= abs(gapOf(best))) break;
    best = candidate;
  }
  return best.parts;
}

function lastTotal(parts: readonly Part[]): bigint {
  const last = parts.at(-1) as Part;
  return last.principal + last.interest;
}
