import type { Db } from '@jinqiao/database';
import { type Account, type Book, balances, ownedBalances, trialBalance } from '@jinqiao/ledger';
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

/** What a path of a fund's book holds over all its accounts, in minor units of the book. */
export async function heldInAll(db: Db, book: Book, path: string): Promise<bigint> {
  const line = (await trialBalance(db, book.name)).find((found) => found.path === path);
  if (!line) return 0n;
  return line.side === 'debit' ? line.debits - line.credits : line.credits - line.debits;
}

/** The ledger account of a wallet's available shares: its statement is the wallet's history. */
export function sharesOf(fundId: string, { bucket, customerId }: Pick<Wallet, 'bucket' | 'customerId'>): Account {
  return shareBook(fundId).of('wallet/shares', customerId, bucket);
}

/** One customer's wallet in a fund. Fen. */
export async function walletOf(db: Db, fundId: string, { bucket, customerId }: Pick<Wallet, 'bucket' | 'customerId'>): Promise<Wallet> {
  const shares = shareBook(fundId);
  const own = [
    sharesOf(fundId, { bucket, customerId }),
    shares.of('wallet/frozen', customerId, bucket),
    fundCashBook(fundId).of('wallet/paid-in', customerId, bucket),
  ];
  const held = await balances(db, own);
  const [available = 0n, frozen = 0n, inTransit = 0n] = own.map(({ id }) => held.get(id) ?? 0n);
  return { bucket, customerId, available, frozen, inTransit };
}
