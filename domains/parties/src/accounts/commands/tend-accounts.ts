import type { AccountsContext } from '../context.ts';
import { openDay } from '../context.ts';
import { withSuspensions } from '../states.ts';
import { documentsOverdue, lockAccounts, saveAccounts } from '../store.ts';
import { resumeMovements } from './move-money.ts';
import { resumeOpenings } from './open-account.ts';
import { resumeOrders } from './order-account.ts';
import { resumeUpgrades } from './upgrade-account.ts';

const CHUNK = 1_000;

/** Suspends class-III accounts whose ID document has not come in time. @returns how many. */
export async function suspendOverdue(context: AccountsContext): Promise<number> {
  return context.db.tx(async (tx) => {
    const on = await openDay(context, tx);
    const held = await lockAccounts(tx, await documentsOverdue(tx, on, CHUNK));
    await saveAccounts(
      tx,
      on,
      [...held.values()].map((account) => ({
        account: { ...account, ...withSuspensions(account, { add: 'III_50K' }) },
        event: { event: 'suspend', note: 'III_50K' },
      })),
    );
    return held.size;
  });
}

/** Takes up whatever was interrupted or not answered: openings, movements, orders, upgrades. Done again, it finds nothing. */
export async function resumeAccounts(context: AccountsContext): Promise<void> {
  await resumeOpenings(context);
  await resumeMovements(context);
  await resumeOrders(context);
  await resumeUpgrades(context);
}
