import { type BusinessDate, dayNumber, fromDayNumber } from '@jinqiao/calendar';
import { min } from '@jinqiao/money';
import { earnedParts } from './methods.ts';
import type { Period } from './periods.ts';
import { type Part, type Plan, planOf } from './plan.ts';
import { fullTerms, roundTo, type ScheduleTerms } from './terms.ts';
import { weightUntil } from './weights.ts';

/** A schedule laid out for one question: how much interest has been earned by a date. */
export type AccrualPlan = {
  readonly plan: Plan;
  /** Day numbers of each period's start, and of the end of the last one. */
  readonly starts: readonly number[];
  readonly end: number;
  /** What each period bears interest on, what it earns in all, and what the periods before it have earned; minor units. */
  readonly bases: readonly bigint[];
  readonly earned: readonly bigint[];
  readonly before: readonly bigint[];
  /** Whether a period earns the same on every calendar day. */
  readonly even: readonly boolean[];
};

/** @throws as `schedule`. */
export function accrualPlan(terms: ScheduleTerms, path = '$'): AccrualPlan {
  const plan = planOf(fullTerms(terms, path), path);
  const parts = earnedParts(plan);
  const bases = basesOf(plan, parts);
  const earned = parts.map(({ interest }) => interest);
  let total = 0n;
  const before = earned.map((interest) => {
    total += interest;
    return total - interest;
  });
  return {
    plan,
    starts: plan.periods.map(({ from }) => dayNumber(from)),
    end: dayNumber((plan.periods.at(-1) as Period).to),
    bases,
    earned,
    before,
    even: plan.periods.map((period) => earnsEvenly(plan, period)),
  };
}

/**
 * Interest earned from the start up to a date, in minor units, if all is paid as planned: the first day counts, the last does not
 * (算头不算尾). Rounded by the terms, and at a due date exactly what its row and those before it bear; so the days of a period add
 * up to its interest.
 */
export function accruedAt(accrual: AccrualPlan, on: BusinessDate): bigint {
  const { starts, end, before, earned } = accrual;
  const day = dayNumber(on);
  const last = starts.length - 1;
  if (day <= (starts[0] as number)) return 0n;
  if (day >= end) return (before[last] as bigint) + (earned[last] as bigint);
  let [low, high] = [0, last];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] as number) <= day) low = middle;
    else high = middle - 1;
  }
  return (before[low] as bigint) + earnedInside(accrual, low, day);
}

function earnedInside({ plan, starts, end, bases, earned, even }: AccrualPlan, index: number, day: number): bigint {
  const from = starts[index] as number;
  const base = bases[index] as bigint;
  const whole = earned[index] as bigint;
  const { weights, one, terms } = plan;
  if (even[index]) {
    const length = BigInt((starts[index + 1] ?? end) - from);
    return min(whole, roundTo(terms.rounding, base * (weights[index] as bigint) * BigInt(day - from), one * length));
  }
  const period = plan.periods[index] as Period;
  const part = weightUntil(terms, period, fromDayNumber(day));
  return min(whole, roundTo(terms.rounding, base * part.weight, part.one));
}

/** Interest by period, and by actual days over a fixed year, is the same every day until the rate changes. */
function earnsEvenly({ terms }: Plan, { from, to }: Period): boolean {
  if (terms.rates.some((change) => change.from > from && change.from < to)) return false;
  return terms.interest === 'periodic' || /^act\/\d+$/.test(terms.dayCount);
}

function basesOf({ terms, lent }: Plan, parts: readonly Part[]): bigint[] {
  if (terms.method === 'flat' || terms.method === 'bullet') return parts.map(() => lent);
  let balance = lent;
  return parts.map(({ principal }) => {
    balance -= principal;
    return balance + principal;
  });
}
