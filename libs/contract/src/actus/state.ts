import type { BusinessDate } from '@jinqiao/calendar';
import { annuityPayment, firstFixing } from './annuity.ts';
import type { ActusEvent } from './events.ts';
import type { Loan } from './loan.ts';
import { countedDate } from './moment.ts';

/** What a contract stands at; amounts carry the sign of the role. */
export type State = {
  readonly notional: number;
  readonly rate: number;
  readonly accrued: number;
  /** What interest is counted on. */
  readonly base: number;
  /** The next principal (LAM) or the next instalment (NAM, ANN). */
  readonly payment: number;
  readonly notionalScale: number;
  readonly interestScale: number;
  /** The day up to which `accrued` is counted. */
  readonly accruedOn: BusinessDate;
};

/** The state on the status date: nothing where the loan starts later, else the loan as its terms describe it. */
export function initialState(loan: Loan, events: readonly ActusEvent[]): State {
  const { status, start, sign, accrued, scaling } = loan.terms;
  const accruedOn = countedDate(status);
  if (start <= status) return described(loan, accruedOn, accrued === null ? interestBeforeStatus(loan, events) : sign * accrued);
  const scales = { notionalScale: scaling?.notionalScale ?? 1, interestScale: scaling?.interestScale ?? 1 };
  return { notional: 0, rate: 0, accrued: 0, base: 0, payment: 0, accruedOn, ...scales };
}

/** The state as the loan starts. */
export function startedState(loan: Loan): State {
  const { start, sign, accrued } = loan.terms;
  return described(loan, countedDate(start), accrued === null ? interestBeforeStart(loan) : sign * accrued);
}

/** A loan as its terms describe it, on the day it starts or on the status date. */
function described(loan: Loan, accruedOn: BusinessDate, accrued: number): State {
  const { sign, notional, rate, base, scaling } = loan.terms;
  const state = {
    notional: sign * notional,
    rate,
    accrued,
    base: sign * (base?.amount ?? notional),
    payment: sign * loan.payment,
    notionalScale: scaling?.notionalScale ?? 1,
    interestScale: scaling?.interestScale ?? 1,
    accruedOn,
  };
  return { ...state, payment: paymentAtStart(loan, state) };
}

/** An annuity that is not computed later on: a payment on the very day a loan starts is part of it, one on the status date has been made. */
function paymentAtStart({ terms, annuity, fraction }: Loan, state: State): number {
  if (annuity === null || terms.payment !== null || firstFixing(terms) !== null) return state.payment;
  return annuityPayment(annuity, state, state.accruedOn, terms.start > terms.status, fraction) ?? state.payment;
}

/** Interest since the last interest date before the status date. Without one, interest before the status date is not known; CLM leaves it out. */
function interestBeforeStatus({ terms, fraction }: Loan, events: readonly ActusEvent[]): number {
  const last = events.findLast(({ type, at }) => (type === 'IP' || type === 'IPCI') && at < terms.status);
  if (terms.type === 'CLM' || !last) return 0;
  return fraction(last.on, countedDate(terms.status)) * terms.rate * terms.sign * terms.notional;
}

/** Interest that runs from an anchor before the start. */
function interestBeforeStart({ terms, fraction }: Loan): number {
  const { anchor } = terms.interest;
  if (anchor === null || anchor >= terms.start) return 0;
  return fraction(countedDate(anchor), countedDate(terms.start)) * terms.rate * terms.sign * terms.notional;
}
