import { bucketOf, type Tx } from '@jinqiao/database';
import { type Indexed, type KeyRing, placeOf, type SealedTable } from '@jinqiao/vault';

/** What customers are sealed as, so that it can be sealed anew under another key. */
export const SEALED_CUSTOMERS = {
  table: 'parties.customer',
  row: 'customer_id',
  columns: ['mobile_sealed', 'name_sealed', 'id_number_sealed'],
} as const satisfies SealedTable;

/** Cards and persons that an account was asked for, until the institution has answered. */
export const SEALED_ACCOUNTS = { table: 'parties.account', row: 'account_id', columns: ['elements_sealed'] } as const satisfies SealedTable;

/** Persons of the graph who are no customers. */
export const SEALED_PERSONS = { table: 'parties.person', row: 'person_id', columns: ['name_sealed', 'id_number_sealed'] } as const satisfies SealedTable;

export type SealedField = (typeof SEALED_CUSTOMERS.columns)[number];

/** The place that a field of a customer is sealed for. */
export function sealedAt(field: SealedField, customerId: string): string {
  return placeOf(SEALED_CUSTOMERS.table, field, customerId);
}

type Row = { customerId: string; sealed: string };

/** ID numbers are found by a digest that changes with the index key: an ID number is claimed under every key in use. */
export const ID_NUMBER_INDEX: Indexed = {
  name: 'parties.identity',
  add: async (tx, ring, bucket, after, limit) => {
    const rows = await identified(tx, bucket, after, limit);
    const digested = rows.map(({ customerId, sealed }) => ({ customerId, all: digestsOf(ring, customerId, sealed) }));
    const claims = digested.flatMap(({ customerId, all }) => all.map((hash) => ({ customerId, hash })));
    await tx.query(
      'INSERT INTO parties.identity (bucket, id_number_hash, customer_id) SELECT * FROM unnest($1::int[], $2::text[], $3::text[]) ON CONFLICT DO NOTHING',
      [claims.map(({ hash }) => bucketOf(hash)), claims.map(({ hash }) => hash), claims.map(({ customerId }) => customerId)],
    );
    await tx.query(
      `UPDATE parties.customer c SET id_number_hash = g.hash FROM unnest($2::text[], $3::text[]) AS g(customer_id, hash)
       WHERE c.bucket = $1 AND c.customer_id = g.customer_id`,
      [bucket, digested.map(({ customerId }) => customerId), digested.map(({ all }) => all[0] ?? '')],
    );
    return rows.length < limit ? null : (rows.at(-1)?.customerId ?? null);
  },
  remove: async (tx, ring, bucket, after, limit) => {
    // A process that heard of the new key late claimed under the old one alone: no row loses the digest that it is found by.
    await ID_NUMBER_INDEX.add(tx, ring, bucket, after, limit);
    const rows = await identified(tx, bucket, after, limit);
    const old = rows.flatMap(({ customerId, sealed }) => digestsOf(ring, customerId, sealed).slice(1));
    await tx.query(
      'DELETE FROM parties.identity i USING unnest($1::int[], $2::text[]) AS g(bucket, hash) WHERE i.bucket = g.bucket AND i.id_number_hash = g.hash',
      [old.map(bucketOf), old],
    );
    return rows.length < limit ? null : (rows.at(-1)?.customerId ?? null);
  },
};

async function identified(tx: Tx, bucket: number, after: string, limit: number): Promise<Row[]> {
  const { rows } = await tx.query<Row>(
    `SELECT customer_id AS "customerId", id_number_sealed AS sealed FROM parties.customer
     WHERE bucket = $1 AND customer_id > $2 AND id_number_sealed IS NOT NULL AND state = 'active' ORDER BY customer_id LIMIT $3 FOR UPDATE`,
    [bucket, after, limit],
  );
  return rows;
}

function digestsOf(ring: KeyRing, customerId: string, sealed: string): readonly string[] {
  return ring.indexes('id-number', ring.open(sealed, sealedAt('id_number_sealed', customerId)));
}
