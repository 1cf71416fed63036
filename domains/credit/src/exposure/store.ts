import type { Db, Tx } from '@jinqiao/database';
import { type CustomerKey, type Exposure, exposures, type Limit, type Scope, type Temporary, type Usage, type UsageSource } from './model.ts';

type Row = Limit & { readonly customerId: string };

/** Opens limits of customers; those that are there stay as they are. */
export async function openLimits(tx: Tx, on: string, rows: readonly (CustomerKey & { readonly scope: Scope; readonly amount: bigint })[]): Promise<void> {
  await tx.query(
    `INSERT INTO credit.customer_limit (bucket, customer_id, scope, amount, state, opened_on)
     SELECT b, c, s, a, 'active', $5 FROM unnest($1::int[], $2::text[], $3::text[], $4::bigint[]) AS g(b, c, s, a) ORDER BY b, c, s ON CONFLICT DO NOTHING`,
    [rows.map((r) => r.bucket), rows.map((r) => r.customerId), rows.map((r) => r.scope), rows.map((r) => r.amount), on],
  );
}

/**
 * Holds customers' limits until the transaction ends, so that what is used of them by two products at once cannot pass them
 * both. Always taken before any line or contract of the customer.
 */
export async function holdLimits(tx: Tx, keys: readonly CustomerKey[]): Promise<void> {
  await tx.query(
    `SELECT 1 FROM credit.customer_limit WHERE scope = 'total' AND (bucket, customer_id) IN (SELECT * FROM unnest($1::int[], $2::text[])) ORDER BY bucket, customer_id FOR UPDATE`,
    [keys.map((k) => k.bucket), keys.map((k) => k.customerId)],
  );
}

/** Limits of a scope that can be used, in order of bucket and customer, behind a key. */
export async function limitsOfScope(db: Db, scope: Scope, after: CustomerKey | null, limit: number): Promise<(CustomerKey & { readonly amount: bigint })[]> {
  const { rows } = await db.query<CustomerKey & { amount: bigint }>(
    `SELECT bucket, customer_id AS "customerId", amount FROM credit.customer_limit
     WHERE scope = $1 AND state = 'active' AND ($2::int IS NULL OR (bucket, customer_id) > ($2, $3)) ORDER BY bucket, customer_id LIMIT $4`,
    [scope, after?.bucket ?? null, after?.customerId ?? null, limit],
  );
  return rows;
}

/** The exposure of customers on a date, in one question for each product. A customer without limits has none. */
export async function exposuresOf(db: Db, sources: readonly UsageSource[], keys: readonly CustomerKey[], on: string): Promise<Map<string, Exposure[]>> {
  const params = [keys.map((k) => k.bucket), keys.map((k) => k.customerId)];
  const { rows: limits } = await db.query<Row>(
    `SELECT customer_id AS "customerId", scope, amount, state FROM credit.customer_limit WHERE (bucket, customer_id) IN (SELECT * FROM unnest($1::int[], $2::text[]))
     ORDER BY bucket, customer_id, array_position(ARRAY['total', 'pay-later', 'trade-credit', 'micro-loan', 'joint-loan', 'card-pay-off'], scope)`,
    params,
  );
  if (limits.length === 0) return new Map();
  const { rows: temporaries } = await db.query<Temporary & { customerId: string }>(
    `SELECT customer_id AS "customerId", scope, to_amount AS adds FROM credit.limit_change
     WHERE (bucket, customer_id) IN (SELECT * FROM unnest($1::int[], $2::text[])) AND kind = 'temporary' AND state = 'effective' AND effective_on <= $3 AND through_on >= $3`,
    [...params, on],
  );
  const used: [Scope, ReadonlyMap<string, Usage>][] = [];
  for (const source of sources) used.push([source.scope, await source.usageOf(db, keys)]);
  return new Map(
    [...Map.groupBy(limits, ({ customerId }) => customerId)].map(([customerId, own]) => [
      customerId,
      exposures(
        own.map(({ scope, amount, state }) => ({ scope, amount, state })),
        temporaries.filter((each) => each.customerId === customerId),
        new Map(used.flatMap(([scope, of]) => (of.has(customerId) ? [[scope, of.get(customerId) as Usage] as const] : []))),
      ),
    ]),
  );
}

