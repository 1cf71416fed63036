import { type BusinessDate, businessDate } from '@jinqiao/calendar';
import type { Tx } from '@jinqiao/database';
import { billedThrough, collectionOf, holdLoan, type Loan, lendingFault, openInstalments, owedAt, totalOf } from '@jinqiao/lending';
import { formatAmount } from '@jinqiao/money';
import type { Programme } from '@jinqiao/partnership';
import { type NewCollection, planCollections, unfinishedOfLoan } from '@jinqiao/payments';
import type { Claims, DebtKey } from '../debt.ts';
import { dunningFault } from '../errors.ts';

/** What can be paid on a loan now: what is due of one at the bank, the whole claim after compensation, written off or not. Holds the loan. */
export async function payableNow(tx: Tx, programme: Programme, claims: Claims, loan: Loan, on: BusinessDate): Promise<bigint> {
  if (loan.state !== 'active') return (await claims.hold(tx, { bucket: loan.bucket, kind: 'recourse', contractId: loan.loanId }))?.owed ?? 0n;
  const billed = await billedThrough(tx, programme.product, programme.book, loan, on);
  return totalOf(owedAt(programme.product, billed, (await openInstalments(tx, [billed])).get(billed.loanId) ?? [], on));
}

/**
 * Plans the debit by which a customer pays an overdue loan or a claim now, wholly or in part.
 * @throws Fault DEBT_UNKNOWN, REPAYMENT_IN_FLIGHT, NOTHING_OWED, AMOUNT_OVER_DEBT.
 */
export async function orderLoanPayment(
  tx: Tx,
  programme: Programme,
  claims: Claims,
  key: DebtKey,
  amount: bigint,
  on: string,
  occasion: string,
): Promise<NewCollection> {
  const loan = await holdLoan(tx, { bucket: key.bucket, loanId: key.contractId });
  if (!loan) throw dunningFault('DEBT_UNKNOWN', { id: key.contractId });
  // What is collected of a claim waits for the close with its outcome known: only what is not known stands in the way.
  const waits = (await unfinishedOfLoan(tx, loan.bucket, loan.loanId)).some(({ purpose, state }) => purpose !== 'recovery' || state !== 'success');
  if (waits) throw lendingFault('REPAYMENT_IN_FLIGHT');
  const payable = await payableNow(tx, programme, claims, loan, businessDate(on));
  if (payable <= 0n) throw dunningFault('NOTHING_OWED', { id: key.contractId });
  if (amount > payable) throw dunningFault('AMOUNT_OVER_DEBT', { max: formatAmount(payable, programme.asset) }, '$.amount');
  const purpose = loan.state === 'active' ? ('instalment' as const) : ('recovery' as const);
  const collection = { ...collectionOf(loan, 'single', on, amount, occasion), purpose };
  await planCollections(tx, [collection]);
  return collection;
}
