import type { Db } from '@jinqiao/database';
import { type Check, check } from '@jinqiao/ledger';
import { divide } from '@jinqiao/money';
import type { LoanBook } from './chart.ts';
import { accrualUnit, type LoanProduct } from './model.ts';
import { portfolioOf } from './store.ts';

/** Proves a programme's loans against its ledger and its portfolio sums. `accrued` is what the days so far have accrued, exact; `on` is the day up to which. */
export async function verifyLoans(db: Db, product: LoanProduct, book: LoanBook, accrued: bigint, on: string): Promise<Check[]> {
  return [
    await principalByLoan(db, product, book),
    await receivablesByLoan(db, product, book),
    ...(await portfolio(db, product, book, accrued, on)),
    await instalmentsAddUp(db, product),
  ];
}

async function principalByLoan(db: Db, product: LoanProduct, book: LoanBook): Promise<Check> {
  const { rows } = await db.query<{ n: number; what: string | null }>(
    `WITH loans AS (SELECT bucket, loan_id, CASE state WHEN 'active' THEN outstanding ELSE 0 END AS owed FROM lending.loan WHERE programme_id = $1),
     accounts AS (SELECT bucket, owner, debits - credits AS owed FROM ledger.account WHERE book = $2 AND path = 'loan/principal'),
     bad AS (SELECT 'loan ' || coalesce(l.loan_id, a.owner) || ' owes ' || coalesce(l.owed::text, 'nothing') || ', its ledger account shows ' || coalesce(a.owed::text, 'nothing') AS what
       FROM loans l FULL JOIN accounts a ON a.bucket = l.bucket AND a.owner = l.loan_id WHERE l.owed IS DISTINCT FROM a.owed LIMIT 20)
     SELECT (SELECT count(*)::int FROM loans) AS n, bad.what FROM (SELECT 1) one LEFT JOIN bad ON true`,
    [product.programmeId, book.name],
  );
  return check(
    `loan-principal ${product.programmeId}`,
    rows[0]?.n ?? 0,
    rows.flatMap((row) => (row.what ? [row.what] : [])),
  );
}

/** Interest, penalty and fees receivable by loan equal what its instalments leave unpaid. */
async function receivablesByLoan(db: Db, product: LoanProduct, book: LoanBook): Promise<Check> {
  const { rows } = await db.query<{ n: number; what: string | null }>(
    `WITH open AS (SELECT i.bucket, i.loan_id, sum(i.interest - i.paid_interest) AS interest, sum(i.penalty - i.paid_penalty) AS penalty
       FROM lending.instalment i WHERE i.settled_on IS NULL GROUP BY 1, 2),
     accounts AS (SELECT bucket, owner, sum(debits - credits) FILTER (WHERE path = 'loan/interest') AS interest, sum(debits - credits) FILTER (WHERE path = 'loan/penalty') AS penalty,
       sum(debits - credits) FILTER (WHERE path = 'loan/fees') AS fees FROM ledger.account WHERE book = $2 AND path IN ('loan/interest', 'loan/penalty', 'loan/fees') GROUP BY 1, 2),
     bad AS (SELECT 'loan ' || l.loan_id || ' has receivables of ' || coalesce(o.interest, 0) || '/' || coalesce(o.penalty, 0) || '/' || l.fees_owed || ', its ledger accounts show ' || a.interest || '/' || a.penalty || '/' || a.fees AS what
       FROM lending.loan l JOIN accounts a ON a.bucket = l.bucket AND a.owner = l.loan_id LEFT JOIN open o ON o.bucket = l.bucket AND o.loan_id = l.loan_id
       WHERE l.programme_id = $1 AND (coalesce(o.interest, 0) <> a.interest OR coalesce(o.penalty, 0) <> a.penalty OR l.fees_owed <> a.fees) LIMIT 20)
     SELECT (SELECT count(*)::int FROM lending.loan WHERE programme_id = $1) AS n, bad.what FROM (SELECT 1) one LEFT JOIN bad ON true`,
    [product.programmeId, book.name],
  );
  return check(
    `loan-receivables ${product.programmeId}`,
    rows[0]?.n ?? 0,
    rows.flatMap((row) => (row.what ? [row.what] : [])),
  );
}

