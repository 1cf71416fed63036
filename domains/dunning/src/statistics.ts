import type { Db } from '@jinqiao/database';

/** Cases that opened in a span of days, by the delinquency bucket in which they came. */
export type BucketFigures = { readonly bucket: string; readonly opened: number; readonly cured: number; readonly lost: number; readonly open: number };

/** What a person did in a span of days. */
export type PersonFigures = {
  readonly person: string;
  readonly held: number;
  readonly cured: number;
  readonly contacts: number;
  readonly reached: number;
  readonly promises: number;
  readonly kept: number;
  readonly broken: number;
};

export async function figuresByBucket(db: Db, from: string, through: string): Promise<BucketFigures[]> {
  const { rows } = await db.query<BucketFigures>(
    `SELECT opened_in AS bucket, count(*)::int AS opened, count(*) FILTER (WHERE ending IN ('cured', 'settled'))::int AS cured,
       count(*) FILTER (WHERE ending IN ('compensated', 'written-off', 'sold'))::int AS lost, count(*) FILTER (WHERE state = 'open')::int AS open
     FROM dunning.case WHERE opened_on BETWEEN $1 AND $2 GROUP BY opened_in ORDER BY opened_in`,
    [from, through],
  );
  return rows;
}

/** People by name, each with what they hold now and did in the span; contacts by the days of Shanghai. */
export async function figuresByPerson(db: Db, from: string, through: string): Promise<PersonFigures[]> {
  const { rows } = await db.query<PersonFigures>(
    `WITH held AS (SELECT assignee AS person, count(*) FILTER (WHERE state = 'open')::int AS held,
         count(*) FILTER (WHERE closed_on BETWEEN $1 AND $2 AND ending IN ('cured', 'settled'))::int AS cured FROM dunning.case WHERE assignee IS NOT NULL GROUP BY 1),
       made AS (SELECT made_by AS person, count(*)::int AS contacts, count(*) FILTER (WHERE outcome IN ('reached', 'promised', 'disputed'))::int AS reached
         FROM dunning.contact WHERE business_date BETWEEN $1 AND $2 AND outcome <> 'not-sent' GROUP BY 1),
       promised AS (SELECT made_by AS person, count(*)::int AS promises, count(*) FILTER (WHERE state = 'kept')::int AS kept,
         count(*) FILTER (WHERE state = 'broken')::int AS broken FROM dunning.promise WHERE made_on BETWEEN $1 AND $2 GROUP BY 1)
     SELECT person, coalesce(held, 0) AS held, coalesce(cured, 0) AS cured, coalesce(contacts, 0) AS contacts, coalesce(reached, 0) AS reached,
       coalesce(promises, 0) AS promises, coalesce(kept, 0) AS kept, coalesce(broken, 0) AS broken
     FROM held FULL JOIN made USING (person) FULL JOIN promised USING (person) ORDER BY person`,
    [from, through],
  );
  return rows;
}

/** Open cases by queue: how many are free and how many in hands, and what is owed on all as of the last close, in minor units. */
export async function queueSizes(db: Db): Promise<Map<string, { readonly free: number; readonly held: number; readonly owed: bigint }>> {
  const { rows } = await db.query<{ queue: string; free: number; held: number; owed: string }>(
    `SELECT queue, count(*) FILTER (WHERE assignee IS NULL)::int AS free, count(assignee)::int AS held, sum(owed)::text AS owed FROM dunning.case WHERE state = 'open' GROUP BY queue`,
  );
  return new Map(rows.map(({ queue, free, held, owed }) => [queue, { free, held, owed: BigInt(owed) }]));
}
