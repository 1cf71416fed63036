import type { Db, Tx } from '@jinqiao/database';
import type { DebtKey, DebtKind } from './debt.ts';
import type { CaseKey } from './model.ts';

export type SettlementState = 'proposed' | 'rejected' | 'offered' | 'paid' | 'void';

/** An offer to take less than a claim where it is paid in full by a day. Amounts in minor units. */
export type Settlement = CaseKey & {
  readonly settlementId: string;
  readonly customerId: string;
  readonly kind: DebtKind;
  readonly contractId: string;
  /** What was owed when it was made, and what is taken for it. */
  readonly owed: bigint;
  readonly amount: bigint;
  readonly validUntil: string;
  readonly state: SettlementState;
  readonly madeBy: string;
  readonly madeOn: string;
  readonly reason: string;
  readonly checkedBy: string | null;
  readonly beganOn: string | null;
  readonly receivedBefore: bigint;
  readonly received: bigint;
  readonly endedOn: string | null;
};

const SETTLEMENT = `s.bucket, s.settlement_id AS "settlementId", s.case_id AS "caseId", s.customer_id AS "customerId", s.kind, s.contract_id AS "contractId", s.owed, s.amount,
  s.valid_until AS "validUntil", s.state, s.made_by AS "madeBy", s.made_on AS "madeOn", s.reason, s.checked_by AS "checkedBy", s.began_on AS "beganOn",
  s.received_before AS "receivedBefore", s.received, s.ended_on AS "endedOn"`;

export type SettlementKey = { readonly bucket: number; readonly settlementId: string };

/** Contracts of which a part was paid and the rest given up for good: nothing is owed on them any more. */
export async function waivedContracts(db: Db, keys: readonly DebtKey[]): Promise<Set<string>> {
  const { rows } = await db.query<{ id: string }>(
    `SELECT s.contract_id AS id FROM unnest($1::int[], $2::text[]) AS g(bucket, id)
     JOIN dunning.settlement s ON s.bucket = g.bucket AND s.contract_id = g.id AND s.state = 'paid'`,
    [keys.map((k) => k.bucket), keys.map((k) => k.contractId)],
  );
  return new Set(rows.map((row) => row.id));
}

export async function settlementById(db: Db, key: SettlementKey): Promise<Settlement | undefined> {
  const { rows } = await db.query<Settlement>(`SELECT ${SETTLEMENT} FROM dunning.settlement s WHERE s.bucket = $1 AND s.settlement_id = $2`, [
    key.bucket,
    key.settlementId,
  ]);
  return rows[0];
}

export async function holdSettlement(tx: Tx, key: SettlementKey): Promise<Settlement | undefined> {
  await tx.query('SELECT FROM dunning.settlement WHERE bucket = $1 AND settlement_id = $2 FOR UPDATE', [key.bucket, key.settlementId]);
  return settlementById(tx, key);
}

/** The offer about a contract that is proposed or stands. */
export async function openSettlementOf(db: Db, key: DebtKey): Promise<Settlement | undefined> {
  const { rows } = await db.query<Settlement>(
    `SELECT ${SETTLEMENT} FROM dunning.settlement s WHERE s.bucket = $1 AND s.contract_id = $2 AND s.state IN ('proposed', 'offered')`,
    [key.bucket, key.contractId],
  );
  return rows[0];
}

export async function settlementsOfCase(db: Db, key: CaseKey): Promise<Settlement[]> {
  const { rows } = await db.query<Settlement>(
    `SELECT ${SETTLEMENT} FROM dunning.settlement s WHERE s.bucket = $1 AND s.case_id = $2 ORDER BY s.made_on DESC, s.settlement_id`,
    [key.bucket, key.caseId],
  );
  return rows;
}

/** Offers that wait for another person, oldest first. */
export async function proposedSettlements(db: Db, limit: number): Promise<Settlement[]> {
  const { rows } = await db.query<Settlement>(
    `SELECT ${SETTLEMENT} FROM dunning.settlement s WHERE s.state = 'proposed' ORDER BY s.made_on, s.settlement_id LIMIT $1`,
    [limit],
  );
  return rows;
}

/** Offers that stand, after a place, in the order of bucket and id. */
export async function offeredSettlements(db: Db, after: SettlementKey | null, limit: number): Promise<Settlement[]> {
  const { rows } = await db.query<Settlement>(
    `SELECT ${SETTLEMENT} FROM dunning.settlement s WHERE s.state = 'offered' AND ($1::int IS NULL OR (s.bucket, s.settlement_id) > ($1, $2))
     ORDER BY s.bucket, s.settlement_id LIMIT $3`,
    [after?.bucket ?? null, after?.settlementId ?? null, limit],
  );
  return rows;
}

export async function insertSettlement(
  tx: Tx,
  s: Pick<
    Settlement,
    'bucket' | 'settlementId' | 'caseId' | 'customerId' | 'kind' | 'contractId' | 'owed' | 'amount' | 'validUntil' | 'madeBy' | 'madeOn' | 'reason'
  >,
): Promise<void> {
  await tx.query(
    `INSERT INTO dunning.settlement (bucket, settlement_id, case_id, customer_id, kind, contract_id, owed, amount, valid_until, state, made_by, made_on, reason)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'proposed', $10, $11, $12)`,
    [s.bucket, s.settlementId, s.caseId, s.customerId, s.kind, s.contractId, s.owed, s.amount, s.validUntil, s.madeBy, s.madeOn, s.reason],
  );
}

export async function saveSettlements(tx: Tx, rows: readonly Settlement[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(
    `UPDATE dunning.settlement s SET state = g.state, checked_by = g.checker, began_on = g.began, received_before = g.before, received = g.received, ended_on = g.ended
     FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::date[], $6::bigint[], $7::bigint[], $8::date[]) AS g(bucket, id, state, checker, began, before, received, ended)
     WHERE s.bucket = g.bucket AND s.settlement_id = g.id`,
    [
      rows.map((s) => s.bucket),
      rows.map((s) => s.settlementId),
      rows.map((s) => s.state),
      rows.map((s) => s.checkedBy),
      rows.map((s) => s.beganOn),
      rows.map((s) => s.receivedBefore),
      rows.map((s) => s.received),
      rows.map((s) => s.endedOn),
    ],
  );
}
