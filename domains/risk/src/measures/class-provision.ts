import { divide, RATE_ONE } from '@jinqiao/money';
import { TIERS, type Tier } from './five-tier.ts';

/** Rates by tier, in 1e-8. */
export type ClassTable = Readonly<Record<Tier, bigint>>;

/** Provision that the class table demands: balance × rate for each tier, in minor units, half-up once per tier. */
export function classProvision(table: ClassTable, balances: ReadonlyMap<Tier, bigint>): bigint {
  return TIERS.reduce((sum, tier) => sum + divide((balances.get(tier) ?? 0n) * table[tier], RATE_ONE, 'half-up'), 0n);
}
