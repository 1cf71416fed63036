import type { BusinessDate } from '@jinqiao/calendar';
import type { Profile } from '@jinqiao/compliance';
import type { Tx } from '@jinqiao/database';
import { derivedId } from '@jinqiao/runtime';
import { loanMandateRules } from './rules.ts';
import { insertMandates } from './store.ts';

/** A card that was bound with the opening of an account: the institution's token is there already. */
export type BoundCard = {
  readonly bucket: number;
  readonly customerId: string;
  readonly instrumentHash: string;
  readonly instrumentMasked: string;
  readonly token: string;
};

/** Keeps the tokens of bound cards as mandates for the repayment of loans. Bound again, a card keeps its first. */
export async function bindMandates(tx: Tx, profile: Profile, institutionId: string, on: BusinessDate, cards: readonly BoundCard[]): Promise<void> {
  const rules = loanMandateRules(profile, on);
  await insertMandates(
    tx,
    cards.map((card) => ({
      bucket: card.bucket,
      mandateId: derivedId('mdt', card.bucket, `${card.customerId} ${institutionId} ${card.token} bound`),
      customerId: card.customerId,
      institutionId,
      channel: 'card' as const,
      instrumentHash: card.instrumentHash,
      instrumentMasked: card.instrumentMasked,
      cardType: 'debit',
      purpose: 'loan-repayment' as const,
      token: card.token,
      paymentCap: rules.payment,
      dayCap: rules.day,
      monthCap: rules.month,
      validFrom: on,
      validThrough: rules.validThrough,
      state: 'active' as const,
      code: 'OK',
      tries: 0,
      requestedOn: on,
      signedOn: on,
      cancelledOn: null,
      cancelledBy: null,
    })),
  );
}
