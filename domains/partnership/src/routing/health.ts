import type { Db } from '@jinqiao/database';
import { RATE_ONE } from '@jinqiao/money';

/** How many of the latest questions are looked at. */
const LATEST = 50;
/** With fewer than this a share says nothing. */
const ENOUGH = 10;

export type FunderHealth = {
  readonly programmeId: string;
  /** Of the latest questions: how many were asked, how many answered, and how many in a row were not on the day in question. */
  readonly asked: number;
  readonly answered: number;
  readonly silent: number;
  /** Answered of asked, in 1e-8; whole while too little is known. */
  readonly share: bigint;
};

/**
 * The health of banks, from what became of the latest questions to each: a refusal is an answer, silence is not. A bank that
 * is left alone for being silent is asked again on the next day.
 */
export async function funderHealth(db: Db, programmeIds: readonly string[], on: string): Promise<Map<string, FunderHealth>> {
  const { rows } = await db.query<Omit<FunderHealth, 'share'>>(
    `SELECT p.id AS "programmeId", count(c.outcome)::int AS asked, count(*) FILTER (WHERE c.outcome <> 'silent')::int AS answered,
       count(*) FILTER (WHERE c.outcome = 'silent' AND c.business_date = $2 AND c.place < coalesce(c.last_answer, 1000))::int AS silent
     FROM unnest($1::text[]) AS p(id)
     LEFT JOIN LATERAL (
       SELECT x.*, min(x.place) FILTER (WHERE x.outcome <> 'silent') OVER () AS last_answer FROM (
         SELECT r.outcome, r.business_date, row_number() OVER (ORDER BY r.chosen_at DESC, r.subject, r.n DESC) AS place FROM partnership.route_choice r
         WHERE r.programme_id = p.id AND r.outcome NOT IN ('asked', 'given-up') ORDER BY r.chosen_at DESC, r.subject, r.n DESC LIMIT ${LATEST}) x) c ON true
     GROUP BY p.id`,
    [programmeIds, on],
  );
  return new Map(
    rows.map((row) => [row.programmeId, { ...row, share: row.asked < ENOUGH ? RATE_ONE : (BigInt(row.answered) * RATE_ONE) / BigInt(row.asked) }]),
  );
}
