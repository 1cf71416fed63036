import { closeThrough, openFirstDay } from '@jinqiao/business-day';
import { addDays, businessDate } from '@jinqiao/calendar';
import { type Database, migrate, openDatabase } from '@jinqiao/database';
import { ledgerMigrations } from '@jinqiao/ledger';
import { testDatabase } from '@jinqiao/runtime/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StockCell } from '../src/index.ts';
import { acknowledgeAlert, closeAlert, listAlerts, warningsStep } from '../src/index.ts';
import { breaches } from '../src/warnings/measure.ts';
import { type WarningRule, warningRules } from '../src/warnings/rules.ts';

const cell = (asOf: string, status: string, outstanding: bigint, change: Partial<StockCell> = {}): StockCell => ({
  asOf,
  product: 'p',
  scope: 'ONE',
  grade: 'A',
  cohort: '2026-01',
  status,
  tier: 'normal',
  stage: 1,
  contracts: 1n,
  outstanding,
  overdue: 0n,
  regulatory: 0n,
  over30: 0n,
  over60: 0n,
  over90: 0n,
  entered1: 0n,
  entered30: 0n,
  entered60: 0n,
  entered90: 0n,
  lost: 0n,
  regained: 0n,
  recovered: 0n,
  writtenOff: 0n,
  newContracts: 0n,
  newAmount: 0n,
  ...change,
});

const MATERIAL = {
  asOf: '2026-03-31',
  monthEnds: ['2026-01-31', '2026-02-28', '2026-03-31'],
  stock: [
    cell('2026-01-31', 'M0', 1_000n),
    cell('2026-02-28', 'M0', 1_000n),
    cell('2026-02-28', 'M1', 40n),
    cell('2026-03-31', 'M0', 900n),
    cell('2026-03-31', 'M1', 60n),
    cell('2026-03-31', 'M4', 40n, { tier: 'substandard', over30: 40n, scope: 'TWO' }),
  ],
  firstPayment: [{ asOf: '2026-03-31', product: 'p', scope: 'ONE', grade: 'A', dueMonth: '2026-02', days: 30, due: 100n, late: 4n }],
  provisions: [],
};
const rule = (change: Partial<WarningRule>): WarningRule => ({ ...(warningRules('2026-03-31').find(({ id }) => id === 'npl') as WarningRule), ...change });

test('a rule is broken where its share lies past the threshold, by parts of the portfolio and over its window', () => {
  // TWO is all non-performing, ONE not at all.
  expect(breaches(rule({}), MATERIAL).map(({ segment }) => segment)).toEqual(['scope=TWO']);
  // 40 / 1,000 by product is 4 %.
  expect(breaches(rule({ by: 'product', limit: 4_000_000n }), MATERIAL)).toEqual([]);
  expect(breaches(rule({ by: 'product', limit: 3_999_999n }), MATERIAL)).toEqual([{ segment: 'product=p', share: { part: 40n, whole: 1_000n } }]);
  // M0→M1 of two months: (40 + 60) / (1,000 + 1,000).
  expect(breaches(rule({ by: 'product', measure: 'flow-M1', months: 2, limit: 4_999_999n }), MATERIAL)[0]?.share).toEqual({ part: 100n, whole: 2_000n });
  expect(breaches(rule({ by: 'grade', measure: 'fpd30', limit: 3_000_000n }), MATERIAL)[0]?.share).toEqual({ part: 4n, whole: 100n });
  // No provisions, no coverage: nothing is said of what has no whole.
  expect(breaches(rule({ measure: 'coverage', direction: 'below' }), MATERIAL)).toEqual([]);
});

test('rules are dated: a later row with the same id takes its place', () => {
  const [row] = warningRules('2026-01-01');
  const rows = [
    { ...(row as WarningRule), from: '2020-01-01', threshold: '0.02' },
    { ...(row as WarningRule), from: '2026-02-01', threshold: '0.05' },
  ];
  expect([warningRules('2019-12-31', rows), warningRules('2026-01-31', rows), warningRules('2026-02-01', rows)].map((r) => r[0]?.limit)).toEqual([
    undefined,
    2_000_000n,
    5_000_000n,
  ]);
});

