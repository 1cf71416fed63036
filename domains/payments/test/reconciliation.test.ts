import { type Database, migrate, openDatabase } from '@jinqiao/database';
import { encodeFile } from '@jinqiao/gateway';
import { derivedId } from '@jinqiao/runtime';
import { type TestDatabase, testDatabase } from '@jinqiao/runtime/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  AT_PAYMENT,
  approveResolution,
  type Comparison,
  compareFile,
  type FileName,
  fileLines,
  listBreaks,
  listFiles,
  pairDays,
  proposeResolution,
  receiveFile,
  recordBreaks,
  rejectResolution,
  resolutionsOf,
} from '../src/index.ts';

let database: TestDatabase;
let db: Database;

beforeAll(async () => {
  database = await testDatabase();
  db = openDatabase(database.url, { max: 3 });
  await migrate(db, [{ name: 'payments', folder: new URL('../sql/', import.meta.url) }]);
  await db.query(
    'CREATE TABLE public.record (bucket int NOT NULL, key text NOT NULL, scope text NOT NULL, day date NOT NULL, amount bigint NOT NULL, status text NOT NULL, PRIMARY KEY (bucket, key, scope))',
  );
});
afterAll(async () => {
  await db.end();
  await database.drop();
});

/** Another kind of record beside the same layout: a comparison is data. */
const RECORDS: Comparison = { ...AT_PAYMENT, ours: `SELECT bucket, key, amount, status, '' AS detail FROM public.record WHERE scope = $1 AND day = $2` };
const EVERY = { state: null, scope: null, date: null, comparison: null, after: null, limit: 1_000 };

type Row = { readonly key: string; readonly amount: bigint };
type Ours = Row & { readonly status: string };

const written = (date: string, rows: readonly Row[]) =>
  encodeFile({
    layout: AT_PAYMENT.layout,
    institution: 'payment',
    date,
    rows: rows.map(({ key, amount }) => ({ collectionRef: key, paymentSerial: 'p', amount: amount.toString(), arrivesOn: '' })),
  });

const name = (scope: string, date: string): FileName => ({ institution: 'payment', layout: AT_PAYMENT.layout, scope, date });

/** Receives what each asking answers in turn, on a day. */
async function receive(file: FileName, on: string, answers: readonly ({ content: string; digest: string } | 'late' | 'silent')[], again = false) {
  const rest = [...answers];
  return receiveFile(
    {
      db,
      date: on,
      chunk: (work) => db.tx(work),
      ask: async () => {
        const answer = rest.shift() ?? 'silent';
        if (answer === 'silent') return undefined;
        return answer === 'late' ? { ready: false, content: '', digest: '', parts: 1 } : { ready: true, parts: 1, ...answer };
      },
    },
    file,
    RECORDS,
    again,
  );
}

async function put(scope: string, day: string, rows: readonly Ours[]): Promise<void> {
  await db.query(
    'INSERT INTO public.record SELECT $1, key, $2, $3, amount, status FROM unnest($4::text[], $5::bigint[], $6::text[]) AS g(key, amount, status)',
    [7, scope, day, rows.map((r) => r.key), rows.map((r) => r.amount), rows.map((r) => r.status)],
  );
}

const keyOf = (n: number) => derivedId('col', 7, String(n));
const states = async (scope: string) =>
  (await listFiles(db, { institution: null, state: null, scope, date: null, after: null, limit: 50 })).map((f) => `${f.attempt} ${f.state} ${f.reason}`).sort();

test('damage is asked for again at once, what the institution wrote wrong is not, and every asking is kept', async () => {
  const sound = written('2026-01-05', [{ key: keyOf(1), amount: 100n }]);
  const cut = { ...sound, content: sound.content.slice(0, 30) };
  const accepted = await receive(name('damaged', '2026-01-05'), '2026-01-05', [cut, sound]);
  expect(accepted).toMatchObject({ state: 'accepted', lines: 1, total: 100n });
  expect(await states('damaged')).toEqual(['1 refused FILE_TRAILER_MISSING', '2 accepted ']);
  expect(await fileLines(db, accepted as NonNullable<typeof accepted>, { after: 1, key: null, limit: 10 })).toEqual([
    { line: 2, key: keyOf(1), amount: 100n, content: `${keyOf(1)}|p|100|` },
  ]);
  const otherDay = written('2026-01-04', []);
  expect(await receive(name('wrong', '2026-01-05'), '2026-01-05', [otherDay, sound])).toBeUndefined();
  expect(await states('wrong')).toEqual(['1 refused FILE_DATE_WRONG']);
  expect(await receive(name('late', '2026-01-05'), '2026-01-05', ['late', sound])).toBeUndefined();
  expect(await receive(name('late', '2026-01-05'), '2026-01-05', ['silent'])).toBeUndefined();
  expect(await states('late')).toEqual(['1 missing FILE_NOT_READY', '2 missing FILE_NO_ANSWER']);
});

