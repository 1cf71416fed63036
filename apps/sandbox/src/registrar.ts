import { addDays, addWorkingDays, businessDate, CN_TRADING } from '@jinqiao/calendar';
import { bucketOfId, HOUSE_BUCKET, type Tx } from '@jinqiao/database';
import { parseFile, sm3 } from '@jinqiao/gateway';
import { derivedId } from '@jinqiao/runtime';
import { files, fund } from '@jinqiao/wire';
import { misbehaving } from './daily-file.ts';
import { createFaultBox, type FaultBox } from './faults.ts';
import { answering, type InstitutionSetup, type RunningInstitution, startInstitution } from './institution.ts';
import { confirmByNetValue, PROSPECTUSES, publishedNetValue, valueFund } from './registrar-net-value.ts';

/** The registrar of funds: takes a day's applications, confirms those of the trading day before, and carries the day's income to shares or values the fund. */
export function startRegistrar(setup: InstitutionSetup): Promise<RunningInstitution> {
  const faults = createFaultBox();
  return startInstitution(setup, [takeApplications(setup), published(setup), publishedNetValue(setup), dayFile(setup, faults)], faults, {}, () =>
    registrarBooks(setup),
  );
}

function takeApplications({ schema: s }: InstitutionSetup) {
  return answering(fund.submitApplications, async (tx, body) => {
    const all = parseFile(files.fundApplicationFile, body.content, sm3(body.content));
    const [choices, rows] = [all.filter(({ business }) => business === '029'), all.filter(({ business }) => business !== '029')];
    const accepted = { status: 'ACCEPTED' as const, accepted: all.length, code: 'OK' };
    const { rowCount } = await tx.query(`SELECT 1 FROM ${s}.day WHERE bucket = $1 AND fund = $2 AND business_date = $3`, [HOUSE_BUCKET, body.fund, body.date]);
    if (rowCount > 0) return accepted;
    await tx.query(
      `INSERT INTO ${s}.application (bucket, order_ref, fund, holder_ref, business, amount, dealing_on, confirm_on, state)
       SELECT b, r, $2, h, bu, a, d, c, 'taken' FROM unnest($1::int[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::date[], $8::date[]) AS g(b, r, h, bu, a, d, c) ON CONFLICT DO NOTHING`,
      [
        rows.map((row) => bucketOfId(row.holderRef ?? '') ?? HOUSE_BUCKET),
        body.fund,
        rows.map((row) => row.orderRef),
        rows.map((row) => row.holderRef),
        rows.map((row) => row.business),
        rows.map((row) => row.amount),
        rows.map((row) => row.dealingOn),
        rows.map((row) => addWorkingDays(CN_TRADING, businessDate(row.dealingOn ?? ''), 1)),
      ],
    );
    await choose(tx, s, body.fund, choices);
    const byNetValue = body.fund in PROSPECTUSES;
    await (byNetValue ? confirmByNetValue : confirm)(tx, s, body.fund, body.date);
    await (byNetValue ? valueFund : carry)(tx, s, body.fund, body.date);
    if (byNetValue) await workedThrough(tx, s, body.fund, body.date, 0n, null);
    return accepted;
  });
}

async function choose(tx: Tx, s: string, of: string, choices: readonly Readonly<Record<string, string>>[]): Promise<void> {
  for (const { holderRef = '', amount } of choices)
    await tx.query(
      `INSERT INTO ${s}.dividend_choice (bucket, fund, holder_ref, in_shares) VALUES ($1, $2, $3, $4) ON CONFLICT (bucket, fund, holder_ref) DO UPDATE SET in_shares = EXCLUDED.in_shares`,
      [bucketOfId(holderRef) ?? HOUSE_BUCKET, of, holderRef, amount === '1'],
    );
}

async function workedThrough(tx: Tx, s: string, of: string, date: string, per10k: bigint, sevenDay: bigint | null): Promise<void> {
  await tx.query(`INSERT INTO ${s}.day (bucket, fund, business_date, per_10k, seven_day_yield) VALUES ($1, $2, $3, $4, $5)`, [
    HOUSE_BUCKET,
    of,
    date,
    per10k,
    sevenDay,
  ]);
}

/** Confirms what is due: subscriptions first; redemptions of more than a holder has are refused. */
async function confirm(tx: Tx, s: string, of: string, date: string): Promise<void> {
  const conclude = (business: '022' | '024', state: 'confirmed' | 'refused', also = '') =>
    `UPDATE ${s}.application a SET state = '${state}', concluded_on = $2 WHERE fund = $1 AND state = 'taken' AND confirm_on <= $2 AND business = '${business}' ${also}`;
  const short = `AND (SELECT sum(o.amount) FROM ${s}.application o WHERE o.bucket = a.bucket AND o.holder_ref = a.holder_ref AND o.fund = $1 AND o.state = 'taken' AND o.confirm_on <= $2 AND o.business = '024')
    > coalesce((SELECT h.shares FROM ${s}.holding h WHERE h.bucket = a.bucket AND h.fund = $1 AND h.holder_ref = a.holder_ref), 0)`;
  await tx.query(
    `WITH done AS (${conclude('022', 'confirmed')} RETURNING a.bucket, a.holder_ref, a.amount)
     INSERT INTO ${s}.holding AS h (bucket, fund, holder_ref, shares) SELECT bucket, $1, holder_ref, sum(amount) FROM done GROUP BY 1, 3
     ON CONFLICT (bucket, fund, holder_ref) DO UPDATE SET shares = h.shares + EXCLUDED.shares`,
    [of, date],
  );
  await tx.query(conclude('024', 'refused', short), [of, date]);
  await tx.query(
    `WITH done AS (${conclude('024', 'confirmed')} RETURNING a.bucket, a.holder_ref, a.amount)
     UPDATE ${s}.holding h SET shares = h.shares - d.amount FROM (SELECT bucket, holder_ref, sum(amount) AS amount FROM done GROUP BY 1, 2) d
     WHERE h.bucket = d.bucket AND h.fund = $1 AND h.holder_ref = d.holder_ref`,
    [of, date],
  );
}

