import { yearFraction } from '@jinqiao/calendar';
import { fixedTiming, shiftedTiming, type Timing } from './business-days.ts';
import { type Cycle, cycleDate } from './cycle.ts';
import { invalid, present } from './fields.ts';
import { countedDate, type Moment, NEVER } from './moment.ts';
import { plannedForever } from './plan.ts';
import type { Terms } from './terms.ts';

const TERMS = { path: '$.terms' };

/** A balance of less than this part of the loan is what arithmetic with doubles leaves of zero. */
const RESIDUE = 1e-12;

/**
 * When the loan ends. A maturity that the terms name stays where it is; one that follows from the payments moves off days on which
 * nobody works, like the payments themselves.
 * @throws Fault FIELD_MISSING, FIELD_INVALID where the terms give no maturity.
 */
export function maturityOf(terms: Terms): Timing {
  if (terms.maturity !== null && terms.maturity < terms.start)
    throw invalid(TERMS, 'maturityDate', 'on or after initialExchangeDate', '不早于 initialExchangeDate 的日期');
  if (terms.maturity !== null) return fixedTiming(terms.maturity);
  const maturity = terms.type === 'LAX' ? endOfPlan(terms) : endOfPayments(terms);
  if (maturity === NEVER) throw invalid(TERMS, 'maturityDate', 'given, since these payments never repay the loan', '给定值(按现有还款无法还清)');
  return shiftedTiming(terms.businessDays, maturity);
}

function endOfPayments(terms: Terms): Moment {
  if (terms.type === 'ANN' && terms.amortization !== null) return terms.amortization;
  if (terms.type === 'PAM' || terms.type === 'CLM') return present(terms.maturity, TERMS, 'maturityDate');
  const payment = present(terms.payment, TERMS, 'nextPrincipalRedemptionPayment');
  const cycle = present(terms.redemption.cycle, TERMS, 'cycleOfPrincipalRedemption');
  const anchor = present(terms.redemption.anchor, TERMS, 'cycleAnchorDateOfPrincipalRedemption');
  if (anchor === NEVER) return NEVER;
  const passed = passedPayments(terms, anchor, cycle);
  const first = cycleDate(anchor, cycle, passed, terms.monthEnds);
  const principal = terms.type === 'LAM' ? payment : payment - firstInterest(terms, first, cycle);
  if (principal <= 0) return NEVER;
  const count = Math.max(1, Math.ceil((terms.notional / principal) * (1 - RESIDUE)));
  return cycleDate(anchor, cycle, passed + count - 1, terms.monthEnds);
}

/** Which payment to count from: the first one, or the last before the status date of a loan that runs. */
function passedPayments({ status, monthEnds }: Terms, anchor: Moment, cycle: Cycle): number {
  let passed = 0;
  while (cycleDate(anchor, cycle, passed + 1, monthEnds) < status) passed += 1;
  return passed;
}

/** The interest of one period on the whole loan at its first rate. */
function firstInterest(terms: Terms, from: Moment, cycle: Cycle): number {
  const next = cycleDate(from, cycle, 1, terms.monthEnds);
  if (next === NEVER) return Number.POSITIVE_INFINITY;
  const { days, basis } = yearFraction(terms.dayCount, countedDate(from), countedDate(next));
  return (terms.notional * terms.rate * days) / basis;
}

/** The date on which a free plan has repaid the loan, or its last date where it does not. */
function endOfPlan(terms: Terms): Moment {
  let balance = terms.notional;
  let last = NEVER;
  for (const { at, step } of plannedForever(terms.plan?.principal ?? [], terms.monthEnds)) {
    if (at === NEVER) return NEVER;
    if (at <= terms.status || at < terms.start) continue;
    balance += step.drawing ? step.amount : -step.amount;
    if (balance <= terms.notional * RESIDUE) return at;
    last = at;
  }
  return last;
}
