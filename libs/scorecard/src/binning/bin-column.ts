import type { CategoryColumn, Column, NumericColumn } from '../sample.ts';
import { type Cell, type MergeLimits, mergeCells, monotoneCells } from './cells.ts';
import { type Binning, type Counted, evidenceOf, type FittedBin, informationValue, noiseOf, totalOf } from './evidence.ts';

export type BinningOptions = {
  /** Quantiles that numbers are parted into before neighbours are merged. */
  readonly fineBins: number;
  readonly mostBins: number;
  /** Least share of the rows in a bin, and least rows; the greater counts. Missing values are a bin of their own whatever their number. */
  readonly leastShare: number;
  readonly leastRows: number;
  /** The share of bads of numbers may only rise or only fall, missing values apart. */
  readonly monotone: boolean;
};

export const BINNING: BinningOptions = { fineBins: 50, mostBins: 10, leastShare: 0.02, leastRows: 50, monotone: false };

/** Bins a column by the outcome of its rows. The same rows give the same bins, whatever their order. */
export function binColumn(column: Column, bad: Uint8Array, options: BinningOptions): Binning {
  const parts = column.kind === 'numeric' ? numericBins(column, bad, options) : categoryBins(column, bad, options);
  const evidence = evidenceOf(parts.bins);
  return {
    feature: column.name,
    kind: column.kind,
    bins: parts.bins.map((bin, at) => ({ ...bin, woe: Math.round((evidence[at] as number) * 1e6) / 1e6 })),
    iv: informationValue(parts.bins),
    noise: noiseOf(parts.cells, totalOf(parts.bins)),
  };
}

type Parts = { readonly bins: readonly Omit<FittedBin, 'woe'>[]; readonly cells: number };

/** Two neighbours stay apart where that tells more than one more bin costs: chi-square of at least ln(rows) (Schwarz 1978). */
function limitsOf(rows: number, { leastShare, leastRows, mostBins }: BinningOptions): MergeLimits {
  return { leastRows: Math.max(leastRows, Math.ceil(leastShare * rows)), mostBins, chiSquare: Math.log(rows) };
}

function numericBins({ values }: NumericColumn, bad: Uint8Array, options: BinningOptions): Parts {
  const fine = fineCells(values, bad, options.fineBins);
  let cells = mergeCells(
    fine.map(({ goods, bads }, at) => ({ from: at, to: at, goods, bads })),
    limitsOf(bad.length, options),
  );
  if (options.monotone) cells = moreTelling(monotoneCells(cells, 'rising'), monotoneCells(cells, 'falling'));
  const bins: Omit<FittedBin, 'woe'>[] = cells.map(({ to, goods, bads }) => ({ below: fine[to + 1]?.lowest ?? null, goods, bads }));
  const missing = countMissing(bad, (row) => Number.isNaN(values[row]));
  if (missing) bins.push({ missing: true, ...missing });
  return { bins, cells: bins.length };
}

/** Quantiles with equal values together, each known by its lowest value. */
function fineCells(values: Float64Array, bad: Uint8Array, fineBins: number): (Counted & { lowest: number })[] {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const size = sorted.length / fineBins;
  const cells: { lowest: number; goods: number; bads: number }[] = [];
  sorted.forEach((value, at) => {
    if (cells.length === 0 || (value !== sorted[at - 1] && at >= size * cells.length)) cells.push({ lowest: value, goods: 0, bads: 0 });
  });
  values.forEach((value, row) => {
    if (Number.isNaN(value)) return;
    let [low, high] = [0, cells.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (value >= (cells[middle] as { lowest: number }).lowest) low = middle;
      else high = middle - 1;
    }
    const cell = cells[low] as { goods: number; bads: number };
    if (bad[row] === 1) cell.bads += 1;
    else cell.goods += 1;
  });
  return cells;
}

function moreTelling(a: Cell[], b: Cell[]): Cell[] {
  return informationValue(b) > informationValue(a) ? b : a;
}

/**
 * Names with enough rows are put in the order of their share of bads and merged like numbers. Rare names share one bin, which
 * also takes names that were never seen.
 */
function categoryBins({ codes, names }: CategoryColumn, bad: Uint8Array, options: BinningOptions): Parts {
  const counts = names.map((name) => ({ name, goods: 0, bads: 0 }));
  codes.forEach((code, row) => {
    const count = counts[code];
    if (count && bad[row] === 1) count.bads += 1;
    else if (count) count.goods += 1;
  });
  const limits = limitsOf(bad.length, options);
  const seen = counts.filter(({ goods, bads }) => goods + bads > 0).sort((a, b) => (a.name < b.name ? -1 : 1));
  const rare = seen.filter(({ goods, bads }) => goods + bads < limits.leastRows);
  const common = seen.filter((count) => !rare.includes(count)).map((count) => ({ ...count, rate: count.bads / (count.goods + count.bads) }));
  common.sort((a, b) => a.rate - b.rate || (a.name < b.name ? -1 : 1));
  const cells = mergeCells(
    common.map(({ goods, bads }, at) => ({ from: at, to: at, goods, bads })),
    limits,
  );
  const bins: Omit<FittedBin, 'woe'>[] = cells.map(({ from, to, goods, bads }) => ({
    values: common.slice(from, to + 1).map(({ name }) => name),
    goods,
    bads,
  }));
  if (rare.length > 0) bins.push({ values: rare.map(({ name }) => name), other: true, ...totalOf(rare) });
  const missing = countMissing(bad, (row) => codes[row] === -1);
  if (missing) bins.push({ missing: true, ...missing });
  return { bins, cells: common.length + (rare.length > 0 ? 1 : 0) + (missing ? 1 : 0) };
}

function countMissing(bad: Uint8Array, isMissing: (row: number) => boolean): Counted | undefined {
  let goods = 0;
  let bads = 0;
  for (let row = 0; row < bad.length; row += 1) {
    if (!isMissing(row)) continue;
    if (bad[row] === 1) bads += 1;
    else goods += 1;
  }
  return goods + bads > 0 ? { goods, bads } : undefined;
}
