import type { BusinessDate } from '@jinqiao/calendar';
import { divide } from '@jinqiao/money';
import { accrualUnit, accruedAt, FINE, fineCurrent, type Instalment, type Loan, type LoanProduct, penaltyDue, regularInstalment, weightOf } from './model.ts';

/** Money by what it pays, in minor units. */
export type Split = { readonly principal: bigint; readonly interest: bigint; readonly penalty: bigint; readonly fees: bigint };

export const NOTHING: Split = { principal: 0n, interest: 0n, penalty: 0n, fees: 0n };

export function totalOf(split: Split): bigint {
  return split.principal + split.interest + split.penalty + split.fees;
}

/** What is due on a loan at a date: fees, penalty with compound interest, unpaid interest and principal of billed instalments. */
export function owedAt(product: LoanProduct, loan: Loan, open: readonly Instalment[], on: BusinessDate): Split {
  let owed = { ...NOTHING, fees: loan.feesOwed };
  for (const row of open) {
    owed = {
      fees: owed.fees,
      penalty: owed.penalty + row.penalty - row.paidPenalty + penaltyDue(product, loan, row, on),
      interest: owed.interest + row.interest - row.paidInterest,
      principal: owed.principal + row.principal - row.paidPrincipal,
    };
  }
  return owed;
}

/** What an early repayment of principal costs on a date. */
export type EarlyRepayment = {
  readonly principal: bigint;
  readonly interest: bigint;
  readonly interestDays: number;
  /** Interest billed, exact, in accrual units, and how far it goes beyond what had accrued (the minimum day). */
  readonly billedExact: bigint;
  readonly trueUp: bigint;
  readonly settles: boolean;
};

/**
 * Interest on principal repaid early: by days on the repaid part, at least one day (算头不算尾; the day itself counts once
 * when the loan is repaid on the day it was paid out).
 */
export function earlyRepayment(product: LoanProduct, loan: Loan, principal: bigint, on: BusinessDate, daysSince: number): EarlyRepayment {
  const settles = principal === loan.current;
  const fine = settles ? fineCurrent(loan) : principal * FINE;
  const accrued = accruedAt(product, loan, on);
  const sameDay = on === loan.disbursedOn;
  const share = settles ? accrued : fineCurrent(loan) === 0n ? 0n : (accrued * fine) / fineCurrent(loan);
  const billedExact = sameDay ? fine * loan.rate : share;
  const fineTotal = divide(billedExact * FINE, accrualUnit(product), 'half-up');
  const interest =
    settles && product.carryInterest ? divide(fine + fineTotal, FINE, 'half-up') - principal : divide(billedExact, accrualUnit(product), 'half-up');
  return { principal, interest, interestDays: Math.max(1, daysSince), billedExact, trueUp: billedExact - share, settles };
}

/** What a payment changes. The allocation order is fees, penalty (with compound), overdue interest, overdue principal, then the early part. */
export type Application = {
  readonly loan: Loan;
  readonly rows: readonly Instalment[];
  readonly split: Split;
  /** Penalty that the payment billed (posted to income before it is paid). */
  readonly penaltyBilled: bigint;
  /** Interest of principal repaid early: billed now, exact in accrual units, and rounded. */
  readonly earlyInterest: bigint;
  readonly earlyExact: bigint;
  readonly trueUp: bigint;
  /** Money left over when everything is paid. */
  readonly rest: bigint;
};

/**
 * Applies a payment that was collected on a date. Billed debts come first, oldest instalment first, in the order of the
 * trade (fees → penalty → compound → overdue interest → overdue principal → current interest → current principal);
 * an early repayment takes what the customer asked for from not-yet-due principal with its interest.
 */
