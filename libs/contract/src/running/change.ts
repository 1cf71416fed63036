import { addDays, type BusinessDate } from '@jinqiao/calendar';
import { divide, min } from '@jinqiao/money';
import { earnedParts } from '../schedule/methods.ts';
import { morePeriods, type Period } from '../schedule/periods.ts';
import { type Plan, planOf } from '../schedule/plan.ts';
import { type FullTerms, fullTerms, type Grace, type RateChange, roundTo } from '../schedule/terms.ts';
import { weightsOf, weightUntil } from '../schedule/weights.ts';
import type { ContractState } from './contract.ts';

type Change = {
  readonly balance?: bigint;
  readonly rates?: readonly RateChange[];
  readonly periods?: readonly Period[];
  readonly grace?: Partial<Grace>;
  readonly payment?: bigint;
  /** Share of the balance that is repaid early, as a fraction: the base of a flat loan falls with it. */
  readonly repaid?: { readonly part: bigint; readonly of: bigint };
};

/** The rows that are still to come, made anew from what has changed. Due dates stay what they are. */
export function replanned(state: ContractState, change: Change): ContractState {
  const { plan, next } = state;
  const balance = change.balance ?? state.balance;
  const periods = change.periods ?? plan.periods.slice(next);
  const left = (count: number) => Math.max(0, count - next);
  const { grace } = plan.terms;
  const terms: FullTerms = {
    ...plan.terms,
    principal: balance,
    downPayment: 0n,
    balloon: min(plan.terms.balloon, balance),
    rates: change.rates ?? plan.terms.rates,
    plan: plan.terms.plan.slice(next),
    steps: leftSteps(plan.terms, next),
    instalment: null,
    grace: {
      principal: Math.max(left(grace.principal), change.grace?.principal ?? 0),
      interest: Math.max(left(grace.interest), change.grace?.interest ?? 0),
      interestFree: Math.max(left(grace.interestFree), change.grace?.interestFree ?? 0),
      capitalised: Math.max(left(grace.capitalised), change.grace?.capitalised ?? 0),
    },
  };
  const rest: Plan = {
    terms,
    periods,
    lent: balance,
    ...weightsOf(terms, periods),
    ...(change.payment === undefined ? {} : { payment: change.payment }),
    ...(terms.method === 'flat' ? { flatBase: flatBaseAfter(plan, change.repaid) } : {}),
  };
  return { ...state, plan: rest, parts: balance === 0n ? [] : earnedParts(rest), next: 0, balance };
}

function flatBaseAfter({ lent, flatBase = lent }: Plan, repaid: Change['repaid']): bigint {
  return repaid === undefined || repaid.of === 0n ? flatBase : divide(flatBase * (repaid.of - repaid.part), repaid.of, 'half-up');
}

function leftSteps(terms: FullTerms, billed: number): FullTerms['steps'] {
  let passed = Math.max(0, billed - Math.max(terms.grace.principal, terms.grace.capitalised));
  return terms.steps.flatMap(({ periods, factor }) => {
    const used = Math.min(passed, periods);
    passed -= used;
    return periods > used ? [{ periods: periods - used, factor }] : [];
  });
}

/** Interest by days on part of the balance since the last due date; one day for what is repaid on the day of the payout. */
export function interestSinceDue({ plan, next, billed, balance }: ContractState, principal: bigint, on: BusinessDate): bigint {
  const period = plan.periods[next];
  if (!period || principal === 0n) return 0n;
  const firstDay = billed === 0 && on === period.from;
  const to = firstDay ? addDays(on, 1) : on;
  if (to <= period.from || next < plan.terms.grace.interestFree) return 0n;
  const { weight, one } = weightUntil({ ...plan.terms, interest: 'daily' }, period, to);
  if (plan.terms.method !== 'flat') return roundTo(plan.terms.rounding, principal * weight, one);
  return roundTo(plan.terms.rounding, principal * (plan.flatBase ?? plan.lent) * weight, one * balance);
}

/** Repays principal that is not due, and lets the rest go on as agreed. */
export function repaidEarly(state: ContractState, principal: bigint, effect: 'keep-term' | 'shorten-term' | { readonly periods: number }): ContractState {
  const balance = state.balance - principal;
  const change = { balance, repaid: { part: principal, of: state.balance } };
  if (balance === 0n || effect === 'keep-term') return replanned(state, change);
  if (effect !== 'shorten-term') return withPeriods(replanned(state, change), effect.periods);
  const payment = regularPayment(state);
  const kept = replanned(state, { ...change, payment });
  const paidOff = kept.parts.findIndex((_, index) => kept.parts.slice(0, index + 1).reduce((sum, part) => sum + part.principal, 0n) >= balance);
  // Interest that waits is paid after its grace, though nothing else be left.
  return withPeriods(kept, Math.max(paidOff, kept.plan.terms.grace.interest) + 1, payment);
}

/** A new rate from a date on. A payment that does not follow the rate stays what it is. */
export function withRate(state: ContractState, change: RateChange): ContractState {
  const others = state.plan.terms.rates.filter(({ from }) => from !== change.from);
  const rates = [...others, change].sort((a, b) => (a.from < b.from ? -1 : 1));
  return replanned(state, state.plan.terms.method === 'fixed-instalment' ? { rates, payment: regularPayment(state) } : { rates });
}

/** The payment that goes on: principal by row for equal principal, the whole instalment otherwise. */
function regularPayment({ plan, parts, next }: ContractState): bigint {
  const row = parts[Math.min(Math.max(next, plan.terms.grace.principal), parts.length - 1)];
  if (!row) return 0n;
  return plan.terms.method === 'equal-principal' ? row.principal : row.principal + row.interest;
}

/** The rest over so many due dates: the first ones of the cycle, or more of it. */
export function withPeriods(state: ContractState, count: number, payment?: bigint): ContractState {
  const left = state.plan.periods.slice(state.next);
  const more = count - left.length;
  const periods = more > 0 ? [...left, ...morePeriods(state.plan.terms, left, state.scheduled, more)] : left.slice(0, count);
  return { ...replanned(state, payment === undefined ? { periods } : { periods, payment }), scheduled: state.scheduled + more };
}

/** Spares the next due dates; as many are added at the end. */
export function withHoliday(state: ContractState, count: number, interest: 'capitalised' | 'deferred' | 'waived'): ContractState {
  const longer = withPeriods(state, state.plan.periods.length - state.next + count);
  return replanned(longer, {
    grace: {
      principal: count,
      interest: interest === 'deferred' ? count : 0,
      interestFree: interest === 'waived' ? count : 0,
      capitalised: interest === 'capitalised' ? count : 0,
    },
  });
}

/** A new plan for everything that is owed, from a date on. */
export function restructured(
  state: ContractState,
  principal: bigint,
  on: BusinessDate,
  agreed: { periods: number; rate: bigint; method: FullTerms['method'] },
): ContractState {
  const { asset, every, unit, interest, dayCount, rounding, roll } = state.plan.terms;
  const terms = fullTerms(
    {
      asset,
      every,
      unit,
      interest,
      dayCount,
      rounding,
      ...(roll ? { roll } : {}),
      principal,
      rate: agreed.rate,
      method: agreed.method,
      periods: agreed.periods,
      start: on,
    },
    '$',
  );
  const plan = planOf(terms, '$');
  return { ...state, plan, parts: earnedParts(plan), next: 0, scheduled: agreed.periods, balance: principal, waiting: 0n };
}
