import { addDays, type BusinessDate } from '@jinqiao/calendar';
import type { Database, Db } from '@jinqiao/database';
import { type Clock, derivedId, instant } from '@jinqiao/runtime';
import { consentsOf } from '../consent-store.ts';
import { partiesFault } from '../errors.ts';
import { evidenceById, evidenceId, evidenceOf, type NewEvidence, recordEvidence, samePersonOf } from '../evidence-store.ts';
import { identityRule } from '../identity/rules.ts';
import type { CustomerKey } from '../model.ts';
import { personInClear } from '../person-in-clear.ts';
import type { LivenessProvider, Person } from '../ports.ts';
import { customerKeyOf, sealedOf } from '../store.ts';
import type { Vault } from '../vault.ts';
import { requireConsent } from './grant-consent.ts';

export type LivenessContext = { readonly vault: Vault; readonly clock: Clock; readonly liveness: LivenessProvider };

export type OpenedLiveness = { readonly evidenceId: string; readonly url: string };

/**
 * Opens a liveness check on the provider's page. A newcomer whose ID number belongs to another account is compared with that
 * number, to prove who asks. `key` names the check: the same key opens the same one.
 * @throws Fault CONSENT_MISSING (face recognition is a consent of its own), REAL_NAME_MISSING, IDENTITY_CHECK_UNAVAILABLE.
 */
export async function openLiveness(
  db: Database,
  { vault, clock, liveness }: LivenessContext,
  on: BusinessDate,
  who: CustomerKey,
  key: string,
): Promise<OpenedLiveness> {
  requireConsent(await consentsOf(db, who.bucket, who.customerId), 'face-recognition', on);
  const person = await personToCompare(db, vault, who);
  const serial = `liveness.${on}.${derivedId('ref', 0, `${who.customerId} ${key}`)}`;
  const opened = await liveness.open(serial, on, person);
  if (!opened) throw partiesFault('IDENTITY_CHECK_UNAVAILABLE', { provider: liveness.name });
  const row: NewEvidence = {
    ...who,
    personHash: vault.index('person', person.idNumber),
    factor: 'liveness',
    provider: liveness.id,
    result: 'unknown',
    code: 'PENDING',
    serial,
    cardMasked: null,
    foundOn: on,
    foundAt: instant(clock),
    expiresOn: null,
  };
  await db.tx((tx) => recordEvidence(tx, [row]));
  return { evidenceId: evidenceId(row), url: opened.url };
}

async function personToCompare(db: Db, vault: Vault, who: CustomerKey): Promise<Person> {
  const own = await sealedOf(db, who.bucket, who.customerId);
  if (own?.idNumber) return { ref: who.customerId, ...(await personInClear(db, vault, who)) };
  const found = (await samePersonOf(db, who)).filter((row) => row.customerId === who.customerId && row.outcome === 'refused').at(-1);
  const existing = found && customerKeyOf(found.existingCustomerId);
  if (!existing) throw partiesFault('REAL_NAME_MISSING');
  return { ref: who.customerId, ...(await personInClear(db, vault, existing)) };
}

/**
 * Asks for the result of a check that was opened. Asked again later, it is the same, and as old as when it was opened.
 * @throws Fault LIVENESS_UNKNOWN, LIVENESS_PENDING while the customer is not through or the provider does not answer.
 */
export async function settleLiveness(
  db: Database,
  { liveness }: LivenessContext,
  on: BusinessDate,
  who: CustomerKey,
  id: string,
): Promise<'match' | 'mismatch' | 'not-found'> {
  const row = await evidenceById(db, who, id);
  if (row?.factor !== 'liveness') throw partiesFault('LIVENESS_UNKNOWN', { id });
  if (row.result !== 'unknown') return row.result;
  const { result, code } = await liveness.result(row.serial, on);
  if (result === 'unknown') throw partiesFault('LIVENESS_PENDING');
  const expiresOn = result === 'match' ? addDays(on, identityRule('LIVENESS_VALID_DAYS', on)) : null;
  await db.tx((tx) => recordEvidence(tx, [{ ...row, bucket: who.bucket, result, code, expiresOn }]));
  return result;
}

/**
 * A liveness check against an ID number that passed within LIVENESS_PROOF_MINUTES proves that its holder asks.
 * @throws Fault LIVENESS_MISSING, also where the face was compared with another person's photograph.
 */
export async function requireFreshLiveness(db: Db, clock: Clock, on: BusinessDate, who: CustomerKey, personHash: string | null): Promise<void> {
  const minutes = identityRule('LIVENESS_PROOF_MINUTES', on);
  const since = clock.now() - minutes * 60_000;
  const passed = (await evidenceOf(db, who)).some(
    (row) => row.factor === 'liveness' && row.result === 'match' && row.personHash === personHash && Date.parse(row.foundAt) >= since,
  );
  if (!passed) throw partiesFault('LIVENESS_MISSING', { minutes });
}
