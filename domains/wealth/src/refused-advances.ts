import type { BusinessDate } from '@jinqiao/calendar';
import type { Db, Tx } from '@jinqiao/database';
import { derivedId } from '@jinqiao/runtime';
import { acceptOrders } from './commands/accept-orders.ts';
import type { Fund } from './model.ts';
import { insertOrderMoney, moveOrderMoney, orderMoneyById } from './order-money.ts';
import { fundById } from './store.ts';

/** A redemption that the registrar refused though the bank has paid for it: its shares are available again, and the bank is not repaid. */
export type RefusedAdvance = {
  readonly bucket: number;
  readonly orderId: string;
  readonly fundId: string;
  readonly customerId: string;
  readonly amount: bigint;
  /** The redeem-to-purchase that it belongs to; null of a fast redemption. */
  readonly rtpId: string | null;
};

/** Refused redemptions, fast or to purchase, that the bank has advanced and the fund not repaid; fen. */
export async function refusedAdvances(db: Db): Promise<RefusedAdvance[]> {
  const { rows } = await db.query<RefusedAdvance>(
    `SELECT o.bucket, o.order_id AS "orderId", o.fund_id AS "fundId", o.customer_id AS "customerId", o.amount, NULL AS "rtpId"
       FROM wealth.order_money m JOIN wealth.fund_order o ON o.bucket = m.bucket AND o.order_id = m.order_id WHERE m.state = 'advanced' AND o.state = 'refused'
     UNION ALL SELECT o.bucket, o.order_id, o.fund_id, o.customer_id, o.amount, r.rtp_id
       FROM wealth.redeem_to_purchase r JOIN wealth.fund_order o ON o.bucket = r.bucket AND o.order_id = r.redemption_id
       WHERE r.mode = 'B_FAST' AND r.state NOT IN ('RESERVED', 'FAILED') AND o.state = 'refused'
     ORDER BY 1, 2`,
  );
  return rows;
}

/**
 * Redeems the shares again, for the bank that has paid for them. The customer has had the money: nothing is asked of them.
 * @throws Fault SHARES_NOT_AVAILABLE where they have been used since: the bank's claim stays open.
 */
export async function redeemAgain(tx: Tx, advance: RefusedAdvance, on: BusinessDate, acceptedAt: string): Promise<void> {
  const { bucket, customerId, fundId, amount, rtpId } = advance;
  const orderId = derivedId('ford', bucket, `${advance.orderId} again`);
  await acceptOrders(tx, (await fundById(tx, fundId)) as Fund, on, [{ bucket, orderId, customerId, kind: 'redeem', amount, acceptedAt }]);
  if (rtpId !== null) {
    await tx.query('UPDATE wealth.redeem_to_purchase SET redemption_id = $4 WHERE bucket = $1 AND rtp_id = $2 AND redemption_id = $3', [
      bucket,
      rtpId,
      advance.orderId,
      orderId,
    ]);
    return;
  }
  const money = await orderMoneyById(tx, advance);
  if (money && (await moveOrderMoney(tx, money, 'advanced', 'repaid', 'REDEEMED_AGAIN')))
    await insertOrderMoney(tx, { ...money, orderId, state: 'advanced', begunOn: on });
}
