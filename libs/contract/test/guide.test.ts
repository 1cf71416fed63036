/**
 * Holds the figures of docs/loan-arithmetic.md to the library.
 *
 * A block that begins with ```json and a second word is an input of the form that the word names. Tables below it, up to the next
 * such block or heading, are its answer; the first cell of a table's header says what it shows, other tables are prose:
 *
 * | form | input | answers |
 * | --- | --- | --- |
 * | schedule | an item of the `schedule` form | `n`: rows; a row `total` and the line `Cost: nominal …, effective ….` |
 * | irr | an item of the `irr` form | `xirr`: the rate, or `none` and the reason |
 * | contract | terms, events and a date | `figure`: fields; `owed`: debts and their total; `n`: rows to come |
 * | accrual | an item of the `schedule` form | `date`: interest accrued |
 * | day-count | the same without dates and day count | `dayCount`: these, the part of a year and the interest |
 * | cost-table | a loan and who collects what | `item`: lines; `figure`: fields |
 * | eu-apr, reg-z-apr | what is drawn and what is paid | `APR, %` |
 * | actus | one case of the `actus` form | `event`: each event, to six decimals |
 *
 * Rows are found by their number; … stands for rows left out. Thousands separators, bold and code marks count for nothing.
 */
import { readFileSync } from 'node:fs';
import { addMonths, type BusinessDate, businessDate } from '@jinqiao/calendar';
import { CNY, formatAmount, formatRate, parseAmount, parseRate } from '@jinqiao/money';
import { expect, test } from 'vitest';
import { euApr } from '../src/costs/apr-eu.ts';
import { regZApr } from '../src/costs/apr-reg-z.ts';
import { effectiveFromNominal } from '../src/costs/cost.ts';
import * as library from '../src/index.ts';
import {
  accrualPlan,
  accruedAt,
  actusFromJson,
  annualCost,
  benchmarkRate,
  type ContractEvent,
  type ContractTerms,
  type ContractView,
  contractAt,
  costTable,
  irrFromJson,
  lprRate,
  planRows,
  scheduleFromJson,
  termsFromJson,
} from '../src/index.ts';
import { METHODS, SCHEDULE_DAY_COUNTS } from '../src/schedule/terms.ts';

const GUIDE = readFileSync(new URL('../../../docs/loan-arithmetic.md', import.meta.url), 'utf8');

type Json = Readonly<Record<string, unknown>>;
type Table = { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] };
type Example = { readonly form: string; readonly input: Json; readonly text: string; readonly tables: readonly Table[] };

