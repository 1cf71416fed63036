import type { Db, Tx } from '@jinqiao/database';

export type CodePurpose = 'sign-in' | 'confirm' | 'change-mobile' | 'join';

type MobileKey = { readonly hash: string; readonly bucket: number };

/** Holds the number for one sending. @returns false where the last one is younger than the wait. */
export async function holdSending(tx: Tx, { hash, bucket }: MobileKey, at: string, before: string): Promise<boolean> {
  const { rowCount } = await tx.query(
    `INSERT INTO parties.code_sending AS s (bucket, mobile_hash, last_sent_at) VALUES ($1, $2, $3)
     ON CONFLICT (bucket, mobile_hash) DO UPDATE SET last_sent_at = excluded.last_sent_at WHERE s.last_sent_at <= $4`,
    [bucket, hash, at, before],
  );
  return rowCount > 0;
}

/** Codes sent to a number since an hour and since a day before. */
export async function codesSince(tx: Tx, { hash, bucket }: MobileKey, hour: string, day: string): Promise<{ hour: number; day: number }> {
  const { rows } = await tx.query<{ hour: number; day: number }>(
    `SELECT count(*) FILTER (WHERE sent_at > $3)::int AS hour, count(*)::int AS day
     FROM parties.one_time_code WHERE bucket = $1 AND mobile_hash = $2 AND sent_at > $4`,
    [bucket, hash, hour, day],
  );
  return rows[0] ?? { hour: 0, day: 0 };
}

export type NewCode = {
  readonly codeId: string;
  readonly purpose: CodePurpose;
  readonly codeHash: string;
  readonly sentAt: string;
  readonly expiresAt: string;
};

/** Stores a code and forgets those of the number that are older than a day. */
export async function insertCode(tx: Tx, { hash, bucket }: MobileKey, code: NewCode, day: string): Promise<void> {
  await tx.query('DELETE FROM parties.one_time_code WHERE bucket = $1 AND mobile_hash = $2 AND sent_at <= $3', [bucket, hash, day]);
  await tx.query(
    `INSERT INTO parties.one_time_code (bucket, code_id, mobile_hash, purpose, code_hash, tries, sent_at, expires_at) VALUES ($1, $2, $3, $4, $5, 0, $6, $7)`,
    [bucket, code.codeId, hash, code.purpose, code.codeHash, code.sentAt, code.expiresAt],
  );
}

export type TriedCode = { readonly codeId: string; readonly codeHash: string; readonly tries: number; readonly used: boolean };

/** Counts a try against the last code of a number and purpose, before anybody compares it; undefined where there is none left to try. */
export async function countTry(db: Db, { hash, bucket }: MobileKey, purpose: CodePurpose, command: string, now: string, triesMax: number) {
  const { rows } = await db.query<TriedCode>(
    `UPDATE parties.one_time_code c SET tries = c.tries + 1
     WHERE c.bucket = $1 AND c.tries < $5 AND c.expires_at > $6 AND (c.used_at IS NULL OR c.used_by = $4) AND c.code_id = (
       SELECT l.code_id FROM parties.one_time_code l WHERE l.bucket = $1 AND l.mobile_hash = $2 AND l.purpose = $3 ORDER BY l.sent_at DESC, l.code_id LIMIT 1)
     RETURNING c.code_id AS "codeId", c.code_hash AS "codeHash", c.tries, c.used_at IS NOT NULL AS used`,
    [bucket, hash, purpose, command, triesMax, now],
  );
  return rows[0];
}

/** Uses a code up for a command. @returns false where another command has. */
export async function markUsed(tx: Tx, bucket: number, codeId: string, command: string, at: string): Promise<boolean> {
  const { rowCount } = await tx.query(
    `UPDATE parties.one_time_code SET used_at = $4, used_by = $3 WHERE bucket = $1 AND code_id = $2 AND (used_at IS NULL OR used_by = $3)`,
    [bucket, codeId, command, at],
  );
  return rowCount > 0;
}
