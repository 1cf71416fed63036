import type { BusinessDate } from '@jinqiao/calendar';
import { addDays, daysBetween } from '@jinqiao/calendar';
import type { Tx } from '@jinqiao/database';
import { amountsInFlight, planCollections } from '@jinqiao/payments';
import { type AgendaKind, dueAgenda, setAgenda } from '../agenda.ts';
import type { Loan, LoanProduct } from '../model.ts';
import { owedAt, totalOf } from '../repayment.ts';
import { loansByKey, openInstalments, type PortfolioContext } from '../store.ts';
import { collectionOf } from './bill-instalments.ts';

/** Plans another collection for loans whose last one failed; while one is on its way the loan is looked at again the next day. @returns how many agenda items were worked off. */
export async function retryCollections(tx: Tx, programmes: PortfolioContext, on: BusinessDate, limit: number): Promise<number> {
  const items = await dueAgenda(tx, 'retry', on, limit);
  if (items.length === 0) return 0;
  const [loans, open, inFlight] = [await loansByKey(tx, items), await openInstalments(tx, items), await amountsInFlight(tx, on)];
  const plans = items.map((item) => {
    const loan = loans.get(item.loanId) as Loan;
    const { product } = programmes.of(loan.programmeId);
    const rows = open.get(item.loanId) ?? [];
    const owed = totalOf(owedAt(product, loan, rows, on));
    const due = loan.state === 'active' && rows[0] ? rows[0].dueOn : null;
    // What is on its way pays as of its own day: until it has, nobody knows what is owed today.
    const waits = (inFlight.get(item.loanId) ?? 0n) > 0n;
    const next = due === null ? null : waits ? addDays(on, 1) : nextRetry(product, due, on);
    return {
      collection: due !== null && owed > 0n && !waits ? [collectionOf(loan, product.retry, on, owed, 'retry')] : [],
      agenda: { bucket: item.bucket, loanId: item.loanId, kind: 'retry' as AgendaKind, dueOn: next },
    };
  });
  await planCollections(
    tx,
    plans.flatMap((plan) => plan.collection),
  );
  await setAgenda(
    tx,
    plans.map((plan) => plan.agenda),
  );
  return items.length;
}

/** The next day on which a collection for an instalment due on `due` is tried again, after `on`; null when the tries are used up. */
export function nextRetry(product: LoanProduct, due: BusinessDate, on: BusinessDate): BusinessDate | null {
  const late = daysBetween(due, on);
  const next = product.retryDays.find((days) => days > late);
  return next === undefined ? null : addDays(due, next);
}
