import type { Db, Tx } from '@jinqiao/database';
import { derivedId } from '@jinqiao/runtime';

/** `owner` with a share, `legal-representative` and `staff` of an organisation, `affiliate` of the same group, `family`. */
export const RELATION_KINDS = ['owner', 'legal-representative', 'staff', 'affiliate', 'family'] as const;
export type RelationKind = (typeof RELATION_KINDS)[number];

export type PartyKey = { readonly partyId: string; readonly bucket: number };

export type NewRelation = {
  readonly relationId: string;
  readonly from: PartyKey;
  readonly to: PartyKey;
  readonly kind: RelationKind;
  /** Scaled by 1e-8: 25 % is 25000000n. */
  readonly share: bigint | null;
  readonly validFrom: string;
  /** Exclusive; null while it holds. */
  readonly validTo: string | null;
  readonly source: string;
  readonly madeBy: string;
  readonly madeAt: string;
};

/** An edge of the graph as one of its ends sees it. */
export type Relation = {
  readonly relationId: string;
  readonly partyId: string;
  readonly side: 'from' | 'to';
  readonly otherId: string;
  readonly otherBucket: number;
  readonly kind: RelationKind;
  readonly share: bigint | null;
  readonly validFrom: string;
  readonly validTo: string | null;
  readonly source: string;
  readonly madeBy: string;
  readonly endedBy: string | null;
};

/** The id of a relation: the same ends, kind and first day are the same relation. */
export function relationKey({ from, to, kind, validFrom }: Pick<NewRelation, 'from' | 'to' | 'kind' | 'validFrom'>): string {
  return derivedId('rel', from.bucket, `${from.partyId} ${kind} ${to.partyId} ${validFrom}`);
}

/** Writes each edge with both of its ends. */
export async function insertRelations(tx: Tx, relations: readonly NewRelation[]): Promise<void> {
  const rows = relations.flatMap((r) => [
    { ...r, party: r.from, other: r.to, side: 'from' },
    { ...r, party: r.to, other: r.from, side: 'to' },
  ]);
  await tx.query(
    `INSERT INTO parties.relation (bucket, party_id, relation_id, side, other_id, other_bucket, kind, share, valid_from, valid_to, source, made_by, made_at, ended_by)
     SELECT b, p, i, s, o, ob, k, sh, f, t, src, m, at, CASE WHEN t IS NULL THEN NULL ELSE m END
     FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::text[], $6::int[], $7::text[], $8::bigint[], $9::date[], $10::date[], $11::text[], $12::text[], $13::timestamptz[])
       AS g(b, p, i, s, o, ob, k, sh, f, t, src, m, at) ON CONFLICT DO NOTHING`,
    [
      rows.map((r) => r.party.bucket),
      rows.map((r) => r.party.partyId),
      rows.map((r) => r.relationId),
      rows.map((r) => r.side),
      rows.map((r) => r.other.partyId),
      rows.map((r) => r.other.bucket),
      rows.map((r) => r.kind),
      rows.map((r) => r.share),
      rows.map((r) => r.validFrom),
      rows.map((r) => r.validTo),
      rows.map((r) => r.source),
      rows.map((r) => r.madeBy),
      rows.map((r) => r.madeAt),
    ],
  );
}

const RELATION = `r.relation_id AS "relationId", r.party_id AS "partyId", r.side, r.other_id AS "otherId", r.other_bucket AS "otherBucket", r.kind, r.share,
  r.valid_from AS "validFrom", r.valid_to AS "validTo", r.source, r.made_by AS "madeBy", r.ended_by AS "endedBy"`;

/** Every edge of a party, past ones too, newest first. */
export async function relationsOf(db: Db, { partyId, bucket }: PartyKey, limit: number): Promise<Relation[]> {
  const { rows } = await db.query<Relation>(
    `SELECT ${RELATION} FROM parties.relation r WHERE r.bucket = $1 AND r.party_id = $2 ORDER BY r.valid_from DESC, r.relation_id LIMIT $3`,
    [bucket, partyId, limit],
  );
  return rows;
}

/** An edge of a party by its id. */
export async function relationById(db: Db, { partyId, bucket }: PartyKey, relationId: string): Promise<Relation | undefined> {
  const { rows } = await db.query<Relation>(`SELECT ${RELATION} FROM parties.relation r WHERE r.bucket = $1 AND r.party_id = $2 AND r.relation_id = $3`, [
    bucket,
    partyId,
    relationId,
  ]);
  return rows[0];
}

/** Ends an open edge at both ends. @returns how many rows it had. */
export async function endRelation(tx: Tx, from: PartyKey, to: PartyKey, relationId: string, validTo: string, by: string): Promise<number> {
  const { rowCount } = await tx.query(
    `UPDATE parties.relation r SET valid_to = $4, ended_by = $5 FROM unnest($1::int[], $2::text[]) AS g(b, p)
     WHERE r.bucket = g.b AND r.party_id = g.p AND r.relation_id = $3 AND r.valid_to IS NULL`,
    [[from.bucket, to.bucket], [from.partyId, to.partyId], relationId, validTo, by],
  );
  return rowCount;
}

/** The edges in force on a date that lead away from any of many parties, at most `limit`. */
export async function relationsFrom(db: Db, parties: readonly PartyKey[], asOf: string, limit: number): Promise<Relation[]> {
  const { rows } = await db.query<Relation>(
    `SELECT ${RELATION} FROM unnest($1::int[], $2::text[]) AS g(b, p) JOIN parties.relation r ON r.bucket = g.b AND r.party_id = g.p
     WHERE r.valid_from <= $3 AND (r.valid_to IS NULL OR $3 < r.valid_to) ORDER BY r.party_id, r.relation_id LIMIT $4`,
    [parties.map((p) => p.bucket), parties.map((p) => p.partyId), asOf, limit],
  );
  return rows;
}
