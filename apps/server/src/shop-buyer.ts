import { derivedId } from '@jinqiao/runtime';
import type { KeyRing } from '@jinqiao/vault';

/** How the shop knows a customer: a keyed digest, from which nobody there finds the customer. */
export function shopBuyer(vault: KeyRing, { customerId, bucket }: { readonly customerId: string; readonly bucket: number }): string {
  return derivedId('buy', bucket, vault.index('shop-buyer', customerId));
}
