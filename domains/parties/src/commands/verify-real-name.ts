import { addDays, type BusinessDate, businessDate } from '@jinqiao/calendar';
import type { Database, Tx } from '@jinqiao/database';
import { isFault } from '@jinqiao/errors';
import { type Clock, derivedId, instant, maskIdNumber, maskName } from '@jinqiao/runtime';
import { partiesFault } from '../errors.ts';
import { insertSamePerson, type NewEvidence, recordEvidence } from '../evidence-store.ts';
import { LONG_TERM } from '../identity/ladder.ts';
import { parseResidentId } from '../identity/resident-id.ts';
import { identityRule } from '../identity/rules.ts';
import type { CustomerKey } from '../model.ts';
import type { Check, IdentityRegister } from '../ports.ts';
import { sealedAt } from '../sealed-data.ts';
import { claimIdentities, customerById, customerKeyOf, customersById, type NewIdentity, ownersOfIdentities, setIdentities } from '../store.ts';
import { withTry } from '../tries.ts';
import type { Vault } from '../vault.ts';

export type RealName = CustomerKey & {
  readonly name: string;
  readonly idNumber: string;
  /** Last day of the ID document, `9999-12-31` for a long-term one; left out where it is not known. */
  readonly idValidThrough?: string | undefined;
};

export type IdentityContext = {
  readonly vault: Vault;
  readonly clock: Clock;
  readonly register: IdentityRegister;
  /** What else happens in the transaction that takes an identity. */
  readonly onIdentified?: (tx: Tx, person: NamedPerson) => Promise<void>;
};

/** Name and ID number as they were given, in the form in which they are asked about and kept. */
export type NamedPerson = { readonly name: string; readonly idNumber: string; readonly elementsHash: string; readonly row: NewIdentity };

/**
 * Takes name and ID number of one customer, once, after the register has said that they belong together. One ID number belongs to
 * one customer: a second one is refused and the find is kept, so that the two can be joined.
 * @throws Fault NAME_INVALID, ID_NUMBER_INVALID, ID_VALIDITY_INVALID, REAL_NAME_DONE, CUSTOMER_UNKNOWN, IDENTITY_TRIES_EXHAUSTED,
 *   IDENTITY_CHECK_UNAVAILABLE, REAL_NAME_MISMATCH, ID_NUMBER_TAKEN.
 */
export async function verifyRealName(db: Database, context: IdentityContext, on: BusinessDate, given: RealName): Promise<void> {
  const { vault, clock, register } = context;
  const person = namedPerson(vault, on, given);
  const known = await customerById(db, given.bucket, given.customerId);
  if (!known) throw partiesFault('CUSTOMER_UNKNOWN', { id: given.customerId });
  if (known.idNumberHash) throw partiesFault('REAL_NAME_DONE');
  await withTry(db, given, on, async () => {
    const { evidence, faults } = await askRegister(register, clock, on, [person]);
    await db.tx((tx) => recordEvidence(tx, evidence));
    if (faults[0]) throw faults[0];
  });
  try {
    await db.tx(async (tx) => {
      await recordRealNames(tx, [person]);
      await context.onIdentified?.(tx, person);
    });
  } catch (error) {
    if (isFault(error) && error.code === 'ID_NUMBER_TAKEN') await keepFind(db, clock, on, person.row);
    throw error;
  }
}

async function keepFind(db: Database, clock: Clock, on: BusinessDate, row: NewIdentity): Promise<void> {
  const owner = [...(await ownersOfIdentities(db, [row])).values()][0];
  if (owner) await insertSamePerson(db, row, owner, on, instant(clock));
}

