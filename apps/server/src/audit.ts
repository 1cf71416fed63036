import { createHash, createHmac } from 'node:crypto';
import type { AuditEntry } from '@jinqiao/api';
import { BUCKETS, bucketOf, type Database, type Db, type Tx } from '@jinqiao/database';
import type { Check } from '@jinqiao/ledger';
import { type Clock, instant, maskText } from '@jinqiao/runtime';
import type { InstallationKeys } from './keys.ts';

/** One thing that somebody did, before it has its place in the trail. */
export type Deed = {
  readonly actor: string;
  readonly role: string;
  readonly action: string;
  readonly object: string;
  readonly phase: AuditEntry['phase'];
  readonly traceId: string;
  readonly code?: string;
  readonly reason?: string;
  readonly beforeDigest?: string;
  readonly afterDigest?: string;
};

type Linked = { at: string } & Required<Deed>;

/** Adds to the trail of the actor's bucket. Rows of one bucket are a chain: each hash covers the row and the hash before it. */
export async function appendAudit(db: Database, clock: Clock, deed: Deed): Promise<void> {
  const bucket = bucketOf(deed.actor);
  const row: Linked = {
    code: '',
    beforeDigest: '',
    afterDigest: '',
    ...deed,
    object: storable(deed.object),
    reason: storable(deed.reason ?? ''),
    at: instant(clock),
  };
  await db.tx(async (tx) => {
    const { rows } = await tx.query<{ sequence: bigint; hash: string }>(
      `INSERT INTO server.audit_head AS h (bucket, sequence, hash) VALUES ($1, 1, '')
       ON CONFLICT (bucket) DO UPDATE SET sequence = h.sequence + 1 RETURNING sequence, hash`,
      [bucket],
    );
    const { sequence = 1n, hash: previous = '' } = rows[0] ?? {};
    const hash = linkHash(previous, bucket, sequence, row);
    await tx.query(
      `INSERT INTO server.audit (bucket, sequence, at, actor, role, action, object, phase, trace_id, code, reason, before_digest, after_digest, hash)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
      [
        bucket,
        sequence,
        row.at,
        row.actor,
        row.role,
        row.action,
        row.object,
        row.phase,
        row.traceId,
        row.code,
        row.reason,
        row.beforeDigest,
        row.afterDigest,
        hash,
      ],
    );
    await tx.query('UPDATE server.audit_head SET hash = $2 WHERE bucket = $1', [bucket, hash]);
  });
}

/** A request that is refused for what it holds leaves its trace all the same: masked, and without what a text cannot hold. */
function storable(text: string): string {
  return maskText(text.replaceAll('\0', ''));
}

function linkHash(previous: string, bucket: number, sequence: bigint, row: Linked): string {
  const content = [row.at, row.actor, row.role, row.action, row.object, row.phase, row.traceId, row.code, row.reason, row.beforeDigest, row.afterDigest];
  return createHash('sha256')
    .update(JSON.stringify([previous, bucket, sequence.toString(), ...content]))
    .digest('hex');
}

/** The digest of an object before or after a deed: keyed, so that nobody finds a number by trying all of them. */
export function auditDigest(keys: InstallationKeys, content: unknown): string {
  return createHmac('sha256', keys.vault)
    .update(`audit ${typeof content === 'string' ? content : JSON.stringify(content)}`)
    .digest('hex');
}

type Stored = Omit<AuditEntry, 'sequence' | 'at'> & { sequence: bigint; at: Date };

const COLUMNS = `bucket, sequence, at, actor, role, action, object, phase, code, reason, trace_id AS "traceId", before_digest AS "beforeDigest", after_digest AS "afterDigest", hash`;

export type AuditFilter = {
  readonly actor: string | null;
  readonly object: string | null;
  readonly action: string | null;
  readonly phase: string | null;
  readonly from: string | null;
  readonly through: string | null;
  /** `<instant> <trace id> <phase>` of the row after which the page begins. */
  readonly after: string | null;
  readonly limit: number;
};

/** The trail, newest first. How a command began is shown where it is not known how it ended. */
export async function auditTrail(db: Db, f: AuditFilter): Promise<AuditEntry[]> {
  const [at = null, traceId = null, phase = null] = f.after?.split(' ') ?? [];
  const { rows } = await db.query<Stored>(
    `SELECT ${COLUMNS} FROM server.audit a
     WHERE ($1::text IS NULL OR actor = $1) AND ($2::text IS NULL OR object = $2) AND ($3::text IS NULL OR action = $3) AND ($4::text IS NULL OR phase = $4)
       AND ($5::date IS NULL OR at >= $5::date::timestamp AT TIME ZONE 'Asia/Shanghai') AND ($6::date IS NULL OR at < ($6::date + 1)::timestamp AT TIME ZONE 'Asia/Shanghai')
       AND ($7::timestamptz IS NULL OR (at, trace_id, phase) < ($7, $8, $9))
       AND (phase <> 'begun' OR NOT EXISTS (SELECT FROM server.audit o WHERE o.bucket = a.bucket AND o.trace_id = a.trace_id AND o.phase <> 'begun'))
     ORDER BY at DESC, trace_id DESC, phase DESC LIMIT $10`,
    [f.actor, f.object, f.action, f.phase, f.from, f.through, at, traceId, phase, f.limit],
  );
  return rows.map((row) => ({ ...row, sequence: row.sequence.toString(), at: row.at.toISOString() }));
}

const PAGE = 1_000;

/** Proves that no row of the trail was altered, removed, inserted or moved. */
export function verifyAudit(db: Database): Promise<Check> {
  return db.tx(async (tx) => {
    // One moment for all buckets: commands go on meanwhile, and a head that is read before its last row would look broken.
    await tx.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
    return auditChain(tx);
  });
}

/** The check itself, on what a transaction sees. */
export async function auditChain(tx: Tx): Promise<Check> {
  const { rows: heads } = await tx.query<{ bucket: number; sequence: bigint; hash: string }>('SELECT bucket, sequence, hash FROM server.audit_head');
  const ends = new Map(heads.map((head) => [head.bucket, head]));
  const wrong: string[] = [];
  let examined = 0;
  for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
    let previous = '';
    let sequence = 0n;
    for (let rows: Stored[] = []; ; sequence = rows.at(-1)?.sequence ?? sequence) {
      rows = (
        await tx.query<Stored>(`SELECT ${COLUMNS} FROM server.audit WHERE bucket = $1 AND sequence > $2 ORDER BY sequence LIMIT ${PAGE}`, [bucket, sequence])
      ).rows;
      examined += rows.length;
      for (const [i, row] of rows.entries()) {
        const expected = linkHash(previous, bucket, sequence + BigInt(i) + 1n, { ...row, at: row.at.toISOString() });
        if (row.hash !== expected) wrong.push(`audit ${bucket}/${row.sequence}`);
        previous = row.hash;
      }
      if (rows.length < PAGE) {
        const end = sequence + BigInt(rows.length);
        const head = ends.get(bucket);
        if (head ? head.sequence !== end || head.hash !== previous : end > 0n) wrong.push(`audit ${bucket}: the chain ends at ${end}`);
        break;
      }
    }
  }
  return { name: 'audit-chain', ok: wrong.length === 0, examined, wrong: wrong.slice(0, 20) };
}
