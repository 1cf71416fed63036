import { max, min } from '@jinqiao/money';

/** The order in which a payment is used unless the programme says otherwise (common rule of the trade). */
export const DEFAULT_ALLOCATION = ['fees', 'penalty', 'compound', 'overdue-interest', 'overdue-principal', 'current-interest', 'current-principal'] as const;

export type DebtKind = (typeof DEFAULT_ALLOCATION)[number];

/** A debt, or the part of a payment that goes to it, in minor units. */
export type Debt<K extends string = DebtKind> = { readonly kind: K; readonly amount: bigint };

export type PaymentAllocation<K extends string = DebtKind> = {
  /** One part per debt in the order given; nothing where the money did not reach. */
  readonly parts: readonly Debt<K>[];
  /** What is left of the payment when everything is paid. */
  readonly remainder: bigint;
};

/** Pays debts in the order given, each in full before the next. Parts and remainder add up to the amount. @throws RangeError for a negative payment. */
export function allocatePayment<K extends string>(amount: bigint, owed: readonly Debt<K>[]): PaymentAllocation<K> {
  if (amount < 0n) throw new RangeError('a payment is not negative');
  let remainder = amount;
  const parts = owed.map(({ kind, amount: debt }) => {
    const part = min(remainder, max(0n, debt));
    remainder -= part;
    return { kind, amount: part };
  });
  return { parts, remainder };
}
