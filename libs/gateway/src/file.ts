import { createHash } from 'node:crypto';
import type { Fault } from '@jinqiao/errors';
import { sm3 } from './crypto.ts';
import { gatewayFault } from './errors.ts';

/** Names of a detail line's fields in order, and the field that the sum adds up. The first field names the line; lines stand in its order. */
export type Layout = { readonly name: string; readonly fields: readonly string[]; readonly sumOf: string };
export type FileRow = Readonly<Record<string, string>>;

const AMOUNT = /^-?\d{1,18}$/;
/** What would end a field or a line early, or what no text of the database may hold. */
const SEPARATOR = /[|\r\n\0]/;
/** The first field names the line in messages and keys. */
const NAME_MAX = 80;

/**
 * A file with header `H|layout|institution|date|count|sum`, one `D|…` line per row, trailer `T|count|sum`, and its SM3
 * digest. Amounts are whole minor units. @throws Fault FILE_LINE_INVALID for a value that the format cannot carry.
 */
export function encodeFile(file: { layout: Layout; institution: string; date: string; rows: readonly FileRow[] }): { content: string; digest: string } {
  const { layout, rows } = file;
  let sum = 0n;
  const lines = rows.map((row, i) => {
    const values = layout.fields.map((field) => row[field] ?? '');
    const amount = row[layout.sumOf] ?? '';
    if (!AMOUNT.test(amount) || values.some((value) => SEPARATOR.test(value))) throw gatewayFault('FILE_LINE_INVALID', { line: i + 2 });
    sum += BigInt(amount);
    return `D|${values.join('|')}`;
  });
  const content = `${[`H|${layout.name}|${file.institution}|${file.date}|${rows.length}|${sum}`, ...lines, `T|${rows.length}|${sum}`].join('\n')}\n`;
  return { content, digest: sm3(content) };
}

/** A detail line: its number in the file (the header is 1) and its values in the order of the layout. */
export type FileLine = { readonly line: number; readonly values: readonly string[] };

/** What a whole and sound file holds. `total` in minor units. */
export type FileSummary = {
  readonly rows: number;
  readonly total: bigint;
  /** Lines that repeat the line before them to the letter: for the reader of the rows to judge. */
  readonly doubled: number;
  /** The institution wrote the lines in another order than the layout's. */
  readonly reordered: boolean;
  /** Known to hold no key twice, since its keys only go up. */
  readonly distinct: boolean;
};

/** From whom a file must be, and of which day. */
export type Expected = { readonly institution?: string; readonly date?: string };

export type FileReader = {
  /** Takes the next piece of the file, cut anywhere; the lines that it completes go to `take`. */
  push(piece: string): void;
  /** The end. @throws Fault that says what is wrong with the file, see `readerOf`. */
  finish(digest: string): FileSummary;
};

/**
 * Reads a file piece by piece and holds one line at a time. What is wrong with it is known at the end, and only then may
 * lines that were taken be relied on. From the first that applies:
 * @throws Fault FILE_TRAILER_MISSING (cut off), FILE_LAYOUT_UNKNOWN, FILE_DOUBLED (the whole file twice); with a wrong
 * digest FILE_ROWS_DOUBLED, FILE_REORDERED or FILE_DIGEST_WRONG; with a right one FILE_INSTITUTION_WRONG, FILE_DATE_WRONG,
 * FILE_LINE_INVALID, FILE_ROWS_DOUBLED, FILE_COUNT_WRONG, FILE_SUM_WRONG.
 */
export function readerOf(layout: Layout, expected: Expected, take: (line: FileLine) => void): FileReader {
  const amountAt = layout.fields.indexOf(layout.sumOf);
  const hash = createHash('sm3');
  const seen = { lines: 0, rows: 0, doubled: 0, backwards: 0, level: 0, heads: 0, invalid: 0, total: 0n };
  let [rest, held, holding, before, key, header] = ['', '', false, '', '', [] as string[]];
  const detail = (line: string) => {
    const [mark, ...values] = line.split('|');
    const amount = values[amountAt] ?? '';
    const carried = !line.includes('\0') && (values[0] ?? '').length <= NAME_MAX;
    if (mark !== 'D' || values.length !== layout.fields.length || !AMOUNT.test(amount) || !carried) {
      if (mark === 'H') seen.heads += 1;
      seen.invalid ||= seen.lines;
      return;
    }
    if (line === before) seen.doubled += 1;
    if ((values[0] ?? '') < key) seen.backwards += 1;
    if (values[0] === key && seen.rows > 0) seen.level += 1;
    before = line;
    key = values[0] ?? '';
    seen.rows += 1;
    seen.total += BigInt(amount);
    if (seen.invalid === 0) take({ line: seen.lines, values });
  };
  const flush = () => {
    seen.lines += 1;
    if (seen.lines === 1) header = held.split('|');
    else detail(held);
  };
  return {
    push: (piece) => {
      hash.update(piece);
      const lines = (rest + piece).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        // The last line is the trailer: each is held until another follows.
        if (holding) flush();
        held = line;
        holding = true;
      }
    },
    finish: (digest) => {
      const fault = faultOf({ ...seen, header, trailer: held, rest, sound: hash.digest('hex') === digest }, layout, expected);
      if (fault) throw fault;
      return { rows: seen.rows, total: seen.total, doubled: seen.doubled, reordered: seen.backwards > 0, distinct: seen.backwards + seen.level === 0 };
    },
  };
}

