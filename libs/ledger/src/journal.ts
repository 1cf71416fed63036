import { createHash } from 'node:crypto';
import type { Account } from './account.ts';
import { ledgerFault } from './errors.ts';

/** An amount in minor units that moves from the credited to the debited account. */
export type Transfer = {
  readonly debit: Account;
  readonly credit: Account;
  /** Positive; of a pending transfer 0n; of a sweep the most that may move; of a settlement at most what was held. */
  readonly amount: bigint;
  /** What a pending transfer holds (positive), or what its settlement or void releases (negative). */
  readonly held?: bigint;
  /** The account that gives what it holds above its floor (above zero without one), up to `amount`. */
  readonly sweep?: 'debit' | 'credit';
};

/** A transfer of a figure that may fall on either side of zero, such as a residual: a negative one turns the accounts round. */
export function signedTransfer(debit: Account, credit: Account, amount: bigint): Transfer {
  return amount < 0n ? { debit: credit, credit: debit, amount: -amount } : { debit, credit, amount };
}

export type Journal = {
  readonly id: string;
  readonly bucket: number;
  readonly businessDate: string;
  readonly kind: string;
  /** The business event, unique per book and kind: the id is derived from it. */
  readonly reference: string;
  /** The loan, customer or programme whose history this belongs to. */
  readonly subject: string;
  readonly transfers: readonly Transfer[];
  /** The pending journal that this one settles or voids, or the journal that it reverses. */
  readonly target?: string;
  /** The last business date on which a pending journal may be settled. */
  readonly expiresOn?: string;
};

/** What a business event says: everything of a journal but what follows from it. */
export type Entry = Omit<Journal, 'id' | 'bucket' | 'target' | 'expiresOn'>;

const DAY_MS = 86_400_000;
const INT8_MAX = 2n ** 63n - 1n;
const TRANSFERS_MAX = 5_000;
const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const EARLIEST_MONTH = '199001';
const LATEST_MONTH = '210012';

/** A journal's id: time-ordered by business date, the rest derived from what it records; RFC 9562 version 8. */
export function journalId(book: string, kind: string, reference: string, businessDate: string): string {
  const time = (Math.floor(Date.parse(`${businessDate}T00:00:00Z`) / DAY_MS) * DAY_MS).toString(16).padStart(12, '0');
  const digest = createHash('sha256').update(`${book}\n${kind}\n${reference}`).digest('hex');
  return `${time.slice(0, 8)}-${time.slice(8, 12)}-8${digest.slice(0, 3)}-8${digest.slice(3, 6)}-${digest.slice(6, 18)}`;
}

/**
 * Makes a journal of one bucket and one book. Transfers of zero are left out.
 * @throws Fault JOURNAL_EMPTY and the other faults of a journal that cannot be posted anywhere.
 */
export function journal(entry: Entry): Journal {
  return made({ ...entry, transfers: entry.transfers.filter(({ amount }) => amount !== 0n) });
}

/** Makes a journal that holds its amounts until it is settled or voided, at the latest on `expiresOn`. */
export function pendingJournal(entry: Entry & { readonly expiresOn?: string }): Journal {
  const transfers = entry.transfers.filter(({ amount }) => amount !== 0n).map((t) => ({ ...t, amount: 0n, held: t.amount }));
  return made({ ...entry, transfers });
}

/** A posted journal with its accounts, from `loadJournal`. */
export type LoadedJournal = Journal & { readonly book: string; readonly sequence: bigint };

/** What names the event that follows an earlier journal; `reference` is the earlier id when absent. */
export type Following = { readonly businessDate: string; readonly kind?: string; readonly reference?: string };

/**
 * Posts a pending journal: in full, or in part with an amount for each of its transfers; what is not posted is released.
 * @throws Fault PENDING_UNKNOWN when `pending` is not a pending journal, PENDING_MISMATCH when the amounts do not fit it.
 */
export function settlement(pending: LoadedJournal, following: Following, amounts?: readonly bigint[]): Journal {
  const given = amounts ?? pending.transfers.map(({ held }) => held ?? 0n);
  if (given.length !== pending.transfers.length || given.every((amount) => amount === 0n)) throw ledgerFault('PENDING_MISMATCH', { id: pending.id });
  return released(pending, 'settlement', following, given);
}

/** Releases a pending journal and posts nothing. */
export function voiding(pending: LoadedJournal, following: Following): Journal {
  return released(
    pending,
    'void',
    following,
    pending.transfers.map(() => 0n),
  );
}

