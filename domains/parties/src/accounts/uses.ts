import type { Db, Tx } from '@jinqiao/database';
import type { Limit } from './limits.ts';

/** An amount that counts in a limit, in minor units. */
export type Use = { readonly bucket: number; readonly limit: Limit; readonly amount: bigint };

export type Used = { readonly limit: Limit; readonly used: bigint };

/** How a use is written beside its movement, so that a reversal finds the counter of the day on which it was used. */
export function countedIn(limit: Limit): string {
  return `${limit.subject} ${limit.counter} ${limit.period}`;
}

const keyOf = ({ bucket, limit }: { readonly bucket: number; readonly limit: Limit }) => `${bucket} ${countedIn(limit)}`;

/**
 * Adds uses to their counters where `used + amount <= cap` holds: one statement, in which the row of a counter is all that
 * anyone waits for, and the database looks at the newest figure when it gets the row.
 * @returns the limits that would be passed; when there is one, the caller must give its transaction up.
 */
export async function addUses(tx: Tx, uses: readonly Use[]): Promise<Limit[]> {
  const sums = new Map<string, Use>();
  for (const use of uses) {
    const before = sums.get(keyOf(use));
    sums.set(keyOf(use), before ? { ...before, amount: before.amount + use.amount } : use);
  }
  // One order for all, so that two callers never wait for each other.
  const rows = [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, use]) => use);
  if (rows.length === 0) return [];
  const { rows: held } = await tx.query<{ bucket: number; counted: string }>(
    `INSERT INTO parties.account_use AS u (bucket, subject, counter, period, used, cap)
     SELECT b, s, c, p, a, cap FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::bigint[]) WITH ORDINALITY AS g(b, s, c, p, a, cap, n)
     WHERE cap IS NULL OR a <= cap ORDER BY n
     ON CONFLICT (bucket, subject, counter, period) DO UPDATE SET used = u.used + excluded.used, cap = excluded.cap
       WHERE excluded.cap IS NULL OR u.used + excluded.used <= excluded.cap
     RETURNING bucket, subject || ' ' || counter || ' ' || period AS counted`,
    [
      rows.map((r) => r.bucket),
      rows.map((r) => r.limit.subject),
      rows.map((r) => r.limit.counter),
      rows.map((r) => r.limit.period),
      rows.map((r) => r.amount),
      rows.map((r) => r.limit.cap),
    ],
  );
  const done = new Set(held.map((row) => `${row.bucket} ${row.counted}`));
  return rows.filter((row) => !done.has(keyOf(row))).map((row) => row.limit);
}

/** Gives amounts back to the counters that they were counted in. */
export async function giveBack(tx: Tx, counted: readonly { readonly bucket: number; readonly counted: string; readonly amount: bigint }[]): Promise<void> {
  const sums = new Map<string, { bucket: number; parts: string[]; amount: bigint }>();
  for (const { bucket, counted: text, amount } of counted) {
    const key = `${bucket} ${text}`;
    sums.set(key, { bucket, parts: text.split(' '), amount: (sums.get(key)?.amount ?? 0n) + amount });
  }
  const rows = [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  if (rows.length === 0) return;
  const keys = [rows.map((r) => r.bucket), rows.map((r) => r.parts[0]), rows.map((r) => r.parts[1]), rows.map((r) => r.parts[2])];
  // Locked in the order in which uses are added; an update alone would take the rows as the planner likes.
  await tx.query(
    `SELECT 1 FROM parties.account_use WHERE (bucket, subject, counter, period) IN (SELECT b, s, c, p FROM unnest($1::int[], $2::text[], $3::text[], $4::text[]) AS g(b, s, c, p))
     ORDER BY bucket, subject, counter, period FOR UPDATE`,
    keys,
  );
  await tx.query(
    `UPDATE parties.account_use u SET used = u.used - g.a FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::bigint[]) AS g(b, s, c, p, a)
     WHERE u.bucket = g.b AND u.subject = g.s AND u.counter = g.c AND u.period = g.p`,
    [...keys, rows.map((r) => r.amount)],
  );
}

/** How much of limits is used, in their order. */
export async function usedOf(db: Db, limits: readonly { readonly bucket: number; readonly limit: Limit }[]): Promise<Used[]> {
  const { rows } = await db.query<{ n: bigint; used: bigint }>(
    `SELECT g.n, u.used FROM unnest($1::int[], $2::text[], $3::text[], $4::text[]) WITH ORDINALITY AS g(b, s, c, p, n)
     JOIN parties.account_use u ON u.bucket = g.b AND u.subject = g.s AND u.counter = g.c AND u.period = g.p`,
    [limits.map((l) => l.bucket), limits.map((l) => l.limit.subject), limits.map((l) => l.limit.counter), limits.map((l) => l.limit.period)],
  );
  const used = new Map(rows.map((row) => [Number(row.n), row.used]));
  return limits.map(({ limit }, i) => ({ limit, used: used.get(i + 1) ?? 0n }));
}
