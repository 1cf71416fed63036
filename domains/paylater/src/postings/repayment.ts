import { type Account, type Journal, journal, type Transfer } from '@jinqiao/ledger';
import type { Split } from '../allocation.ts';
import { payLaterBook } from '../chart.ts';
import type { Contract, Terms } from '../model.ts';

/** What a payment, or a credit, does to one contract: what it pays, and what is billed and given back at the same moment. */
export type Applied = {
  readonly contract: Pick<Contract, 'bucket' | 'contractId' | 'state'>;
  readonly split: Split;
  readonly chargeBilled: bigint;
  readonly feeBilled: bigint;
  /** Revenue on fees that fall away with an early settlement. */
  readonly unearned: bigint;
};

function transfersOf(terms: Terms, from: Account, { contract, split, chargeBilled, feeBilled, unearned }: Applied): Transfer[] {
  const book = payLaterBook(terms);
  const { bucket, contractId } = contract;
  const receivable = (kind: 'principal' | 'fee' | 'charge') => book.of(`receivable/${kind}`, contractId, bucket);
  if (contract.state === 'written-off')
    return [{ debit: from, credit: book.house('income/recovery', bucket), amount: split.principal + split.fee + split.charge }];
  return [
    { debit: receivable('charge'), credit: book.house('revenue/charge', bucket), amount: chargeBilled },
    { debit: receivable('fee'), credit: book.house('fee/deferral', bucket), amount: feeBilled },
    { debit: book.house('revenue/fee', bucket), credit: book.house('fee/deferral', bucket), amount: unearned },
    { debit: from, credit: receivable('charge'), amount: split.charge },
    { debit: from, credit: receivable('fee'), amount: split.fee },
    { debit: from, credit: receivable('principal'), amount: split.principal },
  ];
}

/** Money of a repayment is on its way; what no contract could take is owed to the customer. */
export function repaid(
  terms: Terms,
  { bucket, repaymentId, customerId }: { readonly bucket: number; readonly repaymentId: string; readonly customerId: string },
  applied: readonly Applied[],
  rest: bigint,
  on: string,
): Journal {
  const book = payLaterBook(terms);
  const cash = book.house('cash/in-transit', bucket);
  return journal({
    businessDate: on,
    kind: 'repayment',
    reference: repaymentId,
    subject: customerId,
    transfers: [
      ...applied.flatMap((each) => transfersOf(terms, cash, each)),
      { debit: cash, credit: book.of('customer/credit', customerId, bucket), amount: rest },
    ],
  });
}

/** What a customer is owed pays what the customer owes. */
export function setOff(
  terms: Terms,
  { bucket, customerId, reference }: { readonly bucket: number; readonly customerId: string; readonly reference: string },
  applied: readonly Applied[],
  on: string,
): Journal {
  const credit = payLaterBook(terms).of('customer/credit', customerId, bucket);
  return journal({ businessDate: on, kind: 'set-off', reference, subject: customerId, transfers: applied.flatMap((each) => transfersOf(terms, credit, each)) });
}
