import type { BusinessDate } from '@jinqiao/calendar';
import type { Tx } from '@jinqiao/database';
import { type Clock, instant } from '@jinqiao/runtime';
import { endConsents } from '../consent-store.ts';
import { partiesFault } from '../errors.ts';
import { mobileKey, moveMobile, releaseMobiles } from '../mobile-store.ts';
import type { CustomerKey } from '../model.ts';
import type { Holdings } from '../ports.ts';
import { sealedAt } from '../sealed-data.ts';
import { requireStanding } from '../standing.ts';
import { endCustomer } from '../standing-store.ts';
import { releaseIdentity, sealedOf } from '../store.ts';
import type { Vault } from '../vault.ts';
import { wordsOf } from './join-same-person.ts';

/**
 * Closes an account for good: its consents end, its numbers and its ID number are free for a new sign-up. What the law asks to
 * keep (ten years under the Anti-Money-Laundering Law of 2025) stays, sealed.
 * @throws Fault CUSTOMER_HOLDS naming what is owed or held, CUSTOMER_RESTRICTED under a restriction of everything, CUSTOMER_CLOSED where it is closed already.
 */
export async function closeCustomer(
  tx: Tx,
  { vault, clock, holdings }: { vault: Vault; clock: Clock; holdings: Holdings },
  on: BusinessDate,
  who: CustomerKey,
): Promise<void> {
  const customer = await requireStanding(tx, who, on, 'change');
  const held = await holdings(tx, who);
  if (held.length > 0) throw partiesFault('CUSTOMER_HOLDS', wordsOf(held));
  const sealed = await sealedOf(tx, who.bucket, who.customerId);
  const mobile = vault.open(sealed?.mobile ?? '', sealedAt('mobile_sealed', who.customerId));
  // Customers of before have no row of their number yet: the row that says "nobody" is made here.
  await moveMobile(tx, mobileKey(vault, mobile), customer.mobileMasked, null, on);
  await releaseMobiles(tx, who.customerId, on);
  if (sealed?.idNumber) await releaseIdentity(tx, vault.indexes('id-number', vault.open(sealed.idNumber, sealedAt('id_number_sealed', who.customerId))));
  await endConsents(tx, who, instant(clock));
  await endCustomer(tx, who, on, null);
}
