import type { Db } from '@jinqiao/database';
import { balances } from '@jinqiao/ledger';
import { asset, formatAmount } from '@jinqiao/money';
import { ledgerAccount } from './book.ts';
import type { Account } from './model.ts';

/** What may leave an account: balance less what freezes bind and less what is reserved, never below zero. */
export function availableOf(account: Pick<Account, 'reservedOut' | 'frozen' | 'frozenWhole'>, balance: bigint): bigint {
  const free = account.frozenWhole ? 0n : balance - account.frozen - account.reservedOut;
  return free > 0n ? free : 0n;
}

/** The balances of accounts by id, read from the ledger accounts that mirror them. */
export async function balancesOf(db: Db, accounts: readonly Account[]): Promise<Map<string, bigint>> {
  const held = await balances(db, accounts.map(ledgerAccount));
  return new Map(accounts.map((account) => [account.accountId, held.get(ledgerAccount(account).id) ?? 0n]));
}

/** An amount as its account's asset writes it, for messages. */
export function moneyOf(account: Pick<Account, 'asset'>, amount: bigint): string {
  return formatAmount(amount, asset(account.asset));
}
