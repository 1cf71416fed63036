import { expect, test } from 'vitest';
import { encodeFile, parseFile } from '../src/index.ts';

const layout = { name: 'collect-order', fields: ['collectionRef', 'token', 'amount'], sumOf: 'amount' };
const written = (row: Readonly<Record<string, string>>) => encodeFile({ layout, institution: 'bank', date: '2026-01-01', rows: [row] });

test('a value that would end its field or line is not written', () => {
  for (const token of ['a|b', 'a\nb', 'a\r']) expect(() => written({ collectionRef: 'c', token, amount: '1' })).toThrow('FILE_LINE_INVALID: Line 2');
});

test('what is no whole amount of minor units is not written', () => {
  for (const amount of ['', '1.5', '0x10', '1e3', '+1', ' 1'])
    expect(() => written({ collectionRef: 'c', token: '', amount })).toThrow('FILE_LINE_INVALID: Line 2');
});

test('sums are exact beyond what a float can carry', () => {
  const rows = Array.from({ length: 9 }, () => ({ collectionRef: 'c', token: 't', amount: '999999999999999999' }));
  const { content, digest } = encodeFile({ layout, institution: 'bank', date: '2026-01-01', rows });
  expect(content.split('\n')[0]).toBe('H|collect-order|bank|2026-01-01|9|8999999999999999991');
  expect(parseFile(layout, content, digest)).toEqual(rows);
});
