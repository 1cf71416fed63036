import type { BusinessDate } from '@jinqiao/calendar';
import type { Db, Tx } from '@jinqiao/database';
import { type Clock, instant } from '@jinqiao/runtime';
import { endConsents } from '../consent-store.ts';
import { partiesFault } from '../errors.ts';
import { markJoined, type SamePerson, samePersonOf } from '../evidence-store.ts';
import { mobileKey, moveMobile } from '../mobile-store.ts';
import type { Customer, CustomerKey } from '../model.ts';
import type { Holdings } from '../ports.ts';
import { sealedAt } from '../sealed-data.ts';
import { requireStanding } from '../standing.ts';
import { endCustomer } from '../standing-store.ts';
import { customerById, customerKeyOf, sealedOf } from '../store.ts';
import type { Vault } from '../vault.ts';
import { changeMobile } from './change-mobile.ts';

/** The account that was found with the ID number that a newcomer gave; none once the newcomer is known by another. @throws Fault SAME_PERSON_UNKNOWN. */
export async function existingAccountOf(db: Db, who: CustomerKey): Promise<{ find: SamePerson; existing: Customer }> {
  const find = (await samePersonOf(db, who)).filter((row) => row.customerId === who.customerId && row.outcome === 'refused').at(-1);
  const key = find && customerKeyOf(find.existingCustomerId);
  const existing = key && (await customerById(db, key.bucket, key.customerId));
  const newcomer = await customerById(db, who.bucket, who.customerId);
  if (!find || existing?.state !== 'active' || newcomer?.idNumberHash) throw partiesFault('SAME_PERSON_UNKNOWN');
  return { find, existing };
}

/**
 * Joins a newcomer into the account of the same person: the newcomer's number leads there, its own account ends, and the find
 * keeps how it was proven: by a code to the number of the existing account, or by a fresh liveness check against its ID number, in
 * which case the old number is taken for lost and the new one stands in its place. The caller has checked the proof.
 * @throws Fault SAME_PERSON_UNKNOWN, CUSTOMER_HOLDS, CUSTOMER_CLOSED, CUSTOMER_RESTRICTED.
 */
export async function joinSamePerson(
  tx: Tx,
  { vault, clock, holdings }: { vault: Vault; clock: Clock; holdings: Holdings },
  on: BusinessDate,
  who: CustomerKey,
  proof: 'existing-number' | 'liveness',
): Promise<CustomerKey> {
  const { existing } = await existingAccountOf(tx, who);
  // In the order of their ids, so that two joins never wait for each other.
  for (const key of [who, existing].sort((a, b) => (a.customerId < b.customerId ? -1 : 1))) await requireStanding(tx, key, on, 'change');
  // Again, now that nobody changes either: the newcomer may have become somebody else meanwhile.
  const { find, existing: still } = await existingAccountOf(tx, who);
  if (still.customerId !== existing.customerId) throw partiesFault('SAME_PERSON_UNKNOWN');
  const held = await holdings(tx, who);
  if (held.length > 0) throw partiesFault('CUSTOMER_HOLDS', wordsOf(held));
  const mobile = vault.open((await sealedOf(tx, who.bucket, who.customerId))?.mobile ?? '', sealedAt('mobile_sealed', who.customerId));
  const newcomer = await customerById(tx, who.bucket, who.customerId);
  await moveMobile(tx, mobileKey(vault, mobile), newcomer?.mobileMasked ?? '', existing.customerId, on);
  if (proof === 'liveness') await changeMobile(tx, { vault, clock }, on, existing, mobile, 'liveness');
  await endConsents(tx, who, instant(clock));
  await endCustomer(tx, who, on, existing.customerId);
  await markJoined(tx, who.bucket, find.samePersonId, proof, instant(clock));
  return { customerId: existing.customerId, bucket: existing.bucket };
}

/** What is owed or held, as a fault says it. */
export function wordsOf(held: Awaited<ReturnType<Holdings>>): { what: string; whatZh: string } {
  const first = held.slice(0, 3);
  return { what: first.map((holding) => holding.en).join('; '), whatZh: first.map((holding) => holding.zh).join(';') };
}
