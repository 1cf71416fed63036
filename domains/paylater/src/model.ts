import type { BusinessDate } from '@jinqiao/calendar';
import type { Profile } from '@jinqiao/compliance';
import type { Rate } from '@jinqiao/money';

export type Product = 'trade-credit' | 'micro-loan';

/** Terms of a pay-later product of one creditor, as they are kept: amounts are minor units as text, rates decimal text. */
export type ProgrammeParameters = {
  readonly product: Product;
  readonly name: string;
  readonly nameZh: string;
  readonly profile: Profile;
  readonly asset: string;
  /** An entity of the licence registry: the seller itself, or a licensed lender. */
  readonly creditor: string;
  /** What it is called by payment institutions. */
  readonly merchant: string;
  /** Who runs the pages. */
  readonly operator: string;
  /** `by-purchase`: due so many days after delivery, and each month from there; `monthly`: on the due day of the month of the statement. */
  readonly billing:
    | { readonly kind: 'by-purchase'; readonly freeDays: number; readonly leadDays: number }
    | { readonly kind: 'monthly'; readonly statementDay: number; readonly dueDay: number };
  /** Fee of a period on the price, by number of instalments. */
  readonly plans: readonly { readonly periods: number; readonly feeRate: string }[];
  /** A day's late fee on what is overdue. */
  readonly lateDailyRate: string;
  /** The share of free purchases that must be paid on the due day, and the day's interest on what that leaves; null where all is due. */
  readonly minimum: { readonly share: string; readonly dailyRate: string } | null;
  /** Fees of periods that have begun: taken back with the goods, or owed all the same. */
  readonly feeOnReturn: 'credited' | 'kept';
  /** Days after the due day on which a debit that failed is tried again. */
  readonly retryDays: readonly number[];
  readonly writeOffDpd: number;
  readonly leastConversion: string;
  readonly readingSeconds: number;
};

/** A programme ready for use. Amounts in minor units, rates scaled 1e-8. */
export type Terms = Omit<ProgrammeParameters, 'plans' | 'lateDailyRate' | 'minimum' | 'leastConversion'> & {
  readonly programmeId: string;
  readonly plans: readonly Plan[];
  readonly lateDailyRate: Rate;
  readonly minimum: { readonly share: Rate; readonly dailyRate: Rate } | null;
  readonly leastConversion: bigint;
};

/** `periods` 1 is the free bill. */
export type Plan = { readonly periods: number; readonly feeRate: Rate };

export type Contract = {
  readonly bucket: number;
  readonly contractId: string;
  readonly programmeId: string;
  readonly customerId: string;
  readonly kind: 'purchase' | 'conversion';
  readonly orderRef: string;
  readonly seller: string;
  readonly state: 'authorised' | 'active' | 'settled' | 'cancelled' | 'written-off';
  readonly amount: bigint;
  readonly returned: bigint;
  /** Principal that is not paid. */
  readonly outstanding: bigint;
  readonly periods: number;
  readonly feeRate: Rate;
  readonly agreementHash: string;
  readonly authorisedOn: BusinessDate;
  readonly deliveredOn: BusinessDate | null;
  readonly overdueSince: BusinessDate | null;
  readonly closedOn: BusinessDate | null;
};

export type Part = {
  readonly bucket: number;
  readonly contractId: string;
  readonly n: number;
  readonly programmeId: string;
  readonly customerId: string;
  readonly fromOn: BusinessDate;
  readonly billOn: BusinessDate;
  readonly dueOn: BusinessDate;
  readonly earnedBy: BusinessDate;
  readonly principal: bigint;
  readonly fee: bigint;
  readonly charge: bigint;
  readonly paidPrincipal: bigint;
  readonly paidFee: bigint;
  readonly paidCharge: bigint;
  readonly converted: bigint;
  readonly conversionId: string | null;
  readonly chargeThrough: BusinessDate;
  readonly revolving: boolean;
  readonly earned: bigint;
  readonly feeBilled: boolean;
  readonly billId: string | null;
  readonly settledOn: BusinessDate | null;
};

export const openPrincipal = (part: Part): bigint => part.principal - part.paidPrincipal;
export const openFee = (part: Part): bigint => part.fee - part.paidFee;
export const openCharge = (part: Part): bigint => part.charge - part.paidCharge;
export const openOf = (part: Part): bigint => openPrincipal(part) + openFee(part) + openCharge(part);

/** A part with nothing left of it is settled on the date. */
export function settledIfPaid(part: Part, on: BusinessDate): Part {
  const paid = openOf(part) === 0n;
  return paid === (part.settledOn !== null) ? part : { ...part, settledOn: paid ? on : null };
}

export type ContractKey = Pick<Contract, 'bucket' | 'contractId'>;
