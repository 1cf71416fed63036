import type { BusinessDate } from '@jinqiao/calendar';
import type { Database } from '@jinqiao/database';
import { recordEvidence } from '../evidence-store.ts';
import type { CustomerKey } from '../model.ts';
import { personInClear } from '../person-in-clear.ts';
import { setIdValidity } from '../store.ts';
import { withTry } from '../tries.ts';
import { askRegister, type IdentityContext, idValidity, namedPerson } from './verify-real-name.ts';

/**
 * Takes the last day of a renewed ID document, after the register has said again that name and number belong together.
 * @throws Fault ID_VALIDITY_INVALID, REAL_NAME_MISSING, IDENTITY_TRIES_EXHAUSTED, IDENTITY_CHECK_UNAVAILABLE, REAL_NAME_MISMATCH.
 */
export async function renewIdDocument(db: Database, context: IdentityContext, on: BusinessDate, who: CustomerKey, validThrough: string): Promise<void> {
  const { vault, clock, register } = context;
  const until = idValidity(validThrough, on);
  const known = await personInClear(db, vault, who);
  const person = namedPerson(vault, on, { ...who, ...known, idValidThrough: until });
  await withTry(db, who, on, async () => {
    const { evidence, faults } = await askRegister(register, clock, on, [person], `renewal.${until}`);
    await db.tx(async (tx) => {
      await recordEvidence(tx, evidence);
      if (!faults[0]) await setIdValidity(tx, who, until);
    });
    if (faults[0]) throw faults[0];
  });
}
