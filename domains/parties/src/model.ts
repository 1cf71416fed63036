import type { BusinessDate } from '@jinqiao/calendar';
import type { ConsentPurpose } from './consent-texts.ts';
import type { IdDocument } from './identity/resident-id.ts';

export type Customer = {
  readonly customerId: string;
  readonly bucket: number;
  readonly mobileMasked: string;
  readonly nameMasked: string | null;
  readonly idNumberMasked: string | null;
  readonly idNumberHash: string | null;
  /** The digest of the ID number that is for ever. */
  readonly personHash: string | null;
  readonly registeredOn: BusinessDate;
  readonly synthetic: boolean;
  /** `joined`: found to be the person of another account, into which it went. */
  readonly state: 'active' | 'closed' | 'joined';
  readonly closedOn: BusinessDate | null;
  readonly joinedInto: string | null;
  readonly idDocument: IdDocument | null;
  /** Last day of the ID document, `9999-12-31` for a long-term one, null where it was never told. */
  readonly idValidThrough: BusinessDate | null;
};

export type CustomerKey = { readonly customerId: string; readonly bucket: number };

/** A bank's class-II account of a customer under a programme, with the card it is bound to. */
export type BankAccount = {
  readonly customerId: string;
  readonly programmeId: string;
  readonly accountClass: 'II';
  readonly accountNo: string;
  readonly state: 'ACTIVE' | 'SUSPENDED' | 'CLOSED';
  readonly cardMasked: string;
  readonly mandateToken: string;
};

export type Consent = {
  readonly consentId: string;
  readonly customerId: string;
  readonly purpose: ConsentPurpose;
  readonly recipient: string;
  /** The data that it covers, in words. */
  readonly items: string;
  readonly textVersion: string;
  readonly textHash: string;
  readonly channel: string;
  readonly grantedOn: BusinessDate;
  readonly grantedAt: string;
  readonly withdrawnAt: string | null;
  /** The channel of the withdrawal, or `closure` where it ended with the account. */
  readonly withdrawnVia: string | null;
};
