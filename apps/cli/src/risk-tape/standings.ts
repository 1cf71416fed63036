import { addMonths, type BusinessDate, monthNumber, yearOf } from '@jinqiao/calendar';
import { divide, max, RATE_ONE } from '@jinqiao/money';
import type { Standing } from '@jinqiao/risk';
import type { RiskLoan } from './tape.ts';

/** Month-ends without a payment after which a loan of the tape is taken for written off: 150 days. */
export const WRITE_OFF_MONTHS = 5;

/** Months from a date's month to another's. */
export function monthsBetween(from: string, to: string): number {
  return yearOf(to) * 12 + monthNumber(to) - (yearOf(from) * 12 + monthNumber(from));
}

/** A loan with its balance by month, as its terms and its outcome imply it. */
export type Course = {
  readonly loan: RiskLoan;
  /** Months on books in which it last paid. */
  readonly last: number;
  /** Principal left after each month on books, up to the last payment. */
  readonly balances: readonly bigint[];
  /** The last month-end at which there is something to say of it. */
  readonly through: number;
};

/**
 * What the columns imply: instalments are due on the first of each month after the issue and were paid as agreed until the
 * last payment. A loan that was paid off ends in that month; one still open after its term owes its last instalment until
 * then. One that was charged off pays nothing more, owes what it did not repay, is written off five month-ends later, and
 * what was recovered came the month after. Arrears that were made good are not on the tape.
 */
export function courseOf(loan: RiskLoan): Course {
  const last = loan.lastPaidOn === null ? 0 : monthsBetween(loan.issuedOn, loan.lastPaidOn);
  const scheduled = schedule(loan, last);
  const owed = loan.funded - loan.principal;
  const balances = loan.paidOff ? scheduled : scheduled.map((balance, month) => (month === last ? owed : max(balance, owed)));
  return { loan, last, balances, through: loan.paidOff ? last : last + WRITE_OFF_MONTHS + 1 };
}

/** Scheduled balances of months 0 to `last`: interest at rate ÷ 12, half-up to the cent; not below the last instalment before the end. */
function schedule({ funded, rate, instalment, term }: RiskLoan, last: number): bigint[] {
  const balances = [funded];
  for (let month = 1; month <= last; month += 1) {
    const before = balances[month - 1] as bigint;
    const interest = divide(before * rate, 12n * RATE_ONE, 'half-up');
    balances.push(month >= term ? before : max(before + interest - instalment, 0n));
  }
  return balances;
}

/** The loan at the end of a month on books; undefined once there is nothing more to say of it. */
export function standingAt({ loan, last, balances, through }: Course, month: number): Standing | undefined {
  if (month < 0 || month > through) return undefined;
  const due = (n: number): BusinessDate => addMonths(loan.issuedOn, n);
  const ended = loan.paidOff && month === last;
  const writtenOff = !loan.paidOff && month >= last + WRITE_OFF_MONTHS;
  const owed = balances[Math.min(month, last)] as bigint;
  const missed = loan.paidOff ? (month >= loan.term ? loan.term : null) : month > last ? last + 1 : null;
  const overdueSince = missed === null || ended ? null : due(missed);
  return {
    bucket: 0,
    contractId: loan.id,
    product: 'tape',
    scope: `${loan.term}`,
    customerId: loan.id,
    grade: loan.grade,
    originatedOn: loan.issuedOn,
    amount: loan.funded,
    rate: loan.rate,
    periods: loan.term,
    remaining: Math.max(0, loan.term - month),
    monthly: true,
    firstDueOn: due(1),
    firstPaidOn: last >= 1 || loan.paidOff ? due(Math.min(1, last)) : null,
    outstanding: ended || writtenOff ? 0n : owed,
    overdue: overdueSince === null ? 0n : owed,
    overduePrincipal: overdueSince === null ? 0n : owed,
    overdueSince,
    state: ended ? 'settled' : writtenOff ? 'written-off' : 'active',
    writtenOff: writtenOff ? owed : 0n,
    recovered: writtenOff && month > last + WRITE_OFF_MONTHS ? loan.recoveries : 0n,
    repaid: loan.funded - (ended ? 0n : owed),
    restructuredOn: null,
  };
}
