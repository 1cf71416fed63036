import { openFirstDay } from '@jinqiao/business-day';
import { businessDate } from '@jinqiao/calendar';
import { registerEntities } from '@jinqiao/compliance';
import { bucketOf, type Database, migrate, openDatabase } from '@jinqiao/database';
import {
  chooseFunder,
  type FundingRequest,
  fundingChoices,
  isOpenFunder,
  judgeFunders,
  openProgramme,
  type RoutedProgramme,
  type RoutingParameters,
  rankFunders,
  releaseFunder,
  routed,
  settleFunder,
} from '@jinqiao/partnership';
import { derivedId } from '@jinqiao/runtime';
import { testDatabase } from '@jinqiao/runtime/testing';
import { migrationFolders, SANDBOX_FUNDERS } from '@jinqiao/server';
import type { Institution } from '@jinqiao/wire';
import { afterAll, beforeEach, expect, test } from 'vitest';

const ON = businessDate('2026-11-02');
let seconds = 0;
function nextSecond(): string {
  seconds += 1;
  return new Date(Date.UTC(2026, 10, 2, 2, 0, seconds)).toISOString();
}
const IDS = ['bank', 'yunzhou', 'xihe'];

/** A bank that agrees to every programme. */
const agreeing = { exchange: async () => ({ state: 'answered', answer: { status: 'AGREED' } }), name: 'bank' } as unknown as Institution;

const opened: { db: Database; drop(): Promise<void> }[] = [];
afterAll(async () => {
  for (const { db, drop } of opened) {
    await db.end();
    await drop();
  }
});

let db: Database;
let programmes: RoutedProgramme[];

/** The sandbox's three banks on a database of their own, changed as told by name. */
async function banks(change: Readonly<Record<string, Partial<RoutingParameters>>> = {}, profile: 'CN_CURRENT' | 'CN_2017' = 'CN_CURRENT'): Promise<void> {
  const database = await testDatabase();
  db = openDatabase(database.url, { max: 20 });
  opened.push({ db, drop: database.drop });
  await migrate(db, migrationFolders);
  const licence = (entityId: string) => ({ entityId, licenceType: 'banking', number: entityId, validFrom: '2004-02-01', validTo: null, scopes: [] });
  await db.tx((tx) =>
    registerEntities(
      tx,
      IDS.map((entityId) => ({ entityId, name: entityId, nameZh: entityId, kind: 'bank' })),
      IDS.map(licence),
      '2004-02-01',
    ),
  );
  await openFirstDay(db, ON);
  programmes = routed(
    await Promise.all(
      SANDBOX_FUNDERS.map(({ id, parameters }) => {
        const routing = { ...(parameters.routing as RoutingParameters), ...change[id] };
        return openProgramme(db, agreeing, id, { ...parameters, profile, routing }, ON);
      }),
    ),
  );
}

beforeEach(() => banks());

function request(name: string, more: Partial<FundingRequest> = {}): FundingRequest {
  const bucket = bucketOf(name);
  const customerId = derivedId('cus', bucket, name);
  return {
    bucket,
    subject: derivedId('cpo', bucket, `${name} ${more.subject ?? ''}`),
    customerId,
    amount: 1_000_000n,
    periods: 12,
    area: '330102',
    age: 30,
    score: 660,
    ...more,
  };
}

const choose = (of: FundingRequest) => db.tx((tx) => chooseFunder(tx, programmes, of, ON, nextSecond()));
const reasons = async (of: FundingRequest) =>
  Object.fromEntries((await judgeFunders(db, programmes, of, ON)).map((option) => [option.programmeId, option.reasons]));

