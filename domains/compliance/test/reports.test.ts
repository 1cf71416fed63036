import { businessDate } from '@jinqiao/calendar';
import type { Database } from '@jinqiao/database';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  answerBureauQueries,
  bureauQueriesOf,
  decideReport,
  draftReport,
  type Flow,
  largeValueFlows,
  type NewBureauQuery,
  RULES,
  readReport,
  recordBureauQueries,
} from '../src/index.ts';
import { act, complianceDatabase } from './store.ts';

let db: Database;
let stop: () => Promise<void>;
beforeAll(async () => {
  ({ db, stop } = await complianceDatabase());
});
afterAll(() => stop());

const ON = businessDate('2026-09-24');
const flow = (customerId: string, amount: bigint, change: Partial<Flow> = {}): Flow => ({
  customerId,
  direction: 'in',
  count: 1,
  amount,
  holder: 'person',
  crossBorder: false,
  cash: false,
  ...change,
});
const reported = (flows: readonly Flow[]) =>
  largeValueFlows(RULES, 'CN_CURRENT', ON, flows).map(({ customerId, direction, ruleId, count, amount }) => [customerId, direction, ruleId, count, amount]);

test('a day is reported from 500,000.00 a person on, one way at a time, single or together', () => {
  expect(reported([flow('a', 49_999_999n)])).toEqual([]);
  expect(reported([flow('a', 50_000_000n)])).toEqual([['a', 'in', 'AML_LARGE_PERSON', 1, 50_000_000n]]);
  expect(reported([flow('a', 30_000_000n), flow('a', 20_000_000n)])).toEqual([['a', 'in', 'AML_LARGE_PERSON', 2, 50_000_000n]]);
  expect(reported([flow('a', 30_000_000n), flow('a', 20_000_000n, { direction: 'out' })])).toEqual([]);
  expect(reported([flow('a', 30_000_000n), flow('b', 20_000_000n)])).toEqual([]);
});

test.each([
  ['AML_LARGE_CASH', 5_000_000n, { cash: true }],
  ['AML_LARGE_ORGANISATION', 200_000_000n, { holder: 'organisation' }],
  ['AML_LARGE_PERSON_CROSS_BORDER', 20_000_000n, { crossBorder: true }],
] as const)('%s begins at its threshold', (ruleId, amount, change) => {
  expect(reported([flow('a', amount - 1n, change)])).toEqual([]);
  expect(reported([flow('a', amount, change)])).toEqual([['a', 'in', ruleId, 1, amount]]);
});

test('a report is drafted once, due in five working days, filed by another person, and reading it is in the trail', async () => {
  const draft = () =>
    db.tx((tx) =>
      draftReport(tx, act('close', ON), RULES, 'CN_CURRENT', {
        kind: 'large-value',
        businessDate: ON,
        key: `JL ${ON}`,
        contentSealed: 'sealed',
        digest: 'd',
        rows: 1,
        amount: 50_000_000n,
      }),
    );
  const report = await draft();
  expect(await draft()).toEqual(report);
  // 25 to 27 September and 1 to 7 October 2026 are holidays: 28, 29, 30 September, 8 and 9 October.
  expect(report).toMatchObject({ state: 'draft', dueOn: '2026-10-09', rows: 1, amount: 50_000_000n });
  await expect(db.tx((tx) => decideReport(tx, act('close'), report.reportId, true))).rejects.toMatchObject({ code: 'CHECKER_IS_MAKER' });
  expect(await db.tx((tx) => decideReport(tx, act('risk'), report.reportId, true))).toMatchObject({ state: 'filed', checkedBy: 'risk' });
  expect(await db.tx((tx) => decideReport(tx, act('risk'), report.reportId, true))).toMatchObject({ state: 'filed' });
  await expect(db.tx((tx) => decideReport(tx, act('risk'), report.reportId, false))).rejects.toMatchObject({ code: 'REPORT_DECIDED' });
  expect((await db.tx((tx) => readReport(tx, report.reportId))).contentSealed).toBe('sealed');
});

test('a bureau query is logged before it is sent, and answered once', async () => {
  const query: NewBureauQuery = {
    bucket: 5,
    customerId: 'cus_05',
    programmeId: 'JL',
    bureau: 'bureau',
    askedBy: 'bank',
    purpose: 'credit-approval',
    consentId: 'cns_1',
    subject: 'app_1',
    businessDate: '2026-09-24',
    askedAt: '2026-09-24T02:00:00Z',
  };
  const log = async () =>
    (await bureauQueriesOf(db, 5, 'cus_05')).map((row) => [row.askedBy, row.bureau, row.purpose, row.consentId, row.state, row.resultRef]);
  await db.tx((tx) => recordBureauQueries(tx, [query]));
  expect(await log()).toEqual([['bank', 'bureau', 'credit-approval', 'cns_1', 'asked', null]]);
  await db.tx((tx) => recordBureauQueries(tx, [query]));
  await db.tx((tx) => answerBureauQueries(tx, [{ ...query, resultRef: 'rep_1' }]));
  await db.tx((tx) => answerBureauQueries(tx, [{ ...query, resultRef: null }]));
  expect(await log()).toEqual([['bank', 'bureau', 'credit-approval', 'cns_1', 'answered', 'rep_1']]);
});
