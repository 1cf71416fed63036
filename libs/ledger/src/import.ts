import type { Database, Tx } from '@jinqiao/database';
import { type Account, accountId } from './account.ts';
import { ledgerFault } from './errors.ts';
import type { JournalLine } from './export.ts';
import type { Journal, Transfer } from './journal.ts';
import { openAccounts } from './open.ts';
import { postBatch } from './post.ts';

const BATCH = 2_000;

type AccountLine = Omit<Account, 'id' | 'floor' | 'ceiling'> & {
  readonly account: string;
  readonly floor: string | null;
  readonly ceiling: string | null;
  readonly closed: boolean;
};

/**
 * Reads the lines of `exportLedger`, under their own ids and historical dates: the accounts are opened with their limits,
 * the journals posted in their order and judged as any other. What is there already is passed over, so that an import that
 * was interrupted goes on. Into empty books it gives a ledger whose export is the same to the byte.
 * @returns how many journals were posted.
 * @throws Fault IMPORT_INVALID for a line that is not one, or a journal that gets another place than it had; the faults of
 * journals that are refused.
 */
export async function importLedger(db: Database, lines: AsyncIterable<string> | Iterable<string>): Promise<number> {
  const accounts = new Map<string, Account>();
  const closed: Account[] = [];
  let waiting: { journal: Journal; sequence: bigint; line: number }[] = [];
  let book = '';
  let posted = 0;
  let line = 0;

  const flush = async () => {
    const batch = waiting;
    waiting = [];
    if (batch.length > 0) posted += await db.tx((tx) => postInPlace(tx, book, batch));
  };

  for await (const text of lines) {
    line += 1;
    if (text === '') continue;
    const said = parse(text, line);
    if ('account' in said) {
      const account = accountOf(said, line);
      if (!accounts.has(said.account)) await open(db, account);
      accounts.set(said.account, account);
      if (said.closed) closed.push(account);
      continue;
    }
    if (said.book !== book || waiting.length >= BATCH) await flush();
    book = said.book;
    waiting.push({ journal: journalOf(said, accounts, line), sequence: BigInt(said.sequence), line });
  }
  await flush();
  await db.query('UPDATE ledger.account SET closed = true WHERE bucket = ANY ($1::int[]) AND account_id = ANY ($2::bigint[])', [
    [...new Set(closed.map(({ bucket }) => bucket))],
    closed.map(({ id }) => id),
  ]);
  return posted;
}

async function open(db: Database, account: Account): Promise<void> {
  await db.tx(async (tx) => {
    await tx.query(`INSERT INTO ledger.book (bucket, book, sequence, batch, head) VALUES (0, $1, 0, 0, sha256($2)) ON CONFLICT DO NOTHING`, [
      account.book,
      Buffer.from(account.book),
    ]);
    await openAccounts(tx, [account]);
  });
}

function parse(text: string, line: number): AccountLine | JournalLine {
  try {
    return JSON.parse(text) as AccountLine | JournalLine;
  } catch {
    throw ledgerFault('IMPORT_INVALID', { line, reason: 'no JSON' });
  }
}

function accountOf({ account, bucket, book, path, asset, owner, side, floor, ceiling }: AccountLine, line: number): Account {
  const id = accountId(book, path, asset, owner, bucket);
  if (id.toString() !== account) throw ledgerFault('IMPORT_INVALID', { line, reason: `account ${account} is not the id of what it says` });
  return { id, bucket, book, path, asset, owner, side, floor: floor === null ? null : BigInt(floor), ceiling: ceiling === null ? null : BigInt(ceiling) };
}

function journalOf(said: JournalLine, accounts: ReadonlyMap<string, Account>, line: number): Journal {
  const account = (id: string): Account => {
    const found = accounts.get(id);
    if (!found) throw ledgerFault('IMPORT_INVALID', { line, reason: `account ${id} does not stand before it` });
    return found;
  };
  const transfers = said.postings.map(({ debit, credit, amount, held, asked }): Transfer => {
    const ask = asked === undefined ? undefined : BigInt(asked);
    return {
      debit: account(debit),
      credit: account(credit),
      amount: ask === undefined ? BigInt(amount) : ask > 0n ? ask : -ask,
      ...(held === undefined ? {} : { held: BigInt(held) }),
      ...(ask === undefined ? {} : { sweep: ask > 0n ? 'debit' : 'credit' }),
    };
  });
  const { journal: id, businessDate, kind, reference, subject, target, expiresOn } = said;
  const bucket = transfers[0]?.debit.bucket ?? 0;
  return { id, bucket, businessDate, kind, reference, subject, transfers, ...(target ? { target } : {}), ...(expiresOn ? { expiresOn } : {}) };
}

/** Journals of pending ones and of their settlements never share a batch, since a settlement is judged against what is posted. */
async function postInPlace(tx: Tx, book: string, batch: readonly { journal: Journal; sequence: bigint; line: number }[]): Promise<number> {
  let posted = 0;
  for (const part of partsOf(batch)) {
    const { outcomes } = await postBatch(
      tx,
      book,
      part.map(({ journal }) => journal),
    );
    for (const [at, outcome] of outcomes.entries()) {
      const { sequence, line } = part[at] as (typeof part)[number];
      if (!('repeated' in outcome)) throw outcome;
      if (outcome.sequence !== sequence) throw ledgerFault('IMPORT_INVALID', { line, reason: `it would become journal ${outcome.sequence}, not ${sequence}` });
      if (!outcome.repeated) posted += 1;
    }
  }
  return posted;
}

function partsOf<T extends { journal: Journal }>(batch: readonly T[]): T[][] {
  const parts: T[][] = [];
  let part: T[] = [];
  let held = new Set<string>();
  for (const one of batch) {
    if (one.journal.target !== undefined && held.has(one.journal.target)) {
      parts.push(part);
      part = [];
      held = new Set();
    }
    part.push(one);
    held.add(one.journal.id);
  }
  return [...parts, part];
}
