import { addDays, businessDate } from '@jinqiao/calendar';
import { daysPastDue } from '@jinqiao/contract';
import { approvedScores } from '@jinqiao/credit';
import type { Db, Tx } from '@jinqiao/database';
import {
  collectionOf,
  compensatedAmounts,
  holdLoan,
  holdLoans,
  type Instalment,
  type Loan,
  loansByKey,
  NOTHING,
  openInstalments,
  overdueContracts,
  owedAt,
  setAgenda,
} from '@jinqiao/lending';
import { type Programme, writeOffClaims } from '@jinqiao/partnership';
import { loansAwaiting, planCollections, receivedOfLoans, unfinishedOfLoan } from '@jinqiao/payments';
import type { Claims, Debt, DebtKey, DebtSource, Ending } from '../debt.ts';
import { waivedContracts } from '../settlement-store.ts';

/** Read within the transaction that asks. */
type Programmes = (db: Db) => Promise<readonly Programme[]>;

const loanKey = ({ bucket, contractId }: DebtKey) => ({ bucket, loanId: contractId });

/** Loans of joint programmes: overdue ones are owed to the bank, compensated ones to the guarantor, who has paid for them. */
export function loanSource(programmes: Programmes): DebtSource {
  const read = readerOf(programmes);
  return {
    kinds: ['loan', 'recourse'],
    overdue: async (db, on, after, limit) => read(db, on, await overdueContracts(db, after && loanKey(after), limit)),
    standing: async (db, on, keys) => {
      const loans = [...(await loansByKey(db, keys.map(loanKey))).values()];
      const debts = new Map((await read(db, on, loans)).map((debt) => [debt.contractId, debt]));
      const waived = await waivedContracts(db, keys);
      return new Map(loans.map((loan) => [loan.loanId, debts.get(loan.loanId) ?? (waived.has(loan.loanId) ? 'settled' : endingOfLoan(loan))]));
    },
    received: (db, asked) =>
      receivedOfLoans(
        db,
        asked.map((span) => ({ ...span, loanId: span.contractId })),
      ),
    awaiting: (db, keys, through) => loansAwaiting(db, keys.map(loanKey), through),
    claims: recourseClaims(programmes),
  };
}

/** Reads loans as debts; those that are none are left out. */
function readerOf(programmes: Programmes) {
  return async (db: Db, on: string, loans: readonly Loan[]): Promise<Debt[]> => {
    const byId = new Map((await programmes(db)).map((programme) => [programme.id, programme]));
    const late = loans.filter((loan) => loan.overdueSince !== null && (loan.state === 'active' || (loan.state === 'compensated' && loan.recourseClaim > 0n)));
    const [open, scores] = [await openInstalments(db, late), await approvedScores(db, late)];
    return late.flatMap((loan) => {
      const programme = byId.get(loan.programmeId);
      return programme ? [debtOf(programme, loan, open.get(loan.loanId) ?? [], scores.get(`${loan.customerId} ${loan.programmeId}`) ?? null, on)] : [];
    });
  };
}

function debtOf(programme: Programme, loan: Loan, open: readonly Instalment[], score: number | null, on: string): Debt {
  const recourse = loan.state === 'compensated';
  const since = loan.overdueSince as string;
  return {
    bucket: loan.bucket,
    contractId: loan.loanId,
    customerId: loan.customerId,
    kind: recourse ? 'recourse' : 'loan',
    creditor: String((recourse ? programme.facts.guarantorEntity : programme.facts.lenderEntity) ?? ''),
    since,
    daysPastDue: daysPastDue(since, on),
    // What the guarantor paid is one sum: what it was made of was settled with the bank.
    owed: recourse ? { ...NOTHING, principal: loan.recourseClaim } : owedAt(programme.product, loan, open, businessDate(on)),
    score,
  };
}

function endingOfLoan(loan: Loan): Ending {
  if (loan.state === 'written-off') return 'written-off';
  return loan.state === 'active' ? 'cured' : 'settled';
}

function recourseClaims(programmes: Programmes): Claims {
  const programmeOf: ProgrammeOf = async (db, id) => (await programmes(db)).find((programme) => programme.id === id) as Programme;
  return {
    kinds: ['recourse'],
    hold: async (tx, key) => {
      const loan = await holdLoan(tx, loanKey(key));
      if (!loan || (loan.state !== 'compensated' && loan.state !== 'written-off')) return undefined;
      const [paid, waived] = [(await compensatedAmounts(tx, [loan])).get(loan.loanId) ?? 0n, await waivedContracts(tx, [key])];
      // What was collected today is on the books only when the day is closed.
      const fresh = (await unfinishedOfLoan(tx, loan.bucket, loan.loanId))
        .filter(({ state }) => state === 'success')
        .reduce((sum, { amount }) => sum + amount, 0n);
      const left = waived.has(loan.loanId) ? 0n : paid - loan.recourseRecovered - fresh;
      return left > 0n ? { customerId: loan.customerId, owed: left } : undefined;
    },
    collect: async (tx, orders, on, occasion) => {
      const loans = await loansByKey(tx, orders.map(loanKey));
      const rows = await Promise.all(
        orders.map(async ({ contractId, amount }) => {
          const loan = loans.get(contractId) as Loan;
          const { product } = await programmeOf(tx, loan.programmeId);
          return { ...collectionOf(loan, product.retry, on, amount, occasion), purpose: 'recovery' as const };
        }),
      );
      await planCollections(tx, rows);
    },
    waive: async (tx, keys, on) => {
      const loans = [...(await holdLoans(tx, keys.map(loanKey))).values()].filter((loan) => loan.state === 'compensated');
      for (const [programmeId, group] of Map.groupBy(loans, (loan) => loan.programmeId))
        await writeOffClaims(tx, await programmeOf(tx, programmeId), group, on);
    },
    postponeWriteOff: (tx, key, until, on) => postpone(tx, programmeOf, key, until, on),
  };
}

type ProgrammeOf = (db: Db, id: string) => Promise<Programme>;

async function postpone(tx: Tx, programmeOf: ProgrammeOf, key: DebtKey, until: string | null, on: string): Promise<void> {
  const loan = await holdLoan(tx, loanKey(key));
  if (loan?.state !== 'compensated') return;
  const { product } = await programmeOf(tx, loan.programmeId);
  const ordinary = addDays(businessDate(loan.overdueSince ?? on), product.writeOffDpd);
  const dueOn = until ?? (ordinary > on ? ordinary : on);
  await setAgenda(tx, [{ ...loanKey(key), kind: 'write-off', dueOn: until !== null && until < ordinary ? ordinary : dueOn }]);
}
