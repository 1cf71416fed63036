import type { BusinessDate } from '@jinqiao/calendar';
import type { Tx } from '@jinqiao/database';
import { type Clock, instant, maskMobile } from '@jinqiao/runtime';
import { partiesFault } from '../errors.ts';
import { parseMobile } from '../identity/mobile-number.ts';
import { claimMobiles, customerOfMobile, insertMobileChange, mobileKey, mobileRows, moveMobile } from '../mobile-store.ts';
import type { CustomerKey } from '../model.ts';
import { sealedAt } from '../sealed-data.ts';
import { requireStanding } from '../standing.ts';
import { sealedOf, setMobile } from '../store.ts';
import type { Vault } from '../vault.ts';

export type MobileChangeContext = { readonly vault: Vault; readonly clock: Clock };

/**
 * Puts another mobile number on file and sets the old one free. That the new number is the customer's, and that the customer asks
 * (by a code to the old number or a fresh liveness check), has been proven by the caller in the same transaction.
 * @throws Fault MOBILE_INVALID, MOBILE_SAME, MOBILE_TAKEN, CUSTOMER_CLOSED, CUSTOMER_RESTRICTED.
 */
export async function changeMobile(
  tx: Tx,
  { vault, clock }: MobileChangeContext,
  on: BusinessDate,
  who: CustomerKey,
  newMobile: string,
  proof: 'old-number' | 'liveness',
): Promise<void> {
  const mobile = parseMobile(newMobile);
  const customer = await requireStanding(tx, who, on, 'change');
  const sealed = await sealedOf(tx, who.bucket, who.customerId);
  const old = vault.open(sealed?.mobile ?? '', sealedAt('mobile_sealed', who.customerId));
  if (old === mobile) throw partiesFault('MOBILE_SAME', {}, '$.mobile');
  const holder = await customerOfMobile(tx, vault, mobile);
  if (holder && holder.customerId !== who.customerId) throw partiesFault('MOBILE_TAKEN', {}, '$.mobile');
  const key = mobileKey(vault, mobile);
  const signUps = (await mobileRows(tx, [key])).get(key.hash)?.signUps ?? 0;
  const claimed = await claimMobiles(tx, on, [{ ...key, customerId: who.customerId, masked: maskMobile(mobile), signUps }]);
  if (!claimed.has(key.hash)) throw partiesFault('MOBILE_TAKEN', {}, '$.mobile');
  await moveMobile(tx, mobileKey(vault, old), customer.mobileMasked, null, on);
  await setMobile(tx, who, vault.seal(mobile, sealedAt('mobile_sealed', who.customerId)), maskMobile(mobile));
  await insertMobileChange(tx, who, { from: customer.mobileMasked, to: maskMobile(mobile), proof, on, at: instant(clock) });
}
