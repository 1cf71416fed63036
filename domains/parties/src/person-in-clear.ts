import type { Db } from '@jinqiao/database';
import { partiesFault } from './errors.ts';
import type { CustomerKey } from './model.ts';
import { sealedAt } from './sealed-data.ts';
import { sealedOf } from './store.ts';
import type { Vault } from './vault.ts';

/** Name and ID number of a customer, for what must pass them on sealed to an institution. @throws Fault REAL_NAME_MISSING. */
export async function personInClear(db: Db, vault: Vault, { bucket, customerId }: CustomerKey): Promise<{ readonly name: string; readonly idNumber: string }> {
  const sealed = await sealedOf(db, bucket, customerId);
  if (!sealed?.name || !sealed.idNumber) throw partiesFault('REAL_NAME_MISSING');
  return {
    name: vault.open(sealed.name, sealedAt('name_sealed', customerId)),
    idNumber: vault.open(sealed.idNumber, sealedAt('id_number_sealed', customerId)),
  };
}
