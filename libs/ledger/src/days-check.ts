import type { Db } from '@jinqiao/database';
import { type Check, check } from './check.ts';
import { SPAN } from './days.ts';

/** What was followed of the history, leg by leg. */
const LEGS = `SELECT t.bucket, t.book, t.sequence, t.business_date, legs.id, legs.debit, legs.credit
  FROM ledger.day_cursor c JOIN ledger.transfer t ON t.book = c.book AND t.sequence <= c.sequence,
    LATERAL (VALUES (t.debit_account, t.amount, 0), (t.credit_account, 0, t.amount)) AS legs(id, debit, credit)
  WHERE c.bucket = 0`;

const TOTALS = `SELECT 'day ' || business_date || ' of ' || path || ' in book ' || book AS what, sum(debits) AS debits, sum(credits) AS credits FROM (
    SELECT book, path, asset, side, business_date, debits, credits FROM ledger.day_total
    UNION ALL SELECT l.book, a.path, a.asset, a.side, l.business_date, -l.debit, -l.credit
      FROM (${LEGS}) l JOIN ledger.account a ON a.bucket = l.bucket AND a.account_id = l.id) told
  GROUP BY book, path, asset, side, business_date HAVING sum(debits) <> 0 OR sum(credits) <> 0`;

const SPANS = `SELECT 'span ' || span || ' of account ' || account_id AS what, sum(debits) AS debits, sum(credits) AS credits FROM (
    SELECT bucket, account_id, span, debits, credits FROM ledger.account_span
    UNION ALL SELECT l.bucket, l.id, l.sequence / ${SPAN}, -l.debit, -l.credit
      FROM (${LEGS}) l JOIN ledger.account a ON a.bucket = l.bucket AND a.account_id = l.id
      WHERE EXISTS (SELECT FROM ledger.account_span s WHERE s.bucket = a.bucket AND s.account_id = a.account_id)) told
  GROUP BY bucket, account_id, span HAVING sum(debits) <> 0 OR sum(credits) <> 0`;

const PLACES = `SELECT 'day ' || d.business_date || ' of book ' || d.book || ' leaves out journal ' || t.sequence AS what
  FROM ledger.day_cursor c JOIN ledger.transfer t ON t.book = c.book AND t.sequence <= c.sequence AND t.position = 0
  LEFT JOIN ledger.day d ON d.bucket = 0 AND d.book = t.book AND d.business_date = t.business_date
  WHERE c.bucket = 0 AND (d.book IS NULL OR t.sequence < d.first_sequence OR t.sequence > d.last_sequence)`;

/** The days of the books are what their journals add up to: what is read of a past date rests on them. */
export async function verifyDays(db: Db): Promise<Check> {
  const { rows } = await db.query<{ n: number; what: string | null }>(
    `SELECT (SELECT count(*)::int FROM ledger.day_total) + (SELECT count(*)::int FROM ledger.account_span) AS n, bad.what FROM (SELECT 1) one LEFT JOIN (
       (SELECT what || ' is off by ' || debits || '/' || credits AS what FROM (${TOTALS}) totals LIMIT 20)
       UNION ALL (SELECT what || ' is off by ' || debits || '/' || credits FROM (${SPANS}) spans LIMIT 20)
       UNION ALL (${PLACES} LIMIT 20)) bad ON true`,
  );
  return check(
    'days-agree',
    rows[0]?.n ?? 0,
    rows.flatMap(({ what }) => (what === null ? [] : [what])),
  );
}
