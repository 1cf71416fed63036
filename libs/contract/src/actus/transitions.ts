import type { BusinessDate } from '@jinqiao/calendar';
import { annuityPayment } from './annuity.ts';
import type { ActusEvent } from './events.ts';
import { present } from './fields.ts';
import type { Loan } from './loan.ts';
import type { Moment } from './moment.ts';
import { type State, startedState } from './state.ts';

/** What an event pays, seen from the role, and the state after it. */
export type Outcome = { readonly payoff: number; readonly state: State };

/**
 * Applies one event. Every event but the first and the last counts interest up to its day before it does anything else.
 * @throws Fault FIELD_MISSING, FIELD_INVALID where an index is not named or was not observed.
 */
export function applyEvent(before: State, event: ActusEvent, loan: Loan): Outcome {
  if (event.type === 'IED') return disburse(before, loan);
  if (event.type === 'MD') return { payoff: before.notionalScale * before.notional + before.interestScale * before.accrued, state: ended(before) };
  const state = accrue(before, event.on, loan);
  const { sign, purchase, termination } = loan.terms;
  switch (event.type) {
    case 'PR':
      return repay(state, event.amount === null ? state.payment : sign * event.amount, loan);
    case 'PI':
      return { payoff: -sign * event.amount, state: rebase({ ...state, notional: state.notional + sign * event.amount }, loan) };
    case 'IP':
      return { payoff: state.interestScale * state.accrued, state: { ...state, accrued: 0 } };
    case 'IPCI':
      return unpaid(rebase({ ...state, notional: state.notional + state.accrued, accrued: 0 }, loan));
    case 'RRF':
      return unpaid({ ...state, rate: event.rate });
    case 'RR':
      return unpaid({ ...state, rate: resetRate(state.rate, event.spread, event.planned, loan) });
    case 'PRF':
      return unpaid({ ...state, payment: equalPayment(state, event.on, loan) });
    case 'PRD':
      return { payoff: -sign * ((purchase?.price ?? 0) + state.accrued), state };
    case 'TD':
      return { payoff: sign * ((termination?.price ?? 0) + state.accrued), state: ended(state) };
    case 'SC':
      return unpaid(rescale(state, event.planned, loan));
    case 'IPCB':
      return unpaid({ ...state, base: state.notional });
  }
}

function unpaid(state: State): Outcome {
  return { payoff: 0, state };
}

function disburse(before: State, loan: Loan): Outcome {
  const { sign, notional, premium } = loan.terms;
  const { notionalScale, interestScale } = before;
  return { payoff: -sign * (notional + premium), state: { ...startedState(loan), notionalScale, interestScale } };
}

function accrue(state: State, on: BusinessDate, { fraction }: Loan): State {
  return { ...state, accrued: state.accrued + fraction(state.accruedOn, on) * state.rate * state.base, accruedOn: on };
}

/** The rate stays: the public cases show it after the end. */
function ended(state: State): State {
  return { ...state, notional: 0, accrued: 0, base: 0 };
}

/** The base follows the notional unless it is one that follows on dates of its own. */
function rebase(state: State, { terms }: Loan): State {
  return terms.base ? state : { ...state, base: state.notional };
}

/**
 * LAM and LAX repay a principal, NAM and ANN what the instalment leaves after all interest counted so far, which may be less than
 * nothing. No payment repays more than there is. The interest itself is left to the interest event.
 */
function repay(state: State, payment: number, loan: Loan): Outcome {
  const { type, sign } = loan.terms;
  const rest = Math.abs(state.notional);
  const wanted = type === 'NAM' || type === 'ANN' ? sign * (payment - state.accrued) : Math.abs(payment);
  const amount = wanted > rest ? state.notional : sign * wanted;
  return { payoff: state.notionalScale * amount, state: rebase({ ...state, notional: state.notional - amount }, loan) };
}

/** Index × multiplier + spread, within the bounds of one change and then of the rate. */
function resetRate(rate: number, spread: number, at: Moment, { terms, observed }: Loan): number {
  const { index, multiplier, period, life } = terms.reset;
  const target = observed(present(index, { path: '$.terms' }, 'marketObjectCodeOfRateReset'), at) * multiplier + spread;
  return within(life, rate + within(period, target - rate));
}

function within([floor, cap]: readonly [number, number], value: number): number {
  return Math.min(Math.max(value, floor), cap);
}

function equalPayment(state: State, on: BusinessDate, { annuity, fraction }: Loan): number {
  return (annuity && annuityPayment(annuity, state, on, false, fraction)) ?? state.payment;
}

/** The scales follow the index, over its value on the day of the deal. */
function rescale(state: State, at: Moment, { terms: { scaling }, observed }: Loan): State {
  if (scaling === null) return state;
  const factor = observed(scaling.index, at) / scaling.start;
  return { ...state, notionalScale: scaling.notional ? factor : state.notionalScale, interestScale: scaling.interest ? factor : state.interestScale };
}
