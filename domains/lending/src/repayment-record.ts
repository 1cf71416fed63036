import type { Features } from '@jinqiao/credit';
import type { Db } from '@jinqiao/database';

type Person = { readonly bucket: number; readonly customerId: string };

/**
 * How customers have repaid so far, as features of credit decisions; who never had a loan has none. An instalment counts as
 * late by the days between its due date and the day that it was paid, or compensated.
 */
export async function repaymentRecord(db: Db, people: readonly Person[]): Promise<Map<string, Features>> {
  const { rows } = await db.query<{
    customerId: string;
    active: number;
    settled: number;
    outstanding: string;
    overdue: boolean;
    onTime: number;
    late: number;
    worst: number;
  }>(
    `SELECT l.customer_id AS "customerId", count(*) FILTER (WHERE l.state <> 'settled')::int AS active, count(*) FILTER (WHERE l.state = 'settled')::int AS settled,
       sum(l.outstanding)::text AS outstanding, bool_or(l.state IN ('compensated', 'written-off') OR (l.state = 'active' AND l.overdue_since IS NOT NULL)) AS overdue,
       coalesce(sum(i.on_time), 0)::int AS "onTime", coalesce(sum(i.late), 0)::int AS late, coalesce(max(i.worst), 0)::int AS worst
     FROM unnest($1::int[], $2::text[]) AS g(bucket, customer_id) JOIN lending.loan l ON l.bucket = g.bucket AND l.customer_id = g.customer_id AND l.state NOT IN ('disbursing', 'cancelled')
     LEFT JOIN LATERAL (SELECT count(*) FILTER (WHERE settled_on <= due_on) AS on_time, count(*) FILTER (WHERE settled_on > due_on) AS late, max(settled_on - due_on) AS worst
       FROM lending.instalment n WHERE n.bucket = l.bucket AND n.loan_id = l.loan_id AND n.settled_on IS NOT NULL) AS i ON true GROUP BY 1`,
    [people.map((person) => person.bucket), people.map((person) => person.customerId)],
  );
  return new Map(
    rows.map(({ customerId, active, settled, outstanding, overdue, onTime, late, worst }) => [
      customerId,
      {
        loansActive: active,
        loansSettled: settled,
        outstanding,
        overdue,
        instalmentsOnTime: onTime,
        instalmentsLate: late,
        worstDaysLate: Math.max(0, worst),
      },
    ]),
  );
}

/** Customers whose loans were paid out on a day, in a fixed order, after one of them. */
export async function customersDrawn(db: Db, on: string, after: string, limit: number): Promise<Person[]> {
  const { rows } = await db.query<Person>(
    `SELECT DISTINCT bucket, customer_id AS "customerId" FROM lending.loan WHERE disbursed_on = $1 AND customer_id > $2 ORDER BY 2 LIMIT $3`,
    [on, after, limit],
  );
  return rows;
}
