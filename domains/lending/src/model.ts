import { accrualBasis, accrualDays, addMonths, type BusinessDate, dayOfMonth, daysBetween } from '@jinqiao/calendar';
import { instalmentAmount, penaltyInterest } from '@jinqiao/contract';
import { divide, RATE_ONE, type Rate, type RoundingMode } from '@jinqiao/money';

export type Method = 'equal-principal' | 'equal-instalment';

/** The terms under which a programme lends: everything that loan arithmetic needs to know. */
export type LoanProduct = {
  readonly programmeId: string;
  readonly asset: string;
  /** How interest accrues day by day and for early repayment. */
  readonly dayCount: 'act/360' | 'act/365' | '30/360';
  /** `monthly-rate`: a whole month's instalment bills rate / 12; `actual-days`: what accrued. */
  readonly interest: 'monthly-rate' | 'actual-days';
  readonly instalmentRounding: RoundingMode;
  /** Interest and principal keep their parts below a minor unit between instalments. */
  readonly carryInterest: boolean;
  readonly maxPeriods: number;
  readonly minAmount: bigint;
  /** Days after the due date within which payment bears no penalty; a missed grace counts from the due date. */
  readonly graceDays: number;
  /** Days past due at which the guarantor pays; null where nobody does. */
  readonly compensationDpd: number;
  /** Days past due at which the guarantor writes its claim off. */
  readonly writeOffDpd: number;
  /** Days after the due date on which a failed collection is tried again. */
  readonly retryDays: readonly number[];
  readonly collection: 'file' | 'single';
  readonly retry: 'file' | 'single';
};

export type LoanState = 'disbursing' | 'active' | 'compensated' | 'written-off' | 'settled' | 'cancelled';

export type Loan = {
  bucket: number;
  loanId: string;
  programmeId: string;
  customerId: string;
  lineId: string;
  accountNo: string;
  mandateToken: string;
  state: LoanState;
  principal: bigint;
  rate: Rate;
  penaltyRate: Rate;
  method: Method;
  periods: number;
  disbursedOn: BusinessDate;
  firstDue: BusinessDate;
  instalment: bigint;
  billed: number;
  current: bigint;
  carry: bigint;
  accrued: bigint;
  accruedThrough: BusinessDate;
  outstanding: bigint;
  overdueSince: BusinessDate | null;
  feesOwed: bigint;
  paidPrincipal: bigint;
  paidInterest: bigint;
  paidPenalty: bigint;
  paidFees: bigint;
  compensatedOn: BusinessDate | null;
  recourseClaim: bigint;
  recourseRecovered: bigint;
  /** What was left of the claim when it was given up. */
  writtenOff: bigint;
  settledOn: BusinessDate | null;
  agreementHash: string;
};

export type Instalment = {
  bucket: number;
  loanId: string;
  n: number;
  dueOn: BusinessDate;
  principal: bigint;
  interest: bigint;
  paidPrincipal: bigint;
  paidInterest: bigint;
  penalty: bigint;
  paidPenalty: bigint;
  penaltyThrough: BusinessDate;
  settledOn: BusinessDate | null;
};

/** Parts of a minor unit that `carry` counts in. */
export const FINE = 10_000_000_000n;

/** How many units of `accrued` make one minor unit. */
export function accrualUnit(product: LoanProduct): bigint {
  return FINE * RATE_ONE * BigInt(accrualBasis(product.dayCount));
}

/** Not-yet-due principal in 1e-10 minor units. */
export function fineCurrent(loan: Loan): bigint {
  return loan.current * FINE + loan.carry;
}

/** What a loan adds to its portfolio's weight: not-yet-due principal x rate. */
export function weightOf(loan: Loan): bigint {
  return loan.state === 'active' ? fineCurrent(loan) * loan.rate : 0n;
}

/** Interest accrued and not billed at a date, exact, in accrual units. */
export function accruedAt(product: LoanProduct, loan: Loan, on: BusinessDate): bigint {
  return loan.accrued + weightOf(loan) * BigInt(accrualDays(product.dayCount, loan.accruedThrough, on));
}

/** The first due date of a draw: the same day next month, and the 28th for draws made after the 28th. */
export function firstDueOf(start: BusinessDate): BusinessDate {
  return addMonths(start, 1, Math.min(dayOfMonth(start), 28));
}

export function dueDate(loan: Pick<Loan, 'firstDue'>, n: number): BusinessDate {
  return addMonths(loan.firstDue, n - 1);
}

