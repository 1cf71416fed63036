import type { MyPurchase } from '@jinqiao/api';
import { businessDate } from '@jinqiao/calendar';
import { type Contract, type ContractKey, contractsByKey, notesOfContracts, partsOfContracts, payLaterProgrammes, type Terms } from '@jinqiao/paylater';
import type { HttpContext } from './context.ts';
import { type PurchaseParts, partyNames, purchaseView } from './pay-later-views.ts';
import { currentDay } from './programmes.ts';

/** Several contracts as pages see them: their parts in one question, their notes where goods came back. */
export async function viewsOf(context: HttpContext, contracts: readonly Contract[]): Promise<MyPurchase[]> {
  const { db } = context.system;
  const [programmes, party, on] = [await payLaterProgrammes(db), await partyNames(db), businessDate(await currentDay(db))];
  const parts = Map.groupBy(await partsOfContracts(db, contracts), ({ contractId }) => contractId);
  const notes = Map.groupBy(await notesOfContracts(db, contracts), ({ contractId }) => contractId);
  return contracts.map((contract) => {
    const of: PurchaseParts = {
      terms: programmes.find(({ programmeId }) => programmeId === contract.programmeId) as Terms,
      contract,
      parts: parts.get(contract.contractId) ?? [],
      notes: notes.get(contract.contractId) ?? [],
    };
    return purchaseView(of, party, on);
  });
}

/** A contract as it is stored now. */
export async function viewOf(context: HttpContext, { bucket, contractId }: ContractKey): Promise<MyPurchase> {
  const stored = (await contractsByKey(context.system.db, [{ bucket, contractId }])).get(contractId) as Contract;
  return (await viewsOf(context, [stored]))[0] as MyPurchase;
}
