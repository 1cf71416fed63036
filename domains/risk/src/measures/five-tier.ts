/** Five-tier classification 五级分类, from best to worst. */
export const TIERS = ['normal', 'special-mention', 'substandard', 'doubtful', 'loss'] as const;
export type Tier = (typeof TIERS)[number];

export type Scheme = 'LOAN_2023' | 'CARD_ART92';

/** The least days past due of each tier but the first. */
const LADDERS: Readonly<Record<Scheme, readonly { readonly tier: Tier; readonly from: number }[]>> = {
  // 商业银行金融资产风险分类办法 (2023 No. 1): overdue at least special-mention, more than 90, 270 and 360 days.
  LOAN_2023: [
    { tier: 'special-mention', from: 1 },
    { tier: 'substandard', from: 91 },
    { tier: 'doubtful', from: 271 },
    { tier: 'loss', from: 361 },
  ],
  // 商业银行信用卡业务监督管理办法, article 92: 1–90, 91–120, 121–180, more than 180 days.
  CARD_ART92: [
    { tier: 'special-mention', from: 1 },
    { tier: 'substandard', from: 91 },
    { tier: 'doubtful', from: 121 },
    { tier: 'loss', from: 181 },
  ],
};

/** Months without arrears after which a restructured contract may rise. Ours, as practice has it. */
export const CURE_MONTHS = 6;

export type Classified = {
  readonly dpd: number;
  readonly writtenOff: boolean;
  /** Its terms were changed because the borrower could not keep them, and the months of good behaviour since are not over. */
  readonly inCure: boolean;
  /** Its tier at the month-end before; null where there is none. */
  readonly before: Tier | null;
};

/**
 * The tier of one contract (retail is classified per contract). Simple arrears fall away when they are cleared; a
 * restructured contract is at least special-mention and does not rise before its months of good behaviour are over.
 */
export function classify(scheme: Scheme, { dpd, writtenOff, inCure, before }: Classified): Tier {
  if (writtenOff) return 'loss';
  const byDays = LADDERS[scheme].findLast((step) => step.from <= dpd)?.tier ?? 'normal';
  if (!inCure) return byDays;
  return worseTier(worseTier(byDays, 'special-mention'), before ?? 'normal');
}

export function worseTier(a: Tier, b: Tier): Tier {
  return TIERS.indexOf(a) >= TIERS.indexOf(b) ? a : b;
}

/** Non-performing 不良: the last three tiers. */
export function isNonPerforming(tier: Tier): boolean {
  return TIERS.indexOf(tier) >= 2;
}