test('a file is final once its day has ended; a corrected one takes its place, the same one does not', async () => {
  const [first, second] = [written('2026-01-05', []), written('2026-01-05', [{ key: keyOf(1), amount: 5n }])];
  const file = name('final', '2026-01-05');
  const early = await receive(file, '2026-01-05', [first]);
  expect(await receive(file, '2026-01-05', [second])).toMatchObject({ fileId: early?.fileId });
  expect(await receive(file, '2026-01-06', [first])).toMatchObject({ fileId: early?.fileId });
  const corrected = await receive(file, '2026-01-07', [second], true);
  expect(corrected).toMatchObject({ lines: 1, state: 'accepted' });
  expect(await receive(file, '2026-01-08', [first])).toMatchObject({ fileId: corrected?.fileId });
  expect(await states('final')).toEqual(['1 accepted ', '1 repeated ', '1 superseded ']);
});

/** What a difference is, written down once more in plain words. */
function expectedOf(ours: ReadonlyMap<string, Ours>, theirs: ReadonlyMap<string, readonly bigint[]>): string[] {
  const found: string[] = [];
  for (const key of new Set([...ours.keys(), ...theirs.keys()])) {
    const [own, lines] = [ours.get(key), theirs.get(key) ?? []];
    const counts = own !== undefined && (own.status === 'done' || own.status === 'transit');
    const has = lines.reduce((a, b) => a + b, 0n);
    const delta = has - (counts ? own.amount : 0n);
    if (lines.length > 1) found.push(`${own ? 'duplicate' : 'over'} ${key} ${delta}`);
    else if (!own) found.push(`over ${key} ${delta}`);
    else if (lines.length === 0) {
      if (counts) found.push(`${own.status === 'done' ? 'short' : 'transit'} ${key} ${delta}`);
    } else if (!counts) found.push(`status ${key} ${delta}`);
    else if (has !== own.amount) found.push(`amount ${key} ${delta}`);
  }
  return found.sort();
}

test('whatever the two sides hold, each difference is found once, with its type, and they add up', async () => {
  const amount = fc.bigInt({ min: 1n, max: 10n ** 12n });
  const ours = fc.uniqueArray(fc.record({ n: fc.integer({ min: 0, max: 12 }), amount, status: fc.constantFrom('done', 'transit', 'failed', 'unknown') }), {
    selector: ({ n }) => n,
    maxLength: 8,
  });
  const theirs = fc.array(fc.record({ n: fc.integer({ min: 0, max: 12 }), amount, same: fc.boolean() }), { maxLength: 10 });
  let round = 0;
  await fc.assert(
    fc.asyncProperty(ours, theirs, async (own, lines) => {
      round += 1;
      const scope = `p${round}`;
      const records = own.map(({ n, amount: a, status }) => ({ key: keyOf(n), amount: a, status }));
      const byKey = new Map(records.map((record) => [record.key, record]));
      const rows = lines.map(({ n, amount: a, same }) => ({ key: keyOf(n), amount: same ? (byKey.get(keyOf(n))?.amount ?? a) : a }));
      await put(scope, '2026-02-01', records);
      const file = await receive(name(scope, '2026-02-01'), '2026-02-01', [written('2026-02-01', rows)]);
      const compared = await db.tx((tx) => compareFile(tx, RECORDS, file as NonNullable<typeof file>, '2026-02-01'));
      const items = await listBreaks(db, { ...EVERY, scope });
      const grouped = new Map([...Map.groupBy(rows, ({ key }) => key)].map(([key, of]) => [key, of.map((row) => row.amount)]));
      expect(items.map(({ type, key, delta }) => `${type} ${key} ${delta}`).sort()).toEqual(expectedOf(byKey, grouped));
      expect(compared.theirs.amount - compared.ours.amount).toBe(items.reduce((sum, { delta }) => sum + delta, 0n));
    }),
    { numRuns: 60 },
  );
});

test('the two halves of an item on both sides of a cut-off explain each other, whichever comes first', async () => {
  const day = async (date: string, own: readonly Ours[], lines: readonly Row[]) => {
    await put('cut', date, own);
    const file = await receive(name('cut', date), date, [written(date, lines)]);
    await db.tx((tx) => compareFile(tx, RECORDS, file as NonNullable<typeof file>, date));
    return db.tx((tx) => pairDays(tx, RECORDS, 'cut', date));
  };
  expect(await day('2026-03-01', [{ key: keyOf(1), amount: 50n, status: 'done' }], [{ key: keyOf(2), amount: 70n }])).toBe(0);
  const next = await day('2026-03-02', [{ key: keyOf(2), amount: 70n, status: 'done' }], [{ key: keyOf(1), amount: 50n }]);
  expect(next).toBe(2);
  const items = await listBreaks(db, { ...EVERY, scope: 'cut' });
  expect(items.map(({ type, state, resolution }) => `${type} ${state} ${resolution}`).sort()).toEqual([
    'over resolved next-day',
    'over resolved next-day',
    'short resolved next-day',
    'short resolved next-day',
  ]);
});

