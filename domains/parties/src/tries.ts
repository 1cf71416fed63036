import type { BusinessDate } from '@jinqiao/calendar';
import type { Db } from '@jinqiao/database';
import { isFault } from '@jinqiao/errors';
import { partiesFault } from './errors.ts';
import { identityRule } from './identity/rules.ts';
import type { CustomerKey } from './model.ts';

/** What says that elements were found not to belong together, whoever was asked. */
const MISSED = ['REAL_NAME_MISMATCH', 'CARD_ELEMENTS_MISMATCH', 'CARD_REFUSED', 'ACCOUNT_REFUSED', 'BOUND_ACCOUNT_REFUSED'];

/**
 * Asks about somebody's elements under one of the day's tries (IDENTITY_TRIES_PER_DAY_MAX). The try is claimed before the question
 * leaves, so that questions at once never pass the limit, and given back unless the elements were found not to belong together. A
 * process that dies in between leaves the try used.
 * @throws Fault IDENTITY_TRIES_EXHAUSTED, and what `ask` throws.
 */
export async function withTry<T>(db: Db, who: CustomerKey, on: BusinessDate, ask: () => Promise<T>): Promise<T> {
  await claimTry(db, who, on);
  let missed = false;
  try {
    return await ask();
  } catch (error) {
    missed = isFault(error) && MISSED.includes(error.code);
    throw error;
  } finally {
    if (!missed) await giveBack(db, who, on);
  }
}

async function claimTry(db: Db, { bucket, customerId }: CustomerKey, on: BusinessDate): Promise<void> {
  const max = identityRule('IDENTITY_TRIES_PER_DAY_MAX', on);
  const { rowCount } = await db.query(
    `INSERT INTO parties.identity_try AS t (bucket, customer_id, tried_on, tries) VALUES ($1, $2, $3, 1)
     ON CONFLICT (bucket, customer_id, tried_on) DO UPDATE SET tries = t.tries + 1 WHERE t.tries < $4`,
    [bucket, customerId, on, max],
  );
  if (rowCount === 0) throw partiesFault('IDENTITY_TRIES_EXHAUSTED', { max });
}

async function giveBack(db: Db, { bucket, customerId }: CustomerKey, on: BusinessDate): Promise<void> {
  await db.query('UPDATE parties.identity_try SET tries = tries - 1 WHERE bucket = $1 AND customer_id = $2 AND tried_on = $3', [bucket, customerId, on]);
}
