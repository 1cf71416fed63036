import type { Bin } from '../scorecard.ts';

export type Counted = { readonly goods: number; readonly bads: number };
export type FittedBin = Omit<Bin, 'points' | 'woe'> & Counted & { readonly woe: number };

/** A characteristic's bins with what was counted in them. `noise` is the information value that chance alone would give. */
export type Binning = {
  readonly feature: string;
  readonly kind: 'numeric' | 'category';
  readonly bins: readonly FittedBin[];
  readonly iv: number;
  readonly noise: number;
};

/** So many rows of the sample's own mix are added to each bin: a thin bin says little, and none says everything. */
export const PRIOR_ROWS = 10;

/** Weight of evidence of each bin, ln(share of goods / share of bads), drawn towards 0 by `PRIOR_ROWS`. */
export function evidenceOf(cells: readonly Counted[]): number[] {
  const { goods, bads } = totalOf(cells);
  const prior = PRIOR_ROWS / (goods + bads);
  return cells.map((cell) => Math.log((cell.goods + prior * goods) / (cell.bads + prior * bads)) - Math.log(goods / bads));
}

/** Information value: Σ (share of goods − share of bads) × weight of evidence. */
export function informationValue(cells: readonly Counted[]): number {
  const { goods, bads } = totalOf(cells);
  const evidence = evidenceOf(cells);
  return cells.reduce((sum, cell, at) => sum + (cell.goods / goods - cell.bads / bads) * (evidence[at] as number), 0);
}

/** What the information value of `cells` unrelated cells is on average: (cells − 1)(1/goods + 1/bads). */
export function noiseOf(cells: number, { goods, bads }: Counted): number {
  return (cells - 1) * (1 / goods + 1 / bads);
}

export function totalOf(cells: readonly Counted[]): Counted {
  return { goods: cells.reduce((sum, { goods }) => sum + goods, 0), bads: cells.reduce((sum, { bads }) => sum + bads, 0) };
}
