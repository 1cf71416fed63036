import type { Db } from '@jinqiao/database';
import { ownedBalances } from '@jinqiao/ledger';
import { fundCashBook, shareBook } from './chart.ts';
import type { Wallet } from './model.ts';

/** Wallets that hold anything, in the order of bucket and customer. Fen. */
export async function wallets(db: Db, fundId: string): Promise<Wallet[]> {
  const found = new Map<string, { bucket: number; customerId: string; available: bigint; frozen: bigint; inTransit: bigint }>();
  const at = (bucket: number, customerId: string) => {
    const known = found.get(customerId) ?? { bucket, customerId, available: 0n, frozen: 0n, inTransit: 0n };
    found.set(customerId, known);
    return known;
  };
  for (const { bucket, owner, path, balance } of await ownedBalances(db, shareBook(fundId).name, ['wallet/shares', 'wallet/frozen'])) {
    at(bucket, owner)[path === 'wallet/shares' ? 'available' : 'frozen'] = balance;
  }
  for (const { bucket, owner, balance } of await ownedBalances(db, fundCashBook(fundId).name, ['wallet/paid-in'])) at(bucket, owner).inTransit = balance;
  return [...found.values()];
}
