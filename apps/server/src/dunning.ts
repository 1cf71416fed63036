import type { Db } from '@jinqiao/database';
import { type Dunning, loanSource, payLaterSource } from '@jinqiao/dunning';
import { customerById, sealedAt, sealedOf } from '@jinqiao/parties';
import { programmes } from '@jinqiao/partnership';
import type { Clock } from '@jinqiao/runtime';
import type { KeyRing } from '@jinqiao/vault';
import type { IdentityPartners } from './identity-partners.ts';

/** Dunning over every product whose contracts can be overdue. A product that comes adds its source here. */
export function dunningOf(vault: KeyRing, clock: Clock, { sender }: IdentityPartners): Dunning {
  return {
    sources: [loanSource(programmes), payLaterSource()],
    clock,
    sender,
    reach: async (db: Db, { bucket, customerId }) => {
      const [sealed, customer] = [await sealedOf(db, bucket, customerId), await customerById(db, bucket, customerId)];
      return sealed && { mobile: vault.open(sealed.mobile, sealedAt('mobile_sealed', customerId)), name: customer?.nameMasked ?? '' };
    },
  };
}
