import type { BusinessDate } from '@jinqiao/calendar';
import { formatAmount } from '@jinqiao/money';
import { contractFault } from '../errors.ts';
import { earnedParts } from '../schedule/methods.ts';
import type { Period } from '../schedule/periods.ts';
import { type Part, planOf } from '../schedule/plan.ts';
import { fullTerms, requireRate, type ScheduleMethod } from '../schedule/terms.ts';
import { rateAt } from '../schedule/weights.ts';
import { DEFAULT_ALLOCATION } from './allocation.ts';
import { interestSinceDue, repaidEarly, restructured, withHoliday, withPeriods, withRate } from './change.ts';
import { chargeAll, unpaid } from './charge.ts';
import { type Bill, type ContractEvent, type ContractState, type ContractTerms, NOTHING } from './contract.ts';
import { owedOn, pay } from './pay.ts';

type Of<K extends ContractEvent['kind']> = Extract<ContractEvent, { kind: K }>;

/** A contract on the day of its payout. @throws as `schedule`, and Fault FIELD_CONFLICT where compound interest is charged twice. */
export function openContract(terms: ContractTerms): ContractState {
  if (terms.compound && terms.penaltyOn === 'principal-and-interest')
    throw contractFault('FIELD_CONFLICT', { field: 'compound', other: 'penaltyOn principal-and-interest' }, '$.compound');
  if (terms.allocation && new Set(terms.allocation).size !== DEFAULT_ALLOCATION.length)
    throw contractFault(
      'FIELD_INVALID',
      { field: 'allocation', allowed: `each of ${DEFAULT_ALLOCATION.join(', ')} once`, allowedZh: `${DEFAULT_ALLOCATION.join('、')} 各一次` },
      '$.allocation',
    );
  const plan = planOf(fullTerms(terms, '$'), '$');
  const { downPayment, start } = plan.terms;
  return {
    terms,
    plan,
    parts: earnedParts(plan),
    next: 0,
    billed: 0,
    scheduled: plan.periods.length,
    status: 'active',
    on: start,
    balance: plan.lent,
    waiting: 0n,
    bills: downPayment > 0n ? [billOf(0, start, { principal: downPayment, interest: 0n })] : [],
    feesOwed: 0n,
    received: 0n,
    paid: NOTHING,
    credit: 0n,
    recovered: 0n,
    forgiven: NOTHING,
  };
}

function billOf(n: number, due: BusinessDate, { principal, interest }: Part): Bill {
  const paid = { principal: 0n, interest: 0n, penalty: 0n, compound: 0n };
  const settledOn = principal + interest === 0n ? due : null;
  return { n, due, principal, interest, penalty: 0n, compound: 0n, paid, chargedThrough: due, settledOn };
}

/** Bills every row that has fallen due by a date, and pays it from credit. */
export function billThrough(state: ContractState, on: BusinessDate): ContractState {
  let now = state;
  while (now.status === 'active' && now.next < now.parts.length && (now.plan.periods[now.next] as Period).due <= on) now = billNext(now);
  return now;
}

function billNext(state: ContractState): ContractState {
  const { plan, next, waiting } = state;
  const part = state.parts[next] as Part;
  const { due } = plan.periods[next] as Period;
  const interest = interestAsked(state, next, waiting);
  const owed = next < plan.terms.grace.capitalised ? { principal: 0n, interest: 0n } : { principal: part.principal, interest: interest.asked };
  // A drawing pays out; what it bears in interest is billed with it.
  const bill = billOf(state.billed + 1, due, owed.principal < 0n ? { ...owed, principal: 0n } : owed);
  const billed: ContractState = {
    ...state,
    next: next + 1,
    billed: state.billed + 1,
    balance: state.balance - part.principal,
    waiting: interest.waiting,
    bills: [...state.bills, bill],
  };
  if (billed.credit === 0n) return settled(billed);
  return settled(pay({ ...billed, credit: 0n }, billed.credit, due));
}

/** The interest of a row, and what waits after it: interest waits in a grace, and in a bullet until its end; rows that are capitalised leave it waiting. */
export function interestAsked({ plan, parts }: Pick<ContractState, 'plan' | 'parts'>, index: number, waiting: bigint): { asked: bigint; waiting: bigint } {
  const { interest } = parts[index] as Part;
  const { method, grace } = plan.terms;
  if (index < grace.capitalised) return { asked: interest, waiting };
  const waits = method === 'bullet' ? index < parts.length - 1 : index < grace.interest;
  return waits ? { asked: 0n, waiting: waiting + interest } : { asked: interest + waiting, waiting: 0n };
}

