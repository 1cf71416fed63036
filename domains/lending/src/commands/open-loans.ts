import { accrualDays, type BusinessDate } from '@jinqiao/calendar';
import type { Tx } from '@jinqiao/database';
import { openAccounts, post } from '@jinqiao/ledger';
import { mirrorMovements } from '@jinqiao/parties';
import { setAgenda } from '../agenda.ts';
import { insertCashFlows } from '../cash-flow-store.ts';
import type { LoanBook } from '../chart.ts';
import { accruedAt, dueDate, firstDueOf, type Loan, type LoanProduct, type Method, regularInstalment, weightOf } from '../model.ts';
import { disbursed, paidOut, withdrawn } from '../postings/disbursement.ts';
import { deltaOf } from '../repayment.ts';
import { addToPortfolio, insertLoans, saveLoans } from '../store.ts';

export type Draw = {
  readonly bucket: number;
  readonly loanId: string;
  readonly customerId: string;
  readonly lineId: string;
  readonly accountNo: string;
  readonly mandateToken: string;
  readonly principal: bigint;
  readonly rate: bigint;
  readonly penaltyRate: bigint;
  readonly method: Method;
  readonly periods: number;
  readonly agreementHash: string;
};

/** The loan that a draw becomes. */
export function loanOf(product: LoanProduct, draw: Draw, on: BusinessDate): Loan {
  return {
    ...draw,
    programmeId: product.programmeId,
    state: 'disbursing',
    disbursedOn: on,
    firstDue: firstDueOf(on),
    instalment: regularInstalment(product, draw.method, draw.principal, draw.rate, draw.periods),
    billed: 0,
    current: 0n,
    carry: 0n,
    accrued: 0n,
    accruedThrough: on,
    outstanding: 0n,
    overdueSince: null,
    feesOwed: 0n,
    paidPrincipal: 0n,
    paidInterest: 0n,
    paidPenalty: 0n,
    paidFees: 0n,
    compensatedOn: null,
    recourseClaim: 0n,
    recourseRecovered: 0n,
    writtenOff: 0n,
    settledOn: null,
  };
}

/** A loan as it stands once it is paid out. */
export function activeLoan(loan: Loan): Loan {
  return { ...loan, state: 'active', current: loan.principal, outstanding: loan.principal };
}

/** Records loans as on their way to being paid out, with their accounts. No money has moved. */
export async function openLoans(tx: Tx, book: LoanBook, loans: readonly Loan[]): Promise<void> {
  await insertLoans(tx, loans);
  await openAccounts(
    tx,
    loans.flatMap((loan) => (['loan/principal', 'loan/interest', 'loan/penalty', 'loan/fees'] as const).map((path) => book.of(path, loan.loanId, loan.bucket))),
  );
}

/** The bank has booked the loans: they are active, the money is in the class-II accounts and interest runs. */
export async function activateLoans(tx: Tx, product: LoanProduct, book: LoanBook, loans: readonly Loan[], on: string): Promise<void> {
  if (loans.length === 0) return;
  const active = loans.map(activeLoan);
  await saveLoans(tx, active);
  await setAgenda(
    tx,
    active.map((loan) => ({ bucket: loan.bucket, loanId: loan.loanId, kind: 'bill' as const, dueOn: dueDate(loan, 1) })),
  );
  const programmeId = active[0]?.programmeId ?? '';
  await addToPortfolio(
    tx,
    programmeId,
    active.map((loan, i) =>
      deltaOf(loans[i] ?? null, loan, {
        // A loan whose pay-out became known on a later day has earned since the day that the bank booked it.
        loans: 1n,
        disbursed: loan.principal,
        trueUp: weightOf(loan) * BigInt(accrualDays(product.dayCount, loan.disbursedOn, on)),
      }),
    ),
  );
  await insertCashFlows(
    tx,
    active.map((loan) => ({
      bucket: loan.bucket,
      loanId: loan.loanId,
      reference: `disbursement/${loan.loanId}`,
      kind: 'disbursement',
      date: on,
      amount: loan.principal,
      principal: loan.principal,
      interest: 0n,
      penalty: 0n,
      fees: 0n,
    })),
  );
  await post(
    tx,
    book,
    active.map((loan) => disbursed(book, loan, on)),
  );
  await mirrorMovements(
    tx,
    on,
    active.map((loan) => ({ ...loan, kind: 'loan-disbursement' as const, amount: loan.principal, reference: loan.loanId })),
  );
}

/** The bank refused to book these loans: they are cancelled, and their lines are free again. */
export async function cancelLoans(tx: Tx, loans: readonly Loan[]): Promise<void> {
  await saveLoans(
    tx,
    loans.map((loan) => ({ ...loan, state: 'cancelled' as const })),
  );
}

/** The second leg is done: the money has left the class-II accounts for the bound cards. */
export async function payOutLoans(tx: Tx, book: LoanBook, loans: readonly Loan[], on: string): Promise<void> {
  await post(
    tx,
    book,
    loans.map((loan) => paidOut(book, loan, on)),
  );
  await mirrorMovements(
    tx,
    on,
    loans.map((loan) => ({ ...loan, kind: 'bound-transfer-out' as const, amount: loan.principal, reference: loan.loanId })),
  );
}

/**
 * Takes loans back whose money came back before anything was repaid: principal, accrued interest and what was planned are gone,
 * the borrower owes nothing. What accrued in the nights between leaves the portfolio; the bank's yield for them stays owed.
 * @throws TypeError for a loan on which an instalment fell due already.
 */
export async function withdrawLoans(tx: Tx, product: LoanProduct, book: LoanBook, loans: readonly Loan[], on: BusinessDate): Promise<void> {
  if (loans.length === 0) return;
  const pairs = loans.map((loan) => {
    if (loan.state !== 'active' || loan.billed > 0 || loan.outstanding !== loan.principal) throw new TypeError(`loan ${loan.loanId} is being repaid`);
    return { loan, after: { ...loan, state: 'cancelled' as const, current: 0n, carry: 0n, accrued: 0n, accruedThrough: on, outstanding: 0n } };
  });
  await saveLoans(
    tx,
    pairs.map(({ after }) => after),
  );
  await setAgenda(
    tx,
    loans.flatMap(({ bucket, loanId }) => (['bill', 'pay-out'] as const).map((kind) => ({ bucket, loanId, kind, dueOn: null }))),
  );
  await addToPortfolio(
    tx,
    loans[0]?.programmeId ?? '',
    pairs.map(({ loan, after }) => deltaOf(loan, after, { loans: -1n, disbursed: -loan.principal, trueUp: -accruedAt(product, loan, on) })),
  );
  await insertCashFlows(
    tx,
    loans.map(({ bucket, loanId, principal }) => {
      const nothing = { interest: 0n, penalty: 0n, fees: 0n };
      return { bucket, loanId, reference: `withdrawal/${loanId}`, kind: 'withdrawal', date: on, amount: principal, principal, ...nothing };
    }),
  );
  await post(
    tx,
    book,
    loans.map((loan) => withdrawn(book, loan, on)),
  );
  const moved = loans.map((loan) => ({ ...loan, amount: loan.principal, reference: `withdrawal/${loan.loanId}` }));
  await mirrorMovements(
    tx,
    on,
    moved.flatMap((movement) => (['bound-transfer-in', 'loan-repayment'] as const).map((kind) => ({ ...movement, kind }))),
  );
}
