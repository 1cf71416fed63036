import type { Db, Tx } from '@jinqiao/runtime';
import type { Account, Book } from './account.ts';
import { ledgerFault } from './errors.ts';
import { batchDigest, type Journal, type JournalRecord } from './journal.ts';
import { readJournals } from './read.ts';

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
    `INSERT INTO ledger.account (bucket, account_id, book, path, asset, owner, side, not_negative, debits, credits, version)
     SELECT *, 0, 0, 0 FROM unnest($1::int[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::boolean[])
     ON CONFLICT DO NOTHING`,
    [
      accounts.map((a) => a.bucket),
      accounts.map((a) => a.id),
      accounts.map((a) => a.book),
      accounts.map((a) => a.path),
      accounts.map((a) => a.asset),
      accounts.map((a) => a.owner),
      accounts.map((a) => a.side),
      accounts.map((a) => a.notNegative),
    ],
  );
}

/**
 * Posts journals of one book inside the caller's transaction, in the order given, with one call to the database.
 * A journal that is already posted with the same content is passed over; all others are posted or the call throws
 * and the caller's transaction rolls back.
 * @returns how many were newly posted.
 * @throws Fault INSUFFICIENT_BALANCE, ACCOUNT_NOT_OPEN, JOURNAL_REUSED.
 */
export async function post(tx: Tx, book: Book, journals: readonly Journal[]): Promise<number> {
  if (journals.length === 0) return 0;
  const answer = await callPost(tx, book, journals);
  const repeated = answer.filter((row) => row.what === 'repeated').map((row) => row.key);
  if (repeated.length > 0) {
    await requireSameContent(tx, journals, new Set(repeated));
    return post(
      tx,
      book,
      journals.filter((entry) => !repeated.includes(entry.id)),
    );
  }
  const touched = new Set(journals.flatMap((entry) => entry.transfers.flatMap((t) => [t.debit.id, t.credit.id])));
  const changed = answer.find((row) => row.what === 'changed')?.amount ?? 0n;
  if (changed !== BigInt(touched.size)) throw ledgerFault('ACCOUNT_NOT_OPEN', { count: BigInt(touched.size) - changed, book: book.name });
  requireNeverNegative(journals, new Map(answer.filter((row) => row.what === 'short').map((row) => [BigInt(row.key), row.amount])));
  return journals.length;
}

type PostAnswer = { what: 'repeated' | 'short' | 'changed'; key: string; amount: bigint };

async function callPost(tx: Tx, book: Book, journals: readonly Journal[]): Promise<PostAnswer[]> {
  const deltas = new Map<bigint, { bucket: number; debit: bigint; credit: bigint }>();
  const delta = (account: Account) => {
    const known = deltas.get(account.id);
    if (known) return known;
    const fresh = { bucket: account.bucket, debit: 0n, credit: 0n };
    deltas.set(account.id, fresh);
    return fresh;
  };
  const t = {
    bucket: [] as number[],
    journal: [] as string[],
    position: [] as number[],
    debit: [] as bigint[],
    credit: [] as bigint[],
    amount: [] as bigint[],
  };
  for (const entry of journals) {
    for (const [position, { debit, credit, amount }] of entry.transfers.entries()) {
      t.bucket.push(entry.bucket);
      t.journal.push(entry.id);
      t.position.push(position);
      t.debit.push(debit.id);
      t.credit.push(credit.id);
      t.amount.push(amount);
      delta(debit).debit += amount;
      delta(credit).credit += amount;
    }
  }
  // One order of locking for all writers: account rows are updated sorted by id.
  const ids = [...deltas.keys()].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const of = (id: bigint) => deltas.get(id) as { bucket: number; debit: bigint; credit: bigint };
  const { rows } = await tx.query<PostAnswer>('SELECT what, key, amount FROM ledger.post($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18)', [
    book.name,
    batchDigest(journals.map(toRecord)),
    journals.map((j) => j.bucket),
    journals.map((j) => j.id),
    journals.map((j) => j.businessDate),
    journals.map((j) => j.kind),
    journals.map((j) => j.reference),
    journals.map((j) => j.subject),
    t.bucket,
    t.journal,
    t.position,
    t.debit,
    t.credit,
    t.amount,
    ids.map((id) => of(id).bucket),
    ids,
    ids.map((id) => of(id).debit),
    ids.map((id) => of(id).credit),
  ]);
  return rows;
}

function toRecord(entry: Journal): JournalRecord {
  return { ...entry, transfers: entry.transfers.map((t) => ({ debit: t.debit.id, credit: t.credit.id, amount: t.amount })) };
}

/** Walks the journals in order over the accounts that could have run short, from what each held before. */
function requireNeverNegative(journals: readonly Journal[], held: Map<bigint, bigint>): void {
  if (held.size === 0) return;
  for (const entry of journals) {
    for (const { debit, credit, amount } of entry.transfers) {
      for (const [account, side] of [
        [debit, 'debit'],
        [credit, 'credit'],
      ] as const) {
        const before = held.get(account.id);
        if (before === undefined) continue;
        const after = account.side === side ? before + amount : before - amount;
        if (after < 0n) throw ledgerFault('INSUFFICIENT_BALANCE', { path: account.path, owner: account.owner || account.book, held: before, amount });
        held.set(account.id, after);
      }
    }
  }
}

async function requireSameContent(db: Db, journals: readonly Journal[], repeated: Set<string>): Promise<void> {
  const given = journals.filter((entry) => repeated.has(entry.id));
  const stored = new Map(
    (
      await readJournals(
        db,
        given.map((entry) => ({ bucket: entry.bucket, id: entry.id })),
      )
    ).map((row) => [row.id, row]),
  );
  for (const entry of given) {
    const row = stored.get(entry.id);
    if (!row || !batchDigest([row]).equals(batchDigest([toRecord(entry)]))) throw ledgerFault('JOURNAL_REUSED', { id: entry.id });
  }
}
