import { accrualDays, addDays, type BusinessDate, businessDate, daysBetween } from '@jinqiao/calendar';
import type { Tx } from '@jinqiao/database';
import { openAccounts, post } from '@jinqiao/ledger';
import { mirrorMovements } from '@jinqiao/parties';
import { type Collection, type CollectionUpdate, saveCollections } from '@jinqiao/payments';
import { type AgendaItem, type AgendaKind, setAgenda } from '../agenda.ts';
import { insertCashFlows } from '../cash-flow-store.ts';
import { dueDate, fineCurrent, type Instalment, type Loan, type LoanProduct } from '../model.ts';
import { advanced, repaid } from '../postings/repayment.ts';
import { type Application, applyPayment, deltaOf, type EarlyRepayment, earlyRepayment } from '../repayment.ts';
import { addToPortfolio, loansByKey, openInstalments, type PortfolioContext, saveInstalments, saveLoans } from '../store.ts';
import { nextRetry } from './retry-collections.ts';

export type CollectionOutcome = {
  readonly collection: Collection;
  readonly status: 'SUCCESS' | 'FAILED';
  readonly code: string;
  readonly paymentSerial: string;
  readonly networkSerial: string;
};

/** How a collected amount will be applied: what the bank is told and its batch debits. Loans are not changed. */
export async function splitCollections(tx: Tx, programmes: PortfolioContext, outcomes: readonly CollectionOutcome[]): Promise<CollectionUpdate[]> {
  const successes = outcomes.filter((outcome) => outcome.status === 'SUCCESS').map((outcome) => outcome.collection);
  const [loans, open] = [await loansByKey(tx, successes), await openInstalments(tx, successes)];
  return outcomes.map(({ collection, status, code, paymentSerial, networkSerial }) => {
    const base = { bucket: collection.bucket, collectionId: collection.collectionId, code, paymentSerial, link: collection.link, networkSerial };
    if (status === 'FAILED') return { ...base, state: 'failed' as const, principal: 0n, interest: 0n, penalty: 0n, fees: 0n };
    if (collection.purpose === 'recovery') return { ...base, state: 'success' as const, principal: collection.amount, interest: 0n, penalty: 0n, fees: 0n };
    const loan = loans.get(collection.loanId) as Loan;
    return {
      ...base,
      state: 'success' as const,
      ...applicationOf(programmes.of(loan.programmeId).product, loan, open.get(loan.loanId) ?? [], collection).split,
    };
  });
}

function applicationOf(product: LoanProduct, loan: Loan, open: readonly Instalment[], collection: Collection): Application {
  const on = businessDate(collection.businessDate);
  return applyPayment(product, loan, open, collection.amount, on, earlyOf(product, loan, collection, on));
}

function earlyOf(product: LoanProduct, loan: Loan, collection: Collection, on: BusinessDate): EarlyRepayment | null {
  if (collection.earlyPrincipal === 0n) return null;
  const principal = collection.earlyPrincipal < loan.current ? collection.earlyPrincipal : loan.current;
  return earlyRepayment(product, loan, principal, on, daysBetween(loan.billed === 0 ? loan.disbursedOn : dueDate(loan, loan.billed), on));
}

/** Records outcomes; a failure puts the next try and the look at the overdue loan on the agenda. */
export async function recordOutcomes(tx: Tx, programmes: PortfolioContext, outcomes: readonly CollectionOutcome[]): Promise<CollectionUpdate[]> {
  const updates = await splitCollections(tx, programmes, outcomes);
  await saveCollections(tx, updates);
  const failed = outcomes.filter((outcome) => outcome.status === 'FAILED' && outcome.collection.purpose !== 'recovery').map((outcome) => outcome.collection);
  const open = await openInstalments(tx, failed);
  await setAgenda(
    tx,
    failed.flatMap((collection) => {
      const due = open.get(collection.loanId)?.[0]?.dueOn;
      if (!due || due > collection.businessDate) return [];
      const key = { bucket: collection.bucket, loanId: collection.loanId };
      const next = nextRetry(programmes.of(collection.programmeId).product, due, businessDate(collection.businessDate));
      const overdue = due < collection.businessDate;
      return [
        ...(next ? [{ ...key, kind: 'retry' as AgendaKind, dueOn: next }] : []),
        // An instalment that is late already is looked at by the agenda that its first failure set.
        ...(overdue ? [] : [{ ...key, kind: 'age' as AgendaKind, dueOn: addDays(due, 1) }]),
      ];
    }),
  );
  return updates;
}

