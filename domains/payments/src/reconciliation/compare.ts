import { HOUSE_BUCKET, type Tx } from '@jinqiao/database';
import type { Comparison } from './model.ts';
import type { ReceivedFile } from './receive.ts';

/** What a comparison found. Amounts in minor units. */
export type Compared = {
  readonly ours: { readonly count: number; readonly amount: bigint };
  readonly theirs: { readonly count: number; readonly amount: bigint };
  readonly matched: number;
  /** Differences of the day as the file now has them, whatever has become of each. */
  readonly differences: number;
  /** Items of an earlier run that had been put into suspense and are not differences any more. */
  readonly corrected: number;
};

/**
 * Compares our records of a day with a file by key, amount, status and detail: one join of two sets. Differences become
 * items; those of an earlier run that are gone are put right. The sum of all differences is what theirs has more than ours,
 * to the minor unit; where it is not, the comparison itself is wrong and nothing is kept.
 */
export async function compareFile(tx: Tx, comparison: Comparison, file: ReceivedFile, on: string): Promise<Compared> {
  const { scope, date } = file;
  const run = `${file.fileId} ${on}`;
  const found = await tx.query<{ differences: number; delta: string; counted: number }>(differencesSql(comparison, file.distinct), [
    scope,
    date,
    file.fileNo,
    comparison.name,
    file.fileId,
    on,
    run,
    comparison.status?.counts ?? '',
  ]);
  const { rows: sums } = await tx.query<Sums>(
    `SELECT o.*, ${
      comparison.status
        ? `t.count AS "theirsCount", t.amount AS "theirsAmount" FROM (SELECT count(*)::int, coalesce(sum(amount), 0)::text AS amount FROM payments.file_row WHERE business_date = $2 AND file_no = $3 AND status = $4) t,`
        : `$3::int AS "theirsCount", $4::text AS "theirsAmount" FROM`
    } (${OURS(comparison)}) o`,
    comparison.status ? [scope, date, file.fileNo, comparison.status.counts] : [scope, date, file.lines, file.total.toString()],
  );
  const [row, diff] = [sums[0], found.rows[0]];
  if (!row || !diff) throw new Error(`${comparison.name} of ${date} gave no sums`);
  const [ours, theirs] = [
    { count: row.count, amount: BigInt(row.amount) },
    { count: row.theirsCount, amount: BigInt(row.theirsAmount) },
  ];
  if (ours.amount + BigInt(diff.delta) !== theirs.amount)
    throw new Error(`${comparison.name} of ${scope} ${date}: ours ${ours.amount} and differences ${diff.delta} do not give theirs ${theirs.amount}`);
  const corrected = await putRight(tx, comparison, file, run, on);
  const matched = ours.count - diff.counted;
  // A day on which nothing was collected anywhere is not kept.
  const empty = ours.count + theirs.count + row.waiting + diff.differences === 0;
  await saveDay(tx, comparison, file, empty, { run, ours, theirs, matched, waiting: row.waiting });
  return { ours, theirs, matched, differences: diff.differences, corrected };
}

type Sums = { count: number; amount: string; waiting: number; theirsCount: number; theirsAmount: string };

/** What we have of a scope ($1) and day ($2), and how many records are not final yet. */
const OURS = (comparison: Comparison) => `SELECT count(*) FILTER (WHERE status IN ('done', 'transit'))::int AS count,
  coalesce(sum(amount) FILTER (WHERE status IN ('done', 'transit')), 0)::text AS amount, count(*) FILTER (WHERE status IN ('unknown', 'transit'))::int AS waiting FROM (${comparison.ours}) o`;

