import { createHash } from 'node:crypto';
import type { Db } from '@jinqiao/runtime';
import { accountId } from './account.ts';
import { batchDigest } from './journal.ts';
import { books, journalsOfBook } from './read.ts';

/** One proof: what was looked at, and what was found wrong (the first twenty in words). */
export type Check = { readonly name: string; readonly ok: boolean; readonly examined: number; readonly wrong: readonly string[] };

export function check(name: string, examined: number, wrong: readonly string[]): Check {
  return { name, ok: wrong.length === 0, examined, wrong: wrong.slice(0, 20) };
}

/** Proves the ledger from its journals alone. */
export async function verifyLedger(db: Db): Promise<Check[]> {
  return [
    await journalsBalance(db),
    await noOrphans(db),
    await balancesRecompute(db),
    await accountsAreThemselves(db),
    await neverNegative(db),
    await chainUnbroken(db),
  ];
}

/** Each transfer debits and credits one amount inside the journal's own book, bucket and asset: so every journal balances. */
async function journalsBalance(db: Db): Promise<Check> {
  const { rows } = await db.query<{ n: number; id: string | null; why: string | null }>(
    `WITH bad AS (
       SELECT t.journal_id::text AS id, CASE WHEN d.asset <> c.asset THEN 'mixes assets' WHEN d.book <> c.book OR d.book <> j.book THEN 'leaves its book' ELSE 'moves nothing' END AS why
       FROM ledger.transfer t JOIN ledger.journal j ON j.bucket = t.bucket AND j.journal_id = t.journal_id
       JOIN ledger.account d ON d.bucket = t.bucket AND d.account_id = t.debit_account JOIN ledger.account c ON c.bucket = t.bucket AND c.account_id = t.credit_account
       WHERE d.asset <> c.asset OR d.book <> c.book OR d.book <> j.book OR t.amount <= 0 OR t.debit_account = t.credit_account LIMIT 20)
     SELECT (SELECT count(*)::int FROM ledger.journal) AS n, bad.id, bad.why FROM (SELECT 1) one LEFT JOIN bad ON true`,
  );
  return check(
    'journals-balance',
    rows[0]?.n ?? 0,
    rows.flatMap((row) => (row.id ? [`journal ${row.id} ${row.why}`] : [])),
  );
}

/** No transfer without journal or account, no journal without transfer. */
async function noOrphans(db: Db): Promise<Check> {
  const { rows } = await db.query<{ n: number; what: string | null }>(
    `WITH bad AS (
       (SELECT 'transfer ' || t.journal_id || '/' || t.position || ' has no journal' AS what FROM ledger.transfer t
         LEFT JOIN ledger.journal j ON j.bucket = t.bucket AND j.journal_id = t.journal_id WHERE j.journal_id IS NULL LIMIT 20)
       UNION ALL
       (SELECT 'journal ' || j.journal_id || ' has no transfer' FROM ledger.journal j
         LEFT JOIN ledger.transfer t ON t.bucket = j.bucket AND t.journal_id = j.journal_id WHERE t.journal_id IS NULL LIMIT 20)
       UNION ALL
       (SELECT 'transfer ' || t.journal_id || '/' || t.position || ' names an account that is not open' FROM ledger.transfer t
         LEFT JOIN ledger.account d ON d.bucket = t.bucket AND d.account_id = t.debit_account
         LEFT JOIN ledger.account c ON c.bucket = t.bucket AND c.account_id = t.credit_account WHERE d.account_id IS NULL OR c.account_id IS NULL LIMIT 20))
     SELECT (SELECT count(*)::int FROM ledger.transfer) AS n, bad.what FROM (SELECT 1) one LEFT JOIN bad ON true`,
  );
  return check(
    'no-orphans',
    rows[0]?.n ?? 0,
    rows.flatMap((row) => (row.what ? [row.what] : [])),
  );
}

/** Every running total equals the sum of the transfers. */
async function balancesRecompute(db: Db): Promise<Check> {
  const { rows } = await db.query<{ n: number; what: string | null }>(
    `WITH turnover AS (
       SELECT bucket, id, sum(debit) AS debits, sum(credit) AS credits FROM (
         SELECT bucket, debit_account AS id, amount AS debit, 0 AS credit FROM ledger.transfer
         UNION ALL SELECT bucket, credit_account, 0, amount FROM ledger.transfer) legs GROUP BY bucket, id),
     bad AS (
       SELECT 'account ' || a.book || ' ' || a.path || ' ' || a.owner || ' bucket ' || a.bucket || ' shows ' || a.debits || '/' || a.credits ||
         ', its journals give ' || coalesce(t.debits, 0) || '/' || coalesce(t.credits, 0) AS what
       FROM ledger.account a LEFT JOIN turnover t ON t.bucket = a.bucket AND t.id = a.account_id
       WHERE a.debits <> coalesce(t.debits, 0) OR a.credits <> coalesce(t.credits, 0) LIMIT 20)
     SELECT (SELECT count(*)::int FROM ledger.account) AS n, bad.what FROM (SELECT 1) one LEFT JOIN bad ON true`,
  );
  return check(
    'balances-recompute',
    rows[0]?.n ?? 0,
    rows.flatMap((row) => (row.what ? [row.what] : [])),
  );
}

