import type { Db } from '@jinqiao/database';
import type { Side } from './account.ts';
import { ACCOUNT_COLUMNS, type AccountRow, trialBalance } from './read.ts';

/** A path of a book's chart with everything below it. Totals in minor units; `balance` on the debit side. */
export type TreeLine = {
  readonly path: string;
  /** 0 for the first part of a path. */
  readonly depth: number;
  readonly asset: string;
  /** The side of the accounts of this very path; null where the path only joins others. */
  readonly side: Side | null;
  /** Accounts of this path and below. */
  readonly accounts: number;
  readonly debits: bigint;
  readonly credits: bigint;
  readonly balance: bigint;
};

/** The chart of a book as a tree in order, each path rolled up into those above it, by asset. */
export async function accountTree(db: Db, book: string): Promise<TreeLine[]> {
  const lines = new Map<string, TreeLine>();
  for (const { path, asset, side, accounts, debits, credits } of await trialBalance(db, book)) {
    const parts = path.split('/');
    for (let depth = 0; depth < parts.length; depth += 1) {
      const at = parts.slice(0, depth + 1).join('/');
      const known = lines.get(`${at}\n${asset}`);
      const sums = { accounts: (known?.accounts ?? 0) + accounts, debits: (known?.debits ?? 0n) + debits, credits: (known?.credits ?? 0n) + credits };
      lines.set(`${at}\n${asset}`, { path: at, depth, asset, side: at === path ? side : (known?.side ?? null), ...sums, balance: sums.debits - sums.credits });
    }
  }
  return [...lines].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, line]) => line);
}

/** A page of the accounts of a path, in the order of their ids, after an id. */
export async function accountsOfPath(db: Db, book: string, path: string, after: bigint | null, limit: number): Promise<AccountRow[]> {
  const { rows } = await db.query<AccountRow>(
    `SELECT ${ACCOUNT_COLUMNS} FROM ledger.account a WHERE a.book = $1 AND a.path = $2 AND a.account_id > $3 ORDER BY a.account_id LIMIT $4`,
    [book, path, after ?? -1n, limit],
  );
  return rows;
}
