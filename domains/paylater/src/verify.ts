import type { Db } from '@jinqiao/database';
import { type Check, type Proof, prove } from '@jinqiao/ledger';

const PROOFS: readonly Proof[] = [
  {
    // What each contract owes is what its accounts say; one that was written off owes nothing there.
    name: 'pay-later-receivables',
    examined: 'SELECT count(*)::int AS n FROM paylater.contract',
    wrong: `WITH parts AS (
        SELECT p.bucket, p.contract_id, sum(principal - paid_principal) AS principal, coalesce(sum(fee - paid_fee) FILTER (WHERE fee_billed), 0) AS fee, sum(charge - paid_charge) AS charge
        FROM paylater.part p JOIN paylater.contract c ON c.bucket = p.bucket AND c.contract_id = p.contract_id AND c.state <> 'written-off' GROUP BY 1, 2),
      held AS (
        SELECT bucket, owner, coalesce(sum(debits - credits) FILTER (WHERE path = 'receivable/principal'), 0) AS principal, coalesce(sum(debits - credits) FILTER (WHERE path = 'receivable/fee'), 0) AS fee,
          coalesce(sum(debits - credits) FILTER (WHERE path = 'receivable/charge'), 0) AS charge
        FROM ledger.account WHERE book IN (SELECT 'pay-later:' || programme_id FROM paylater.programme) AND path LIKE 'receivable/%' GROUP BY 1, 2)
      SELECT 'contract ' || coalesce(p.contract_id, h.owner) || ' owes ' || coalesce(p.principal, 0) || '/' || coalesce(p.fee, 0) || '/' || coalesce(p.charge, 0) || ', its accounts show ' || coalesce(h.principal, 0) || '/' || coalesce(h.fee, 0) || '/' || coalesce(h.charge, 0) AS what
      FROM parts p FULL JOIN held h ON h.bucket = p.bucket AND h.owner = p.contract_id
      WHERE (coalesce(p.principal, 0), coalesce(p.fee, 0), coalesce(p.charge, 0)) <> (coalesce(h.principal, 0), coalesce(h.fee, 0), coalesce(h.charge, 0))`,
  },
  {
    // A contract's instalments are what is left of its price, and what it owes is what they owe.
    name: 'pay-later-plans',
    examined: 'SELECT count(*)::int AS n FROM paylater.contract',
    wrong: `SELECT 'contract ' || c.contract_id || ' is worth ' || c.amount - c.returned || ' and owes ' || c.outstanding || ', its instalments are ' || coalesce(p.principal, 0) || ' and owe ' || coalesce(p.open, 0) AS what
      FROM paylater.contract c LEFT JOIN (SELECT bucket, contract_id, sum(principal) AS principal, sum(principal - paid_principal) AS open, count(*) FILTER (WHERE settled_on IS NULL) AS left FROM paylater.part GROUP BY 1, 2) p
        ON p.bucket = c.bucket AND p.contract_id = c.contract_id
      WHERE CASE WHEN c.state IN ('authorised', 'cancelled') THEN p.contract_id IS NOT NULL OR c.outstanding <> 0
        ELSE p.principal IS DISTINCT FROM c.amount - c.returned OR p.open IS DISTINCT FROM c.outstanding OR (c.state = 'settled') IS DISTINCT FROM (p.left = 0) AND c.state <> 'written-off' END`,
  },
  {
    // Fees that were billed and are not earned yet, or earned before they are billed.
    name: 'pay-later-fees',
    examined: 'SELECT count(*)::int AS n FROM paylater.part WHERE fee > 0',
    wrong: `SELECT 'programme ' || g.programme_id || ' defers ' || coalesce(h.amount, 0) || ' of fees, its instalments ' || coalesce(p.amount, 0) AS what FROM paylater.programme g
      LEFT JOIN (SELECT programme_id, sum(CASE WHEN fee_billed THEN fee ELSE 0 END - earned) AS amount FROM paylater.part GROUP BY 1) p ON p.programme_id = g.programme_id
      LEFT JOIN (SELECT book, sum(credits - debits) AS amount FROM ledger.account WHERE path = 'fee/deferral' GROUP BY 1) h ON h.book = 'pay-later:' || g.programme_id
      WHERE coalesce(h.amount, 0) <> coalesce(p.amount, 0)`,
  },
  {
    // What customers are owed is on its way back to them, and money on its way to the creditor is that of repayments.
    name: 'pay-later-money',
    examined: 'SELECT count(*)::int AS n FROM paylater.repayment',
    wrong: `WITH wanted AS (
        SELECT programme_id, bucket, customer_id AS owner, 'customer/credit' AS path, sum(amount) AS amount FROM paylater.refund WHERE state <> 'paid' GROUP BY 1, 2, 3
        UNION ALL SELECT programme_id, bucket, '', 'cash/in-transit', sum(amount) FROM paylater.repayment WHERE state = 'applied' AND arrived_on IS NULL GROUP BY 1, 2
        UNION ALL SELECT programme_id, bucket, seller, 'seller/payable', sum(amount - netted) FROM paylater.seller_payment WHERE state <> 'paid' GROUP BY 1, 2, 3
        UNION ALL SELECT programme_id, bucket, seller, 'seller/claim', sum(amount - taken) FROM paylater.seller_claim GROUP BY 1, 2, 3),
      held AS (SELECT g.programme_id, a.bucket, a.owner, a.path, CASE a.side WHEN 'debit' THEN a.debits - a.credits ELSE a.credits - a.debits END AS amount FROM ledger.account a JOIN paylater.programme g ON a.book = 'pay-later:' || g.programme_id
        WHERE a.path IN ('customer/credit', 'cash/in-transit', 'seller/payable', 'seller/claim'))
      SELECT coalesce(w.path, h.path) || ' of ' || coalesce(w.owner, h.owner) || ' is ' || coalesce(h.amount, 0) || ', what is under way is ' || coalesce(w.amount, 0) AS what
      FROM wanted w FULL JOIN held h ON h.programme_id = w.programme_id AND h.bucket = w.bucket AND h.owner = w.owner AND h.path = w.path WHERE coalesce(w.amount, 0) <> coalesce(h.amount, 0)`,
  },
  {
    name: 'pay-later-clearing',
    examined: 'SELECT count(*)::int AS n FROM paylater.programme',
    wrong: `SELECT 'between buckets of ' || g.programme_id || ' lie ' || sum(a.debits - a.credits) AS what FROM paylater.programme g JOIN ledger.account a ON a.book = 'pay-later:' || g.programme_id AND a.path = 'clearing/bucket'
      GROUP BY g.programme_id HAVING sum(a.debits - a.credits) <> 0`,
  },
];

/** Proves contracts, fees and money under way of pay-later against the ledger. */
export function verifyPayLater(db: Db): Promise<Check[]> {
  return prove(db, PROOFS);
}
