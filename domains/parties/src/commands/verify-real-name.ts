import type { BusinessDate } from '@jinqiao/calendar';
import type { Tx } from '@jinqiao/database';
import { maskIdNumber, maskName } from '@jinqiao/runtime';
import { partiesFault } from '../errors.ts';
import { parseResidentId } from '../identity.ts';
import { sealedAt } from '../sealed-data.ts';
import { claimIdentities, customersById, type NewIdentity, setIdentities } from '../store.ts';
import type { Vault } from '../vault.ts';

export type RealName = { readonly customerId: string; readonly bucket: number; readonly name: string; readonly idNumber: string };

/**
 * Takes name and resident ID number of customers, once. One ID number belongs to one customer.
 * @throws Fault NAME_INVALID, ID_NUMBER_INVALID, ID_NUMBER_TAKEN, REAL_NAME_DONE, CUSTOMER_UNKNOWN.
 */
export async function verifyRealName(tx: Tx, vault: Vault, on: BusinessDate, people: readonly RealName[]): Promise<void> {
  const rows = people.map((person) => identityRow(vault, on, person));
  const known = await customersById(tx, people);
  for (const { customerId } of people) {
    const customer = known.get(customerId);
    if (!customer) throw partiesFault('CUSTOMER_UNKNOWN', { id: customerId });
    if (customer.idNumberHash) throw partiesFault('REAL_NAME_DONE');
  }
  const claims = rows.flatMap(({ customerId, idNumberHashes }) => idNumberHashes.map((hash) => ({ customerId, hash })));
  const owners = await claimIdentities(tx, claims);
  if (claims.some(({ customerId, hash }) => owners.get(hash) !== customerId)) throw partiesFault('ID_NUMBER_TAKEN', {}, '$.idNumber');
  await setIdentities(tx, rows);
}

function identityRow(vault: Vault, on: BusinessDate, person: RealName): NewIdentity & { readonly idNumberHashes: readonly string[] } {
  const name = person.name.normalize('NFC').trim().replace(/\s+/g, ' ');
  if (!/^[\p{L}][\p{L}·.' -]{1,39}$/u.test(name)) throw partiesFault('NAME_INVALID', {}, '$.name');
  const { number, birthDate } = parseResidentId(person.idNumber, on);
  const idNumberHashes = vault.indexes('id-number', number);
  return {
    bucket: person.bucket,
    customerId: person.customerId,
    nameSealed: vault.seal(name, sealedAt('name_sealed', person.customerId)),
    nameMasked: maskName(name),
    idNumberSealed: vault.seal(number, sealedAt('id_number_sealed', person.customerId)),
    idNumberMasked: maskIdNumber(number),
    idNumberHash: vault.index('id-number', number),
    idNumberHashes,
    birthDate,
  };
}
