import { bucketOf, bucketOfId, type Tx } from '@jinqiao/database';

/** What counts towards a cap or a quota: a subject and the day or month. */
export type CounterKey = { readonly subject: string; readonly period: string };
export type CounterChange = CounterKey & { readonly amount: bigint };

export const dayPeriod = (date: string) => `D${date}`;
export const monthPeriod = (date: string) => `M${date.slice(0, 7)}`;
export const mandateSubject = (mandateId: string) => `mandate:${mandateId}`;
export const quotaSubject = (institution: string, channel: string) => `quota:${institution}:${channel}`;

/** A mandate's counters lie with its customer, a quota's by its name. */
export function counterBucket(subject: string): number {
  return bucketOfId(subject.slice(subject.indexOf(':') + 1)) ?? bucketOf(subject);
}

const keyOf = ({ subject, period }: CounterKey) => `${subject}|${period}`;

/** Counters held until the transaction ends: what is read here cannot change before it is added to. */
export type Counters = {
  used(key: CounterKey): bigint;
  /** Adds a payment, in memory; `save` writes it. */
  take(changes: readonly CounterChange[]): void;
  /** Gives back what a failed payment had taken, in memory too. */
  give(changes: readonly CounterChange[]): void;
  save(): Promise<void>;
};

/** Locks counters in one order, so that two transactions never wait for each other. */
export async function holdCounters(tx: Tx, keys: readonly CounterKey[]): Promise<Counters> {
  const once = [...new Map(keys.map((key) => [keyOf(key), key])).values()].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const arrays = [once.map((k) => counterBucket(k.subject)), once.map((k) => k.subject), once.map((k) => k.period)];
  if (once.length > 0) {
    await tx.query(
      `INSERT INTO payments.counter (bucket, subject, period, used, payments) SELECT b, s, p, 0, 0 FROM unnest($1::int[], $2::text[], $3::text[]) AS g(b, s, p)
       ORDER BY s COLLATE "C", p ON CONFLICT DO NOTHING`,
      arrays,
    );
  }
  const { rows } =
    once.length === 0
      ? { rows: [] }
      : await tx.query<CounterKey & { used: bigint }>(
          `SELECT c.subject, c.period, c.used FROM payments.counter c WHERE (c.bucket, c.subject, c.period) IN (SELECT * FROM unnest($1::int[], $2::text[], $3::text[]))
           ORDER BY c.subject COLLATE "C", c.period FOR UPDATE`,
          arrays,
        );
  const used = new Map(rows.map((row) => [keyOf(row), row.used]));
  const [taken, given]: [CounterChange[], CounterChange[]] = [[], []];
  return {
    used: (key) => used.get(keyOf(key)) ?? 0n,
    take: (changes) => {
      for (const change of changes) used.set(keyOf(change), (used.get(keyOf(change)) ?? 0n) + change.amount);
      taken.push(...changes);
    },
    give: (changes) => {
      for (const change of changes) used.set(keyOf(change), (used.get(keyOf(change)) ?? 0n) - change.amount);
      given.push(...changes);
    },
    save: async () => {
      await changeCounters(tx, given, -1);
      await changeCounters(tx, taken, 1);
    },
  };
}

/** Gives back what failed payments had reserved, on the days and months on which it was reserved. */
export function releaseCounters(tx: Tx, changes: readonly CounterChange[]): Promise<void> {
  return changeCounters(tx, changes, -1);
}

async function changeCounters(tx: Tx, changes: readonly CounterChange[], sign: 1 | -1): Promise<void> {
  if (changes.length === 0) return;
  const sums = new Map<string, CounterChange & { payments: number }>();
  for (const change of changes) {
    const known = sums.get(keyOf(change));
    sums.set(keyOf(change), { ...change, amount: (known?.amount ?? 0n) + change.amount, payments: (known?.payments ?? 0) + 1 });
  }
  const rows = [...sums.values()].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const arrays = [rows.map((r) => counterBucket(r.subject)), rows.map((r) => r.subject), rows.map((r) => r.period)];
  // Releases come without a hold: the rows are locked in the same order as there before any is written.
  if (sign === -1) {
    await tx.query(
      `SELECT FROM payments.counter c WHERE (c.bucket, c.subject, c.period) IN (SELECT * FROM unnest($1::int[], $2::text[], $3::text[])) ORDER BY c.subject COLLATE "C", c.period FOR UPDATE`,
      arrays,
    );
  }
  await tx.query(
    `UPDATE payments.counter c SET used = c.used + g.amount, payments = c.payments + g.payments FROM unnest($1::int[], $2::text[], $3::text[], $4::bigint[], $5::int[])
       AS g(bucket, subject, period, amount, payments) WHERE c.bucket = g.bucket AND c.subject = g.subject AND c.period = g.period`,
    [...arrays, rows.map((r) => BigInt(sign) * r.amount), rows.map((r) => sign * r.payments)],
  );
}
