import type { Db, Tx } from '@jinqiao/database';
import type { LoanBook } from './chart.ts';
import type { Instalment, Loan, LoanProduct } from './model.ts';
import type { PortfolioDelta } from './repayment.ts';

/** The programmes whose loans a step may meet, each with its terms and its book. */
export type PortfolioContext = { of(programmeId: string): { readonly product: LoanProduct; readonly book: LoanBook } };

export type LoanKey = { readonly bucket: number; readonly loanId: string };

export const LOAN = `l.bucket, l.loan_id AS "loanId", l.programme_id AS "programmeId", l.customer_id AS "customerId", l.line_id AS "lineId", l.account_no AS "accountNo",
  l.mandate_token AS "mandateToken", l.state, l.principal, l.rate, l.penalty_rate AS "penaltyRate", l.method, l.periods, l.disbursed_on AS "disbursedOn",
  l.first_due AS "firstDue", l.instalment, l.billed, l.current, l.carry, l.accrued::text AS accrued, l.accrued_through AS "accruedThrough", l.outstanding,
  l.overdue_since AS "overdueSince", l.fees_owed AS "feesOwed", l.paid_principal AS "paidPrincipal", l.paid_interest AS "paidInterest", l.paid_penalty AS "paidPenalty",
  l.paid_fees AS "paidFees", l.compensated_on AS "compensatedOn", l.recourse_claim AS "recourseClaim", l.recourse_recovered AS "recourseRecovered", l.written_off AS "writtenOff",
  l.settled_on AS "settledOn", l.agreement_hash AS "agreementHash"`;

export type LoanRow = Omit<Loan, 'accrued'> & { accrued: string };
export const toLoan = (row: LoanRow): Loan => ({ ...row, accrued: BigInt(row.accrued) });

export async function loansByKey(db: Db, keys: readonly LoanKey[]): Promise<Map<string, Loan>> {
  const { rows } = await db.query<LoanRow>(
    `SELECT ${LOAN} FROM unnest($1::int[], $2::text[]) AS given(bucket, id) JOIN lending.loan l ON l.bucket = given.bucket AND l.loan_id = given.id`,
    [keys.map((k) => k.bucket), keys.map((k) => k.loanId)],
  );
  return new Map(rows.map((row) => [row.loanId, toLoan(row)]));
}

/** Loans held until the transaction ends, in one order for all who hold several. */
export async function holdLoans(tx: Tx, keys: readonly LoanKey[]): Promise<Map<string, Loan>> {
  const { rows } = await tx.query<LoanRow>(
    `SELECT ${LOAN} FROM lending.loan l WHERE (l.bucket, l.loan_id) IN (SELECT b, i FROM unnest($1::int[], $2::text[]) AS g(b, i)) ORDER BY l.bucket, l.loan_id FOR UPDATE`,
    [keys.map((k) => k.bucket), keys.map((k) => k.loanId)],
  );
  return new Map(rows.map((row) => [row.loanId, toLoan(row)]));
}

/** One loan, held until the transaction ends. */
export async function holdLoan(tx: Tx, key: LoanKey): Promise<Loan | undefined> {
  const { rows } = await tx.query<LoanRow>(`SELECT ${LOAN} FROM lending.loan l WHERE l.bucket = $1 AND l.loan_id = $2 FOR UPDATE`, [key.bucket, key.loanId]);
  return rows[0] && toLoan(rows[0]);
}

export async function loansOfCustomer(db: Db, bucket: number, customerId: string): Promise<Loan[]> {
  const { rows } = await db.query<LoanRow>(
    `SELECT ${LOAN} FROM lending.loan l WHERE l.bucket = $1 AND l.customer_id = $2 AND l.state <> 'cancelled' ORDER BY l.disbursed_on DESC, l.loan_id`,
    [bucket, customerId],
  );
  return rows.map(toLoan);
}

