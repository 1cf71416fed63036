import { addDays, type BusinessDate } from '@jinqiao/calendar';
import type { Db, Tx } from '@jinqiao/database';
import { type Journal, journal, post } from '@jinqiao/ledger';
import { divide } from '@jinqiao/money';
import { setAgenda } from '../agenda.ts';
import { insertCashFlows } from '../cash-flow-store.ts';
import type { LoanBook } from '../chart.ts';
import { accrualUnit, accruedAt, type Instalment, type Loan, type LoanProduct, penaltyDue } from '../model.ts';
import { deltaOf, NOTHING, type Split, totalOf } from '../repayment.ts';
import { addToPortfolio, type LoanKey, loansByKey, openInstalments, type PortfolioContext, saveInstalments, saveLoans } from '../store.ts';

/** What the guarantor owes the bank for a loan: the whole balance, interest to the day, and charges. */
export type Claim = {
  readonly loan: Loan;
  readonly rows: readonly Instalment[];
  readonly split: Split;
  readonly total: bigint;
  readonly accruedInterest: bigint;
  readonly accruedExact: bigint;
  readonly penaltyBilled: bigint;
};

/** The claims on the guarantor for loans that reached the trigger: accelerated whole balances (整笔代偿). */
export async function claimsOf(db: Db, programmes: PortfolioContext, loans: readonly LoanKey[], on: BusinessDate): Promise<Claim[]> {
  const [fresh, open] = [await loansByKey(db, loans), await openInstalments(db, loans)];
  return loans.map((given) => {
    const loan = fresh.get(given.loanId) as Loan;
    return claimOf(programmes.of(loan.programmeId).product, loan, open.get(loan.loanId) ?? [], on);
  });
}

function claimOf(product: LoanProduct, loan: Loan, open: readonly Instalment[], on: BusinessDate): Claim {
  const accruedExact = accruedAt(product, loan, on);
  const accruedInterest = divide(accruedExact, accrualUnit(product), 'half-up');
  let split: Split = { ...NOTHING, principal: loan.outstanding, interest: accruedInterest, fees: loan.feesOwed };
  let penaltyBilled = 0n;
  const rows = open.map((row) => {
    const billed = penaltyDue(product, loan, row, on);
    penaltyBilled += billed;
    split = { ...split, interest: split.interest + row.interest - row.paidInterest, penalty: split.penalty + row.penalty + billed - row.paidPenalty };
    return { ...row, penalty: row.penalty + billed, penaltyThrough: on, settledOn: on };
  });
  return { loan, rows, split, total: totalOf(split), accruedInterest, accruedExact, penaltyBilled };
}

/** The bank has been paid by the guarantor: its loans close, the claims live on with the guarantor. */
export async function closeCompensated(tx: Tx, programmes: PortfolioContext, programmeId: string, claims: readonly Claim[], on: BusinessDate): Promise<void> {
  const { product, book } = programmes.of(programmeId);
  const closed = claims.map((claim) => ({
    claim,
    after: {
      ...claim.loan,
      state: 'compensated' as const,
      outstanding: 0n,
      current: 0n,
      carry: 0n,
      accrued: 0n,
      accruedThrough: on,
      feesOwed: 0n,
      compensatedOn: on,
      recourseClaim: claim.total,
    },
  }));
  await saveLoans(
    tx,
    closed.map(({ after }) => after),
  );
  await saveInstalments(
    tx,
    claims.flatMap((claim) => claim.rows),
  );
  await setAgenda(
    tx,
    closed.flatMap(({ after }) => {
      const key = { bucket: after.bucket, loanId: after.loanId };
      const since = after.overdueSince ?? on;
      return [
        { ...key, kind: 'bill' as const, dueOn: null },
        { ...key, kind: 'retry' as const, dueOn: null },
        { ...key, kind: 'age' as const, dueOn: null },
        { ...key, kind: 'compensate' as const, dueOn: null },
        { ...key, kind: 'write-off' as const, dueOn: addDays(since, product.writeOffDpd) },
      ];
    }),
  );
  await addToPortfolio(
    tx,
    programmeId,
    closed.map(({ claim, after }) =>
      deltaOf(claim.loan, after, { billedExact: claim.accruedExact, billed: claim.accruedInterest, charges: claim.penaltyBilled }),
    ),
  );
  await insertCashFlows(
    tx,
    closed.map(({ claim }) => ({
      bucket: claim.loan.bucket,
      loanId: claim.loan.loanId,
      reference: `compensation/${claim.loan.loanId}`,
      kind: 'compensation',
      date: on,
      amount: claim.total,
      ...claim.split,
    })),
  );
  await post(
    tx,
    book,
    claims.map((claim) => compensated(book, claim, on)),
  );
}

function compensated(book: LoanBook, { loan, split, penaltyBilled, accruedInterest }: Claim, on: string): Journal {
  const receivable = (kind: 'interest' | 'principal' | 'penalty' | 'fees') => book.of(`loan/${kind}`, loan.loanId, loan.bucket);
  const clearing = book.house('clearing/bucket', loan.bucket);
  return journal({
    businessDate: on,
    kind: 'compensation',
    reference: loan.loanId,
    subject: loan.loanId,
    transfers: [
      { debit: receivable('penalty'), credit: book.house('income/charges', loan.bucket), amount: penaltyBilled },
      { debit: receivable('interest'), credit: book.house('accrued/interest', loan.bucket), amount: accruedInterest },
      { debit: clearing, credit: receivable('principal'), amount: split.principal },
      { debit: clearing, credit: receivable('interest'), amount: split.interest },
      { debit: clearing, credit: receivable('penalty'), amount: split.penalty },
      { debit: clearing, credit: receivable('fees'), amount: split.fees },
    ],
  });
}