function released(pending: LoadedJournal, kind: string, following: Following, amounts: readonly bigint[]): Journal {
  const transfers = pending.transfers.map(({ debit, credit, held = 0n }, i) => {
    const amount = amounts[i] ?? 0n;
    if (held <= 0n) throw ledgerFault('PENDING_UNKNOWN', { id: pending.id });
    if (amount < 0n || amount > held) throw ledgerFault('PENDING_MISMATCH', { id: pending.id });
    return { debit, credit, amount, held: -held };
  });
  return made({ kind, reference: pending.id, ...following, subject: pending.subject, transfers, target: pending.id });
}

/**
 * The red entry 红冲 of a posted journal: the same transfers with the accounts turned round, last first. Its id follows
 * from the journal that it reverses alone, so that nothing is reversed twice, whatever the day.
 * @throws Fault JOURNAL_EMPTY when the journal moved nothing, such as a pending one (void that instead).
 */
export function reversal(posted: LoadedJournal, following: Following): Journal {
  const transfers = posted.transfers.filter(({ amount }) => amount > 0n).map(({ debit, credit, amount }) => ({ debit: credit, credit: debit, amount }));
  const red = made({ kind: 'reversal', reference: posted.id, ...following, subject: posted.subject, transfers: transfers.reverse(), target: posted.id });
  return { ...red, id: journalId(posted.book, 'reversal', posted.id, posted.businessDate) };
}

function made(entry: Omit<Journal, 'id' | 'bucket'>): Journal {
  const first = entry.transfers[0];
  if (!first) throw ledgerFault('JOURNAL_EMPTY', { kind: entry.kind, reference: entry.reference });
  requireDate(entry, 'businessDate', entry.businessDate);
  const { book, bucket } = first.debit;
  const whole = { ...entry, id: journalId(book, entry.kind, entry.reference, entry.businessDate), bucket };
  requireSound(whole, book);
  return whole;
}

/**
 * What can be told of a journal without the database.
 * @throws Fault JOURNAL_EMPTY, JOURNAL_TOO_LONG, JOURNAL_FIELD_INVALID, JOURNAL_LEAVES_BOOK, JOURNAL_LEAVES_BUCKET,
 * TRANSFER_NOT_POSITIVE, AMOUNT_TOO_LARGE, TRANSFER_MIXES_ASSETS, TRANSFER_TO_ITSELF.
 */
export function requireSound(entry: Journal, book: string): void {
  const { kind, reference, transfers } = entry;
  if (transfers.length === 0) throw ledgerFault('JOURNAL_EMPTY', { kind, reference });
  if (transfers.length > TRANSFERS_MAX) throw ledgerFault('JOURNAL_TOO_LONG', { kind, reference, count: transfers.length, most: TRANSFERS_MAX });
  if (!ID.test(entry.id) || monthOf(entry.id) === undefined) {
    throw fieldFault(entry, 'id', 'a UUID in lower case that begins with its time, such as journalId makes or version 7');
  }
  if (entry.target !== undefined && !ID.test(entry.target)) throw fieldFault(entry, 'target', 'a UUID in lower case');
  requireDate(entry, 'businessDate', entry.businessDate);
  if (entry.expiresOn !== undefined) requireDate(entry, 'expiresOn', entry.expiresOn);
  requireText(entry);
  let holds = 0;
  let releases = 0;
  for (const transfer of transfers) {
    requireSoundTransfer(entry, transfer, book);
    if (transfer.held === undefined) continue;
    holds += 1;
    if (transfer.held < 0n) releases += 1;
  }
  if (holds > 0 && holds < transfers.length) throw fieldFault(entry, 'held', 'all transfers of a journal are pending or none is');
  if (releases > 0 && (releases < transfers.length || !entry.target))
    throw fieldFault(entry, 'held', 'a release names its pending journal and releases all of it');
}

function requireSoundTransfer(entry: Journal, transfer: Transfer, book: string): void {
  const { kind, reference, bucket } = entry;
  const { debit, credit, amount, held = 0n, sweep } = transfer;
  const moves = transfer.held === undefined ? amount : held < 0n ? -held : amount === 0n ? held : -1n;
  if (moves <= 0n || amount < 0n || (sweep && held !== 0n)) throw ledgerFault('TRANSFER_NOT_POSITIVE', { amount: moves, kind });
  if (amount > INT8_MAX || moves > INT8_MAX) throw ledgerFault('AMOUNT_TOO_LARGE', { amount: moves, kind, most: INT8_MAX });
  if (debit.book !== book) throw ledgerFault('JOURNAL_LEAVES_BOOK', { kind, reference, book, other: debit.book, path: debit.path });
  if (credit.book !== book) throw ledgerFault('JOURNAL_LEAVES_BOOK', { kind, reference, book, other: credit.book, path: credit.path });
  if (debit.bucket !== bucket) throw ledgerFault('JOURNAL_LEAVES_BUCKET', { kind, reference, bucket, other: debit.bucket, path: debit.path });
  if (credit.bucket !== bucket) throw ledgerFault('JOURNAL_LEAVES_BUCKET', { kind, reference, bucket, other: credit.bucket, path: credit.path });
  if (debit.asset !== credit.asset) {
    throw ledgerFault('TRANSFER_MIXES_ASSETS', { kind, debit: debit.path, debitAsset: debit.asset, credit: credit.path, creditAsset: credit.asset });
  }
  if (debit.id === credit.id) throw ledgerFault('TRANSFER_TO_ITSELF', { kind, path: debit.path });
}