test('one item that is short explains one that is over, never two that wait at once', async () => {
  const compare = async (date: string, own: readonly Ours[], lines: readonly Row[]) => {
    await put('pairs', date, own);
    const file = await receive(name('pairs', date), date, [written(date, lines)]);
    await db.tx((tx) => compareFile(tx, RECORDS, file as NonNullable<typeof file>, date));
  };
  await compare('2026-03-01', [{ key: keyOf(1), amount: 50n, status: 'done' }], []);
  await compare('2026-03-02', [], [{ key: keyOf(1), amount: 50n }]);
  await compare('2026-03-03', [], [{ key: keyOf(1), amount: 50n }]);
  expect(await db.tx((tx) => pairDays(tx, RECORDS, 'pairs', '2026-03-03'))).toBe(1);
  const items = await listBreaks(db, { ...EVERY, scope: 'pairs' });
  const resolved = items.filter(({ resolution }) => resolution === 'next-day');
  expect(resolved.map(({ type, delta }) => `${type} ${delta}`).sort()).toEqual(['over 50', 'short -50']);
  expect(items.filter(({ state }) => state !== 'resolved').map(({ type, delta }) => `${type} ${delta}`)).toEqual(['over 50']);
});

test('maker and checker are two people, in the table itself; the same proposal again is the same', async () => {
  const key = keyOf(99);
  await db.tx((tx) =>
    recordBreaks(
      tx,
      [{ comparison: 'payment.settlement', scope: 'maker', date: '2026-01-05', type: 'over', key, ours: null, theirs: 9n, delta: 9n, fileId: null }],
      '2026-01-05',
    ),
  );
  await db.query(`UPDATE payments.break SET state = 'open' WHERE scope = 'maker'`);
  const [item] = await listBreaks(db, { ...EVERY, scope: 'maker' });
  const id = item?.breakId ?? '';
  const propose = (kind: 'refund' | 'claim' | 'no-action', by: string) =>
    db.tx((tx) => proposeResolution(tx, id, { kind, reason: 'seen at both', by, on: '2026-01-06' }));
  await expect(propose('claim', 'ann')).rejects.toThrow('RESOLUTION_NOT_OFFERED');
  const first = await propose('refund', 'ann');
  expect(await propose('refund', 'ann')).toEqual(first);
  await expect(propose('no-action', 'bob')).rejects.toThrow('RESOLUTION_WAITING');
  const check = (decide: typeof approveResolution | typeof rejectResolution, resolutionId: string, by: string) =>
    db.tx<unknown>((tx) => decide(tx, id, { resolutionId, by, on: '2026-01-06' }));
  await expect(check(approveResolution, first.resolutionId, 'ann')).rejects.toThrow('CHECKER_IS_MAKER');
  await expect(check(rejectResolution, first.resolutionId, 'ann')).rejects.toThrow('CHECKER_IS_MAKER');
  await expect(db.query(`UPDATE payments.break_resolution SET checked_by = made_by, state = 'approved' WHERE break_id = $1`, [id])).rejects.toThrow('check');
  await check(rejectResolution, first.resolutionId, 'bob');
  const second = await propose('no-action', 'ann');
  expect(second.resolutionId).not.toBe(first.resolutionId);
  // Sent again, a decision is about the proposal that it was about: the newer one stays as it is.
  await check(rejectResolution, first.resolutionId, 'bob');
  await expect(check(approveResolution, first.resolutionId, 'bob')).rejects.toThrow('RESOLUTION_DECIDED');
  await expect(check(approveResolution, 'res_nowhere', 'bob')).rejects.toThrow('RESOLUTION_UNKNOWN');
  expect((await resolutionsOf(db, id)).map(({ state, checkedBy }) => `${state} ${checkedBy}`)).toEqual(['rejected bob', 'proposed null']);
  await check(approveResolution, second.resolutionId, 'bob');
  await check(approveResolution, second.resolutionId, 'bob');
  await expect(check(rejectResolution, second.resolutionId, 'bob')).rejects.toThrow('RESOLUTION_DECIDED');
  expect((await resolutionsOf(db, id)).map(({ state, checkedBy }) => `${state} ${checkedBy}`)).toEqual(['rejected bob', 'approved bob']);
});
