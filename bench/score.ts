import { type Applicant, applicantAt, type Column, type Sample, type Scorecard, scorerOf, TRAINING, trainCalibrated } from '@jinqiao/scorecard';
import { type BenchReport, type BenchRow, machine, perSecond, round } from './measure.ts';

const ROWS = 50_000;
const COLUMNS = 10;
const HELD = 1_024;

/** Even numbers between 0 and 1 that are the same on every run (mulberry32). */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Ten numbers of each applicant, all of which bear a little on the outcome; one value in fifty is missing. */
function applicants(): Sample {
  const next = chance(1);
  const values = Array.from({ length: COLUMNS }, () => new Float64Array(ROWS));
  const bad = new Uint8Array(ROWS);
  for (let row = 0; row < ROWS; row += 1) {
    let logOdds = -2.5;
    for (const column of values) {
      const value = next();
      logOdds += value - 0.5;
      column[row] = next() < 0.02 ? Number.NaN : value;
    }
    bad[row] = next() < 1 / (1 + Math.exp(-logOdds)) ? 1 : 0;
  }
  return { bad, columns: values.map((column, at): Column => ({ name: `x${at}`, kind: 'numeric', values: column })) };
}

/** The least that scoring can be: bounds and points in arrays, a sum, no probability and no reasons. */
function plainScore({ base, characteristics }: Scorecard): (row: Float64Array) => number {
  const bounds = characteristics.map(({ bins }) =>
    Float64Array.from(bins.flatMap(({ below }) => (below === undefined ? [] : [below ?? Number.POSITIVE_INFINITY]))),
  );
  const points = characteristics.map(({ bins }) => Int32Array.from(bins, (bin) => bin.points));
  return (row) => {
    let score = base;
    for (let at = 0; at < bounds.length; at += 1) {
      const own = bounds[at] as Float64Array;
      let bin = 0;
      while (bin < own.length && !((row[at] as number) < (own[bin] as number))) bin += 1;
      score += points[at]?.[bin] ?? 0;
    }
    return score;
  };
}

/** Scores a second on one core, and a training on 50,000 rows of ten columns. */
export async function scoreBench(): Promise<BenchReport> {
  const sample = applicants();
  const train = () => trainCalibrated(sample, { name: 'bench', version: '1' }, TRAINING);
  const { card } = train();
  const held = Array.from({ length: HELD }, (_, row): Applicant => applicantAt(sample.columns, row));
  const plainRows = held.map((applicant) => Float64Array.from(card.characteristics, ({ feature }) => (applicant[feature] as number | null) ?? Number.NaN));
  const [score, plain] = [scorerOf(card), plainScore(card)];
  const turns = (work: (turn: number) => number) => (count: number) => {
    let seen = 0;
    for (let turn = 0; turn < count; turn += 1) seen += work(turn & (HELD - 1));
    return seen;
  };
  const sortColumns = () => sample.columns.reduce((sum, column) => sum + (column.kind === 'numeric' ? Float64Array.from(column.values).sort().length : 0), 0);
  const rates = perSecond({
    'plain-sum': { count: 2_000_000, loop: turns((turn) => plain(plainRows[turn] as Float64Array)) },
    score: { count: 400_000, loop: turns((turn) => score(held[turn] as Applicant).score) },
    'sort-10-columns': { count: 2, loop: turns(sortColumns) },
    'train-50000x10': { count: 1, loop: turns(() => train().card.base) },
  });
  const row = (name: keyof typeof rates, unit: string, baseline?: keyof typeof rates, rows = 1): BenchRow => ({
    case: name,
    value: round(rates[name] * rows, 4),
    unit,
    ...(baseline ? { baseline, ratio: round(rates[name] / rates[baseline]) } : {}),
  });
  return {
    name: 'score',
    machine: machine(),
    rows: [
      row('plain-sum', 'applications/s'),
      row('score', 'applications/s', 'plain-sum'),
      row('sort-10-columns', 'rows/s', undefined, ROWS),
      row('train-50000x10', 'rows/s', 'sort-10-columns', ROWS),
    ],
    notes: [
      `A training on ${ROWS.toLocaleString('en')} rows of ${COLUMNS} columns takes ${round(1 / rates['train-50000x10'])} s, its five held-back parts included.`,
    ],
  };
}
