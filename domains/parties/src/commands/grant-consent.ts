import { addDays, type BusinessDate } from '@jinqiao/calendar';
import type { Tx } from '@jinqiao/database';
import { type Clock, derivedId, instant } from '@jinqiao/runtime';
import { insertConsents, keepTexts, withdrawnBefore } from '../consent-store.ts';
import { CONSENT_TEXTS, type ConsentPurpose, consentTextHash } from '../consent-texts.ts';
import { partiesFault } from '../errors.ts';
import { identityRule } from '../identity/rules.ts';
import type { Consent } from '../model.ts';

export type Grant = {
  readonly customerId: string;
  readonly bucket: number;
  readonly purpose: ConsentPurpose;
  readonly recipient: string;
  readonly accepted: boolean;
  readonly textVersion: string;
  readonly channel: string;
};

/**
 * Records consents word for word: the version and the SHA-256 of the text that was shown, and the text itself under it. The same
 * grant again on the same day is the same consent; after a withdrawal it is another one.
 * @returns the consent ids, in order.
 * @throws Fault CONSENT_MISSING where the box was not ticked, CONSENT_TEXT_OLD for another version of the text.
 */
export async function grantConsents(tx: Tx, clock: Clock, on: BusinessDate, grants: readonly Grant[]): Promise<string[]> {
  const at = instant(clock);
  for (const grant of grants) {
    const text = CONSENT_TEXTS[grant.purpose];
    if (!grant.accepted) throw partiesFault('CONSENT_MISSING', { purpose: grant.purpose });
    if (grant.textVersion !== text.version) throw partiesFault('CONSENT_TEXT_OLD', { version: grant.textVersion, current: text.version });
  }
  const earlier = await withdrawnBefore(tx, grants);
  const rows = grants.map((grant, i) => {
    const text = CONSENT_TEXTS[grant.purpose];
    const again = earlier[i] === 0 ? '' : ` ${earlier[i]}`;
    return {
      ...grant,
      consentId: derivedId('cns', grant.bucket, `${grant.customerId} ${grant.purpose} ${grant.recipient} ${on}${again}`),
      items: text.items,
      textHash: consentTextHash(text),
      grantedOn: on,
      grantedAt: at,
    };
  });
  await insertConsents(tx, rows);
  const purposes = [...new Set(grants.map(({ purpose }) => purpose))];
  await keepTexts(
    tx,
    purposes.map((purpose) => ({ ...CONSENT_TEXTS[purpose], purpose, hash: consentTextHash(CONSENT_TEXTS[purpose]) })),
  );
  return rows.map((row) => row.consentId);
}

/**
 * The consent in force for a purpose.
 * @throws Fault CONSENT_MISSING, CONSENT_EXPIRED.
 */
export function requireConsent(consents: readonly Consent[], purpose: ConsentPurpose, on: BusinessDate): Consent {
  const given = consents.filter((consent) => consent.purpose === purpose && !consent.withdrawnAt).at(-1);
  if (!given) throw partiesFault('CONSENT_MISSING', { purpose });
  if (purpose === 'bureau-report' && addDays(given.grantedOn, identityRule('BUREAU_CONSENT_DAYS', on)) < on)
    throw partiesFault('CONSENT_EXPIRED', { purpose, on: given.grantedOn });
  return given;
}
