import { type Db, HOUSE_BUCKET, type Tx } from '@jinqiao/database';
import catalogue from '../packs/licence-types.json' with { type: 'json' };
import type { HoldsLicence } from './conditions.ts';
import { complianceFault } from './errors.ts';

/** A kind of licence, who grants it, which kinds of entity may hold it and what it can be limited to. */
export type LicenceType = {
  readonly type: string;
  readonly zh: string;
  readonly en: string;
  readonly authority: string;
  /** One of the twelve of the founding document. */
  readonly founding: boolean;
  readonly holders: readonly string[];
  readonly scopes?: readonly string[];
};

export const LICENCE_TYPES: readonly LicenceType[] = catalogue.types;

export type Entity = { readonly entityId: string; readonly name: string; readonly nameZh: string; readonly kind: string };

export type Licence = {
  readonly entityId: string;
  readonly licenceType: string;
  readonly number: string;
  readonly validFrom: string;
  /** The last day; null without an end. */
  readonly validTo: string | null;
  /** What the licence is limited to; empty where it is not. */
  readonly scopes: readonly string[];
};

export type StoredLicence = Licence & { readonly version: number; readonly madeBy: string; readonly checkedBy: string; readonly recordedOn: string };

/**
 * Refuses a licence that cannot be: an unknown type, entity or scope, a kind of entity that may not hold it, dates that turn round.
 * @throws Fault LICENCE_TYPE_UNKNOWN, ENTITY_UNKNOWN, LICENCE_NOT_FOR_KIND, LICENCE_SCOPE_UNKNOWN, LICENCE_DATES_INVALID.
 */
export function requireLicence(licence: Licence, entities: readonly Entity[]): void {
  const type = LICENCE_TYPES.find((candidate) => candidate.type === licence.licenceType);
  if (!type) throw complianceFault('LICENCE_TYPE_UNKNOWN', { type: licence.licenceType }, '$.licenceType');
  const entity = entities.find((candidate) => candidate.entityId === licence.entityId);
  if (!entity) throw complianceFault('ENTITY_UNKNOWN', { id: licence.entityId }, '$.entityId');
  if (!type.holders.includes(entity.kind))
    throw complianceFault('LICENCE_NOT_FOR_KIND', { kind: entity.kind, type: type.type, holders: type.holders.join(', ') }, '$.licenceType');
  const strange = licence.scopes.find((scope) => !type.scopes?.includes(scope));
  if (strange !== undefined) throw complianceFault('LICENCE_SCOPE_UNKNOWN', { type: type.type, scope: strange }, '$.scopes');
  if (licence.validTo !== null && licence.validTo < licence.validFrom)
    throw complianceFault('LICENCE_DATES_INVALID', { from: licence.validFrom, to: licence.validTo }, '$.validTo');
}

/** Answers who holds what on a date. A licence without scopes covers everything of its type. */
export function registryOf(licences: readonly Licence[]): HoldsLicence {
  const byEntity = Map.groupBy(licences, (licence) => licence.entityId);
  return (entity, types, scope, asOf) =>
    (byEntity.get(entity) ?? []).some(
      (licence) =>
        types.includes(licence.licenceType) &&
        licence.validFrom <= asOf &&
        (licence.validTo === null || asOf <= licence.validTo) &&
        (scope === undefined || licence.scopes.length === 0 || licence.scopes.includes(scope)),
    );
}

/** Enters entities and first licences, as an installation begins with them; what is there already stays as it is. */
export async function registerEntities(tx: Tx, entities: readonly Entity[], licences: readonly Licence[], on: string): Promise<void> {
  await tx.query(
    `INSERT INTO compliance.entity (bucket, entity_id, name, name_zh, kind) SELECT $1::int, * FROM unnest($2::text[], $3::text[], $4::text[], $5::text[]) ON CONFLICT DO NOTHING`,
    [HOUSE_BUCKET, entities.map((e) => e.entityId), entities.map((e) => e.name), entities.map((e) => e.nameZh), entities.map((e) => e.kind)],
  );
  for (const licence of licences) await insertLicence(tx, licence, 1, 'installation', 'agreement', on);
}

export async function insertLicence(tx: Tx, licence: Licence, version: number, madeBy: string, checkedBy: string, on: string): Promise<void> {
  await tx.query(
    `INSERT INTO compliance.licence (bucket, entity_id, licence_type, version, number, valid_from, valid_to, scopes, made_by, checked_by, recorded_on)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING`,
    [HOUSE_BUCKET, licence.entityId, licence.licenceType, version, licence.number, licence.validFrom, licence.validTo, licence.scopes, madeBy, checkedBy, on],
  );
}

export async function listEntities(db: Db): Promise<Entity[]> {
  const { rows } = await db.query<Entity>(
    `SELECT entity_id AS "entityId", name, name_zh AS "nameZh", kind FROM compliance.entity WHERE bucket = $1 ORDER BY entity_id`,
    [HOUSE_BUCKET],
  );
  return rows;
}

/** Every version of every licence, newest version of each first. */
export async function listLicences(db: Db): Promise<StoredLicence[]> {
  const { rows } = await db.query<StoredLicence>(
    `SELECT entity_id AS "entityId", licence_type AS "licenceType", version, number, valid_from AS "validFrom", valid_to AS "validTo", scopes,
       made_by AS "madeBy", checked_by AS "checkedBy", recorded_on AS "recordedOn" FROM compliance.licence WHERE bucket = $1
     ORDER BY entity_id, licence_type, version DESC`,
    [HOUSE_BUCKET],
  );
  return rows;
}

/** The version of each licence that counts. */
export function latestLicences(licences: readonly StoredLicence[]): StoredLicence[] {
  const seen = new Set<string>();
  return licences.filter(({ entityId, licenceType }) => {
    const key = `${entityId} ${licenceType}`;
    return seen.has(key) ? false : seen.add(key);
  });
}
