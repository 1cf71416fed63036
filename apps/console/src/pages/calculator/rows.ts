/** Lists in one value of the address: cells between asterisks, rows between underscores, which the address shows as they are. */
export type Row = readonly string[];

const HIDDEN: readonly (readonly [string, string])[] = [
  ['%', '%25'],
  ['*', '%2A'],
  ['_', '%5F'],
];

export function writeRows(rows: readonly Row[]): string {
  const write = (cell: string) => HIDDEN.reduce((text, [sign, hidden]) => text.replaceAll(sign, hidden), cell);
  return rows.map((row) => row.map(write).join('*')).join('_');
}

export function readRows(text: string, cells: number): Row[] {
  if (text === '') return [];
  const read = (cell: string) => HIDDEN.toReversed().reduce((shown, [sign, hidden]) => shown.replaceAll(hidden, sign), cell);
  return text.split('_').map((row) => {
    const found = row.split('*').map(read);
    return Array.from({ length: cells }, (_, index) => found[index] ?? '');
  });
}

/** The cells of each list, by the names that the question gives them. */
export const CELLS = {
  rates: ['from', 'annualRate'],
  steps: ['periods', 'factor'],
  plan: ['on', 'principal'],
  fees: ['name', 'kind', 'amount', 'collectedBy'],
} as const;

export type ListName = keyof typeof CELLS;
export type CellName = (typeof CELLS)[ListName][number];
