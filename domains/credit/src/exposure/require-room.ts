import type { BusinessDate } from '@jinqiao/calendar';
import type { Tx } from '@jinqiao/database';
import { CNY, formatAmount } from '@jinqiao/money';
import { creditFault } from '../errors.ts';
import { type CustomerKey, type Exposure, type Scope, scopesAbove, tightest, type UsageSource } from './model.ts';
import { exposureOf, holdLimits } from './store.ts';

/**
 * Whether a customer may use an amount of a product on a date, with the customer's limits held until the transaction ends:
 * whoever asks beside waits and counts what this one has used.
 * @throws Fault LIMIT_UNKNOWN, LIMIT_FROZEN, LINE_LIMIT_EXCEEDED, LIMIT_ARREARS.
 */
export async function requireRoom(
  tx: Tx,
  sources: readonly UsageSource[],
  key: CustomerKey,
  { scope, amount, on }: { readonly scope: Scope; readonly amount: bigint; readonly on: BusinessDate },
): Promise<Exposure[]> {
  await holdLimits(tx, [key]);
  const all = await exposureOf(tx, sources, key, on);
  const own = scopesAbove(scope).flatMap((each) => all.find((exposure) => exposure.scope === each) ?? []);
  if (!own.some((exposure) => exposure.scope === scope)) throw creditFault('LIMIT_UNKNOWN', { scope });
  const frozen = own.find(({ state }) => state === 'frozen');
  if (frozen) throw creditFault('LIMIT_FROZEN', { scope: frozen.scope });
  // Arrears of any product: who owes one creditor of the house what is due gets no more from another.
  if (own.some(({ overdue }) => overdue)) throw creditFault('LIMIT_ARREARS');
  const least = tightest(all, scope);
  if (least && amount > least.available)
    throw creditFault('LINE_LIMIT_EXCEEDED', { amount: formatAmount(amount, CNY), available: formatAmount(least.available, CNY) }, '$.amount');
  return all;
}

/**
 * As `requireRoom`, for products whose own limit is a line of theirs: asks what all products together leave. A customer without
 * limits over all products has none to pass.
 * @throws Fault LIMIT_FROZEN, LINE_LIMIT_EXCEEDED, LIMIT_ARREARS.
 */
export async function requireTotalRoom(
  tx: Tx,
  sources: readonly UsageSource[],
  key: CustomerKey,
  { amount, on }: { readonly amount: bigint; readonly on: BusinessDate },
): Promise<void> {
  await holdLimits(tx, [key]);
  const { rowCount } = await tx.query(`SELECT 1 FROM credit.customer_limit WHERE bucket = $1 AND customer_id = $2 AND scope = 'total'`, [
    key.bucket,
    key.customerId,
  ]);
  if (rowCount > 0) await requireRoom(tx, sources, key, { scope: 'total', amount, on });
}
