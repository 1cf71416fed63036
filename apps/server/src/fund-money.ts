import type { Db } from '@jinqiao/database';
import { type Check, check } from '@jinqiao/ledger';
import { DIRECT_SALES } from './fund-purse.ts';

/**
 * What the bank moved between accounts and funds, and payment institutions between cards and funds, is what the funds' settlement
 * and custodian accounts hold, but for purchases that are paid and not placed yet, redemptions that the fund has paid and whose
 * owner has not got it, money that one fund has paid and the other not got or the other way round, and what the bank has advanced.
 */
export async function fundMoneyAgrees(db: Db): Promise<Check> {
  const { rows } = await db.query<{ n: number; clearing: string; collected: string; held: string; flight: string; advanced: string; converting: string }>(
    `WITH moved AS (
         SELECT bucket, movement_id, state = 'confirmed' AS done FROM parties.account_movement WHERE kind IN ('wealth-purchase', 'wealth-redemption')
         UNION ALL SELECT bucket, order_id, state = 'success' FROM payments.payment_order WHERE payee = $1 OR payer = $1)
     SELECT (SELECT count(*)::int FROM wealth.order_money) AS n,
       (SELECT coalesce(sum(credits - debits), 0) FROM ledger.account WHERE book LIKE 'deposit:%' AND path = 'wealth/clearing')::text AS clearing,
       (SELECT coalesce(sum(CASE WHEN payee = $1 THEN amount - refunded ELSE -amount END), 0) FROM payments.payment_order WHERE state = 'success' AND (payee = $1 OR payer = $1))::text AS collected,
       (SELECT coalesce(sum(debits - credits), 0)::text FROM ledger.account WHERE path IN ('settlement/account', 'custodian/account')
          AND book IN (SELECT 'fund-cash:' || fund_id FROM wealth.order_money UNION SELECT 'fund-cash:' || target_fund FROM wealth.redeem_to_purchase)) AS held,
       (SELECT coalesce(sum(m.amount), 0)::text FROM wealth.order_money m
          LEFT JOIN moved v ON v.bucket = m.bucket AND v.movement_id = m.movement_id
          LEFT JOIN wealth.fund_order o ON o.bucket = m.bucket AND o.order_id = m.order_id
          WHERE m.state IN ('paying', 'returning') AND (v.done OR m.movement_id LIKE 'rtp@_%' ESCAPE '@') OR m.state = 'placed' AND o.state = 'refused' OR m.state IN ('waiting', 'advancing') AND o.state = 'paid' AND v.done IS NOT TRUE) AS flight,
       (SELECT coalesce(sum(m.amount), 0)::text FROM wealth.order_money m
          JOIN moved v ON v.bucket = m.bucket AND v.movement_id = m.movement_id
          JOIN wealth.fund_order o ON o.bucket = m.bucket AND o.order_id = m.order_id
          WHERE m.state IN ('advancing', 'advanced') AND v.done AND o.state <> 'paid') AS advanced,
       (SELECT coalesce(sum(r.amount * ((s.state = 'paid')::int - (r.state = 'COMPENSATED' OR coalesce(t.state IN ('accepted', 'confirmed'), false))::int)), 0)::text FROM wealth.redeem_to_purchase r
          JOIN wealth.fund_order s ON s.bucket = r.bucket AND s.order_id = r.redemption_id
          LEFT JOIN wealth.fund_order t ON t.bucket = r.bucket AND t.order_id = r.purchase_id
          WHERE r.state <> 'FAILED') AS converting`,
    [DIRECT_SALES],
  );
  const { n = 0, clearing = '0', collected = '0', held = '0', flight = '0', advanced = '0', converting = '0' } = rows[0] ?? {};
  const agrees = BigInt(clearing) + BigInt(collected) === BigInt(held) + BigInt(flight) + BigInt(converting) - BigInt(advanced);
  return check(
    'fund-money',
    n,
    agrees
      ? []
      : [
          `the bank holds ${clearing} for funds and payment institutions ${collected}, their accounts ${held}, ${flight} is on its way, ${converting} between two funds and ${advanced} advanced`,
        ],
  );
}