/** $1 scope, $2 date, $3 file, $4 comparison, $5 file id, $6 day of the run, $7 run, $8 the status that counts. */
function differencesSql(comparison: Comparison, distinct: boolean): string {
  const counts = comparison.status ? 'r.status = $8' : `($8::text IS NOT NULL)`;
  const rows = 'FROM payments.file_row r WHERE r.business_date = $2 AND r.file_no = $3';
  const theirs = distinct
    ? `SELECT r.bucket, r.key, r.amount, r.line, ${counts} AS counts, r.detail, 1::bigint AS times ${rows}`
    : `SELECT r.bucket, r.key, sum(r.amount)::bigint AS amount, min(r.line) AS line, bool_and(${counts}) AS counts, min(r.detail) AS detail, count(*) AS times ${rows} GROUP BY r.bucket, r.key`;
  const detail = comparison.detail ? 'o.detail <> t.detail' : 'false';
  return `WITH joined AS (
      SELECT coalesce(o.bucket, t.bucket) AS bucket, coalesce(o.key, t.key) AS key, o.amount AS ours, t.amount AS theirs, coalesce(o.status, '') AS status, t.line,
        CASE WHEN o.status IN ('done', 'transit') THEN o.amount ELSE 0 END AS ours_counts, CASE WHEN t.counts THEN t.amount ELSE 0 END AS theirs_counts,
        CASE
          WHEN t.key IS NULL THEN CASE o.status WHEN 'done' THEN 'short' WHEN 'transit' THEN 'transit' END
          WHEN o.key IS NULL THEN CASE WHEN t.counts THEN 'over' END
          WHEN t.times > 1 THEN 'duplicate'
          WHEN t.counts <> (o.status IN ('done', 'transit')) THEN 'status'
          WHEN NOT t.counts THEN NULL
          WHEN o.amount <> t.amount THEN 'amount'
          WHEN ${detail} THEN 'split'
        END AS type
      FROM (${comparison.ours}) o FULL JOIN (${theirs}) t ON t.bucket = o.bucket AND t.key = o.key
    ), kept AS (
      INSERT INTO payments.break (bucket, break_id, comparison, scope, business_date, type, key, ours, theirs, ours_state, delta, file_id, line, found_on, state, owner, run)
      SELECT bucket, ${BREAK_ID}, $4, $1, $2, type, key, ours, theirs, status, theirs_counts - ours_counts, $5, line, $6, CASE type WHEN 'transit' THEN 'transit' ELSE 'pending' END, 'finance', $7
      FROM joined WHERE type IS NOT NULL
      ON CONFLICT (bucket, break_id) DO UPDATE SET run = excluded.run, file_id = excluded.file_id, line = excluded.line,
        -- What a later file had put right, and this one has again, is found anew.
        state = CASE payments.break.resolution WHEN 'corrected' THEN excluded.state ELSE payments.break.state END,
        found_on = CASE payments.break.resolution WHEN 'corrected' THEN excluded.found_on ELSE payments.break.found_on END,
        journal_id = CASE payments.break.resolution WHEN 'corrected' THEN NULL ELSE payments.break.journal_id END,
        resolved_on = CASE payments.break.resolution WHEN 'corrected' THEN NULL ELSE payments.break.resolved_on END,
        resolution = nullif(payments.break.resolution, 'corrected')
      RETURNING delta, ours_state
    ) SELECT count(*)::int AS differences, coalesce(sum(delta), 0)::text AS delta, count(*) FILTER (WHERE ours_state IN ('done', 'transit'))::int AS counted FROM kept`;
}

/** The id of an item follows from what it says, as `derivedId` makes it: found again, it is the same item. */
const BREAK_ID = `'brk_' || lpad(to_hex(bucket), 2, '0') || left(encode(sha256(convert_to(
  concat_ws(' ', 'brk:' || $4::text, $1::text, $2::date, key, type, coalesce(ours::text, '-'), coalesce(theirs::text, '-'), theirs_counts - ours_counts), 'UTF8')), 'hex'), 24)`;

/** Items that this run did not find again. Those in suspense are only marked: their entry is taken back by who keeps the books. */
async function putRight(tx: Tx, comparison: Comparison, file: ReceivedFile, run: string, on: string): Promise<number> {
  const gone = `scope = $1 AND business_date = $2 AND comparison = $3 AND run <> $4 AND state <> 'resolved' AND type <> 'fee'`;
  const values = [file.scope, file.date, comparison.name, run];
  await tx.query(`UPDATE payments.break SET state = 'resolved', resolution = 'corrected', resolved_on = $5 WHERE ${gone} AND journal_id IS NULL`, [
    ...values,
    on,
  ]);
  const { rows } = await tx.query<{ n: number }>(`SELECT count(*)::int AS n FROM payments.break WHERE ${gone}`, values);
  return rows[0]?.n ?? 0;
}

type Side = { readonly count: number; readonly amount: bigint };
type DayFigures = { readonly run: string; readonly ours: Side; readonly theirs: Side; readonly matched: number; readonly waiting: number };

async function saveDay(tx: Tx, comparison: Comparison, file: ReceivedFile, empty: boolean, { run, ours, theirs, matched, waiting }: DayFigures): Promise<void> {
  await tx.query(
    `INSERT INTO payments.reconciliation (bucket, scope, business_date, comparison, state, run, file_id, ours_count, ours_amount, theirs_count, theirs_amount, matched, waiting)
     SELECT $1, $2, $3, $4, 'pending', $5, $6, $7, $8, $9, $10, $11, $12
     WHERE NOT $13 OR EXISTS (SELECT FROM payments.reconciliation WHERE bucket = $1 AND scope = $2 AND business_date = $3 AND comparison = $4)
     ON CONFLICT (bucket, scope, business_date, comparison) DO UPDATE SET state = 'pending', run = excluded.run, file_id = excluded.file_id, ours_count = excluded.ours_count,
       ours_amount = excluded.ours_amount, theirs_count = excluded.theirs_count, theirs_amount = excluded.theirs_amount,
       matched = excluded.matched, waiting = excluded.waiting`,
    [
      HOUSE_BUCKET,
      file.scope,
      file.date,
      comparison.name,
      run,
      file.fileId,
      ours.count,
      ours.amount.toString(),
      theirs.count,
      theirs.amount.toString(),
      matched,
      waiting,
      empty,
    ],
  );
}