/** The bank has advanced these collections to the class-II accounts. */
export async function recordAdvances(tx: Tx, programmes: PortfolioContext, programmeId: string, collections: readonly Collection[]): Promise<void> {
  const { book } = programmes.of(programmeId);
  await openAccounts(
    tx,
    collections.map((collection) => book.of('customer/class-ii', collection.customerId, collection.bucket)),
  );
  await post(
    tx,
    book,
    collections.map((collection) => advanced(book, collection)),
  );
  for (const [on, group] of Map.groupBy(collections, (collection) => collection.businessDate)) {
    // The money comes from the bound card, by way of the payment institution and the bank's advance.
    await mirrorMovements(
      tx,
      on,
      group.map((collection) => ({ ...collection, kind: 'bound-transfer-in' as const, reference: collection.collectionId })),
    );
  }
  await saveCollections(
    tx,
    collections.map((collection) => ({ ...collection, state: 'advanced' as const })),
  );
}

/**
 * The bank's batch has debited these collections on `on`: the loans are paid as of the day of collection.
 * Collections of one loan must come in one call in the order of their dates.
 */
export async function applyCollections(
  tx: Tx,
  programmes: PortfolioContext,
  programmeId: string,
  collections: readonly Collection[],
  on: string,
): Promise<void> {
  const { product, book } = programmes.of(programmeId);
  const [loans, open] = [await loansByKey(tx, collections), await openInstalments(tx, collections)];
  const applied = collections.map((collection) => {
    const loan = loans.get(collection.loanId) as Loan;
    const rows = open.get(collection.loanId) ?? [];
    const application = applicationOf(product, loan, rows, collection);
    loans.set(loan.loanId, application.loan);
    open.set(
      loan.loanId,
      application.rows.filter((row) => row.settledOn === null),
    );
    return { collection, before: loan, rows, application };
  });
  await saveLoans(tx, [...loans.values()]);
  await saveInstalments(
    tx,
    lastOfEach(
      applied.flatMap(({ application }) => application.rows),
      (row) => `${row.loanId} ${row.n}`,
    ),
  );
  await addToPortfolio(
    tx,
    programmeId,
    applied.map(({ before, application }) =>
      deltaOf(before, application.loan, {
        billedExact: application.earlyExact,
        trueUp: application.trueUp + lateAccrual(product, before, application, on),
        billed: application.earlyInterest,
        charges: application.penaltyBilled,
      }),
    ),
  );
  await setAgenda(
    tx,
    lastOfEach(
      applied.flatMap(({ collection, rows, application }) =>
        agendaAfter(
          application,
          rows.some((row) => row.dueOn < collection.businessDate),
        ),
      ),
      (item) => `${item.loanId} ${item.kind}`,
    ),
  );
  await insertCashFlows(
    tx,
    applied.map(({ collection, application }) => ({
      bucket: collection.bucket,
      loanId: collection.loanId,
      reference: collection.collectionId,
      kind: collection.earlyPrincipal > 0n ? 'early-repayment' : 'repayment',
      date: collection.businessDate,
      amount: collection.amount,
      ...application.split,
    })),
  );
  await saveCollections(
    tx,
    applied.map(({ collection, application }) => ({ ...collection, ...application.split, state: 'applied' as const })),
  );
  await post(
    tx,
    book,
    applied.map(({ collection, application }) => repaid(book, collection, application, on)),
  );
  await mirrorMovements(
    tx,
    on,
    collections.map((collection) => ({ ...collection, kind: 'loan-repayment' as const, reference: collection.collectionId })),
  );
}

/** Of several collections of one loan the last says what is kept. */
function lastOfEach<T>(items: readonly T[], nameOf: (item: T) => string): T[] {
  return [...new Map(items.map((item) => [nameOf(item), item])).values()];
}

/** Where an early repayment is booked days after it was collected, the portfolio has accrued on it meanwhile: taken back. */
function lateAccrual(product: LoanProduct, before: Loan, application: Application, on: string): bigint {
  const from = application.loan.accruedThrough;
  if (application.earlyExact === 0n || from >= on) return 0n;
  const gone = fineCurrent(before) - fineCurrent(application.loan);
  return -(gone * before.rate * BigInt(accrualDays(product.dayCount, from, on)));
}

function agendaAfter({ loan, rows }: Application, wasLate: boolean): (Omit<AgendaItem, 'dueOn'> & { dueOn: string | null })[] {
  const key = { bucket: loan.bucket, loanId: loan.loanId };
  const first = rows.find((row) => row.settledOn === null);
  const done = loan.state !== 'active' || loan.current === 0n;
  return [
    ...(done && loan.billed < loan.periods ? [{ ...key, kind: 'bill' as const, dueOn: null }] : []),
    ...(first ? [{ ...key, kind: 'age' as const, dueOn: addDays(first.dueOn, 1) }] : []),
    ...(!first && wasLate
      ? [
          { ...key, kind: 'age' as const, dueOn: null },
          { ...key, kind: 'retry' as const, dueOn: null },
        ]
      : []),
  ];
}
