import { createHash } from 'node:crypto';
import { bucketOfId, copyText, type Db, HOUSE_BUCKET, type Tx } from '@jinqiao/database';
import { isFault } from '@jinqiao/errors';
import { type FileLine, type FilePart, type FileSummary, type Layout, readerOf } from '@jinqiao/gateway';
import { derivedId } from '@jinqiao/runtime';
import { paymentsFault } from '../errors.ts';
import type { Comparison } from './model.ts';

/** Which file: an institution's, of a layout, for a scope and a business date. */
export type FileName = { readonly institution: string; readonly layout: Layout; readonly scope: string; readonly date: string };

/** Asks an institution for a piece, from 0; undefined where the answer is not known. */
export type AskFile = (file: FileName, part: number, attempt: number) => Promise<FilePart | undefined>;

export type ReceivedFile = {
  readonly fileId: string;
  readonly fileNo: bigint;
  readonly institution: string;
  readonly layout: string;
  readonly scope: string;
  readonly date: string;
  readonly receivedOn: string;
  readonly attempt: number;
  readonly state: 'missing' | 'refused' | 'accepted' | 'repeated' | 'superseded';
  readonly reason: string;
  readonly en: string;
  readonly zh: string;
  readonly lines: number;
  /** Minor units. */
  readonly total: bigint;
  readonly digest: string;
  readonly reordered: boolean;
  readonly doubled: number;
  readonly distinct: boolean;
};

export const FILE_COLUMNS = `f.file_id AS "fileId", f.file_no AS "fileNo", f.institution, f.layout, f.scope, f.business_date AS date, f.received_on AS "receivedOn", f.attempt, f.state, f.reason,
  f.en, f.zh, f.lines, f.total::text AS total, f.digest, f.reordered, f.doubled, f.distinct_keys AS distinct`;

export type FileRecord = Omit<ReceivedFile, 'total'> & { readonly total: string };

export function receivedOf({ total, ...rest }: FileRecord): ReceivedFile {
  return { ...rest, total: BigInt(total) };
}

/** What a file needs around it: transactions that are fenced against another closer, the open day, and how to ask. */
export type Receiving = {
  readonly db: Db;
  readonly date: string;
  readonly chunk: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;
  readonly ask: AskFile;
};

/** Damage on the way, which a second asking mends at once; what the institution wrote wrong waits for the next day. */
const DAMAGED: readonly string[] = ['FILE_TRAILER_MISSING', 'FILE_DIGEST_WRONG', 'FILE_DOUBLED', 'FILE_ROWS_DOUBLED', 'FILE_REORDERED', 'FILE_CHANGED'];
const ASKED_AT_ONCE = 2;

/**
 * The accepted file of a day. It is asked for where none was accepted yet, where the one there is was received before its
 * day had ended, and with `again` where it was not asked for today. Every asking is kept with what became of it.
 * @returns the newest accepted file; undefined where there is none.
 */
export async function receiveFile(around: Receiving, file: FileName, comparison?: Comparison, again = false): Promise<ReceivedFile | undefined> {
  const before = await filesOf(around.db, file);
  const accepted = before.find(({ state }) => state === 'accepted');
  const askedToday = before.some(({ state, receivedOn }) => receivedOn === around.date && (state === 'accepted' || state === 'repeated'));
  if (accepted && (askedToday || (!again && accepted.receivedOn > file.date))) return accepted;
  const first = before.filter(({ receivedOn }) => receivedOn === around.date).length + 1;
  for (let attempt = first; attempt < first + ASKED_AT_ONCE; attempt += 1) {
    const taken = await takeFile(around, file, comparison, attempt, accepted);
    if (taken.state === 'accepted') return taken;
    if (taken.state !== 'refused' || !DAMAGED.includes(taken.reason)) break;
  }
  return accepted;
}

