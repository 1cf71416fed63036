import { bucketOf, bucketOfId, type Db, type Tx } from '@jinqiao/database';
import { derivedId } from '@jinqiao/runtime';
import type { CustomerKey } from './model.ts';
import type { Vault } from './vault.ts';

export type MobileRow = { readonly hash: string; readonly customerId: string | null; readonly signUps: number };

/** Digest and bucket of a number: its row, and whoever signs up with it first, lie there. */
export function mobileKey(vault: Vault, mobile: string): { hash: string; bucket: number } {
  const hash = vault.index('mobile', mobile);
  return { hash, bucket: bucketOf(hash) };
}

/** The id of whoever signs up with a number; a number that was given up before makes another id each time. */
export function signUpId({ hash, bucket }: { hash: string; bucket: number }, earlierSignUps: number): string {
  return derivedId('cus', bucket, earlierSignUps === 0 ? hash : `${hash} ${earlierSignUps + 1}`);
}

/** The id of the customer who signs up first with a mobile number. */
export function customerIdOf(vault: Vault, mobile: string): CustomerKey {
  const key = mobileKey(vault, mobile);
  return { customerId: signUpId(key, 0), bucket: key.bucket };
}

export async function mobileRows(db: Db, keys: readonly { hash: string; bucket: number }[]): Promise<Map<string, MobileRow>> {
  const { rows } = await db.query<MobileRow>(
    `SELECT m.mobile_hash AS hash, m.customer_id AS "customerId", m.sign_ups AS "signUps" FROM unnest($1::int[], $2::text[]) AS g(b, h)
     JOIN parties.mobile m ON m.bucket = g.b AND m.mobile_hash = g.h`,
    [keys.map((k) => k.bucket), keys.map((k) => k.hash)],
  );
  return new Map(rows.map((row) => [row.hash, row]));
}

/** The customer that a number leads to; undefined where it leads to nobody. */
export async function customerOfMobile(db: Db, vault: Vault, mobile: string): Promise<CustomerKey | undefined> {
  const key = mobileKey(vault, mobile);
  const row = (await mobileRows(db, [key])).get(key.hash);
  if (row) return row.customerId === null ? undefined : { customerId: row.customerId, bucket: bucketOfId(row.customerId) ?? 0 };
  const first = customerIdOf(vault, mobile);
  const { rowCount } = await db.query('SELECT FROM parties.customer WHERE bucket = $1 AND customer_id = $2', [first.bucket, first.customerId]);
  return rowCount > 0 ? first : undefined;
}

export type MobileClaim = { hash: string; bucket: number; customerId: string; masked: string; signUps: number };

/** Leads free numbers, and numbers of the same customer, to customers. @returns the digests of those that now do. */
export async function claimMobiles(tx: Tx, since: string, rows: readonly MobileClaim[]): Promise<Set<string>> {
  const { rows: claimed } = await tx.query<{ hash: string }>(
    `INSERT INTO parties.mobile AS m (bucket, mobile_hash, customer_id, mobile_masked, sign_ups, since)
     SELECT b, h, c, k, n, $6::date FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::int[]) AS g(b, h, c, k, n)
     ON CONFLICT (bucket, mobile_hash) DO UPDATE SET customer_id = excluded.customer_id, sign_ups = excluded.sign_ups, since = excluded.since
       WHERE m.customer_id IS NULL OR m.customer_id = excluded.customer_id
     RETURNING m.mobile_hash AS hash`,
    [rows.map((r) => r.bucket), rows.map((r) => r.hash), rows.map((r) => r.customerId), rows.map((r) => r.masked), rows.map((r) => r.signUps), since],
  );
  return new Set(claimed.map((row) => row.hash));
}

/** Leads a number to another customer, or to nobody. */
export async function moveMobile(
  tx: Tx,
  { hash, bucket }: { hash: string; bucket: number },
  masked: string,
  customerId: string | null,
  on: string,
): Promise<void> {
  await tx.query(
    `INSERT INTO parties.mobile (bucket, mobile_hash, customer_id, mobile_masked, sign_ups, since) VALUES ($1, $2, $3, $4, 1, $5)
     ON CONFLICT (bucket, mobile_hash) DO UPDATE SET customer_id = excluded.customer_id, since = excluded.since`,
    [bucket, hash, customerId, masked, on],
  );
}

/** Sets every number of a customer free. */
export async function releaseMobiles(tx: Tx, customerId: string, on: string): Promise<void> {
  await tx.query('UPDATE parties.mobile SET customer_id = NULL, since = $2 WHERE customer_id = $1', [customerId, on]);
}

/** The numbers that lead to a customer, masked, with the date since when they do. */
export async function mobilesOf(db: Db, customerId: string): Promise<{ masked: string; since: string }[]> {
  const { rows } = await db.query<{ masked: string; since: string }>(
    'SELECT mobile_masked AS masked, since FROM parties.mobile WHERE customer_id = $1 ORDER BY since, mobile_masked',
    [customerId],
  );
  return rows;
}

export type MobileChange = { readonly from: string; readonly to: string; readonly proof: 'old-number' | 'liveness'; readonly on: string; readonly at: string };

export async function insertMobileChange(tx: Tx, { customerId, bucket }: CustomerKey, change: MobileChange): Promise<void> {
  await tx.query(
    `INSERT INTO parties.mobile_change (bucket, change_id, customer_id, from_masked, to_masked, proof, changed_on, changed_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING`,
    [bucket, derivedId('mch', bucket, `${customerId} ${change.at}`), customerId, change.from, change.to, change.proof, change.on, change.at],
  );
}

export async function mobileChangesOf(db: Db, { customerId, bucket }: CustomerKey): Promise<MobileChange[]> {
  const { rows } = await db.query<MobileChange>(
    `SELECT from_masked AS "from", to_masked AS "to", proof, changed_on AS "on", to_char(changed_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS at
     FROM parties.mobile_change WHERE bucket = $1 AND customer_id = $2 ORDER BY changed_at`,
    [bucket, customerId],
  );
  return rows;
}
