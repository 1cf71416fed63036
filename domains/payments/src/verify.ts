import type { Db } from '@jinqiao/database';
import { type Check, check } from '@jinqiao/ledger';
import { randomId } from '@jinqiao/runtime';
import { payment } from '@jinqiao/wire';
import type { Payments } from './context.ts';
import { linkOn } from './routing/link.ts';

type Proof = { readonly name: string; readonly examined: string; readonly wrong: string };

const RESERVE = `book LIKE 'reserve:%'`;

const PROOFS: readonly Proof[] = [
  {
    // 非银行支付机构监督管理条例: the reserve serves the customers' orders and nothing else.
    name: 'reserve-orders-only',
    examined: `SELECT count(*)::int AS n FROM ledger.transfer WHERE ${RESERVE}`,
    wrong: `SELECT 'journal ' || t.journal_id || ' moves customer reserve for no payment order' AS what FROM ledger.transfer t
      JOIN ledger.account d ON d.bucket = t.bucket AND d.account_id = t.debit_account JOIN ledger.account c ON c.bucket = t.bucket AND c.account_id = t.credit_account
      WHERE t.${RESERVE} AND NOT EXISTS (
        SELECT FROM payments.payment_order o WHERE o.bucket = t.bucket AND o.order_id = CASE WHEN d.path = 'order/owed' THEN d.owner WHEN c.path = 'order/owed' THEN c.owner END
          AND d.path IN ('order/owed', 'reserve/held') AND c.path IN ('order/owed', 'reserve/held') AND d.path <> c.path)`,
  },
  {
    name: 'reserve-owed',
    examined: `SELECT count(*)::int AS n FROM ledger.account WHERE ${RESERVE} AND path = 'order/owed'`,
    wrong: `SELECT 'order ' || o.order_id || ' should be owed ' || e.owed || ', the reserve owes it ' || coalesce(a.credits - a.debits, 0) AS what
      FROM payments.payment_order o
      CROSS JOIN LATERAL (SELECT CASE WHEN o.settled_on IS NOT NULL THEN 0 ELSE o.amount - (SELECT coalesce(sum(r.amount), 0) FROM payments.payment_order r
        WHERE r.bucket = o.bucket AND r.origin_id = o.order_id AND r.state = 'success' AND r.source = 'reserve') END AS owed) e
      LEFT JOIN ledger.account a ON a.bucket = o.bucket AND a.owner = o.order_id AND a.path = 'order/owed' AND a.${RESERVE}
      WHERE o.kind = 'collection' AND o.state = 'success' AND coalesce(a.credits - a.debits, 0) <> e.owed
      UNION ALL SELECT 'order ' || a.owner || ' is owed ' || (a.credits - a.debits) || ' and is no paid collection' FROM ledger.account a
      WHERE a.${RESERVE} AND a.path = 'order/owed' AND a.credits <> a.debits AND NOT EXISTS (
        SELECT FROM payments.payment_order o WHERE o.bucket = a.bucket AND o.order_id = a.owner AND o.kind = 'collection' AND o.state = 'success')`,
  },
  {
    name: 'paid-once',
    examined: 'SELECT count(*)::int AS n FROM payments.payment_order',
    wrong: `SELECT 'order ' || o.order_id || ' is ' || o.state || ' with ' || s.paid || ' successful attempts and ' || s.open || ' open ones' AS what FROM payments.payment_order o
      CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE a.state = 'success') AS paid, count(*) FILTER (WHERE a.state IN ('sent', 'accepted', 'unknown')) AS open
        FROM payments.attempt a WHERE a.bucket = o.bucket AND a.order_id = o.order_id) s
      WHERE s.paid <> (o.state = 'success')::int OR s.open > (o.state IN ('sent', 'unknown'))::int
      UNION ALL SELECT 'order ' || o.order_id || ' shows ' || o.refunded || ' refunded, its refunds are ' || s.refunded FROM payments.payment_order o
      CROSS JOIN LATERAL (SELECT coalesce(sum(r.amount), 0) AS refunded FROM payments.payment_order r WHERE r.bucket = o.bucket AND r.origin_id = o.order_id AND r.state <> 'failed') s
      WHERE o.refunded <> s.refunded OR s.refunded > o.amount`,
  },
  {
    name: 'payment-caps',
    examined: 'SELECT count(*)::int AS n FROM payments.counter',
    wrong: `WITH counted AS (SELECT a.mandate_id, a.institution_id, a.channel, a.business_date, a.amount FROM payments.attempt a
        JOIN payments.payment_order o ON o.bucket = a.bucket AND o.order_id = a.order_id WHERE a.state <> 'failed' AND o.kind <> 'refund'),
      loans AS (SELECT m.mandate_id, c.business_date, c.amount FROM payments.collection c
        JOIN payments.mandate m ON m.bucket = c.bucket AND m.customer_id = c.customer_id AND m.token = c.mandate_token WHERE c.counted),
      debits AS (SELECT mandate_id, business_date, amount FROM counted WHERE mandate_id IS NOT NULL UNION ALL SELECT * FROM loans),
      sums AS (SELECT 'quota:' || institution_id || ':' || channel AS subject, 'D' || business_date AS period, sum(amount) AS used FROM counted GROUP BY 1, 2
        UNION ALL SELECT 'mandate:' || mandate_id, 'D' || business_date, sum(amount) FROM debits GROUP BY 1, 2
        UNION ALL SELECT 'mandate:' || mandate_id, 'M' || to_char(business_date, 'YYYY-MM'), sum(amount) FROM debits GROUP BY 1, 2)
      SELECT 'counter ' || coalesce(c.subject, s.subject) || ' ' || coalesce(c.period, s.period) || ' shows ' || coalesce(c.used, 0) || ', its payments are ' || coalesce(s.used, 0) AS what
      FROM payments.counter c FULL JOIN sums s ON s.subject = c.subject AND s.period = c.period WHERE coalesce(c.used, 0) <> coalesce(s.used, 0)
      UNION ALL SELECT 'mandate ' || m.mandate_id || ' has used ' || c.used || ' in ' || c.period || ', more than its cap' FROM payments.mandate m
      JOIN payments.counter c ON c.bucket = m.bucket AND c.subject = 'mandate:' || m.mandate_id
      WHERE c.used > CASE WHEN c.period LIKE 'D%' THEN m.day_cap ELSE m.month_cap END`,
  },
  {
    name: 'payment-fees',
    examined: `SELECT count(*)::int AS n FROM payments.payment_order WHERE state = 'success'`,
    wrong: `SELECT 'fees of ' || coalesce(o.institution, l.institution) || ' are ' || coalesce(o.fees, 0) || ', booked are ' || coalesce(l.fees, 0) AS what
      FROM (SELECT institution_id AS institution, sum(fee) AS fees FROM payments.payment_order WHERE state = 'success' GROUP BY 1) o
      FULL JOIN (SELECT owner AS institution, sum(credits - debits) AS fees FROM ledger.account WHERE book LIKE 'platform:payments%' AND path = 'payable/payment-fee' GROUP BY 1) l
        ON l.institution = o.institution WHERE coalesce(o.fees, 0) <> coalesce(l.fees, 0)`,
  },
];

