import type { BusinessDate } from '@jinqiao/calendar';
import type { Profile } from '@jinqiao/compliance';
import type { Tx } from '@jinqiao/database';
import { derivedId } from '@jinqiao/runtime';
import type { Mandate } from './model.ts';
import { loanMandateRules, mandateRules } from './rules.ts';
import { insertMandates } from './store.ts';

/** A card that was bound with the opening of an account: the institution's token is there already. */
export type BoundCard = {
  readonly bucket: number;
  readonly customerId: string;
  readonly instrumentHash: string;
  readonly instrumentMasked: string;
  readonly token: string;
};

/**
 * Keeps the token of a card that is paid to, such as a credit card whose bill is paid off: nothing is ever debited under it, so
 * that its caps are those of any mandate. Bound again, the card keeps its first.
 */
export async function bindPayee(tx: Tx, profile: Profile, institutionId: string, on: BusinessDate, card: BoundCard & Pick<Mandate, 'cardType'>): Promise<void> {
  const rules = mandateRules(profile, on);
  await insertMandates(tx, [{ ...boundOf(card, institutionId, on, rules), cardType: card.cardType, purpose: 'payee' }]);
}

/** Keeps the tokens of bound cards as mandates for the repayment of loans. Bound again, a card keeps its first. */
export async function bindMandates(tx: Tx, profile: Profile, institutionId: string, on: BusinessDate, cards: readonly BoundCard[]): Promise<void> {
  const rules = loanMandateRules(profile, on);
  await insertMandates(
    tx,
    cards.map((card) => ({ ...boundOf(card, institutionId, on, rules), cardType: 'debit', purpose: 'loan-repayment' as const })),
  );
}

type Rules = ReturnType<typeof mandateRules>;

function boundOf(card: BoundCard, institutionId: string, on: BusinessDate, rules: Rules): Omit<Mandate, 'cardType' | 'purpose'> {
  const { bucket, customerId, instrumentHash, instrumentMasked, token } = card;
  return {
    bucket,
    mandateId: derivedId('mdt', bucket, `${customerId} ${institutionId} ${token} bound`),
    customerId,
    institutionId,
    channel: 'card',
    instrumentHash,
    instrumentMasked,
    token,
    paymentCap: rules.payment,
    dayCap: rules.day,
    monthCap: rules.month,
    validFrom: on,
    validThrough: rules.validThrough,
    state: 'active',
    code: 'OK',
    tries: 0,
    requestedOn: on,
    signedOn: on,
    cancelledOn: null,
    cancelledBy: null,
  };
}
