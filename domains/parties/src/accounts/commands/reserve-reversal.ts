import type { BusinessDate } from '@jinqiao/calendar';
import type { Tx } from '@jinqiao/database';
import { derivedId } from '@jinqiao/runtime';
import { partiesFault } from '../../errors.ts';
import { balancesOf, moneyOf } from '../available.ts';
import type { AccountTerms } from '../context.ts';
import type { Account, Movement } from '../model.ts';
import { addReversed, insertMovements, movementsByKey } from '../movement-store.ts';
import { mayMove } from '../states.ts';
import { lockAccounts, saveAccounts } from '../store.ts';
import { requireAvailable, requireRoom, withReserved } from './reserve-movements.ts';

/** A return of a movement, whole or in part; the amount is positive, in minor units. */
export type ReversalRequest = { readonly bucket: number; readonly movementId: string; readonly amount: bigint; readonly key: string };

/**
 * Reserves the return of a confirmed movement: the money goes back the way it came. Once it is confirmed, the limits of the
 * day and year on which it was first moved are restored, whatever the day is then. The same request again answers as it stands.
 * @throws Fault MOVEMENT_UNKNOWN, MOVEMENT_NOT_REVERSIBLE, ACCOUNT_NOT_ACTIVE, AVAILABLE_TOO_SMALL, BALANCE_CAP_EXCEEDED.
 */
export async function reserveReversal(tx: Tx, terms: AccountTerms, on: BusinessDate, request: ReversalRequest): Promise<Movement> {
  const movementId = derivedId('mov', request.bucket, `${request.movementId} reversed ${request.key}`);
  const named = (await movementsByKey(tx, [request])).get(request.movementId);
  const account = named && (await lockAccounts(tx, [named])).get(named.accountId);
  const original = (await movementsByKey(tx, [request], 'FOR UPDATE OF m')).get(request.movementId);
  if (!original || !account) throw partiesFault('MOVEMENT_UNKNOWN', { id: request.movementId });
  const before = (await movementsByKey(tx, [{ bucket: request.bucket, movementId }])).get(movementId);
  if (before) {
    if (before.amount !== request.amount) throw partiesFault('MOVEMENT_REUSED', { id: before.movementId });
    return before;
  }
  requireReversible(account, original, request.amount);
  const row: Movement = {
    ...original,
    movementId,
    kind: 'reversal',
    direction: original.direction === 'out' ? 'in' : 'out',
    amount: request.amount,
    businessDate: on,
    counted: [],
    state: 'reserved',
    code: '',
    reverses: original.movementId,
    reversed: 0n,
  };
  if (!mayMove(account, row.direction))
    throw partiesFault('ACCOUNT_NOT_ACTIVE', { state: account.state, why: account.suspensions.join(', ') || account.state });
  const balance = (await balancesOf(tx, [account])).get(account.accountId) ?? 0n;
  if (row.direction === 'out') requireAvailable(account, balance, request.amount);
  else requireRoom(terms, on, account, balance, request.amount);
  await insertMovements(tx, [row]);
  await addReversed(tx, [request]);
  await saveAccounts(tx, on, [{ account: withReserved(account, row, 1n) }]);
  return row;
}

/** @throws Fault MOVEMENT_NOT_REVERSIBLE, with what can still be returned. */
function requireReversible(account: Account, original: Movement, amount: bigint): void {
  const left = original.state === 'confirmed' && original.reverses === null ? original.amount - original.reversed : 0n;
  if (amount <= 0n || amount > left) throw partiesFault('MOVEMENT_NOT_REVERSIBLE', { id: original.movementId, left: moneyOf(account, left) });
}
