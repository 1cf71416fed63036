import type { Channel } from '../orders/model.ts';

/** What speaks against a way. Any of them rules it out, but SHARE_LOW, which puts it last. */
export type RouteReason =
  | 'NOT_OFFERED'
  | 'NO_MANDATE'
  | 'BANK_NOT_COVERED'
  | 'AMOUNT_BELOW_LEAST'
  | 'AMOUNT_ABOVE_MOST'
  | 'MANDATE_PAYMENT_CAP'
  | 'MANDATE_DAY_CAP'
  | 'MANDATE_MONTH_CAP'
  | 'QUOTA_SPENT'
  | 'BREAKER_OPEN'
  | 'FAILED_BEFORE'
  | 'NOT_THE_ORIGIN'
  | 'SHARE_LOW';

/** One way that a payment could go, with what was known of it when it was chosen or not. Amounts in minor units, the share in 1e-8. */
export type RouteOption = {
  readonly institution: string;
  readonly channel: Channel;
  readonly mandateId: string | null;
  readonly fee: bigint;
  readonly quotaLeft: bigint;
  readonly successShare: bigint;
  readonly unknownLately: number;
  readonly reasons: readonly RouteReason[];
};

const ONLY_LAST: readonly RouteReason[] = ['SHARE_LOW'];

export function isOpen(option: RouteOption): boolean {
  return option.reasons.every((reason) => ONLY_LAST.includes(reason));
}

/**
 * The ways in the order in which they are to be tried: open ones before closed ones, those that mostly succeed before
 * those that do not, the cheaper first, then the more reliable, then by name, so that equal facts give equal choices.
 */
export function rankRoutes(options: readonly RouteOption[]): RouteOption[] {
  const grade = (option: RouteOption) => (isOpen(option) ? (option.reasons.includes('SHARE_LOW') ? 1 : 0) : 2);
  return [...options].sort(
    (a, b) =>
      grade(a) - grade(b) ||
      compare(a.fee, b.fee) ||
      compare(b.successShare, a.successShare) ||
      (a.institution < b.institution ? -1 : a.institution > b.institution ? 1 : a.channel < b.channel ? -1 : 1),
  );
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** As it is kept: amounts as text. */
export type StoredOption = { readonly [K in keyof RouteOption]: RouteOption[K] extends bigint ? string : RouteOption[K] };

export function storedOption(option: RouteOption): StoredOption {
  return { ...option, fee: option.fee.toString(), quotaLeft: option.quotaLeft.toString(), successShare: option.successShare.toString() };
}
