import type { Db, Tx } from '@jinqiao/database';
import type { DebtKind } from './debt.ts';
import type { CaseKey } from './model.ts';

/** A customer says that they cannot pay as agreed, and what they could. */
export type Hardship = CaseKey & {
  readonly requestId: string;
  readonly customerId: string;
  readonly kind: DebtKind;
  readonly contractId: string;
  readonly creditor: string;
  readonly reason: string;
  /** What they could pay a month, in minor units. */
  readonly monthly: bigint;
  readonly state: 'open' | 'planned' | 'passed-on' | 'refused';
  readonly madeOn: string;
  readonly answer: string | null;
  readonly answeredBy: string | null;
  readonly answeredOn: string | null;
};

const HARDSHIP = `h.bucket, h.request_id AS "requestId", h.case_id AS "caseId", h.customer_id AS "customerId", h.kind, h.contract_id AS "contractId", h.creditor, h.reason, h.monthly, h.state,
  h.made_on AS "madeOn", h.answer, h.answered_by AS "answeredBy", h.answered_on AS "answeredOn"`;

export async function hardshipsOfCase(db: Db, key: CaseKey): Promise<Hardship[]> {
  const { rows } = await db.query<Hardship>(
    `SELECT ${HARDSHIP} FROM dunning.hardship h WHERE h.bucket = $1 AND h.case_id = $2 ORDER BY (h.state = 'open') DESC, h.made_on DESC, h.request_id`,
    [key.bucket, key.caseId],
  );
  return rows;
}

/** Requests that nobody has answered, oldest first. */
export async function openHardships(db: Db, limit: number): Promise<Hardship[]> {
  const { rows } = await db.query<Hardship>(`SELECT ${HARDSHIP} FROM dunning.hardship h WHERE h.state = 'open' ORDER BY h.made_on, h.request_id LIMIT $1`, [
    limit,
  ]);
  return rows;
}

/** A request, held until the transaction ends. */
export async function holdHardship(tx: Tx, key: { readonly bucket: number; readonly requestId: string }): Promise<Hardship | undefined> {
  await tx.query('SELECT FROM dunning.hardship WHERE bucket = $1 AND request_id = $2 FOR UPDATE', [key.bucket, key.requestId]);
  const { rows } = await tx.query<Hardship>(`SELECT ${HARDSHIP} FROM dunning.hardship h WHERE h.bucket = $1 AND h.request_id = $2`, [
    key.bucket,
    key.requestId,
  ]);
  return rows[0];
}

export async function insertHardship(tx: Tx, h: Omit<Hardship, 'state' | 'answer' | 'answeredBy' | 'answeredOn'>): Promise<void> {
  await tx.query(
    `INSERT INTO dunning.hardship (bucket, request_id, case_id, customer_id, kind, contract_id, creditor, reason, monthly, state, made_on)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'open', $10)`,
    [h.bucket, h.requestId, h.caseId, h.customerId, h.kind, h.contractId, h.creditor, h.reason, h.monthly, h.madeOn],
  );
}

export async function answerHardship(
  tx: Tx,
  key: Pick<Hardship, 'bucket' | 'requestId'>,
  { state, answer, by, on }: { readonly state: Hardship['state']; readonly answer: string; readonly by: string; readonly on: string },
): Promise<void> {
  await tx.query('UPDATE dunning.hardship SET state = $3, answer = $4, answered_by = $5, answered_on = $6 WHERE bucket = $1 AND request_id = $2', [
    key.bucket,
    key.requestId,
    state,
    answer,
    by,
    on,
  ]);
}
