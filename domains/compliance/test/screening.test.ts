import { businessDate } from '@jinqiao/calendar';
import type { Database } from '@jinqiao/database';
import { derivedId } from '@jinqiao/runtime';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  decideChange,
  decideVerdict,
  hitCounts,
  hitsOfCustomer,
  insertWatchList,
  listHits,
  listWatchLists,
  parseWatchList,
  proposeChange,
  proposeVerdict,
  type ScreenedPerson,
  screenCustomers,
  screenNextEntries,
} from '../src/index.ts';
import { act, complianceDatabase, vault } from './store.ts';

const ON = businessDate('2026-11-26');
const THRESHOLD = 86_000_000n;
let db: Database;
let stop: () => Promise<void>;
beforeAll(async () => {
  ({ db, stop } = await complianceDatabase());
});
afterAll(() => stop());

const person = (n: number, name: string, birthDate: string | null = null, idNumber: string | null = null): ScreenedPerson => ({
  bucket: n,
  customerId: derivedId('cus', n, String(n)),
  name,
  birthDate,
  idNumberHash: idNumber === null ? null : vault.index('person', idNumber),
});

type Listed = { readonly name: string; readonly aliases?: string; readonly birthDate?: string; readonly idNumber?: string };

const line = (reference: string, { name, aliases = '', birthDate = '', idNumber = '' }: Listed) =>
  `D|${reference}|person|${name}|${aliases}|${birthDate}|${idNumber}|CN|sandbox`;
const listOf = (lines: readonly string[]) => [`H|watch-list|sandbox|2026-11-01|${lines.length}`, ...lines, `T|${lines.length}`].join('\n');

async function propose(lines: readonly string[]) {
  const file = parseWatchList(listOf(lines));
  return db.tx(async (tx) => {
    const { listId, version, entries, digest } = await insertWatchList(tx, vault, file, 'maker');
    return proposeChange(tx, act('maker'), `list ${version}`, { kind: 'watch-list', listId, version, entries, digest }, 'a new list');
  });
}

async function delta(version: number): Promise<number> {
  let hits = 0;
  for (let left = 1; left > 0; ) {
    const done = await db.tx((tx) => screenNextEntries(tx, vault, ON, THRESHOLD, { listId: 'sandbox', version }, 2));
    left = done.left;
    hits += done.hits;
  }
  return hits;
}

async function enforce(lines: readonly string[]): Promise<{ version: number; hits: number }> {
  const change = await propose(lines);
  await db.tx((tx) => decideChange(tx, act('checker'), change.changeId, true, 'compared with its source'));
  const { version } = change.body as { version: number };
  return { version, hits: await delta(version) };
}

const hitNames = async (n: number) =>
  (await hitsOfCustomer(db, n, derivedId('cus', n, String(n)))).map((hit) => `${hit.listedName} ${hit.matchedOn} ${hit.score}`);

const ZHANG = line('S-1', { name: '章伟明' });
const ID_NUMBER = '11010519491231002X';

test('a list finds whom it names by delta: by sound, by pinyin, by an alias; a later version that says the same opens nothing again', async () => {
  await db.tx((tx) => screenCustomers(tx, vault, ON, THRESHOLD, [person(1, '张伟明'), person(2, '李小红'), person(3, '单雄', '1980-01-02')]));
  const lines = [ZHANG, line('S-2', { name: 'Nobody Atall', aliases: 'SHAN XIONG;Someone Else' }), line('S-3', { name: 'Peter Schmidt' })];
  expect(await enforce(lines)).toEqual({ version: 1, hits: 2 });
  expect(await hitNames(1)).toEqual(['章伟明 same-sound 98000000']);
  expect(await hitNames(2)).toEqual([]);
  expect(await hitNames(3)).toEqual(['Nobody Atall pinyin 93000000']);
  // Version 2 keeps S-1 word for word, and names the second customer: one new hit, whatever is screened.
  expect(await enforce([ZHANG, line('S-9', { name: '李小红' })])).toEqual({ version: 2, hits: 1 });
  expect(await hitNames(1)).toHaveLength(1);
  expect((await listWatchLists(db)).map(({ version, state, entries, screenedThrough }) => [version, state, entries, screenedThrough])).toEqual([
    [2, 'in-force', 2, 2],
    [1, 'superseded', 3, 3],
  ]);
});

test('at onboarding the ID number finds whatever the name, and the birth date moves the score', async () => {
  await enforce([ZHANG, line('S-4', { name: 'Some One', idNumber: ID_NUMBER }), line('S-5', { name: '王建国', birthDate: '1970-05-05' })]);
  const people = [
    person(4, '赵钱孙', '1949-12-31', ID_NUMBER),
    person(5, '王建国', '1970-05-06'),
    person(6, '王健国', '1970-05-06'),
    person(7, '王健国', '1970-05-05'),
    person(8, '王江国', '1970-05-06'),
  ];
  expect(await db.tx((tx) => screenCustomers(tx, vault, ON, THRESHOLD, people))).toBe(4);
  expect(await db.tx((tx) => screenCustomers(tx, vault, ON, THRESHOLD, people))).toBe(0);
  expect(await hitNames(4)).toEqual(['Some One id-number 100000000']);
  // Born on another day: 10,000 − 1,200 for the same name, 9,800 − 1,200 for the same sound, which is the threshold itself.
  expect(await hitNames(5)).toEqual(['王建国 same-name 88000000']);
  expect(await hitNames(6)).toEqual(['王建国 same-sound 86000000']);
  // Born on the same day: 9,800 + 300, at most 10,000.
  expect(await hitNames(7)).toEqual(['王建国 same-sound 100000000']);
  // jiang is only taken for jian: 9,666 − 1,200 is below the threshold.
  expect(await hitNames(8)).toEqual([]);
});

