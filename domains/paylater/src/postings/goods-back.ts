import { type Journal, journal } from '@jinqiao/ledger';
import { payLaterBook } from '../chart.ts';
import type { Credited } from '../credit-note.ts';
import type { Contract, Terms } from '../model.ts';

/**
 * Goods came back. Trade credit: the sale is undone. Micro-loan: the seller owes the price to the lender, as far as it was paid
 * already. What the customer had paid too much is owed to the customer.
 * @param value the price of what came back; of it `unpaid` was not paid to the seller yet
 */
export function credited(
  terms: Terms,
  before: Contract,
  note: Credited,
  { value, unpaid, noteId }: { value: bigint; unpaid: bigint; noteId: string },
  on: string,
): Journal {
  const book = payLaterBook(terms);
  const { bucket, contractId, customerId, seller } = before;
  const receivable = (kind: 'principal' | 'fee') => book.of(`receivable/${kind}`, contractId, bucket);
  const customer = book.of('customer/credit', customerId, bucket);
  const sources =
    terms.product === 'trade-credit'
      ? [{ debit: book.house('returns/goods', bucket), amount: value }]
      : [
          { debit: book.of('seller/payable', seller, bucket), amount: unpaid },
          { debit: book.of('seller/claim', seller, bucket), amount: value - unpaid },
        ];
  return journal({
    businessDate: on,
    kind: 'credit-note',
    reference: noteId,
    subject: contractId,
    transfers: [
      ...sources.map((source) => ({ ...source, credit: customer })),
      { debit: customer, credit: receivable('principal'), amount: note.principalOff },
      { debit: book.house('fee/deferral', bucket), credit: customer, amount: note.billedFees },
      { debit: customer, credit: receivable('fee'), amount: note.feeOff },
      { debit: book.house('revenue/fee', bucket), credit: book.house('fee/deferral', bucket), amount: note.unearned },
    ],
  });
}

/** What had been paid by turning a bill into instalments comes off the instalments: the customer's credit pays them. */
export function conversionCredited(terms: Terms, before: Contract, note: Credited, noteId: string, on: string): Journal {
  const book = payLaterBook(terms);
  const { bucket, contractId, customerId } = before;
  const customer = book.of('customer/credit', customerId, bucket);
  return journal({
    businessDate: on,
    kind: 'conversion-credit-note',
    reference: `${noteId}/${contractId}`,
    subject: contractId,
    transfers: [
      { debit: customer, credit: book.of('receivable/principal', contractId, bucket), amount: note.principalOff },
      { debit: book.house('fee/deferral', bucket), credit: customer, amount: note.billedFees },
      { debit: customer, credit: book.of('receivable/fee', contractId, bucket), amount: note.feeOff },
      { debit: book.house('revenue/fee', bucket), credit: book.house('fee/deferral', bucket), amount: note.unearned },
    ],
  });
}
