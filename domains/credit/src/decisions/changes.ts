import { type Db, HOUSE_BUCKET, type Tx } from '@jinqiao/database';
import { derivedId } from '@jinqiao/runtime';
import { creditFault } from '../errors.ts';
import { type CardSource, cardsOf } from './cards.ts';
import { flowVersion, insertFlow } from './flow-store.ts';
import type { Flow } from './model.ts';
import { requireFlow } from './validate.ts';

/** Who acts, when and on which open day. */
export type CreditAct = { readonly by: string; readonly at: string; readonly on: string };

export type FlowChange = {
  readonly changeId: string;
  readonly name: string;
  readonly body: Flow;
  readonly reason: string;
  readonly state: 'proposed' | 'approved' | 'rejected';
  readonly madeBy: string;
  readonly madeAt: string;
  readonly checkedBy: string | null;
  readonly checkedAt: string | null;
  readonly verdict: string | null;
  readonly version: number | null;
};

const COLUMNS = `change_id AS "changeId", name, body, reason, state, made_by AS "madeBy", to_char(made_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "madeAt",
  checked_by AS "checkedBy", to_char(checked_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "checkedAt", verdict, version`;

/** Refuses a flow that could not be run here. @throws Fault FLOW_INVALID, FLOW_UNKNOWN for its challenger, CARD_UNKNOWN. */
export async function checkFlow(db: Db, flow: Flow, on: string, cardOf?: CardSource): Promise<void> {
  requireFlow(flow);
  await cardsOf(db, [flow], { on, cardOf });
  if (flow.challenger) await flowVersion(db, flow.challenger.flow, flow.challenger.version);
}

/** Proposes the next version of a flow; it counts once another person approves it. @throws as `checkFlow`. */
export async function proposeFlow(tx: Tx, act: CreditAct, key: string, body: Flow, reason: string, cardOf?: CardSource): Promise<FlowChange> {
  await checkFlow(tx, body, act.on, cardOf);
  const changeId = derivedId('fch', HOUSE_BUCKET, `${act.by} ${key}`);
  await tx.query(
    `INSERT INTO credit.flow_change (bucket, change_id, name, body, reason, state, made_by, made_at) VALUES (${HOUSE_BUCKET}, $1, $2, $3, $4, 'proposed', $5, $6) ON CONFLICT DO NOTHING`,
    [changeId, body.name, JSON.stringify(body), reason, act.by, act.at],
  );
  return flowChangeById(tx, changeId);
}

/** Decides a proposed flow; approval makes it the version that counts. @throws Fault FLOW_CHANGE_UNKNOWN, FLOW_CHANGE_DECIDED, CHECKER_IS_MAKER, and as `checkFlow`. */
export async function decideFlow(
  tx: Tx,
  act: CreditAct,
  changeId: string,
  { approve, verdict }: { readonly approve: boolean; readonly verdict: string },
  cardOf?: CardSource,
): Promise<FlowChange> {
  await tx.query(`SELECT 1 FROM credit.flow_change WHERE bucket = ${HOUSE_BUCKET} AND change_id = $1 FOR UPDATE`, [changeId]);
  const change = await flowChangeById(tx, changeId);
  // The same verdict of the same person again is the answer that was lost.
  if (change.checkedBy === act.by && change.state === (approve ? 'approved' : 'rejected')) return change;
  if (change.state !== 'proposed') throw creditFault('FLOW_CHANGE_DECIDED', { id: changeId, state: change.state });
  if (change.madeBy === act.by) throw creditFault('CHECKER_IS_MAKER');
  const version = approve ? await nextVersion(tx, change, act, cardOf) : null;
  await tx.query(
    `UPDATE credit.flow_change SET state = $2, checked_by = $3, checked_at = $4, verdict = $5, version = $6 WHERE bucket = ${HOUSE_BUCKET} AND change_id = $1`,
    [changeId, approve ? 'approved' : 'rejected', act.by, act.at, verdict, version],
  );
  return flowChangeById(tx, changeId);
}

async function nextVersion(tx: Tx, { body, madeBy }: FlowChange, { by, on }: CreditAct, cardOf: CardSource | undefined): Promise<number> {
  await checkFlow(tx, body, on, cardOf);
  // Versions of a flow are counted one after another.
  await tx.query(`SELECT 1 FROM credit.flow WHERE bucket = ${HOUSE_BUCKET} AND name = $1 AND version = 1 FOR UPDATE`, [body.name]);
  const { rows } = await tx.query<{ next: number }>(
    `SELECT (coalesce(max(version), 0) + 1)::int AS next FROM credit.flow WHERE bucket = ${HOUSE_BUCKET} AND name = $1`,
    [body.name],
  );
  const version = rows[0]?.next ?? 1;
  await insertFlow(tx, body, version, { madeBy, checkedBy: by, on });
  return version;
}

async function flowChangeById(db: Db, changeId: string): Promise<FlowChange> {
  const { rows } = await db.query<FlowChange>(`SELECT ${COLUMNS} FROM credit.flow_change WHERE bucket = ${HOUSE_BUCKET} AND change_id = $1`, [changeId]);
  if (!rows[0]) throw creditFault('FLOW_CHANGE_UNKNOWN', { id: changeId.slice(0, 40) });
  return rows[0];
}

/** Changes that wait for a verdict first, then the newest. */
export async function listFlowChanges(db: Db, limit: number): Promise<FlowChange[]> {
  const { rows } = await db.query<FlowChange>(
    `SELECT ${COLUMNS} FROM credit.flow_change WHERE bucket = ${HOUSE_BUCKET} ORDER BY (state = 'proposed') DESC, made_at DESC, change_id LIMIT $1`,
    [limit],
  );
  return rows;
}
