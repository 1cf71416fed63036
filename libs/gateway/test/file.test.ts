import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeFile, type Layout, parseFile, readerOf, sm3 } from '../src/index.ts';

const LAYOUT: Layout = { name: 'collections', fields: ['id', 'amount', 'result'], sumOf: 'amount' };
const ROWS = [
  { id: 'col_1', amount: '891333', result: 'paid' },
  { id: 'col_2', amount: '886500', result: '' },
];
const file = () => encodeFile({ layout: LAYOUT, institution: 'bank', date: '2026-02-15', rows: ROWS });
const fault = (code: string, params = {}) => expect.objectContaining({ code, params: expect.objectContaining(params) });
/** A changed file that comes with its own right digest. */
const parse = (content: string) => parseFile(LAYOUT, content, sm3(content));

test('a file has header, details and trailer with count and sum', () => {
  expect(file().content).toBe('H|collections|bank|2026-02-15|2|1777833\nD|col_1|891333|paid\nD|col_2|886500|\nT|2|1777833\n');
  expect(file().digest).toBe(sm3(file().content));
});

test('reading a file gives its rows back, also none', () => {
  expect(parseFile(LAYOUT, file().content, file().digest)).toEqual(ROWS);
  const empty = encodeFile({ layout: LAYOUT, institution: 'bank', date: '2026-02-15', rows: [] });
  expect(parseFile(LAYOUT, empty.content, empty.digest)).toEqual([]);
});

test('whatever rows go in come out', () => {
  const word = fc.stringMatching(/^[A-Za-z0-9_ .-]{0,12}$/);
  const row = fc.record({ id: word, amount: fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }).map(String), result: word });
  fc.assert(
    fc.property(fc.array(row, { maxLength: 20 }), (rows) => {
      const { content, digest } = encodeFile({ layout: LAYOUT, institution: 'bank', date: '2026-02-15', rows });
      expect(parseFile(LAYOUT, content, digest)).toEqual(rows);
    }),
  );
});

test('a file with one changed character is refused', () => {
  const { content, digest } = file();
  expect(() => parseFile(LAYOUT, content.replace('891333', '891334'), digest)).toThrow(fault('FILE_DIGEST_WRONG'));
});

test('a file that was cut is refused wherever it was cut', () => {
  const { content, digest } = file();
  for (let length = 0; length < content.length; length += 1) {
    expect(() => parseFile(LAYOUT, content.slice(0, length), digest)).toThrow(expect.objectContaining({ code: expect.stringMatching(/^FILE_/) }));
  }
  expect(() => parse(content.slice(0, content.indexOf('T|')))).toThrow(fault('FILE_TRAILER_MISSING'));
  expect(() => parse(content.slice(0, -1))).toThrow(fault('FILE_TRAILER_MISSING'));
  expect(() => parse('')).toThrow(fault('FILE_TRAILER_MISSING'));
});

test('a file whose count is not the number of its lines is refused', () => {
  const { content } = file();
  expect(() => parse(content.replace('T|2|', 'T|3|'))).toThrow(fault('FILE_COUNT_WRONG', { said: '3', has: 2 }));
  expect(() => parse(content.replace('|2|1777833\nD', '|3|1777833\nD'))).toThrow(fault('FILE_COUNT_WRONG'));
  expect(() => parse(content.replace('D|col_2|886500|\n', ''))).toThrow(fault('FILE_COUNT_WRONG', { said: '2', has: 1 }));
});

test('a file whose sum is not that of its lines is refused', () => {
  const { content } = file();
  expect(() => parse(content.replace('886500', '886501'))).toThrow(fault('FILE_SUM_WRONG', { said: '1777833', has: 1_777_834n }));
  expect(() => parse(content.replace('T|2|1777833', 'T|2|1777834'))).toThrow(fault('FILE_SUM_WRONG'));
});

