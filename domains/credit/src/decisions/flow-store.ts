import { createHash } from 'node:crypto';
import { type Db, HOUSE_BUCKET, type Tx } from '@jinqiao/database';
import { creditFault } from '../errors.ts';
import { BUILT_IN_FLOWS } from './built-in.ts';
import type { Flow, FlowVersion } from './model.ts';

const COLUMNS = `name, version, body, digest, made_by AS "madeBy", checked_by AS "checkedBy", recorded_on AS "recordedOn"`;

/** Enters the flows that an installation begins with as their first versions; what is there already stays as it is. */
export async function registerFlows(tx: Tx, on: string): Promise<void> {
  for (const flow of BUILT_IN_FLOWS) await insertFlow(tx, flow, 1, { madeBy: 'installation', checkedBy: 'agreement', on });
}

export async function insertFlow(tx: Tx, flow: Flow, version: number, who: { madeBy: string; checkedBy: string; on: string }): Promise<void> {
  const text = JSON.stringify(flow);
  await tx.query(
    `INSERT INTO credit.flow (bucket, name, version, body, digest, made_by, checked_by, recorded_on) VALUES (${HOUSE_BUCKET}, $1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
    [flow.name, version, text, createHash('sha256').update(text).digest('hex'), who.madeBy, who.checkedBy, who.on],
  );
}

/** The version of a flow that counts, with the challenger that it names. @throws Fault FLOW_UNKNOWN. */
export async function flowsInForce(db: Db, name: string): Promise<{ champion: FlowVersion; challenger: FlowVersion | undefined }> {
  const { rows } = await db.query<FlowVersion>(
    `WITH champion AS (SELECT * FROM credit.flow WHERE bucket = ${HOUSE_BUCKET} AND name = $1 ORDER BY version DESC LIMIT 1)
     SELECT ${COLUMNS} FROM champion
     UNION ALL SELECT f.name, f.version, f.body, f.digest, f.made_by, f.checked_by, f.recorded_on FROM champion c JOIN credit.flow f
       ON f.bucket = c.bucket AND f.name = c.body->'challenger'->>'flow' AND f.version = (c.body->'challenger'->>'version')::int`,
    [name],
  );
  const [champion, challenger] = rows;
  if (!champion) throw creditFault('FLOW_UNKNOWN', { name: name.slice(0, 40) });
  return { champion, challenger };
}

/** @throws Fault FLOW_UNKNOWN. */
export async function flowVersion(db: Db, name: string, version: number): Promise<FlowVersion> {
  const { rows } = await db.query<FlowVersion>(`SELECT ${COLUMNS} FROM credit.flow WHERE bucket = ${HOUSE_BUCKET} AND name = $1 AND version = $2`, [
    name,
    version,
  ]);
  if (!rows[0]) throw creditFault('FLOW_UNKNOWN', { name: `${name.slice(0, 40)} ${version}` });
  return rows[0];
}

/** Every version of every flow, or of one, the newest of each first. */
export async function listFlows(db: Db, name: string | null = null): Promise<FlowVersion[]> {
  const { rows } = await db.query<FlowVersion>(
    `SELECT ${COLUMNS} FROM credit.flow WHERE bucket = ${HOUSE_BUCKET} AND ($1::text IS NULL OR name = $1) ORDER BY name, version DESC`,
    [name],
  );
  return rows;
}
