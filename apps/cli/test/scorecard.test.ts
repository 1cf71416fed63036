import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { isTraining } from '@jinqiao/scorecard';
import { parse } from 'csv-parse/sync';
import { afterAll, expect, test } from 'vitest';

const BIN = resolve(import.meta.dirname, '../../../bin/jinqiao');
const folder = mkdtempSync(join(tmpdir(), 'jinqiao-scorecard-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (...args: string[]) => spawnSync(BIN, ['scorecard', ...args], { encoding: 'utf8', maxBuffer: 1 << 27 });
const json = (...args: string[]) => JSON.parse(run(...args, '--json').stdout);
function file(name: string, text: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** Applicants of a made-up lender: who is young, rents and earns little goes bad more often. */
function made(rows: number, seed = 1): string {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const lines = ['number,sex,age,income,housing,ethnicity,paid_late'];
  for (let row = 1; row <= rows; row += 1) {
    const [age, income, housing, sex] = [
      18 + Math.floor(next() * 50),
      Math.floor(next() * 20_000),
      next() < 0.4 ? 'rent, shared' : 'own',
      next() < 0.5 ? 'f' : 'm',
    ];
    const odds = Math.exp(-0.5 - (age - 18) / 25 - income / 12_000 + (housing === 'own' ? 0 : 1));
    lines.push(`${row},${sex},${age},${next() < 0.05 ? 'NA' : income},"${housing}",${next() < 0.3 ? 'x' : 'y'},${next() < odds / (1 + odds) ? 'yes' : 'no'}`);
  }
  return `${lines.join('\r\n')}\r\n`;
}

test('a card is trained, written, applied and measured again on the rows that were held back', () => {
  const data = made(4_000);
  const path = file('made.csv', data);
  const out = join(folder, 'card.json');
  const report = json('train', path, '--target', 'paid_late', '--out', out);
  const { data: used } = report.modelCard;
  expect(used).toMatchObject({ source: 'made.csv', sha256: createHash('sha256').update(data).digest('hex'), rows: 4_000, target: 'paid_late', bad: 'yes' });
  expect(used.excluded).toEqual([
    { column: 'number', why: 'counts-rows' },
    { column: 'sex', why: 'protected' },
    { column: 'ethnicity', why: 'protected' },
  ]);
  expect(report.card.characteristics.map(({ feature }: { feature: string }) => feature).sort()).toEqual(['age', 'housing', 'income']);
  expect(report.train.rows + report.test.rows).toBe(4_000);
  expect(report.test.auc).toBeGreaterThan(0.65);
  expect(report.fairness.filter(({ attribute }: { attribute: string }) => attribute === 'sex').map(({ group }: { group: string }) => group)).toEqual([
    'f',
    'm',
  ]);
  const { seconds: _seconds, ...again } = json('train', path, '--target', 'paid_late');
  const { seconds: _before, ...first } = report;
  expect(again).toEqual(first);

  const lines = run('apply', out, path, '--id', 'number').stdout.trim().split('\n');
  expect(lines).toHaveLength(4_000);
  const scored = lines.map((line) => JSON.parse(line));
  expect(Object.keys(scored[0])).toEqual(['row', 'id', 'score', 'pd', 'reasons']);
  const rows: Record<string, string>[] = parse(data, { columns: true });
  const held = scored.filter((_, row) => !isTraining(1, row, 0.7));
  expect(held).toHaveLength(report.test.rows);
  expect(held.filter(({ row }) => rows[row - 1]?.paid_late === 'yes')).toHaveLength(report.test.bads);
  expect(held.reduce((sum, { pd }) => sum + pd, 0) / held.length).toBeCloseTo(report.test.meanPd, 6);

  const validated = json('validate', out, path);
  expect([validated.usedForTraining, validated.test.rows]).toEqual([report.train.rows, report.test.rows]);
  expect(validated.test.auc).toBeCloseTo(report.test.auc, 6);
  // Other people: no row of theirs was used, and the card holds.
  const others = json('validate', out, file('others.csv', made(4_000, 77)));
  expect([others.usedForTraining, others.test.rows]).toEqual([0, 4_000]);
  expect(Math.abs(others.test.auc - report.test.auc)).toBeLessThan(0.04);
  expect(others.psi.score).toBeLessThan(0.05);
});

const wide = (rows: number, target: (row: number) => string) =>
  `a,b,t\n${Array.from({ length: rows }, (_, row) => `${row % 7},${row % 3},${target(row)}`).join('\n')}\n`;
test.each([
  ['a file that is not there', () => [join(folder, 'none.csv')], 'SCORECARD_FILE_INVALID', '$.file'],
  ['a folder', () => [folder], 'SCORECARD_FILE_INVALID', '$.file'],
  ['a picture', () => [file('picture.csv', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 44, 0, 10, 1, 0]))], 'SCORECARD_FILE_INVALID', '$.file'],
  ['one column', () => [file('one.csv', 'a\n1\n2\n')], 'SCORECARD_FILE_INVALID', '$.file'],
  ['a short row', () => [file('short.csv', 'a,b\n1,2\n3\n')], 'SCORECARD_FILE_INVALID', '$.file'],
  ['a column twice', () => [file('twice.csv', 'a,a\n1,2\n')], 'SCORECARD_FILE_INVALID', '$.file'],
  ['no rows', () => [file('head.csv', 'a,b\n')], 'SCORECARD_FILE_EMPTY', '$.file'],
  [
    'no target',
    () => [
      file(
        't.csv',
        wide(9, () => '1'),
      ),
    ],
    'TARGET_UNKNOWN',
    '$.target',
  ],
  [
    'a target that is not there',
    () => [
      file(
        't.csv',
        wide(9, () => '1'),
      ),
      '--target',
      'x',
    ],
    'COLUMN_UNKNOWN',
    '$.target',
  ],
  [
    'an id that is not there',
    () => [
      file(
        't.csv',
        wide(900, (row) => String(row % 2)),
      ),
      '--target',
      't',
      '--id',
      'x',
    ],
    'COLUMN_UNKNOWN',
    '$.id',
  ],
  [
    'a left out column that is not there',
    () => [
      file(
        't.csv',
        wide(900, (row) => String(row % 2)),
      ),
      '--target',
      't',
      '--exclude',
      'a,x',
    ],
    'COLUMN_UNKNOWN',
    '$.exclude',
  ],
  [
    'outcomes of three kinds',
    () => [
      file(
        't.csv',
        wide(900, (row) => 'uvw'[row % 3] as string),
      ),
      '--target',
      't',
    ],
    'BAD_UNKNOWN',
    '$.bad',
  ],
  [
    'a bad value that nobody has',
    () => [
      file(
        't.csv',
        wide(900, (row) => String(row % 2)),
      ),
      '--target',
      't',
      '--bad',
      '7',
    ],
    'BAD_UNKNOWN',
    '$.bad',
  ],
  [
    'one class',
    () => [
      file(
        't.csv',
        wide(900, () => '1'),
      ),
      '--target',
      't',
    ],
    'OUTCOME_ONE_CLASS',
    '$.target',
  ],
  [
    'too few rows',
    () => [
      file(
        't.csv',
        wide(60, (row) => String(row % 2)),
      ),
      '--target',
      't',
    ],
    'SAMPLE_TOO_SMALL',
    '',
  ],
  [
    'a share of all',
    () => [
      file(
        't.csv',
        wide(9, () => '1'),
      ),
      '--share',
      '1',
    ],
    'OPTION_INVALID',
    '$.share',
  ],
  [
    'a seed that is a word',
    () => [
      file(
        't.csv',
        wide(9, () => '1'),
      ),
      '--seed',
      'x',
    ],
    'OPTION_INVALID',
    '$.seed',
  ],
])('train refuses %s with exit 2', (_, args, code, path) => {
  const { stdout, stderr, status } = run('train', ...args(), '--json');
  expect([stdout, status, JSON.parse(stderr).error.code, JSON.parse(stderr).error.path]).toEqual(['', 2, code, path]);
});

test('apply and validate refuse what is no card, and a file without the columns of the card', () => {
  const data = file(
    't.csv',
    wide(900, (row) => String(row % 2)),
  );
  const card = (value: unknown) => file('c.json', typeof value === 'string' ? value : JSON.stringify(value));
  const codeOf = (...args: string[]) => JSON.parse(run(...args).stderr).error.code;
  const plain = (feature: string) => ({
    name: 'plain',
    version: '1',
    base: 600,
    scale: { at: 600, odds: 19, pdo: 50 },
    characteristics: [
      {
        feature,
        kind: 'numeric',
        reason: 'A',
        bins: [
          { below: 3, points: 5 },
          { below: null, points: -5 },
        ],
      },
    ],
  });
  expect(codeOf('apply', join(folder, 'none.json'), data)).toBe('CARD_FILE_INVALID');
  expect(codeOf('apply', card('{'), data)).toBe('CARD_FILE_INVALID');
  expect(codeOf('apply', card({ card: { ...plain('a'), base: 0.5 } }), data)).toBe('CARD_FILE_INVALID');
  expect(codeOf('apply', card(plain('z')), data)).toBe('COLUMN_UNKNOWN');
  expect(codeOf('validate', card(plain('a')), data)).toBe('CARD_FILE_INVALID');
  const onnx = file('m.onnx', 'no model');
  expect(codeOf('apply', onnx, data)).toBe('CARD_FILE_INVALID');
  expect(codeOf('apply', onnx, data, '--form', card({ inputs: [] }))).toBe('CARD_FILE_INVALID');
  const form = { inputs: [{ name: 'x', kind: 'numeric', features: ['a'] }], output: 'p', column: 1, scale: plain('a').scale };
  const absent = run('apply', onnx, data, '--form', card(form));
  expect([JSON.parse(absent.stderr).error.code, absent.status]).toEqual(['MODEL_RUNTIME_ABSENT', 3]);
  const [first] = run('apply', card(plain('a')), data).stdout.split('\n');
  expect(JSON.parse(first as string)).toMatchObject({ row: 1, score: 605, reasons: [] });
});
