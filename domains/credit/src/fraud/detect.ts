import { addDays, type BusinessDate } from '@jinqiao/calendar';
import type { Db } from '@jinqiao/database';
import type { Attribute, Detector } from './model.ts';

type Person = { readonly bucket: number; readonly customerId: string; readonly subject: string };
type Signals = Record<string, number>;

/** A network of more people than this is one too large to say anything of each, such as an office: it is not walked further. */
const COMPONENT_MAX = 500;

/**
 * What each detector counts for each person: one query a form and window, or one a step for links, whatever the number of
 * people. Who has no sighting counts nothing.
 */
export async function detectFraud(db: Db, people: readonly Person[], detectors: readonly Detector[], on: string): Promise<Map<string, Signals>> {
  const signals = new Map<string, Signals>(people.map(({ customerId }) => [customerId, {}]));
  for (const detector of detectors) {
    const counts = await countOf(db, people, detector, on as BusinessDate);
    for (const { customerId } of people) (signals.get(customerId) as Signals)[detector.code] = counts.get(customerId) ?? 0;
  }
  return signals;
}

function countOf(db: Db, people: readonly Person[], detector: Detector, on: BusinessDate): Promise<Map<string, number>> {
  switch (detector.form) {
    case 'shared':
      return sharedBy(db, people, detector.attribute, addDays(on, 1 - detector.days), on);
    case 'velocity':
      return applicationsOver(db, people, detector.attribute, addDays(on, 1 - detector.days), on);
    case 'component':
      return linkedTo(db, people, detector.attributes, detector.depth, on);
    case 'listed':
      return listedOn(db, people, detector.list, on);
  }
}

type Count = { customerId: string; count: number };

const GIVEN = 'unnest($1::int[], $2::text[]) AS g(bucket, customer_id)';
const keysOf = (people: readonly Person[]) => [people.map((p) => p.bucket), people.map((p) => p.customerId)];
const asMap = (rows: readonly Count[]) => new Map(rows.map((row) => [row.customerId, row.count]));

/** Other customers on an attribute that a customer was seen with, the attribute with the most. */
async function sharedBy(db: Db, people: readonly Person[], attribute: Attribute, from: string, on: string): Promise<Map<string, number>> {
  const { rows } = await db.query<Count>(
    `SELECT per."customerId", max(per.others)::int AS count FROM (
       SELECT g.customer_id AS "customerId", own.digest, count(DISTINCT s.customer_id) - 1 AS others FROM ${GIVEN}
       JOIN (SELECT DISTINCT bucket, customer_id, digest FROM credit.sighting WHERE (bucket, customer_id) IN (SELECT * FROM unnest($1::int[], $2::text[]))
         AND attribute = $3 AND seen_on BETWEEN $4 AND $5) AS own ON own.bucket = g.bucket AND own.customer_id = g.customer_id
       JOIN credit.sighting s ON s.attribute = $3 AND s.digest = own.digest AND s.seen_on BETWEEN $4 AND $5 GROUP BY 1, 2) AS per GROUP BY 1`,
    [...keysOf(people), attribute, from, on],
  );
  return asMap(rows);
}

/** Applications over an attribute that a customer was seen with, whoever made them, the attribute with the most. */
async function applicationsOver(db: Db, people: readonly Person[], attribute: Attribute, from: string, on: string): Promise<Map<string, number>> {
  const { rows } = await db.query<Count>(
    `SELECT per."customerId", max(per.applications)::int AS count FROM (
       SELECT g.customer_id AS "customerId", own.digest, count(DISTINCT s.subject) AS applications FROM ${GIVEN}
       JOIN (SELECT DISTINCT bucket, customer_id, digest FROM credit.sighting WHERE (bucket, customer_id) IN (SELECT * FROM unnest($1::int[], $2::text[]))
         AND attribute = $3 AND seen_on BETWEEN $4 AND $5) AS own ON own.bucket = g.bucket AND own.customer_id = g.customer_id
       JOIN credit.sighting s ON s.attribute = $3 AND s.digest = own.digest AND s.subject <> '' AND s.seen_on BETWEEN $4 AND $5 GROUP BY 1, 2) AS per GROUP BY 1`,
    [...keysOf(people), attribute, from, on],
  );
  return asMap(rows);
}

/** Other customers within so many steps over shared attributes: the frontier of everybody is walked together, step by step. */
async function linkedTo(db: Db, people: readonly Person[], attributes: readonly Attribute[], depth: number, on: string): Promise<Map<string, number>> {
  const reached = new Map(people.map(({ customerId }) => [customerId, new Set([customerId])]));
  let frontier: { root: string; bucket: number; customerId: string }[] = people.map(({ bucket, customerId }) => ({ root: customerId, bucket, customerId }));
  for (let step = 0; step < depth && frontier.length > 0; step += 1) {
    const { rows } = await db.query<{ root: string; bucket: number; customerId: string }>(
      `SELECT DISTINCT f.root, s.bucket, s.customer_id AS "customerId" FROM unnest($1::text[], $2::int[], $3::text[]) AS f(root, bucket, customer_id)
       JOIN credit.sighting own ON own.bucket = f.bucket AND own.customer_id = f.customer_id AND own.attribute = ANY($4::text[]) AND own.seen_on <= $5
       JOIN credit.sighting s ON s.attribute = own.attribute AND s.digest = own.digest AND s.seen_on <= $5 ORDER BY 1, 3`,
      [frontier.map((f) => f.root), frontier.map((f) => f.bucket), frontier.map((f) => f.customerId), attributes, on],
    );
    frontier = rows.filter(({ root, customerId }) => {
      const known = reached.get(root);
      if (!known || known.has(customerId) || known.size > COMPONENT_MAX) return false;
      return known.add(customerId);
    });
  }
  return new Map([...reached].map(([root, known]) => [root, known.size - 1]));
}

/** Entries of a list in force that name the customer or an attribute that they were seen with. */
async function listedOn(db: Db, people: readonly Person[], list: string, on: string): Promise<Map<string, number>> {
  const { rows } = await db.query<Count>(
    `WITH named AS (
       SELECT g.customer_id, 'customer' AS kind, g.customer_id AS value FROM ${GIVEN}
       UNION SELECT g.customer_id, s.attribute, s.digest FROM ${GIVEN} JOIN credit.sighting s ON s.bucket = g.bucket AND s.customer_id = g.customer_id AND s.seen_on <= $4)
     SELECT n.customer_id AS "customerId", count(DISTINCT l.listing_id)::int AS count FROM named n JOIN credit.listing l ON l.kind = n.kind AND l.value = n.value
     WHERE l.list = $3 AND l.valid_from <= $4 AND (l.valid_to IS NULL OR l.valid_to > $4) GROUP BY 1`,
    [...keysOf(people), list, on],
  );
  return asMap(rows);
}