test('who is identified while a list comes into force is found by one of the two', async () => {
  const change = await propose([ZHANG, line('S-7', { name: '孙悟空' })]);
  let approving: Promise<unknown> | undefined;
  await db.tx(async (tx) => {
    await screenCustomers(tx, vault, ON, THRESHOLD, [person(9, '孙悟空')]);
    approving = db.tx((other) => decideChange(other, act('checker'), change.changeId, true, 'compared with its source'));
    await expect
      .poll(async () => (await db.query(`SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`)).rowCount)
      .toBe(1);
  });
  await approving;
  expect(await delta((change.body as { version: number }).version)).toBe(1);
  expect(await hitNames(9)).toEqual(['孙悟空 same-name 100000000']);
});

test('names lie sealed, and their keys do not tell them', async () => {
  const { rows } = await db.query<{ all: string }>(
    `SELECT (SELECT string_agg(s::text, '') FROM compliance.screening_subject s) || (SELECT string_agg(n::text, '') FROM compliance.name_key n) AS all`,
  );
  for (const text of ['张伟明', '李小红', 'zhangweiming', 'zanweimin', ID_NUMBER]) expect(rows[0]?.all).not.toContain(text);
});

test('a hit is reviewed by two persons, and counts as a fact until it is dismissed', async () => {
  const [hit] = await hitsOfCustomer(db, 1, derivedId('cus', 1, '1'));
  if (!hit) throw new Error('no hit');
  const counts = async () => (await hitCounts(db, [hit]))(hit.customerId);
  expect(await counts()).toEqual({ openScreeningHits: 1n, confirmedScreeningHits: 0n });
  await expect(db.tx((tx) => decideVerdict(tx, act('checker'), hit.hitId, true))).rejects.toMatchObject({ code: 'HIT_STATE' });
  await db.tx((tx) => proposeVerdict(tx, act('maker'), hit.hitId, 'true-match', 'same person by all we know'));
  await expect(db.tx((tx) => decideVerdict(tx, act('maker'), hit.hitId, true))).rejects.toMatchObject({ code: 'CHECKER_IS_MAKER' });
  // The table holds it too, whatever the program does.
  await expect(db.query(`UPDATE compliance.screening_hit SET checked_by = made_by, state = 'confirmed' WHERE hit_id = $1`, [hit.hitId])).rejects.toThrow(
    /check/,
  );
  expect(await db.tx((tx) => decideVerdict(tx, act('checker'), hit.hitId, false))).toMatchObject({ state: 'open', madeBy: null, verdict: null });
  await db.tx((tx) => proposeVerdict(tx, act('maker'), hit.hitId, 'true-match', 'looked again'));
  const agree = () => db.tx((tx) => decideVerdict(tx, act('checker'), hit.hitId, true));
  expect(await agree()).toMatchObject({ state: 'confirmed', checkedBy: 'checker' });
  expect(await agree()).toMatchObject({ state: 'confirmed', checkedBy: 'checker' });
  expect(await counts()).toEqual({ openScreeningHits: 0n, confirmedScreeningHits: 1n });
  expect((await listHits(db, { state: 'confirmed', after: null, limit: 10 })).map((row) => row.hitId)).toEqual([hit.hitId]);
});

const BAD: readonly [what: string, content: string, line: number][] = [
  ['no header', 'D|S-1|person|A B||||CN|x\nT|1', 1],
  ['a date that does not exist', listOf([ZHANG]).replace('2026-11-01', '2026-11-31'), 1],
  ['a count that is not so', listOf([ZHANG]).replace('2026-11-01|1', '2026-11-01|2'), 3],
  ['a field too few', listOf(['D|S-1|person|A B']), 2],
  ['a kind that there is not', listOf([ZHANG.replace('person', 'ship')]), 2],
  ['no name', listOf([line('S-1', { name: '123' })]), 2],
  ['a reference twice', listOf([ZHANG, ZHANG]), 4],
];

test.each(BAD)('a list with %s is refused with its line', (_, content, at) => {
  expect(() => parseWatchList(content)).toThrow(expect.objectContaining({ code: 'WATCH_LIST_INVALID', params: expect.objectContaining({ line: at }) }));
});

test('the same content again is no new version', async () => {
  await expect(db.tx((tx) => insertWatchList(tx, vault, parseWatchList(listOf([ZHANG, line('S-9', { name: '李小红' })])), 'maker'))).rejects.toMatchObject({
    code: 'WATCH_LIST_KNOWN',
  });
});