/** Principal that counts against customers' lines: everything paid out or on its way and not repaid. */
export async function usedByCustomers(
  db: Db,
  programmeId: string,
  keys: readonly { bucket: number; customerId: string }[],
): Promise<Map<string, { used: bigint; overdue: boolean }>> {
  const { rows } = await db.query<{ customerId: string; used: string; overdue: boolean }>(
    `SELECT l.customer_id AS "customerId", sum(CASE l.state WHEN 'disbursing' THEN l.principal ELSE l.outstanding + l.recourse_claim END)::text AS used,
       bool_or(l.overdue_since IS NOT NULL OR l.state IN ('compensated', 'written-off')) AS overdue
     FROM unnest($2::int[], $3::text[]) AS given(bucket, id) JOIN lending.loan l ON l.bucket = given.bucket AND l.customer_id = given.id
     WHERE l.programme_id = $1 AND l.state IN ('disbursing', 'active', 'compensated', 'written-off') GROUP BY l.customer_id`,
    [programmeId, keys.map((k) => k.bucket), keys.map((k) => k.customerId)],
  );
  return new Map(rows.map((row) => [row.customerId, { used: BigInt(row.used), overdue: row.overdue }]));
}

/** What one customer owes under some programmes, or will once it is paid out, in minor units. */
export async function owedByCustomer(db: Db, programmeIds: readonly string[], { bucket, customerId }: { bucket: number; customerId: string }): Promise<bigint> {
  const { rows } = await db.query<{ owed: string }>(
    `SELECT coalesce(sum(CASE state WHEN 'disbursing' THEN principal ELSE outstanding + recourse_claim END), 0)::text AS owed FROM lending.loan
     WHERE bucket = $1 AND customer_id = $2 AND programme_id = ANY ($3::text[]) AND state IN ('disbursing', 'active', 'compensated', 'written-off')`,
    [bucket, customerId, programmeIds],
  );
  return BigInt(rows[0]?.owed ?? 0);
}

/** Loans that are on their way to being paid out: what became of them is not known yet. */
export async function disbursingLoans(db: Db, programmeId: string, limit: number): Promise<Loan[]> {
  const { rows } = await db.query<LoanRow>(
    `SELECT ${LOAN} FROM lending.loan l WHERE l.state = 'disbursing' AND l.programme_id = $1 ORDER BY l.bucket, l.loan_id LIMIT $2`,
    [programmeId, limit],
  );
  return rows.map(toLoan);
}

export type LoanFilter = {
  state: string | null;
  customerId: string | null;
  programmeIds: readonly string[];
  q: string | null;
  overdueFrom: string | null;
  overdueTo: string | null;
  overdueOnly: boolean;
  current: boolean;
  after: string | null;
  limit: number;
};

const WHERE = `l.state <> 'cancelled' AND ($1::text IS NULL OR l.state = $1) AND ($2::text IS NULL OR l.customer_id = $2) AND l.programme_id = ANY ($3::text[])
  AND ($4::text IS NULL OR l.loan_id LIKE $4 || '%' OR l.customer_id LIKE $4 || '%')
  AND ($5::date IS NULL OR l.overdue_since <= $5) AND ($6::date IS NULL OR l.overdue_since >= $6)
  AND (NOT $7::boolean OR (l.overdue_since IS NOT NULL AND l.state = 'active')) AND (NOT $8::boolean OR (l.overdue_since IS NULL AND l.state = 'active'))`;
const filterValues = (f: LoanFilter) => [f.state, f.customerId, f.programmeIds, f.q, f.overdueFrom, f.overdueTo, f.overdueOnly, f.current];

