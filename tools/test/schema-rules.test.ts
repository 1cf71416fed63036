import { type Database, openDatabase } from '@jinqiao/database';
import { type TestDatabase, testDatabase } from '@jinqiao/runtime/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { codeFaults, schemaFaults } from '../schema-rules.ts';

let database: TestDatabase;
let db: Database;

beforeAll(async () => {
  database = await testDatabase();
  db = openDatabase(database.url, { max: 1 });
  await db.query('CREATE EXTENSION btree_gist');
});

afterAll(async () => {
  await db.end();
  await database.drop();
});

beforeEach(async () => {
  await db.query('DROP SCHEMA IF EXISTS shop CASCADE; DROP SCHEMA IF EXISTS runtime CASCADE; CREATE SCHEMA shop; CREATE SCHEMA runtime');
});

const SOUND = `
  CREATE TABLE shop.currency (code text PRIMARY KEY);
  COMMENT ON TABLE shop.currency IS 'reference: ISO 4217';
  CREATE TABLE shop.orders (bucket int NOT NULL, id bigint GENERATED ALWAYS AS IDENTITY, currency text REFERENCES shop.currency, PRIMARY KEY (bucket, id));
  CREATE TABLE shop.line (bucket int NOT NULL, id bigint, n int, PRIMARY KEY (bucket, id, n), FOREIGN KEY (bucket, id) REFERENCES shop.orders);
  CREATE INDEX ON shop.line (n);
  CREATE FUNCTION shop.touch(p_at timestamptz) RETURNS timestamptz LANGUAGE plpgsql AS $$ BEGIN
    -- now() would differ from node to node
    RETURN p_at; END $$;
  CREATE TABLE runtime.migration (file text PRIMARY KEY);
`;

test('a schema that keeps the rules has no faults, and the bookkeeping of migrations is exempt', async () => {
  await db.query(SOUND);
  expect(await schemaFaults(db)).toEqual([]);
});

test.each([
  ['table without bucket int NOT NULL', 'shop.x', 'CREATE TABLE shop.x (id bigint PRIMARY KEY)'],
  ['table without bucket int NOT NULL', 'shop.x', 'CREATE TABLE shop.x (bucket int, id bigint NOT NULL)'],
  ['table without bucket int NOT NULL', 'shop.x', 'CREATE TABLE shop.x (bucket bigint NOT NULL, id bigint, PRIMARY KEY (bucket, id))'],
  ['table without a primary key', 'shop.x', 'CREATE TABLE shop.x (bucket int NOT NULL)'],
  [
    'unique key or exclusion that bucket does not lead',
    'shop.x_pkey on shop.x',
    'CREATE TABLE shop.x (bucket int NOT NULL, id bigint, PRIMARY KEY (id, bucket))',
  ],
  [
    'unique key or exclusion that bucket does not lead',
    'shop.x_id_idx on shop.x',
    'CREATE TABLE shop.x (bucket int NOT NULL, id bigint, PRIMARY KEY (bucket, id)); CREATE UNIQUE INDEX ON shop.x (id) WHERE id > 7',
  ],
  [
    'exclusion that does not compare bucket with =',
    'span on shop.x',
    `CREATE TABLE shop.x (bucket int NOT NULL, id bigint, PRIMARY KEY (bucket, id), CONSTRAINT span EXCLUDE USING gist (bucket WITH <>, id WITH =))`,
  ],
  [
    'foreign key that does not carry bucket in the same place',
    'x_home_id_fkey on shop.x',
    'CREATE TABLE shop.x (bucket int NOT NULL, home int, id bigint, PRIMARY KEY (bucket, id), FOREIGN KEY (home, id) REFERENCES shop.orders)',
  ],
  [
    'foreign key from a reference table to a distributed one',
    'x_bucket_id_fkey on shop.x',
    `CREATE TABLE shop.x (bucket int, id bigint PRIMARY KEY, FOREIGN KEY (bucket, id) REFERENCES shop.orders); COMMENT ON TABLE shop.x IS 'reference'`,
  ],
  [
    'trigger',
    'watch on shop.line',
    `CREATE FUNCTION shop.watch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
     CREATE TRIGGER watch BEFORE INSERT ON shop.line FOR EACH ROW EXECUTE FUNCTION shop.watch()`,
  ],
  ['rewrite rule', 'quiet on shop.line', 'CREATE RULE quiet AS ON DELETE TO shop.line DO INSTEAD NOTHING'],
  ['generated column', 'shop.line.twice', 'ALTER TABLE shop.line ADD COLUMN twice int GENERATED ALWAYS AS (n * 2) STORED'],
  ['identity or serial that is not bigint', 'shop.line.seq', 'ALTER TABLE shop.line ADD COLUMN seq int GENERATED ALWAYS AS IDENTITY'],
  ['identity or serial that is not bigint', 'shop.line.seq', 'ALTER TABLE shop.line ADD COLUMN seq smallserial'],
  [
    'partitions of partitions',
    'shop.x1',
    `CREATE TABLE shop.x (bucket int NOT NULL, id bigint, PRIMARY KEY (bucket, id)) PARTITION BY RANGE (bucket);
     CREATE TABLE shop.x1 PARTITION OF shop.x FOR VALUES FROM (0) TO (9) PARTITION BY RANGE (id)`,
  ],
  ['advisory lock', 'shop.f()', bodyOf('PERFORM pg_advisory_xact_lock(1)')],
  ['notification', 'shop.f()', bodyOf(`PERFORM pg_notify('a', 'b')`)],
  ['notification', 'shop.f()', bodyOf('NOTIFY woken')],
  ['time or chance inside a function', 'shop.f()', bodyOf('PERFORM clock_timestamp()')],
  ['time or chance inside a function', 'shop.f()', bodyOf('PERFORM current_date')],
  ['MERGE', 'shop.f()', bodyOf('MERGE INTO shop.line USING shop.orders o ON true WHEN MATCHED THEN DELETE')],
])('%s: %s', async (rule, object, planted) => {
  await db.query(SOUND);
  await db.query(planted);
  expect(await schemaFaults(db)).toContainEqual({ rule, object });
});

function bodyOf(statement: string): string {
  return `CREATE FUNCTION shop.f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN ${statement}; END $$`;
}

test('SQL in the strings of a module is read as well', () => {
  const upsert = (value: string) => `await tx.query(\`INSERT INTO a (b) VALUES (now()) ON CONFLICT (b) DO UPDATE SET c = ${value}\`);`;
  expect(codeFaults('store.ts', upsert('random()'), 'source')).toEqual([{ rule: 'time or chance inside ON CONFLICT DO UPDATE', object: 'store.ts' }]);
  expect(codeFaults('store.ts', upsert('excluded.c'), 'source')).toEqual([]);
  expect(codeFaults('store.ts', `${upsert('excluded.c')}\nawait db.query(\`SELECT now()\`);`, 'source')).toEqual([]);
  expect(codeFaults('store.ts', `await db.query('SELECT pg_try_advisory_lock(1)')`, 'source')).toEqual([{ rule: 'advisory lock', object: 'store.ts' }]);
});
