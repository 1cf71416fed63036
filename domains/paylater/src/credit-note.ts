import type { BusinessDate } from '@jinqiao/calendar';
import { min, sum } from '@jinqiao/money';
import { type Contract, openFee, openPrincipal, type Part, settledIfPaid, type Terms } from './model.ts';
import { amountsOf } from './plan.ts';

/** What a credit note changes. Amounts in minor units. */
export type Credited = {
  readonly contract: Contract;
  readonly parts: readonly Part[];
  /** What is owed less: principal and billed fees that were open. */
  readonly principalOff: bigint;
  readonly feeOff: bigint;
  /** Fees that were billed and fall away, paid or not. */
  readonly billedFees: bigint;
  /** Revenue that was recognised on fees that fall away. */
  readonly unearned: bigint;
  /** What the customer had paid too much. */
  readonly surplus: bigint;
  /** Paid by conversions, which are worth so much less now. */
  readonly conversions: ReadonlyMap<string, bigint>;
};

/**
 * A credit note 退货冲减: the contract becomes what it would have been, had the goods that came back never been bought. Each
 * instalment is that of the plan on the price that is left; what was paid above it is owed to the customer, or comes off the
 * conversion that had paid it. Fees of periods that have begun stay where the terms keep them.
 * @param value price of what came back, at most what is left of the contract
 */
export function creditNote(terms: Terms, contract: Contract, parts: readonly Part[], value: bigint, on: BusinessDate): Credited {
  const returned = contract.returned + value;
  const plan = amountsOf(contract.amount - returned, contract);
  const conversions = new Map<string, bigint>();
  const changes = parts.map((part) => {
    const target = plan[part.n - 1] ?? { principal: 0n, fee: 0n };
    const kept = terms.feeOnReturn === 'kept' && (part.feeBilled || part.fromOn <= on);
    const fee = kept ? part.fee : min(part.fee, target.fee);
    const over = part.paidPrincipal > target.principal ? part.paidPrincipal - target.principal : 0n;
    const feeOver = part.paidFee > fee ? part.paidFee - fee : 0n;
    const unconverted = min(part.converted, over);
    if (unconverted > 0n && part.conversionId !== null) conversions.set(part.conversionId, (conversions.get(part.conversionId) ?? 0n) + unconverted);
    const after: Part = {
      ...part,
      principal: target.principal,
      fee,
      paidPrincipal: part.paidPrincipal - over,
      paidFee: part.paidFee - feeOver,
      converted: part.converted - unconverted,
      earned: min(part.earned, fee),
    };
    return { part, after: settledIfPaid(after, on), surplus: over - unconverted + feeOver };
  });
  const total = (of: (change: (typeof changes)[number]) => bigint) => sum(changes.map(of));
  return {
    contract: { ...contract, returned, outstanding: sum(changes.map(({ after }) => openPrincipal(after))) },
    parts: changes.map(({ after }) => after),
    principalOff: total(({ part, after }) => openPrincipal(part) - openPrincipal(after)),
    feeOff: total(({ part, after }) => (part.feeBilled ? openFee(part) - openFee(after) : 0n)),
    billedFees: total(({ part, after }) => (part.feeBilled ? part.fee - after.fee : 0n)),
    unearned: total(({ part, after }) => part.earned - after.earned),
    surplus: total(({ surplus }) => surplus),
    conversions,
  };
}
