import type { BusinessDate } from '@jinqiao/calendar';

/** A bank account 银行账户, or a payment account 支付账户 of a non-bank payment institution. */
export type AccountKind = 'bank' | 'payment';
export type AccountClass = 'I' | 'II' | 'III';

export type AccountState = 'ELEMENTS_SUBMITTED' | 'BOUND_BANK_VERIFYING' | 'ACTIVE' | 'UPGRADING' | 'SUSPENDED' | 'REJECTED' | 'CLOSED';
export const SUSPENSIONS = ['KYC_EXPIRED', 'III_50K', 'JUDICIAL', 'RISK'] as const;
export type Suspension = (typeof SUSPENSIONS)[number];

/** An account as it stands; amounts in minor units of its asset. */
export type Account = {
  readonly bucket: number;
  readonly accountId: string;
  readonly customerId: string;
  readonly institution: string;
  readonly kind: AccountKind;
  readonly class: AccountClass;
  readonly accountNo: string;
  /** The ledger account that mirrors the institution's: where the balance is. */
  readonly book: string;
  readonly path: string;
  readonly asset: string;
  readonly owner: string;
  readonly state: AccountState;
  readonly suspensions: readonly Suspension[];
  readonly faceToFace: boolean;
  readonly agreedDay: bigint | null;
  readonly activatedOn: BusinessDate | null;
  /** By when the ID document must be there, and when it came. */
  readonly documentDue: BusinessDate | null;
  readonly documentOn: BusinessDate | null;
  readonly openedOn: BusinessDate | null;
  readonly closedOn: BusinessDate | null;
  readonly linkedTo: string | null;
  readonly reservedOut: bigint;
  readonly reservedIn: bigint;
  readonly frozen: bigint;
  readonly frozenWhole: boolean;
  readonly events: number;
};

export type AccountKey = { readonly bucket: number; readonly accountId: string };

/** Who holds the account counts as a person at an institution. */
export function personAt(account: Pick<Account, 'customerId' | 'institution'>): string {
  return `${account.customerId}@${account.institution}`;
}

/** Money that goes out: spending, bills, transfers to others and to bound accounts, cash, wealth products, the institution's own loans, the court. */
export const OUT_KINDS = ['spend', 'bill', 'transfer-out', 'bound-transfer-out', 'cash-out', 'wealth-purchase', 'loan-repayment'] as const;
export const IN_KINDS = ['transfer-in', 'bound-transfer-in', 'cash-in', 'wealth-redemption', 'loan-disbursement'] as const;
export type MovementKind = (typeof OUT_KINDS)[number] | (typeof IN_KINDS)[number];
/** What a movement that is recorded can be besides: the return of an earlier one. */
export type RecordedKind = MovementKind | 'reversal';
export type Direction = 'in' | 'out';

export function directionOf(kind: MovementKind): Direction {
  return (IN_KINDS as readonly string[]).includes(kind) ? 'in' : 'out';
}

export type Movement = {
  readonly bucket: number;
  readonly movementId: string;
  readonly accountId: string;
  readonly kind: RecordedKind;
  readonly direction: Direction;
  readonly amount: bigint;
  readonly businessDate: BusinessDate;
  readonly boundId: string;
  readonly counted: readonly string[];
  readonly state: 'reserved' | 'confirmed' | 'released' | 'mirrored';
  readonly code: string;
  readonly reverses: string | null;
  readonly reversed: bigint;
};

/**
 * How a payment from the balance was authenticated: what only the customer knows, what only the customer holds
 * (one-time code, certificate, e-signature), and a physiological feature.
 */
export type Factor = 'password' | 'one-time-code' | 'certificate' | 'signature' | 'biometric';

export type BoundAccount = {
  readonly bucket: number;
  readonly boundId: string;
  readonly accountId: string;
  readonly cardMasked: string;
  readonly cardHash: string;
  readonly cardClass: string;
  readonly isDefault: boolean;
  readonly verifiedBy: string;
  readonly elements: number;
  readonly verifiedOn: BusinessDate;
};
