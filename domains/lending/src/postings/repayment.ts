import { type Journal, journal } from '@jinqiao/ledger';
import type { Collection } from '@jinqiao/payments';
import type { LoanBook } from '../chart.ts';
import type { Application } from '../repayment.ts';

/** The success notice: the bank advances the collected amount to the class-II account. */
export function advanced(book: LoanBook, collection: Collection): Journal {
  return journal({
    businessDate: collection.businessDate,
    kind: 'advance',
    reference: collection.collectionId,
    subject: collection.loanId,
    transfers: [
      {
        debit: book.house('advance/receivable', collection.bucket),
        credit: book.of('customer/class-ii', collection.customerId, collection.bucket),
        amount: collection.amount,
      },
    ],
  });
}

/**
 * The bank's batch debits the class-II account and pays the loan. Penalty and interest that only now became due are
 * billed in the same journal, before they are paid.
 */
export function repaid(book: LoanBook, collection: Collection, application: Application, on: string): Journal {
  const { bucket, loanId } = collection;
  const account = book.of('customer/class-ii', collection.customerId, bucket);
  const receivable = (kind: 'interest' | 'principal' | 'penalty' | 'fees') => book.of(`loan/${kind}`, loanId, bucket);
  const { split } = application;
  return journal({
    businessDate: on,
    kind: 'repayment',
    reference: collection.collectionId,
    subject: loanId,
    transfers: [
      { debit: receivable('penalty'), credit: book.house('income/charges', bucket), amount: application.penaltyBilled },
      { debit: receivable('interest'), credit: book.house('accrued/interest', bucket), amount: application.earlyInterest },
      { debit: account, credit: receivable('fees'), amount: split.fees },
      { debit: account, credit: receivable('penalty'), amount: split.penalty },
      { debit: account, credit: receivable('interest'), amount: split.interest },
      { debit: account, credit: receivable('principal'), amount: split.principal },
    ],
  });
}