/** A page of loans, newest first, and the totals of the whole filtered set. */
export async function listLoans(db: Db, filter: LoanFilter): Promise<{ loans: Loan[]; count: number; outstanding: bigint }> {
  const { rows } = await db.query<LoanRow>(
    `SELECT ${LOAN} FROM lending.loan l WHERE ${WHERE} AND ($9::text IS NULL OR (l.disbursed_on, l.loan_id) < (split_part($9, ' ', 1)::date, split_part($9, ' ', 2)))
     ORDER BY l.disbursed_on DESC, l.loan_id DESC LIMIT $10`,
    [...filterValues(filter), filter.after, filter.limit],
  );
  const totals = await db.query<{ count: number; outstanding: string | null }>(
    `SELECT count(*)::int AS count, sum(CASE l.state WHEN 'active' THEN l.outstanding ELSE 0 END)::text AS outstanding FROM lending.loan l WHERE ${WHERE}`,
    filterValues(filter),
  );
  return { loans: rows.map(toLoan), count: totals.rows[0]?.count ?? 0, outstanding: BigInt(totals.rows[0]?.outstanding ?? 0) };
}

export async function insertLoans(tx: Tx, loans: readonly Loan[]): Promise<void> {
  await tx.query(
    `INSERT INTO lending.loan (bucket, loan_id, programme_id, customer_id, line_id, account_no, mandate_token, state, principal, rate, penalty_rate, method, periods, disbursed_on,
       first_due, instalment, billed, current, carry, accrued, accrued_through, outstanding, fees_owed, paid_principal, paid_interest, paid_penalty, paid_fees, recourse_claim, recourse_recovered, agreement_hash)
     SELECT u.bucket, u.loan_id, u.programme, u.customer, u.line, u.account, u.token, u.state, u.principal, u.rate, u.penalty, u.method, u.periods, u.disbursed_on, u.first_due, u.instalment,
         0, 0, 0, 0, u.disbursed_on, 0, 0, 0, 0, 0, 0, 0, 0, u.hash
       FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::bigint[], $10::bigint[], $11::bigint[], $12::text[], $13::int[], $14::date[], $15::date[], $16::bigint[], $17::text[])
         AS u(bucket, loan_id, programme, customer, line, account, token, state, principal, rate, penalty, method, periods, disbursed_on, first_due, instalment, hash)`,
    [
      loans.map((l) => l.bucket),
      loans.map((l) => l.loanId),
      loans.map((l) => l.programmeId),
      loans.map((l) => l.customerId),
      loans.map((l) => l.lineId),
      loans.map((l) => l.accountNo),
      loans.map((l) => l.mandateToken),
      loans.map((l) => l.state),
      loans.map((l) => l.principal),
      loans.map((l) => l.rate),
      loans.map((l) => l.penaltyRate),
      loans.map((l) => l.method),
      loans.map((l) => l.periods),
      loans.map((l) => l.disbursedOn),
      loans.map((l) => l.firstDue),
      loans.map((l) => l.instalment),
      loans.map((l) => l.agreementHash),
    ],
  );
}

/** Writes back everything about loans that events change. */
export async function saveLoans(tx: Tx, loans: readonly Loan[]): Promise<void> {
  if (loans.length === 0) return;
  await tx.query(
    `UPDATE lending.loan l SET state = g.state, instalment = g.instalment, billed = g.billed, current = g.current, carry = g.carry, accrued = g.accrued, accrued_through = g.accrued_through,
       outstanding = g.outstanding, overdue_since = g.overdue_since, fees_owed = g.fees_owed, paid_principal = g.paid_principal, paid_interest = g.paid_interest, paid_penalty = g.paid_penalty,
       paid_fees = g.paid_fees, compensated_on = g.compensated_on, recourse_claim = g.recourse_claim, recourse_recovered = g.recourse_recovered, written_off = g.written_off, settled_on = g.settled_on
     FROM unnest($1::int[], $2::text[], $3::text[], $4::bigint[], $5::int[], $6::bigint[], $7::bigint[], $8::numeric[], $9::date[], $10::bigint[], $11::date[], $12::bigint[], $13::bigint[],
       $14::bigint[], $15::bigint[], $16::bigint[], $17::date[], $18::bigint[], $19::bigint[], $20::bigint[], $21::date[])
       AS g(bucket, loan_id, state, instalment, billed, current, carry, accrued, accrued_through, outstanding, overdue_since, fees_owed, paid_principal, paid_interest, paid_penalty, paid_fees,
         compensated_on, recourse_claim, recourse_recovered, written_off, settled_on)
     WHERE l.bucket = g.bucket AND l.loan_id = g.loan_id`,
    [
      loans.map((l) => l.bucket),
      loans.map((l) => l.loanId),
      loans.map((l) => l.state),
      loans.map((l) => l.instalment),
      loans.map((l) => l.billed),
      loans.map((l) => l.current),
      loans.map((l) => l.carry),
      loans.map((l) => l.accrued),
      loans.map((l) => l.accruedThrough),
      loans.map((l) => l.outstanding),
      loans.map((l) => l.overdueSince),
      loans.map((l) => l.feesOwed),
      loans.map((l) => l.paidPrincipal),
      loans.map((l) => l.paidInterest),
      loans.map((l) => l.paidPenalty),
      loans.map((l) => l.paidFees),
      loans.map((l) => l.compensatedOn),
      loans.map((l) => l.recourseClaim),
      loans.map((l) => l.recourseRecovered),
      loans.map((l) => l.writtenOff),
      loans.map((l) => l.settledOn),
    ],
  );
}