/** The portfolio's sums, the income accrued by formula, and the ledger all follow from the loans. */
async function portfolio(db: Db, product: LoanProduct, book: LoanBook, accrued: bigint, on: string): Promise<Check[]> {
  const days =
    product.dayCount === '30/360'
      ? `(date_part('year', $2::date) * 360 + date_part('month', $2::date) * 30 + least(date_part('day', $2::date), 30) - date_part('year', accrued_through) * 360 - date_part('month', accrued_through) * 30 - least(date_part('day', accrued_through), 30))::numeric`
      : `($2::date - accrued_through)`;
  const { rows } = await db.query<{ n: number; outstanding: string; weight: string; unbilled: string }>(
    `SELECT count(*)::int AS n, coalesce(sum(outstanding), 0)::text AS outstanding, coalesce(sum((current::numeric * 10000000000 + carry) * rate), 0)::text AS weight,
       coalesce(sum(accrued + (current::numeric * 10000000000 + carry) * rate * ${days}), 0)::numeric(60, 0)::text AS unbilled
     FROM lending.loan WHERE programme_id = $1 AND state = 'active'`,
    [product.programmeId, on],
  );
  const loans = rows[0] ?? { n: 0, outstanding: '0', weight: '0', unbilled: '0' };
  const sums = await portfolioOf(db, product.programmeId);
  const unbilled = accrued + sums.truedUp - sums.billedExact;
  const ledger = await db.query<{ accrued: string }>(
    `SELECT coalesce(sum(debits - credits), 0)::text AS accrued FROM ledger.account WHERE book = $1 AND path = 'accrued/interest'`,
    [book.name],
  );
  const posted = BigInt(ledger.rows[0]?.accrued ?? 0);
  const expected = divide(unbilled, accrualUnit(product), 'half-up');
  const say = (what: string, ours: bigint, theirs: bigint) => (ours === theirs ? [] : [`${what}: loans give ${theirs}, kept is ${ours}`]);
  return [
    check(`portfolio-sums ${product.programmeId}`, loans.n, [
      ...say('outstanding', sums.outstanding, BigInt(loans.outstanding)),
      ...say('weight', sums.weight, BigInt(loans.weight)),
    ]),
    check(`portfolio-accrual ${product.programmeId}`, loans.n, [
      ...say('accrued, not billed', unbilled, BigInt(loans.unbilled)),
      ...say('ledger account of accrued interest', posted, expected),
    ]),
  ];
}

async function instalmentsAddUp(db: Db, product: LoanProduct): Promise<Check> {
  const { rows } = await db.query<{ n: number; what: string | null }>(
    `WITH paid AS (SELECT i.bucket, i.loan_id, sum(i.principal) AS principal, sum(i.principal - i.paid_principal) FILTER (WHERE i.settled_on IS NULL) AS unpaid FROM lending.instalment i GROUP BY 1, 2),
     bad AS (SELECT 'loan ' || l.loan_id || ': what is not yet due and what is unpaid do not make its outstanding principal ' || l.outstanding AS what
       FROM lending.loan l LEFT JOIN paid p ON p.bucket = l.bucket AND p.loan_id = l.loan_id WHERE l.programme_id = $1 AND l.state = 'active' AND l.current + coalesce(p.unpaid, 0) <> l.outstanding LIMIT 20)
     SELECT (SELECT count(*)::int FROM lending.loan WHERE programme_id = $1) AS n, bad.what FROM (SELECT 1) one LEFT JOIN bad ON true`,
    [product.programmeId],
  );
  return check(
    `loan-instalments ${product.programmeId}`,
    rows[0]?.n ?? 0,
    rows.flatMap((row) => (row.what ? [row.what] : [])),
  );
}
