import { sm3 } from './crypto.ts';
import { gatewayFault } from './errors.ts';

/** Names of a detail line's fields in order, and the field that the sum adds up. */
export type Layout = { readonly name: string; readonly fields: readonly string[]; readonly sumOf: string };
export type FileRow = Readonly<Record<string, string>>;

const AMOUNT = /^-?\d{1,18}$/;
/** What would end a field or a line early. */
const SEPARATOR = /[|\r\n]/;

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

/** Reads a file back, whole or not at all. @throws Fault FILE_DIGEST_WRONG, FILE_TRAILER_MISSING, FILE_COUNT_WRONG, FILE_SUM_WRONG, FILE_LINE_INVALID. */
export function parseFile(layout: Layout, content: string, digest: string): FileRow[] {
  const lines = content.split('\n');
  if (lines.pop() !== '') throw gatewayFault('FILE_TRAILER_MISSING');
  const [trailer, count, sum] = (lines.pop() ?? '').split('|');
  if (trailer !== 'T') throw gatewayFault('FILE_TRAILER_MISSING');
  if (sm3(content) !== digest) throw gatewayFault('FILE_DIGEST_WRONG');
  const header = (lines.shift() ?? '').split('|');
  if (header[0] !== 'H' || header[1] !== layout.name) throw gatewayFault('FILE_LINE_INVALID', { line: 1 });
  let total = 0n;
  const rows = lines.map((line, i) => {
    const [mark, ...values] = line.split('|');
    const row = Object.fromEntries(layout.fields.map((field, at) => [field, values[at] ?? '']));
    const amount = row[layout.sumOf] ?? '';
    if (mark !== 'D' || values.length !== layout.fields.length || !AMOUNT.test(amount)) throw gatewayFault('FILE_LINE_INVALID', { line: i + 2 });
    total += BigInt(amount);
    return row;
  });
  if (String(rows.length) !== count || header[4] !== count) throw gatewayFault('FILE_COUNT_WRONG', { said: count ?? '', has: rows.length });
  if (total.toString() !== sum || header[5] !== sum) throw gatewayFault('FILE_SUM_WRONG', { said: sum ?? '', has: total });
  return rows;
}