/** Proves payments: the reserve serves orders only and owes each what it brought in, nothing is paid twice, caps hold, fees are booked, banks are reached lawfully. */
export async function verifyPayments(db: Db, payments: Payments, on: string): Promise<Check[]> {
  const checks: Check[] = [];
  for (const { name, examined, wrong } of PROOFS) {
    const { rows } = await db.query<{ n: number; what: string | null }>(
      `SELECT e.n, bad.what FROM (${examined}) e LEFT JOIN (SELECT * FROM (${wrong}) w LIMIT 20) bad ON true`,
    );
    checks.push(
      check(
        name,
        rows[0]?.n ?? 0,
        rows.flatMap(({ what }) => (what === null ? [] : [what])),
      ),
    );
  }
  return [...checks, await clearingHop(db, payments), await reserveAgrees(db, payments, on)];
}

/** 银支付〔2017〕209号: what touched a bank account since has a serial of the clearing house. */
async function clearingHop(db: Db, payments: Payments): Promise<Check> {
  const { rows } = await db.query<{ date: string; collections: boolean; n: number; without: number }>(
    `SELECT business_date AS date, false AS collections, count(*)::int AS n, count(*) FILTER (WHERE network_serial = '')::int AS without FROM payments.payment_order
     WHERE state = 'success' AND channel = 'card' GROUP BY 1
     UNION ALL SELECT business_date, true, count(*)::int, count(*) FILTER (WHERE network_serial = '')::int FROM payments.collection
     WHERE state IN ('success', 'advanced', 'applied') AND link = 'clearing' GROUP BY 1 ORDER BY 1, 2`,
  );
  // Which way a programme's collections may go is judged before they are sent; here, that they went the way they say.
  const wrong = rows.filter((row) => row.without > 0 && (row.collections || linkOn(payments.profile, row.date) === 'clearing'));
  return check(
    'clearing-hop',
    rows.reduce((sum, row) => sum + row.n, 0),
    wrong.map((row) => `${row.without} ${row.collections ? 'collections' : 'payments'} of ${row.date} reached a bank past the clearing house`),
  );
}

/** What we say an institution holds for our orders is what it says itself. */
async function reserveAgrees(db: Db, payments: Payments, on: string): Promise<Check> {
  const { rows } = await db.query<{ book: string; held: string }>(
    `SELECT book, sum(debits - credits)::text AS held FROM ledger.account WHERE ${RESERVE} AND path = 'reserve/held' GROUP BY book`,
  );
  const ours = new Map(rows.map((row) => [row.book, row.held]));
  const wrong: string[] = [];
  for (const institution of payments.institutions) {
    const mine = ours.get(`reserve:${institution.id}`);
    if (mine === undefined) continue;
    const theirs = await institution.exchange(payment.orderReserve, { serial: randomId('ver', 0), businessDate: on, body: {} });
    const held = theirs.state === 'answered' ? theirs.answer.held : 'nothing that we could ask';
    if (held !== mine) wrong.push(`${institution.id}: our book holds ${mine}, the institution says ${held}`);
  }
  return check('reserve-agrees', ours.size, wrong);
}
