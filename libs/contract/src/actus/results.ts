import { type ActusEvent, compareEvents, type EventType, eventsOf } from './events.ts';
import { invalid } from './fields.ts';
import type { Loan } from './loan.ts';
import { type Moment, momentText } from './moment.ts';
import { initialState, type State } from './state.ts';
import { applyEvent } from './transitions.ts';

/**
 * Contract events of the ACTUS standard (Technical Specification 1.1, as its public test cases read it) for the loan types PAM, LAM,
 * NAM, ANN, LAX and CLM with one payment.
 *
 * Amounts here are doubles. The standard defines its results as real numbers that are never rounded, and they are compared at 1e-8;
 * no book and no customer's schedule rests on them, those come from `schedule` in whole minor units.
 */

/** One event as the public cases show it: what it pays, and the state of the contract after it. */
export type ActusRow = {
  readonly eventDate: string;
  readonly eventType: EventType;
  readonly payoff: number;
  readonly currency: string;
  readonly notionalPrincipal: number;
  readonly nominalInterestRate: number;
  readonly accruedInterest: number;
};

/**
 * The events of a loan after its status date, up to its termination, its maturity and the last moment asked for. What happened
 * before a purchase is computed and not shown.
 * @throws Fault FIELD_MISSING, FIELD_INVALID where an index was not observed, or where results are no finite numbers.
 */
export function rowsOf(loan: Loan, to: Moment): ActusRow[] {
  const events = eventsOf(loan.terms, loan.maturity);
  const bought = events.find((event) => event.type === 'PRD' && event.at > loan.terms.status);
  let state = initialState(loan, events);
  const rows: ActusRow[] = [];
  for (const event of eventsWithin(events, loan, to)) {
    const outcome = applyEvent(state, event, loan);
    state = outcome.state;
    if (!bought || compareEvents(event, bought) >= 0) rows.push(rowOf(event, outcome.payoff, state, loan.terms.currency));
  }
  return rows;
}

function eventsWithin(events: readonly ActusEvent[], { terms, maturity }: Loan, to: Moment): ActusEvent[] {
  const termination = events.find(({ type }) => type === 'TD');
  const last = Math.min(maturity.at, to);
  return events.filter((event) => event.at > terms.status && event.at <= last && (!termination || compareEvents(event, termination) <= 0));
}

function rowOf(event: ActusEvent, payoff: number, state: State, currency: string): ActusRow {
  const row = {
    eventDate: momentText(event.at),
    eventType: event.type,
    payoff: plain(payoff),
    currency,
    notionalPrincipal: plain(state.notional),
    nominalInterestRate: plain(state.rate),
    accruedInterest: plain(state.accrued),
  };
  if ([row.payoff, row.notionalPrincipal, row.nominalInterestRate, row.accruedInterest].every(Number.isFinite)) return row;
  throw invalid({ path: '$.terms' }, 'notionalPrincipal', 'an amount whose results are finite numbers', '可得到有限结果的金额');
}

/** Minus zero is zero. */
function plain(value: number): number {
  return value + 0;
}
