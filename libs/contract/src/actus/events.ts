import { firstFixing } from './annuity.ts';
import { fixedTiming, shiftedTiming, type Timing } from './business-days.ts';
import { type Recurrence, scheduleDates } from './cycle.ts';
import { present } from './fields.ts';
import type { Moment } from './moment.ts';
import { type ArrayPlan, plannedBefore } from './plan.ts';
import type { Terms } from './terms.ts';

/** In the order in which events of one moment happen. */
const ORDER = ['IED', 'PR', 'PI', 'IP', 'IPCI', 'RRF', 'RR', 'PRF', 'PRD', 'TD', 'SC', 'IPCB', 'MD'] as const;
export type EventType = (typeof ORDER)[number];

const RANK = Object.fromEntries(ORDER.map((type, rank) => [type, rank])) as Readonly<Record<EventType, number>>;

type EventKind =
  | { readonly type: Exclude<EventType, 'PR' | 'PI' | 'RR' | 'RRF'> }
  /** A part of a free plan says its amount; other payments are the loan's. */
  | { readonly type: 'PR'; readonly amount: number | null }
  | { readonly type: 'PI'; readonly amount: number }
  | { readonly type: 'RR'; readonly spread: number }
  | { readonly type: 'RRF'; readonly rate: number };

/** One event of a contract: what it is and when. */
export type ActusEvent = Timing & EventKind;

/** Whether one event happens before another; of one moment by their kind. */
export function compareEvents(a: ActusEvent, b: ActusEvent): number {
  return a.at - b.at || RANK[a.type] - RANK[b.type];
}

/** All events of a contract from its start to its maturity, in order. @throws Fault FIELD_MISSING, FIELD_INVALID. */
export function eventsOf(terms: Terms, maturity: Timing): ActusEvent[] {
  const timing = (planned: Moment) => (planned === maturity.planned ? maturity : shiftedTiming(terms.businessDays, planned));
  const plan = terms.plan;
  const events: ActusEvent[] = [
    { type: 'IED', ...fixedTiming(terms.start) },
    ...(plan ? planEvents(terms, plan, maturity, timing) : cyclicEvents(terms, maturity, timing)),
    ...tradeEvents(terms),
    ...recurring(terms, terms.scaling, maturity).map((at) => ({ type: 'SC' as const, ...timing(at) })),
    ...recurring(terms, terms.base, maturity).map((at) => ({ type: 'IPCB' as const, ...timing(at) })),
    { type: 'MD', ...maturity },
  ];
  return events.sort(compareEvents);
}

type TimingOf = (planned: Moment) => Timing;

/** Principal, interest and rates of the types that repeat one cycle. */
function cyclicEvents(terms: Terms, maturity: Timing, timing: TimingOf): ActusEvent[] {
  const { type, interest, reset } = terms;
  const dates =
    interest.anchor === null ? [maturity.planned] : scheduleDates({ anchor: interest.anchor, cycle: interest.cycle }, maturity.planned, true, terms.monthEnds);
  const resets = recurring(terms, reset, maturity).map((at) => timing(at));
  const known = reset.next === null ? -1 : resets.findIndex(({ at }) => at > terms.status);
  const rates = resets.map((at, i): ActusEvent => (i === known ? { type: 'RRF', rate: reset.next ?? 0, ...at } : { type: 'RR', spread: reset.spread, ...at }));
  return [
    ...(type === 'PAM' || type === 'CLM' ? [] : redemptionDates(terms, maturity).map((at): ActusEvent => ({ type: 'PR', amount: null, ...timing(at) }))),
    ...(type === 'CLM' ? compounded(dates, maturity, timing) : interestEvents(terms, dates, timing)),
    ...rates,
    ...(type === 'ANN' ? fixings(terms, rates) : []),
  ];
}

/** The payments before the one at maturity. */
export function redemptionDates(terms: Terms, maturity: Timing): Moment[] {
  present(terms.redemption.anchor, { path: '$.terms' }, 'cycleAnchorDateOfPrincipalRedemption');
  return recurring(terms, terms.redemption, maturity);
}

function recurring({ monthEnds }: Terms, recurrence: Recurrence | null, maturity: Timing): Moment[] {
  if (recurrence === null || recurrence.anchor === null) return [];
  return scheduleDates({ anchor: recurrence.anchor, cycle: recurrence.cycle }, maturity.planned, false, monthEnds);
}

/** Interest is paid on its dates; before the end of capitalization it is added to the notional, and once more at that end. */
function interestEvents({ capitalizationEnd: end }: Terms, dates: readonly Moment[], timing: TimingOf): ActusEvent[] {
  const event = (type: 'IP' | 'IPCI') => (at: Moment) => ({ type, ...timing(at) });
  if (end === null) return dates.map(event('IP'));
  const before = dates.filter((at) => at < end);
  return [...[...before, end].map(event('IPCI')), ...dates.filter((at) => at > end).map(event('IP'))];
}

/** A single-payment loan: interest compounds on its dates and is paid at maturity. */
function compounded(dates: readonly Moment[], maturity: Timing, timing: TimingOf): ActusEvent[] {
  return dates.map((at) => ({ type: at < maturity.planned ? 'IPCI' : 'IP', ...timing(at) }));
}

/** The payment of an annuity is computed before the first one, and after every change of the rate. */
function fixings(terms: Terms, rates: readonly ActusEvent[]): ActusEvent[] {
  const first = firstFixing(terms);
  const initial = first === null ? [] : [{ type: 'PRF' as const, ...fixedTiming(first) }];
  return [...initial, ...rates.map(({ planned, at, on }) => ({ type: 'PRF' as const, planned, at, on }))];
}

/** Principal, interest and rates of a free plan. */
function planEvents(terms: Terms, plan: ArrayPlan, maturity: Timing, timing: TimingOf): ActusEvent[] {
  const { monthEnds } = terms;
  const end = maturity.planned;
  const principal = plannedBefore(plan.principal, end, monthEnds).map(
    ({ at, step }): ActusEvent => ({ type: step.drawing ? 'PI' : 'PR', amount: step.amount, ...timing(at) }),
  );
  const rates = plannedBefore(plan.rates, end, monthEnds).map(
    ({ at, step }): ActusEvent => (step.variable ? { type: 'RR', spread: step.rate, ...timing(at) } : { type: 'RRF', rate: step.rate, ...timing(at) }),
  );
  return [...principal, ...interestEvents(terms, planInterestDates(plan, end, monthEnds), timing), ...rates];
}

function planInterestDates({ interest }: ArrayPlan, end: Moment, monthEnds: boolean): Moment[] {
  const last = interest.at(-1);
  if (!last) return [end];
  const before = plannedBefore(interest.slice(0, -1), Math.min(last.anchor, end), monthEnds).map(({ at }) => at);
  return [...before, ...scheduleDates(last, end, true, monthEnds)];
}

function tradeEvents({ purchase, termination }: Terms): ActusEvent[] {
  return [
    ...(purchase ? [{ type: 'PRD' as const, ...fixedTiming(purchase.at) }] : []),
    ...(termination ? [{ type: 'TD' as const, ...fixedTiming(termination.at) }] : []),
  ];
}
