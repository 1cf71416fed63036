/** What speaks against a bank, in the order in which it is judged. Any of them rules it out, but SHARE_LOW, which puts it last. */
export type FunderReason =
  | 'NOT_LICENSED'
  | 'AREA_UNKNOWN'
  | 'OUTSIDE_REGION'
  | 'AGE_OUTSIDE'
  | 'SCORE_OUTSIDE'
  | 'AMOUNT_BELOW_LEAST'
  | 'AMOUNT_ABOVE_MOST'
  | 'TERM_NOT_OFFERED'
  | 'DRAWS_STOPPED'
  | 'CUSTOMER_LIMIT'
  | 'DAY_QUOTA_SPENT'
  | 'TOTAL_QUOTA_SPENT'
  | 'BREAKER_OPEN'
  | 'ASKED_BEFORE'
  | 'SHARE_LOW';

/** One bank that a loan could be funded by, with what was known of it when it was chosen or not. Amounts in minor units, rates and shares in 1e-8. */
export type FunderOption = {
  readonly programmeId: string;
  readonly bankId: string;
  /** The customer's contract rate, and the bank's part of it. */
  readonly rate: bigint;
  readonly bankRate: bigint;
  /** What is left of the scarcer of the day's and the total quota, and which share of it that is. */
  readonly quotaLeft: bigint;
  readonly quotaShare: bigint;
  /** How many times in a row it has not answered on this day, and how many of the latest questions it has answered. */
  readonly silentLately: number;
  readonly answeredShare: bigint;
  readonly reasons: readonly FunderReason[];
};

const ONLY_LAST: readonly FunderReason[] = ['SHARE_LOW'];

export function isOpenFunder(option: Pick<FunderOption, 'reasons'>): boolean {
  return option.reasons.every((reason) => ONLY_LAST.includes(reason));
}

/**
 * The banks in the order in which they are asked: open ones before closed ones, those that mostly answer before those that
 * do not, the cheaper for the customer first, then the cheaper bank, then the one with more of its quota left, then by name,
 * so that equal facts give equal choices.
 */
export function rankFunders(options: readonly FunderOption[]): FunderOption[] {
  const grade = (option: FunderOption) => (isOpenFunder(option) ? option.reasons.length : 2);
  return [...options].sort(
    (a, b) =>
      grade(a) - grade(b) ||
      compare(a.rate, b.rate) ||
      compare(a.bankRate, b.bankRate) ||
      compare(b.quotaShare, a.quotaShare) ||
      (a.programmeId < b.programmeId ? -1 : 1),
  );
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** As it is kept: amounts as text. */
export type StoredFunder = { readonly [K in keyof FunderOption]: FunderOption[K] extends bigint ? string : FunderOption[K] };

export function storedFunder(option: FunderOption): StoredFunder {
  const { rate, bankRate, quotaLeft, quotaShare, answeredShare } = option;
  return {
    ...option,
    rate: rate.toString(),
    bankRate: bankRate.toString(),
    quotaLeft: quotaLeft.toString(),
    quotaShare: quotaShare.toString(),
    answeredShare: answeredShare.toString(),
  };
}