test('the cheapest bank that may lend is chosen, and every bank stands in the choice with its reasons', async () => {
  const hangzhou = await choose(request('hangzhou'));
  expect(hangzhou.programme?.id).toBe('PO-YUNZHOU');
  expect(hangzhou.options.map(({ programmeId, rate, bankRate, reasons: why }) => [programmeId, rate, bankRate, why])).toEqual([
    // LPR 3.00 % and 396, 450 and 600 basis points.
    ['PO-YUNZHOU', 6_960_000n, 4_600_000n, []],
    ['PO-XIHE', 7_500_000n, 5_000_000n, []],
    ['PO-LANHAI', 9_000_000n, 6_000_000n, []],
  ]);
  expect((await choose(request('shanghai', { area: '310101' }))).programme?.id).toBe('PO-XIHE');
  const beijing = await choose(request('beijing', { area: '110101' }));
  expect(beijing.programme?.id).toBe('PO-LANHAI');
  const stored = await fundingChoices(db, request('beijing', { area: '110101' }));
  expect(stored.map(({ n, programmeId, outcome, options }) => ({ n, programmeId, outcome, banks: options.map((o) => [o.programmeId, o.reasons]) }))).toEqual([
    {
      n: 1,
      programmeId: 'PO-LANHAI',
      outcome: 'asked',
      banks: [
        ['PO-LANHAI', []],
        ['PO-YUNZHOU', ['OUTSIDE_REGION']],
        ['PO-XIHE', ['OUTSIDE_REGION']],
      ],
    },
  ]);
});

test('each bar is judged on its own: area, age, score, amount, term, limits, licence', async () => {
  const of = async (more: Partial<FundingRequest>) => (await reasons(request('one', more)))['PO-YUNZHOU'];
  expect(await of({})).toEqual([]);
  expect(await of({ area: null })).toEqual(['AREA_UNKNOWN']);
  expect(await of({ area: '110101' })).toEqual(['OUTSIDE_REGION']);
  expect([await of({ age: 21 }), await of({ age: 22 }), await of({ age: 50 }), await of({ age: 51 })]).toEqual([['AGE_OUTSIDE'], [], [], ['AGE_OUTSIDE']]);
  expect([await of({ score: 569 }), await of({ score: 570 })]).toEqual([['SCORE_OUTSIDE'], []]);
  expect([await of({ amount: 49_999n }), await of({ amount: 50_000n })]).toEqual([['AMOUNT_BELOW_LEAST'], []]);
  expect([await of({ amount: 2_000_000n }), await of({ amount: 2_000_001n })]).toEqual([[], ['AMOUNT_ABOVE_MOST']]);
  expect(await of({ periods: 9 })).toEqual(['TERM_NOT_OFFERED']);
  expect(await of({ amount: 50_000_000n })).toEqual(['AMOUNT_ABOVE_MOST', 'CUSTOMER_LIMIT', 'DAY_QUOTA_SPENT']);
  await db.query(`UPDATE compliance.licence SET valid_to = '2026-11-01' WHERE entity_id = 'yunzhou'`);
  expect(await of({})).toEqual(['NOT_LICENSED']);
});

test('under the rules of 2017 a local bank may lend anywhere', async () => {
  await banks({}, 'CN_2017');
  expect((await reasons(request('beijing', { area: '110101' })))['PO-YUNZHOU']).toEqual([]);
  expect((await reasons(request('nowhere', { area: null })))['PO-YUNZHOU']).toEqual([]);
});

test('a bank that refused is passed over for the same business, one that is silent three times in a row is left alone for the day', async () => {
  const said = async (name: string, outcome: 'refused' | 'silent') => {
    const of = request(name);
    const chosen = await choose(of);
    const programmeId = chosen.programme?.id ?? '';
    await db.tx((tx) => releaseFunder(tx, { ...of, n: chosen.n, programmeId }, ON, outcome, 'X'));
    return programmeId;
  };
  expect([await said('a', 'refused'), await said('a', 'refused'), await said('a', 'refused')]).toEqual(['PO-YUNZHOU', 'PO-XIHE', 'PO-LANHAI']);
  const last = await choose(request('a'));
  expect(last.programme).toBeUndefined();
  expect((await fundingChoices(db, request('a'))).at(-1)).toMatchObject({ n: 4, programmeId: null, outcome: 'none', code: 'NO_FUNDER' });
  // Silence, an answer, silence twice: not three in a row.
  for (const [name, outcome] of [
    ['b', 'silent'],
    ['c', 'refused'],
    ['d', 'silent'],
    ['e', 'silent'],
  ] as const)
    await said(name, outcome);
  expect((await reasons(request('f')))['PO-YUNZHOU']).toEqual([]);
  await said('f', 'silent');
  expect((await reasons(request('g')))['PO-YUNZHOU']).toEqual(['BREAKER_OPEN']);
  const tomorrow = await judgeFunders(db, programmes, request('g'), businessDate('2026-11-03'));
  expect(tomorrow.find(({ programmeId }) => programmeId === 'PO-YUNZHOU')?.reasons).toEqual([]);
});

