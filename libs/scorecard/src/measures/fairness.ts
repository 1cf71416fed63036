import { aucOf, stepsOf } from './ranking.ts';

/** A group of applicants by one attribute, and how the card treats them at a cut-off. */
export type FairnessRow = {
  readonly attribute: string;
  readonly group: string;
  readonly rows: number;
  readonly bads: number;
  readonly badRate: number;
  readonly meanPd: number;
  readonly approvalRate: number;
  /** Approval rate against that of the group with the highest among groups of at least `LEAST_GROUP` rows; null for a smaller group. */
  readonly ratio: number | null;
  /** Null where the group has one outcome only. */
  readonly auc: number | null;
};

/** Below this many rows a rate says little, and the group is not compared. */
export const LEAST_GROUP = 100;
/** A lower ratio is looked into (the four-fifths rule of the United States' guidelines on selection, 29 CFR 1607.4 D). */
export const RATIO_LEAST = 0.8;

/** Each row's group by an attribute; null where it is not known. */
export type Attribute = { readonly name: string; readonly groups: readonly (string | null)[] };

/** The groups of each attribute in the order of their names. A score at or above the cut-off is approved. */
export function fairnessOf(
  attributes: readonly Attribute[],
  scores: ArrayLike<number>,
  pds: ArrayLike<number>,
  bad: Uint8Array,
  cutOff: number,
): FairnessRow[] {
  return attributes.flatMap(({ name, groups }) => {
    const rowsByGroup = new Map<string, number[]>();
    groups.forEach((group, row) => {
      if (group === null) return;
      const rows = rowsByGroup.get(group);
      if (rows) rows.push(row);
      else rowsByGroup.set(group, [row]);
    });
    const table = [...rowsByGroup]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([group, rows]) => {
        const own = Float64Array.from(rows, (row) => scores[row] as number);
        const outcomes = Uint8Array.from(rows, (row) => bad[row] as number);
        const bads = outcomes.reduce((sum, one) => sum + one, 0);
        return {
          attribute: name,
          group,
          rows: rows.length,
          bads,
          badRate: bads / rows.length,
          meanPd: rows.reduce((sum, row) => sum + (pds[row] as number), 0) / rows.length,
          approvalRate: own.filter((score) => score >= cutOff).length / rows.length,
          auc: aucOf(stepsOf(own, outcomes)) ?? null,
        };
      });
    const best = Math.max(0, ...table.filter(({ rows }) => rows >= LEAST_GROUP).map(({ approvalRate }) => approvalRate));
    return table.map((row) => ({ ...row, ratio: row.rows >= LEAST_GROUP && best > 0 ? row.approvalRate / best : null }));
  });
}

const BANDS = [18, 25, 35, 45, 55, 65];

/** The band of an age in completed years. */
export function ageBand(age: number | null): string | null {
  if (age === null || Number.isNaN(age)) return null;
  const at = BANDS.findIndex((from) => age < from);
  if (at === 0) return '0-17';
  return at === -1 ? '65+' : `${BANDS[at - 1]}-${(BANDS[at] as number) - 1}`;
}
