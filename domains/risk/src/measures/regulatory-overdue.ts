/**
 * The overdue amount of the regulatory returns (1104), in minor units of principal. A consumer loan repaid monthly counts
 * its overdue part while it is at most 90 days past due and its whole balance above; one that is not repaid monthly counts
 * its whole balance from the first day.
 */
export function regulatoryOverdue(contract: {
  readonly dpd: number;
  readonly monthly: boolean;
  readonly outstanding: bigint;
  readonly overduePrincipal: bigint;
}): bigint {
  if (contract.dpd <= 0) return 0n;
  return contract.monthly && contract.dpd <= 90 ? contract.overduePrincipal : contract.outstanding;
}
