import type { Tx } from '@jinqiao/database';
import { openBook } from '@jinqiao/ledger';
import { fundCashBook, shareBook } from '../chart.ts';
import { wealthFault } from '../errors.ts';
import type { Suspension } from '../fund/dealing.ts';
import type { Fund, WalletBalance } from '../model.ts';
import { postOpening } from '../postings/orders.ts';
import { fundById, insertFund, insertSuspension } from '../store.ts';

/** Opens a fund with its two books. The same again changes nothing. @throws Fault FUND_TERMS_FIXED. */
export async function openFund(tx: Tx, fund: Fund): Promise<void> {
  await insertFund(tx, fund);
  const known = await fundById(tx, fund.fundId);
  if (!known || Object.entries(fund).some(([name, value]) => known[name as keyof Fund] !== value))
    throw wealthFault('FUND_TERMS_FIXED', { fundId: fund.fundId });
  await openBook(tx, shareBook(fund.fundId), ['fund/shares', 'fund/undistributed', 'suspense/shares']);
  await openBook(tx, fundCashBook(fund.fundId), ['settlement/account', 'custodian/account', 'fund/earnings', 'fund/capital']);
}

/** Says when a fund takes no subscriptions, by dealing date. The same beginning again moves the end. @throws Fault SUSPENSION_INVALID. */
export async function suspendSubscriptions(tx: Tx, fundId: string, suspension: Suspension): Promise<void> {
  if (suspension.to < suspension.from) throw wealthFault('SUSPENSION_INVALID', suspension);
  if (!(await fundById(tx, fundId))) throw wealthFault('FUND_UNKNOWN', { fundId });
  await insertSuspension(tx, fundId, suspension);
}

/** Takes over wallets of a fund that ran elsewhere before, with what they held at the end of a day. Fen. */
export function takeOverWallets(tx: Tx, fundId: string, balances: readonly WalletBalance[], on: string): Promise<void> {
  return postOpening(tx, fundId, balances, on);
}
