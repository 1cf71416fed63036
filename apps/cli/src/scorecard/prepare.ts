import { type Attribute, ageBand, type Column, columnsAt, type Excluded, type ModelData, type Sample } from '@jinqiao/scorecard';
import { monthsBetween, numericColumn, textAt, typedColumn, unusable } from './columns.ts';
import { scorecardFileFault } from './errors.ts';
import { AGE_NAMES, ID_NAMES, type KnownSet, knownSet, type Outcome, PROTECTED_NAMES, SEX_NAMES } from './known-sets.ts';
import type { RawColumn, RawTable } from './read-rows.ts';

export type TargetOptions = { readonly target?: string | undefined; readonly bad?: string | undefined };
export type ColumnOptions = { readonly id?: string | undefined; readonly exclude: readonly string[]; readonly protected?: readonly string[] | undefined };

/** What became of each row: those without an outcome are not among `rows`. */
export type Outcomes = { readonly target: string; readonly bad: string; readonly rows: readonly number[]; readonly bads: Uint8Array };

export type Characteristics = { readonly columns: readonly Column[]; readonly excluded: ModelData['excluded']; readonly protected: readonly string[] };

const VALUES_SHOWN = 12;
/** Values that say bad where nobody says which. */
const PLAINLY_BAD = new Set(['1', 'bad', 'default', 'yes', 'true', 'y', '坏']);

export function columnNamed(table: RawTable, name: string, path: string): RawColumn {
  const found = table.columns.find((column) => column.name === name);
  if (!found) throw scorecardFileFault('COLUMN_UNKNOWN', { column: name, columns: namesOf(table) }, path);
  return found;
}

const namesOf = (table: RawTable) => table.columns.map(({ name }) => name).join(', ');
const setOf = (table: RawTable) => knownSet(table.columns.map(({ name }) => name));

/**
 * Reads goods and bads from the target's column.
 * @throws Fault TARGET_UNKNOWN, COLUMN_UNKNOWN, BAD_UNKNOWN, OUTCOME_ONE_CLASS.
 */
export function outcomesOf(table: RawTable, options: TargetOptions): Outcomes {
  const set = setOf(table);
  const name = options.target ?? set?.target.find((each) => table.columns.some((column) => column.name === each));
  if (name === undefined) throw scorecardFileFault('TARGET_UNKNOWN', { columns: namesOf(table) }, '$.target');
  const column = columnNamed(table, name, '$.target');
  const values = column.texts.slice(0, VALUES_SHOWN).join(', ');
  const ofSet = options.bad === undefined && set?.target.includes(name) ? set : undefined;
  const bad = options.bad ?? ofSet?.bad ?? plainlyBad(column);
  if (bad === undefined || (options.bad !== undefined && !column.texts.includes(options.bad)))
    throw scorecardFileFault('BAD_UNKNOWN', { target: name, values }, '$.bad');
  const outcomeOf = ofSet?.outcomeOf ?? ((value: string): Outcome => (value === bad ? 'bad' : 'good'));
  const rows: number[] = [];
  const bads: number[] = [];
  for (let row = 0; row < table.rows; row += 1) {
    const text = textAt(column, row);
    const outcome = text === null ? 'open' : outcomeOf(text);
    if (outcome === 'open') continue;
    rows.push(row);
    bads.push(outcome === 'bad' ? 1 : 0);
  }
  if (!bads.includes(1) || !bads.includes(0)) throw scorecardFileFault('OUTCOME_ONE_CLASS', { target: name, rows: rows.length, values }, '$.target');
  return { target: name, bad, rows, bads: Uint8Array.from(bads) };
}

/** The value that plainly says bad, where there are two values; the only value must be told. */
function plainlyBad(column: RawColumn): string | undefined {
  const values = column.texts.filter((_, code) => textAt({ ...column, codes: Int32Array.of(code) }, 0) !== null);
  const bad = values.filter((value) => PLAINLY_BAD.has(value.toLowerCase()));
  return values.length <= 2 && bad.length === 1 ? bad[0] : values.length === 1 ? values[0] : undefined;
}

/**
 * The columns that a card may use. Left out are the target, the ids, what was not known at application, and what is protected.
 * @throws Fault COLUMN_UNKNOWN.
 */
