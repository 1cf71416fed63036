import type { BusinessDate } from '@jinqiao/calendar';
import type { Tx } from '@jinqiao/database';
import { post } from '@jinqiao/ledger';
import { amountsInFlight, type NewCollection, planCollections } from '@jinqiao/payments';
import { derivedId } from '@jinqiao/runtime';
import { dueAgenda, setAgenda } from '../agenda.ts';
import type { LoanBook } from '../chart.ts';
import { billNext, dueDate, type Instalment, type Loan, type LoanProduct } from '../model.ts';
import { instalmentBilled } from '../postings/billing.ts';
import { deltaOf, owedAt, totalOf } from '../repayment.ts';
import { addToPortfolio, insertInstalments, loansByKey, openInstalments, type PortfolioContext, saveLoans } from '../store.ts';

/**
 * Bills the instalments that fall due on a date, chunk by chunk: interest becomes receivable, principal due, and a
 * collection of everything owed is planned. @returns how many loans were touched; 0 when the day is done.
 */
export async function billInstalments(tx: Tx, programmes: PortfolioContext, on: BusinessDate, limit: number): Promise<number> {
  const items = await dueAgenda(tx, 'bill', on, limit);
  if (items.length === 0) return 0;
  const [loans, open, inFlight] = [await loansByKey(tx, items), await openInstalments(tx, items), await amountsInFlight(tx, on)];
  const plans = items.map((item) => {
    const loan = loans.get(item.loanId) as Loan;
    const { product, book } = programmes.of(loan.programmeId);
    return billLoan(product, book, loan, open.get(item.loanId) ?? [], on, inFlight.get(item.loanId) ?? 0n);
  });
  await insertInstalments(
    tx,
    plans.map((plan) => plan.row),
  );
  await saveLoans(
    tx,
    plans.map((plan) => plan.loan),
  );
  await setAgenda(
    tx,
    plans.flatMap((plan) => plan.agenda),
  );
  await planCollections(
    tx,
    plans.flatMap((plan) => plan.collection),
  );
  for (const [programmeId, group] of Map.groupBy(plans, (plan) => plan.loan.programmeId)) {
    await addToPortfolio(
      tx,
      programmeId,
      group.map((plan) => plan.delta),
    );
    await post(
      tx,
      programmes.of(programmeId).book,
      group.flatMap((plan) => plan.journals),
    );
  }
  return items.length;
}

export function billLoan(product: LoanProduct, book: LoanBook, loan: Loan, open: readonly Instalment[], on: BusinessDate, inFlight: bigint) {
  const billing = billNext(product, loan);
  const { loan: after, instalment: row } = billing;
  const owed = totalOf(owedAt(product, after, [...open, row], on)) - inFlight;
  const key = { bucket: loan.bucket, loanId: loan.loanId };
  return {
    row,
    loan: after,
    delta: deltaOf(loan, after, { billedExact: billing.billedExact, trueUp: billing.trueUp, billed: row.interest }),
    journals: instalmentBilled(book, loan, row),
    collection: owed > 0n ? [collectionOf(loan, product.collection, on, owed, 'due')] : [],
    agenda: [{ ...key, kind: 'bill' as const, dueOn: after.billed < after.periods && after.current > 0n ? dueDate(after, after.billed + 1) : null }],
  };
}

/** A collection order for a loan; one per loan, day and occasion, whatever is repeated. */
export function collectionOf(loan: Loan, channel: 'file' | 'single', on: string, amount: bigint, occasion: string): NewCollection {
  return {
    bucket: loan.bucket,
    collectionId: derivedId('col', loan.bucket, `${loan.loanId} ${on} ${occasion}`),
    programmeId: loan.programmeId,
    loanId: loan.loanId,
    customerId: loan.customerId,
    accountNo: loan.accountNo,
    mandateToken: loan.mandateToken,
    purpose: 'instalment',
    channel,
    businessDate: on,
    amount,
    earlyPrincipal: 0n,
  };
}
