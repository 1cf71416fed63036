import type { Db, Tx } from '@jinqiao/database';
import type { AccountKey } from './model.ts';
import type { Place } from './pages.ts';

/** Where an upgrade stands: what has been done last. `refused` still has to be told to who waits. */
export type UpgradeStep = 'consented' | 'opened' | 'moved' | 'closed' | 'refused' | 'done' | 'rejected';

export type Upgrade = {
  readonly bucket: number;
  readonly upgradeId: string;
  readonly customerId: string;
  readonly institution: string;
  readonly fromAccount: string;
  readonly toAccount: string;
  /** What waits for it, by its own name; empty where nothing does. */
  readonly waiting: string;
  readonly step: UpgradeStep;
  readonly moved: bigint;
  readonly code: string;
  readonly consentedOn: string;
  readonly endedOn: string | null;
};

const COLUMNS = `bucket, upgrade_id AS "upgradeId", customer_id AS "customerId", institution, from_account AS "fromAccount", to_account AS "toAccount", waiting, step, moved, code,
  consented_on AS "consentedOn", ended_on AS "endedOn"`;

export async function insertUpgrade(tx: Tx, u: Upgrade): Promise<boolean> {
  const { rowCount } = await tx.query(
    `INSERT INTO parties.account_upgrade (bucket, upgrade_id, customer_id, institution, from_account, to_account, waiting, step, moved, code, consented_on)
     VALUES ($1, $2, $3, $4, $5, $6, $7, 'consented', 0, '', $8) ON CONFLICT DO NOTHING`,
    [u.bucket, u.upgradeId, u.customerId, u.institution, u.fromAccount, u.toAccount, u.waiting, u.consentedOn],
  );
  return rowCount > 0;
}

export async function upgradeById(db: Db, key: { bucket: number; upgradeId: string }, lock: '' | 'FOR UPDATE' = ''): Promise<Upgrade | undefined> {
  const { rows } = await db.query<Upgrade>(`SELECT ${COLUMNS} FROM parties.account_upgrade WHERE bucket = $1 AND upgrade_id = $2 ${lock}`, [
    key.bucket,
    key.upgradeId,
  ]);
  return rows[0];
}

/** The upgrades that began at an account. */
export async function upgradesFrom(db: Db, key: AccountKey): Promise<Upgrade[]> {
  const { rows } = await db.query<Upgrade>(
    `SELECT ${COLUMNS} FROM parties.account_upgrade WHERE bucket = $1 AND from_account = $2 ORDER BY consented_on, upgrade_id`,
    [key.bucket, key.accountId],
  );
  return rows;
}

export async function openUpgrades(db: Db, after: Place, limit: number): Promise<Upgrade[]> {
  const { rows } = await db.query<Upgrade>(
    `SELECT ${COLUMNS} FROM parties.account_upgrade WHERE step NOT IN ('done', 'rejected') AND (bucket, upgrade_id) > ($1, $2) ORDER BY bucket, upgrade_id LIMIT $3`,
    [after.bucket, after.id, limit],
  );
  return rows;
}

export async function saveUpgrade(tx: Tx, u: Pick<Upgrade, 'bucket' | 'upgradeId' | 'step' | 'moved' | 'code' | 'endedOn'>): Promise<void> {
  await tx.query('UPDATE parties.account_upgrade SET step = $3, moved = $4, code = $5, ended_on = $6 WHERE bucket = $1 AND upgrade_id = $2', [
    u.bucket,
    u.upgradeId,
    u.step,
    u.moved,
    u.code,
    u.endedOn,
  ]);
}