/** An account's id is the digest of what it is, so nobody swapped owner, path or asset. */
async function accountsAreThemselves(db: Db): Promise<Check> {
  const { rows } = await db.query<{ account_id: bigint; book: string; path: string; asset: string; owner: string; bucket: number }>(
    'SELECT account_id, book, path, asset, owner, bucket FROM ledger.account',
  );
  const wrong = rows.filter((a) => accountId(a.book, a.path, a.asset, a.owner, a.bucket) !== a.account_id);
  return check(
    'account-identity',
    rows.length,
    wrong.map((a) => `account ${a.account_id} says ${a.book} ${a.path} ${a.owner}, its id says otherwise`),
  );
}

async function neverNegative(db: Db): Promise<Check> {
  const { rows } = await db.query<{ n: number; what: string | null }>(
    `WITH guarded AS (SELECT * FROM ledger.account WHERE not_negative),
     bad AS (SELECT 'account ' || book || ' ' || path || ' ' || owner || ' is below zero' AS what FROM guarded
       WHERE CASE side WHEN 'debit' THEN debits - credits ELSE credits - debits END < 0 LIMIT 20)
     SELECT (SELECT count(*)::int FROM guarded) AS n, bad.what FROM (SELECT 1) one LEFT JOIN bad ON true`,
  );
  return check(
    'never-negative',
    rows[0]?.n ?? 0,
    rows.flatMap((row) => (row.what ? [row.what] : [])),
  );
}

const PAGE = 10_000;

/** Recomputes each book's chain batch by batch and compares every link and the head. */
async function chainUnbroken(db: Db): Promise<Check> {
  const wrong: string[] = [];
  let examined = 0;
  for (const { book, sequence, head } of await books(db)) {
    const { rows: batches } = await db.query<{ batch: bigint; first: bigint; last: bigint; hash: Buffer }>(
      'SELECT batch, first_sequence AS first, last_sequence AS last, hash FROM ledger.batch WHERE bucket = 0 AND book = $1 ORDER BY batch',
      [book],
    );
    let link = createHash('sha256').update(book).digest();
    let next = 1n;
    const queue: Awaited<ReturnType<typeof journalsOfBook>> = [];
    let read = 0n;
    for (const batch of batches) {
      while (read < batch.last) {
        const page = await journalsOfBook(db, book, read, PAGE);
        if (page.length === 0) break;
        queue.push(...page);
        read = page[page.length - 1]?.sequence ?? read;
      }
      const size = Number(batch.last - batch.first + 1n);
      const rows = queue.splice(0, size);
      examined += rows.length;
      link = createHash('sha256').update(link).update(batchDigest(rows)).digest();
      const inOrder = rows.length === size && rows.every((row, i) => row.sequence === batch.first + BigInt(i)) && batch.first === next;
      if (!inOrder || !link.equals(batch.hash)) {
        wrong.push(`book ${book}: batch ${batch.batch} (journals ${batch.first} to ${batch.last}) does not follow from what went before`);
        break;
      }
      next = batch.last + 1n;
    }
    if (wrong.length === 0 && (link.toString('hex') !== head || sequence !== next - 1n)) wrong.push(`book ${book}: the head is not the last link`);
  }
  return check('hash-chain', examined, [...wrong, ...(await outsideChain(db))]);
}

/** Journals that no link of a chain reaches: of a book that is not open, before its first journal or after its last. */
async function outsideChain(db: Db): Promise<string[]> {
  const { rows } = await db.query<{ what: string }>(
    `SELECT 'book ' || j.book || ': journal ' || j.journal_id || ' (' || j.sequence || ') lies outside the chain' AS what
     FROM ledger.journal j LEFT JOIN ledger.book b ON b.bucket = 0 AND b.book = j.book
     WHERE b.book IS NULL OR j.sequence < 1 OR j.sequence > b.sequence LIMIT 20`,
  );
  return rows.map((row) => row.what);
}
