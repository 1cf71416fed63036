import { isNonPerforming, type Tier } from './five-tier.ts';

/** Stage of expected loss: 1 no significant rise of risk, 2 risen, 3 credit-impaired. */
export type Stage = 1 | 2 | 3;

/** The presumptions of IFRS 9 (5.5.11, B5.5.37) and CAS 22: more than 30 days past due, more than 90. */
const RISEN_FROM = 31;
const IMPAIRED_FROM = 91;

/**
 * The stage of a contract: 3 where it is non-performing, more than 90 days past due, or the guarantor had to pay for it or
 * gave it up; 2 where it is more than 30 days past due or restructured and not yet cured; else 1.
 */
export function stageOf(contract: { readonly dpd: number; readonly tier: Tier; readonly defaulted: boolean; readonly inCure: boolean }): Stage {
  if (contract.defaulted || contract.dpd >= IMPAIRED_FROM || isNonPerforming(contract.tier)) return 3;
  return contract.dpd >= RISEN_FROM || contract.inCure ? 2 : 1;
}