/** About 1.6 % a year, a little different every day. */
function per10kOf(of: string, date: string): bigint {
  return 4_300n + (BigInt(`0x${derivedId('inc', 0, `${of} ${date}`).slice(6, 14)}`) % 200n);
}

const SEVEN = 7;

/** Percent scaled 1e-3, half-up, as funds publish it. */
function sevenDayYield(last: readonly bigint[]): bigint | null {
  if (last.length < SEVEN) return null;
  const growth = last.reduce((product, per10k) => product * (1 + Number(per10k) / 1e8), 1);
  return BigInt(Math.round((growth ** (365 / SEVEN) - 1) * 100_000));
}

/** Carries the day's income to shares, cut to whole fen by holder. */
async function carry(tx: Tx, s: string, of: string, date: string): Promise<void> {
  const per10k = per10kOf(of, date);
  const { rows } = await tx.query<{ per10k: bigint }>(
    `SELECT per_10k AS per10k FROM ${s}.day WHERE bucket = $1 AND fund = $2 AND business_date >= $3 ORDER BY business_date`,
    [HOUSE_BUCKET, of, addDays(businessDate(date), 1 - SEVEN)],
  );
  await workedThrough(tx, s, of, date, per10k, sevenDayYield([...rows.map((row) => row.per10k), per10k]));
  await tx.query(
    `WITH earned AS (INSERT INTO ${s}.income (bucket, fund, business_date, holder_ref, amount)
       SELECT bucket, fund, $2, holder_ref, shares * $3::bigint / 100000000 FROM ${s}.holding WHERE fund = $1 AND shares * $3::bigint >= 100000000 RETURNING bucket, holder_ref, amount)
     UPDATE ${s}.holding h SET shares = h.shares + e.amount FROM earned e WHERE h.bucket = e.bucket AND h.fund = $1 AND h.holder_ref = e.holder_ref`,
    [of, date, per10k],
  );
}

function published({ schema: s }: InstitutionSetup) {
  return answering(fund.publishedIncome, async (tx, body) => {
    const { rows } = await tx.query<{ per10k: string; yield: string | null }>(
      `SELECT per_10k::text AS per10k, seven_day_yield::text AS yield FROM ${s}.day WHERE bucket = $1 AND fund = $2 AND business_date = $3`,
      [HOUSE_BUCKET, body.fund, body.date],
    );
    const [day] = rows;
    return { ready: day !== undefined, per10k: day?.per10k ?? '0', sevenDayYield: day?.yield ?? null };
  });
}

const FILES = {
  confirmation: {
    layout: files.fundConfirmationFile,
    sql: (
      s: string,
    ) => `SELECT order_ref AS "orderRef", holder_ref AS "holderRef", replace(business, '02', '12') AS business, amount::text AS amount, state AS outcome,
      coalesce(nav::text, '') AS nav, coalesce(shares::text, '') AS shares, coalesce(cash::text, '') AS cash, coalesce(fee::text, '') AS fee
      FROM ${s}.application WHERE fund = $1 AND concluded_on = $2 ORDER BY order_ref COLLATE "C"`,
  },
  income: {
    layout: files.fundIncomeFile,
    sql: (s: string) =>
      `SELECT holder_ref AS "holderRef", '143' AS business, amount::text AS amount, coalesce(shares::text, '') AS shares FROM ${s}.income WHERE fund = $1 AND business_date = $2 ORDER BY holder_ref COLLATE "C"`,
  },
  holding: {
    layout: files.fundHoldingFile,
    // What is under way counts where shares are money; of a fund with a net value only what is confirmed is known.
    sql: (s: string) => `SELECT holder AS "holderRef", sum(amount)::text AS balance FROM (
        SELECT holder_ref AS holder, shares AS amount FROM ${s}.holding WHERE fund = $1
        UNION ALL SELECT holder_ref, CASE business WHEN '022' THEN amount ELSE -amount END FROM ${s}.application WHERE fund = $1 AND state = 'taken' AND $2::date IS NOT NULL
          AND NOT EXISTS (SELECT 1 FROM ${s}.net_value v WHERE v.fund = $1)) parts
      GROUP BY 1 ORDER BY holder COLLATE "C"`,
  },
} as const;

function dayFile({ schema: s, id }: InstitutionSetup, faults: FaultBox) {
  return answering(fund.fundFile, async (tx, body) => {
    const day = await tx.query(`SELECT 1 FROM ${s}.day WHERE bucket = $1 AND fund = $2 AND business_date = $3`, [HOUSE_BUCKET, body.fund, body.date]);
    if (day.rowCount === 0) return { ready: false, content: '', digest: '', parts: 1 };
    const { layout, sql } = FILES[body.kind];
    const { rows } = await tx.query<Record<string, string>>(sql(s), [body.fund, body.date]);
    return misbehaving(faults, fund.fundFile.name, { layout, institution: id, date: body.date, rows }, body.part);
  });
}

/** What the holders have, for who proves that shares and cash agree. */
async function registrarBooks({ db, schema: s }: InstitutionSetup): Promise<{ shares: string; applications: number }> {
  const { rows } = await db.query<{ shares: string; applications: number }>(
    `SELECT coalesce(sum(shares), 0)::text AS shares, (SELECT count(*)::int FROM ${s}.application WHERE state = 'taken') AS applications FROM ${s}.holding`,
  );
  return rows[0] ?? { shares: '0', applications: 0 };
}