let db: Database;
let drop: () => Promise<void>;
beforeAll(async () => {
  const database = await testDatabase();
  db = openDatabase(database.url, { max: 3 });
  drop = database.drop;
  await migrate(db, [
    ledgerMigrations,
    ...['libs/business-day', 'domains/risk'].map((path) => ({ name: path, folder: new URL(`../../../${path}/sql/`, import.meta.url) })),
  ]);
  await openFirstDay(db, '2026-01-31');
});
afterAll(async () => {
  await db.end();
  await drop();
});

async function monthEnd(asOf: string, npl: number): Promise<void> {
  await db.query(`INSERT INTO risk.snapshot (bucket, as_of, product, contracts, state) VALUES (0, $1, 'p', 2, 'provided')`, [asOf]);
  const zeros = Array.from({ length: 13 }, () => '0').join(', ');
  await db.query(
    `INSERT INTO risk.stock SELECT 0, $1::date, 'p', 'ONE', 'A', '2026-01', s, t, g, 1, o, 0, 0, ${zeros.split(', ').slice(0, 13).join(', ')} FROM (VALUES ('M0', 'normal', 1, 1000::bigint), ('M4', 'substandard', 3, $2::bigint)) AS v(s, t, g, o)`,
    [asOf, npl],
  );
}
const close = (through: string) =>
  closeThrough(db, { through, steps: [warningsStep()], nextDate: (date) => addDays(businessDate(date), 1), summarise: async () => ({}) });
const alerts = async () => (await listAlerts(db, { state: null, after: null, limit: 10 })).filter(({ ruleId }) => ruleId === 'npl');

test('an alert stands once, is escalated where nobody answers, and ends with what came of it', async () => {
  await monthEnd('2026-01-31', 50);
  await close('2026-01-31');
  const [first] = await alerts();
  // 50 / 1,050
  expect(first).toMatchObject({
    segment: 'scope=ONE',
    value: '0.047619',
    state: 'open',
    owner: 'risk',
    raisedOn: '2026-01-31',
    dueOn: '2026-02-03',
    escalatedOn: null,
  });
  const id = first?.alertId ?? '';
  await close('2026-02-03');
  expect((await alerts())[0]).toMatchObject({ owner: 'risk', escalatedOn: null });
  await close('2026-02-04');
  expect((await alerts())[0]).toMatchObject({ owner: 'compliance', escalatedOn: '2026-02-04' });

  await monthEnd('2026-02-28', 60);
  await close('2026-02-28');
  expect(await alerts()).toHaveLength(1);
  expect((await alerts())[0]).toMatchObject({ alertId: id, seenOn: '2026-02-28', raisedOn: '2026-01-31', value: '0.056604' });

  const end = { outcome: 'measure-taken' as const, reason: 'cut limits of grade E' };
  await expect(db.tx((tx) => closeAlert(tx, 'ann', id, '2026-03-01', end))).rejects.toMatchObject({ code: 'ALERT_STATE' });
  await db.tx((tx) => acknowledgeAlert(tx, 'ann', id, '2026-03-01'));
  await db.tx((tx) => acknowledgeAlert(tx, 'ann', id, '2026-03-01'));
  await expect(db.tx((tx) => acknowledgeAlert(tx, 'bob', id, '2026-03-01'))).rejects.toMatchObject({ code: 'ALERT_STATE' });
  expect(await db.tx((tx) => closeAlert(tx, 'ann', id, '2026-03-02', end))).toMatchObject({ state: 'closed', closedBy: 'ann', ...end });
  await expect(db.tx((tx) => acknowledgeAlert(tx, 'ann', 'wrn_00', '2026-03-01'))).rejects.toMatchObject({ code: 'ALERT_UNKNOWN' });

  await monthEnd('2026-03-31', 70);
  await close('2026-03-31');
  expect((await alerts()).map(({ state, raisedOn }) => [state, raisedOn])).toEqual([
    ['open', '2026-03-31'],
    ['closed', '2026-01-31'],
  ]);
});