/** A day whose file is not there yet: what we have is kept, and compared when the file comes. */
export async function saveUnmatchedDay(tx: Tx, comparison: Comparison, scope: string, date: string): Promise<void> {
  await tx.query(
    `INSERT INTO payments.reconciliation (bucket, scope, business_date, comparison, state, run, ours_count, ours_amount, theirs_count, theirs_amount, matched, waiting)
     SELECT $3, $1, $2, $4, 'pending', '', o.count, o.amount::numeric, 0, 0, 0, o.waiting FROM (${OURS(comparison)}) o
     ON CONFLICT (bucket, scope, business_date, comparison) DO UPDATE SET ours_count = excluded.ours_count, ours_amount = excluded.ours_amount, waiting = excluded.waiting
     WHERE payments.reconciliation.run = ''`,
    [scope, date, HOUSE_BUCKET, comparison.name],
  );
}

/**
 * What one day has and another lacks, of the same key and amount, lay across a cut-off: both items are explained by each
 * other. @returns how many pairs.
 */
export async function pairDays(tx: Tx, comparison: Comparison, scope: string, on: string): Promise<number> {
  const { rows } = await tx.query<{ n: number }>(
    `WITH pair AS (
       SELECT DISTINCT ON (a.bucket, a.break_id) a.bucket, a.break_id AS short_id, b.break_id AS over_id FROM payments.break a JOIN payments.break b
         ON b.scope = a.scope AND b.comparison = a.comparison AND b.bucket = a.bucket AND b.key = a.key AND b.theirs = a.ours AND b.business_date <> a.business_date
       WHERE a.scope = $1 AND a.comparison = $2 AND a.state <> 'resolved' AND a.type IN ('short', 'transit') AND a.counterpart IS NULL
         AND b.state <> 'resolved' AND b.type = 'over' AND b.counterpart IS NULL
       ORDER BY a.bucket, a.break_id, b.business_date, b.break_id
     ), done AS (
       UPDATE payments.break x SET counterpart = g.other, state = CASE WHEN x.journal_id IS NULL THEN 'resolved' ELSE x.state END,
         resolution = CASE WHEN x.journal_id IS NULL THEN 'next-day' END, resolved_on = CASE WHEN x.journal_id IS NULL THEN $3::date END
       FROM (SELECT bucket, short_id AS id, over_id AS other FROM pair UNION ALL SELECT bucket, over_id, short_id FROM pair) g
       WHERE x.bucket = g.bucket AND x.break_id = g.id RETURNING 1
     ) SELECT count(*)::int / 2 AS n FROM done`,
    [scope, comparison.name, on],
  );
  return rows[0]?.n ?? 0;
}

/** After so many days what is still on its way has become a break (a success notice whose money has not come by D+3). */
const TRANSIT_DAYS = 3;

/** Items of a scope that are due to become breaks: pending for a night, or on their way for too long. In a fixed order. */
export const DUE_ITEMS = `b.scope = $1 AND (b.state = 'pending' AND b.found_on < $2 OR b.state = 'transit' AND b.business_date < $2::date - ${TRANSIT_DAYS})`;

/** Marks days done on which nothing is left: their file is there, every outcome is known, every item is resolved. */
export async function finishDays(tx: Tx, comparison: Comparison, scope: string): Promise<void> {
  await tx.query(
    `UPDATE payments.reconciliation d SET state = 'done' WHERE d.bucket = $1 AND d.scope = $2 AND d.comparison = $3 AND d.state = 'pending' AND d.run <> '' AND d.waiting = 0
       AND NOT EXISTS (SELECT FROM payments.break b WHERE b.scope = d.scope AND b.comparison = d.comparison AND b.business_date = d.business_date AND b.state <> 'resolved')`,
    [HOUSE_BUCKET, scope, comparison.name],
  );
}

/** Days of a scope whose file is asked for again, oldest first: those since a date that are not done, and those without a file or with open outcomes. */
export async function pendingDays(tx: Pick<Tx, 'query'>, comparison: Comparison, scope: string, since: string): Promise<string[]> {
  const { rows } = await tx.query<{ date: string }>(
    `SELECT business_date AS date FROM payments.reconciliation WHERE state = 'pending' AND (business_date >= $3 OR run = '' OR waiting > 0) AND scope = $1 AND comparison = $2 ORDER BY business_date`,
    [scope, comparison.name, since],
  );
  return rows.map((row) => row.date);
}
