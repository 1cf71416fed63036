import { businessDate } from '@jinqiao/calendar';
import { bucketOf, type Database, migrate, openDatabase } from '@jinqiao/database';
import { derivedId, fixedClock } from '@jinqiao/runtime';
import { type TestDatabase, testDatabase } from '@jinqiao/runtime/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { relate, relatedWithin, unrelate } from '../src/index.ts';
import { insertRelations, type NewRelation, relationKey } from '../src/relation-store.ts';

const ON = businessDate('2026-05-06');
const clock = fixedClock(Date.parse('2026-05-06T02:00:00Z'));
let database: TestDatabase;
let db: Database;

beforeAll(async () => {
  database = await testDatabase();
  db = openDatabase(database.url, { max: 4 });
  await migrate(db, [{ name: 'parties', folder: new URL('../sql/', import.meta.url) }]);
});

afterAll(async () => {
  await db.end();
  await database.drop();
});

const party = (name: string) => ({ partyId: derivedId('org', bucketOf(name), name), bucket: bucketOf(name) });

async function organisation(name: string): Promise<string> {
  const { partyId, bucket } = party(name);
  await db.query(
    `INSERT INTO parties.organisation (bucket, organisation_id, uscc, name, kind, registered_on, made_by, made_at) VALUES ($1, $2, $3, $3, 'company', '2020-01-01', 'test', '2020-01-01')
     ON CONFLICT DO NOTHING`,
    [bucket, partyId, name],
  );
  return partyId;
}

const edge = (from: string, to: string, validFrom = '2020-01-01', validTo: string | null = null): NewRelation => {
  const relation = {
    from: party(from),
    to: party(to),
    kind: 'affiliate' as const,
    share: null,
    validFrom,
    validTo,
    source: 'test',
    madeBy: 'test',
    madeAt: '2020-01-01T00:00:00Z',
  };
  return { ...relation, relationId: relationKey(relation) };
};

/** The length of the shortest way by plain breadth-first search over the pairs; null where there is none. */
function distance(pairs: readonly (readonly [number, number])[], from: number, to: number): number | null {
  let reached = new Set([from]);
  for (let steps = 0; steps <= pairs.length + 1; steps += 1) {
    if (reached.has(to)) return steps;
    const next = new Set(reached);
    for (const [a, b] of pairs) {
      if (reached.has(a)) next.add(b);
      if (reached.has(b)) next.add(a);
    }
    if (next.size === reached.size) return null;
    reached = next;
  }
  return null;
}

test('two parties are related exactly when a plain search finds a way of at most so many steps, and the way is a shortest one', async () => {
  let graph = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.nat(9), fc.nat(9)), { maxLength: 16 }), fc.integer({ min: 1, max: 6 }), async (drawn, steps) => {
      graph += 1;
      const pairs = drawn.filter(([a, b]) => a !== b);
      const name = (n: number) => `g${graph} n${n}`;
      await db.tx((tx) =>
        insertRelations(
          tx,
          pairs.map(([a, b]) => edge(name(a), name(b))),
        ),
      );
      const { partyId: from } = party(name(0));
      const { partyId: to } = party(name(1));
      const expected = distance(pairs, 0, 1);
      const { steps: way } = await relatedWithin(db, from, to, steps, ON);
      if (expected === null || expected > steps) {
        expect(way).toBeNull();
        return;
      }
      expect(way).toHaveLength(expected);
      // The way holds together: it begins at one party, ends at the other, and every step goes on where the last ended.
      expect(way?.map((step) => step.partyId)).toEqual([from, ...(way ?? []).slice(0, -1).map((step) => step.otherId)]);
      expect(way?.at(-1)?.otherId).toBe(to);
      const known = new Set(pairs.flatMap(([a, b]) => [`${party(name(a)).partyId} ${party(name(b)).partyId}`]));
      for (const step of way ?? []) expect(known).toContain(step.side === 'from' ? `${step.partyId} ${step.otherId}` : `${step.otherId} ${step.partyId}`);
    }),
    { numRuns: 60 },
  );
}, 120_000);

test('an edge counts from its first day to the day before its last', async () => {
  await db.tx((tx) => insertRelations(tx, [edge('dated a', 'dated b', '2026-03-01', '2026-05-01')]));
  const asked = async (on: string) => (await relatedWithin(db, party('dated a').partyId, party('dated b').partyId, 1, businessDate(on))).steps?.length ?? null;
  expect([await asked('2026-02-28'), await asked('2026-03-01'), await asked('2026-04-30'), await asked('2026-05-01')]).toEqual([null, 1, 1, null]);
});

test('the same party is related to itself in no steps', async () => {
  expect((await relatedWithin(db, party('self').partyId, party('self').partyId, 1, ON)).steps).toEqual([]);
});

test('owners never hold more than the whole of an organisation on any day', async () => {
  const target = await organisation('target');
  const owners = [await organisation('owner 1'), await organisation('owner 2'), await organisation('owner 3')];
  const own = (from: string, share: bigint, validFrom: string, validTo: string | null = null) =>
    db.tx((tx) => relate(tx, clock, { from, to: target, kind: 'owner', share, validFrom, validTo, source: 'register', by: 'maker' }));
  await own(owners[0] as string, 60_000_000n, '2026-01-01');
  await expect(own(owners[1] as string, 40_000_001n, '2026-02-01')).rejects.toMatchObject({ code: 'RELATION_INVALID' });
  const second = await own(owners[1] as string, 40_000_000n, '2026-02-01');
  await expect(own(owners[2] as string, 1n, '2026-03-01')).rejects.toMatchObject({ code: 'RELATION_INVALID' });
  await db.tx((tx) => unrelate(tx, owners[1] as string, second, '2026-03-01', 'maker'));
  await own(owners[2] as string, 40_000_000n, '2026-03-01');
  // Before the second owner came, the third could have held a part, but not beyond the end of it.
  await own(owners[2] as string, 1n, '2026-01-01', '2026-02-01');
});

test.each([
  [{ share: null }, 'owners have a share'],
  [{ share: 0n }, 'above 0'],
  [{ share: 100_000_001n }, 'at most at 100 %'],
  [{ validTo: '2026-01-01' }, 'ends before it begins'],
  [{ kind: 'staff' as const }, 'owners have a share'],
])('a relation with %o is refused', async (change, why) => {
  const [from, to] = [await organisation('one'), await organisation('other')];
  const given = { from, to, kind: 'owner' as const, share: 1n, validFrom: '2026-01-01', validTo: null, source: 'test', by: 'maker', ...change };
  await expect(db.tx((tx) => relate(tx, clock, given))).rejects.toMatchObject({ code: 'RELATION_INVALID', params: { why: expect.stringContaining(why) } });
});
