import type { BusinessDate } from '@jinqiao/calendar';
import type { Tx } from '@jinqiao/database';
import { maskMobile } from '@jinqiao/runtime';
import { partiesFault } from '../errors.ts';
import { parseMobile } from '../identity/mobile-number.ts';
import { claimMobiles, mobileKey, mobileRows, signUpId } from '../mobile-store.ts';
import type { CustomerKey } from '../model.ts';
import { sealedAt } from '../sealed-data.ts';
import { insertCustomers } from '../store.ts';
import type { Vault } from '../vault.ts';

/** `passwordHash` is empty for who signs in with codes only. */
export type Registration = { readonly mobile: string; readonly passwordHash: string; readonly synthetic: boolean };

/**
 * Signs customers up by mobile number. A number that an earlier customer gave up signs up again, as another customer.
 * @returns their ids, in order.
 * @throws Fault MOBILE_INVALID, MOBILE_TAKEN.
 */
export async function register(tx: Tx, vault: Vault, on: BusinessDate, registrations: readonly Registration[]): Promise<CustomerKey[]> {
  const numbers = registrations.map((registration) => {
    const mobile = parseMobile(registration.mobile);
    return { ...registration, mobile, ...mobileKey(vault, mobile) };
  });
  const known = await mobileRows(tx, numbers);
  const rows = numbers.map(({ mobile, hash, bucket, passwordHash, synthetic }) => {
    const earlier = known.get(hash)?.signUps ?? 0;
    const masked = maskMobile(mobile);
    const customerId = signUpId({ hash, bucket }, earlier);
    return {
      customerId,
      bucket,
      hash,
      masked,
      signUps: earlier + 1,
      mobileSealed: vault.seal(mobile, sealedAt('mobile_sealed', customerId)),
      mobileMasked: masked,
      passwordHash,
      registeredOn: on,
      synthetic,
    };
  });
  if (rows.some(({ hash }) => (known.get(hash)?.customerId ?? null) !== null)) throw partiesFault('MOBILE_TAKEN', {}, '$.mobile');
  const fresh = await insertCustomers(tx, rows);
  const claimed = await claimMobiles(tx, on, rows);
  if (rows.some((row) => !fresh.has(row.customerId) || !claimed.has(row.hash))) throw partiesFault('MOBILE_TAKEN', {}, '$.mobile');
  return rows.map(({ customerId, bucket }) => ({ customerId, bucket }));
}
