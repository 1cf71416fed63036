import { addMonths, type BusinessDate } from '@jinqiao/calendar';
import { allocate } from '@jinqiao/money';

/**
 * Divides what is owed into monthly instalments from a first date, equal to the fen: the parts add up, and the earlier ones take
 * what cannot be divided. A day that a month lacks is its last day.
 */
export function planOf(total: bigint, periods: number, first: BusinessDate): { readonly n: number; readonly dueOn: BusinessDate; readonly amount: bigint }[] {
  const parts = allocate(
    total,
    Array.from({ length: periods }, () => 1n),
  );
  return parts.map((amount, i) => ({ n: i + 1, dueOn: addMonths(first, i), amount }));
}
