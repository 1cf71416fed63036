import { type Db, HOUSE_BUCKET, type Tx } from '@jinqiao/database';
import { wealthFault } from './errors.ts';
import type { Fund } from './model.ts';

/** Who redeems fast, and on which natural day. */
export type FastKey = { readonly bucket: number; readonly customerId: string; readonly fundId: string; readonly on: string };

/** What is left of a day. Fen; `own` is null where no rule caps what a person may take. */
export type FastLeft = { readonly own: bigint | null; readonly pool: bigint };

const min = (a: bigint, b: bigint) => (a < b ? a : b);

/**
 * 快速赎回: reserves an amount of the person's quota of the day (per fund and seller, 证监会公告〔2018〕10号) and of the pool that the
 * advancing bank keeps for the fund, both or neither.
 * @param cap of a person and day in fen; undefined where no rule is in force.
 * @returns what the person has taken on the day with this amount, in fen.
 * @throws Fault FAST_NOT_OFFERED, FAST_QUOTA_EXCEEDED, FAST_POOL_EXHAUSTED.
 */
export async function takeFast(tx: Tx, fund: Fund, key: FastKey, amount: bigint, cap: bigint | undefined): Promise<bigint> {
  if (fund.fastPool === null) throw wealthFault('FAST_NOT_OFFERED', { fundId: fund.fundId });
  const own = await add(tx, 'fast_quota', key, amount);
  if (cap !== undefined && own > cap) throw wealthFault('FAST_QUOTA_EXCEEDED', { left: cap - own + amount, cap });
  const pool = await add(tx, 'fast_pool', key, amount);
  if (pool > fund.fastPool) throw wealthFault('FAST_POOL_EXHAUSTED', { left: fund.fastPool - pool + amount });
  return own;
}

/** Gives back what was reserved for money that the bank did not bring. */
export async function giveFast(tx: Tx, key: FastKey, amount: bigint): Promise<void> {
  for (const table of ['fast_quota', 'fast_pool'] as const) {
    const [place, owner] = placeIn(table, key);
    await tx.query(`UPDATE wealth.${table} SET used = used - $5 WHERE bucket = $1 AND owner = $2 AND fund_id = $3 AND business_date = $4`, [
      place,
      owner,
      key.fundId,
      key.on,
      amount,
    ]);
  }
}

/** A quota is the person's; a pool is the fund's, one row that everybody's redemptions of the day meet in. */
function placeIn(table: 'fast_quota' | 'fast_pool', { bucket, customerId }: FastKey): [bucket: number, owner: string] {
  return table === 'fast_quota' ? [bucket, customerId] : [HOUSE_BUCKET, ''];
}

async function add(tx: Tx, table: 'fast_quota' | 'fast_pool', key: FastKey, amount: bigint): Promise<bigint> {
  const [place, owner] = placeIn(table, key);
  const { rows } = await tx.query<{ used: bigint }>(
    `INSERT INTO wealth.${table} AS t (bucket, owner, fund_id, business_date, used) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (bucket, owner, fund_id, business_date) DO UPDATE SET used = t.used + EXCLUDED.used RETURNING used`,
    [place, owner, key.fundId, key.on, amount],
  );
  return rows[0]?.used ?? 0n;
}

/** What a person may still redeem fast on a day; null where the fund offers it to nobody. */
export async function fastLeft(db: Db, fund: Fund, key: FastKey, cap: bigint | undefined): Promise<FastLeft | null> {
  if (fund.fastPool === null) return null;
  const { rows } = await db.query<{ own: bigint; pool: bigint }>(
    `SELECT (SELECT coalesce(sum(used), 0)::bigint FROM wealth.fast_quota WHERE bucket = $1 AND owner = $2 AND fund_id = $3 AND business_date = $4) AS own,
       (SELECT coalesce(sum(used), 0)::bigint FROM wealth.fast_pool WHERE bucket = $5 AND owner = '' AND fund_id = $3 AND business_date = $4) AS pool`,
    [key.bucket, key.customerId, key.fundId, key.on, HOUSE_BUCKET],
  );
  const pool = fund.fastPool - (rows[0]?.pool ?? 0n);
  return { own: cap === undefined ? null : min(cap - (rows[0]?.own ?? 0n), pool), pool };
}