/** Reads what a person gave. @throws Fault NAME_INVALID, ID_NUMBER_INVALID, ID_VALIDITY_INVALID. */
export function namedPerson(vault: Vault, on: BusinessDate, given: RealName): NamedPerson {
  const name = given.name.normalize('NFC').trim().replace(/\s+/g, ' ');
  if (!/^[\p{L}][\p{L}·.' -]{1,39}$/u.test(name)) throw partiesFault('NAME_INVALID', {}, '$.name');
  const { number, document } = parseResidentId(given.idNumber, on);
  return {
    name,
    idNumber: number,
    elementsHash: vault.index('person', `${number} ${name}`),
    row: {
      bucket: given.bucket,
      customerId: given.customerId,
      nameSealed: vault.seal(name, sealedAt('name_sealed', given.customerId)),
      nameMasked: maskName(name),
      idNumberSealed: vault.seal(number, sealedAt('id_number_sealed', given.customerId)),
      idNumberMasked: maskIdNumber(number),
      idNumberHash: vault.index('id-number', number),
      personHash: vault.index('person', number),
      idNumberHashes: vault.indexes('id-number', number),
      idDocument: document,
      idValidThrough: given.idValidThrough === undefined ? null : idValidity(given.idValidThrough, on),
    },
  };
}

/** The last day of an ID document that is shown on a date. @throws Fault ID_VALIDITY_INVALID. */
export function idValidity(text: string, on: BusinessDate): BusinessDate {
  const validThrough = businessDate(text, '$.idValidThrough');
  if (validThrough < on) throw partiesFault('ID_VALIDITY_INVALID', { on }, '$.idValidThrough');
  return validThrough;
}

/** Asks the register about people in one message, under a serial that follows from who they are and the occasion. The faults stand in the people's order. */
export async function askRegister(
  register: IdentityRegister,
  clock: Clock,
  on: BusinessDate,
  people: readonly NamedPerson[],
  occasion = 'first',
): Promise<{ evidence: NewEvidence[]; faults: (Error | undefined)[] }> {
  const key = derivedId('ref', 0, people.map(({ row, elementsHash }) => `${row.customerId} ${elementsHash}`).join(' '));
  const serial = `two-element.${occasion}.${on}.${key}`;
  const answers = await register.check(
    serial,
    on,
    people.map(({ name, idNumber, row }) => ({ ref: row.customerId, name, idNumber })),
  );
  const checks = people.map(({ row }): Check => answers.get(row.customerId) ?? { result: 'unknown', code: 'NO_ANSWER' });
  return {
    evidence: people.map(({ row }, i) => ({
      ...(checks[i] as Check),
      bucket: row.bucket,
      customerId: row.customerId,
      personHash: row.personHash,
      factor: 'two-element' as const,
      provider: register.id,
      serial,
      cardMasked: null,
      foundOn: on,
      foundAt: instant(clock),
      expiresOn: row.idValidThrough === null ? null : countsThrough(row.idValidThrough as BusinessDate, on),
    })),
    faults: checks.map(({ result, code }) => refusal(register, result, code)),
  };
}

function refusal(register: IdentityRegister, result: Check['result'], code: string): Error | undefined {
  if (result === 'match') return undefined;
  if (result === 'unknown') return partiesFault('IDENTITY_CHECK_UNAVAILABLE', { provider: register.name });
  return partiesFault('REAL_NAME_MISMATCH', { code }, '$.idNumber');
}

/** The register's word counts as long as the document, with its grace. */
export function countsThrough(validThrough: BusinessDate, on: BusinessDate): BusinessDate | null {
  return validThrough === LONG_TERM ? null : addDays(validThrough, identityRule('ID_EXPIRY_GRACE_DAYS', on));
}

/** Gives checked identities to customers who have none. @throws Fault CUSTOMER_UNKNOWN, CUSTOMER_CLOSED, REAL_NAME_DONE, ID_NUMBER_TAKEN. */
export async function recordRealNames(tx: Tx, people: readonly NamedPerson[]): Promise<void> {
  const rows = people.map(({ row }) => row);
  const known = await customersById(tx, rows, 'FOR UPDATE OF c');
  for (const { customerId } of rows) {
    const customer = known.get(customerId);
    if (!customer) throw partiesFault('CUSTOMER_UNKNOWN', { id: customerId });
    if (customer.state !== 'active') throw partiesFault('CUSTOMER_CLOSED');
    if (customer.idNumberHash) throw partiesFault('REAL_NAME_DONE');
  }
  const owners = await claimIdentities(tx, rows);
  for (const row of rows) {
    const other = row.idNumberHashes.map((hash) => owners.get(hash)).find((owner) => owner !== row.customerId);
    if (other !== undefined) throw await taken(tx, other);
  }
  await setIdentities(tx, rows);
}

async function taken(tx: Tx, owner: string): Promise<Error> {
  const { bucket, customerId } = customerKeyOf(owner);
  const existing = await customerById(tx, bucket, customerId);
  return partiesFault('ID_NUMBER_TAKEN', { mobile: existing?.mobileMasked ?? '*' }, '$.idNumber');
}
