import type { Db } from '@jinqiao/database';
import type { Attribute } from './model.ts';

/** What a customer was seen with. The digest is keyed: nothing here says what it stands for. */
export type Sighting = {
  readonly bucket: number;
  readonly customerId: string;
  readonly attribute: Attribute;
  readonly digest: string;
  /** The application; empty for a sign-in. */
  readonly subject: string;
  readonly seenOn: string;
};

/** Keeps sightings; the same one again changes nothing. */
export async function recordSightings(db: Db, rows: readonly Sighting[]): Promise<void> {
  if (rows.length === 0) return;
  await db.query(
    `INSERT INTO credit.sighting (bucket, customer_id, attribute, digest, subject, seen_on)
     SELECT * FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::text[], $6::date[]) ON CONFLICT DO NOTHING`,
    [
      rows.map((row) => row.bucket),
      rows.map((row) => row.customerId),
      rows.map((row) => row.attribute),
      rows.map((row) => row.digest),
      rows.map((row) => row.subject),
      rows.map((row) => row.seenOn),
    ],
  );
}

export type SharedAttribute = {
  readonly attribute: Attribute;
  readonly digest: string;
  readonly firstOn: string;
  readonly lastOn: string;
  readonly others: readonly { readonly customerId: string; readonly lastOn: string }[];
};

/** With whom a customer shares what, at most `OTHERS_SHOWN` people an attribute, the latest first. */
export async function linksOf(db: Db, bucket: number, customerId: string): Promise<SharedAttribute[]> {
  const { rows } = await db.query<SharedAttribute>(
    `WITH own AS (
       SELECT attribute, digest, min(seen_on) AS first_on, max(seen_on) AS last_on FROM credit.sighting WHERE bucket = $1 AND customer_id = $2 GROUP BY attribute, digest)
     SELECT own.attribute, own.digest, own.first_on AS "firstOn", own.last_on AS "lastOn", coalesce(o.others, '[]') AS others FROM own
     LEFT JOIN LATERAL (
       SELECT jsonb_agg(jsonb_build_object('customerId', n.customer_id, 'lastOn', n.last_on) ORDER BY n.last_on DESC, n.customer_id) AS others FROM (
         SELECT s.customer_id, max(s.seen_on) AS last_on FROM credit.sighting s
         WHERE s.attribute = own.attribute AND s.digest = own.digest AND s.customer_id <> $2 GROUP BY s.customer_id ORDER BY 2 DESC, 1 LIMIT ${OTHERS_SHOWN}) AS n) AS o ON true
     ORDER BY own.attribute, own.last_on DESC, own.digest`,
    [bucket, customerId],
  );
  return rows;
}

const OTHERS_SHOWN = 20;
