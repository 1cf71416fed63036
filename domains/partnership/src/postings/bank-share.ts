import { type Journal, journal, signedTransfer } from '@jinqiao/ledger';
import type { Programme } from '../programme.ts';

type Accrual = { readonly interest: bigint; readonly residual: bigint };

/**
 * The day's income by formula: customers' interest to the bank's book, and what exceeds the bank's fixed yield (with
 * penalty and fees) as the platform's residual, which may be negative.
 */
export function accrued(programme: Programme, on: string, { interest, residual }: Accrual): { bank: Journal[]; platform: Journal[] } {
  const { book, platform } = programme;
  const bank = [
    signedTransfer(book.house('accrued/interest'), book.house('income/interest'), interest),
    signedTransfer(book.house('expense/facilitation'), book.house('platform/payable'), residual),
  ].filter((transfer) => transfer.amount !== 0n);
  const head = { businessDate: on, kind: 'accrual', reference: on, subject: programme.id };
  return {
    bank: bank.length > 0 ? [journal({ ...head, transfers: bank })] : [],
    platform:
      residual === 0n
        ? []
        : [
            journal({
              ...head,
              transfers: [signedTransfer(platform.house('bank/residual'), platform.house('income/facilitation'), residual)],
            }),
          ],
  };
}

/** The bank's fee for advances that were repaid on a day, taken from what it owes the platform. */
export function advanceFee(programme: Programme, on: string, reference: string, amount: bigint): { bank: Journal[]; platform: Journal[] } {
  if (amount === 0n) return { bank: [], platform: [] };
  const { book, platform } = programme;
  const head = { businessDate: on, kind: 'advance-fee', reference, subject: programme.id };
  return {
    bank: [journal({ ...head, transfers: [{ debit: book.house('platform/payable'), credit: book.house('income/advance-fee'), amount }] })],
    platform: [journal({ ...head, transfers: [{ debit: platform.house('expense/advance-fee'), credit: platform.house('bank/residual'), amount }] })],
  };
}

/** Money from the payment institution has arrived and repays advances; one journal per bucket of the customers. */
export function advancesRepaid(programme: Programme, on: string, reference: string, byBucket: ReadonlyMap<number, bigint>): Journal[] {
  const { book } = programme;
  return [...byBucket]
    .sort(([a], [b]) => a - b)
    .map(([bucket, amount]) =>
      journal({
        businessDate: on,
        kind: 'advance-repaid',
        reference: `${reference}/${bucket}`,
        subject: programme.id,
        transfers: [{ debit: book.house('settlement/clearing', bucket), credit: book.house('advance/receivable', bucket), amount }],
      }),
    );
}

/** Margin moved between the platform's settlement account and the margin deposit; negative is a release. */
export function marginMoved(programme: Programme, on: string, amount: bigint): { bank: Journal[]; platform: Journal[] } {
  const { book, platform } = programme;
  const head = { businessDate: on, kind: amount > 0n ? 'margin-top-up' : 'margin-release', reference: on, subject: programme.id };
  return {
    bank: [journal({ ...head, transfers: [signedTransfer(book.house('platform/settlement'), book.house('platform/margin'), amount)] })],
    platform: [journal({ ...head, transfers: [signedTransfer(platform.house('bank/margin'), platform.house('bank/settlement'), amount)] })],
  };
}

/** The monthly settlement: the bank pays the residual it owes, or is paid where it is negative. */
export function settled(programme: Programme, on: string, month: string, net: bigint): { bank: Journal[]; platform: Journal[] } {
  if (net === 0n) return { bank: [], platform: [] };
  const { book, platform } = programme;
  const head = { businessDate: on, kind: 'settlement', reference: month, subject: programme.id };
  return {
    bank: [journal({ ...head, transfers: [signedTransfer(book.house('platform/payable'), book.house('platform/settlement'), net)] })],
    platform: [journal({ ...head, transfers: [signedTransfer(platform.house('bank/settlement'), platform.house('bank/residual'), net)] })],
  };
}

/** The platform's opening deposit in its settlement account. */
export function paidIn(programme: Programme, on: string, amount: bigint): { bank: Journal[]; platform: Journal[] } {
  const head = { businessDate: on, kind: 'paid-in', reference: programme.id, subject: programme.id };
  return {
    bank: [
      journal({ ...head, transfers: [{ debit: programme.book.house('settlement/clearing'), credit: programme.book.house('platform/settlement'), amount }] }),
    ],
    platform: [
      journal({ ...head, transfers: [{ debit: programme.platform.house('bank/settlement'), credit: programme.platform.house('equity/paid-in'), amount }] }),
    ],
  };
}