export async function exposureOf(db: Db, sources: readonly UsageSource[], key: CustomerKey, on: string): Promise<Exposure[]> {
  return (await exposuresOf(db, sources, [key], on)).get(key.customerId) ?? [];
}

export type LimitChange = CustomerKey & {
  readonly changeId: string;
  readonly scope: Scope;
  readonly kind: 'increase' | 'decrease' | 'temporary' | 'freeze' | 'unfreeze';
  readonly from: bigint;
  /** The new limit; of a temporary one what it adds. */
  readonly to: bigint;
  readonly state: 'offered' | 'noticed' | 'effective' | 'declined' | 'lapsed' | 'withdrawn';
  readonly madeOn: string;
  /** When it holds; of an offer, until when it may be accepted. */
  readonly effectiveOn: string;
  readonly throughOn: string | null;
  readonly reason: string;
  readonly madeBy: string;
};

const CHANGE = `bucket, change_id AS "changeId", customer_id AS "customerId", scope, kind, from_amount AS "from", to_amount AS "to", state, made_on AS "madeOn", effective_on AS "effectiveOn",
  through_on AS "throughOn", reason, made_by AS "madeBy"`;

export async function insertChange(tx: Tx, change: LimitChange): Promise<void> {
  await tx.query(
    `INSERT INTO credit.limit_change (bucket, change_id, customer_id, scope, kind, from_amount, to_amount, state, made_on, effective_on, through_on, reason, made_by)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT DO NOTHING`,
    [
      change.bucket,
      change.changeId,
      change.customerId,
      change.scope,
      change.kind,
      change.from,
      change.to,
      change.state,
      change.madeOn,
      change.effectiveOn,
      change.throughOn,
      change.reason,
      change.madeBy,
    ],
  );
}

export async function changeById(db: Db, { bucket, changeId }: Pick<LimitChange, 'bucket' | 'changeId'>): Promise<LimitChange | undefined> {
  const { rows } = await db.query<LimitChange>(`SELECT ${CHANGE} FROM credit.limit_change WHERE bucket = $1 AND change_id = $2`, [bucket, changeId]);
  return rows[0];
}

/** A customer's changes, newest first. */
export async function changesOf(db: Db, { bucket, customerId }: CustomerKey, limit: number): Promise<LimitChange[]> {
  const { rows } = await db.query<LimitChange>(
    `SELECT ${CHANGE} FROM credit.limit_change WHERE bucket = $1 AND customer_id = $2 ORDER BY made_on DESC, change_id LIMIT $3`,
    [bucket, customerId, limit],
  );
  return rows;
}

/** Noticed decreases that now hold, and offers that were not answered in time. */
export async function changesDue(tx: Tx, on: string, limit: number): Promise<LimitChange[]> {
  const { rows } = await tx.query<LimitChange>(
    `SELECT ${CHANGE} FROM credit.limit_change WHERE (state = 'noticed' AND effective_on <= $1) OR (state = 'offered' AND effective_on < $1)
     ORDER BY effective_on, bucket, change_id LIMIT $2`,
    [on, limit],
  );
  return rows;
}

/** Offers of a scope that nobody has answered end. */
export async function withdrawOffers(tx: Tx, { bucket, customerId, scope }: Pick<LimitChange, 'bucket' | 'customerId' | 'scope'>, on: string): Promise<void> {
  const { rows } = await tx.query<{ changeId: string }>(
    `SELECT change_id AS "changeId" FROM credit.limit_change WHERE bucket = $1 AND customer_id = $2 AND scope = $3 AND state = 'offered'`,
    [bucket, customerId, scope],
  );
  for (const { changeId } of rows) await setChange(tx, { bucket, changeId }, 'withdrawn', on);
}

export async function setChange(
  tx: Tx,
  { bucket, changeId }: Pick<LimitChange, 'bucket' | 'changeId'>,
  state: LimitChange['state'],
  on: string,
): Promise<void> {
  await tx.query('UPDATE credit.limit_change SET state = $3, answered_on = $4 WHERE bucket = $1 AND change_id = $2', [bucket, changeId, state, on]);
}

export async function setLimit(tx: Tx, { bucket, customerId }: CustomerKey, { scope, amount, state }: Limit): Promise<void> {
  await tx.query('UPDATE credit.customer_limit SET amount = $4, state = $5 WHERE bucket = $1 AND customer_id = $2 AND scope = $3', [
    bucket,
    customerId,
    scope,
    amount,
    state,
  ]);
}