async function takeFile(
  around: Receiving,
  file: FileName,
  comparison: Comparison | undefined,
  attempt: number,
  accepted: ReceivedFile | undefined,
): Promise<ReceivedFile> {
  const first = await around.ask(file, 0, attempt);
  const record = (state: ReceivedFile['state'], more: Partial<ReceivedFile> = {}) => recordOf(file, around.date, attempt, state, more);
  const keep = async (made: ReceivedFile): Promise<ReceivedFile> => {
    await around.chunk((tx) => insertFile(tx, made));
    return made;
  };
  if (!first?.ready) return keep(record('missing', faultText(first ? 'FILE_NOT_READY' : 'FILE_NO_ANSWER', file)));
  const { digest } = first;
  if (accepted?.digest === digest) return keep(record('repeated', { digest, lines: accepted.lines, total: accepted.total }));
  try {
    return await around.chunk(async (tx) => {
      const made = record('accepted', { digest });
      const summary = await loadRows(tx, file, made.fileNo, comparison, first, (part) => around.ask(file, part, attempt));
      const whole = { ...made, lines: summary.rows, total: summary.total, reordered: summary.reordered, doubled: summary.doubled, distinct: summary.distinct };
      if (accepted)
        await tx.query(`UPDATE payments.received_file SET state = 'superseded' WHERE bucket = $1 AND file_id = $2`, [HOUSE_BUCKET, accepted.fileId]);
      await insertFile(tx, whole);
      return whole;
    });
  } catch (error) {
    if (!isFault(error) || !error.code.startsWith('FILE_')) throw error;
    return keep(record('refused', { digest, reason: error.code, en: error.en, zh: error.zh }));
  }
}

function faultText(code: 'FILE_NOT_READY' | 'FILE_NO_ANSWER', { institution, layout, date }: FileName): Pick<ReceivedFile, 'reason' | 'en' | 'zh'> {
  const { en, zh } = paymentsFault(code, { institution, layout: layout.name, date });
  return { reason: code, en, zh };
}

function recordOf(file: FileName, on: string, attempt: number, state: ReceivedFile['state'], more: Partial<ReceivedFile>): ReceivedFile {
  const fileId = derivedId('fil', HOUSE_BUCKET, `${file.institution} ${file.layout.name} ${file.scope} ${file.date} ${on} ${attempt}`);
  return {
    fileId,
    fileNo: createHash('sha256').update(fileId).digest().readBigUInt64BE(0) >> 1n,
    institution: file.institution,
    layout: file.layout.name,
    scope: file.scope,
    date: file.date,
    receivedOn: on,
    attempt,
    state,
    reason: '',
    en: '',
    zh: '',
    lines: 0,
    total: 0n,
    digest: '',
    reordered: false,
    doubled: 0,
    distinct: true,
    ...more,
  };
}

async function insertFile(tx: Tx, f: ReceivedFile): Promise<void> {
  await tx.query(
    `INSERT INTO payments.received_file (bucket, file_id, file_no, institution, layout, scope, business_date, received_on, attempt, state, reason, en, zh, lines, total, digest, reordered, doubled, distinct_keys)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19) ON CONFLICT DO NOTHING`,
    [
      HOUSE_BUCKET,
      f.fileId,
      f.fileNo,
      f.institution,
      f.layout,
      f.scope,
      f.date,
      f.receivedOn,
      f.attempt,
      f.state,
      f.reason,
      f.en,
      f.zh,
      f.lines,
      f.total.toString(),
      f.digest,
      f.reordered,
      f.doubled,
      f.distinct,
    ],
  );
}

/** Every asking for a file, newest first. */
async function filesOf(db: Db, { institution, layout, scope, date }: FileName): Promise<ReceivedFile[]> {
  const { rows } = await db.query<FileRecord>(
    `SELECT ${FILE_COLUMNS} FROM payments.received_file f WHERE f.scope = $1 AND f.business_date = $2 AND f.institution = $3 AND f.layout = $4 ORDER BY f.received_on DESC, f.attempt DESC`,
    [scope, date, institution, layout.name],
  );
  return rows.map(receivedOf);
}

