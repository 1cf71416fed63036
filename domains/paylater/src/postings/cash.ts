import { HOUSE_BUCKET } from '@jinqiao/database';
import { type Journal, journal, signedTransfer } from '@jinqiao/ledger';
import { sum } from '@jinqiao/money';
import { payLaterBook } from '../chart.ts';
import type { Terms } from '../model.ts';

/** Money that reaches the creditor's account at the bank, or leaves it, for one customer. */
export type CashMovement = {
  readonly bucket: number;
  readonly reference: string;
  readonly subject: string;
  readonly kind: 'repayment-arrived' | 'refund' | 'seller-payment';
  readonly amount: bigint;
  /** A customer who is refunded, or a seller who is paid. */
  readonly owner: string;
};

/** The creditor's account lies in the house's bucket, customers in theirs: a journal for each of them, and one for the account. */
export function cashMoved(terms: Terms, movements: readonly CashMovement[], reference: string, on: string): Journal[] {
  const book = payLaterBook(terms);
  const inBuckets = movements.map(({ bucket, kind, amount, owner, ...of }) => {
    const clearing = book.house('clearing/bucket', bucket);
    const other =
      kind === 'repayment-arrived'
        ? book.house('cash/in-transit', bucket)
        : kind === 'refund'
          ? book.of('customer/credit', owner, bucket)
          : book.of('seller/payable', owner, bucket);
    const transfer = kind === 'repayment-arrived' ? { debit: clearing, credit: other, amount } : { debit: other, credit: clearing, amount };
    return journal({ businessDate: on, kind, reference: of.reference, subject: of.subject, transfers: [transfer] });
  });
  const net = sum(movements.map(({ kind, amount }) => (kind === 'repayment-arrived' ? amount : -amount)));
  if (net === 0n) return inBuckets;
  return [
    ...inBuckets,
    journal({
      businessDate: on,
      kind: 'cash',
      reference,
      subject: terms.programmeId,
      transfers: [signedTransfer(book.house('cash/bank', HOUSE_BUCKET), book.house('clearing/bucket', HOUSE_BUCKET), net)],
    }),
  ];
}

/** What a seller owes for goods that came back is set off against what it is owed: the claim may lie in another bucket. */
export function claimSetOff(
  terms: Terms,
  { seller, amount, claim, payment }: { seller: string; amount: bigint; claim: { bucket: number; id: string }; payment: { bucket: number; id: string } },
  on: string,
): Journal[] {
  const book = payLaterBook(terms);
  const reference = `${claim.id}/${payment.id}`;
  return [
    journal({
      businessDate: on,
      kind: 'seller-set-off',
      reference,
      subject: payment.id,
      transfers: [{ debit: book.of('seller/payable', seller, payment.bucket), credit: book.house('clearing/bucket', payment.bucket), amount }],
    }),
    journal({
      businessDate: on,
      kind: 'seller-claim-set-off',
      reference,
      subject: payment.id,
      transfers: [{ debit: book.house('clearing/bucket', claim.bucket), credit: book.of('seller/claim', seller, claim.bucket), amount }],
    }),
  ];
}

const FUNDING_PATHS = {
  'own-capital': 'equity/paid-in',
  'bank-loan': 'funding/bank-loan',
  'shareholder-loan': 'funding/shareholder-loan',
  'securitised-pool': 'funding/securitised-pool',
} as const;

export type FundingSource = keyof typeof FUNDING_PATHS;

/** A lender raises money, or pays it back. */
export function funded(
  terms: Terms,
  { source, direction, amount, fundingId }: { source: FundingSource; direction: 'raise' | 'repay'; amount: bigint; fundingId: string },
  on: string,
): Journal {
  const book = payLaterBook(terms);
  const [bank, liability] = [book.house('cash/bank', HOUSE_BUCKET), book.house(FUNDING_PATHS[source], HOUSE_BUCKET)];
  return journal({
    businessDate: on,
    kind: `funding-${direction}`,
    reference: fundingId,
    subject: terms.programmeId,
    transfers: [direction === 'raise' ? { debit: bank, credit: liability, amount } : { debit: liability, credit: bank, amount }],
  });
}