const INSTALMENT = `i.bucket, i.loan_id AS "loanId", i.n, i.due_on AS "dueOn", i.principal, i.interest, i.paid_principal AS "paidPrincipal", i.paid_interest AS "paidInterest",
  i.penalty, i.paid_penalty AS "paidPenalty", i.penalty_through AS "penaltyThrough", i.settled_on AS "settledOn"`;

/** Billed instalments with something unpaid, by loan, oldest first. A loan that is asked for twice comes once. */
export async function openInstalments(db: Db, keys: readonly LoanKey[]): Promise<Map<string, Instalment[]>> {
  const { rows } = await db.query<Instalment>(
    `SELECT ${INSTALMENT} FROM (SELECT DISTINCT * FROM unnest($1::int[], $2::text[])) AS given(bucket, id)
     JOIN lending.instalment i ON i.bucket = given.bucket AND i.loan_id = given.id AND i.settled_on IS NULL ORDER BY i.loan_id, i.n`,
    [keys.map((k) => k.bucket), keys.map((k) => k.loanId)],
  );
  const byLoan = new Map<string, Instalment[]>();
  for (const row of rows) byLoan.set(row.loanId, [...(byLoan.get(row.loanId) ?? []), row]);
  return byLoan;
}

export async function instalmentsOf(db: Db, key: LoanKey): Promise<Instalment[]> {
  const { rows } = await db.query<Instalment>(`SELECT ${INSTALMENT} FROM lending.instalment i WHERE i.bucket = $1 AND i.loan_id = $2 ORDER BY i.n`, [
    key.bucket,
    key.loanId,
  ]);
  return rows;
}