/** Rows are handed to the database in pieces of about this many characters. */
const BLOCK = 65_536;

/** Streams the lines of a file into its table; in memory there are one piece of the file and one block of rows. */
async function loadRows(
  tx: Tx,
  file: FileName,
  fileNo: bigint,
  comparison: Pick<Comparison, 'status' | 'detail'> | undefined,
  first: FilePart,
  next: (part: number) => Promise<FilePart | undefined>,
): Promise<FileSummary> {
  await tx.query('SELECT payments.open_file_month($1)', [file.date]);
  const summary = await tx.copy(
    'COPY payments.file_row (bucket, business_date, file_no, line, key, amount, status, detail, content) FROM STDIN',
    async (write) => {
      let block: string[] = [];
      let size = 0;
      const rowOf = rowWriter(file, fileNo, comparison);
      const reader = readerOf(file.layout, file, (line) => {
        const row = rowOf(line);
        block.push(row);
        size += row.length;
      });
      const flush = async () => {
        if (block.length > 0) await write(block.join(''));
        [block, size] = [[], 0];
      };
      for (let part = 0; part < first.parts; part += 1) {
        const piece = part === 0 ? first : await next(part);
        if (!piece?.ready || piece.digest !== first.digest) throw paymentsFault('FILE_CHANGED', { part });
        for (let at = 0; at < piece.content.length; at += BLOCK) {
          reader.push(piece.content.slice(at, at + BLOCK));
          if (size >= BLOCK) await flush();
        }
      }
      await flush();
      return reader.finish(first.digest);
    },
  );
  // New block ranges are not in the index until they are summarised.
  if (summary.rows > 0)
    await tx.query(`SELECT brin_summarize_new_values(indexrelid) FROM pg_index WHERE indrelid = $1::regclass AND NOT indisunique`, [partitionOf(file.date)]);
  return summary;
}

function partitionOf(date: string): string {
  return `payments.file_row_${date.slice(0, 4)}${date.slice(5, 7)}`;
}

function rowWriter(file: FileName, fileNo: bigint, comparison: Pick<Comparison, 'status' | 'detail'> | undefined): (line: FileLine) => string {
  const { fields, sumOf } = file.layout;
  const amountAt = fields.indexOf(sumOf);
  const statusAt = comparison?.status ? fields.indexOf(comparison.status.field) : -1;
  const detailAt = (comparison?.detail ?? []).map((field) => fields.indexOf(field));
  const head = `\t${file.date}\t${fileNo}\t`;
  return ({ line, values }) => {
    const key = values[0] ?? '';
    const detail = detailAt.map((at) => values[at] ?? '').join('|');
    const rest = [key, values[amountAt] ?? '0', statusAt < 0 ? '' : (values[statusAt] ?? ''), detail, values.join('|')].map(copyText);
    return `${bucketOfId(key) ?? HOUSE_BUCKET}${head}${line}\t${rest.join('\t')}\n`;
  };
}

/** Lines of an accepted file by the keys asked for, as rows by the names of the layout's fields; of a doubled key the first. */
export async function rowsByKey(db: Db, file: ReceivedFile, layout: Layout, keys: readonly string[]): Promise<Map<string, Readonly<Record<string, string>>>> {
  const { rows } = await db.query<{ key: string; content: string }>(
    `SELECT r.key, r.content FROM unnest($3::int[], $4::text[]) AS g(bucket, key)
       JOIN payments.file_row r ON r.bucket = g.bucket AND r.key = g.key WHERE r.business_date = $1 AND r.file_no = $2 ORDER BY r.line DESC`,
    [file.date, file.fileNo, keys.map((key) => bucketOfId(key) ?? HOUSE_BUCKET), keys],
  );
  return new Map(
    rows.map(({ key, content }) => {
      const values = content.split('|');
      return [key, Object.fromEntries(layout.fields.map((field, at) => [field, values[at] ?? '']))];
    }),
  );
}
