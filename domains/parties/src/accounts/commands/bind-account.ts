import { derivedId, maskPan } from '@jinqiao/runtime';
import { accounts as wire } from '@jinqiao/wire';
import { partiesFault } from '../../errors.ts';
import { type AccountsContext, type Begins, keeperOf, openDay } from '../context.ts';
import { type Elements, forInstitution } from '../elements.ts';
import { elementsNeeded } from '../limits.ts';
import type { Account, AccountKey, BoundAccount } from '../model.ts';
import { boundAccountsOf, boundWasRemoved, insertBoundAccounts, lockAccounts, removeBound, saveAccounts, setDefaultBound } from '../store.ts';
import { mobileTag } from './open-account.ts';

/**
 * Binds a further card of the same name to an account. The bank asks the five elements again, whatever was verified before.
 * @throws Fault ACCOUNT_NOT_ACTIVE, BOUND_ACCOUNT_REFUSED, INSTITUTION_SILENT (the same request again asks the same), and of `begins`.
 */
export async function bindAccount(
  context: AccountsContext,
  account: Account,
  elements: Elements,
  makeDefault: boolean,
  begins?: Begins,
): Promise<BoundAccount> {
  if (account.state !== 'ACTIVE') throw partiesFault('ACCOUNT_NOT_ACTIVE', { state: account.state, why: account.suspensions.join(', ') || account.state });
  const cardHash = context.vault.index('card', elements.cardNumber);
  const boundId = derivedId('bnd', account.bucket, `${account.accountId} ${cardHash}`);
  const on = await context.db.tx(async (tx) => {
    const day = await openDay(context, tx);
    if ((await boundAccountsOf(tx, account)).every((bound) => bound.boundId !== boundId)) await begins?.(tx, day);
    return day;
  });
  const keeper = keeperOf(context, account);
  const exchange = await keeper.exchange(wire.bindCard, {
    serial: `bind.${boundId}.${account.events}.${mobileTag(context, elements)}`,
    businessDate: on,
    subject: account.accountId,
    body: { accountNo: account.accountNo, boundRef: boundId, ...forInstitution(keeper, elements) },
  });
  if (exchange.state === 'unknown') throw partiesFault('INSTITUTION_SILENT');
  const answer = exchange.state === 'answered' ? exchange.answer : undefined;
  if (answer?.status !== 'BOUND')
    throw partiesFault('BOUND_ACCOUNT_REFUSED', { code: exchange.state === 'refused' ? exchange.code : (answer?.code ?? '') }, '$.cardNumber');
  return context.db.tx(async (tx) => {
    const held = (await lockAccounts(tx, [account])).get(account.accountId) as Account;
    const known = await boundAccountsOf(tx, held);
    const bound = {
      bucket: account.bucket,
      boundId,
      accountId: account.accountId,
      cardMasked: maskPan(elements.cardNumber),
      cardHash,
      cardClass: answer.cardClass,
      isDefault: false,
      verifiedBy: keeper.id,
      elements: elementsNeeded('bank', 'II', context.profile, on),
      verifiedOn: on,
    };
    await insertBoundAccounts(tx, [bound]);
    if (makeDefault || known.length === 0) await setDefaultBound(tx, held, boundId);
    if (known.every((other) => other.boundId !== boundId)) await saveAccounts(tx, on, [{ account: held, event: { event: 'bound', note: bound.cardMasked } }]);
    return { ...bound, isDefault: makeDefault || known.length === 0 };
  });
}

/** Makes a bound account the one that money goes to unless another is named. @throws Fault BOUND_ACCOUNT_UNKNOWN. */
export async function chooseBound(context: AccountsContext, key: AccountKey, boundId: string): Promise<void> {
  await context.db.tx(async (tx) => {
    const on = await openDay(context, tx);
    const { account, bound } = await heldBound(tx, key, boundId);
    if (bound.isDefault) return;
    await setDefaultBound(tx, account, boundId);
    await saveAccounts(tx, on, [{ account, event: { event: 'bound-default', note: bound.cardMasked } }]);
  });
}

/**
 * Takes a card off an account, at the bank first and then here. The default stays until another is chosen; a card that is off stays so.
 * @throws Fault BOUND_ACCOUNT_UNKNOWN, BOUND_ACCOUNT_LAST, INSTITUTION_SILENT.
 */
export async function unbindAccount(context: AccountsContext, account: Account, boundId: string): Promise<void> {
  const on = await context.db.tx(async (tx) => {
    if (await boundWasRemoved(tx, account, boundId)) return undefined;
    const { bound } = await heldBound(tx, account, boundId);
    if (bound.isDefault) throw partiesFault('BOUND_ACCOUNT_LAST');
    return openDay(context, tx);
  });
  if (on === undefined) return;
  const exchange = await keeperOf(context, account).exchange(wire.unbindCard, {
    serial: `unbind.${boundId}.${account.events}`,
    businessDate: on,
    subject: account.accountId,
    body: { accountNo: account.accountNo, boundRef: boundId },
  });
  if (exchange.state === 'unknown') throw partiesFault('INSTITUTION_SILENT');
  if (exchange.state === 'refused') throw partiesFault('BOUND_ACCOUNT_REFUSED', { code: exchange.code });
  await context.db.tx(async (tx) => {
    if (await boundWasRemoved(tx, account, boundId)) return;
    const { account: held, bound } = await heldBound(tx, account, boundId);
    await removeBound(tx, account.bucket, boundId, on);
    await saveAccounts(tx, on, [{ account: held, event: { event: 'unbound', note: bound.cardMasked } }]);
  });
}

async function heldBound(tx: Parameters<typeof lockAccounts>[0], key: AccountKey, boundId: string) {
  const account = (await lockAccounts(tx, [key])).get(key.accountId) as Account;
  const bound = (await boundAccountsOf(tx, key)).find((candidate) => candidate.boundId === boundId);
  if (!bound) throw partiesFault('BOUND_ACCOUNT_UNKNOWN', {}, '$.boundId');
  return { account, bound };
}
