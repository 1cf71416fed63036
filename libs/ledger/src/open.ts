import type { Tx } from '@jinqiao/database';
import type { Account, Book, Limits, Side } from './account.ts';
import { ledgerFault } from './errors.ts';
import { balanceOf } from './read.ts';

/** Opens a book (once) and its house accounts' stripes. */
export async function openBook(tx: Tx, book: Book, housePaths: readonly string[]): Promise<void> {
  await tx.query(`INSERT INTO ledger.book (bucket, book, sequence, batch, head) VALUES (0, $1, 0, 0, sha256($2)) ON CONFLICT DO NOTHING`, [
    book.name,
    Buffer.from(book.name),
  ]);
  await openAccounts(
    tx,
    housePaths.flatMap((path) => book.stripes(path)),
  );
}

/** Opens accounts; one that is open already stays as it is. */
export async function openAccounts(tx: Tx, accounts: readonly Account[]): Promise<void> {
  if (accounts.length === 0) return;
  await tx.query(
    `INSERT INTO ledger.account (bucket, account_id, book, path, asset, owner, side, floor, ceiling, debits, credits)
     SELECT *, 0, 0 FROM unnest($1::int[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bigint[], $9::bigint[])
     ON CONFLICT DO NOTHING`,
    [
      accounts.map((a) => a.bucket),
      accounts.map((a) => a.id),
      accounts.map((a) => a.book),
      accounts.map((a) => a.path),
      accounts.map((a) => a.asset),
      accounts.map((a) => a.owner),
      accounts.map((a) => a.side),
      accounts.map((a) => a.floor),
      accounts.map((a) => a.ceiling),
    ],
  );
}

/**
 * Changes between what an account's balance may move.
 * @throws Fault BOOK_NOT_OPEN, ACCOUNT_NOT_OPEN; INSUFFICIENT_BALANCE or BALANCE_LIMIT when the balance lies outside already.
 */
export async function setLimits(tx: Tx, account: Account, { floor, ceiling }: Limits): Promise<void> {
  const row = await lockedAccount(tx, account);
  const least = balanceOf(row) - (row.side === 'debit' ? row.pendingCredits : row.pendingDebits);
  const most = balanceOf(row) + (row.side === 'debit' ? row.pendingDebits : row.pendingCredits);
  const where = { path: account.path, owner: account.owner || account.book };
  if (floor !== null && least < floor) throw ledgerFault('INSUFFICIENT_BALANCE', { ...where, held: least, amount: floor });
  if (ceiling !== null && most > ceiling) throw ledgerFault('BALANCE_LIMIT', { ...where, held: ceiling, amount: most });
  await tx.query('UPDATE ledger.account SET floor = $3, ceiling = $4 WHERE bucket = $1 AND account_id = $2', [account.bucket, account.id, floor, ceiling]);
}

/**
 * Closes an account for good: nothing is posted to it any more, its history stays.
 * @throws Fault BOOK_NOT_OPEN, ACCOUNT_NOT_OPEN, ACCOUNT_NOT_EMPTY while it has a balance or something pending.
 */
export async function closeAccount(tx: Tx, account: Account): Promise<void> {
  const row = await lockedAccount(tx, account);
  const held = balanceOf(row);
  const pending = row.pendingDebits + row.pendingCredits;
  if (held !== 0n || pending !== 0n) throw ledgerFault('ACCOUNT_NOT_EMPTY', { path: account.path, owner: account.owner || account.book, held, pending });
  await tx.query('UPDATE ledger.account SET closed = true WHERE bucket = $1 AND account_id = $2', [account.bucket, account.id]);
}

type LockedAccount = { side: Side; debits: bigint; credits: bigint; pendingDebits: bigint; pendingCredits: bigint };

/** An account's totals under its book's lane: no journal changes them before the transaction ends. */
async function lockedAccount(tx: Tx, account: Account): Promise<LockedAccount> {
  const lane = await tx.query('SELECT FROM ledger.book WHERE bucket = 0 AND book = $1 FOR UPDATE', [account.book]);
  if (lane.rowCount === 0) throw ledgerFault('BOOK_NOT_OPEN', { book: account.book });
  const { rows } = await tx.query<LockedAccount>(
    `SELECT side, debits, credits, pending_debits AS "pendingDebits", pending_credits AS "pendingCredits"
     FROM ledger.account WHERE bucket = $1 AND account_id = $2 AND book = $3`,
    [account.bucket, account.id, account.book],
  );
  if (!rows[0]) throw ledgerFault('ACCOUNT_NOT_OPEN', { path: account.path, owner: account.owner || account.book, book: account.book });
  return rows[0];
}
