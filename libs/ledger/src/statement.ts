import type { Db } from '@jinqiao/database';
import type { Account, Side } from './account.ts';
import { FEW_ENTRIES, OWN_TRANSFERS } from './as-of.ts';
import { ledgerFault } from './errors.ts';
import { balanceOf } from './read.ts';

/** One line of an account's statement; amounts in minor units. */
export type StatementLine = {
  readonly sequence: bigint;
  readonly position: number;
  readonly journalId: string;
  readonly businessDate: string;
  readonly kind: string;
  readonly reference: string;
  readonly counterAccount: bigint;
  readonly debit: bigint;
  readonly credit: bigint;
  /** Change of what is pending on this side of the account; 0n for a posted transfer. */
  readonly held: bigint;
  /** On the normal side, after this line. */
  readonly balance: bigint;
};

/** Lines, newest first; `next` continues below the last one, null at the opening of the account. */
export type StatementPage = { readonly lines: readonly StatementLine[]; readonly next: string | null };

type Place = { readonly sequence: bigint; readonly position: number; readonly balance: bigint };

const WINDOW_MAX = 200_000n;

/**
 * A page of an account's statement with its running balance, newest first. Nothing is counted: the balance goes down from
 * the account's own total, and an account with many transfers is read from the last stretch of its book.
 * @param cursor `next` of the page before; null: from the last journal.
 * @throws Fault ACCOUNT_NOT_OPEN; CURSOR_INVALID for a text that is no cursor.
 */
export async function accountStatement(db: Db, account: Account, cursor: string | null, limit: number): Promise<StatementPage> {
  const { rows } = await db.query<{ side: Side; debits: bigint; credits: bigint; entries: bigint; sequence: bigint }>(
    `SELECT a.side, a.debits, a.credits, a.entries, b.sequence FROM ledger.account a JOIN ledger.book b ON b.bucket = 0 AND b.book = a.book
     WHERE a.bucket = $1 AND a.account_id = $2 AND a.book = $3`,
    [account.bucket, account.id, account.book],
  );
  const row = rows[0];
  if (!row) throw ledgerFault('ACCOUNT_NOT_OPEN', { path: account.path, owner: account.owner || account.book, book: account.book });
  const from: Place = cursor === null ? { sequence: row.sequence + 1n, position: 0, balance: balanceOf(row) } : readCursor(cursor);
  const found = row.entries <= FEW_ENTRIES ? await linesBelow(db, account, from, limit, 0n, OWN_TRANSFERS) : await recent(db, account, from, limit, row);
  let balance = from.balance;
  const lines = found.map((line): StatementLine => {
    const after = balance;
    balance -= row.side === 'debit' ? line.debit - line.credit : line.credit - line.debit;
    return { ...line, balance: after };
  });
  const last = lines.at(-1);
  return { lines, next: last && lines.length === limit ? `${last.sequence}.${last.position}.${balance}` : null };
}

function readCursor(text: string): Place {
  const [, sequence = '', position = '', balance = ''] = /^(\d{1,19})\.(\d{1,5})\.(-?\d{1,20})$/.exec(text) ?? [];
  if (sequence === '') throw ledgerFault('CURSOR_INVALID', { cursor: text });
  return { sequence: BigInt(sequence), position: Number(position), balance: BigInt(balance) };
}

/** Goes back through the book in stretches that should hold a page, each twice as long as one that did not. */
async function recent(db: Db, account: Account, from: Place, limit: number, { entries, sequence }: { entries: bigint; sequence: bigint }): Promise<Line[]> {
  const lines: Line[] = [];
  let window = (BigInt(limit) * sequence) / entries + 500n;
  let place: Pick<Place, 'sequence' | 'position'> = from;
  while (lines.length < limit && place.sequence > 0n) {
    if (window > WINDOW_MAX) window = WINDOW_MAX;
    const least = place.sequence - window;
    lines.push(...(await linesBelow(db, account, place, limit - lines.length, least, '(debit_account = $2 OR credit_account = $2)')));
    place = { sequence: least, position: 0 };
    window *= 2n;
  }
  return lines;
}

type Line = Omit<StatementLine, 'balance'>;

async function linesBelow(db: Db, account: Account, below: Pick<Place, 'sequence' | 'position'>, limit: number, least: bigint, which: string): Promise<Line[]> {
  const { rows } = await db.query<Line>(
    `WITH own AS MATERIALIZED (SELECT bucket, journal_id, sequence, position, business_date, debit_account, credit_account, amount, held FROM ledger.transfer
       WHERE bucket = $1 AND book = $3 AND sequence >= $6 AND sequence <= $4 AND (sequence < $4 OR position < $5) AND ${which}),
     page AS (SELECT * FROM own ORDER BY sequence DESC, position DESC LIMIT $7)
     SELECT p.sequence, p.position, p.journal_id::text AS "journalId", p.business_date AS "businessDate", h.kind, h.reference,
       CASE p.debit_account WHEN $2 THEN p.credit_account ELSE p.debit_account END AS "counterAccount",
       CASE p.debit_account WHEN $2 THEN p.amount ELSE 0 END AS debit, CASE p.debit_account WHEN $2 THEN 0 ELSE p.amount END AS credit, coalesce(p.held, 0) AS held
     FROM page p JOIN ledger.transfer h ON h.bucket = p.bucket AND h.journal_id = p.journal_id AND h.position = 0 ORDER BY p.sequence DESC, p.position DESC`,
    [account.bucket, account.id, account.book, below.sequence, below.position, least > 0n ? least : 0n, limit],
  );
  return rows;
}
