import { addDays, type BusinessDate, daysBetween } from '@jinqiao/calendar';

/** First payment default 首逾 is measured at these days: FPD1, FPD7, FPD30. */
export const FPD_DAYS = [1, 7, 30] as const;

export type FirstPayment = {
  readonly firstDueOn: BusinessDate | null;
  /** When the first instalment was paid; null while it is not. A contract that ended has paid. */
  readonly firstPaidOn: BusinessDate | null;
  readonly ended: boolean;
};

/**
 * For each FPD day that a contract reached since the month-end before: whether its first instalment was that late. A
 * contract counts once its first due date + n has come; one that ended counts at once, since what it paid is known.
 * FPDn = contracts at least n days late with the first instalment ÷ contracts whose first due date + n has come.
 */
export function firstPayments(contract: FirstPayment, since: string | null, asOf: string): { readonly days: number; readonly late: boolean }[] {
  const { firstDueOn, firstPaidOn, ended } = contract;
  if (firstDueOn === null) return [];
  return FPD_DAYS.filter((days) => {
    const reached = addDays(firstDueOn, days);
    return (since === null || reached > since) && (reached <= asOf || ended);
  }).map((days) => ({ days, late: firstPaidOn === null || daysBetween(firstDueOn, firstPaidOn) >= days }));
}
