import type { Db, Tx } from '@jinqiao/database';
import type { CaseKey } from './model.ts';

export type PromiseState = 'open' | 'kept' | 'partly-kept' | 'broken' | 'void';

/** A promise to pay on a case. Amounts in minor units. */
export type PromiseToPay = CaseKey & {
  readonly promiseId: string;
  readonly customerId: string;
  readonly amount: bigint;
  readonly madeOn: string;
  readonly dueOn: string;
  /** What had come in on `madeOn` before it was made. */
  readonly receivedBefore: bigint;
  readonly received: bigint | null;
  readonly state: PromiseState;
  readonly madeBy: string;
  readonly judgedOn: string | null;
};

const PROMISE = `p.bucket, p.promise_id AS "promiseId", p.case_id AS "caseId", p.customer_id AS "customerId", p.amount, p.made_on AS "madeOn", p.due_on AS "dueOn",
  p.received_before AS "receivedBefore", p.received, p.state, p.made_by AS "madeBy", p.judged_on AS "judgedOn"`;

export async function promisesOfCase(db: Db, key: CaseKey): Promise<PromiseToPay[]> {
  const { rows } = await db.query<PromiseToPay>(
    `SELECT ${PROMISE} FROM dunning.promise p WHERE p.bucket = $1 AND p.case_id = $2 ORDER BY (p.state = 'open') DESC, p.made_on DESC, p.promise_id`,
    [key.bucket, key.caseId],
  );
  return rows;
}

export async function insertPromise(tx: Tx, row: Omit<PromiseToPay, 'received' | 'state' | 'judgedOn'>): Promise<void> {
  await tx.query(
    `INSERT INTO dunning.promise (bucket, promise_id, case_id, customer_id, amount, made_on, due_on, received_before, state, made_by)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'open', $9)`,
    [row.bucket, row.promiseId, row.caseId, row.customerId, row.amount, row.madeOn, row.dueOn, row.receivedBefore, row.madeBy],
  );
}

/** Open promises that are due, after a place. */
export async function duePromises(
  tx: Tx,
  on: string,
  after: Pick<PromiseToPay, 'dueOn' | 'bucket' | 'promiseId'> | null,
  limit: number,
): Promise<PromiseToPay[]> {
  const { rows } = await tx.query<PromiseToPay>(
    `SELECT ${PROMISE} FROM dunning.promise p WHERE p.state = 'open' AND p.due_on <= $1 AND ($2::date IS NULL OR (p.due_on, p.bucket, p.promise_id) > ($2, $3, $4))
     ORDER BY p.due_on, p.bucket, p.promise_id LIMIT $5`,
    [on, after?.dueOn ?? null, after?.bucket ?? null, after?.promiseId ?? null, limit],
  );
  return rows;
}

export async function openPromisesOf(db: Db, keys: readonly CaseKey[]): Promise<PromiseToPay[]> {
  const { rows } = await db.query<PromiseToPay>(
    `SELECT ${PROMISE} FROM unnest($1::int[], $2::text[]) AS g(bucket, id) JOIN dunning.promise p ON p.bucket = g.bucket AND p.case_id = g.id AND p.state = 'open'`,
    [keys.map((k) => k.bucket), keys.map((k) => k.caseId)],
  );
  return rows;
}

/** Writes verdicts; a broken promise counts on its case. */
export async function judgePromises(
  tx: Tx,
  rows: readonly (Pick<PromiseToPay, 'bucket' | 'promiseId' | 'caseId' | 'state'> & { readonly received: bigint })[],
  on: string,
): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(
    `UPDATE dunning.promise p SET state = g.state, received = g.received, judged_on = $5 FROM unnest($1::int[], $2::text[], $3::text[], $4::bigint[]) AS g(bucket, id, state, received)
     WHERE p.bucket = g.bucket AND p.promise_id = g.id AND p.state = 'open'`,
    [rows.map((r) => r.bucket), rows.map((r) => r.promiseId), rows.map((r) => r.state), rows.map((r) => r.received), on],
  );
  const broken = rows.filter(({ state }) => state === 'broken');
  await tx.query(
    `UPDATE dunning.case c SET broken_promises = c.broken_promises + 1 FROM unnest($1::int[], $2::text[]) AS g(bucket, id) WHERE c.bucket = g.bucket AND c.case_id = g.id`,
    [broken.map((r) => r.bucket), broken.map((r) => r.caseId)],
  );
}
