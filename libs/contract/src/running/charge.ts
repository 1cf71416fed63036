import { addDays, type BusinessDate, daysBetween } from '@jinqiao/calendar';
import type { Bill, ContractState, ContractTerms } from './contract.ts';
import { penaltyInterest } from './penalty.ts';

/** What of a bill is not paid. */
export function unpaid(bill: Bill): bigint {
  return bill.principal + bill.interest + bill.penalty + bill.compound - bill.paid.principal - bill.paid.interest - bill.paid.penalty - bill.paid.compound;
}

/**
 * A bill with penalty and compound interest charged up to a date: days × rate ÷ 360 or 365 on what is unpaid, half-up, each time
 * that something changes (银发〔2003〕251号). Nothing inside the grace days; once they are missed it counts from the due date.
 */
export function charged(terms: ContractTerms, bill: Bill, on: BusinessDate): Bill {
  const { penaltyRate = 0n, penaltyOn = 'principal', compound = false, penaltyYear = 360, graceDays = 0, graceBackdates = true } = terms;
  if (penaltyRate === 0n || bill.settledOn !== null || daysBetween(bill.due, on) <= graceDays) return bill;
  const least = graceBackdates ? bill.due : addDays(bill.due, graceDays);
  const from = bill.chargedThrough > least ? bill.chargedThrough : least;
  const days = daysBetween(from, on);
  if (days <= 0) return bill;
  const principal = bill.principal - bill.paid.principal;
  const interest = bill.interest - bill.paid.interest;
  const base = penaltyOn === 'principal' ? principal : principal + interest;
  return {
    ...bill,
    penalty: bill.penalty + penaltyInterest(base, penaltyRate, days, penaltyYear),
    compound: bill.compound + (compound ? penaltyInterest(interest, penaltyRate, days, penaltyYear) : 0n),
    chargedThrough: on,
  };
}

export function chargeAll(state: ContractState, on: BusinessDate): ContractState {
  if (state.status === 'written-off') return state;
  return { ...state, bills: state.bills.map((bill) => charged(state.terms, bill, on)) };
}
