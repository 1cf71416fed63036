import type { Reveal, Revealed, RevealField } from '@jinqiao/api';
import { bucketOf, type Db } from '@jinqiao/database';
import { type Customer, type SealedField, sealedAt, sealedOf } from '@jinqiao/parties';
import { derivedId, fixedClock, instant } from '@jinqiao/runtime';
import { serverFault } from './errors.ts';
import { securityRule } from './security-rules.ts';
import type { System } from './system.ts';

const COLUMNS: Readonly<Record<RevealField, SealedField>> = { name: 'name_sealed', mobile: 'mobile_sealed', 'id-number': 'id_number_sealed' };

export type RevealBy = { readonly login: string; readonly role: string; readonly reason: string; readonly key: string };

/**
 * Opens one field of a customer for a member of staff, once its trace is written. The same key again shows the same field and
 * leaves no second trace.
 * @throws Fault FIELD_NOT_KEPT, TOO_MANY_REVEALS.
 */
export async function revealField(system: System, customer: Customer, field: RevealField, by: RevealBy): Promise<Revealed> {
  const { db, vault, clock } = system;
  const sealed = await sealedOf(db, customer.bucket, customer.customerId);
  const text = { name: sealed?.name, mobile: sealed?.mobile, 'id-number': sealed?.idNumber }[field];
  if (!text) throw serverFault('FIELD_NOT_KEPT', { field });
  const revealId = derivedId('rev', customer.bucket, `${by.login} ${customer.customerId} ${field} ${by.key}`);
  const limit = securityRule('REVEALS_PER_HOUR_MAX', clock);
  const left = await db.tx(async (tx) => {
    // One person's reveals take turns, so that no two count the same ones.
    await tx.query('SELECT FROM server.staff WHERE bucket = $1 AND login = $2 FOR UPDATE', [bucketOf(by.login), by.login]);
    const { rows } = await tx.query<{ seen: number; again: boolean }>(
      `SELECT count(*)::int AS seen, coalesce(bool_or(reveal_id = $3), false) AS again FROM server.reveal WHERE login = $1 AND at > $2`,
      [by.login, instant(fixedClock(clock.now() - 3_600_000)), revealId],
    );
    const { seen = 0, again = false } = rows[0] ?? {};
    if (again) return limit - seen;
    if (seen >= limit) throw serverFault('TOO_MANY_REVEALS', { limit });
    const { rowCount } = await tx.query(
      `INSERT INTO server.reveal (bucket, reveal_id, customer_id, field, reason, login, role, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING`,
      [customer.bucket, revealId, customer.customerId, field, by.reason, by.login, by.role, instant(clock)],
    );
    return limit - seen - rowCount;
  });
  return { field, value: vault.open(text, sealedAt(COLUMNS[field], customer.customerId)), left };
}

export type RevealFilter = { readonly login: string | null; readonly customerId: string | null; readonly after: string | null; readonly limit: number };

/** Who saw what of whom, newest first. */
export async function revealTrail(db: Db, { login, customerId, after, limit }: RevealFilter): Promise<Reveal[]> {
  const [at = null, id = null] = after?.split(' ') ?? [];
  const { rows } = await db.query<Omit<Reveal, 'at'> & { at: Date }>(
    `SELECT reveal_id AS id, customer_id AS "customerId", field, reason, login, role, at FROM server.reveal
     WHERE ($1::text IS NULL OR login = $1) AND ($2::text IS NULL OR customer_id = $2) AND ($3::timestamptz IS NULL OR (at, reveal_id) < ($3, $4))
     ORDER BY at DESC, reveal_id DESC LIMIT $5`,
    [login, customerId, at, id, limit],
  );
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}
