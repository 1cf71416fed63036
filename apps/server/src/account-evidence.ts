import type { BusinessDate } from '@jinqiao/calendar';
import { bankAccountOf, cardEvidence, recordEvidence } from '@jinqiao/parties';
import type { Applicant, Programme } from '@jinqiao/partnership';
import { instant } from '@jinqiao/runtime';
import type { System } from './system.ts';

/**
 * The bank opens a class-II account after it has verified the five elements with the card's issuer: an account that is open is
 * evidence of them, and a refusal (`code`) is evidence too.
 */
export async function recordAccountEvidence(
  system: System,
  programme: Programme,
  on: BusinessDate,
  applicants: readonly Applicant[],
  refusal?: string,
): Promise<void> {
  const { db, vault, clock } = system;
  const accounts = await Promise.all(applicants.map(({ bucket, customerId }) => bankAccountOf(db, bucket, customerId, programme.id)));
  const rows = applicants.flatMap(({ customerId, bucket, idNumber, cardNumber }, i) => {
    if (!accounts[i] && refusal === undefined) return [];
    const check = refusal === undefined ? ({ result: 'match', code: 'OK' } as const) : ({ result: 'mismatch', code: refusal } as const);
    const serial = `class-ii.${programme.id}.${on}.${check.code}.${vault.index('card', cardNumber).slice(0, 16)}`;
    const personHash = vault.index('person', idNumber);
    return [cardEvidence({ customerId, bucket, personHash, factor: 'five-element', provider: 'bank', serial, cardNumber, check, on, at: instant(clock) })];
  });
  if (rows.length > 0) await db.tx((tx) => recordEvidence(tx, rows));
}
