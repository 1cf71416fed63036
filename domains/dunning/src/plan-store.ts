import type { Db, Tx } from '@jinqiao/database';
import type { DebtKind } from './debt.ts';
import type { CaseKey } from './model.ts';

export type PlanState = 'proposed' | 'rejected' | 'active' | 'kept' | 'broken';

/** A claim of the platform's own that is paid in instalments. Amounts in minor units. */
export type Plan = CaseKey & {
  readonly planId: string;
  readonly customerId: string;
  readonly kind: DebtKind;
  readonly contractId: string;
  readonly total: bigint;
  readonly state: PlanState;
  readonly madeBy: string;
  readonly madeOn: string;
  readonly reason: string;
  readonly checkedBy: string | null;
  readonly beganOn: string | null;
  /** What had come in on the first day before it began, and since. */
  readonly receivedBefore: bigint;
  readonly received: bigint;
  readonly extensions: number;
  readonly endedOn: string | null;
};

export type PlanInstalment = {
  readonly bucket: number;
  readonly planId: string;
  readonly n: number;
  readonly dueOn: string;
  readonly amount: bigint;
  readonly paidOn: string | null;
  readonly failedOn: string | null;
};

const PLAN = `p.bucket, p.plan_id AS "planId", p.case_id AS "caseId", p.customer_id AS "customerId", p.kind, p.contract_id AS "contractId", p.total, p.state, p.made_by AS "madeBy",
  p.made_on AS "madeOn", p.reason, p.checked_by AS "checkedBy", p.began_on AS "beganOn", p.received_before AS "receivedBefore", p.received, p.extensions, p.ended_on AS "endedOn"`;
const INSTALMENT = `i.bucket, i.plan_id AS "planId", i.n, i.due_on AS "dueOn", i.amount, i.paid_on AS "paidOn", i.failed_on AS "failedOn"`;

export type PlanKey = { readonly bucket: number; readonly planId: string };

export async function planById(db: Db, key: PlanKey): Promise<Plan | undefined> {
  const { rows } = await db.query<Plan>(`SELECT ${PLAN} FROM dunning.plan p WHERE p.bucket = $1 AND p.plan_id = $2`, [key.bucket, key.planId]);
  return rows[0];
}

/** A plan, held until the transaction ends. */
export async function holdPlan(tx: Tx, key: PlanKey): Promise<Plan | undefined> {
  await tx.query('SELECT FROM dunning.plan WHERE bucket = $1 AND plan_id = $2 FOR UPDATE', [key.bucket, key.planId]);
  return planById(tx, key);
}

export async function plansOfCase(db: Db, key: CaseKey): Promise<Plan[]> {
  const { rows } = await db.query<Plan>(`SELECT ${PLAN} FROM dunning.plan p WHERE p.bucket = $1 AND p.case_id = $2 ORDER BY p.made_on DESC, p.plan_id`, [
    key.bucket,
    key.caseId,
  ]);
  return rows;
}

/** Plans that wait for another person, oldest first. */
export async function proposedPlans(db: Db, limit: number): Promise<Plan[]> {
  const { rows } = await db.query<Plan>(`SELECT ${PLAN} FROM dunning.plan p WHERE p.state = 'proposed' ORDER BY p.made_on, p.plan_id LIMIT $1`, [limit]);
  return rows;
}

/** Active plans after a place, in the order of bucket and id. */
export async function activePlans(db: Db, after: PlanKey | null, limit: number): Promise<Plan[]> {
  const { rows } = await db.query<Plan>(
    `SELECT ${PLAN} FROM dunning.plan p WHERE p.state = 'active' AND ($1::int IS NULL OR (p.bucket, p.plan_id) > ($1, $2)) ORDER BY p.bucket, p.plan_id LIMIT $3`,
    [after?.bucket ?? null, after?.planId ?? null, limit],
  );
  return rows;
}

export async function insertPlan(
  tx: Tx,
  plan: Pick<Plan, 'bucket' | 'planId' | 'caseId' | 'customerId' | 'kind' | 'contractId' | 'total' | 'madeBy' | 'madeOn' | 'reason'>,
): Promise<void> {
  await tx.query(
    `INSERT INTO dunning.plan (bucket, plan_id, case_id, customer_id, kind, contract_id, total, state, made_by, made_on, reason)
     VALUES ($1, $2, $3, $4, $5, $6, $7, 'proposed', $8, $9, $10)`,
    [plan.bucket, plan.planId, plan.caseId, plan.customerId, plan.kind, plan.contractId, plan.total, plan.madeBy, plan.madeOn, plan.reason],
  );
}

export async function savePlans(tx: Tx, plans: readonly Plan[]): Promise<void> {
  if (plans.length === 0) return;
  await tx.query(
    `UPDATE dunning.plan p SET state = g.state, checked_by = g.checker, began_on = g.began, received_before = g.before, received = g.received, extensions = g.extensions, ended_on = g.ended
     FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::date[], $6::bigint[], $7::bigint[], $8::int[], $9::date[])
       AS g(bucket, id, state, checker, began, before, received, extensions, ended) WHERE p.bucket = g.bucket AND p.plan_id = g.id`,
    [
      plans.map((p) => p.bucket),
      plans.map((p) => p.planId),
      plans.map((p) => p.state),
      plans.map((p) => p.checkedBy),
      plans.map((p) => p.beganOn),
      plans.map((p) => p.receivedBefore),
      plans.map((p) => p.received),
      plans.map((p) => p.extensions),
      plans.map((p) => p.endedOn),
    ],
  );
}

export async function instalmentsOfPlans(db: Db, keys: readonly PlanKey[]): Promise<Map<string, PlanInstalment[]>> {
  const { rows } = await db.query<PlanInstalment>(
    `SELECT ${INSTALMENT} FROM unnest($1::int[], $2::text[]) AS g(bucket, id) JOIN dunning.plan_instalment i ON i.bucket = g.bucket AND i.plan_id = g.id ORDER BY i.plan_id, i.n`,
    [keys.map((k) => k.bucket), keys.map((k) => k.planId)],
  );
  return Map.groupBy(rows, ({ planId }) => planId);
}

/** Writes instalments, new or changed. */
export async function putInstalments(tx: Tx, rows: readonly PlanInstalment[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(
    `INSERT INTO dunning.plan_instalment (bucket, plan_id, n, due_on, amount, paid_on, failed_on)
     SELECT * FROM unnest($1::int[], $2::text[], $3::int[], $4::date[], $5::bigint[], $6::date[], $7::date[])
     ON CONFLICT (bucket, plan_id, n) DO UPDATE SET due_on = excluded.due_on, paid_on = excluded.paid_on, failed_on = excluded.failed_on`,
    [
      rows.map((r) => r.bucket),
      rows.map((r) => r.planId),
      rows.map((r) => r.n),
      rows.map((r) => r.dueOn),
      rows.map((r) => r.amount),
      rows.map((r) => r.paidOn),
      rows.map((r) => r.failedOn),
    ],
  );
}
