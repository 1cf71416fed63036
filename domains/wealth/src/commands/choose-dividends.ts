import type { Tx } from '@jinqiao/database';
import { wealthFault } from '../errors.ts';
import type { Fund } from '../model.ts';
import { type DividendChoice, insertDividendChoice } from '../net-value-store.ts';

/** 分红方式 (029): in cash, or in shares. It counts for dividends from the day on which it is chosen. @throws Fault NET_VALUE_NEEDED. */
export async function chooseDividends(tx: Tx, { fundId, pricing }: Fund, choice: DividendChoice, on: string): Promise<void> {
  if (pricing !== 'net-value') throw wealthFault('NET_VALUE_NEEDED', { fundId });
  await insertDividendChoice(tx, fundId, choice, on);
}
