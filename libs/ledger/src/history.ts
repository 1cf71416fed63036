import type { Database, Db } from '@jinqiao/database';
import type { Account } from './account.ts';
import { totalsAsOf } from './as-of.ts';
import { SPAN, stretchOfDates } from './days.ts';
import { balanceOf } from './read.ts';
import { accountStatement, type StatementLine, type StatementPage } from './statement.ts';

/** Business dates, both included; null: open at that end. */
export type DateRange = { readonly from: string | null; readonly through: string | null };

/**
 * A page of the statement lines of an account that lie in a range of business dates, newest first. The running balance is
 * that of the book's order, whatever lines the range leaves out.
 * @param cursor `next` of the page before.
 * @throws Fault ACCOUNT_NOT_OPEN, CURSOR_INVALID.
 */
export async function accountStatementOn(db: Database, account: Account, range: DateRange, cursor: string | null, limit: number): Promise<StatementPage> {
  if (range.from === null && range.through === null) return accountStatement(db, account, cursor, limit);
  const stretch = await stretchOfDates(db, account.book, range.from, range.through);
  if (!stretch) return { lines: [], next: null };
  const lines: StatementLine[] = [];
  let next = cursor ?? (await cursorAfter(db, account, stretch.last));
  for (;;) {
    const page = await accountStatement(db, account, next, limit);
    for (const line of page.lines) {
      if (line.sequence < stretch.first) return { lines, next: null };
      if (!within(line.businessDate, range)) continue;
      lines.push(line);
      if (lines.length === limit) return { lines, next: placeBelow(account, line) };
    }
    if (page.next === null) return { lines, next: null };
    next = page.next;
  }
}

function within(date: string, { from, through }: DateRange): boolean {
  return (from === null || date >= from) && (through === null || date <= through);
}

function placeBelow(account: Account, line: StatementLine): string {
  const moved = account.side === 'debit' ? line.debit - line.credit : line.credit - line.debit;
  return `${line.sequence}.${line.position}.${line.balance - moved}`;
}

/** A cursor that begins with the journal of a sequence. */
async function cursorAfter(db: Database, account: Account, sequence: bigint): Promise<string> {
  return `${sequence + 1n}.0.${(await balanceAfter(db, account, sequence)) ?? (await totalsAsOf(db, account, { sequence })).balance}`;
}

/** The balance of an account after a journal: its spans, and the stretch since the last of them; undefined where it has none or they do not reach. */
async function balanceAfter(db: Db, account: Account, sequence: bigint): Promise<bigint | undefined> {
  const { rows } = await db.query<{ debits: bigint; credits: bigint }>(
    `WITH moved AS MATERIALIZED (
       SELECT debits, credits FROM ledger.account_span WHERE bucket = $1 AND account_id = $2 AND span < $4::bigint / ${SPAN}
       UNION ALL SELECT CASE debit_account WHEN $2 THEN amount ELSE 0 END, CASE credit_account WHEN $2 THEN amount ELSE 0 END FROM ledger.transfer
         WHERE bucket = $1 AND book = $3 AND sequence >= $4 AND sequence <= $5 AND (debit_account = $2 OR credit_account = $2))
     SELECT (SELECT coalesce(sum(debits), 0) FROM moved)::bigint AS debits, (SELECT coalesce(sum(credits), 0) FROM moved)::bigint AS credits
     FROM ledger.day_cursor WHERE bucket = 0 AND book = $3 AND sequence >= $4::bigint - 1
       AND EXISTS (SELECT FROM ledger.account_span WHERE bucket = $1 AND account_id = $2)`,
    [account.bucket, account.id, account.book, (sequence / SPAN) * SPAN, sequence],
  );
  return rows[0] && balanceOf({ side: account.side, ...rows[0] });
}
