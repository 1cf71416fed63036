import type { Db, Tx } from '@jinqiao/database';
import type { RedeemToPurchase, RtpKey, RtpMode, RtpState } from './model.ts';

const COLUMNS = `bucket, rtp_id AS "rtpId", customer_id AS "customerId", account_id AS "accountId", via, source_fund AS "sourceFund", target_fund AS "targetFund", amount, mode, state, code,
  redemption_id AS "redemptionId", purchase_id AS "purchaseId", return_id AS "returnId", tries, begun_on AS "begunOn", ended_on AS "endedOn"`;

/** Writes it down; one that is there stays as it is. */
export async function insertRtp(tx: Tx, rtp: RedeemToPurchase): Promise<void> {
  await tx.query(
    `INSERT INTO wealth.redeem_to_purchase (bucket, rtp_id, customer_id, account_id, via, source_fund, target_fund, amount, mode, state, code, redemption_id, purchase_id, return_id, begun_on)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '', $11, $12, $13, $14) ON CONFLICT DO NOTHING`,
    [
      rtp.bucket,
      rtp.rtpId,
      rtp.customerId,
      rtp.accountId,
      rtp.via,
      rtp.sourceFund,
      rtp.targetFund,
      rtp.amount,
      rtp.mode,
      rtp.state,
      rtp.redemptionId,
      rtp.purchaseId,
      rtp.returnId,
      rtp.begunOn,
    ],
  );
}

const ENDS: readonly RtpState[] = ['DONE', 'COMPENSATED', 'FAILED'];

/** Moves it on from the state that it is in; false where it has left that state. */
export async function moveRtp(
  tx: Tx,
  { bucket, rtpId, state, mode, code }: RedeemToPurchase,
  to: RtpState,
  on: string,
  change: { readonly code?: string; readonly mode?: RtpMode } = {},
): Promise<boolean> {
  const { rowCount } = await tx.query(
    'UPDATE wealth.redeem_to_purchase SET state = $4, code = $5, mode = $6, ended_on = $7 WHERE bucket = $1 AND rtp_id = $2 AND state = $3',
    [bucket, rtpId, state, to, change.code ?? code, change.mode ?? mode, ENDS.includes(to) ? on : null],
  );
  return rowCount > 0;
}

/** The bank has refused to move the money: the next try is another transfer. */
export async function retryRtp(tx: Tx, { bucket, rtpId, tries }: RedeemToPurchase, code: string): Promise<void> {
  await tx.query('UPDATE wealth.redeem_to_purchase SET tries = $3 + 1, code = $4 WHERE bucket = $1 AND rtp_id = $2 AND tries = $3', [
    bucket,
    rtpId,
    tries,
    code,
  ]);
}

export async function rtpById(db: Db, { bucket, rtpId }: RtpKey): Promise<RedeemToPurchase | undefined> {
  const { rows } = await db.query<RedeemToPurchase>(`SELECT ${COLUMNS} FROM wealth.redeem_to_purchase WHERE bucket = $1 AND rtp_id = $2`, [bucket, rtpId]);
  return rows[0];
}

/** Those that have not come to their end, in a fixed order after a key. */
export async function openRtps(db: Db, after: RtpKey | null, limit: number): Promise<RedeemToPurchase[]> {
  const { rows } = await db.query<RedeemToPurchase>(
    `SELECT ${COLUMNS} FROM wealth.redeem_to_purchase WHERE ended_on IS NULL AND ($1::int IS NULL OR (bucket, rtp_id) > ($1::int, $2::text)) ORDER BY bucket, rtp_id LIMIT $3`,
    [after?.bucket ?? null, after?.rtpId ?? null, limit],
  );
  return rows;
}

/** A customer's, newest first. */
export async function rtpsOfCustomer(
  db: Db,
  { bucket, customerId }: Pick<RedeemToPurchase, 'bucket' | 'customerId'>,
  limit: number,
): Promise<RedeemToPurchase[]> {
  const { rows } = await db.query<RedeemToPurchase>(
    `SELECT ${COLUMNS} FROM wealth.redeem_to_purchase WHERE bucket = $1 AND customer_id = $2 ORDER BY begun_on DESC, rtp_id LIMIT $3`,
    [bucket, customerId, limit],
  );
  return rows;
}
