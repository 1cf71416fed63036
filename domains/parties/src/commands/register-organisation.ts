import { type BusinessDate, businessDate } from '@jinqiao/calendar';
import type { Tx } from '@jinqiao/database';
import { type Clock, instant } from '@jinqiao/runtime';
import { placeOf } from '@jinqiao/vault';
import { partiesFault } from '../errors.ts';
import { parseSocialCreditCode } from '../identity/social-credit-code.ts';
import { insertOrganisation, insertPerson, type Organisation, type OrganisationKind, organisationKey, personKey } from '../organisation-store.ts';
import { insertRelations, relationKey } from '../relation-store.ts';
import { SEALED_PERSONS } from '../sealed-data.ts';
import type { Vault } from '../vault.ts';
import { namedPerson } from './verify-real-name.ts';

export type OrganisationGiven = {
  readonly uscc: string;
  readonly name: string;
  readonly kind: OrganisationKind;
  readonly legalRepresentative: { readonly name: string; readonly idNumber: string } | null;
  readonly licenceValidThrough: string | null;
  readonly by: string;
};

/**
 * Registers an organisation under its unified social credit code, with its legal representative (法定代表人) as a person of the
 * graph. The same again changes nothing.
 * @throws Fault USCC_INVALID, ORGANISATION_NAME_INVALID, ORGANISATION_EXISTS with another name, kind or representative, NAME_INVALID, ID_NUMBER_INVALID, DATE_INVALID.
 */
export async function registerOrganisation(
  tx: Tx,
  { vault, clock }: { vault: Vault; clock: Clock },
  on: BusinessDate,
  given: OrganisationGiven,
): Promise<Organisation> {
  const uscc = parseSocialCreditCode(given.uscc);
  const name = given.name.normalize('NFC').trim().replace(/\s+/g, ' ');
  if (!/^[\p{L}\p{N}][\p{L}\p{N}\p{P} ]{1,99}$/u.test(name)) throw partiesFault('ORGANISATION_NAME_INVALID', {}, '$.name');
  const licenceValidThrough = given.licenceValidThrough === null ? null : businessDate(given.licenceValidThrough, '$.licenceValidThrough');
  const key = organisationKey(uscc);
  const at = instant(clock);
  const representative = given.legalRepresentative && (await addPerson(tx, vault, on, given.legalRepresentative));
  const organisation = await insertOrganisation(tx, {
    ...key,
    uscc,
    name,
    kind: given.kind,
    legalRepresentativeId: representative?.personId ?? null,
    licenceValidThrough,
    registeredOn: on,
    madeBy: given.by,
    madeAt: at,
  });
  const same = organisation.kind === given.kind && organisation.legalRepresentativeId === (representative?.personId ?? null);
  if (organisation.name !== name || !same) throw partiesFault('ORGANISATION_EXISTS', { uscc, name: organisation.name }, '$.uscc');
  if (representative) {
    const edge = { from: { partyId: representative.personId, bucket: representative.bucket }, to: { partyId: key.organisationId, bucket: key.bucket } };
    const relation = {
      ...edge,
      kind: 'legal-representative' as const,
      share: null,
      validFrom: organisation.registeredOn,
      validTo: null,
      source: '机构登记 registration',
      madeBy: given.by,
      madeAt: at,
    };
    await insertRelations(tx, [{ ...relation, relationId: relationKey(relation) }]);
  }
  return organisation;
}

/** Puts a natural person among the nodes of the graph. @throws Fault NAME_INVALID, ID_NUMBER_INVALID. */
export async function addPerson(
  tx: Tx,
  vault: Vault,
  on: BusinessDate,
  person: { readonly name: string; readonly idNumber: string },
): Promise<{ personId: string; bucket: number }> {
  const { row, name, idNumber } = namedPerson(vault, on, { customerId: '', bucket: 0, ...person });
  const key = personKey(row.personHash);
  await insertPerson(tx, {
    ...key,
    personHash: row.personHash,
    nameSealed: vault.seal(name, placeOf(SEALED_PERSONS.table, 'name_sealed', key.personId)),
    nameMasked: row.nameMasked,
    idNumberSealed: vault.seal(idNumber, placeOf(SEALED_PERSONS.table, 'id_number_sealed', key.personId)),
    idNumberMasked: row.idNumberMasked,
  });
  return key;
}
