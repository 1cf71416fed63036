import { createReadStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, openDatabase } from '@jinqiao/database';
import { skipUnlessShared, testDatabase } from '@jinqiao/runtime/testing';
import { parse } from 'csv-parse';
import { expect, test } from 'vitest';
import { cellsOf, riskReport } from '../src/risk-tape/report.ts';
import { readRiskTape } from '../src/risk-tape/tape.ts';

const RAW = 'loan_id grade issue_d funded_amnt term int_rate installment loan_status last_pymnt_d total_rec_prncp recoveries'.split(' ');

/**
 * Month-ends by SQL alone, straight from the raw columns: balances by the closed formula of an annuity, in numeric. The same
 * reading of the tape (see docs/portfolio-risk.md), by other arithmetic.
 */
const MONTHS = `CREATE TABLE month AS
  WITH l AS (
    SELECT loan_id, grade, issue_d::date AS issued, round(funded_amnt::numeric, 2) AS funded, term::int AS term, int_rate::numeric / 12 AS i, installment::numeric AS a,
      loan_status LIKE '%Fully Paid' AS paid, round(total_rec_prncp::numeric, 2) AS principal,
      CASE last_pymnt_d WHEN '' THEN 0 ELSE extract(year FROM age(last_pymnt_d::date, issue_d::date))::int * 12 + extract(month FROM age(last_pymnt_d::date, issue_d::date))::int END AS last
    FROM tape)
  SELECT loan_id, grade, to_char(issued, 'YYYY-MM') AS cohort, k,
    CASE WHEN paid AND k = last THEN 0 WHEN NOT paid AND k >= last THEN funded - principal
      ELSE greatest(funded * (1 + i) ^ least(k, term - 1) - a * ((1 + i) ^ least(k, term - 1) - 1) / i, CASE WHEN paid THEN 0 ELSE funded - principal END) END AS balance,
    greatest(0, (issued + make_interval(months => k + 1))::date - 1 -
      CASE WHEN paid AND k < last AND k >= term THEN (issued + make_interval(months => term))::date
        WHEN NOT paid AND k > last THEN (issued + make_interval(months => last + 1))::date END) AS dpd
  FROM l CROSS JOIN LATERAL generate_series(0, CASE WHEN paid THEN last ELSE last + 4 END) AS k`;

async function load(db: Database, file: string): Promise<void> {
  await db.query(`CREATE TABLE tape (${RAW.map((column) => `${column} text`).join(', ')})`);
  const fields = RAW.map((column) => `${column} text`).join(', ');
  let rows: unknown[] = [];
  const flush = () => db.query(`INSERT INTO tape SELECT * FROM jsonb_to_recordset($1::jsonb) AS g(${fields})`, [JSON.stringify(rows)]);
  for await (const row of createReadStream(file).pipe(parse({ columns: true })) as AsyncIterable<unknown>) {
    if (rows.push(row) < 5_000) continue;
    await flush();
    rows = [];
  }
  await flush();
  await db.query(MONTHS);
}

/** Equal to four digits: four decimals below one, and four places above, where the open bucket M7+ stands to one that is nearly empty. */
function same(ours: readonly (readonly [string, string | null])[], theirs: readonly { key: string; value: string | null }[]): void {
  const expected = new Map(theirs.map(({ key, value }) => [key, Number(value ?? 0)]));
  const off = ours.filter(([key, value]) => Math.abs(Number(value ?? 0) - (expected.get(key) ?? 0)) >= 0.000_05 * Math.max(1, expected.get(key) ?? 0));
  expect(off.map(([key, value]) => [key, value, expected.get(key)])).toEqual([]);
  const known = new Set(ours.map(([key]) => key));
  expect([...expected].filter(([key, value]) => value >= 0.000_05 && !known.has(key))).toEqual([]);
}

