import { type Db, sqlState, type Tx } from '@jinqiao/database';
import type { Fault } from '@jinqiao/errors';
import type { Account, Book } from './account.ts';
import { encodeBatch } from './batch.ts';
import { ledgerFault } from './errors.ts';
import { type Journal, requireSound } from './journal.ts';
import { readJournals } from './read.ts';

/** A journal that is posted: its place in the book, and the amounts that moved, which for a sweep are known only now. */
export type Posted = {
  readonly id: string;
  readonly sequence: bigint;
  /** True when this id was posted before with the same content, and nothing was done now. */
  readonly repeated: boolean;
  readonly amounts: readonly bigint[];
};

/** What became of one journal of a batch. */
export type Outcome = Posted | Fault;

/** What became of a batch, the sequence of the book's last journal when it did, and the accounts that could not bear what was refused. */
export type Judged = { readonly outcomes: readonly Outcome[]; readonly sequence: bigint; readonly short: readonly Account[] };

const POST = `SELECT journal, verdict, place, account, figure::text FROM ledger.post($1, clock_timestamp(), ${Array.from({ length: 26 }, (_, i) => `$${i + 2}`).join(', ')})`;

type Row = { journal: number; verdict: string | null; place: number | null; account: number | null; figure: string | null };

/**
 * Posts journals of one book inside the caller's transaction, in the order given, with one call to the database.
 * A journal that is already posted with the same content is passed over; all others are posted, or the call throws and
 * none of them is.
 * @returns how many were newly posted.
 * @throws Fault of the first journal that is refused: see `ledgerFault`.
 */
export async function post(tx: Tx, book: Book, journals: readonly Journal[]): Promise<number> {
  const once = distinct(journals);
  for (const entry of once) requireSound(entry, book.name);
  if (once.length === 0) return 0;
  const { outcomes } = await postBatch(
    tx,
    book.name,
    once,
    once.map(() => 1),
  );
  const faults = outcomes.filter((outcome): outcome is Fault => outcome instanceof Error);
  const cause = faults.find(({ code }) => code !== 'LINKED_REFUSED');
  if (cause) throw cause;
  return outcomes.filter((outcome) => 'repeated' in outcome && !outcome.repeated).length;
}

/** A journal that stands twice in one call is one journal, if it is one. */
export function distinct(journals: readonly Journal[]): Journal[] {
  const known = new Map<string, Journal>();
  for (const entry of journals) {
    const before = known.get(entry.id);
    if (before && !sameContent(before, entry)) throw ledgerFault('JOURNAL_REUSED', { id: entry.id });
    known.set(entry.id, before ?? entry);
  }
  return [...known.values()];
}

function sameContent(a: Journal, b: Journal): boolean {
  const digest = (entry: Journal) => encodeBatch([entry]).parameters[3] as Buffer;
  return digest(a).equals(digest(b));
}

/** What a poster has seen and can guess: it changes the way that a batch is tried, never its result. */
export type Hints = {
  /** Some of these will be refused: judge them one by one at once. */
  readonly careful?: boolean;
  /** The sequence that the book's last journal will have when this batch's turn comes. */
  readonly expected?: bigint | undefined;
};

/**
 * Posts a batch of sound journals, each id once, in one call; each is accepted or refused by itself.
 * @param units as in `encodeBatch`: journals of one unit are accepted together or not at all.
 * @throws Fault BOOK_NOT_OPEN; errors of the database.
 */
export async function postBatch(db: Db, book: string, journals: readonly Journal[], units?: readonly number[], hints: Hints = {}): Promise<Judged> {
  const batch = encodeBatch(journals, units);
  const careful = batch.special || hints.careful === true;
  const { rows } = await db.query<Row>(POST, [book, careful, hints.expected ?? null, ...batch.parameters], 'ledger-post').catch((error: unknown) => {
    throw sqlState(error) === 'LG404' ? ledgerFault('BOOK_NOT_OPEN', { book }) : error;
  });
  const [summary, ...others] = rows;
  if (!summary) throw new Error('ledger.post answered nothing');
  const byJournal = new Map<number, Row[]>();
  for (const row of others) byJournal.set(row.journal, [...(byJournal.get(row.journal) ?? []), row]);
  const last = BigInt(summary.figure ?? 0);
  let sequence = last - BigInt(summary.account ?? 0);
  const outcomes = journals.map((entry, at): Outcome => {
    const about = byJournal.get(at + 1);
    const verdict = about?.[0]?.verdict;
    if (verdict === 'REPEATED')
      return { id: entry.id, sequence: BigInt(about?.[0]?.figure ?? 0), repeated: true, amounts: entry.transfers.map((t) => t.amount) };
    if (verdict) return refusal(entry, about[0] as Row, batch);
    sequence += 1n;
    const swept = new Map(about?.map(({ place, figure }) => [batch.transfers[(place ?? 0) - 1], BigInt(figure ?? 0)]));
    return { id: entry.id, sequence, repeated: false, amounts: entry.transfers.map((t) => swept.get(t) ?? t.amount) };
  });
  const short = others.flatMap(({ verdict, account }) => (verdict === 'INSUFFICIENT_BALANCE' ? (batch.accounts[(account ?? 0) - 1] ?? []) : []));
  return { outcomes: await withSweptAmounts(db, journals, outcomes), sequence: last, short };
}

/** What a sweep moved when it was posted first stands in the history. */
async function withSweptAmounts(db: Db, journals: readonly Journal[], outcomes: readonly Outcome[]): Promise<readonly Outcome[]> {
  const swept = journals.filter((entry, at) => {
    const outcome = outcomes[at];
    return outcome && 'repeated' in outcome && outcome.repeated && entry.transfers.some(({ sweep }) => sweep);
  });
  if (swept.length === 0) return outcomes;
  const stored = new Map((await readJournals(db, swept)).map((row) => [row.id, row.transfers.map(({ amount }) => amount)]));
  return outcomes.map((outcome) => ('repeated' in outcome ? { ...outcome, amounts: stored.get(outcome.id) ?? outcome.amounts } : outcome));
}

function refusal(entry: Journal, row: Row, batch: ReturnType<typeof encodeBatch>): Fault {
  const account = batch.accounts[(row.account ?? 0) - 1];
  const transfer = batch.transfers[(row.place ?? 0) - 1];
  const amount = transfer?.held && transfer.held > 0n ? transfer.held : (transfer?.amount ?? 0n);
  const held = BigInt(row.figure ?? 0);
  const where = { path: account?.path ?? '', owner: account?.owner || account?.book || '', book: account?.book ?? '' };
  const target = { id: entry.target ?? '', date: entry.businessDate };
  switch (row.verdict) {
    case 'JOURNAL_REUSED':
    case 'LINKED_REFUSED':
      return ledgerFault(row.verdict, { id: entry.id });
    case 'PENDING_UNKNOWN':
    case 'PENDING_CLOSED':
    case 'PENDING_EXPIRED':
    case 'PENDING_MISMATCH':
      return ledgerFault(row.verdict, target);
    case 'ACCOUNT_NOT_OPEN':
    case 'ACCOUNT_CLOSED':
      return ledgerFault(row.verdict, where);
    case 'INSUFFICIENT_BALANCE':
    case 'BALANCE_LIMIT':
    case 'BALANCE_OVERFLOW':
      return ledgerFault(row.verdict, { ...where, held, amount });
    default:
      throw new Error(`ledger.post answered ${row.verdict}`);
  }
}
