import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { parse } from 'csv-parse';
import { scorecardFileFault } from './errors.ts';

/** A file's rows in columns: each cell is the place of its text in the column's `texts`. */
export type RawColumn = { readonly name: string; readonly texts: readonly string[]; readonly codes: Int32Array };
export type RawTable = { readonly file: string; readonly sha256: string; readonly rows: number; readonly columns: readonly RawColumn[] };

const COLUMNS_MOST = 2_000;

/**
 * Reads a file of comma-separated values with a head, row by row; equal texts of a column are kept once.
 * @throws Fault SCORECARD_FILE_INVALID naming the line, SCORECARD_FILE_EMPTY.
 */
export async function readRows(path: string, rowsMost = Number.POSITIVE_INFINITY): Promise<RawTable> {
  const file = basename(path);
  const digest = createHash('sha256');
  const source = createReadStream(path);
  source.on('data', (chunk) => digest.update(chunk));
  const parser = source.pipe(parse({ bom: true, skip_empty_lines: true, trim: true }));
  source.on('error', (error) => parser.destroy(error));
  let columns: Builder[] | undefined;
  let rows = 0;
  try {
    for await (const cells of parser as AsyncIterable<string[]>) {
      if (!columns) columns = headOf(cells, file);
      else if (rows < rowsMost) {
        for (let at = 0; at < columns.length; at += 1) add(columns[at] as Builder, cells[at] as string);
        rows += 1;
      }
    }
  } catch (error) {
    throw invalidFile(error, file);
  }
  if (!columns || rows === 0) throw scorecardFileFault('SCORECARD_FILE_EMPTY', { file }, '$.file');
  return {
    file,
    sha256: digest.digest('hex'),
    rows,
    columns: columns.map(({ name, places, codes }) => ({ name, texts: [...places.keys()], codes: Int32Array.from(codes) })),
  };
}

type Builder = { readonly name: string; readonly places: Map<string, number>; readonly codes: number[] };

function add({ places, codes }: Builder, text: string): void {
  let code = places.get(text);
  if (code === undefined) {
    code = places.size;
    places.set(text, code);
  }
  codes.push(code);
}

function headOf(cells: readonly string[], file: string): Builder[] {
  const invalid = (why: string) => scorecardFileFault('SCORECARD_FILE_INVALID', { file, line: 1, why }, '$.file');
  if (cells.some((cell) => cell.includes('\u0000'))) throw invalid('is no text; save the table as UTF-8 comma-separated values');
  if (cells.length < 2) throw invalid('has one column only; columns are separated by commas');
  if (cells.length > COLUMNS_MOST) throw invalid(`has ${cells.length} columns, more than ${COLUMNS_MOST}`);
  // Tables are often saved with row numbers under an empty heading.
  const names = cells.map((cell, at) => (cell === '' ? `column ${at + 1}` : cell));
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw invalid(`has two columns named ${twice}`);
  return names.map((name) => ({ name, places: new Map(), codes: [] }));
}

function invalidFile(error: unknown, file: string): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error;
  const line = 'lines' in error ? Number(error.lines) : 0;
  if (typeof error.code === 'string' && error.code.startsWith('CSV_'))
    return scorecardFileFault('SCORECARD_FILE_INVALID', { file, line, why: 'is no row of comma-separated values like those above' }, '$.file');
  const why = { ENOENT: 'there is no such file', EISDIR: 'is a folder; give a file', EACCES: 'may not be read' }[String(error.code)];
  return why ? scorecardFileFault('SCORECARD_FILE_INVALID', { file, line: 0, why }, '$.file') : error;
}
