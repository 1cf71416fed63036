import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { isTraining } from '@jinqiao/scorecard';
import { parse } from 'csv-parse/sync';
import { afterAll, expect, test, vi } from 'vitest';
import { applyCommand, trainCommand, validateCommand } from '../src/commands/scorecard.ts';

// Each command starts a process of its own.
vi.setConfig({ testTimeout: 240_000 });
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
  // Told the other way round, the same people: the card remembers what it was told.
  const turned = json('train', path, '--target', 'paid_late', '--bad', 'no', '--exclude', 'income', '--out', join(folder, 'turned.json'));
  expect(turned.test.bads).toBe(report.test.rows - report.test.bads);
  expect(json('validate', join(folder, 'turned.json'), path).test.bads).toBe(turned.test.bads);
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

type Given = Parameters<typeof trainCommand>[1];
const wide = (rows: number, target: (row: number) => string) =>
  `a,b,t\n${Array.from({ length: rows }, (_, row) => `${row % 7},${row % 3},${target(row)}`).join('\n')}\n`;
const turns = wide(900, (row) => String(row % 2));
const ones = wide(900, () => '1');
const three = wide(900, (row) => 'uvw'[row % 3] as string);
const few = wide(60, (row) => String(row % 2));
const PICTURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 44, 0, 10, 1, 0]);
const train = (data: string | Buffer, given: Given = {}) => trainCommand(file('t.csv', data), given);
test.each<[name: string, command: () => Promise<void>, code: string, path: string]>([
  ['a file that is not there', () => trainCommand(join(folder, 'none.csv'), {}), 'SCORECARD_FILE_INVALID', '$.file'],
  ['a folder', () => trainCommand(folder, {}), 'SCORECARD_FILE_INVALID', '$.file'],
  ['a picture', () => train(PICTURE), 'SCORECARD_FILE_INVALID', '$.file'],
  ['one column', () => train('a\n1\n2\n'), 'SCORECARD_FILE_INVALID', '$.file'],
  ['a short row', () => train('a,b\n1,2\n3\n'), 'SCORECARD_FILE_INVALID', '$.file'],
  ['a column twice', () => train('a,a\n1,2\n'), 'SCORECARD_FILE_INVALID', '$.file'],
  ['no rows', () => train('a,b\n'), 'SCORECARD_FILE_EMPTY', '$.file'],
  ['no target', () => train(ones), 'TARGET_UNKNOWN', '$.target'],
  ['a target that is not there', () => train(ones, { target: 'x' }), 'COLUMN_UNKNOWN', '$.target'],
  ['an id that is not there', () => train(turns, { target: 't', id: 'x' }), 'COLUMN_UNKNOWN', '$.id'],
  ['a left out column that is not there', () => train(turns, { target: 't', exclude: 'a,x' }), 'COLUMN_UNKNOWN', '$.exclude'],
  ['a protected column that is not there', () => train(turns, { target: 't', protected: 'x' }), 'COLUMN_UNKNOWN', '$.protected'],
  ['outcomes of three kinds', () => train(three, { target: 't' }), 'BAD_UNKNOWN', '$.bad'],
  ['a bad value that nobody has', () => train(turns, { target: 't', bad: '7' }), 'BAD_UNKNOWN', '$.bad'],
  ['one class', () => train(ones, { target: 't' }), 'OUTCOME_ONE_CLASS', '$.target'],
  ['too few rows', () => train(few, { target: 't' }), 'SAMPLE_TOO_SMALL', ''],
  ['a share of all', () => train(turns, { share: '1' }), 'OPTION_INVALID', '$.share'],
  ['a seed that is a word', () => train(turns, { seed: 'x' }), 'OPTION_INVALID', '$.seed'],
  ['no rows at all', () => train(turns, { rows: '0' }), 'OPTION_INVALID', '$.rows'],
  ['a place that cannot be written', () => train(made(400), { target: 'paid_late', out: join(folder, 'none', 'x') }), 'OPTION_INVALID', '$.out'],
])('train refuses %s', async (_, command, code, path) => {
  await expect(command()).rejects.toEqual(expect.objectContaining({ code, path, status: 422 }));
});

test('what is refused ends with 2, says why on standard error and answers nothing', () => {
  const { stdout, stderr, status } = run('train', join(folder, 'none.csv'), '--json');
  expect([stdout, status, JSON.parse(stderr).error]).toMatchObject(['', 2, { code: 'SCORECARD_FILE_INVALID', path: '$.file' }]);
});

test('apply and validate refuse what is no card, and a file without the columns of the card', async () => {
  const data = file(
    't.csv',
    wide(900, (row) => String(row % 2)),
  );
  const card = (value: unknown) => file('c.json', typeof value === 'string' ? value : JSON.stringify(value));
  const refused = (command: Promise<void>, code: string) => expect(command).rejects.toEqual(expect.objectContaining({ code }));
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
  await refused(applyCommand(join(folder, 'none.json'), data, {}), 'CARD_FILE_INVALID');
  await refused(applyCommand(card('{'), data, {}), 'CARD_FILE_INVALID');
  await refused(applyCommand(card({ card: { ...plain('a'), base: 0.5 } }), data, {}), 'CARD_FILE_INVALID');
  await refused(applyCommand(card(plain('z')), data, {}), 'COLUMN_UNKNOWN');
  for (const value of [plain('a'), { card: plain('a'), modelCard: {} }]) await refused(validateCommand(card(value), data, {}), 'CARD_FILE_INVALID');
  const onnx = file('m.onnx', 'no model');
  await refused(applyCommand(onnx, data, {}), 'CARD_FILE_INVALID');
  await refused(applyCommand(onnx, data, { form: card({ inputs: [] }) }), 'CARD_FILE_INVALID');
  const form = { inputs: [{ name: 'x', kind: 'numeric', features: ['a'] }], output: 'p', column: 1, scale: plain('a').scale };
  await refused(applyCommand(onnx, data, { form: card(form) }), 'MODEL_RUNTIME_ABSENT');
  const [first] = run('apply', card(plain('a')), data).stdout.split('\n');
  expect(JSON.parse(first as string)).toMatchObject({ row: 1, score: 605, reasons: [] });
});
