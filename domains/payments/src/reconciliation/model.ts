import type { Layout } from '@jinqiao/gateway';

/**
 * What is compared with what: an institution's daily file, and our records as a query. A new kind of payment is another
 * value of this type.
 */
export type Comparison = {
  /** `<institution>.<layout>`, such as `payment.settlement`. */
  readonly name: string;
  readonly institution: string;
  readonly layout: Layout;
  /** The field of the file that says whether a line counts, and the value with which it does; without it every line counts. */
  readonly status?: { readonly field: string; readonly counts: string };
  /** Fields of the file that must agree beside the amount, joined by `|`: compared with `detail` of our records. */
  readonly detail?: readonly string[];
  /**
   * Our records of a scope ($1) and business date ($2): columns bucket int, key text, amount bigint, detail text, and
   * status text: `done` and `transit` (on its way there) count, everything else (`failed`, `unknown`) does not.
   */
  readonly ours: string;
  /** Where the file is about money that was collected, what may be done goes beyond correcting records. */
  readonly moves: boolean;
};

export type BreakType = 'over' | 'short' | 'amount' | 'status' | 'duplicate' | 'split' | 'fee' | 'transit';
export type BreakState = 'transit' | 'pending' | 'open' | 'resolved';

/** Amounts in minor units; `delta` = theirs − ours as they count. */
export type Break = {
  readonly bucket: number;
  readonly breakId: string;
  readonly comparison: string;
  readonly scope: string;
  readonly date: string;
  readonly type: BreakType;
  readonly key: string;
  readonly ours: bigint | null;
  readonly theirs: bigint | null;
  readonly oursState: string;
  readonly delta: bigint;
  readonly fileId: string | null;
  readonly line: number | null;
  readonly foundOn: string;
  readonly state: BreakState;
  readonly owner: string;
  readonly resolution: string | null;
  readonly resolvedOn: string | null;
  readonly counterpart: string | null;
  readonly journalId: string | null;
};

/**
 * What can be done about a break by hand:
 * `book-ours` 补记: theirs is right, our record follows · `refund` 退款: the money goes back to the payer · `claim` 追索: the
 * platform makes the bank whole and claims it from the institution · `write-off` 核销: the same at the platform's loss ·
 * `no-action` 不调账: the file is wrong, the suspense entry is taken back · `reverse` 撤销: takes the last resolution back.
 */
export const RESOLUTIONS = ['book-ours', 'refund', 'claim', 'write-off', 'no-action', 'reverse'] as const;
export type ResolutionKind = (typeof RESOLUTIONS)[number];

/** Resolutions that a later file makes by itself: `corrected` in the same day's, `next-day` in another's. */
export type AutomaticKind = 'corrected' | 'next-day';

/** What may be proposed for a break, the first being what is proposed by default. */
export function resolutionsFor(item: Pick<Break, 'type' | 'delta' | 'comparison'>, moves: boolean): readonly ResolutionKind[] {
  if (!moves || item.type === 'split' || item.type === 'fee' || item.delta === 0n) return ['no-action'];
  if (item.delta < 0n) return ['claim', 'write-off', 'no-action'];
  return item.type === 'status' ? ['book-ours', 'refund', 'no-action'] : ['refund', 'no-action'];
}

/** What the platform lacks and another holds: 长款 is theirs beyond ours, 短款 ours beyond theirs. */
export function isOver(item: Pick<Break, 'delta'>): boolean {
  return item.delta > 0n;
}

export type Resolution = {
  readonly bucket: number;
  readonly resolutionId: string;
  readonly breakId: string;
  readonly kind: ResolutionKind | AutomaticKind;
  readonly reason: string;
  readonly state: 'proposed' | 'approved' | 'posted' | 'rejected' | 'refused';
  readonly code: string;
  readonly madeBy: string;
  readonly madeOn: string;
  readonly checkedBy: string | null;
  readonly checkedOn: string | null;
  readonly reverses: string | null;
  readonly journals: readonly string[];
};
