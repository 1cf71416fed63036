import { annualCost } from '@jinqiao/contract';
import type { Instalment } from '@jinqiao/lending';
import { applyRate, RATE_ONE } from '@jinqiao/money';

/** What one way of paying a bill costs: annual rates as decimal text, amounts in minor units. */
export type Price = {
  readonly nominal: string;
  readonly effective: string;
  /** Everything beyond the principal, and with it. */
  readonly charges: bigint;
  readonly total: bigint;
  /** The first and the largest payment. */
  readonly first: bigint;
};

/** The card's own instalment beside a loan. `saving` is what the loan costs less, negative where it costs more. */
export type Comparison = { readonly card: Price | null; readonly loan: Price; readonly saving: bigint | null };

/**
 * The card's own instalment plan 账单分期: equal principal with a fee each period on the principal at the start, so that the
 * fee does not fall as the debt does. Parts of the principal are cut to the minor unit and the last takes the rest; the fee
 * is rounded half up. 0.60 % a month for a year is 13.03 % nominal and 13.84 % effective.
 */
export function cardInstalments(principal: bigint, periods: number, feeRate: bigint): { principal: bigint; fee: bigint }[] {
  const part = principal / BigInt(periods);
  const fee = applyRate(principal, feeRate, 1n, 1n, 'half-up');
  return Array.from({ length: periods }, (_, i) => ({ principal: i === periods - 1 ? principal - part * BigInt(periods - 1) : part, fee }));
}

function priceOf(principal: bigint, payments: readonly bigint[]): Price {
  const total = payments.reduce((sum, payment) => sum + payment, 0n);
  return { ...annualCost(principal, payments, 12), charges: total - principal, total, first: payments[0] ?? 0n };
}

/** Price beside price: both annual rates of both ways, and both totals. Without the card's offer for these periods there is only the loan. */
export function comparePrices(
  principal: bigint,
  rows: readonly Instalment[],
  offer: { readonly feeRate: bigint; readonly periods: readonly number[] },
): Comparison {
  const loan = priceOf(
    principal,
    rows.map((row) => row.principal + row.interest),
  );
  if (!offer.periods.includes(rows.length) || offer.feeRate >= RATE_ONE) return { card: null, loan, saving: null };
  const card = priceOf(
    principal,
    cardInstalments(principal, rows.length, offer.feeRate).map((row) => row.principal + row.fee),
  );
  return { card, loan, saving: card.charges - loan.charges };
}
