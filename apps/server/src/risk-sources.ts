import { businessDate } from '@jinqiao/calendar';
import { approvedScores } from '@jinqiao/credit';
import type { Db } from '@jinqiao/database';
import { firstInstalments, type Instalment, type Loan, openInstalments, standingLoans } from '@jinqiao/lending';
import type { JointLoan, Programme } from '@jinqiao/partnership';
import { type Asked, gradeOf, type LossBook, type PositionSource, type Standing } from '@jinqiao/risk';

/**
 * Loans of programmes as risk sees them: the bank's loans that the platform guarantees, and after it paid, its claims. The
 * platform's own book bears the loss of both.
 */
export function jointLoanSource(joint: JointLoan): PositionSource {
  return { product: 'joint-loan', scheme: 'LOAN_2023', read: readLoans, lossBooks: joint.programmes.map(lossBookOf) };
}

function lossBookOf({ id, asset, platform }: Programme): LossBook {
  return {
    scope: id,
    asset,
    book: platform,
    allowance: platform.house('allowance/credit-loss'),
    expense: platform.house('expense/credit-loss'),
    loss: platform.house('loss/write-off'),
  };
}

async function readLoans(db: Db, { after, ...asked }: Asked): Promise<Standing[]> {
  const loans = await standingLoans(db, { ...asked, after: after && { bucket: after.bucket, loanId: after.contractId } });
  if (loans.length === 0) return [];
  const [open, first, scores] = [await openInstalments(db, loans), await firstInstalments(db, loans), await approvedScores(db, loans)];
  return loans.map((loan) =>
    standingOf(
      loan,
      { open: open.get(loan.loanId) ?? [], first: first.get(loan.loanId), score: scores.get(`${loan.customerId} ${loan.programmeId}`) ?? null },
      asked.on,
    ),
  );
}

type Around = { readonly open: readonly Instalment[]; readonly first: Instalment | undefined; readonly score: number | null };

function standingOf(loan: Loan, { open, first, score }: Around, on: string): Standing {
  const claimed = loan.state === 'compensated';
  // What a customer paid and the bank has not applied yet is not overdue: the close says from when a loan is.
  const late = loan.overdueSince === null ? [] : open.filter((row) => row.dueOn < on);
  const principal = late.reduce((sum, row) => sum + row.principal - row.paidPrincipal, 0n);
  const rest = late.reduce((sum, row) => sum + row.interest - row.paidInterest + row.penalty - row.paidPenalty, 0n);
  return {
    bucket: loan.bucket,
    contractId: loan.loanId,
    product: 'joint-loan',
    scope: loan.programmeId,
    customerId: loan.customerId,
    grade: gradeOf(score, loan.disbursedOn),
    originatedOn: loan.disbursedOn,
    amount: loan.principal,
    rate: loan.rate,
    periods: loan.periods,
    remaining: loan.state === 'active' ? Math.max(0, loan.periods - loan.billed) : 0,
    monthly: true,
    firstDueOn: loan.firstDue,
    firstPaidOn: firstPaidOn(loan, first),
    outstanding: claimed ? loan.recourseClaim : loan.outstanding,
    overdue: claimed ? loan.recourseClaim : principal + rest,
    overduePrincipal: claimed ? loan.recourseClaim : principal,
    overdueSince: loan.overdueSince,
    state: loan.state === 'disbursing' || loan.state === 'cancelled' ? 'settled' : loan.state,
    writtenOff: loan.writtenOff,
    recovered: loan.recourseRecovered,
    repaid: loan.paidPrincipal + loan.recourseRecovered,
    restructuredOn: null,
  };
}

/** An instalment that compensation closed was not paid by the borrower; a loan settled before its first due date has paid. */
function firstPaidOn(loan: Loan, first: Instalment | undefined): Standing['firstPaidOn'] {
  const paidOn = first?.settledOn ?? null;
  if (paidOn !== null && loan.compensatedOn !== null && paidOn >= loan.compensatedOn) return null;
  return paidOn ?? (loan.state === 'settled' && loan.settledOn !== null ? businessDate(loan.settledOn) : null);
}