/** The regular figure of a plan: principal per instalment (equal principal) or the instalment itself. */
export function regularInstalment(product: LoanProduct, method: Method, principal: bigint, rate: Rate, periods: number): bigint {
  return method === 'equal-principal'
    ? divide(principal, BigInt(periods), 'half-up')
    : instalmentAmount({ principal, rate, periods, rounding: product.instalmentRounding });
}

/** What billing the next instalment does to a loan. `billedExact` and `accrued` are in accrual units. */
export type Billing = { readonly instalment: Instalment; readonly loan: Loan; readonly billedExact: bigint; readonly trueUp: bigint };

/**
 * Bills the next instalment on its due date: principal by the plan, the last takes the rest; interest on the
 * not-yet-due principal at rate / 12 for a whole month (银发〔2005〕129号) or by days. Half-up to the minor unit.
 */
export function billNext(product: LoanProduct, loan: Loan): Billing {
  const n = loan.billed + 1;
  const dueOn = dueDate(loan, n);
  const accrued = accruedAt(product, loan, dueOn);
  const previous = n === 1 ? loan.disbursedOn : dueDate(loan, n - 1);
  const wholeMonth = addMonths(previous, 1, dayOfMonth(dueOn)) === dueOn && (n > 1 || dayOfMonth(previous) === dayOfMonth(dueOn));
  const monthly = product.interest === 'monthly-rate' && wholeMonth;
  const billedExact = monthly ? (weightOf(loan) * BigInt(accrualBasis(product.dayCount))) / 12n : accrued;
  const { principal, interest, rest } =
    product.carryInterest && loan.method === 'equal-instalment' ? splitCarried(product, loan, billedExact, n) : splitRounded(product, loan, billedExact, n);
  const current = divide(rest, FINE, 'half-up');
  return {
    billedExact,
    trueUp: billedExact - accrued,
    instalment: {
      bucket: loan.bucket,
      loanId: loan.loanId,
      n,
      dueOn,
      principal,
      interest,
      paidPrincipal: 0n,
      paidInterest: 0n,
      penalty: 0n,
      paidPenalty: 0n,
      penaltyThrough: dueOn,
      settledOn: null,
    },
    loan: { ...loan, billed: n, current, carry: rest - current * FINE, accrued: 0n, accruedThrough: dueOn },
  };
}

type Split = { principal: bigint; interest: bigint; rest: bigint };

function splitRounded(product: LoanProduct, loan: Loan, billedExact: bigint, n: number): Split {
  const interest = divide(billedExact, accrualUnit(product), 'half-up');
  const planned = loan.method === 'equal-principal' ? loan.instalment : loan.instalment - interest;
  const principal = n === loan.periods || planned > loan.current ? loan.current : planned < 0n ? 0n : planned;
  return { principal, interest, rest: (loan.current - principal) * FINE };
}

/** Principal and interest carry their fractions; what is shown rounds the balance, so the shown rows add up. */
function splitCarried(product: LoanProduct, loan: Loan, billedExact: bigint, n: number): Split {
  const fineInterest = divide(billedExact * FINE, accrualUnit(product), 'half-up');
  const all = fineCurrent(loan) + fineInterest;
  // On a small loan instalments that were rounded up repay it before the last.
  const closes = n === loan.periods || divide(all - loan.instalment * FINE, FINE, 'half-up') <= 0n;
  const total = closes ? divide(all, FINE, 'half-up') : loan.instalment;
  const rest = closes ? 0n : all - total * FINE;
  const principal = loan.current - divide(rest, FINE, 'half-up');
  return { principal, interest: total - principal, rest };
}

/** The rows that are still planned, as billing would make them if all goes on as agreed. */
export function plannedInstalments(product: LoanProduct, loan: Loan): Instalment[] {
  const rows: Instalment[] = [];
  for (let state = loan; state.billed < state.periods && state.current > 0n; ) {
    const { instalment, loan: next } = billNext(product, state);
    rows.push(instalment);
    state = next;
  }
  return rows;
}

/**
 * Penalty and compound interest on what is overdue of an instalment, since it was last billed, in minor units, half-up:
 * penalty rate x days / 360 on unpaid principal and on unpaid interest (银发〔2003〕251号). Nothing inside the grace days;
 * once they are missed it counts from the due date.
 */
export function penaltyDue(product: LoanProduct, loan: Loan, row: Instalment, on: BusinessDate): bigint {
  const late = daysBetween(row.dueOn, on);
  if (late <= product.graceDays || loan.penaltyRate === 0n) return 0n;
  const days = daysBetween(row.penaltyThrough, on);
  if (days <= 0) return 0n;
  const charge = (base: bigint) => penaltyInterest(base, loan.penaltyRate, days);
  return charge(row.principal - row.paidPrincipal) + charge(row.interest - row.paidInterest);
}
