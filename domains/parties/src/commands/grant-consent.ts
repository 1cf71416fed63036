import { createHash } from 'node:crypto';
import { addDays, type BusinessDate } from '@jinqiao/calendar';
import type { Tx } from '@jinqiao/database';
import { type Clock, derivedId, instant } from '@jinqiao/runtime';
import { partiesFault } from '../errors.ts';
import { CONSENT_TEXTS, type Consent, type ConsentPurpose } from '../model.ts';
import { insertConsents } from '../store.ts';

export type Grant = {
  readonly customerId: string;
  readonly bucket: number;
  readonly purpose: ConsentPurpose;
  readonly recipient: string;
  readonly accepted: boolean;
  readonly textVersion: string;
  readonly channel: string;
};

/** How long a consent to pull a credit report for a decision may be used, in days (ours; the bank's rule is the same). */
const BUREAU_CONSENT_DAYS = 90;

/**
 * Records consents word for word: the version and the SHA-256 of the text that was shown.
 * @returns the consent ids, in order.
 * @throws Fault CONSENT_MISSING where the box was not ticked, CONSENT_TEXT_OLD for another version of the text.
 */
export async function grantConsents(tx: Tx, clock: Clock, on: BusinessDate, grants: readonly Grant[]): Promise<string[]> {
  const at = instant(clock);
  const rows = grants.map((grant) => {
    const text = CONSENT_TEXTS[grant.purpose];
    if (!grant.accepted) throw partiesFault('CONSENT_MISSING', { purpose: grant.purpose });
    if (grant.textVersion !== text.version) throw partiesFault('CONSENT_TEXT_OLD', { version: grant.textVersion, current: text.version });
    return {
      ...grant,
      consentId: derivedId('cns', grant.bucket, `${grant.customerId} ${grant.purpose} ${grant.recipient} ${on}`),
      textHash: createHash('sha256').update(text.zh).update(text.en).digest('hex'),
      grantedOn: on,
      grantedAt: at,
    };
  });
  await insertConsents(tx, rows);
  return rows.map((row) => row.consentId);
}

/**
 * The consent in force for a purpose.
 * @throws Fault CONSENT_MISSING, CONSENT_EXPIRED.
 */
export function requireConsent(consents: readonly Consent[], purpose: ConsentPurpose, on: BusinessDate): Consent {
  const given = consents.filter((consent) => consent.purpose === purpose && !consent.withdrawnAt).at(-1);
  if (!given) throw partiesFault('CONSENT_MISSING', { purpose });
  if (purpose === 'bureau-report' && addDays(given.grantedOn, BUREAU_CONSENT_DAYS) < on)
    throw partiesFault('CONSENT_EXPIRED', { purpose, on: given.grantedOn });
  return given;
}
