import type { Channel } from '../orders/model.ts';

export type MandatePurpose = 'payment' | 'loan-repayment' | 'payee';
export type MandateState = 'requested' | 'code-sent' | 'active' | 'refused' | 'cancelled';

/** What a customer lets a payment institution debit 协议支付. Caps are minor units of the asset; both dates are inclusive. */
export type Mandate = {
  readonly bucket: number;
  readonly mandateId: string;
  readonly customerId: string;
  readonly institutionId: string;
  readonly channel: Channel;
  /** Keyed digest of the card or wallet number: the same instrument at several institutions has one. */
  readonly instrumentHash: string;
  readonly instrumentMasked: string;
  readonly cardType: string;
  /** `loan-repayment` came with the opening of an account and serves the programme alone; a `payee` is paid to and never debited. */
  readonly purpose: MandatePurpose;
  readonly token: string;
  readonly paymentCap: bigint;
  readonly dayCap: bigint;
  readonly monthCap: bigint;
  readonly validFrom: string;
  readonly validThrough: string;
  readonly state: MandateState;
  readonly code: string;
  readonly tries: number;
  readonly requestedOn: string;
  readonly signedOn: string | null;
  readonly cancelledOn: string | null;
  readonly cancelledBy: string | null;
};

/** Whether it lets anything be debited on a date. */
export function mandateHolds(mandate: Pick<Mandate, 'state' | 'validFrom' | 'validThrough'>, on: string): boolean {
  return mandate.state === 'active' && mandate.validFrom <= on && on <= mandate.validThrough;
}
