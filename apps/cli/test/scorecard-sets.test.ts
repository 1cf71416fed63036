import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { skipUnlessShared } from '@jinqiao/runtime/testing';
import { isTraining } from '@jinqiao/scorecard';
import { parse } from 'csv-parse/sync';
import { expect, test, vi } from 'vitest';

// Four trainings in processes of their own, and each again by another route.
vi.setConfig({ testTimeout: 240_000 });
const BIN = resolve(import.meta.dirname, '../../../bin/jinqiao');
const json = (...args: string[]) => JSON.parse(spawnSync(BIN, ['scorecard', ...args, '--json'], { encoding: 'utf8', maxBuffer: 1 << 27 }).stdout);

type Bin = { below?: number | null; values?: string[]; missing?: true; other?: true };
type Characteristic = { feature: string; kind: 'numeric' | 'category'; bins: Bin[] };
const MISSING = ['', 'NA'];

/** The bin of a cell, read from the card's data by a plain search. */
function binOf({ kind, bins }: Characteristic, text: string): number {
  if (MISSING.includes(text)) return bins.findIndex(({ missing }) => missing);
  if (kind === 'category') {
    const listed = bins.findIndex(({ values }) => values?.includes(text));
    return listed === -1 ? bins.findIndex(({ other }) => other) : listed;
  }
  return bins.findIndex(({ below }) => below !== undefined && (below === null || Number(text) < below));
}

/**
 * Plain logistic regression on the same bins, one free weight for each of them, by another route than the card's: one weight
 * after another is moved by its own Newton step (coordinate ascent), without weights of evidence, ridge or points.
 */
function plainLogistic(bins: readonly Int16Array[], bad: Uint8Array, sizes: readonly number[]): number[][] {
  const weights = sizes.map((size) => new Array<number>(size + 1).fill(0));
  const eta = new Float64Array(bad.length);
  for (let sweep = 0; sweep < 25; sweep += 1)
    bins.forEach((own, at) => {
      const size = (sizes[at] as number) + 1;
      const [rest, variance] = [new Array<number>(size).fill(0), new Array<number>(size).fill(1e-6)];
      for (let row = 0; row < bad.length; row += 1) {
        const pd = 1 / (1 + Math.exp(-(eta[row] as number)));
        const bin = (own[row] as number) + 1;
        rest[bin] = (rest[bin] as number) + (bad[row] as number) - pd;
        variance[bin] = (variance[bin] as number) + pd * (1 - pd);
      }
      const moves = rest.map((each, bin) => Math.max(-1, Math.min(1, each / (variance[bin] as number))));
      weights[at] = (weights[at] as number[]).map((weight, bin) => weight + (moves[bin] as number));
      for (let row = 0; row < bad.length; row += 1) eta[row] = (eta[row] as number) + (moves[(own[row] as number) + 1] as number);
    });
  return weights;
}

