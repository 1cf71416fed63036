import type { BreakItem } from '@jinqiao/api';
import { subtract } from '../../format/decimal.ts';

/** What the other side has more (positive) or less (negative) than the platform; a missing side counts as nothing. */
export function difference(item: Pick<BreakItem, 'ours' | 'theirs'>): string {
  return subtract(item.theirs ?? '0.00', item.ours ?? '0.00');
}