function settled(state: ContractState): ContractState {
  if (state.status !== 'active') return state;
  const open =
    state.next < state.parts.length || state.balance !== 0n || state.waiting !== 0n || state.feesOwed !== 0n || state.bills.some((bill) => unpaid(bill) !== 0n);
  return open ? state : { ...state, status: 'settled' };
}

/**
 * A contract after one more event, which counts for the last event's date or a later one: what fell due before it is billed first,
 * on its own date too. A reversal needs the whole history: see `contractAt`.
 * @throws Fault EVENT_OUT_OF_ORDER, CONTRACT_NOT_ACTIVE, AMOUNT_OUT_OF_RANGE, PERIODS_OUT_OF_RANGE, RATE_NEGATIVE.
 */
export function advance(state: ContractState, event: ContractEvent): ContractState {
  if (event.on < state.on) throw contractFault('EVENT_OUT_OF_ORDER', { id: event.id, on: event.on, after: state.on });
  const now = { ...chargeAll(billThrough(state, event.on), event.on), on: event.on };
  if (now.status !== 'active' && event.kind !== 'repayment') throw contractFault('CONTRACT_NOT_ACTIVE', { id: event.id, status: now.status });
  switch (event.kind) {
    case 'repayment':
      return repaid(now, event);
    case 'early-repayment':
      return early(now, event);
    case 'fee':
      requireAmount(now, event.id, event.amount, 1n, null);
      return { ...now, feesOwed: now.feesOwed + event.amount };
    case 'rate-change':
      requireRate(event.rate, '$.rate');
      refuse(now, event, ['flat']);
      return withRate(now, { from: event.on, rate: event.rate });
    case 'holiday':
      requirePeriods(event.id, event.periods, 1);
      refuse(now, event, event.interest === 'capitalised' ? [...PLANNED, 'flat', 'bullet'] : PLANNED);
      refuseTwice(now, event);
      return withHoliday(now, event.periods, event.interest);
    case 'extension':
      requirePeriods(event.id, event.periods, 1);
      refuse(now, event, PLANNED);
      return withPeriods(now, now.plan.periods.length - now.next + event.periods);
    case 'restructuring':
      return restructure(now, event);
    case 'write-off':
      return { ...now, status: 'written-off' };
    case 'reversal':
      throw contractFault('EVENT_OUT_OF_ORDER', { id: event.id, on: event.on, after: state.on });
  }
}

function repaid(state: ContractState, { id, amount, on }: Of<'repayment'>): ContractState {
  requireAmount(state, id, amount, 1n, null);
  const received = { ...state, received: state.received + amount };
  if (state.status === 'written-off') return { ...received, recovered: state.recovered + amount };
  return settled(pay({ ...received, credit: 0n }, amount + state.credit, on));
}

/** What is due is paid first, then the interest of the part by days, then the part itself (提前还款). */
function early(state: ContractState, event: Of<'early-repayment'>): ContractState {
  const { on, effect = 'keep-term' } = event;
  const principal = event.principal === 'all' ? state.balance : event.principal;
  requireAmount(state, event.id, principal, event.principal === 'all' ? 0n : 1n, state.balance, 'principal');
  const all = principal === state.balance;
  const interest = interestSinceDue(state, principal, on) + (all ? state.waiting : 0n);
  if (typeof effect === 'object') requirePeriods(event.id, effect.periods, graceLeft(state) + 1);
  if (effect === 'shorten-term') refuse(state, event, [...PLANNED, 'flat', 'stepped', 'interest-only', 'bullet']);
  if (typeof effect === 'object') refuse(state, event, PLANNED);
  const owed = owedOn(state, on);
  const cash = owed + interest + principal;
  const fromCredit = state.credit < cash ? state.credit : cash;
  const paid = pay({ ...state, received: state.received + cash - fromCredit, credit: state.credit - fromCredit }, owed, on);
  const rest = repaidEarly({ ...paid, waiting: all ? 0n : paid.waiting }, principal, effect);
  return settled({ ...rest, paid: { ...rest.paid, principal: rest.paid.principal + principal, interest: rest.paid.interest + interest } });
}

