import type { BusinessDate } from '@jinqiao/calendar';
import type { Database } from '@jinqiao/database';
import { type Clock, derivedId, instant, maskPan } from '@jinqiao/runtime';
import { partiesFault } from '../errors.ts';
import { type NewEvidence, recordEvidence } from '../evidence-store.ts';
import { parseCardNumber } from '../identity/bank-card.ts';
import type { Factor } from '../identity/ladder.ts';
import { parseMobile } from '../identity/mobile-number.ts';
import type { CustomerKey } from '../model.ts';
import { personInClear } from '../person-in-clear.ts';
import type { CardIssuerCheck, Check } from '../ports.ts';
import { withTry } from '../tries.ts';
import type { Vault } from '../vault.ts';

export type CardContext = { readonly vault: Vault; readonly clock: Clock; readonly issuer: CardIssuerCheck };

/** `mobile` is the number kept with the card; without it the check is one of three elements. */
export type GivenCard = CustomerKey & { readonly cardNumber: string; readonly mobile: string | null };

/**
 * Asks a card's issuer whether it belongs to the customer. Three elements without a mobile number, four with it, five where the
 * issuer also says that it is a class-I or credit account. Nothing is bound, and of the number only the mask is kept.
 * @returns the factor that was found.
 * @throws Fault CARD_INVALID, MOBILE_INVALID, REAL_NAME_MISSING, IDENTITY_TRIES_EXHAUSTED, IDENTITY_CHECK_UNAVAILABLE, CARD_ELEMENTS_MISMATCH.
 */
export function checkCard(db: Database, context: CardContext, on: BusinessDate, given: GivenCard): Promise<Factor> {
  return withTry(db, given, on, () => askIssuer(db, context, on, given));
}

async function askIssuer(db: Database, { vault, clock, issuer }: CardContext, on: BusinessDate, given: GivenCard): Promise<Factor> {
  const cardNumber = parseCardNumber(given.cardNumber);
  const mobile = given.mobile === null ? null : parseMobile(given.mobile);
  const { name, idNumber } = await personInClear(db, vault, given);
  const key = derivedId('ref', 0, `${given.customerId} ${vault.index('card', cardNumber)} ${mobile === null ? '' : vault.index('mobile', mobile)}`);
  const serial = `card-elements.${on}.${key}`;
  const holder = { ref: given.customerId, name, idNumber, cardNumber, mobile };
  const answer = await issuer.check(serial, on, holder);
  const factor: Factor = mobile === null ? 'three-element' : answer.classOneOrCredit ? 'five-element' : 'four-element';
  const row = cardEvidence({
    ...given,
    personHash: vault.index('person', idNumber),
    factor,
    provider: issuer.id,
    serial,
    cardNumber,
    check: answer,
    on,
    at: instant(clock),
  });
  await db.tx((tx) => recordEvidence(tx, [row]));
  if (answer.result === 'unknown') throw partiesFault('IDENTITY_CHECK_UNAVAILABLE', { provider: issuer.name });
  if (answer.result !== 'match') throw partiesFault('CARD_ELEMENTS_MISMATCH', { code: answer.code }, '$.cardNumber');
  return factor;
}

/** What an institution said of a card, as a row of evidence; also for those that check while they open an account. */
export function cardEvidence(
  found: CustomerKey & {
    readonly factor: Factor;
    readonly provider: string;
    readonly serial: string;
    readonly personHash: string;
    readonly cardNumber: string;
    readonly check: Check;
    readonly on: BusinessDate;
    readonly at: string;
  },
): NewEvidence {
  const { customerId, bucket, personHash, factor, provider, serial, cardNumber, check, on, at } = found;
  return {
    customerId,
    bucket,
    personHash,
    factor,
    provider,
    result: check.result,
    code: check.code,
    serial,
    cardMasked: maskPan(cardNumber),
    foundOn: on,
    foundAt: at,
    expiresOn: null,
  };
}
