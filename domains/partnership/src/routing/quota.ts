import { bucketOf, bucketOfId, type Db, type Tx } from '@jinqiao/database';

/** What is counted: a funder's or a customer's reservations, of a day or open ones. */
export type QuotaKey = { readonly subject: string; readonly period: string };
export type QuotaChange = QuotaKey & { readonly amount: bigint };

export const OPEN = 'open';
export const quotaDay = (date: string) => `D${date}`;
export const funderSubject = (programmeId: string) => `funder:${programmeId}`;
export const customerSubject = (customerId: string) => `customer:${customerId}`;

/** A customer's counters lie with the customer, a funder's by its name. */
export function quotaBucket(subject: string): number {
  return bucketOfId(subject.slice(subject.indexOf(':') + 1)) ?? bucketOf(subject);
}

export const quotaKey = ({ subject, period }: QuotaKey) => `${subject}|${period}`;

const arraysOf = (keys: readonly QuotaKey[]) => [keys.map((k) => quotaBucket(k.subject)), keys.map((k) => k.subject), keys.map((k) => k.period)];

/** Locks counters in one order, so that two transactions never wait for each other. @returns what is used of each. */
export async function holdQuotas(tx: Tx, keys: readonly QuotaKey[]): Promise<Map<string, bigint>> {
  const once = [...new Map(keys.map((key) => [quotaKey(key), key])).values()].sort((a, b) => (quotaKey(a) < quotaKey(b) ? -1 : 1));
  await tx.query(
    `INSERT INTO partnership.quota (bucket, subject, period, used, uses) SELECT b, s, p, 0, 0 FROM unnest($1::int[], $2::text[], $3::text[]) AS g(b, s, p)
     ORDER BY s COLLATE "C", p COLLATE "C" ON CONFLICT DO NOTHING`,
    arraysOf(once),
  );
  const { rows } = await tx.query<QuotaKey & { used: bigint }>(
    `SELECT q.subject, q.period, q.used FROM partnership.quota q WHERE (q.bucket, q.subject, q.period) IN (SELECT * FROM unnest($1::int[], $2::text[], $3::text[]))
     ORDER BY q.subject COLLATE "C", q.period COLLATE "C" FOR UPDATE`,
    arraysOf(once),
  );
  return new Map(rows.map((row) => [quotaKey(row), row.used]));
}

/**
 * Takes from quotas that this transaction holds: each by an update that holds only while it stays within its limit.
 * @param claims `most` is the limit of the counter itself, in minor units.
 */
export async function takeQuotas(tx: Tx, claims: readonly (QuotaChange & { readonly most: bigint })[]): Promise<void> {
  const { rowCount } = await tx.query(
    `UPDATE partnership.quota q SET used = q.used + g.amount, uses = q.uses + 1
     FROM unnest($1::int[], $2::text[], $3::text[], $4::bigint[], $5::bigint[]) AS g(bucket, subject, period, amount, most)
     WHERE q.bucket = g.bucket AND q.subject = g.subject AND q.period = g.period AND q.used + g.amount <= g.most`,
    [...arraysOf(claims), claims.map((c) => c.amount), claims.map((c) => c.most)],
  );
  if (rowCount !== claims.length) throw new Error(`a quota of ${claims.map(quotaKey).join(', ')} was passed while it was held`);
}

/** Gives back what was reserved. Counters are locked in the order in which they are taken. */
export async function giveQuotas(tx: Tx, changes: readonly QuotaChange[]): Promise<void> {
  if (changes.length === 0) return;
  const sums = new Map<string, QuotaChange & { uses: number }>();
  for (const change of changes) {
    const known = sums.get(quotaKey(change));
    sums.set(quotaKey(change), { ...change, amount: (known?.amount ?? 0n) + change.amount, uses: (known?.uses ?? 0) + 1 });
  }
  const rows = [...sums.values()];
  await holdQuotas(tx, rows);
  await tx.query(
    `UPDATE partnership.quota q SET used = q.used - g.amount, uses = q.uses - g.uses
     FROM unnest($1::int[], $2::text[], $3::text[], $4::bigint[], $5::int[]) AS g(bucket, subject, period, amount, uses)
     WHERE q.bucket = g.bucket AND q.subject = g.subject AND q.period = g.period`,
    [...arraysOf(rows), rows.map((r) => r.amount), rows.map((r) => r.uses)],
  );
}

/** What is used of funders' quotas: reserved on a day, and reserved and not booked yet. */
export async function funderUse(db: Db, programmeIds: readonly string[], on: string): Promise<Map<string, { day: bigint; open: bigint }>> {
  const { rows } = await db.query<{ id: string; day: bigint; open: bigint }>(
    `SELECT g.id, coalesce(max(q.used) FILTER (WHERE q.period = $3), 0) AS day, coalesce(max(q.used) FILTER (WHERE q.period = $4), 0) AS open
     FROM unnest($1::int[], $2::text[]) AS g(b, id) LEFT JOIN partnership.quota q ON q.bucket = g.b AND q.subject = 'funder:' || g.id AND q.period IN ($3, $4) GROUP BY g.id`,
    [programmeIds.map((id) => quotaBucket(funderSubject(id))), programmeIds, quotaDay(on), OPEN],
  );
  return new Map(rows.map(({ id, day, open }) => [id, { day, open }]));
}