/** The share of pairs of a good and a bad in which the bad has the higher risk; ties count half. */
function aucByPairs(risk: readonly number[], bad: Uint8Array): number {
  const goods = Float64Array.from(risk.filter((_, row) => bad[row] === 0)).sort();
  const placeOf = (value: number, orEqual: boolean) => {
    let [low, high] = [0, goods.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (orEqual ? (goods[middle] as number) <= value : (goods[middle] as number) < value) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const bads = risk.filter((_, row) => bad[row] === 1);
  return bads.reduce((sum, value) => sum + (placeOf(value, false) + placeOf(value, true)) / 2, 0) / (bads.length * goods.length);
}

type Group = { rows: number; bads: number; predicted: number };
const BADS_ENOUGH = 300;

/**
 * Neighbouring tenths are put together, the worst first, until a group has 300 bads: chance alone then moves its rate by
 * 6 %, so that a tenth off is the card's fault. A rest with fewer goes to the group before it.
 */
function enoughBads(tenths: readonly Group[]): Group[] {
  const groups: Group[] = [];
  for (const tenth of tenths) {
    const last = groups.at(-1);
    const joined = (a: Group, b: Group) => ({
      rows: a.rows + b.rows,
      bads: a.bads + b.bads,
      predicted: (a.predicted * a.rows + b.predicted * b.rows) / (a.rows + b.rows),
    });
    if (last && last.bads < BADS_ENOUGH) groups[groups.length - 1] = joined(last, tenth);
    else groups.push(tenth);
  }
  const [rest, before] = [groups.at(-1), groups.at(-2)];
  if (rest && before && rest.bads < BADS_ENOUGH)
    groups.splice(-2, 2, {
      rows: rest.rows + before.rows,
      bads: rest.bads + before.bads,
      predicted: (rest.predicted * rest.rows + before.predicted * before.rows) / (rest.rows + before.rows),
    });
  return groups;
}

const SETS = [
  { data: 'score-german/germancredit.csv', big: false, bad: (row: Record<string, string>) => row.creditability === 'bad' },
  { data: 'score-uci-taiwan/default_of_credit_card_clients.csv', big: true, bad: (row: Record<string, string>) => row['default.payment.next.month'] === '1' },
  { data: 'score-give-me-some-credit/cs-training.csv', big: true, bad: (row: Record<string, string>) => row.SeriousDlqin2yrs === '1' },
  { data: 'lendingclub-2007-2011/loans.csv', big: true, bad: (row: Record<string, string>) => /Charged Off/.test(row.loan_status ?? '') },
];

test.for(SETS)('$data: as good as a plain logistic regression on the same bins, and the tenths come as predicted', ({ data, big, bad }, t) => {
  const path = skipUnlessShared(t, `data/${data}`);
  const report = json('train', path);
  const rows: Record<string, string>[] = parse(readFileSync(path), { columns: true });
  const months = (text = '') => Number(text.slice(0, 4)) * 12 + Number(text.slice(5, 7));
  const cell = (row: Record<string, string>, feature: string) =>
    feature === 'months_since_earliest_cr_line'
      ? row.earliest_cr_line
        ? String(months(row.issue_d) - months(row.earliest_cr_line))
        : ''
      : (row[feature] as string);
  const characteristics: Characteristic[] = report.card.characteristics;
  const sides = rows.map((_, row) => isTraining(1, row, 0.7));
  const part = (training: boolean) => {
    const own = rows.filter((_, row) => sides[row] === training);
    return {
      bad: Uint8Array.from(own, (row) => (bad(row) ? 1 : 0)),
      bins: characteristics.map((characteristic) => Int16Array.from(own, (row) => binOf(characteristic, cell(row, characteristic.feature)))),
    };
  };
  const [train, held] = [part(true), part(false)];
  expect([report.train.rows, report.train.bads]).toEqual([train.bad.length, train.bad.filter((each) => each === 1).length]);
  const weights = plainLogistic(
    train.bins,
    train.bad,
    characteristics.map(({ bins }) => bins.length),
  );
  const risk = Array.from(held.bad, (_, row) => held.bins.reduce((sum, own, at) => sum + (weights[at]?.[(own[row] as number) + 1] as number), 0));
  const reference = aucByPairs(risk, held.bad);
  expect(Math.abs(report.test.auc - reference)).toBeLessThan(0.01);
  expect([report.test.rows, report.test.bads]).toEqual([held.bad.length, held.bad.filter((each) => each === 1).length]);
  if (!big) return;
  for (const { rows: count, bads, predicted } of enoughBads(report.test.calibration)) expect(Math.abs(predicted / (bads / count) - 1)).toBeLessThan(0.1);
  expect(report.psi.score).toBeLessThan(0.02);
});

test('what the loan tape knew only later, and what protects people, is in no card', (t) => {
  const report = json('train', skipUnlessShared(t, 'data/lendingclub-2007-2011/loans.csv'), '--rows', '4000');
  const known = [
    'loan_amnt',
    'term',
    'emp_length',
    'home_ownership',
    'annual_inc',
    'purpose',
    'addr_state',
    'dti',
    'delinq_2yrs',
    'months_since_earliest_cr_line',
  ];
  const more = [
    'inq_last_6mths',
    'mths_since_last_delinq',
    'mths_since_last_record',
    'open_acc',
    'pub_rec',
    'revol_bal',
    'revol_util',
    'total_acc',
    'pub_rec_bankruptcies',
  ];
  const { characteristics, dropped, data } = report.modelCard;
  expect([...characteristics, ...dropped].map(({ feature }: { feature: string }) => feature).sort()).toEqual([...known, ...more].sort());
  expect(data.timeSpan).toMatchObject({ column: 'issue_d', from: '2007-06-01' });
  const german = json('train', skipUnlessShared(t, 'data/score-german/germancredit.csv')).modelCard;
  expect(german.data.protected).toEqual(['personal_status_and_sex', 'foreign_worker']);
  expect(german.fairness.filter(({ attribute }: { attribute: string }) => attribute === 'sex').map(({ group }: { group: string }) => group)).toEqual([
    'female',
    'male',
  ]);
});
