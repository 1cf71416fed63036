import { type Db, HOUSE_BUCKET, type Tx } from '@jinqiao/database';
import { derivedId } from '@jinqiao/runtime';
import { creditFault } from '../errors.ts';
import type { Deployment, ModelAct } from './model.ts';
import { modelVersion } from './registry.ts';

const COLUMNS = `deployment_id AS "deploymentId", name, version, valid_from AS "validFrom", reason, state, made_by AS "madeBy",
  to_char(made_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "madeAt", checked_by AS "checkedBy", to_char(checked_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "checkedAt", verdict`;

export type DeploymentRequest = Pick<Deployment, 'name' | 'version' | 'validFrom' | 'reason'>;

/**
 * Proposes that a version decides from a date on; nothing changes before another person approves it.
 * @throws Fault MODEL_UNKNOWN, DEPLOYMENT_IN_PAST, DEPLOYMENT_DATE_TAKEN.
 */
export async function proposeDeployment(tx: Tx, act: ModelAct, key: string, request: DeploymentRequest): Promise<Deployment> {
  const deploymentId = derivedId('mdp', HOUSE_BUCKET, `${act.by} ${key}`);
  const kept = await deploymentById(tx, deploymentId);
  if (kept) return kept;
  await requireDeployable(tx, act, request);
  await insertDeployment(tx, act, deploymentId, request, 'proposed');
  return (await deploymentById(tx, deploymentId)) as Deployment;
}

/**
 * Approves or rejects a proposed deployment.
 * @throws Fault DEPLOYMENT_UNKNOWN, DEPLOYMENT_DECIDED, CHECKER_IS_MAKER, and what has come between since it was proposed.
 */
export async function decideDeployment(
  tx: Tx,
  act: ModelAct,
  deploymentId: string,
  { approve, verdict }: { readonly approve: boolean; readonly verdict: string },
): Promise<Deployment> {
  await tx.query(`SELECT 1 FROM credit.model_deployment WHERE bucket = ${HOUSE_BUCKET} AND deployment_id = $1 FOR UPDATE`, [deploymentId]);
  const deployment = await deploymentById(tx, deploymentId);
  if (!deployment) throw creditFault('DEPLOYMENT_UNKNOWN', { id: deploymentId.slice(0, 40) });
  const state = approve ? 'approved' : 'rejected';
  // The same verdict of the same person again is the answer that was lost.
  if (deployment.checkedBy === act.by && deployment.state === state) return deployment;
  if (deployment.state !== 'proposed') throw creditFault('DEPLOYMENT_DECIDED', { id: deploymentId, state: deployment.state });
  if (deployment.madeBy === act.by) throw creditFault('CHECKER_IS_MAKER');
  if (approve) await requireDeployable(tx, act, deployment);
  await tx.query(
    `UPDATE credit.model_deployment SET state = $2, checked_by = $3, checked_at = $4, verdict = $5 WHERE bucket = ${HOUSE_BUCKET} AND deployment_id = $1`,
    [deploymentId, state, act.by, act.at, verdict],
  );
  return (await deploymentById(tx, deploymentId)) as Deployment;
}

/** What came with the installation decides without a checker, until something else is deployed. */
export async function installDeployment(tx: Tx, act: ModelAct, { name, version }: { readonly name: string; readonly version: string }): Promise<void> {
  const id = derivedId('mdp', HOUSE_BUCKET, `${act.by} ${name} ${version}`);
  await insertDeployment(tx, act, id, { name, version, validFrom: act.on, reason: 'installation' }, 'installed');
}

async function requireDeployable(tx: Tx, { on }: ModelAct, { name, version, validFrom }: DeploymentRequest): Promise<void> {
  // Decisions of past dates were made by what was in force then.
  if (validFrom < on) throw creditFault('DEPLOYMENT_IN_PAST', { from: validFrom, on }, '$.from');
  if (!(await modelVersion(tx, name, version))) throw creditFault('MODEL_UNKNOWN', { name, version }, '$.version');
  const { rowCount } = await tx.query(
    `SELECT 1 FROM credit.model_deployment WHERE bucket = ${HOUSE_BUCKET} AND name = $1 AND valid_from = $2 AND state IN ('installed', 'approved')`,
    [name, validFrom],
  );
  if (rowCount) throw creditFault('DEPLOYMENT_DATE_TAKEN', { name, from: validFrom }, '$.from');
}

async function insertDeployment(tx: Tx, act: ModelAct, deploymentId: string, request: DeploymentRequest, state: Deployment['state']): Promise<void> {
  await tx.query(
    `INSERT INTO credit.model_deployment (bucket, deployment_id, name, version, valid_from, reason, state, made_by, made_at)
     VALUES (${HOUSE_BUCKET}, $1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING`,
    [deploymentId, request.name, request.version, request.validFrom, request.reason, state, act.by, act.at],
  );
}

async function deploymentById(db: Db, deploymentId: string): Promise<Deployment | undefined> {
  const { rows } = await db.query<Deployment>(`SELECT ${COLUMNS} FROM credit.model_deployment WHERE bucket = ${HOUSE_BUCKET} AND deployment_id = $1`, [
    deploymentId,
  ]);
  return rows[0];
}

/** The deployments of one model or of all: those to decide first, then by the date from which they hold, the newest first. */
export async function listDeployments(db: Db, name: string | null = null): Promise<Deployment[]> {
  const { rows } = await db.query<Deployment>(
    `SELECT ${COLUMNS} FROM credit.model_deployment WHERE bucket = ${HOUSE_BUCKET} AND ($1::text IS NULL OR name = $1)
     ORDER BY (state = 'proposed') DESC, valid_from DESC, made_at DESC, deployment_id`,
    [name],
  );
  return rows;
}
