import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  aucOf,
  BINNING,
  binColumn,
  type Column,
  fitLogistic,
  isTraining,
  rowsOf,
  type Sample,
  scoreOf,
  scoreSample,
  stepsOf,
  TRAINING,
  trainCalibrated,
  trainScorecard,
} from '../src/index.ts';

/** A row of numbers between 0 and 1 that looks random and is the same everywhere. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Applicants whose log odds of going bad are known: −2 + 1.5·(x − 0.5)·4 + 1 in the city, noise and a copy of x beside them. */
function applicants(rows: number, seed = 42): Sample & { readonly pd: Float64Array } {
  const next = chance(seed);
  const columns = {
    x: new Float64Array(rows),
    city: new Int32Array(rows),
    noise: new Float64Array(rows),
    copy: new Float64Array(rows),
    same: new Float64Array(rows),
  };
  const bad = new Uint8Array(rows);
  const pd = new Float64Array(rows);
  for (let row = 0; row < rows; row += 1) {
    columns.x[row] = next();
    columns.city[row] = Math.floor(next() * 3) - (next() < 0.05 ? 9 : 0);
    columns.noise[row] = next();
    columns.copy[row] = (columns.x[row] as number) + 0.3 * next();
    if ((columns.city[row] as number) < 0) columns.city[row] = -1;
    pd[row] = 1 / (1 + Math.exp(2 - 6 * ((columns.x[row] as number) - 0.5) - (columns.city[row] === 2 ? 1 : 0)));
    bad[row] = next() < (pd[row] as number) ? 1 : 0;
  }
  const numeric = (name: 'x' | 'noise' | 'copy' | 'same'): Column => ({ name, kind: 'numeric', values: columns[name] });
  return {
    bad,
    pd,
    columns: [
      numeric('x'),
      { name: 'city', kind: 'category', codes: columns.city, names: ['a', 'b', 'c'] },
      numeric('noise'),
      numeric('copy'),
      numeric('same'),
    ],
  };
}

const auc = (scores: ArrayLike<number>, bad: Uint8Array) => aucOf(stepsOf(scores, bad)) ?? Number.NaN;

test('a card finds what the outcomes were made from, and leaves out what has no part in them', () => {
  const made = applicants(20_000);
  const { card, dropped, fit } = trainScorecard(made, { name: 'made', version: '1' });
  expect(fit).toMatchObject({ converged: true, separated: false });
  expect(card.characteristics.map(({ feature }) => feature)).toEqual(expect.arrayContaining(['x', 'city']));
  expect(dropped.map(({ feature, why }) => [feature, why])).toEqual(expect.arrayContaining([['same', 'constant']]));
  expect(dropped.map(({ feature }) => feature)).toContain('noise');
  // As good as the truth itself, up to what bins and whole points lose.
  expect(auc(scoreSample(card, made).scores, made.bad)).toBeGreaterThan(
    auc(
      made.pd.map((pd) => -pd),
      made.bad,
    ) - 0.01,
  );
});

test('probabilities are those of rows that were not seen: every tenth within a tenth of the truth, or what chance allows', () => {
  const made = applicants(30_000);
  const fresh = applicants(30_000, 4242);
  const { card } = trainCalibrated(made, { name: 'made', version: '1' }, TRAINING);
  const { pds, scores } = scoreSample(card, fresh);
  const order = Array.from(scores.keys()).sort((a, b) => (scores[a] as number) - (scores[b] as number));
  for (let tenth = 0; tenth < 10; tenth += 1) {
    const rows = order.slice(tenth * 3_000, (tenth + 1) * 3_000);
    const mean = (of: Float64Array) => rows.reduce((sum, row) => sum + (of[row] as number), 0) / rows.length;
    // A tenth with few bads could not be learned better: three standard errors of their number.
    expect(Math.abs(mean(pds) / mean(fresh.pd) - 1)).toBeLessThan(Math.max(0.1, 3 / Math.sqrt(3_000 * mean(fresh.pd))));
  }
});

test('points rise with the evidence of a bin, and are whole', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000 }), (seed) => {
      for (const { bins } of trainScorecard(applicants(1_500, seed), { name: 'made', version: '1' }).card.characteristics) {
        const order = [...bins].sort((a, b) => (a.woe as number) - (b.woe as number));
        order.forEach((bin, at) => {
          expect(Number.isSafeInteger(bin.points)).toBe(true);
          if (at > 0) expect(bin.points).toBeGreaterThanOrEqual(order[at - 1]?.points as number);
        });
      }
    }),
    { numRuns: 15 },
  );
});

test('the same rows in another order give the same card', () => {
  const made = applicants(3_000);
  const turned = rowsOf(
    made,
    Array.from({ length: 3_000 }, (_, row) => (row * 1_237) % 3_000),
  );
  const cardOf = (sample: Sample) => trainScorecard(sample, { name: 'made', version: '1' }).card;
  const shape = (sample: Sample) =>
    cardOf(sample).characteristics.map(({ feature, bins }) => [feature, bins.map(({ below, values, points }) => [below, values, points])]);
  expect(shape(turned)).toEqual(shape(made));
});

test('bins cover every row once, hold their least share, and missing values have their own', () => {
  const values = Float64Array.from({ length: 4_000 }, (_, row) => (row % 10 === 0 ? Number.NaN : row % 97));
  const bad = Uint8Array.from({ length: 4_000 }, (_, row) => ((row % 10 === 0 ? row % 20 === 0 : row % 97 > 60 && row % 3 === 0) ? 1 : 0));
  const { bins } = binColumn({ name: 'v', kind: 'numeric', values }, bad, BINNING);
  expect(bins.reduce((sum, { goods, bads }) => sum + goods + bads, 0)).toBe(4_000);
  expect(bins.at(-1)).toMatchObject({ missing: true, goods: 200, bads: 200 });
  // The outcome turns at 61; a fine cell holds two values, so the bound is that or the one before.
  expect(bins).toHaveLength(3);
  expect([60, 61]).toContain(bins[0]?.below);
  for (const { goods, bads } of bins) expect(goods + bads).toBeGreaterThanOrEqual(80);
});

