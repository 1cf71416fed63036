import type { Tx } from '@jinqiao/database';
import { type Clock, instant } from '@jinqiao/runtime';
import { consentsOf, withdrawConsent } from '../consent-store.ts';
import { CONSENT_TEXTS } from '../consent-texts.ts';
import { partiesFault } from '../errors.ts';
import type { CustomerKey } from '../model.ts';
import type { Holdings } from '../ports.ts';

/**
 * Withdraws a consent of a customer (PIPL art. 15). What was done before stays valid. Consents that open loans rest on stay while
 * something is owed or held; the terms of service end with the account only. Withdrawn already, it stays as it is.
 * @throws Fault CONSENT_UNKNOWN, CONSENT_IN_USE, CONSENT_ENDS_WITH_ACCOUNT.
 */
export async function endConsent(tx: Tx, clock: Clock, holdings: Holdings, who: CustomerKey, consentId: string, via: string): Promise<void> {
  // The stamp first: it waits for what is beginning on this consent, so that what is held is seen.
  if (!(await withdrawConsent(tx, who.bucket, consentId, who.customerId, instant(clock), via))) throw partiesFault('CONSENT_UNKNOWN', { id: consentId });
  const consent = (await consentsOf(tx, who.bucket, who.customerId)).find((row) => row.consentId === consentId);
  const needed = consent && CONSENT_TEXTS[consent.purpose].needed;
  if (needed === 'account') throw partiesFault('CONSENT_ENDS_WITH_ACCOUNT');
  if (needed === 'while-owed' && (await holdings(tx, who)).length > 0) throw partiesFault('CONSENT_IN_USE');
}
