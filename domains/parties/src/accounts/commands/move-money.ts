import { accounts as wire } from '@jinqiao/wire';
import { type AccountsContext, type Begins, keeperOf, openDay } from '../context.ts';
import type { Account, Movement } from '../model.ts';
import { movementsByKey, reservedMovements } from '../movement-store.ts';
import { everyRow } from '../pages.ts';
import { accountsByKey } from '../store.ts';
import { confirmMovements, releaseMovements } from './conclude-movements.ts';
import { type MovementRequest, movementIdOf, reserveMovements } from './reserve-movements.ts';
import { type ReversalRequest, reserveReversal } from './reserve-reversal.ts';

/**
 * Moves money on an account: reserved here, moved by the institution, confirmed here. A movement whose outcome is not
 * known stays reserved and is asked about again under its serial.
 * @returns the movement as it stands: `reserved` while unknown, `released` with the institution's code where it refused.
 * @throws Fault of `reserveMovements` and of `begins`.
 */
export async function moveMoney(context: AccountsContext, request: MovementRequest, begins?: Begins): Promise<Movement> {
  const [movement] = await context.db.tx(async (tx) => {
    const on = await openDay(context, tx);
    const known = await movementsByKey(tx, [{ bucket: request.bucket, movementId: movementIdOf(request) }]);
    if (known.size === 0) await begins?.(tx, on);
    return reserveMovements(tx, context, on, [request]);
  });
  return deliver(context, movement as Movement);
}

/** Returns a confirmed movement through its institution. @throws Fault of `reserveReversal`. */
export async function reverseMovement(context: AccountsContext, request: ReversalRequest): Promise<Movement> {
  return deliver(context, await context.db.tx(async (tx) => reserveReversal(tx, context, await openDay(context, tx), request)));
}

/** Sends a reserved movement to its institution and records what became of it. */
async function deliver(context: AccountsContext, movement: Movement): Promise<Movement> {
  if (movement.state !== 'reserved') return movement;
  const account = (await accountsByKey(context.db, [movement])).get(movement.accountId) as Account;
  const exchange = await keeperOf(context, account).exchange(wire.moveMoney, {
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

/** Asks about movements whose outcome is not known. @returns how many are known now. */
export async function resumeMovements(context: AccountsContext): Promise<number> {
  const waiting = everyRow(
    (after, limit) => reservedMovements(context.db, after, limit),
    ({ bucket, movementId }) => ({ bucket, id: movementId }),
  );
  let known = 0;
  for await (const movement of waiting) if ((await deliver(context, movement)).state !== 'reserved') known += 1;
  return known;
}
