import { type Journal, journal } from '@jinqiao/ledger';
import type { LoanBook } from '../chart.ts';
import type { Loan } from '../model.ts';

/** First leg: the bank books the loan and credits the class-II account. */
export function disbursed(book: LoanBook, loan: Loan, on: string): Journal {
  return journal({
    businessDate: on,
    kind: 'disbursement',
    reference: loan.loanId,
    subject: loan.loanId,
    transfers: [
      {
        debit: book.of('loan/principal', loan.loanId, loan.bucket),
        credit: book.of('customer/class-ii', loan.customerId, loan.bucket),
        amount: loan.principal,
      },
    ],
  });
}

/** An entrusted payment has come back: the money passes the class-II account once more and repays the whole principal. */
export function withdrawn(book: LoanBook, loan: Loan, on: string): Journal {
  const account = book.of('customer/class-ii', loan.customerId, loan.bucket);
  return journal({
    businessDate: on,
    kind: 'withdrawal',
    reference: loan.loanId,
    subject: loan.loanId,
    transfers: [
      { debit: book.house('interbank/payable', loan.bucket), credit: account, amount: loan.principal },
      { debit: account, credit: book.of('loan/principal', loan.loanId, loan.bucket), amount: loan.principal },
    ],
  });
}

/** Second leg: from the class-II account to the bound card. */
export function paidOut(book: LoanBook, loan: Loan, on: string): Journal {
  return journal({
    businessDate: on,
    kind: 'payout',
    reference: loan.loanId,
    subject: loan.loanId,
    transfers: [
      { debit: book.of('customer/class-ii', loan.customerId, loan.bucket), credit: book.house('interbank/payable', loan.bucket), amount: loan.principal },
    ],
  });
}
