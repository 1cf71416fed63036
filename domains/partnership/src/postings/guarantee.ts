import { type Journal, journal } from '@jinqiao/ledger';
import type { Claim, Loan } from '@jinqiao/lending';
import type { Collection } from '@jinqiao/payments';
import type { Programme } from '../programme.ts';

/** The guarantor's payment in the bank's book: from margin first, then from the platform's settlement account. */
export function compensationPaid(programme: Programme, on: string, reference: string, fromMargin: bigint, fromSettlement: bigint): Journal {
  const { book } = programme;
  return journal({
    businessDate: on,
    kind: 'compensation-paid',
    reference,
    subject: programme.id,
    transfers: [
      { debit: book.house('platform/margin'), credit: book.house('clearing/bucket'), amount: fromMargin },
      { debit: book.house('platform/settlement'), credit: book.house('clearing/bucket'), amount: fromSettlement },
    ],
  });
}

/** The same payment in the platform's book: a claim on each borrower takes the place of the money. */
export function recourseAcquired(
  programme: Programme,
  on: string,
  reference: string,
  claims: readonly Claim[],
  fromMargin: bigint,
  fromSettlement: bigint,
): Journal[] {
  const { platform } = programme;
  return [
    ...claims.map(({ loan, total }) =>
      journal({
        businessDate: on,
        kind: 'recourse',
        reference: loan.loanId,
        subject: loan.loanId,
        transfers: [{ debit: platform.of('recourse/claim', loan.loanId, loan.bucket), credit: platform.house('clearing/bucket', loan.bucket), amount: total }],
      }),
    ),
    journal({
      businessDate: on,
      kind: 'compensation-paid',
      reference,
      subject: programme.id,
      transfers: [
        { debit: platform.house('clearing/bucket'), credit: platform.house('bank/margin'), amount: fromMargin },
        { debit: platform.house('clearing/bucket'), credit: platform.house('bank/settlement'), amount: fromSettlement },
      ],
    }),
  ];
}

/** A borrower pays after compensation: the claim falls, what exceeds it (or was written off) is income; the money is on its way. */
export function recovered(programme: Programme, collection: Collection, loan: Loan, toClaim: bigint): Journal[] {
  const { platform } = programme;
  const { bucket, loanId } = loan;
  const head = { businessDate: collection.businessDate, kind: 'recovery', subject: loanId };
  const clearing = platform.house('clearing/bucket', bucket);
  return [
    journal({
      ...head,
      reference: collection.collectionId,
      transfers: [
        { debit: clearing, credit: platform.of('recourse/claim', loanId, bucket), amount: toClaim },
        { debit: clearing, credit: platform.house('income/recovery', bucket), amount: collection.amount - toClaim },
      ],
    }),
    journal({
      ...head,
      kind: 'recovery-in-transit',
      reference: collection.collectionId,
      transfers: [{ debit: platform.house('recovery/in-transit'), credit: platform.house('clearing/bucket'), amount: collection.amount }],
    }),
  ];
}

/** Recovered money arrives in the platform's settlement account. */
export function recoveryArrived(programme: Programme, on: string, reference: string, amount: bigint): { bank: Journal; platform: Journal } {
  const head = { businessDate: on, kind: 'recovery-arrived', reference, subject: programme.id };
  return {
    bank: journal({
      ...head,
      transfers: [{ debit: programme.book.house('settlement/clearing'), credit: programme.book.house('platform/settlement'), amount }],
    }),
    platform: journal({
      ...head,
      transfers: [{ debit: programme.platform.house('bank/settlement'), credit: programme.platform.house('recovery/in-transit'), amount }],
    }),
  };
}

export function writtenOff(programme: Programme, on: string, loan: Loan, amount: bigint): Journal {
  const { platform } = programme;
  return journal({
    businessDate: on,
    kind: 'write-off',
    reference: loan.loanId,
    subject: loan.loanId,
    transfers: [{ debit: platform.house('loss/write-off', loan.bucket), credit: platform.of('recourse/claim', loan.loanId, loan.bucket), amount }],
  });
}
