import { type BusinessDate, daysBetween } from '@jinqiao/calendar';
import type { Tx } from '@jinqiao/database';
import { post } from '@jinqiao/ledger';
import { asset, formatAmount } from '@jinqiao/money';
import { type NewCollection, planCollections, unfinishedOfLoan } from '@jinqiao/payments';
import { derivedId } from '@jinqiao/runtime';
import { setAgenda } from '../agenda.ts';
import type { LoanBook } from '../chart.ts';
import { lendingFault } from '../errors.ts';
import { dueDate, type Instalment, type Loan, type LoanProduct, plannedInstalments } from '../model.ts';
import { feeCharged } from '../postings/billing.ts';
import { type EarlyRepayment, earlyRepayment, owedAt, totalOf } from '../repayment.ts';
import { addToPortfolio, holdLoan, insertInstalments, type LoanKey, openInstalments, saveLoans } from '../store.ts';
import { billLoan } from './bill-instalments.ts';

export type EarlyQuote = { readonly early: EarlyRepayment; readonly owed: bigint; readonly total: bigint; readonly interestSaved: bigint };

/** What an early repayment of `principal` costs today: what is due first, then principal with its interest. @throws Fault REPAYMENT_TOO_LARGE, LOAN_NOT_ACTIVE. */
export function quoteEarly(product: LoanProduct, loan: Loan, open: readonly Instalment[], principal: bigint, on: BusinessDate): EarlyQuote {
  if (loan.state !== 'active') throw lendingFault('LOAN_NOT_ACTIVE', { id: loan.loanId, state: loan.state });
  if (principal > loan.current) throw lendingFault('REPAYMENT_TOO_LARGE', { max: formatAmount(loan.current, asset(product.asset)) }, '$.amount');
  const early = earlyRepayment(product, loan, principal, on, daysBetween(loan.billed === 0 ? loan.disbursedOn : dueDate(loan, loan.billed), on));
  const owed = totalOf(owedAt(product, loan, open, on));
  const planned = plannedInstalments(product, loan).reduce((sum, row) => sum + row.interest, 0n);
  const after = early.settles
    ? 0n
    : plannedInstalments(product, { ...loan, current: loan.current - principal, accrued: loan.accrued }).reduce((sum, row) => sum + row.interest, 0n);
  return { early, owed, total: owed + early.principal + early.interest, interestSaved: planned - after - early.interest };
}

/** The loan as it stands today with the instalment of today billed, so that today's own debt is part of what is quoted. */
export async function billedThrough(tx: Tx, product: LoanProduct, book: LoanBook, loan: Loan, on: BusinessDate): Promise<Loan> {
  if (loan.state !== 'active' || loan.billed >= loan.periods || loan.current === 0n || dueDate(loan, loan.billed + 1) > on) return loan;
  const open = (await openInstalments(tx, [loan])).get(loan.loanId) ?? [];
  const plan = billLoan(product, book, loan, open, on, 0n);
  await insertInstalments(tx, [plan.row]);
  await saveLoans(tx, [plan.loan]);
  await setAgenda(tx, plan.agenda);
  await addToPortfolio(tx, loan.programmeId, [plan.delta]);
  await post(tx, book, plan.journals);
  return plan.loan;
}

/**
 * Orders the collection of an early repayment: what is due and `principal` of what is not yet due.
 * @throws Fault LOAN_UNKNOWN, LOAN_NOT_ACTIVE, REPAYMENT_TOO_LARGE, REPAYMENT_IN_FLIGHT.
 */
export async function orderEarlyRepayment(
  tx: Tx,
  product: LoanProduct,
  book: LoanBook,
  key: LoanKey,
  principal: bigint | 'all',
  on: BusinessDate,
  occasion: string,
  channel: 'file' | 'single',
): Promise<{ collection: NewCollection; quote: EarlyQuote }> {
  const held = await holdLoan(tx, key);
  if (!held) throw lendingFault('LOAN_UNKNOWN', { id: key.loanId });
  if ((await unfinishedOfLoan(tx, key.bucket, key.loanId)).length > 0) throw lendingFault('REPAYMENT_IN_FLIGHT');
  const loan = await billedThrough(tx, product, book, held, on);
  const open = (await openInstalments(tx, [loan])).get(loan.loanId) ?? [];
  const wanted = principal === 'all' || principal > loan.current ? loan.current : principal;
  if (principal !== 'all' && principal > held.current)
    throw lendingFault('REPAYMENT_TOO_LARGE', { max: formatAmount(held.current, asset(product.asset)) }, '$.amount');
  const quote = quoteEarly(product, loan, open, wanted, on);
  const collection: NewCollection = {
    bucket: loan.bucket,
    collectionId: derivedId('col', loan.bucket, `${loan.loanId} ${on} early ${occasion}`),
    programmeId: loan.programmeId,
    loanId: loan.loanId,
    customerId: loan.customerId,
    accountNo: loan.accountNo,
    mandateToken: loan.mandateToken,
    purpose: 'early',
    channel,
    businessDate: on,
    amount: quote.total,
    earlyPrincipal: wanted,
  };
  await planCollections(tx, [collection]);
  return { collection, quote };
}

/** Charges a fee to a loan; it is owed from today. @throws Fault LOAN_UNKNOWN, LOAN_NOT_ACTIVE. */
export async function chargeFee(tx: Tx, book: LoanBook, key: LoanKey, amount: bigint, reference: string, on: BusinessDate): Promise<void> {
  const loan = await holdLoan(tx, key);
  if (!loan) throw lendingFault('LOAN_UNKNOWN', { id: key.loanId });
  if (loan.state !== 'active') throw lendingFault('LOAN_NOT_ACTIVE', { id: loan.loanId, state: loan.state });
  const after: Loan = { ...loan, feesOwed: loan.feesOwed + amount };
  const posted = await post(tx, book, [feeCharged(book, loan, amount, reference, on)]);
  if (posted === 0) return;
  await saveLoans(tx, [after]);
  await addToPortfolio(tx, loan.programmeId, [
    {
      bucket: loan.bucket,
      programmeId: loan.programmeId,
      loans: 0n,
      disbursed: 0n,
      outstanding: 0n,
      weight: 0n,
      billedExact: 0n,
      trueUp: 0n,
      billed: 0n,
      charges: amount,
    },
  ]);
}
