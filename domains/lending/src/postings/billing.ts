import { type Journal, journal } from '@jinqiao/ledger';
import type { LoanBook } from '../chart.ts';
import type { Instalment, Loan } from '../model.ts';

/** An instalment falls due: its interest moves from accrued to receivable. Nothing where there is no interest. */
export function instalmentBilled(book: LoanBook, loan: Loan, row: Instalment): Journal[] {
  return row.interest === 0n
    ? []
    : [
        journal({
          businessDate: row.dueOn,
          kind: 'interest-billed',
          reference: `${loan.loanId}/${row.n}`,
          subject: loan.loanId,
          transfers: [{ debit: book.of('loan/interest', loan.loanId, loan.bucket), credit: book.house('accrued/interest', loan.bucket), amount: row.interest }],
        }),
      ];
}

/** A fee item charged to the borrower. */
export function feeCharged(book: LoanBook, loan: Loan, amount: bigint, reference: string, on: string): Journal {
  return journal({
    businessDate: on,
    kind: 'fee-charged',
    reference,
    subject: loan.loanId,
    transfers: [{ debit: book.of('loan/fees', loan.loanId, loan.bucket), credit: book.house('income/charges', loan.bucket), amount }],
  });
}
