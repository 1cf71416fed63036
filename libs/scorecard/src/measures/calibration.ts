/** Rows of like score, the worst first: what was predicted and what came. */
export type ScoreGroup = {
  /** Lowest and highest score in the group. */
  readonly from: number;
  readonly to: number;
  readonly rows: number;
  readonly bads: number;
  /** Mean probability of default. */
  readonly predicted: number;
  readonly observed: number;
  /** 95 % interval of the share of bads (Wilson 1927). */
  readonly low: number;
  readonly high: number;
};

export type Lift = { readonly group: number; readonly rowsShare: number; readonly badsShare: number; readonly lift: number };

const Z = 1.959963984540054;

/** Groups of about equal size by score; equal scores stay together, so a group may be larger than another or absent. */
export function scoreGroups(scores: ArrayLike<number>, pds: ArrayLike<number>, bad: Uint8Array, groups = 10): ScoreGroup[] {
  const order = Uint32Array.from({ length: bad.length }, (_, row) => row).sort((a, b) => (scores[a] as number) - (scores[b] as number));
  const found: { from: number; to: number; rows: number; bads: number; pd: number }[] = [];
  let group = -1;
  for (let at = 0; at < order.length; ) {
    const score = scores[order[at] as number] as number;
    let end = at;
    while (end < order.length && scores[order[end] as number] === score) end += 1;
    // Where the middle of the equal scores falls decides for all of them.
    const own = Math.floor((groups * (at + end)) / 2 / order.length);
    if (own !== group) found.push({ from: score, to: score, rows: 0, bads: 0, pd: 0 });
    group = own;
    const into = found.at(-1) as (typeof found)[number];
    into.to = score;
    for (; at < end; at += 1) {
      const row = order[at] as number;
      into.rows += 1;
      into.bads += bad[row] as number;
      into.pd += pds[row] as number;
    }
  }
  return found.map(({ pd, ...part }) => ({ ...part, predicted: pd / part.rows, observed: part.bads / part.rows, ...wilson(part.bads, part.rows) }));
}

/** Share of the rows and of the bads in the worst groups up to each, and how many times more bads that is than by chance. */
export function liftOf(groups: readonly ScoreGroup[]): Lift[] {
  const rows = groups.reduce((sum, group) => sum + group.rows, 0);
  const bads = groups.reduce((sum, group) => sum + group.bads, 0);
  let seenRows = 0;
  let seenBads = 0;
  return groups.map((group, at) => {
    seenRows += group.rows;
    seenBads += group.bads;
    const badsShare = bads === 0 ? 0 : seenBads / bads;
    return { group: at + 1, rowsShare: seenRows / rows, badsShare, lift: badsShare / (seenRows / rows) };
  });
}

/** Mean squared distance of prediction and outcome. */
export function brierOf(pds: ArrayLike<number>, bad: Uint8Array): number {
  return bad.reduce((sum, outcome, row) => sum + ((pds[row] as number) - outcome) ** 2, 0) / bad.length;
}

function wilson(bads: number, rows: number): { low: number; high: number } {
  const share = bads / rows;
  const spread = (Z * Math.sqrt((share * (1 - share)) / rows + (Z * Z) / (4 * rows * rows))) / (1 + (Z * Z) / rows);
  const centre = (share + (Z * Z) / (2 * rows)) / (1 + (Z * Z) / rows);
  return { low: Math.max(0, centre - spread), high: Math.min(1, centre + spread) };
}
