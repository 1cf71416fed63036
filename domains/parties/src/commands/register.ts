import type { BusinessDate } from '@jinqiao/calendar';
import { bucketOf, type Tx } from '@jinqiao/database';
import { derivedId, maskMobile } from '@jinqiao/runtime';
import { partiesFault } from '../errors.ts';
import { parseMobile } from '../identity.ts';
import { sealedAt } from '../sealed-data.ts';
import { insertCustomers } from '../store.ts';
import type { Vault } from '../vault.ts';

export type Registration = { readonly mobile: string; readonly passwordHash: string; readonly synthetic: boolean };

/** The id of the customer who signs up with a mobile number. */
export function customerIdOf(vault: Vault, mobile: string): { customerId: string; bucket: number } {
  const key = vault.index('mobile', mobile);
  const bucket = bucketOf(key);
  return { customerId: derivedId('cus', bucket, key), bucket };
}

/**
 * Signs customers up by mobile number. @returns their ids, in order.
 * @throws Fault MOBILE_INVALID, MOBILE_TAKEN.
 */
export async function register(
  tx: Tx,
  vault: Vault,
  on: BusinessDate,
  registrations: readonly Registration[],
): Promise<{ customerId: string; bucket: number }[]> {
  const rows = registrations.map(({ mobile: text, passwordHash, synthetic }) => {
    const mobile = parseMobile(text);
    const id = customerIdOf(vault, mobile);
    const mobileSealed = vault.seal(mobile, sealedAt('mobile_sealed', id.customerId));
    return { ...id, mobileSealed, mobileMasked: maskMobile(mobile), passwordHash, registeredOn: on, synthetic };
  });
  const fresh = await insertCustomers(tx, rows);
  if (rows.some((row) => !fresh.has(row.customerId))) throw partiesFault('MOBILE_TAKEN', {}, '$.mobile');
  return rows.map(({ customerId, bucket }) => ({ customerId, bucket }));
}