// Control characters and a bar would let two different journals have one text, hence one digest.
const TEXT = /^[^\p{Cc}]*$/u;
const BARLESS = /^[^\p{Cc}|]*$/u;

function requireText(entry: Journal): void {
  if (!BARLESS.test(entry.kind)) throw fieldFault(entry, 'kind', 'no control characters and no |');
  if (!BARLESS.test(entry.reference)) throw fieldFault(entry, 'reference', 'no control characters and no |');
  if (!TEXT.test(entry.subject)) throw fieldFault(entry, 'subject', 'no control characters');
}

const soundDates = new Set<string>();
const DATES_MAX = 50_000;

function requireDate(entry: Omit<Journal, 'id' | 'bucket'>, field: string, date: string): void {
  if (soundDates.has(date)) return;
  const time = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(`${date}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== date) throw fieldFault(entry, field, 'a date as YYYY-MM-DD');
  if (soundDates.size >= DATES_MAX) soundDates.clear();
  soundDates.add(date);
}

function fieldFault(entry: Pick<Journal, 'kind' | 'reference'>, field: string, rule: string) {
  return ledgerFault('JOURNAL_FIELD_INVALID', { kind: entry.kind, reference: entry.reference, field, rule }, `$.${field}`);
}

const months = new Map<string, string | undefined>();

/** The month in an id as `YYYYMM`; undefined outside of 1990 to 2100, where only ids that hold no time would lie. */
export function monthOf(id: string): string | undefined {
  // 32 bits of the time are steps of 65 seconds, none of which needs to be looked at twice.
  const key = id.slice(0, 8);
  if (months.has(key)) return months.get(key);
  const at = Number.parseInt(`${key}0000`, 16);
  const last = new Date(at + 0xffff).toISOString();
  const first = new Date(at).toISOString();
  // A step that spans two months is told apart by the whole time of the id.
  if (first.slice(0, 7) !== last.slice(0, 7)) return inRange(new Date(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)).toISOString());
  const month = inRange(first);
  if (months.size >= DATES_MAX) months.clear();
  months.set(key, month);
  return month;
}

function inRange(time: string): string | undefined {
  const month = time.slice(0, 4) + time.slice(5, 7);
  return /^\d{6}$/.test(month) && month >= EARLIEST_MONTH && month <= LATEST_MONTH ? month : undefined;
}

/** A transfer as it is stored: accounts by id; `asked` is the most a sweep might have moved, negative when it swept the credited account. */
export type StoredTransfer = {
  readonly debit: bigint;
  readonly credit: bigint;
  readonly amount: bigint;
  readonly held: bigint | null;
  readonly asked: bigint | null;
};

/** A journal as it is stored. */
export type JournalRecord = Omit<Journal, 'transfers' | 'bucket' | 'target' | 'expiresOn'> & {
  readonly transfers: readonly StoredTransfer[];
  readonly target: string | null;
  readonly expiresOn: string | null;
};

/** The text whose SHA-256 is a journal's digest: every field as it was asked for, in order. */
export function canonicalHead(row: Omit<Journal, 'transfers' | 'bucket' | 'target' | 'expiresOn'>, target?: string | null, expiresOn?: string | null): string {
  const head = `${row.id}|${row.businessDate}|${row.kind}|${row.reference}|${row.subject}\n`;
  return target || expiresOn ? `${head}~${target ?? ''}|${expiresOn ?? ''}\n` : head;
}

export function canonicalTransfer(debit: bigint | string, credit: bigint | string, amount: bigint, held: bigint | null, asked: bigint | null): string {
  if (asked !== null) return `${debit}|${credit}|<${asked}\n`;
  return held === null ? `${debit}|${credit}|${amount}\n` : `${debit}|${credit}|${amount}|${held}\n`;
}
