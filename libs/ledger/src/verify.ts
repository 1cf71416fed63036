import type { Db } from '@jinqiao/database';
import { accountId } from './account.ts';
import { verifyChain } from './chain.ts';
import { type Check, check } from './check.ts';

/** Proves the ledger from its journals alone. */
export async function verifyLedger(db: Db): Promise<Check[]> {
  return [
    await found(db, 'journals-balance', JOURNALS_BALANCE),
    await found(db, 'no-orphans', NO_ORPHANS),
    await found(db, 'balances-recompute', BALANCES_RECOMPUTE),
    await found(db, 'pending-open', PENDING_OPEN),
    await accountsAreThemselves(db),
    await found(db, 'never-negative', NEVER_NEGATIVE),
    await verifyChain(db),
  ];
}

type FaultQuery = {
  /** Says how many things were looked at. */
  readonly examined: string;
  /** Answers a column `what`, a line for each fault. */
  readonly wrong: string;
};

async function found(db: Db, name: string, { examined, wrong }: FaultQuery): Promise<Check> {
  const { rows } = await db.query<{ n: number; what: string | null }>(
    `SELECT (SELECT count(*)::int FROM ${examined}) AS n, bad.what FROM (SELECT 1) one LEFT JOIN (${wrong} LIMIT 20) bad ON true`,
  );
  return check(
    name,
    rows[0]?.n ?? 0,
    rows.flatMap(({ what }) => (what === null ? [] : [what])),
  );
}

/** Each transfer debits and credits one amount inside the journal's own book, bucket and asset: so every journal balances. */
const JOURNALS_BALANCE: FaultQuery = {
  examined: 'ledger.transfer WHERE position = 0',
  wrong: `SELECT 'journal ' || t.journal_id || CASE WHEN d.asset <> c.asset THEN ' mixes assets' WHEN d.book <> t.book OR c.book <> t.book THEN ' leaves its book' ELSE ' moves nothing' END AS what
    FROM ledger.transfer t
    JOIN ledger.account d ON d.bucket = t.bucket AND d.account_id = t.debit_account JOIN ledger.account c ON c.bucket = t.bucket AND c.account_id = t.credit_account
    WHERE d.asset <> c.asset OR d.book <> t.book OR c.book <> t.book OR (t.amount <= 0 AND t.held IS NULL) OR t.debit_account = t.credit_account`,
};

/** Every transfer belongs to a whole journal and to two open accounts. */
const NO_ORPHANS: FaultQuery = {
  examined: 'ledger.transfer',
  wrong: `(SELECT 'journal ' || journal_id || ' has lost a transfer' AS what FROM ledger.transfer GROUP BY bucket, journal_id
      HAVING count(*) <> max(position) + 1 OR min(position) <> 0 OR count(*) FILTER (WHERE digest IS NOT NULL) <> 1 LIMIT 20)
    UNION ALL
    (SELECT 'transfer ' || t.journal_id || '/' || t.position || ' names an account that is not open' FROM ledger.transfer t
      LEFT JOIN ledger.account d ON d.bucket = t.bucket AND d.account_id = t.debit_account
      LEFT JOIN ledger.account c ON c.bucket = t.bucket AND c.account_id = t.credit_account WHERE d.account_id IS NULL OR c.account_id IS NULL LIMIT 20)`,
};

/** Every running total, posted and pending, equals the sum of the transfers. */
const BALANCES_RECOMPUTE: FaultQuery = {
  examined: 'ledger.account',
  wrong: `SELECT 'account ' || a.book || ' ' || a.path || ' ' || a.owner || ' bucket ' || a.bucket || ' shows ' || a.debits || '/' || a.credits || ' with ' ||
      a.pending_debits || '/' || a.pending_credits || ' pending, its journals give ' || coalesce(t.debits, 0) || '/' || coalesce(t.credits, 0) || ' with ' ||
      coalesce(t.held_debits, 0) || '/' || coalesce(t.held_credits, 0) AS what
    FROM ledger.account a LEFT JOIN (
      SELECT bucket, id, sum(debit) AS debits, sum(credit) AS credits, sum(held_debit) AS held_debits, sum(held_credit) AS held_credits, count(*) AS entries FROM (
        SELECT bucket, debit_account AS id, amount AS debit, 0 AS credit, held AS held_debit, 0 AS held_credit FROM ledger.transfer
        UNION ALL SELECT bucket, credit_account, 0, amount, 0, held FROM ledger.transfer) legs GROUP BY bucket, id) t ON t.bucket = a.bucket AND t.id = a.account_id
    WHERE a.debits <> coalesce(t.debits, 0) OR a.credits <> coalesce(t.credits, 0) OR a.pending_debits <> coalesce(t.held_debits, 0)
      OR a.pending_credits <> coalesce(t.held_credits, 0) OR a.entries <> coalesce(t.entries, 0)`,
};

/** The list of open pending journals is what the history says: held, and released by none or by one. */
const PENDING_OPEN: FaultQuery = {
  examined: 'ledger.transfer WHERE position = 0 AND held > 0',
  wrong: `SELECT 'pending journal ' || id || ' was held ' || sum(held) || ' times, released ' || sum(released) || ' times and is listed as open ' || sum(listed) || ' times' AS what
    FROM (SELECT bucket, journal_id AS id, 1 AS held, 0 AS released, 0 AS listed FROM ledger.transfer WHERE position = 0 AND held > 0
      UNION ALL SELECT bucket, target, 0, 1, 0 FROM ledger.transfer WHERE position = 0 AND held < 0
      UNION ALL SELECT bucket, journal_id, 0, 0, 1 FROM ledger.pending) told
    GROUP BY bucket, id HAVING sum(held) <> 1 OR sum(released) + sum(listed) <> 1`,
};

/** An account's id is the digest of what it is, so nobody swapped owner, path or asset. */
async function accountsAreThemselves(db: Db): Promise<Check> {
  const wrong: string[] = [];
  let examined = 0;
  let after: readonly [number, bigint] = [-1, -1n];
  for (;;) {
    const { rows } = await db.query<{ account_id: bigint; book: string; path: string; asset: string; owner: string; bucket: number }>(
      `SELECT account_id, book, path, asset, owner, bucket FROM ledger.account WHERE (bucket, account_id) > ($1, $2) ORDER BY bucket, account_id LIMIT 20000`,
      after,
    );
    const last = rows.at(-1);
    if (!last) return check('account-identity', examined, wrong);
    for (const a of rows) {
      if (accountId(a.book, a.path, a.asset, a.owner, a.bucket) !== a.account_id)
        wrong.push(`account ${a.account_id} says ${a.book} ${a.path} ${a.owner}, its id says otherwise`);
    }
    examined += rows.length;
    after = [last.bucket, last.account_id];
  }
}

/** No balance, less or with what is pending, lies outside of its account's limits. */
const NEVER_NEGATIVE: FaultQuery = {
  examined: 'ledger.account WHERE floor IS NOT NULL OR ceiling IS NOT NULL',
  wrong: `SELECT 'account ' || book || ' ' || path || ' ' || owner || CASE WHEN least < floor THEN ' is below ' || CASE floor WHEN 0 THEN 'zero' ELSE floor::text END
      ELSE ' is above ' || ceiling END AS what
    FROM (SELECT *, CASE side WHEN 'debit' THEN debits::numeric - credits - pending_credits ELSE credits::numeric - debits - pending_debits END AS least,
        CASE side WHEN 'debit' THEN debits::numeric - credits + pending_debits ELSE credits::numeric - debits + pending_credits END AS most FROM ledger.account) a
    WHERE least < floor OR most > ceiling`,
};
