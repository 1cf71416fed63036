import { businessDate } from '@jinqiao/calendar';
import type { Db } from '@jinqiao/database';
import { sum } from '@jinqiao/money';
import {
  type Contract,
  chargeAt,
  contractsAwaiting,
  contractsByKey,
  daysPastDue,
  isOverdue,
  openCharge,
  openFee,
  openPrincipal,
  overduePurchases,
  type Part,
  partsOfContracts,
  payLaterProgrammes,
  receivedOfContracts,
  type Terms,
} from '@jinqiao/paylater';
import type { Debt, DebtSource, Ending } from '../debt.ts';

/** Purchases on trade credit and by micro-loan whose bills are overdue, owed to the seller or the lender. Nobody here may agree to less. */
export function payLaterSource(): DebtSource {
  return {
    kinds: ['trade-credit', 'micro-loan'],
    overdue: async (db, on, after, limit) => debtsOf(db, on, await overduePurchases(db, after, limit)),
    standing: async (db, on, keys) => {
      const contracts = [...(await contractsByKey(db, keys)).values()];
      const debts = new Map((await debtsOf(db, on, contracts)).map((debt) => [debt.contractId, debt]));
      return new Map(contracts.map((contract) => [contract.contractId, debts.get(contract.contractId) ?? endingOf(contract)]));
    },
    received: receivedOfContracts,
    awaiting: contractsAwaiting,
  };
}

/** Reads contracts as debts; those that are not overdue are left out. */
async function debtsOf(db: Db, on: string, contracts: readonly Contract[]): Promise<Debt[]> {
  const late = contracts.filter(({ state, overdueSince }) => state === 'active' && overdueSince !== null);
  if (late.length === 0) return [];
  const terms = new Map((await payLaterProgrammes(db)).map((each) => [each.programmeId, each]));
  const parts = Map.groupBy(await partsOfContracts(db, late), ({ contractId }) => contractId);
  return late.flatMap((contract) => {
    const own = terms.get(contract.programmeId);
    const open = (parts.get(contract.contractId) ?? []).filter((part) => part.billId !== null && isOverdue(part, businessDate(on)));
    // At the close of its due day a contract is overdue from the next day on.
    return own && open.length > 0 ? [debtOf(own, contract, open, on)] : [];
  });
}

function debtOf(terms: Terms, { bucket, contractId, customerId, overdueSince }: Contract, late: readonly Part[], on: string): Debt {
  const day = businessDate(on);
  return {
    bucket,
    contractId,
    customerId,
    kind: terms.product,
    creditor: terms.creditor,
    since: overdueSince ?? on,
    daysPastDue: daysPastDue(late, day),
    owed: {
      fees: sum(late.map(openFee)),
      penalty: sum(late.map((part) => openCharge(part) + chargeAt(terms, part, day))),
      interest: 0n,
      principal: sum(late.map(openPrincipal)),
    },
    score: null,
  };
}

function endingOf({ state }: Contract): Ending {
  if (state === 'written-off') return 'written-off';
  return state === 'active' ? 'cured' : 'settled';
}