test('a monotone binning has no dip', () => {
  const next = chance(9);
  const values = Float64Array.from({ length: 5_000 }, () => next());
  const bad = Uint8Array.from(values, (value) => (next() < 0.1 + 0.3 * value + (value > 0.4 && value < 0.5 ? 0.3 : 0) ? 1 : 0));
  const rates = (monotone: boolean) =>
    binColumn({ name: 'v', kind: 'numeric', values }, bad, { ...BINNING, monotone }).bins.map(({ goods, bads }) => bads / (goods + bads));
  const rises = (shares: readonly number[]) => shares.every((share, at) => at === 0 || share > (shares[at - 1] as number));
  expect([rises(rates(false)), rises(rates(true))]).toEqual([false, true]);
});

test('rare names share a bin, which takes names that were never seen', () => {
  const codes = Int32Array.from({ length: 2_000 }, (_, row) => (row % 100 === 0 ? 2 + ((row / 100) % 5) : row % 2));
  const bad = Uint8Array.from(codes, (code, row) => (row % (code === 0 ? 3 : 9) === 0 ? 1 : 0));
  const { bins } = binColumn({ name: 'city', kind: 'category', codes, names: ['a', 'b', 'c', 'd', 'e', 'f', 'g'] }, bad, BINNING);
  const rare = bins.find(({ other }) => other);
  expect(rare?.values).toEqual(['c', 'd', 'e', 'f', 'g']);
  expect((rare?.goods ?? 0) + (rare?.bads ?? 0)).toBe(20);
});

test('Newton’s steps end where the likelihood is flat: every column’s residual is zero', () => {
  const made = applicants(2_000);
  const [x, , noise] = made.columns.map((column) => (column.kind === 'numeric' ? column.values : new Float64Array()));
  const columns = [x as Float64Array, noise as Float64Array];
  const { intercept, coefficients, converged } = fitLogistic(columns, made.bad, { ridge: 0, iterationsMost: 50, tolerance: 1e-10 });
  expect(converged).toBe(true);
  for (const column of [undefined, ...columns]) {
    let gradient = 0;
    made.bad.forEach((outcome, row) => {
      const eta = intercept + columns.reduce((sum, each, at) => sum + (coefficients[at] as number) * (each[row] as number), 0);
      gradient += (outcome - 1 / (1 + Math.exp(-eta))) * (column?.[row] ?? 1);
    });
    expect(Math.abs(gradient)).toBeLessThan(1e-6);
  }
});

test('classes that a line parts are told, and the ridge keeps the card finite', () => {
  const values = Float64Array.from({ length: 400 }, (_, row) => row);
  const bad = Uint8Array.from(values, (value) => (value < 152 ? 1 : 0));
  const fit = fitLogistic([values.map((value) => value / 400)], bad);
  expect([fit.separated, fit.converged]).toEqual([true, true]);
  const { card, fit: ofCard } = trainScorecard({ bad, columns: [{ name: 'v', kind: 'numeric', values }] }, { name: 'parted', version: '1' });
  expect(ofCard.separated).toBe(true);
  expect(scoreOf(card, { v: 10 }).pd).toBeGreaterThan(0.9);
  expect(scoreOf(card, { v: 300 }).pd).toBeLessThan(0.1);
});

test('columns that depend on one another need a ridge', () => {
  const { bad, columns } = applicants(500);
  const x = (columns[0] as { values: Float64Array }).values;
  const twice = [x, x.map((value) => 2 * value)];
  expect(() => fitLogistic(twice, bad, { ridge: 0, iterationsMost: 20, tolerance: 1e-8 })).toThrow(expect.objectContaining({ code: 'COLUMNS_DEPENDENT' }));
  expect(fitLogistic(twice, bad).converged).toBe(true);
});

test.each([
  ['one class only', new Uint8Array(500), 'SAMPLE_ONE_CLASS'],
  ['too few rows', Uint8Array.from({ length: 60 }, (_, row) => row % 2), 'SAMPLE_TOO_SMALL'],
  ['too few bads', Uint8Array.from({ length: 500 }, (_, row) => (row % 50 === 0 ? 1 : 0)), 'SAMPLE_TOO_SMALL'],
  ['nothing that predicts', Uint8Array.from({ length: 500 }, (_, row) => row % 2), 'NOTHING_PREDICTS'],
])('%s is refused', (_, bad, code) => {
  const values = new Float64Array(bad.length).fill(3);
  expect(() => trainScorecard({ bad, columns: [{ name: 'v', kind: 'numeric', values }] }, { name: 'x', version: '1' })).toThrow(
    expect.objectContaining({ code }),
  );
});

test('the split keeps its share, and a row keeps its side', () => {
  const sides = (seed: number) => Array.from({ length: 20_000 }, (_, row) => isTraining(seed, row, 0.7));
  expect(sides(1)).toEqual(sides(1));
  for (const seed of [1, 2, 3]) expect(Math.abs(sides(seed).filter(Boolean).length / 20_000 - 0.7)).toBeLessThan(0.01);
  const [one, two] = [sides(1), sides(2)];
  const same = one.filter((side, row) => side === two[row]).length / 20_000;
  expect(Math.abs(same - (0.7 ** 2 + 0.3 ** 2))).toBeLessThan(0.02);
});