export function characteristicsOf(table: RawTable, target: string, options: ColumnOptions): Characteristics {
  const set = setOf(table);
  for (const column of options.exclude) columnNamed(table, column, '$.exclude');
  for (const column of options.protected ?? []) columnNamed(table, column, '$.protected');
  if (options.id !== undefined) columnNamed(table, options.id, '$.id');
  const guarded = protectedColumns(table, set, options.protected);
  const whyNot = (name: string): Excluded | undefined => {
    if (options.id === undefined ? (set?.id.includes(name) ?? ID_NAMES.test(name)) : name === options.id) return 'identifies';
    if (options.exclude.includes(name)) return 'by-hand';
    if (guarded.includes(name)) return 'protected';
    if (name === set?.appliedOn) return 'time';
    return set?.leaks[name];
  };
  const excluded: { column: string; why: Excluded }[] = [];
  const columns: Column[] = [];
  for (const raw of table.columns) {
    if (raw.name === target) continue;
    const refused = whyNot(raw.name);
    const column = refused === undefined ? characteristicColumn(table, raw, set) : undefined;
    const why = refused ?? (column && unusable(column));
    if (why !== undefined) excluded.push({ column: raw.name, why });
    else if (column) columns.push(column);
  }
  return { columns, excluded, protected: guarded };
}

function characteristicColumn(table: RawTable, raw: RawColumn, set: KnownSet | undefined): Column {
  const derived = set?.monthsBefore?.[raw.name];
  return derived !== undefined && set?.appliedOn !== undefined ? monthsBetween(derived, raw, columnNamed(table, set.appliedOn, '$.file')) : typedColumn(raw);
}

function protectedColumns(table: RawTable, set: KnownSet | undefined, given: readonly string[] | undefined): string[] {
  const names = table.columns.map(({ name }) => name);
  return names.filter((name) => given?.includes(name) || set?.protected.includes(name) || PROTECTED_NAMES.test(name));
}

/** Every column that a card names, as it names it, the derived ones too. @throws Fault COLUMN_UNKNOWN. */
export function columnsFor(table: RawTable, features: readonly { readonly feature: string; readonly kind: Column['kind'] }[]): Column[] {
  const set = setOf(table);
  const sources = new Map(Object.entries(set?.monthsBefore ?? {}).map(([column, derived]) => [derived, column]));
  return features.map(({ feature, kind }) => {
    const raw = columnNamed(table, sources.get(feature) ?? feature, '$.file');
    return kind === 'numeric' && !sources.has(feature) ? numericColumn(raw) : kind === 'category' ? categoryOf(raw) : characteristicColumn(table, raw, set);
  });
}

function categoryOf(raw: RawColumn): Column {
  return { name: raw.name, kind: 'category', names: raw.texts, codes: raw.codes.map((code, row) => (textAt(raw, row) === null ? -1 : code)) };
}

/** Sex and bands of age of each row, where the table tells them. */
export function attributesOf(table: RawTable, rows: readonly number[]): Attribute[] {
  const set = setOf(table);
  const sex = table.columns.find(({ name }) => set?.sex?.columns.includes(name) ?? SEX_NAMES.test(name));
  const age = table.columns.find(({ name }) => AGE_NAMES.test(name));
  const sexOf = set?.sex?.of ?? ((text: string) => text);
  return [
    ...(age ? [{ name: 'age', groups: rows.map((row) => ageBand(Number(textAt(age, row) ?? Number.NaN))) }] : []),
    ...(sex ? [{ name: 'sex', groups: rows.map((row) => (textAt(sex, row) === null ? null : sexOf(textAt(sex, row) as string))) }] : []),
  ];
}

/** First and last date of application, where the table tells them. */
export function timeSpanOf(table: RawTable, rows: readonly number[]): { column: string; from: string; to: string } | null {
  const name = setOf(table)?.appliedOn;
  if (name === undefined) return null;
  const column = columnNamed(table, name, '$.file');
  const dates = rows.flatMap((row) => textAt(column, row) ?? []).sort();
  const [from, to] = [dates[0], dates.at(-1)];
  return from !== undefined && to !== undefined ? { column: name, from, to } : null;
}

/** Some rows of a table as a sample. */
export function sampleOf(columns: readonly Column[], { rows, bads }: Pick<Outcomes, 'rows' | 'bads'>): Sample {
  return { bad: bads, columns: columnsAt(columns, rows) };
}

export function setName(table: RawTable): string | undefined {
  return setOf(table)?.name;
}
