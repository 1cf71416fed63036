import { addDays, type BusinessDate, businessDate } from '@jinqiao/calendar';
import type { Db, Tx } from '@jinqiao/database';
import { CNY, formatAmount } from '@jinqiao/money';
import { derivedId } from '@jinqiao/runtime';
import { debtsOfCases, insertEvents } from '../case-store.ts';
import type { Act, Dunning } from '../context.ts';
import { askSources, totalOwed } from '../debt.ts';
import { dunningFault } from '../errors.ts';
import type { Case, CaseKey } from '../model.ts';
import { insertPromise, type PromiseToPay, promisesOfCase } from '../promise-store.ts';
import { receivedOnCases } from '../receipts.ts';
import { dunningLimit } from '../rules.ts';

/** What is owed on a case on a date, in minor units, as its contracts stand then. */
export async function owedOn(db: Db, { sources }: Pick<Dunning, 'sources'>, key: CaseKey, on: string): Promise<bigint> {
  const debts = (await debtsOfCases(db, [key])).get(key.caseId) ?? [];
  const standing = await askSources(sources, debts, (source, keys) => source.standing(db, on, keys));
  return debts.reduce((sum, debt) => {
    const stands = standing.get(debt.contractId);
    return typeof stands === 'object' && stands.kind === debt.kind ? sum + totalOwed(stands.owed) : sum;
  }, 0n);
}

/**
 * A customer promises to pay an amount by a day: within the days that the rules allow, at least their minimum (or all that is owed,
 * where that is less) and at most what is owed today. One promise of a case is open at a time. `held` is a case that the caller holds.
 * @throws Fault PROMISE_OPEN, PROMISE_DATE, PROMISE_AMOUNT.
 */
export async function makePromise(
  tx: Tx,
  dunning: Dunning,
  act: Act,
  held: Case,
  given: { readonly amount: bigint; readonly dueOn: BusinessDate; readonly key: string },
): Promise<PromiseToPay> {
  const promiseId = derivedId('ptp', held.bucket, `${held.caseId} ${act.by} ${given.key}`);
  const before = await promisesOfCase(tx, held);
  const same = before.find((promise) => promise.promiseId === promiseId);
  if (same) return same;
  const open = before.find(({ state }) => state === 'open');
  if (open) throw dunningFault('PROMISE_OPEN', { date: open.dueOn });
  const on = businessDate(act.on);
  const through = addDays(on, dunningLimit('PROMISE_DAYS_MAX', on));
  if (given.dueOn < on || given.dueOn > through) throw dunningFault('PROMISE_DATE', { from: on, through }, '$.dueOn');
  await requireAmount(tx, dunning, held, given.amount, on);
  const { received = 0n } = (await receivedOnCases(tx, dunning.sources, [{ ...held, from: on, through: on }])).get(held.caseId) ?? {};
  await insertPromise(tx, {
    bucket: held.bucket,
    promiseId,
    caseId: held.caseId,
    customerId: held.customerId,
    amount: given.amount,
    madeOn: on,
    dueOn: given.dueOn,
    receivedBefore: received,
    madeBy: act.by,
  });
  await insertEvents(
    tx,
    [{ ...held, event: 'promised', actor: act.by, now: `${formatAmount(given.amount, CNY)} ${given.dueOn}`, about: promiseId }],
    on,
    act.at,
  );
  return (await promisesOfCase(tx, held)).find((promise) => promise.promiseId === promiseId) as PromiseToPay;
}

async function requireAmount(db: Db, dunning: Dunning, key: CaseKey, amount: bigint, on: BusinessDate): Promise<void> {
  const owed = await owedOn(db, dunning, key, on);
  const least = BigInt(dunningLimit('PROMISE_AMOUNT_MIN', on));
  const min = owed < least ? owed : least;
  if (owed === 0n || amount < min || amount > owed)
    throw dunningFault('PROMISE_AMOUNT', { min: formatAmount(min, CNY), max: formatAmount(owed, CNY) }, '$.amount');
}
