import { derivedId } from '@jinqiao/runtime';
import { accounts as wire } from '@jinqiao/wire';
import { partiesFault } from '../../errors.ts';
import { balancesOf, moneyOf } from '../available.ts';
import { type AccountsContext, openDay } from '../context.ts';
import type { Account, Movement } from '../model.ts';
import { addReversed, insertMovements, movementsByKey, reservedMovements } from '../movement-store.ts';
import { mayMove } from '../states.ts';
import { accountsByKey, lockAccounts, saveAccounts } from '../store.ts';
import { confirmMovements, releaseMovements } from './conclude-movements.ts';
import { type MovementRequest, requireAvailable, requireRoom, reserveMovements, withReserved } from './reserve-movements.ts';

/**
 * Moves money on an account: reserved here, moved by the institution, confirmed here. A movement whose outcome is not
 * known stays reserved and is asked about again under its serial.
 * @returns the movement as it stands: `reserved` while unknown, `released` with the institution's code where it refused.
 * @throws Fault of `reserveMovements`.
 */
export async function moveMoney(context: AccountsContext, request: MovementRequest): Promise<Movement> {
  const [movement] = await context.db.tx(async (tx) => reserveMovements(tx, context, await openDay(context, tx), [request]));
  return deliver(context, movement as Movement);
}

export type ReversalRequest = { readonly bucket: number; readonly movementId: string; readonly amount: bigint; readonly key: string };

/**
 * Returns a confirmed movement, whole or in part: the money goes back the way it came, and the limits of the day and year on
 * which it was first moved are restored, whatever the day is now.
 * @throws Fault MOVEMENT_UNKNOWN, MOVEMENT_NOT_REVERSIBLE, ACCOUNT_NOT_ACTIVE, AVAILABLE_TOO_SMALL, BALANCE_CAP_EXCEEDED.
 */
export async function reverseMovement(context: AccountsContext, request: ReversalRequest): Promise<Movement> {
  const reversal = await context.db.tx(async (tx) => {
    const on = await openDay(context, tx);
    const movementId = derivedId('mov', request.bucket, `${request.movementId} reversed ${request.key}`);
    const before = (await movementsByKey(tx, [{ bucket: request.bucket, movementId }])).get(movementId);
    if (before) return before;
    const named = (await movementsByKey(tx, [request])).get(request.movementId);
    const account = named && (await lockAccounts(tx, [named])).get(named.accountId);
    const original = (await movementsByKey(tx, [request], 'FOR UPDATE OF m')).get(request.movementId);
    if (!original || !account) throw partiesFault('MOVEMENT_UNKNOWN', { id: request.movementId });
    const left = original.state === 'confirmed' && original.reverses === null ? original.amount - original.reversed : 0n;
    if (request.amount <= 0n || request.amount > left) throw partiesFault('MOVEMENT_NOT_REVERSIBLE', { id: original.movementId, left: moneyOf(account, left) });
    const direction = original.direction === 'out' ? ('in' as const) : ('out' as const);
    if (!mayMove(account, direction)) throw partiesFault('ACCOUNT_NOT_ACTIVE', { state: account.state, why: account.suspensions.join(', ') || account.state });
    const balance = (await balancesOf(tx, [account])).get(account.accountId) ?? 0n;
    if (direction === 'out') requireAvailable(account, balance, request.amount);
    else requireRoom(context, on, account, balance, request.amount);
    const row: Movement = {
      ...original,
      movementId,
      kind: 'reversal',
      direction,
      amount: request.amount,
      businessDate: on,
      counted: [],
      state: 'reserved',
      code: '',
      reverses: original.movementId,
      reversed: 0n,
    };
    await insertMovements(tx, [row]);
    await addReversed(tx, [request]);
    await saveAccounts(tx, on, [{ account: withReserved(account, row, 1n) }]);
    return row;
  });
  return deliver(context, reversal);
}

/** Sends a reserved movement to its institution and records what became of it. */
async function deliver(context: AccountsContext, movement: Movement): Promise<Movement> {
  if (movement.state !== 'reserved') return movement;
  const account = (await accountsByKey(context.db, [movement])).get(movement.accountId) as Account;
  const exchange = await context.institution.exchange(wire.moveMoney, {
    serial: `move.${movement.movementId}`,
    businessDate: movement.businessDate,
    subject: account.accountId,
    body: {
      items: [
        {
          movementRef: movement.movementId,
          accountNo: account.accountNo,
          direction: movement.direction,
          kind: movement.kind,
          amount: movement.amount.toString(),
          boundRef: movement.boundId,
        },
      ],
    },
  });
  if (exchange.state === 'unknown') return movement;
  const code = exchange.state === 'refused' ? exchange.code : (exchange.answer.items[0]?.code ?? 'NO_ANSWER');
  const done = exchange.state === 'answered' && exchange.answer.items[0]?.status === 'DONE';
  await context.db.tx(async (tx) => {
    const on = await openDay(context, tx);
    if (done) await confirmMovements(tx, context, on, [movement]);
    else await releaseMovements(tx, on, [movement], code);
  });
  return (await movementsByKey(context.db, [movement])).get(movement.movementId) as Movement;
}

const RESUMED = 500;

/** Asks about movements whose outcome is not known. @returns how many are known now. */
export async function resumeMovements(context: AccountsContext): Promise<number> {
  const waiting = await reservedMovements(context.db, RESUMED);
  let known = 0;
  for (const movement of waiting) if ((await deliver(context, movement)).state !== 'reserved') known += 1;
  return known;
}
