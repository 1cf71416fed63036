import type { Db } from '@jinqiao/database';
import { type Check, type Proof, prove } from '@jinqiao/ledger';

const PROOFS: readonly Proof[] = [
  {
    // Holders' shares, what is undistributed and what is in suspense are the fund's shares; its capital is what they are worth by the last net value, of a money fund 1.00.
    name: 'fund-shares',
    examined: 'SELECT count(*)::int AS n FROM wealth.fund',
    wrong: `SELECT 'fund ' || f.fund_id || ' has ' || s.issued || ' shares; holders, undistributed and suspense are ' || s.held || ', its capital is ' || c.capital AS what FROM wealth.fund f
      CROSS JOIN LATERAL (SELECT coalesce(sum(a.debits - a.credits) FILTER (WHERE a.path = 'fund/shares'), 0) AS issued,
        coalesce(sum(a.credits - a.debits) FILTER (WHERE a.path <> 'fund/shares'), 0) AS held FROM ledger.account a WHERE a.book = 'fund:' || f.fund_id) s
      CROSS JOIN LATERAL (SELECT coalesce(sum(a.credits - a.debits), 0) AS capital FROM ledger.account a WHERE a.book = 'fund-cash:' || f.fund_id AND a.path = 'fund/capital') c
      LEFT JOIN LATERAL (SELECT v.nav FROM wealth.fund_nav v WHERE v.bucket = f.bucket AND v.fund_id = f.fund_id ORDER BY v.business_date DESC LIMIT 1) n ON true
      WHERE s.issued <> s.held OR c.capital <> CASE f.pricing WHEN 'money' THEN s.issued ELSE round(s.issued * coalesce(n.nav, 0) / 10000.0) END`,
  },
  {
    name: 'fund-orders',
    examined: 'SELECT count(*)::int AS n FROM wealth.fund_order',
    wrong: `WITH wanted AS (
        SELECT bucket, customer_id, CASE WHEN kind = 'subscribe' THEN 'fund-cash:' ELSE 'fund:' END || fund_id AS book, CASE WHEN kind = 'subscribe' THEN 'wallet/paid-in' ELSE 'wallet/frozen' END AS path, amount
          FROM wealth.fund_order WHERE state = 'accepted'
        UNION ALL SELECT bucket, customer_id, 'fund-cash:' || fund_id, 'wallet/pay-out', coalesce(cash, amount) FROM wealth.fund_order WHERE state = 'confirmed' AND cash_on IS NOT NULL),
      sums AS (SELECT bucket, customer_id, book, path, sum(amount) AS amount FROM wanted GROUP BY 1, 2, 3, 4),
      held AS (SELECT a.bucket, a.owner, a.book, a.path, a.credits - a.debits AS amount FROM ledger.account a JOIN wealth.fund f ON a.book IN ('fund:' || f.fund_id, 'fund-cash:' || f.fund_id)
        WHERE a.path IN ('wallet/paid-in', 'wallet/frozen', 'wallet/pay-out') AND a.credits <> a.debits)
      SELECT 'customer ' || coalesce(s.customer_id, h.owner) || ' has ' || coalesce(h.amount, 0) || ' in ' || coalesce(s.path, h.path) || ', the orders are ' || coalesce(s.amount, 0) AS what
      FROM sums s FULL JOIN held h ON h.bucket = s.bucket AND h.owner = s.customer_id AND h.book = s.book AND h.path = s.path WHERE coalesce(s.amount, 0) <> coalesce(h.amount, 0)`,
  },
  {
    // Own money is what was put in and earned, its deposits are those that run, and nobody else's account is in its book.
    name: 'treasury-own',
    examined: 'SELECT count(*)::int AS n FROM wealth.treasury_order',
    wrong: `WITH held AS (SELECT coalesce(sum(debits - credits) FILTER (WHERE path = 'own/deposits'), 0) AS deposits, coalesce(sum(debits - credits) FILTER (WHERE path = 'own/interest-due'), 0) AS due,
        count(*) FILTER (WHERE owner <> '' OR path NOT LIKE 'own/%') AS strange FROM ledger.account WHERE book = 'treasury'),
      orders AS (SELECT coalesce(sum(amount), 0) AS deposits, coalesce(sum(accrued), 0) AS due FROM wealth.treasury_order WHERE state = 'running')
      SELECT 'own deposits are ' || h.deposits || ' with ' || h.due || ' of interest, the orders ' || o.deposits || ' with ' || o.due || '; accounts of others ' || h.strange AS what
      FROM held h, orders o WHERE h.deposits <> o.deposits OR h.due <> o.due OR h.strange > 0`,
  },
  {
    // A holder's lots are their shares, and no lot has left more than it had.
    name: 'fund-lots',
    examined: 'SELECT count(*)::int AS n FROM wealth.share_lot',
    wrong: `WITH lots AS (SELECT bucket, customer_id, fund_id, sum(remaining) AS amount FROM wealth.share_lot GROUP BY 1, 2, 3),
      held AS (SELECT a.bucket, a.owner, f.fund_id, sum(a.credits - a.debits) AS amount FROM ledger.account a JOIN wealth.fund f ON f.pricing = 'net-value' AND a.book = 'fund:' || f.fund_id
        WHERE a.path IN ('wallet/shares', 'wallet/frozen') GROUP BY 1, 2, 3)
      SELECT 'customer ' || coalesce(l.customer_id, h.owner) || ' has ' || coalesce(h.amount, 0) || ' shares of ' || coalesce(l.fund_id, h.fund_id) || ', the lots are ' || coalesce(l.amount, 0) AS what
      FROM lots l FULL JOIN held h ON h.bucket = l.bucket AND h.owner = l.customer_id AND h.fund_id = l.fund_id WHERE coalesce(l.amount, 0) <> coalesce(h.amount, 0)`,
  },
  {
    // What a day closed with is what the day before closed with and the day's flows.
    name: 'fund-days',
    examined: 'SELECT count(*)::int AS n FROM wealth.fund_day',
    wrong: `SELECT 'fund ' || fund_id || ' on ' || business_date || ' closes with ' || closing || ', its flows lead to ' || reckoned AS what FROM (
        SELECT fund_id, business_date, closing, lag(closing) OVER (PARTITION BY fund_id ORDER BY business_date) + purchased + income - redeemed - refused - restored AS reckoned
        FROM wealth.fund_day WHERE closing IS NOT NULL) d WHERE closing <> reckoned`,
  },
];

/** Proves the funds: shares and money agree, what is in transit is what orders say, each day follows from the one before. */
export function verifyWealth(db: Db): Promise<Check[]> {
  return prove(db, PROOFS);
}
