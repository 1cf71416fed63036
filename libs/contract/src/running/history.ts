import type { BusinessDate } from '@jinqiao/calendar';
import { contractFault } from '../errors.ts';
import type { Part } from '../schedule/plan.ts';
import type { ScheduleRow } from '../schedule/schedule.ts';
import { advance, billThrough, interestAsked, openContract } from './advance.ts';
import type { DebtKind } from './allocation.ts';
import { interestSinceDue } from './change.ts';
import { chargeAll } from './charge.ts';
import type { ContractEvent, ContractState, ContractTerms } from './contract.ts';
import { debtsOf } from './pay.ts';

/** A contract with all that has been recorded of it, in the order in which it was recorded. */
export type ContractHistory = { readonly terms: ContractTerms; readonly events: readonly ContractEvent[]; readonly state: ContractState };

/**
 * The state after events that were recorded in any order: they count in the order of their dates, those of one date in the order
 * recorded. A reversed event counts as if it had never been.
 * @throws Fault EVENT_REPEATED, EVENT_UNKNOWN, EVENT_OUT_OF_ORDER for a date before the start, and those of `advance`.
 */
export function stateAfter(terms: ContractTerms, events: readonly ContractEvent[]): ContractState {
  return inEffect(events).reduce(advance, openContract(terms));
}

/** Events in the order in which they count, without those that were reversed and without reversals. */
export function inEffect(events: readonly ContractEvent[]): ContractEvent[] {
  const seen = new Set<string>();
  const reversed = new Set<string>();
  for (const event of events) {
    if (seen.has(event.id)) throw contractFault('EVENT_REPEATED', { id: event.id });
    if (event.kind === 'reversal') {
      if (!seen.has(event.of) || reversed.has(event.of)) throw contractFault('EVENT_UNKNOWN', { id: event.of });
      reversed.add(event.of);
    }
    seen.add(event.id);
  }
  return events.filter((event) => event.kind !== 'reversal' && !reversed.has(event.id)).sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0));
}

export function openHistory(terms: ContractTerms): ContractHistory {
  return { terms, events: [], state: openContract(terms) };
}

/**
 * Records an event. What counts after everything before it is added to the state; a back-dated event or a reversal makes the state
 * anew from all events. @throws as `stateAfter`; a refused event leaves the history as it was.
 */
export function record(history: ContractHistory, event: ContractEvent): ContractHistory {
  const events = [...history.events, event];
  const ordered = event.kind !== 'reversal' && event.on >= history.state.on;
  if (!ordered) return { ...history, events, state: stateAfter(history.terms, events) };
  if (history.events.some(({ id }) => id === event.id)) throw contractFault('EVENT_REPEATED', { id: event.id });
  return { ...history, events, state: advance(history.state, event) };
}

/** What a contract looks like on a date. Amounts in minor units. */
export type ContractView = ContractState & {
  /** What is due and unpaid, in the order in which money pays it. */
  readonly owed: readonly { readonly kind: DebtKind; readonly amount: bigint }[];
  readonly owedTotal: bigint;
  /** The oldest due date that is not paid after its day; null where nothing is overdue. */
  readonly overdueSince: BusinessDate | null;
  /** Interest by days since the last due date on what is not due yet, and waiting interest of grace rows. */
  readonly accrued: bigint;
  /** What is still to come if all goes on as agreed. */
  readonly rows: readonly ScheduleRow[];
};

/** The contract on a date, derived from its terms and those events that count for that date or an earlier one. @throws as `stateAfter`. */
export function contractAt(terms: ContractTerms, events: readonly ContractEvent[], on: BusinessDate): ContractView {
  const counted = inEffect(events).filter((event) => event.on <= on);
  return viewOn(counted.reduce(advance, openContract(terms)), on);
}

/** A state as it stands on a date that is not before its last event. */
export function viewOn(state: ContractState, on: BusinessDate): ContractView {
  const now = chargeAll(billThrough(state, on), on);
  const owed = debtsOf(now, on).map(({ kind, amount }) => ({ kind, amount }));
  const overdue = now.bills.filter((bill) => bill.settledOn === null && bill.due < on).map(({ due }) => due);
  return {
    ...now,
    on,
    owed,
    owedTotal: owed.reduce((sum, { amount }) => sum + amount, 0n),
    overdueSince: overdue.sort()[0] ?? null,
    accrued: now.status === 'active' ? accruedSince(now, on) : 0n,
    rows: now.status === 'active' ? rowsLeft(now) : [],
  };
}

function accruedSince(state: ContractState, on: BusinessDate): bigint {
  const period = state.plan.periods[state.next];
  return (period && on > period.from ? interestSinceDue(state, state.balance, on) : 0n) + state.waiting;
}

function rowsLeft({ plan, parts, next, balance, billed, waiting }: ContractState): ScheduleRow[] {
  let left = balance;
  let carried = waiting;
  return parts.slice(next).map((part: Part, index) => {
    const { due, days } = plan.periods[next + index] as (typeof plan.periods)[number];
    const { asked: interest, waiting: after } = interestAsked({ plan, parts }, next + index, carried);
    carried = after;
    left -= part.principal;
    return { n: billed + index + 1, due, days, principal: part.principal, interest, total: part.principal + interest, balance: left };
  });
}