export function applyPayment(
  product: LoanProduct,
  loan: Loan,
  open: readonly Instalment[],
  amount: bigint,
  on: BusinessDate,
  early: EarlyRepayment | null,
): Application {
  let rest = amount;
  const take = (owed: bigint): bigint => {
    const paid = rest < owed ? rest : owed;
    rest -= paid;
    return paid;
  };
  const fees = take(loan.feesOwed);
  let penaltyBilled = 0n;
  const charged = open.map((row) => {
    const billed = penaltyDue(product, loan, row, on);
    penaltyBilled += billed;
    return { ...row, penalty: row.penalty + billed, penaltyThrough: on > row.penaltyThrough ? on : row.penaltyThrough };
  });
  let split: Split = { ...NOTHING, fees };
  for (const row of charged) {
    const paid = take(row.penalty - row.paidPenalty);
    row.paidPenalty += paid;
    split = { ...split, penalty: split.penalty + paid };
  }
  for (const row of charged) {
    const interest = take(row.interest - row.paidInterest);
    const principal = take(row.principal - row.paidPrincipal);
    row.paidInterest += interest;
    row.paidPrincipal += principal;
    split = { ...split, interest: split.interest + interest, principal: split.principal + principal };
    if (row.paidInterest === row.interest && row.paidPrincipal === row.principal && row.paidPenalty === row.penalty) row.settledOn = on;
  }
  const taken = early && rest >= early.principal + early.interest ? early : null;
  if (taken) rest -= taken.principal + taken.interest;
  const paid: Split = taken ? { ...split, interest: split.interest + taken.interest, principal: split.principal + taken.principal } : split;
  const after = afterPayment(product, loan, charged, paid, on, taken);
  const settled = settle(product, after, on);
  return {
    loan: settled,
    rows: charged,
    split: paid,
    penaltyBilled,
    earlyInterest: taken?.interest ?? 0n,
    earlyExact: taken?.billedExact ?? 0n,
    // What accrued below a minor unit on a loan that is now settled is never billed.
    trueUp: (taken?.trueUp ?? 0n) - (after.accrued - settled.accrued),
    rest,
  };
}

function afterPayment(product: LoanProduct, loan: Loan, rows: readonly Instalment[], paid: Split, on: BusinessDate, early: EarlyRepayment | null): Loan {
  const base: Loan = {
    ...loan,
    feesOwed: loan.feesOwed - paid.fees,
    outstanding: loan.outstanding - paid.principal,
    paidPrincipal: loan.paidPrincipal + paid.principal,
    paidInterest: loan.paidInterest + paid.interest,
    paidPenalty: loan.paidPenalty + paid.penalty,
    paidFees: loan.paidFees + paid.fees,
    overdueSince: oldestOpen(rows, on),
  };
  if (!early) return base;
  const accrued = accruedAt(product, loan, on) - (early.billedExact - early.trueUp);
  const current = loan.current - early.principal;
  const kept = { ...base, current, carry: early.settles ? 0n : loan.carry, accrued, accruedThrough: on > loan.accruedThrough ? on : loan.accruedThrough };
  // Keep the term, lower the instalment.
  const left = loan.periods - loan.billed;
  return { ...kept, instalment: current > 0n && left > 0 ? regularInstalment(product, loan.method, current, loan.rate, left) : loan.instalment };
}

/** The due date of the oldest instalment that is not settled after its day. */
export function oldestOpen(rows: readonly Instalment[], on: BusinessDate): BusinessDate | null {
  return (
    rows
      .filter((row) => row.settledOn === null && row.dueOn < on)
      .map((row) => row.dueOn)
      .sort()[0] ?? null
  );
}

function settle(product: LoanProduct, loan: Loan, on: BusinessDate): Loan {
  const done =
    loan.state === 'active' &&
    loan.outstanding === 0n &&
    loan.current === 0n &&
    loan.feesOwed === 0n &&
    divide(loan.accrued, accrualUnit(product), 'down') === 0n &&
    loan.overdueSince === null;
  return done ? { ...loan, state: 'settled', settledOn: on, accrued: 0n } : loan;
}

/** The change of a portfolio's sums that one loan's change makes. */
export type PortfolioDelta = {
  readonly bucket: number;
  readonly programmeId: string;
  readonly loans: bigint;
  readonly disbursed: bigint;
  readonly outstanding: bigint;
  readonly weight: bigint;
  readonly billedExact: bigint;
  readonly trueUp: bigint;
  readonly billed: bigint;
  readonly charges: bigint;
};

export function deltaOf(
  before: Loan | null,
  after: Loan,
  extra: Partial<Pick<PortfolioDelta, 'billedExact' | 'trueUp' | 'billed' | 'charges' | 'disbursed' | 'loans'>> = {},
): PortfolioDelta {
  const counted = (loan: Loan | null) => (loan && loan.state === 'active' ? loan.outstanding : 0n);
  return {
    bucket: after.bucket,
    programmeId: after.programmeId,
    loans: 0n,
    disbursed: 0n,
    billedExact: 0n,
    trueUp: 0n,
    billed: 0n,
    charges: 0n,
    ...extra,
    outstanding: counted(after) - counted(before),
    weight: weightOf(after) - (before ? weightOf(before) : 0n),
  };
}