test('vintages, flow rates and lifetime losses of a real tape equal an independent SQL over its raw columns', async (t) => {
  const file = skipUnlessShared(t, 'data/lendingclub-2007-2011/loans.csv');
  const report = riskReport(cellsOf(await readRiskTape(file)));
  const database = await testDatabase();
  const db = openDatabase(database.url, { max: 1 });
  try {
    await load(db, file);
    const asked = async (sql: string) => (await db.query<{ key: string; value: string | null }>(sql)).rows;
    const segments = [report.all, ...report.grades];
    expect(report.grades.map(({ grade }) => grade).join('')).toBe('ABCDEFG');

    const GRADES = `(SELECT loan_id, grade FROM tape UNION ALL SELECT loan_id, 'all' FROM tape) AS s(loan_id, segment)`;
    same(
      segments.map(({ grade, lifetimeLoss }) => [grade, lifetimeLoss]),
      await asked(`SELECT segment AS key, (sum(CASE WHEN loan_status LIKE '%Charged Off' THEN funded_amnt::numeric - total_rec_prncp::numeric - recoveries::numeric ELSE 0 END)
        / sum(funded_amnt::numeric))::text AS value FROM tape JOIN ${GRADES} USING (loan_id) GROUP BY 1`),
    );
    same(
      segments.flatMap(({ grade, flows }) => flows.map(({ to, rate }) => [`${grade} ${to}`, rate] as const)),
      await asked(`WITH b AS (SELECT segment, CASE WHEN dpd = 0 THEN 0 ELSE least(7, (dpd + 29) / 30) END AS n, sum(balance) AS balance FROM month JOIN ${GRADES} USING (loan_id) GROUP BY 1, 2)
        SELECT b.segment || ' M' || CASE b.n WHEN 7 THEN '7+' ELSE b.n::text END AS key, (b.balance / p.balance)::text AS value FROM b JOIN b p ON p.segment = b.segment AND p.n = b.n - 1`),
    );
    const CURVE = (of: string, sets: string) => `WITH f AS (SELECT loan_id, min(k) AS k FROM month WHERE dpd >= 30 GROUP BY 1),
        o AS (SELECT ${of} AS s, sum(funded_amnt::numeric) AS funded FROM tape ${sets} GROUP BY 1),
        c AS (SELECT ${of} AS s, month.k, sum(balance) FILTER (WHERE dpd >= 30) AS over, sum(balance) FILTER (WHERE f.k = month.k) AS entered
          FROM month JOIN tape USING (loan_id) LEFT JOIN f USING (loan_id) ${sets} GROUP BY 1, 2)`;
    const COHORT = `to_char(issue_d::date, 'YYYY-MM')`;
    same(
      report.vintages.flatMap(({ cohort, points }) => points.map(({ mob, coincident }) => [`${cohort} ${mob}`, coincident] as const)),
      await asked(`${CURVE(COHORT, '')} SELECT s || ' ' || c.k AS key, (coalesce(c.over, 0) / funded)::text AS value FROM c JOIN o USING (s)`),
    );
    same(
      segments.flatMap(({ grade, vintage }) => vintage.map(({ mob, cumulative }) => [`${grade} ${mob}`, cumulative] as const)),
      await asked(`${CURVE('segment', `JOIN ${GRADES} USING (loan_id)`)}
        SELECT o.s || ' ' || mob AS key, (sum(coalesce(c.entered, 0)) / o.funded)::text AS value FROM o CROSS JOIN generate_series(0, 66) AS mob
        LEFT JOIN c ON c.s = o.s AND c.k <= mob GROUP BY o.s, mob, o.funded`),
    );
    expect(report.all.vintage.at(-1)?.netLoss).toBe(report.all.lifetimeLoss);
    // Whoever never paid anything is late with the first instalment by every measure; nothing else of it is on the tape.
    const never = (await db.query<{ n: number }>(`SELECT count(*)::int AS n FROM tape WHERE last_pymnt_d IN ('', issue_d) AND loan_status LIKE '%Charged Off'`))
      .rows[0]?.n;
    expect(report.firstPaymentDefault.map(({ days, late }) => [days, late])).toEqual([1, 7, 30].map((days) => [days, never]));
  } finally {
    await db.end();
    await database.drop();
  }
}, 300_000);

test('a tape that is not there, or lacks a column, is told', async () => {
  await expect(readRiskTape('no-such-tape.csv')).rejects.toMatchObject({ code: 'TAPE_INVALID', path: '$.file' });
  const folder = mkdtempSync(join(tmpdir(), 'jinqiao-tape-'));
  try {
    const file = join(folder, 'tape.csv');
    writeFileSync(file, 'loan_id,grade\nLC1,A\n');
    await expect(readRiskTape(file)).rejects.toMatchObject({ code: 'TAPE_INVALID', en: 'Line 2 of the tape: column issue_d is missing' });
    writeFileSync(file, `${RAW.join(',')}\nLC1,A,2007-06-01,5000,36,0.1,161.34,Current,2007-07-01,100,0\n`);
    await expect(readRiskTape(file)).rejects.toMatchObject({ en: 'Line 2 of the tape: status Current is not an end' });
    writeFileSync(file, `${RAW.join(',')}\n`);
    await expect(readRiskTape(file)).rejects.toMatchObject({ code: 'TAPE_EMPTY' });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