function examplesOf(markdown: string): Example[] {
  return [...markdown.matchAll(/^```json (\S+)\n([\s\S]*?)^```$/gm)].map((block) => {
    const rest = markdown.slice(block.index + block[0].length);
    const text = rest.slice(0, /^(```json |#)/m.exec(rest)?.index);
    return { form: block[1] ?? '', input: JSON.parse(block[2] ?? ''), text, tables: tablesOf(text) };
  });
}

function tablesOf(text: string): Table[] {
  return [...text.matchAll(/^\|.*\n(?:\|.*(?:\n|$))+/gm)].map(([table]) => {
    const [head = [], , ...rows] = table.trim().split('\n').map(cellsOf);
    return { head, rows };
  });
}

function cellsOf(line: string): string[] {
  const cells = line.split('|').slice(1, -1);
  return cells.map((cell) =>
    plain(
      cell
        .trim()
        .replace(/^\*\*(.*)\*\*$/, '$1')
        .replaceAll('`', ''),
    ),
  );
}

/** `−1,234.50` as `-1234.50`. */
function plain(cell: string): string {
  return /^[−\d,.]+$/.test(cell) ? cell.replaceAll(',', '').replace('−', '-') : cell;
}

function tablesOfKind(tables: readonly Table[], kind: string): readonly Table[] {
  return tables.filter(({ head }) => head[0] === kind);
}

/** Compares a table of rows; one with totals shows the first and the last row, and says where rows are left out. */
function expectRows({ head, rows }: Table, answers: readonly object[], total?: object): void {
  let before: number | null = Number((answers[0] as { n: number }).n) - 1;
  for (const cells of rows) {
    const [name] = cells;
    if (name === '…') {
      before = null;
      continue;
    }
    const answer = name === 'total' ? total : answers.find((row) => String((row as { n: number }).n) === name);
    const shown = Object.fromEntries(head.map((field, at) => [field, cells[at] ?? '']).filter(([field, cell]) => field !== 'n' && cell !== ''));
    const wanted = Object.fromEntries(Object.keys(shown).map((field) => [field, asText((answer as Json | undefined)?.[field])]));
    expect(shown, `row ${name}`).toEqual(wanted);
    if (name === 'total') continue;
    if (before !== null) expect(Number(name), 'rows that are left out are marked').toBe(before + 1);
    before = Number(name);
  }
  expect(before, 'the last row is shown').toBe((answers.at(-1) as { n: number }).n);
}

function asText(value: unknown): string {
  return typeof value === 'bigint' ? formatAmount(value, CNY) : String(value);
}

function expectFigures({ rows }: Table, of: object): void {
  for (const [name = '', shown] of rows) {
    const value = name.split('.').reduce<unknown>((at, field) => (at as Json)[field], of);
    expect(shown, name).toBe(asText(value));
  }
}

function checkSchedule({ input, text, tables }: Example): void {
  const { rows, totals, cost } = scheduleFromJson(input);
  const [table] = tablesOfKind(tables, 'n');
  if (!table) throw new Error('a schedule needs a table of rows');
  expectRows(table, rows, totals);
  if (!table.head.includes('total')) return;
  expect(
    table.rows.filter(([name]) => name === 'total'),
    'totals are shown',
  ).toHaveLength(1);
  expect(/^Cost: nominal (\S+), effective (\S+)\.$/m.exec(text)?.slice(1)).toEqual([cost?.nominal, cost?.effective]);
}

function checkIrr({ input, tables }: Example): void {
  const [shown = '', reason = ''] = tablesOfKind(tables, 'xirr')[0]?.rows[0] ?? [];
  const answer = irrFromJson(input);
  if (answer.xirr === null) expect([shown, reason]).toEqual(['none', answer.reason]);
  else expect(Math.abs(Number(shown) - answer.xirr)).toBeLessThan(5.1e-9);
}

const PLAIN_TERMS = ['penaltyOn', 'compound', 'penaltyYear', 'graceDays', 'graceBackdates', 'allocation', 'allocateBy'];

function contractTerms(item: Json): ContractTerms {
  const others: Partial<ContractTerms> = Object.fromEntries(PLAIN_TERMS.filter((field) => field in item).map((field) => [field, item[field]]));
  const penalty = 'penaltyRate' in item ? { penaltyRate: parseRate(String(item.penaltyRate)) } : {};
  return { ...termsFromJson(item), ...others, ...penalty };
}

/** Amounts and rates of an event are text in the guide. */
function eventOf(item: Json): ContractEvent {
  const read = ([field, value]: [string, unknown]) => {
    if (field === 'amount' || (field === 'principal' && value !== 'all')) return [field, parseAmount(String(value), CNY)];
    return [field, field === 'rate' ? parseRate(String(value)) : value];
  };
  return Object.fromEntries(Object.entries(item).map(read));
}

function checkContract({ input, tables }: Example): void {
  const { terms, events, on } = input as { terms: Json; events: Json[]; on: string };
  const view: ContractView = contractAt(contractTerms(terms), events.map(eventOf), businessDate(on));
  for (const table of tables) {
    if (table.head[0] === 'figure') expectFigures(table, view);
    if (table.head[0] === 'n') expectRows(table, view.rows);
    if (table.head[0] !== 'owed') continue;
    const owed = view.owed.map(({ kind, amount }) => [kind, asText(amount)]);
    expect(table.rows).toEqual([...owed, ['total', asText(view.owedTotal)]]);
  }
}

function checkAccrual({ input, tables }: Example): void {
  const plan = accrualPlan(termsFromJson(input));
  for (const [date = '', shown] of tablesOfKind(tables, 'date')[0]?.rows ?? [])
    expect([date, shown]).toEqual([date, asText(accruedAt(plan, businessDate(date)))]);
}

/** The part of a year is held to the interest as well: `19/365 + 12/366` of the interest of a year. */
function checkDayCounts({ input, tables }: Example): void {
  const rows = tablesOfKind(tables, 'dayCount')[0]?.rows ?? [];
  for (const [dayCount = '', start = '', firstDue = '', part = '', interest = ''] of rows) {
    const working = dayCount === 'business/252' ? { businessDays: { calendar: 'CN_BANK', rule: 'none' } } : {};
    const [row] = scheduleFromJson({ ...input, dayCount, start, firstDue, ...working }).rows;
    expect([dayCount, interest]).toEqual([dayCount, row?.interest]);
    const fraction = part.split(' + ').reduce((sum, piece) => {
      const [days, basis] = piece.split('/').map(Number);
      return sum + (days ?? 0) / (basis ?? 1);
    }, 0);
    expect(Number(interest), dayCount).toBeCloseTo(Number(input.principal) * Number(input.annualRate) * fraction, 2);
  }
  expect(rows.map(([dayCount]) => dayCount).toSorted()).toEqual([...SCHEDULE_DAY_COUNTS].toSorted());
}

function checkCostTable({ input, tables }: Example): void {
  const { loan, lender, penaltyRate, guarantor } = input as {
    loan: Json;
    lender: string;
    penaltyRate: string;
    guarantor: { name: string; feePerPeriod: string };
  };
  const terms = termsFromJson(loan);
  const answer = costTable({
    asset: CNY,
    principal: terms.principal,
    rate: terms.rate,
    rows: planRows(terms),
    repayment: { en: 'Equal instalments', zh: '等额本息' },
    lender,
    penaltyRate: parseRate(penaltyRate),
    guarantor: { name: guarantor.name, feePerPeriod: parseAmount(guarantor.feePerPeriod, CNY) },
  });
  const lines = answer.items.map((item) => [
    `${item.name} ${item.nameZh}`,
    item.standard,
    item.amount ?? '–',
    item.collectedBy,
    item.contingent ? 'yes' : 'no',
  ]);
  expect(tablesOfKind(tables, 'item')[0]?.rows).toEqual(lines);
  for (const table of tablesOfKind(tables, 'figure')) expectFigures(table, answer);
}

type Paid = { readonly date: string; readonly amount: string };

function flowsOf(list: readonly Paid[]): { date: BusinessDate; amount: bigint }[] {
  return list.map(({ date, amount }) => ({ date: businessDate(date), amount: parseAmount(amount, CNY) }));
}

function checkEuApr({ input, tables }: Example): void {
  const { drawdowns, payments, digits } = input as { drawdowns: Paid[]; payments: Paid[]; digits: number };
  const answer = euApr({ drawdowns: flowsOf(drawdowns), payments: flowsOf(payments), digits });
  expect(tablesOfKind(tables, 'APR, %')[0]?.rows).toEqual([[answer]]);
}

function checkRegZApr({ input, tables }: Example): void {
  const { advances, monthly } = input as { advances: Paid[]; monthly: { first: string; count: number; amount: string } };
  const dates = Array.from({ length: monthly.count }, (_, k) => addMonths(businessDate(monthly.first), k));
  const answer = regZApr({ advances: flowsOf(advances), payments: flowsOf(dates.map((date) => ({ date, amount: monthly.amount }))) });
  expect(tablesOfKind(tables, 'APR, %')[0]?.rows).toEqual([[answer]]);
}

function checkActus({ input, tables }: Example): void {
  const [answer] = Object.values(actusFromJson(input));
  const events = answer && 'results' in answer ? answer.results : [];
  const rows = tablesOfKind(tables, 'event')[0]?.rows ?? [];
  expect(rows.map(([type, date]) => [type, date])).toEqual(events.map(({ eventType, eventDate }) => [eventType, eventDate.slice(0, 10)]));
  for (const [at, { payoff, notionalPrincipal, accruedInterest }] of events.entries())
    for (const [column, value] of [payoff, notionalPrincipal, accruedInterest].entries())
      expect(Math.abs(Number(rows[at]?.[column + 2]) - value)).toBeLessThan(5.1e-7);
}

const CHECKS: Readonly<Record<string, (example: Example) => void>> = {
  schedule: checkSchedule,
  irr: checkIrr,
  contract: checkContract,
  accrual: checkAccrual,
  'day-count': checkDayCounts,
  'cost-table': checkCostTable,
  'eu-apr': checkEuApr,
  'reg-z-apr': checkRegZApr,
  actus: checkActus,
};

const examples = examplesOf(GUIDE);

test.each(examples.map((example, at) => ({ at: at + 1, example })))('example $at, $example.form: $example.input', ({ example }) => {
  expect(example.tables.length, 'an input has an answer').toBeGreaterThan(0);
  const check = CHECKS[example.form];
  if (!check) throw new Error(`there is no form ${example.form}`);
  check(example);
});

test('there are examples of every form and every method', () => {
  expect([...new Set(examples.map(({ form }) => form))].toSorted()).toEqual(Object.keys(CHECKS).toSorted());
  const shown = new Set(examples.filter(({ form }) => form === 'schedule').map(({ input }) => input.method));
  expect([...shown].toSorted()).toEqual([...METHODS].toSorted());
});

/** The one table of the guide whose header begins so. */
function tableOf(kind: string): Table {
  const [table, ...more] = tablesOfKind(tablesOf(GUIDE), kind);
  if (!table || more.length > 0) throw new Error(`the guide needs one table of ${kind}`);
  return table;
}

test('twelve equal payments cost what the guide says, and rates convert so', () => {
  const cost = (received = '', payment = '') =>
    annualCost(
      parseAmount(received, CNY),
      Array.from({ length: 12 }, () => parseAmount(payment, CNY)),
      12,
    );
  for (const [received, payment, nominal, effective] of tableOf('received').rows) expect({ nominal, effective }).toEqual(cost(received, payment));
  for (const [nominal = '', periods, effective] of tableOf('nominal').rows)
    expect(effective).toBe(formatRate(effectiveFromNominal(parseRate(nominal), Number(periods))));
});

test('base rates are those in force from their dates', () => {
  const percent = (shown = '') => parseRate(shown) / 100n;
  for (const [from = '', short, middle, long] of tableOf('PBOC from').rows) {
    const on = businessDate(from);
    expect([percent(short), percent(middle), percent(long)]).toEqual((['up-to-1y', '1y-to-5y', 'over-5y'] as const).map((tier) => benchmarkRate(on, tier)));
  }
  for (const [from = '', one, five] of tableOf('LPR from').rows) {
    const on = businessDate(from);
    expect([percent(one), percent(five)]).toEqual((['1Y', '5Y'] as const).map((term) => lprRate(on, term)));
  }
});

test('the table of errors has every code of the catalogue and no other', () => {
  const source = readFileSync(new URL('../src/errors.ts', import.meta.url), 'utf8');
  const codes = [...source.matchAll(/^ {2}([A-Z_]+): \{/gm)].map(([, code]) => code);
  expect(codes.length).toBeGreaterThan(15);
  expect(
    tableOf('code')
      .rows.map(([code]) => code)
      .toSorted(),
  ).toEqual(codes.toSorted());
});

test('the functions that the README lists are there', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const section = readme.slice(readme.indexOf('## Functions'), readme.indexOf('## Readings'));
  const names = tablesOf(section).flatMap(({ rows }) => rows.flatMap(([cell = '']) => cell.split(', ')));
  expect(names.length).toBeGreaterThan(25);
  expect(names.filter((name) => !(name in library))).toEqual([]);
});
