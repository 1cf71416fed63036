/** The rules of a schema that also runs on a distributed PostgreSQL, read from the catalogue of a plain one. */
import type { Db } from '@jinqiao/database';

export type SchemaFault = { readonly rule: string; readonly object: string };

/** Rows are spread by this column; it leads every key. */
const DISTRIBUTION_COLUMN = 'bucket';

/** The bookkeeping of migrations stays on one node. */
const EXEMPT_SCHEMAS = ['runtime'];

/**
 * Tables of our own schemas. A table whose comment begins with "reference" is copied to every node and needs no bucket;
 * `d` below are the others, with the number of their distribution column (null where it is missing).
 */
const TABLES = `WITH t AS (
    SELECT c.oid, format('%I.%I', n.nspname, c.relname) AS name, coalesce(obj_description(c.oid, 'pg_class') LIKE 'reference%', false) AS reference, c.relkind
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname <> ALL ($1) AND n.nspname !~ '^(pg_|information_schema$)'
  ), d AS (
    SELECT t.oid, t.name, a.attnum, a.atttypid, a.attnotnull FROM t
    LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attname = '${DISTRIBUTION_COLUMN}' AND NOT a.attisdropped
    WHERE NOT t.reference
  )`;

const RULES: Readonly<Record<string, string>> = {
  'table without bucket int NOT NULL': `SELECT name FROM d WHERE attnum IS NULL OR atttypid <> 'int4'::regtype OR NOT attnotnull`,

  'table without a primary key': `SELECT name FROM t WHERE NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = t.oid AND i.indisprimary)`,

  'unique key or exclusion that bucket does not lead': `SELECT format('%s on %s', i.indexrelid::regclass, d.name) FROM d JOIN pg_index i ON i.indrelid = d.oid
    WHERE (i.indisunique OR i.indisexclusion) AND d.attnum IS NOT NULL AND i.indkey[0] <> d.attnum`,

  'exclusion that does not compare bucket with =': `SELECT format('%s on %s', c.conname, d.name) FROM d JOIN pg_constraint c ON c.conrelid = d.oid
    WHERE c.contype = 'x' AND NOT EXISTS (
      SELECT FROM generate_subscripts(c.conkey, 1) s JOIN pg_operator o ON o.oid = c.conexclop[s] WHERE c.conkey[s] = d.attnum AND o.oprname = '=')`,

  'foreign key that does not carry bucket in the same place': `SELECT format('%s on %s', c.conname, d.name)
    FROM d JOIN pg_constraint c ON c.conrelid = d.oid AND c.contype = 'f' JOIN d target ON target.oid = c.confrelid
    WHERE NOT EXISTS (SELECT FROM generate_subscripts(c.conkey, 1) s WHERE c.conkey[s] = d.attnum AND c.confkey[s] = target.attnum)`,

  'foreign key from a reference table to a distributed one': `SELECT format('%s on %s', c.conname, t.name)
    FROM t JOIN pg_constraint c ON c.conrelid = t.oid AND c.contype = 'f' JOIN d ON d.oid = c.confrelid WHERE t.reference`,

  trigger: `SELECT format('%s on %s', g.tgname, t.name) FROM t JOIN pg_trigger g ON g.tgrelid = t.oid WHERE NOT g.tgisinternal`,

  'rewrite rule': `SELECT format('%s on %s', r.rulename, t.name) FROM t JOIN pg_rewrite r ON r.ev_class = t.oid`,

  'generated column': `SELECT format('%s.%I', t.name, a.attname) FROM t JOIN pg_attribute a ON a.attrelid = t.oid WHERE a.attgenerated <> ''`,

  'identity or serial that is not bigint': `SELECT format('%s.%I', t.name, a.attname) FROM t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0
    WHERE a.atttypid IN ('int2'::regtype, 'int4'::regtype) AND (a.attidentity <> '' OR EXISTS (
      SELECT FROM pg_attrdef f WHERE f.adrelid = t.oid AND f.adnum = a.attnum AND pg_get_expr(f.adbin, f.adrelid) LIKE 'nextval(%'))`,

  'partitions of partitions': `SELECT c.oid::regclass::text FROM t JOIN pg_inherits h ON h.inhparent = t.oid JOIN pg_class c ON c.oid = h.inhrelid WHERE c.relkind = 'p'`,
};

/** What code must not say: each node keeps its own advisory locks and notifications, and its own time. */
const CODE_RULES: readonly { readonly rule: string; readonly pattern: RegExp; readonly functionsOnly?: true }[] = [
  { rule: 'advisory lock', pattern: /\bpg_(try_)?advisory_\w+/i },
  { rule: 'notification', pattern: /\bpg_notify\s*\(|\b(LISTEN|NOTIFY)\s+\w/ },
  { rule: 'MERGE', pattern: /\bMERGE\s+INTO\b/i },
  { rule: 'row order by a transaction number', pattern: /\b(pg_current_xact_id|txid_current)\s*\(/i },
  {
    rule: 'time or chance inside ON CONFLICT DO UPDATE',
    pattern:
      /\bON\s+CONFLICT\b[^;`]*?\bDO\s+UPDATE\b[^;`]*?\b((now|clock_timestamp|statement_timestamp|transaction_timestamp|random|gen_random_uuid)\s*\(|current_(timestamp|date)\b)/i,
  },
  {
    rule: 'time or chance inside a function',
    pattern: /\b((now|clock_timestamp|statement_timestamp|transaction_timestamp|random|gen_random_uuid)\s*\(|current_(timestamp|date)\b)/i,
    functionsOnly: true,
  },
];

/** Reads tables and functions of every schema of ours in a migrated database. */
export async function schemaFaults(db: Db): Promise<SchemaFault[]> {
  const found: SchemaFault[] = [];
  for (const [rule, query] of Object.entries(RULES)) {
    const { rows } = await db.query<{ object: string }>(`${TABLES} SELECT object FROM (${query}) AS found (object) ORDER BY object`, [EXEMPT_SCHEMAS]);
    found.push(...rows.map(({ object }) => ({ rule, object })));
  }
  const { rows: functions } = await db.query<{ name: string; source: string }>(
    `SELECT p.oid::regprocedure::text AS name, p.prosrc AS source FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
     WHERE n.nspname <> ALL ($1) AND n.nspname !~ '^(pg_|information_schema$)'
       AND NOT EXISTS (SELECT FROM pg_depend x WHERE x.objid = p.oid AND x.deptype = 'e') ORDER BY 1`,
    [EXEMPT_SCHEMAS],
  );
  return [...found, ...functions.flatMap(({ name, source }) => codeFaults(name, source, 'function'))];
}

/** Reads SQL, or the source of a module with SQL in its strings, without a database. */
export function codeFaults(object: string, text: string, kind: 'function' | 'source'): SchemaFault[] {
  const code = text.replace(kind === 'source' ? /\/\/ [^\n]*/g : /--[^\n]*/g, '').replace(/\/\*[\s\S]*?\*\//g, '');
  return CODE_RULES.filter(({ functionsOnly, pattern }) => (kind === 'function' || !functionsOnly) && pattern.test(code)).map(({ rule }) => ({ rule, object }));
}