/** Everything owed becomes the principal of a new plan, less what is forgiven (重组). */
function restructure(state: ContractState, event: Of<'restructuring'>): ContractState {
  requirePeriods(event.id, event.periods, 1);
  const { forgive = [], on } = event;
  const open = state.bills.filter((bill) => bill.settledOn === null);
  const sum = (of: (bill: Bill) => bigint) => open.reduce((total, bill) => total + of(bill), 0n);
  const owed = {
    principal: sum((bill) => bill.principal - bill.paid.principal) + state.balance,
    interest: sum((bill) => bill.interest - bill.paid.interest) + interestSinceDue(state, state.balance, on) + state.waiting,
    penalty: sum((bill) => bill.penalty - bill.paid.penalty),
    compound: sum((bill) => bill.compound - bill.paid.compound),
    fees: state.feesOwed,
  };
  const kept = (kind: (typeof forgive)[number]) => (forgive.includes(kind) ? 0n : owed[kind]);
  const gone = (kind: (typeof forgive)[number]) => owed[kind] - kept(kind);
  const principal = owed.principal + kept('interest') + kept('penalty') + kept('compound') + kept('fees');
  const terms = {
    periods: event.periods,
    rate: event.rate ?? rateAt(state.plan.terms.rate, state.plan.terms.rates, on),
    method: event.method ?? state.plan.terms.method,
  };
  const { forgiven } = state;
  const closed = state.bills.map((bill) => (bill.settledOn === null ? takenOver(bill, on) : bill));
  return restructured(
    {
      ...state,
      bills: closed,
      feesOwed: 0n,
      forgiven: {
        principal: forgiven.principal,
        interest: forgiven.interest + gone('interest'),
        penalty: forgiven.penalty + gone('penalty'),
        compound: forgiven.compound + gone('compound'),
        fees: forgiven.fees + gone('fees'),
      },
    },
    principal,
    on,
    terms,
  );
}

/** A bill that asks for no more than was paid of it: the rest went into the new plan. */
function takenOver(bill: Bill, on: BusinessDate): Bill {
  return { ...bill, ...bill.paid, settledOn: on };
}

/** Methods whose rows are dates that were agreed one by one. */
const PLANNED: readonly ScheduleMethod[] = ['on-demand', 'free-plan'];

/** Some changes mean nothing to some methods. */
function refuse({ plan }: ContractState, event: ContractEvent, methods: readonly ScheduleMethod[]): void {
  if (methods.includes(plan.terms.method))
    throw contractFault('FIELD_NOT_USED', { field: `event ${event.id} (${event.kind})`, method: plan.terms.method }, '$.kind');
}

/** Interest of one due date cannot both wait and become principal; nor is a fraction of a fen that is carried on ever principal. */
function refuseTwice({ plan, next }: ContractState, { id, interest }: Of<'holiday'>): void {
  const { grace, rounding } = plan.terms;
  const conflict = (other: string) => contractFault('FIELD_CONFLICT', { field: `event ${id} (holiday, ${interest})`, other }, '$.interest');
  if (interest === 'deferred' && grace.capitalised > next) throw conflict('grace.capitalised');
  if (interest === 'capitalised' && grace.interest > next) throw conflict('grace.interest');
  if (interest === 'capitalised' && rounding.carryInterest) throw conflict('rounding.carryInterest');
}

/** Due dates to come that ask for no principal, or leave interest waiting. */
function graceLeft({ plan: { terms }, next }: ContractState): number {
  return Math.max(0, terms.grace.principal - next, terms.grace.interest - next, terms.grace.capitalised - next);
}

function requireAmount(state: ContractState, id: string, amount: bigint, least: bigint, most: bigint | null, field = 'amount'): void {
  const { asset } = state.plan.terms;
  if (amount >= least && (most === null || amount <= most)) return;
  const upper = most === null ? '…' : formatAmount(most, asset);
  throw contractFault('AMOUNT_OUT_OF_RANGE', { field: `event ${id}`, least: formatAmount(least, asset), most: upper }, `$.${field}`);
}

function requirePeriods(id: string, periods: number, least: number): void {
  if (Number.isInteger(periods) && periods >= least && periods <= PERIODS_LEFT_MAX) return;
  throw contractFault('PERIODS_OUT_OF_RANGE', { id, least, most: PERIODS_LEFT_MAX }, '$.periods');
}

/** Due dates that a change may add. */
const PERIODS_LEFT_MAX = 360;
