import { bucketOf, type Db, type Tx } from '@jinqiao/database';
import { derivedId } from '@jinqiao/runtime';

export const ORGANISATION_KINDS = ['company', 'bank', 'payment-institution', 'guarantor', 'merchant', 'fund-company', 'public-body'] as const;
export type OrganisationKind = (typeof ORGANISATION_KINDS)[number];

export type Organisation = {
  readonly organisationId: string;
  readonly bucket: number;
  /** 统一社会信用代码, public. */
  readonly uscc: string;
  readonly name: string;
  readonly kind: OrganisationKind;
  readonly legalRepresentativeId: string | null;
  /** Last day of the business licence; null for a long-term one. */
  readonly licenceValidThrough: string | null;
  readonly registeredOn: string;
  readonly madeBy: string;
};

/** The key of an organisation follows from its code. */
export function organisationKey(uscc: string): { organisationId: string; bucket: number } {
  const bucket = bucketOf(uscc);
  return { organisationId: derivedId('org', bucket, uscc), bucket };
}

const COLUMNS = `organisation_id AS "organisationId", bucket, uscc, name, kind, legal_representative_id AS "legalRepresentativeId",
  licence_valid_through AS "licenceValidThrough", registered_on AS "registeredOn", made_by AS "madeBy"`;

export async function organisationById(db: Db, bucket: number, organisationId: string): Promise<Organisation | undefined> {
  const { rows } = await db.query<Organisation>(`SELECT ${COLUMNS} FROM parties.organisation WHERE bucket = $1 AND organisation_id = $2`, [
    bucket,
    organisationId,
  ]);
  return rows[0];
}

export type OrganisationFilter = {
  readonly q: string | null;
  readonly kind: string | null;
  readonly after: { readonly on: string; readonly id: string } | null;
  readonly limit: number;
};

/** A page of organisations, newest first; `q` is the beginning of a name, a code or an id. */
export async function listOrganisations(db: Db, { q, kind, after, limit }: OrganisationFilter): Promise<Organisation[]> {
  const { rows } = await db.query<Organisation>(
    `SELECT ${COLUMNS} FROM parties.organisation
     WHERE ($1::text IS NULL OR name LIKE $1 || '%' OR uscc LIKE upper($1) || '%' OR organisation_id LIKE $1 || '%') AND ($2::text IS NULL OR kind = $2)
       AND ($3::date IS NULL OR (registered_on, organisation_id) < ($3::date, $4::text))
     ORDER BY registered_on DESC, organisation_id DESC LIMIT $5`,
    [q?.replaceAll(/[\\%_]/g, '\\$&') ?? null, kind, after?.on ?? null, after?.id ?? null, limit],
  );
  return rows;
}

export type NewOrganisation = Organisation & { readonly madeAt: string };

/** @returns the organisation that stands under the code: this one, or the one of before. */
export async function insertOrganisation(tx: Tx, row: NewOrganisation): Promise<Organisation> {
  await tx.query(
    `INSERT INTO parties.organisation (bucket, organisation_id, uscc, name, kind, legal_representative_id, licence_valid_through, registered_on, made_by, made_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING`,
    [
      row.bucket,
      row.organisationId,
      row.uscc,
      row.name,
      row.kind,
      row.legalRepresentativeId,
      row.licenceValidThrough,
      row.registeredOn,
      row.madeBy,
      row.madeAt,
    ],
  );
  return (await organisationById(tx, row.bucket, row.organisationId)) as Organisation;
}

export type Person = {
  readonly personId: string;
  readonly bucket: number;
  readonly nameMasked: string;
  readonly idNumberMasked: string;
  readonly personHash: string;
};

/** The node of a natural person follows from the ID number's digest, and lies where that digest leads. */
export function personKey(personHash: string): { personId: string; bucket: number } {
  const bucket = bucketOf(personHash);
  return { personId: derivedId('per', bucket, personHash), bucket };
}

export async function insertPerson(tx: Tx, row: Person & { readonly nameSealed: string | null; readonly idNumberSealed: string | null }): Promise<void> {
  await tx.query(
    `INSERT INTO parties.person (bucket, person_id, person_hash, name_sealed, name_masked, id_number_sealed, id_number_masked)
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
    [row.bucket, row.personId, row.personHash, row.nameSealed, row.nameMasked, row.idNumberSealed, row.idNumberMasked],
  );
}

/** A node of the graph of related parties as it is shown; `customerId` where the person is a customer. */
export type Party = { readonly partyId: string; readonly kind: 'person' | 'organisation'; readonly name: string; readonly customerId: string | null };

/** Nodes by their ids, in one statement. Those that are not there are left out. */
export async function partiesById(db: Db, keys: readonly { partyId: string; bucket: number }[]): Promise<Map<string, Party>> {
  const { rows } = await db.query<Party>(
    `WITH g AS (SELECT * FROM unnest($1::int[], $2::text[]) AS g(b, id))
     SELECT p.person_id AS "partyId", 'person' AS kind, p.name_masked AS name, c.customer_id AS "customerId"
       FROM g JOIN parties.person p ON p.bucket = g.b AND p.person_id = g.id
       LEFT JOIN parties.customer c ON c.person_hash = p.person_hash AND c.state = 'active'
     UNION ALL SELECT o.organisation_id, 'organisation', o.name, NULL FROM g JOIN parties.organisation o ON o.bucket = g.b AND o.organisation_id = g.id`,
    [keys.map((k) => k.bucket), keys.map((k) => k.partyId)],
  );
  return new Map(rows.map((row) => [row.partyId, row]));
}