test('what is given back can be lent again; a booked loan keeps what it took of the day', async () => {
  await banks({ 'PO-YUNZHOU': { dayQuota: '2000000', totalQuota: '3000000' } });
  const [a, b] = [request('a'), request('b')];
  const [first, second] = [await choose(a), await choose(b)];
  expect([first.programme?.id, second.programme?.id]).toEqual(['PO-YUNZHOU', 'PO-YUNZHOU']);
  expect((await reasons(request('c')))['PO-YUNZHOU']).toEqual(['DAY_QUOTA_SPENT']);
  await db.tx((tx) => releaseFunder(tx, { ...b, n: second.n, programmeId: 'PO-YUNZHOU' }, ON, 'given-up', ''));
  expect((await reasons(request('c')))['PO-YUNZHOU']).toEqual([]);
  await db.tx((tx) => settleFunder(tx, { ...a, n: first.n, programmeId: 'PO-YUNZHOU' }));
  expect((await reasons(request('c', { amount: 1_500_000n })))['PO-YUNZHOU']).toEqual(['DAY_QUOTA_SPENT']);
  const { rows } = await db.query<{ period: string; used: bigint }>(
    `SELECT period, used FROM partnership.quota WHERE subject = 'funder:PO-YUNZHOU' ORDER BY period COLLATE "C"`,
  );
  expect(rows).toEqual([
    { period: `D${ON}`, used: 1_000_000n },
    { period: 'open', used: 0n },
  ]);
});

test('equal banks are ranked by what is left of their quotas, then by name', () => {
  const option = { programmeId: 'A', bankId: 'a', rate: 1n, bankRate: 1n, quotaLeft: 1n, quotaShare: 50n, silentLately: 0, answeredShare: 1n, reasons: [] };
  const ranked = rankFunders([
    { ...option, programmeId: 'D', reasons: ['SHARE_LOW'] },
    { ...option, programmeId: 'C', quotaShare: 60n },
    { ...option, programmeId: 'B' },
    { ...option, programmeId: 'E', rate: 0n, reasons: ['NOT_LICENSED'] },
    option,
  ]);
  expect(ranked.map(({ programmeId }) => programmeId)).toEqual(['C', 'A', 'B', 'D', 'E']);
  expect(ranked.map(isOpenFunder)).toEqual([true, true, true, true, false]);
});

test('applications at the same moment never pass a quota or a limit of a customer', async () => {
  // Room for 30 loans at Yunzhou, 20 at Xihe and 10 at the first bank, and for two of one customer.
  const limits = (loans: bigint) => ({ dayQuota: (loans * 1_000_000n).toString(), totalQuota: '5000000000', customerLimit: '2000000' });
  await banks({ 'PO-YUNZHOU': limits(30n), 'PO-XIHE': limits(20n), 'PO-LANHAI': { ...limits(100n), totalQuota: '10000000' } });
  const asked = Array.from({ length: 120 }, (_, i) => request(`customer ${i % 40}`, { subject: `application ${i}` }));
  const chosen = await Promise.all(asked.map(choose));
  const count = (id: string | undefined) => chosen.filter(({ programme }) => programme?.id === id).length;
  expect([count('PO-YUNZHOU'), count('PO-XIHE'), count('PO-LANHAI'), count(undefined)]).toEqual([30, 20, 10, 60]);
  const perCustomer = Map.groupBy(
    chosen.flatMap(({ programme }, i) => (programme ? [asked[i]?.customerId] : [])),
    (id) => id,
  );
  expect(Math.max(...[...perCustomer.values()].map((list) => list.length))).toBeLessThanOrEqual(2);
  const { rows } = await db.query<{ subject: string; used: bigint }>(
    `SELECT subject, used FROM partnership.quota WHERE subject LIKE 'funder:%' AND period = 'open' ORDER BY subject COLLATE "C"`,
  );
  expect(rows.map(({ subject, used }) => [subject, used])).toEqual([
    ['funder:PO-LANHAI', 10_000_000n],
    ['funder:PO-XIHE', 20_000_000n],
    ['funder:PO-YUNZHOU', 30_000_000n],
  ]);
});