test('a line of another form is refused by its number', () => {
  const { content } = file();
  expect(() => parse(content.replace('D|col_2|886500|', 'D|col_2|886500'))).toThrow(fault('FILE_LINE_INVALID', { line: 3 }));
  expect(() => parse(content.replace('D|col_1', 'X|col_1'))).toThrow(fault('FILE_LINE_INVALID', { line: 2 }));
  expect(() => parse(content.replace('H|collections', 'X|collections'))).toThrow(fault('FILE_LINE_INVALID', { line: 1 }));
  expect(() => parse(content.replace('|886500|', '|88x500|'))).toThrow(fault('FILE_LINE_INVALID', { line: 3 }));
  expect(() => parse(content.replace('\nD|col_2', '\n\nD|col_2'))).toThrow(fault('FILE_LINE_INVALID', { line: 3 }));
});

test('what no database can hold is refused with its line, not found out when it is stored', () => {
  const { content } = file();
  expect(() => parse(content.replace('D|col_2', 'D|col_\x002'))).toThrow(fault('FILE_LINE_INVALID', { line: 3 }));
  expect(() => parse(content.replace('D|col_2', `D|${'c'.repeat(81)}`))).toThrow(fault('FILE_LINE_INVALID', { line: 3 }));
});

test('each way in which a file is wrong has a reason of its own', () => {
  const { content, digest } = file();
  const [head = '', first = '', second = '', trailer = ''] = content.split('\n');
  const lines = (...given: string[]) => `${given.join('\n')}\n`;
  const read = (text: string, of = sm3(text)) => parseFile(LAYOUT, text, of, { institution: 'bank', date: '2026-02-15' });
  const codes: readonly (readonly [code: string, run: () => unknown])[] = [
    ['FILE_TRAILER_MISSING', () => read(lines(head, first), digest)],
    ['FILE_DOUBLED', () => read(content + content, digest)],
    ['FILE_DOUBLED', () => read(content + content)],
    ['FILE_ROWS_DOUBLED', () => read(lines(head, first, first, second, trailer), digest)],
    ['FILE_ROWS_DOUBLED', () => read(lines(head, first, first, second, trailer))],
    ['FILE_REORDERED', () => read(lines(head, second, first, trailer), digest)],
    ['FILE_DIGEST_WRONG', () => read(content.replace('paid', 'PAID'), digest)],
    ['FILE_COUNT_WRONG', () => read(lines(head, first, trailer))],
    ['FILE_SUM_WRONG', () => read(content.replace('T|2|1777833', 'T|2|1777834'))],
    ['FILE_DATE_WRONG', () => read(content.replace('2026-02-15', '2026-02-14'))],
    ['FILE_INSTITUTION_WRONG', () => read(content.replace('|bank|', '|payment|'))],
    ['FILE_LAYOUT_UNKNOWN', () => read(content.replace('H|collections', 'H|advances'))],
  ];
  for (const [code, run] of codes) expect(run).toThrow(fault(code));
});

test('lines in another order under a right digest are taken, and said to be so; a doubled line under a right count too', () => {
  const taken: string[] = [];
  const read = (content: string) => {
    const reader = readerOf(LAYOUT, {}, ({ values }) => taken.push(values[0] ?? ''));
    reader.push(content);
    return reader.finish(sm3(content));
  };
  const swapped = encodeFile({ layout: LAYOUT, institution: 'bank', date: '2026-02-15', rows: [...ROWS].reverse() });
  expect(read(swapped.content)).toEqual({ rows: 2, total: 1_777_833n, doubled: 0, reordered: true, distinct: false });
  const twice = encodeFile({ layout: LAYOUT, institution: 'bank', date: '2026-02-15', rows: [ROWS[0] ?? {}, ROWS[0] ?? {}] });
  expect(read(twice.content)).toEqual({ rows: 2, total: 1_782_666n, doubled: 1, reordered: false, distinct: false });
  expect(taken).toEqual(['col_2', 'col_1', 'col_1', 'col_1']);
});

test('a file in pieces, wherever they are cut, reads as the whole', () => {
  const { content, digest } = file();
  for (let cut = 0; cut <= content.length; cut += 1) {
    const lines: number[] = [];
    const reader = readerOf(LAYOUT, {}, ({ line }) => lines.push(line));
    reader.push(content.slice(0, cut));
    reader.push(content.slice(cut));
    expect(reader.finish(digest)).toMatchObject({ rows: 2, total: 1_777_833n });
    expect(lines).toEqual([2, 3]);
  }
});
