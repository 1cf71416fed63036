import type { Db } from '@jinqiao/database';
import { type Check, check } from '@jinqiao/ledger';

/** Proves the accounts from their own movements: what is reserved, what is used of each limit, what freezes bind. */
export async function verifyAccounts(db: Db): Promise<Check[]> {
  return [await reservedAgree(db), await usesAgree(db), await freezesAgree(db)];
}

async function found(db: Db, name: string, counted: string, wrong: string): Promise<Check> {
  const { rows: all } = await db.query<{ n: number }>(counted);
  const { rows } = await db.query<{ text: string }>(`${wrong} LIMIT 20`);
  return check(
    name,
    all[0]?.n ?? 0,
    rows.map((row) => row.text),
  );
}

function reservedAgree(db: Db): Promise<Check> {
  return found(
    db,
    'account-reservations',
    'SELECT count(*)::int AS n FROM parties.account',
    `SELECT format('account %s: reserved %s out and %s in, its movements say %s and %s', a.account_id, a.reserved_out, a.reserved_in, coalesce(m.o, 0), coalesce(m.i, 0)) AS text
     FROM parties.account a LEFT JOIN (SELECT bucket, account_id, coalesce(sum(amount) FILTER (WHERE direction = 'out'), 0) AS o, coalesce(sum(amount) FILTER (WHERE direction = 'in'), 0) AS i
       FROM parties.account_movement WHERE state = 'reserved' GROUP BY bucket, account_id) m ON m.bucket = a.bucket AND m.account_id = a.account_id
     WHERE a.reserved_out <> coalesce(m.o, 0) OR a.reserved_in <> coalesce(m.i, 0)`,
  );
}

/** A limit is used by what was moved and not returned; the places that persons hold, by the accounts that are not closed. */
function usesAgree(db: Db): Promise<Check> {
  return found(
    db,
    'account-limits',
    'SELECT count(*)::int AS n FROM parties.account_use',
    `WITH counted AS (
       SELECT m.bucket, c.counted, sum(m.amount - coalesce(r.returned, 0)) AS used FROM parties.account_movement m
       LEFT JOIN (SELECT bucket, reverses, sum(amount) AS returned FROM parties.account_movement WHERE state = 'confirmed' AND reverses IS NOT NULL GROUP BY bucket, reverses) r
         ON r.bucket = m.bucket AND r.reverses = m.movement_id
       CROSS JOIN LATERAL unnest(m.counted) AS c(counted) WHERE m.state IN ('reserved', 'confirmed') GROUP BY m.bucket, c.counted
       UNION ALL
       SELECT bucket, customer_id || '@' || institution || ' held-' || class || ' ever', count(*) FROM parties.account
       WHERE state NOT IN ('CLOSED', 'REJECTED') GROUP BY bucket, customer_id, institution, class)
     SELECT format('limit %s: %s is used, the movements say %s', coalesce(c.counted, u.counted), coalesce(u.used, 0), coalesce(c.used, 0)) AS text
     FROM counted c FULL JOIN (SELECT bucket, subject || ' ' || counter || ' ' || period AS counted, used FROM parties.account_use) u ON u.bucket = c.bucket AND u.counted = c.counted
     WHERE coalesce(u.used, 0) <> coalesce(c.used, 0)`,
  );
}

function freezesAgree(db: Db): Promise<Check> {
  return found(
    db,
    'account-freezes',
    'SELECT count(*)::int AS n FROM parties.account_freeze',
    `SELECT format('account %s: %s is frozen, its freezes say %s', a.account_id, a.frozen, coalesce(f.amount, 0)) AS text
     FROM parties.account a LEFT JOIN (SELECT bucket, account_id, coalesce(sum(amount - deducted), 0) AS amount, bool_or(amount IS NULL) AS whole
       FROM parties.account_freeze WHERE released_on IS NULL GROUP BY bucket, account_id) f ON f.bucket = a.bucket AND f.account_id = a.account_id
     WHERE a.frozen <> coalesce(f.amount, 0) OR a.frozen_whole <> coalesce(f.whole, false)`,
  );
}
