import type { BusinessDate } from '@jinqiao/calendar';
import { holdLimits } from '@jinqiao/credit';
import type { Tx } from '@jinqiao/database';
import { postAndOpen } from '@jinqiao/ledger';
import { payLaterBook } from '../chart.ts';
import { payLaterFault } from '../errors.ts';
import type { Contract, ContractKey, Terms } from '../model.ts';
import { partsOf } from '../plan.ts';
import { delivered } from '../postings/purchase.ts';
import { insertSellerPayment } from '../seller-store.ts';
import { contractsByKey, insertParts, saveContracts } from '../store.ts';

/** The contract that an id names, its customer's limits held. @throws Fault PURCHASE_UNKNOWN. */
export async function contractHeld(tx: Tx, key: ContractKey): Promise<Contract> {
  const found = (await contractsByKey(tx, [key])).get(key.contractId);
  if (!found) throw payLaterFault('PURCHASE_UNKNOWN', { id: key.contractId.slice(0, 40) });
  await holdLimits(tx, [found]);
  return (await contractsByKey(tx, [key])).get(key.contractId) as Contract;
}

/** The order will not be delivered: the limit is free again. A delivered one stays. @throws Fault PURCHASE_UNKNOWN, PURCHASE_STATE. */
export async function cancelPurchase(tx: Tx, key: ContractKey, on: BusinessDate): Promise<Contract> {
  const contract = await contractHeld(tx, key);
  if (contract.state === 'cancelled') return contract;
  if (contract.state !== 'authorised') throw payLaterFault('PURCHASE_STATE', { state: contract.state, needs: 'authorised' });
  const cancelled: Contract = { ...contract, state: 'cancelled', closedOn: on };
  await saveContracts(tx, [cancelled]);
  return cancelled;
}

/**
 * The goods are with the buyer, who has confirmed the order: what was frozen is used. Trade credit becomes a receivable; a
 * micro-loan is lent and owed to the seller, whom the lender pays. Again it changes nothing; a cancelled order that is
 * delivered all the same is refused, for somebody to look at.
 * @throws Fault PURCHASE_UNKNOWN, PURCHASE_STATE.
 */
export async function deliverPurchase(tx: Tx, terms: Terms, key: ContractKey, on: BusinessDate): Promise<Contract> {
  const contract = await contractHeld(tx, key);
  if (contract.state !== 'authorised') {
    if (contract.state === 'cancelled') throw payLaterFault('PURCHASE_STATE', { state: 'cancelled', needs: 'authorised' });
    return contract;
  }
  const active: Contract = { ...contract, state: 'active', outstanding: contract.amount, deliveredOn: on };
  await saveContracts(tx, [active]);
  await insertParts(tx, partsOf(terms, active, on));
  await postAndOpen(tx, payLaterBook(terms), [delivered(terms, active, on)]);
  if (terms.product === 'micro-loan') {
    const { bucket, contractId, programmeId, customerId, seller, amount } = active;
    await insertSellerPayment(tx, {
      bucket,
      contractId,
      programmeId,
      customerId,
      seller,
      amount,
      netted: 0n,
      orderId: '',
      state: 'planned',
      tries: 0,
      madeOn: on,
    });
  }
  return active;
}
