import { type Db, HOUSE_BUCKET, type Tx } from '@jinqiao/database';
import { riskFault } from '../errors.ts';

export const OUTCOMES = ['measure-taken', 'watched', 'false-alarm'] as const;
export type Outcome = (typeof OUTCOMES)[number];
export type AlertState = 'open' | 'acknowledged' | 'closed';

export type Alert = {
  readonly alertId: string;
  readonly ruleId: string;
  readonly segment: string;
  readonly severity: 'high' | 'medium';
  /** The role that has to answer. */
  readonly owner: string;
  readonly raisedOn: string;
  readonly dueOn: string;
  readonly value: string;
  readonly threshold: string;
  readonly seenOn: string;
  readonly state: AlertState;
  readonly escalatedOn: string | null;
  readonly acknowledgedBy: string | null;
  readonly acknowledgedOn: string | null;
  readonly closedBy: string | null;
  readonly closedOn: string | null;
  readonly outcome: Outcome | null;
  readonly reason: string | null;
};

const ALERT = `alert_id AS "alertId", rule_id AS "ruleId", segment, severity, owner, raised_on AS "raisedOn", due_on AS "dueOn", value, threshold, seen_on AS "seenOn", state,
  escalated_on AS "escalatedOn", acknowledged_by AS "acknowledgedBy", acknowledged_on AS "acknowledgedOn", closed_by AS "closedBy", closed_on AS "closedOn", outcome, reason`;

/** Raises an alert, or where one of its rule and segment stands, notes that it was broken again. @returns whether it is new. */
export async function raiseAlert(
  tx: Tx,
  alert: Pick<Alert, 'alertId' | 'ruleId' | 'segment' | 'severity' | 'owner' | 'raisedOn' | 'dueOn' | 'value' | 'threshold'>,
): Promise<boolean> {
  const again = await tx.query(
    `UPDATE risk.alert SET value = $3, seen_on = $4 WHERE bucket = ${HOUSE_BUCKET} AND rule_id = $1 AND segment = $2 AND state <> 'closed'`,
    [alert.ruleId, alert.segment, alert.value, alert.raisedOn],
  );
  if (again.rowCount > 0) return false;
  const { rowCount } = await tx.query(
    `INSERT INTO risk.alert (bucket, alert_id, rule_id, segment, severity, owner, raised_on, due_on, value, threshold, seen_on, state)
     VALUES (${HOUSE_BUCKET}, $1, $2, $3, $4, $5, $6, $7, $8, $9, $6, 'open') ON CONFLICT DO NOTHING`,
    [alert.alertId, alert.ruleId, alert.segment, alert.severity, alert.owner, alert.raisedOn, alert.dueOn, alert.value, alert.threshold],
  );
  return rowCount > 0;
}

/** Alerts that nobody has acknowledged by their due date. */
export async function overdueAlerts(db: Db, on: string): Promise<Alert[]> {
  const { rows } = await db.query<Alert>(
    `SELECT ${ALERT} FROM risk.alert WHERE bucket = ${HOUSE_BUCKET} AND state = 'open' AND due_on < $1 AND escalated_on IS NULL ORDER BY alert_id`,
    [on],
  );
  return rows;
}

export async function escalateAlert(tx: Tx, alertId: string, owner: string, on: string): Promise<void> {
  await tx.query(`UPDATE risk.alert SET owner = $2, escalated_on = $3 WHERE bucket = ${HOUSE_BUCKET} AND alert_id = $1 AND escalated_on IS NULL`, [
    alertId,
    owner,
    on,
  ]);
}

/** One alert, held where a command changes it. @throws Fault ALERT_UNKNOWN. */
export async function alertById(db: Db, alertId: string, hold = false): Promise<Alert> {
  const { rows } = await db.query<Alert>(`SELECT ${ALERT} FROM risk.alert WHERE bucket = ${HOUSE_BUCKET} AND alert_id = $1 ${hold ? 'FOR UPDATE' : ''}`, [
    alertId,
  ]);
  if (!rows[0]) throw riskFault('ALERT_UNKNOWN', { id: alertId.slice(0, 40) });
  return rows[0];
}

/** A page of alerts, those that stand first, then the newest. @param after place and id of the last one seen. */
export async function listAlerts(db: Db, filter: { readonly state: string | null; readonly after: string | null; readonly limit: number }): Promise<Alert[]> {
  const { rows } = await db.query<Alert>(
    `SELECT ${ALERT} FROM risk.alert WHERE bucket = ${HOUSE_BUCKET} AND ($1::text IS NULL OR state = $1)
     AND ($2::text IS NULL OR (raised_on, alert_id) < (split_part($2, ' ', 1)::date, split_part($2, ' ', 2))) ORDER BY raised_on DESC, alert_id DESC LIMIT $3`,
    [filter.state, filter.after, filter.limit],
  );
  return rows;
}

/** The owner takes the alert up. A repetition by the same person is the answer that was lost. @throws Fault ALERT_UNKNOWN, ALERT_STATE. */
export async function acknowledgeAlert(tx: Tx, by: string, alertId: string, on: string): Promise<Alert> {
  const alert = await alertById(tx, alertId, true);
  if (alert.state === 'acknowledged' && alert.acknowledgedBy === by) return alert;
  if (alert.state !== 'open') throw riskFault('ALERT_STATE', { id: alertId, state: alert.state, wanted: 'open' });
  await tx.query(`UPDATE risk.alert SET state = 'acknowledged', acknowledged_by = $2, acknowledged_on = $3 WHERE bucket = ${HOUSE_BUCKET} AND alert_id = $1`, [
    alertId,
    by,
    on,
  ]);
  return alertById(tx, alertId);
}

/** Ends an alert with what came of it. @throws Fault ALERT_UNKNOWN, ALERT_STATE where it was not acknowledged first. */
export async function closeAlert(
  tx: Tx,
  by: string,
  alertId: string,
  on: string,
  said: { readonly outcome: Outcome; readonly reason: string },
): Promise<Alert> {
  const alert = await alertById(tx, alertId, true);
  if (alert.state === 'closed' && alert.closedBy === by && alert.outcome === said.outcome) return alert;
  if (alert.state !== 'acknowledged') throw riskFault('ALERT_STATE', { id: alertId, state: alert.state, wanted: 'acknowledged' });
  await tx.query(
    `UPDATE risk.alert SET state = 'closed', closed_by = $2, closed_on = $3, outcome = $4, reason = $5 WHERE bucket = ${HOUSE_BUCKET} AND alert_id = $1`,
    [alertId, by, on, said.outcome, said.reason],
  );
  return alertById(tx, alertId);
}