type Seen = {
  readonly header: readonly string[];
  readonly trailer: string;
  readonly rest: string;
  readonly sound: boolean;
  readonly rows: number;
  readonly total: bigint;
  readonly doubled: number;
  readonly backwards: number;
  readonly heads: number;
  readonly invalid: number;
};

/** What a file says, as a message may show it. */
function shown(text: string | undefined): string {
  return (text ?? '').replaceAll('\0', '').slice(0, 40);
}

function faultOf(seen: Seen, layout: Layout, expected: Expected): Fault | undefined {
  const [mark, name, institution, date, headCount, headSum] = seen.header;
  const [trailer, count, sum] = seen.trailer.split('|');
  if (seen.rest !== '' || trailer !== 'T' || mark === undefined) return gatewayFault('FILE_TRAILER_MISSING');
  if (mark !== 'H') return gatewayFault('FILE_LINE_INVALID', { line: 1 });
  if (name !== layout.name) return gatewayFault('FILE_LAYOUT_UNKNOWN', { said: shown(name), wanted: layout.name });
  if (seen.heads > 0) return gatewayFault('FILE_DOUBLED', { times: seen.heads + 1 });
  const counts = String(seen.rows) === count && headCount === count;
  const sums = seen.total.toString() === sum && headSum === sum;
  if (!seen.sound) {
    if (seen.doubled > 0 && !counts) return gatewayFault('FILE_ROWS_DOUBLED', { rows: seen.doubled });
    return gatewayFault(seen.backwards > 0 && counts && sums && seen.invalid === 0 ? 'FILE_REORDERED' : 'FILE_DIGEST_WRONG');
  }
  if (expected.institution && institution !== expected.institution)
    return gatewayFault('FILE_INSTITUTION_WRONG', { said: shown(institution), wanted: expected.institution });
  if (expected.date && date !== expected.date) return gatewayFault('FILE_DATE_WRONG', { said: shown(date), wanted: expected.date });
  if (seen.invalid > 0) return gatewayFault('FILE_LINE_INVALID', { line: seen.invalid });
  if (!counts && seen.doubled > 0 && String(seen.rows - seen.doubled) === count) return gatewayFault('FILE_ROWS_DOUBLED', { rows: seen.doubled });
  if (!counts) return gatewayFault('FILE_COUNT_WRONG', { said: shown(String(seen.rows) === count ? headCount : count), has: seen.rows });
  if (!sums) return gatewayFault('FILE_SUM_WRONG', { said: shown(seen.total.toString() === sum ? headSum : sum), has: seen.total });
  return undefined;
}

/** Reads a small file back, whole or not at all. @throws the faults of `readerOf`. */
export function parseFile(layout: Layout, content: string, digest: string, expected: Expected = {}): FileRow[] {
  const rows: FileRow[] = [];
  const reader = readerOf(layout, expected, ({ values }) => rows.push(Object.fromEntries(layout.fields.map((field, at) => [field, values[at] ?? '']))));
  reader.push(content);
  reader.finish(digest);
  return rows;
}

/** A piece of a file; `digest` is the whole file's, so that a file that changes between two pieces is seen. */
export type FilePart = { readonly ready: boolean; readonly content: string; readonly digest: string; readonly parts: number };

/** All pieces of a file that is small enough to be held; undefined where one is not there or the file changed between two. */
export async function wholeFile(ask: (part: number) => Promise<FilePart | undefined>): Promise<Pick<FilePart, 'content' | 'digest'> | undefined> {
  const pieces: string[] = [];
  let digest = '';
  for (let part = 0, parts = 1; part < parts; part += 1) {
    const piece = await ask(part);
    if (!piece?.ready || (part > 0 && piece.digest !== digest)) return undefined;
    pieces.push(piece.content);
    ({ digest, parts } = piece);
  }
  return { content: pieces.join(''), digest };
}