export async function insertInstalments(tx: Tx, rows: readonly Instalment[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(
    `INSERT INTO lending.instalment (bucket, loan_id, n, due_on, principal, interest, paid_principal, paid_interest, penalty, paid_penalty, penalty_through)
     SELECT *, 0, 0, 0, 0, due FROM unnest($1::int[], $2::text[], $3::int[], $4::date[], $5::bigint[], $6::bigint[]) AS g(bucket, loan, n, due, principal, interest)`,
    [
      rows.map((r) => r.bucket),
      rows.map((r) => r.loanId),
      rows.map((r) => r.n),
      rows.map((r) => r.dueOn),
      rows.map((r) => r.principal),
      rows.map((r) => r.interest),
    ],
  );
}

export async function saveInstalments(tx: Tx, rows: readonly Instalment[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.query(
    `UPDATE lending.instalment i SET paid_principal = g.paid_principal, paid_interest = g.paid_interest, penalty = g.penalty, paid_penalty = g.paid_penalty, penalty_through = g.through, settled_on = g.settled_on
     FROM unnest($1::int[], $2::text[], $3::int[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::date[], $9::date[])
       AS g(bucket, loan_id, n, paid_principal, paid_interest, penalty, paid_penalty, through, settled_on)
     WHERE i.bucket = g.bucket AND i.loan_id = g.loan_id AND i.n = g.n`,
    [
      rows.map((r) => r.bucket),
      rows.map((r) => r.loanId),
      rows.map((r) => r.n),
      rows.map((r) => r.paidPrincipal),
      rows.map((r) => r.paidInterest),
      rows.map((r) => r.penalty),
      rows.map((r) => r.paidPenalty),
      rows.map((r) => r.penaltyThrough),
      rows.map((r) => r.settledOn),
    ],
  );
}

export async function openPortfolio(tx: Tx, programmeId: string): Promise<void> {
  await tx.query(
    `INSERT INTO lending.portfolio (bucket, programme_id, loans, disbursed, outstanding, weight, billed_exact, trued_up, billed, charges_billed)
     SELECT b, $1, 0, 0, 0, 0, 0, 0, 0, 0 FROM generate_series(0, 255) b ON CONFLICT DO NOTHING`,
    [programmeId],
  );
}

/** Adds changes of loans to the portfolio's sums, one row per bucket touched. */
export async function addToPortfolio(tx: Tx, programmeId: string, deltas: readonly PortfolioDelta[]): Promise<void> {
  const sums = new Map<
    number,
    { loans: bigint; disbursed: bigint; outstanding: bigint; weight: bigint; billedExact: bigint; trueUp: bigint; billed: bigint; charges: bigint }
  >();
  for (const d of deltas) {
    const sum = sums.get(d.bucket) ?? { loans: 0n, disbursed: 0n, outstanding: 0n, weight: 0n, billedExact: 0n, trueUp: 0n, billed: 0n, charges: 0n };
    sum.loans += d.loans;
    sum.disbursed += d.disbursed;
    sum.outstanding += d.outstanding;
    sum.weight += d.weight;
    sum.billedExact += d.billedExact;
    sum.trueUp += d.trueUp;
    sum.billed += d.billed;
    sum.charges += d.charges;
    sums.set(d.bucket, sum);
  }
  const rows = [...sums].sort(([a], [b]) => a - b);
  if (rows.length === 0) return;
  await tx.query(
    `UPDATE lending.portfolio p SET loans = p.loans + g.loans, disbursed = p.disbursed + g.disbursed, outstanding = p.outstanding + g.outstanding, weight = p.weight + g.weight,
       billed_exact = p.billed_exact + g.billed_exact, trued_up = p.trued_up + g.trued_up, billed = p.billed + g.billed, charges_billed = p.charges_billed + g.charges
     FROM unnest($2::int[], $3::bigint[], $4::bigint[], $5::bigint[], $6::numeric[], $7::numeric[], $8::numeric[], $9::bigint[], $10::bigint[])
       AS g(bucket, loans, disbursed, outstanding, weight, billed_exact, trued_up, billed, charges)
     WHERE p.bucket = g.bucket AND p.programme_id = $1`,
    [
      programmeId,
      rows.map(([b]) => b),
      rows.map(([, s]) => s.loans),
      rows.map(([, s]) => s.disbursed),
      rows.map(([, s]) => s.outstanding),
      rows.map(([, s]) => s.weight),
      rows.map(([, s]) => s.billedExact),
      rows.map(([, s]) => s.trueUp),
      rows.map(([, s]) => s.billed),
      rows.map(([, s]) => s.charges),
    ],
  );
}

/** Principal that is out, by programme. */
export async function outstandingOf(db: Db, programmeIds: readonly string[]): Promise<Map<string, bigint>> {
  const { rows } = await db.query<{ id: string; outstanding: string }>(
    'SELECT programme_id AS id, sum(outstanding)::text AS outstanding FROM lending.portfolio WHERE programme_id = ANY ($1::text[]) GROUP BY programme_id',
    [programmeIds],
  );
  return new Map(rows.map((row) => [row.id, BigInt(row.outstanding)]));
}

export type Portfolio = {
  loans: bigint;
  disbursed: bigint;
  outstanding: bigint;
  weight: bigint;
  billedExact: bigint;
  truedUp: bigint;
  billed: bigint;
  chargesBilled: bigint;
};

export async function portfolioOf(db: Db, programmeId: string): Promise<Portfolio> {
  const { rows } = await db.query<Record<keyof Portfolio, string>>(
    `SELECT coalesce(sum(loans), 0)::text AS loans, coalesce(sum(disbursed), 0)::text AS disbursed, coalesce(sum(outstanding), 0)::text AS outstanding, coalesce(sum(weight), 0)::text AS weight,
       coalesce(sum(billed_exact), 0)::text AS "billedExact", coalesce(sum(trued_up), 0)::text AS "truedUp", coalesce(sum(billed), 0)::text AS billed, coalesce(sum(charges_billed), 0)::text AS "chargesBilled"
     FROM lending.portfolio WHERE programme_id = $1`,
    [programmeId],
  );
  const row = rows[0] as Record<keyof Portfolio, string>;
  return {
    loans: BigInt(row.loans),
    disbursed: BigInt(row.disbursed),
    outstanding: BigInt(row.outstanding),
    weight: BigInt(row.weight),
    billedExact: BigInt(row.billedExact),
    truedUp: BigInt(row.truedUp),
    billed: BigInt(row.billed),
    chargesBilled: BigInt(row.chargesBilled),
  };
}

/** Active loans overdue at a date, by days past due. */
export async function overdueLoans(db: Db, programmeId: string, on: string): Promise<{ daysPastDue: number; loans: number; outstanding: bigint }[]> {
  const { rows } = await db.query<{ daysPastDue: number; loans: number; outstanding: string }>(
    `SELECT ($2::date - overdue_since) AS "daysPastDue", count(*)::int AS loans, sum(outstanding)::text AS outstanding FROM lending.loan
     WHERE overdue_since IS NOT NULL AND state = 'active' AND programme_id = $1 GROUP BY 1 ORDER BY 1`,
    [programmeId, on],
  );
  return rows.map((row) => ({ ...row, outstanding: BigInt(row.outstanding) }));
}

/** What is asked of loans at a day's end: those that stand, and those settled after `since` (null: ever), behind a key. */
export type StandingLoans = {
  readonly on: string;
  readonly since: string | null;
  readonly after: LoanKey | null;
  readonly limit: number;
};

/** Loans in order of bucket and id, by two indexes: a loan that was settled before costs nothing. */
export async function standingLoans(db: Db, { on, since, after, limit }: StandingLoans): Promise<Loan[]> {
  const behind = '($1::int IS NULL OR (l.bucket, l.loan_id) > ($1, $2))';
  const values = [after?.bucket ?? null, after?.loanId ?? null, since, on, limit];
  const { rows } = await db.query<LoanRow>(
    `SELECT * FROM (
       (SELECT ${LOAN} FROM lending.loan l WHERE l.state IN ('active', 'compensated', 'written-off') AND ${behind} ORDER BY l.bucket, l.loan_id LIMIT $5)
       UNION ALL
       (SELECT ${LOAN} FROM lending.loan l WHERE l.settled_on IS NOT NULL AND l.state = 'settled' AND ($3::date IS NULL OR l.settled_on > $3) AND l.settled_on <= $4 AND ${behind}
        ORDER BY l.bucket, l.loan_id LIMIT $5)
     ) AS found ORDER BY bucket, "loanId" LIMIT $5`,
    values,
  );
  return rows.map(toLoan);
}

/** The first instalment of loans, where it has fallen due. */
export async function firstInstalments(db: Db, keys: readonly LoanKey[]): Promise<Map<string, Instalment>> {
  const { rows } = await db.query<Instalment>(
    `SELECT ${INSTALMENT} FROM unnest($1::int[], $2::text[]) AS given(bucket, id) JOIN lending.instalment i ON i.bucket = given.bucket AND i.loan_id = given.id AND i.n = 1`,
    [keys.map((k) => k.bucket), keys.map((k) => k.loanId)],
  );
  return new Map(rows.map((row) => [row.loanId, row]));
}
