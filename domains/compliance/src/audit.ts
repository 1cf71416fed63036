import { createHash } from 'node:crypto';
import { type Db, HOUSE_BUCKET, type Tx } from '@jinqiao/database';

export type AuditEntry = {
  readonly at: string;
  readonly businessDate: string;
  readonly actor: string;
  /** A verb and its object, such as `propose licence`. */
  readonly action: string;
  readonly subject: string;
  readonly reason: string;
  /** Before and after, or whatever makes the entry whole. No personal data. */
  readonly detail: Readonly<Record<string, unknown>>;
};

export type StoredAuditEntry = AuditEntry & { readonly sequence: bigint; readonly hash: string };

const START = '0'.repeat(64);

function hashOf(previous: string, sequence: bigint, entry: AuditEntry): string {
  const { at, businessDate, actor, action, subject, reason, detail } = entry;
  return createHash('sha256')
    .update(JSON.stringify([previous, sequence.toString(), at, businessDate, actor, action, subject, reason, sorted(detail)]))
    .digest('hex');
}

/** Keys in order, since jsonb does not keep theirs. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, of]) => [key, sorted(of)]);
}

/** Appends to the audit trail, in the transaction of what it tells of. Each entry's digest covers the one before. */
export async function recordAudit(tx: Tx, entry: AuditEntry): Promise<void> {
  await tx.query('INSERT INTO compliance.audit_head (bucket, sequence, hash) VALUES ($1, 0, $2) ON CONFLICT DO NOTHING', [HOUSE_BUCKET, START]);
  const { rows } = await tx.query<{ sequence: bigint; hash: string }>('SELECT sequence, hash FROM compliance.audit_head WHERE bucket = $1 FOR UPDATE', [
    HOUSE_BUCKET,
  ]);
  const previous = rows[0]?.hash ?? START;
  const sequence = (rows[0]?.sequence ?? 0n) + 1n;
  const hash = hashOf(previous, sequence, entry);
  const { at, businessDate, actor, action, subject, reason, detail } = entry;
  await tx.query(
    `INSERT INTO compliance.audit (bucket, sequence, at, business_date, actor, action, subject, reason, detail, previous_hash, hash)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [HOUSE_BUCKET, sequence, at, businessDate, actor, action, subject, reason, JSON.stringify(detail), previous, hash],
  );
  await tx.query('UPDATE compliance.audit_head SET sequence = $2, hash = $3 WHERE bucket = $1', [HOUSE_BUCKET, sequence, hash]);
}

type Row = AuditEntry & { readonly sequence: bigint; readonly previous: string; readonly hash: string };

const COLUMNS = `sequence, to_char(at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at, business_date AS "businessDate", actor, action, subject, reason, detail,
  previous_hash AS previous, hash`;

/** A page of the trail, newest first; `before` is the sequence at which the last page ended. */
export async function auditTrail(db: Db, filter: { subject: string | null; before: bigint | null; limit: number }): Promise<StoredAuditEntry[]> {
  const { rows } = await db.query<Row>(
    `SELECT ${COLUMNS} FROM compliance.audit WHERE bucket = $1 AND ($2::text IS NULL OR subject = $2) AND ($3::bigint IS NULL OR sequence < $3)
     ORDER BY sequence DESC LIMIT $4`,
    [HOUSE_BUCKET, filter.subject, filter.before, filter.limit],
  );
  return rows;
}

const PAGE = 5_000;

/** Recomputes the chain of the audit trail. @returns how many entries were examined and which do not hold. */
export async function verifyAudit(db: Db): Promise<{ examined: number; wrong: string[] }> {
  let [previous, last, examined] = [START, 0n, 0];
  const wrong: string[] = [];
  for (;;) {
    const { rows } = await db.query<Row>(`SELECT ${COLUMNS} FROM compliance.audit WHERE bucket = $1 AND sequence > $2 ORDER BY sequence LIMIT $3`, [
      HOUSE_BUCKET,
      last,
      PAGE,
    ]);
    for (const row of rows) {
      if (row.sequence !== last + 1n || row.previous !== previous || hashOf(previous, row.sequence, row) !== row.hash) wrong.push(`entry ${row.sequence}`);
      previous = row.hash;
      last = row.sequence;
    }
    examined += rows.length;
    if (rows.length < PAGE) break;
  }
  const { rows: heads } = await db.query<{ sequence: bigint; hash: string }>('SELECT sequence, hash FROM compliance.audit_head WHERE bucket = $1', [
    HOUSE_BUCKET,
  ]);
  if (heads[0] && (heads[0].sequence !== last || heads[0].hash !== previous)) wrong.push('the head is not the last entry');
  return { examined, wrong };
}
