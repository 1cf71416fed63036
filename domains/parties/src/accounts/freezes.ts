import type { Db, Tx } from '@jinqiao/database';
import type { Account, AccountKey } from './model.ts';

/** A judicial freeze 司法冻结; an amount of null binds the whole balance and what comes in. */
export type Freeze = {
  readonly bucket: number;
  readonly freezeId: string;
  readonly accountId: string;
  readonly rank: number;
  readonly amount: bigint | null;
  readonly deducted: bigint;
  readonly authority: string;
  readonly documentNo: string;
  readonly frozenOn: string;
};

const COLUMNS = `bucket, freeze_id AS "freezeId", account_id AS "accountId", rank, amount, deducted, authority, document_no AS "documentNo", frozen_on AS "frozenOn"`;

/** The freezes in force on an account, in the order in which they came. */
export async function freezesOf(db: Db, key: AccountKey): Promise<Freeze[]> {
  const { rows } = await db.query<Freeze>(
    `SELECT ${COLUMNS} FROM parties.account_freeze WHERE bucket = $1 AND account_id = $2 AND released_on IS NULL ORDER BY rank`,
    [key.bucket, key.accountId],
  );
  return rows;
}

/** Puts a freeze behind all that came before it; the caller holds the account. */
export async function insertFreeze(tx: Tx, freeze: Omit<Freeze, 'rank' | 'deducted'>): Promise<void> {
  await tx.query(
    `INSERT INTO parties.account_freeze (bucket, freeze_id, account_id, rank, amount, deducted, authority, document_no, frozen_on)
     SELECT $1, $2, $3, 1 + coalesce(max(rank), 0), $4, 0, $5, $6, $7 FROM parties.account_freeze WHERE bucket = $1 AND account_id = $3 ON CONFLICT DO NOTHING`,
    [freeze.bucket, freeze.freezeId, freeze.accountId, freeze.amount, freeze.authority, freeze.documentNo, freeze.frozenOn],
  );
}

export async function releaseFreeze(tx: Tx, bucket: number, freezeId: string, on: string): Promise<void> {
  await tx.query('UPDATE parties.account_freeze SET released_on = $3 WHERE bucket = $1 AND freeze_id = $2 AND released_on IS NULL', [bucket, freezeId, on]);
}

export async function addDeducted(tx: Tx, bucket: number, freezeId: string, amount: bigint): Promise<void> {
  await tx.query('UPDATE parties.account_freeze SET deducted = deducted + $3 WHERE bucket = $1 AND freeze_id = $2', [bucket, freezeId, amount]);
}

/** Freezes follow the balance to the account that takes an account's place. */
export async function carryFreezes(tx: Tx, from: AccountKey, to: AccountKey): Promise<void> {
  await tx.query('UPDATE parties.account_freeze SET account_id = $3 WHERE bucket = $1 AND account_id = $2 AND released_on IS NULL', [
    from.bucket,
    from.accountId,
    to.accountId,
  ]);
}

/**
 * What each freeze binds of a balance: the first takes what it asks for, the next what is left (轮候冻结), so that a later
 * one waits for money, not for a place. Amounts in minor units.
 */
export function boundBy(freezes: readonly Freeze[], balance: bigint): ReadonlyMap<string, bigint> {
  let left = balance > 0n ? balance : 0n;
  const bound = new Map<string, bigint>();
  for (const { freezeId, amount, deducted } of freezes) {
    const asks = amount === null ? left : amount - deducted;
    const takes = asks < left ? asks : left;
    bound.set(freezeId, takes);
    left -= takes;
  }
  return bound;
}

/** An account with what its freezes bind: the sum of those with an amount, and whether one binds everything. */
export function withFreezes(account: Account, freezes: readonly Freeze[]): Account {
  return {
    ...account,
    frozen: freezes.reduce((sum, { amount, deducted }) => sum + (amount === null ? 0n : amount - deducted), 0n),
    frozenWhole: freezes.some(({ amount }) => amount === null),
  };
}
