import type { Method } from '@jinqiao/lending';

/** A customer's own credit card. */
export type PayOffCard = {
  readonly bucket: number;
  readonly cardId: string;
  readonly customerId: string;
  readonly cardHash: string;
  readonly cardMasked: string;
  readonly issuer: string;
  readonly issuerZh: string;
  readonly consentId: string;
  readonly consentOn: string;
  readonly removedOn: string | null;
  readonly addedOn: string;
};

/** A statement as the issuer told it: amounts in minor units, the instalment fee per period of the principal in 1e-8. */
export type CardStatement = {
  readonly bucket: number;
  readonly statementId: string;
  readonly cardId: string;
  readonly statementOn: string;
  readonly dueOn: string;
  readonly balance: bigint;
  readonly minimum: bigint;
  readonly paid: bigint;
  readonly feeRate: bigint;
  readonly feePeriods: readonly number[];
  readonly toldOn: string;
};

/** What is left of a statement to pay. */
export function openOf({ balance, paid }: Pick<CardStatement, 'balance' | 'paid'>): bigint {
  return balance > paid ? balance - paid : 0n;
}

/**
 * `routing` banks are asked one after another → `offered` one has approved, the customer reads → `booking` the bank is asked to book →
 * `paying` booked, the money is on its way to the card → `paid` the payment institution says so → `confirmed` the issuer says so too.
 * `returning` the card took nothing and the bank is asked to take the money back → `returned`. `refused` no bank lends,
 * `cancelled` nobody took the offer.
 */
export type PayOffState = 'routing' | 'offered' | 'booking' | 'paying' | 'paid' | 'confirmed' | 'returning' | 'returned' | 'refused' | 'cancelled';

export type PayOff = {
  readonly bucket: number;
  readonly payOffId: string;
  readonly customerId: string;
  readonly cardId: string;
  readonly statementId: string;
  readonly amount: bigint;
  readonly periods: number;
  readonly method: Method;
  readonly state: PayOffState;
  readonly code: string;
  /** The choice of a funder that stands. */
  readonly n: number;
  readonly programmeId: string | null;
  readonly loanId: string | null;
  readonly orderId: string | null;
  readonly agreementHash: string | null;
  /** When the offer was shown, for the reading time. */
  readonly offeredAt: string | null;
  readonly appliedOn: string;
  readonly routedOn: string;
  readonly finishedOn: string | null;
  readonly elementsSealed: string | null;
};

export type PayOffKey = Pick<PayOff, 'bucket' | 'payOffId'>;

/** States in which quota is reserved. */
export const RESERVED: readonly PayOffState[] = ['routing', 'offered', 'booking'];
/** States in which a statement is being paid off. */
export const UNDER_WAY: readonly PayOffState[] = [...RESERVED, 'paying', 'paid', 'returning'];

export type PayOffEvent = { readonly n: number; readonly event: string; readonly note: string; readonly date: string };
