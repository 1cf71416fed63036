import type { Tx } from '@jinqiao/database';
import { openBook } from '@jinqiao/ledger';
import { fundCashBook, shareBook } from '../chart.ts';
import { wealthFault } from '../errors.ts';
import type { Suspension } from '../fund/dealing.ts';
import { NO_FEES, requireFees } from '../fund/net-value.ts';
import type { Fund, WalletBalance } from '../model.ts';
import { postOpening } from '../postings/orders.ts';
import { fundById, insertFund, insertSuspension, storedFees } from '../store.ts';

/** Opens a fund with its two books. The same again changes nothing. @throws Fault FUND_TERMS_FIXED, FUND_TERMS_INVALID, FUND_FEES_INVALID. */
export async function openFund(tx: Tx, fund: Fund): Promise<void> {
  requireTerms(fund);
  await insertFund(tx, fund);
  const known = await fundById(tx, fund.fundId);
  if (!known || termsOf(known) !== termsOf(fund)) throw wealthFault('FUND_TERMS_FIXED', { fundId: fund.fundId });
  await openBook(tx, shareBook(fund.fundId), ['fund/shares', 'fund/undistributed', 'suspense/shares']);
  await openBook(tx, fundCashBook(fund.fundId), ['settlement/account', 'custodian/account', 'fund/earnings', 'fund/capital']);
}

/** Terms in one spelling. */
function termsOf({ fees, ...terms }: Fund): string {
  const text = Object.entries(terms).map(([name, value]) => `${name} ${value}`);
  return [...text.sort(), storedFees(fees)].join('\n');
}

function requireTerms(fund: Fund): void {
  const { fundId, pricing, fees, fastPool, carry, carryDay } = fund;
  const invalid = (why: string, whyZh: string) => wealthFault('FUND_TERMS_INVALID', { fundId, why, whyZh });
  if (pricing === 'net-value') requireFees(fundId, fees);
  else if (storedFees(fees) !== storedFees(NO_FEES)) throw invalid('a money fund has no fees of purchase or redemption', '货币基金不收申购赎回费');
  if (pricing === 'net-value' && fastPool !== null) throw invalid('only money funds are redeemed fast', '仅货币基金可快速赎回');
  if ((carry === 'monthly') !== (carryDay !== null)) throw invalid('a carry day belongs to a fund that carries monthly', '按月结转的基金须设结转日');
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
