import { bucketOfId, type Db, HOUSE_BUCKET } from '@jinqiao/database';
import { paymentsFault } from '../errors.ts';
import { FILE_COLUMNS, type FileRecord, type ReceivedFile, receivedOf } from './receive.ts';

/** Why one side has more or less than ours: items of one type and fate together. Amounts in minor units. */
export type Explanation = {
  readonly type: string;
  readonly state: string;
  readonly resolution: string | null;
  readonly count: number;
  readonly amount: bigint;
};

/** One institution's side of a day. theirs − ours is the sum of the explanations. */
export type ComparedSide = {
  readonly comparison: string;
  readonly state: 'pending' | 'done';
  readonly fileId: string | null;
  readonly ours: { readonly count: number; readonly amount: bigint };
  readonly theirs: { readonly count: number; readonly amount: bigint };
  readonly matched: number;
  /** Records that are not final yet: the day is compared again. */
  readonly waiting: number;
  readonly explanations: readonly Explanation[];
};

export type ComparedDay = { readonly scope: string; readonly date: string; readonly sides: readonly ComparedSide[] };

type SideRow = {
  scope: string;
  date: string;
  comparison: string;
  state: 'pending' | 'done';
  fileId: string | null;
  oursCount: number;
  oursAmount: string;
  theirsCount: number;
  theirsAmount: string;
  matched: number;
  waiting: number;
  explanations: { type: string; state: string; resolution: string | null; count: number; amount: string }[] | null;
};

/** A page of days, newest first, each with every side and what explains its difference. @param after `YYYY-MM-DD scope`. */
export async function comparedDays(db: Db, filter: { scope: string | null; date: string | null; after: string | null; limit: number }): Promise<ComparedDay[]> {
  const { rows } = await db.query<SideRow>(
    `WITH day AS MATERIALIZED (
       SELECT business_date, scope FROM payments.reconciliation
       WHERE ($1::text IS NULL OR scope = $1) AND ($2::date IS NULL OR business_date = $2)
         AND ($3::text IS NULL OR (business_date, scope) < (split_part($3, ' ', 1)::date, split_part($3, ' ', 2)))
       GROUP BY business_date, scope ORDER BY business_date DESC, scope DESC LIMIT $4
     )
     SELECT d.scope, d.business_date AS date, d.comparison, d.state, d.file_id AS "fileId", d.ours_count AS "oursCount", d.ours_amount::text AS "oursAmount",
       d.theirs_count AS "theirsCount", d.theirs_amount::text AS "theirsAmount", d.matched, d.waiting,
       (SELECT json_agg(x ORDER BY x.type, x.state, x.resolution) FROM (
          SELECT b.type, b.state, b.resolution, count(*)::int AS count, sum(b.delta)::text AS amount FROM payments.break b
          WHERE b.scope = d.scope AND b.business_date = d.business_date AND b.comparison = d.comparison AND b.run = d.run GROUP BY b.type, b.state, b.resolution) x) AS explanations
     FROM day JOIN payments.reconciliation d ON d.bucket = $5 AND d.scope = day.scope AND d.business_date = day.business_date
     ORDER BY d.business_date DESC, d.scope DESC, d.comparison DESC`,
    [filter.scope, filter.date, filter.after, filter.limit, HOUSE_BUCKET],
  );
  return [...Map.groupBy(rows, (row) => `${row.date} ${row.scope}`).values()].map((sides) => ({
    scope: sides[0]?.scope ?? '',
    date: sides[0]?.date ?? '',
    sides: sides.map(sideOf),
  }));
}

function sideOf(row: SideRow): ComparedSide {
  return {
    comparison: row.comparison,
    state: row.state,
    fileId: row.fileId,
    ours: { count: row.oursCount, amount: BigInt(row.oursAmount) },
    theirs: { count: row.theirsCount, amount: BigInt(row.theirsAmount) },
    matched: row.matched,
    waiting: row.waiting,
    explanations: (row.explanations ?? []).map((part) => ({ ...part, amount: BigInt(part.amount) })),
  };
}

export type FileFilter = {
  readonly institution: string | null;
  readonly state: string | null;
  readonly scope: string | null;
  readonly date: string | null;
  readonly after: string | null;
  readonly limit: number;
};

/** A page of the files that were asked for, the latest first. @param filter.after `YYYY-MM-DD fil_…`. */
export async function listFiles(db: Db, filter: FileFilter): Promise<ReceivedFile[]> {
  const { rows } = await db.query<FileRecord>(
    `SELECT ${FILE_COLUMNS} FROM payments.received_file f
     WHERE ($1::text IS NULL OR f.institution = $1) AND ($2::text IS NULL OR f.state = $2) AND ($3::text IS NULL OR f.scope = $3) AND ($4::date IS NULL OR f.business_date = $4)
       AND ($5::text IS NULL OR (f.received_on, f.file_id) < (split_part($5, ' ', 1)::date, split_part($5, ' ', 2)))
     ORDER BY f.received_on DESC, f.file_id DESC LIMIT $6`,
    [filter.institution, filter.state, filter.scope, filter.date, filter.after, filter.limit],
  );
  return rows.map(receivedOf);
}

/** @throws Fault FILE_UNKNOWN. */
export async function fileById(db: Db, fileId: string): Promise<ReceivedFile> {
  const { rows } = await db.query<FileRecord>(`SELECT ${FILE_COLUMNS} FROM payments.received_file f WHERE f.bucket = $1 AND f.file_id = $2`, [
    HOUSE_BUCKET,
    fileId,
  ]);
  if (!rows[0]) throw paymentsFault('FILE_UNKNOWN', { id: fileId.slice(0, 64) });
  return receivedOf(rows[0]);
}

/** A line of an accepted file as it came: fields joined by `|`. */
export type StoredLine = { readonly line: number; readonly key: string; readonly amount: bigint; readonly content: string };

/** The lines of a file in its order, after a line; with a key those of that key. */
export async function fileLines(
  db: Db,
  file: ReceivedFile,
  { after, key, limit }: { after: number; key: string | null; limit: number },
): Promise<StoredLine[]> {
  // The header is line 1, so that the lines of a page are known by their numbers.
  const { rows } = await db.query<StoredLine>(
    key === null
      ? `SELECT line, key, amount, content FROM payments.file_row WHERE business_date = $1 AND file_no = $2 AND line > $3::int AND line <= $3::int + $4::int ORDER BY line`
      : `SELECT line, key, amount, content FROM payments.file_row WHERE business_date = $1 AND file_no = $2 AND line > $3 AND bucket = $6 AND key = $5 ORDER BY line LIMIT $4`,
    key === null ? [file.date, file.fileNo, Math.max(after, 1), limit] : [file.date, file.fileNo, after, limit, key, bucketOfId(key) ?? HOUSE_BUCKET],
  );
  return rows;
}
