import { addDays, type BusinessDate } from '@jinqiao/calendar';
import { daysPastDue } from '@jinqiao/contract';
import type { Tx } from '@jinqiao/database';
import { type AgendaKind, dueAgenda, setAgenda } from '../agenda.ts';
import type { Loan } from '../model.ts';
import { loansByKey, openInstalments, type PortfolioContext, saveLoans } from '../store.ts';

/**
 * Looks at loans with an unpaid instalment: from the day after the due date they are overdue, and at the programme's
 * days past due they are handed to the guarantor. A loan whose money is on its way waits for it.
 * @returns how many were looked at, and how many of them are overdue since today.
 */
export async function ageLoans(
  tx: Tx,
  programmes: PortfolioContext,
  on: BusinessDate,
  inFlight: ReadonlyMap<string, bigint>,
  limit: number,
): Promise<{ seen: number; newlyOverdue: number }> {
  const items = await dueAgenda(tx, 'age', on, limit);
  if (items.length === 0) return { seen: 0, newlyOverdue: 0 };
  const [loans, open] = [await loansByKey(tx, items), await openInstalments(tx, items)];
  const aged = items.map((item) => {
    const loan = loans.get(item.loanId) as Loan;
    const due = open.get(item.loanId)?.[0]?.dueOn ?? null;
    const key = { bucket: item.bucket, loanId: item.loanId, kind: 'age' as AgendaKind };
    if (loan.state !== 'active' || due === null) return { agenda: [{ ...key, dueOn: null }], loan, fresh: false };
    if (inFlight.has(loan.loanId)) return { agenda: [{ ...key, dueOn: addDays(on, 1) }], loan, fresh: false };
    const { product } = programmes.of(loan.programmeId);
    const compensate = daysPastDue(due, on) >= product.compensationDpd;
    const agenda = compensate
      ? [
          { ...key, dueOn: null },
          { ...key, kind: 'compensate' as AgendaKind, dueOn: on },
        ]
      : [{ ...key, dueOn: addDays(due, product.compensationDpd) }];
    return { agenda, loan: { ...loan, overdueSince: due }, fresh: loan.overdueSince === null };
  });
  await saveLoans(
    tx,
    aged.map((entry) => entry.loan),
  );
  await setAgenda(
    tx,
    aged.flatMap((entry) => entry.agenda),
  );
  return { seen: items.length, newlyOverdue: aged.filter((entry) => entry.fresh).length };
}
