/** Goods and bads of neighbouring fine cells `from` to `to`, both included. */
export type Cell = { readonly from: number; readonly to: number; readonly goods: number; readonly bads: number };

export type MergeLimits = {
  /** A bin has at least so many rows. */
  readonly leastRows: number;
  readonly mostBins: number;
  /** Neighbours whose difference has a smaller chi-square are one bin. */
  readonly chiSquare: number;
};

/**
 * Merges neighbours until every bin has enough rows, there are few enough bins and neighbours differ: the smallest bin goes to the
 * neighbour most like it, then always the two most alike (ChiMerge, Kerber 1992). Ties go to the first.
 */
export function mergeCells(cells: readonly Cell[], { leastRows, mostBins, chiSquare }: MergeLimits): Cell[] {
  const merged = [...cells];
  while (merged.length > 1) {
    const distances = merged.slice(1).map((right, at) => chiSquareOf(merged[at] as Cell, right));
    const sizes = merged.map(({ goods, bads }) => goods + bads);
    const smallest = indexOfLeast(sizes);
    let at = indexOfLeast(distances);
    if ((sizes[smallest] as number) < leastRows)
      at = (distances[smallest - 1] ?? Number.POSITIVE_INFINITY) <= (distances[smallest] ?? Number.POSITIVE_INFINITY) ? smallest - 1 : smallest;
    else if (merged.length <= mostBins && (distances[at] as number) >= chiSquare) break;
    merged.splice(at, 2, joined(merged[at] as Cell, merged[at + 1] as Cell));
  }
  return merged;
}

/** Merges neighbours until the share of bads only rises, or only falls (pool adjacent violators). */
export function monotoneCells(cells: readonly Cell[], direction: 'rising' | 'falling'): Cell[] {
  const pooled: Cell[] = [];
  for (const cell of cells) {
    let last = cell;
    for (let before = pooled.at(-1); before && violates(before, last, direction); before = pooled.at(-1)) {
      pooled.pop();
      last = joined(before, last);
    }
    pooled.push(last);
  }
  return pooled;
}

/** Shares of bads are compared by cross products, which are exact. */
function violates(left: Cell, right: Cell, direction: 'rising' | 'falling'): boolean {
  const difference = left.bads * (right.goods + right.bads) - right.bads * (left.goods + left.bads);
  return direction === 'rising' ? difference >= 0 : difference <= 0;
}

/** Pearson's chi-square of two bins by outcome; 0 where one class is absent from both. */
function chiSquareOf(a: Cell, b: Cell): number {
  const rows = a.goods + a.bads + b.goods + b.bads;
  const across = (a.goods + b.goods) * (a.bads + b.bads) * (a.goods + a.bads) * (b.goods + b.bads);
  return across === 0 ? 0 : (rows * (a.goods * b.bads - a.bads * b.goods) ** 2) / across;
}

function joined(a: Cell, b: Cell): Cell {
  return { from: a.from, to: b.to, goods: a.goods + b.goods, bads: a.bads + b.bads };
}

function indexOfLeast(values: readonly number[]): number {
  return values.reduce((least, value, at) => (value < (values[least] as number) ? at : least), 0);
}
