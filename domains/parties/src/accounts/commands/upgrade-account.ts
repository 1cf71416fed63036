import type { BusinessDate } from '@jinqiao/calendar';
import type { Tx } from '@jinqiao/database';
import { derivedId, maskPan } from '@jinqiao/runtime';
import { accounts as wire } from '@jinqiao/wire';
import { partiesFault } from '../../errors.ts';
import { type AccountsContext, type Begins, openDay } from '../context.ts';
import { type Elements, forInstitution, openElements, sealElements } from '../elements.ts';
import { carryFreezes, freezesOf } from '../freezes.ts';
import { elementsNeeded } from '../limits.ts';
import type { Account, AccountKey } from '../model.ts';
import { everyRow } from '../pages.ts';
import { carried, postFor } from '../postings.ts';
import { afterEvent, withSuspensions } from '../states.ts';
import { accountsByKey, elementsOf, lockAccounts, saveAccounts } from '../store.ts';
import { insertUpgrade, openUpgrades, saveUpgrade, type Upgrade, upgradeById } from '../upgrade-store.ts';
import { activateDrafts, draftAccounts, giveUpPlaces, refuseDrafts } from './draft-accounts.ts';
import { draftOf, firstBoundOf, mobileTag } from './open-account.ts';
import { frozen } from './order-account.ts';

export type UpgradeRequest = AccountKey & {
  readonly elements: Elements;
  /** What waits for the upgrade, such as the order of a first purchase; empty where nothing does. */
  readonly waiting: string;
  /** With customer and bank it makes the upgrade itself: the order that waits, or the request. */
  readonly key: string;
};

/**
 * Upgrades a class-III account to class II, once its holder has consented: five elements at the bank, class II opened, the
 * balance moved, class III closed and linked, and what waits told to go on. Each step is one message under a serial of its
 * own and one transaction, so that it survives a kill anywhere and is taken up again by `resumeUpgrades`. Where the bank
 * refuses, class III is as it was and what waits is told so.
 * @returns the upgrade as far as it came.
 * @throws Fault ACCOUNT_UNKNOWN, ACCOUNT_STATE_WRONG, ACCOUNT_FROZEN, UPGRADE_WAITS, ACCOUNTS_HELD_MAX, and of `begins`.
 */
export async function upgradeAccount(context: AccountsContext, request: UpgradeRequest, begins?: Begins): Promise<Upgrade> {
  return runUpgrade(context, await beginUpgrade(context, request, begins));
}

async function beginUpgrade(context: AccountsContext, request: UpgradeRequest, begins?: Begins): Promise<Upgrade> {
  return context.db.tx(async (tx) => {
    const on = await openDay(context, tx);
    const named = (await accountsByKey(tx, [request])).get(request.accountId);
    if (!named || named.institution !== context.institution.id) throw partiesFault('ACCOUNT_UNKNOWN', { id: request.accountId });
    const upgradeId = derivedId('upg', named.bucket, `${named.customerId} ${named.institution} ${request.key}`);
    // The customer is held before the account, as everywhere.
    if (!(await upgradeById(tx, { bucket: named.bucket, upgradeId }))) await begins?.(tx, on);
    const from = (await lockAccounts(tx, [request])).get(request.accountId) as Account;
    const before = await upgradeById(tx, { bucket: from.bucket, upgradeId });
    if (before) return before;
    if (from.class !== 'III') throw partiesFault('ACCOUNT_STATE_WRONG', { id: from.accountId, state: `class ${from.class}`, event: 'upgrade' });
    if (from.frozen > 0n || from.frozenWhole) throw partiesFault('ACCOUNT_FROZEN');
    if (from.reservedIn > 0n || from.reservedOut > 0n) throw partiesFault('UPGRADE_WAITS');
    const to = draftOf(context, from.bucket, from.customerId, 'II', `upgrade ${upgradeId}`);
    const state = afterEvent(from, 'upgrade');
    await draftAccounts(tx, context, on, [{ ...to, elementsSealed: sealElements(context.vault, request.elements) }]);
    await saveAccounts(tx, on, [{ account: { ...from, state }, event: { event: 'upgrade', note: request.waiting } }]);
    const upgrade: Upgrade = {
      bucket: from.bucket,
      upgradeId,
      customerId: from.customerId,
      institution: from.institution,
      fromAccount: from.accountId,
      toAccount: to.accountId,
      waiting: request.waiting,
      step: 'consented',
      moved: 0n,
      code: '',
      consentedOn: on,
      endedOn: null,
    };
    await insertUpgrade(tx, upgrade);
    if (upgrade.waiting !== '') await context.waiting.waits(tx, upgrade);
    return upgrade;
  });
}

type StepOf = (context: AccountsContext, upgrade: Upgrade) => Promise<void>;

/** What is done next, by what has been done; every step commits what it did together with where the upgrade stands. */
const STEPS: Readonly<Partial<Record<Upgrade['step'], StepOf>>> = {
  consented: openClassII,
  opened: moveBalance,
  moved: closeClassIII,
  closed: tellGoOn,
  refused: tellRefused,
};

/** Goes on until the upgrade has ended or the bank's answer is not known. */
async function runUpgrade(context: AccountsContext, begun: Upgrade): Promise<Upgrade> {
  for (let upgrade = begun; ; ) {
    const step = STEPS[upgrade.step];
    if (!step) return upgrade;
    await step(context, upgrade);
    const next = (await upgradeById(context.db, upgrade)) as Upgrade;
    if (next.step === upgrade.step) return next;
    upgrade = next;
  }
}

/** Takes up upgrades that were interrupted. */
export async function resumeUpgrades(context: AccountsContext): Promise<void> {
  const waiting = everyRow(
    (after, limit) => openUpgrades(context.db, after, limit),
    ({ bucket, upgradeId }) => ({ bucket, id: upgradeId }),
  );
  for await (const upgrade of waiting) await runUpgrade(context, upgrade);
}

/** One step's effects and the mark that it is done, where nobody has done it meanwhile. */
async function advance(
  context: AccountsContext,
  upgrade: Upgrade,
  work: (tx: Tx, on: BusinessDate, accounts: { from: Account; to: Account }) => Promise<Partial<Pick<Upgrade, 'moved' | 'code'>> & Pick<Upgrade, 'step'>>,
): Promise<void> {
  await context.db.tx(async (tx) => {
    const on = await openDay(context, tx);
    const { bucket } = upgrade;
    const accounts = await lockAccounts(tx, [
      { bucket, accountId: upgrade.fromAccount },
      { bucket, accountId: upgrade.toAccount },
    ]);
    const held = await upgradeById(tx, upgrade, 'FOR UPDATE');
    if (held?.step !== upgrade.step) return;
    const next = await work(tx, on, { from: accounts.get(upgrade.fromAccount) as Account, to: accounts.get(upgrade.toAccount) as Account });
    const ended = next.step === 'done' || next.step === 'rejected';
    await saveUpgrade(tx, { ...held, ...next, endedOn: ended ? on : null });
  });
}

async function openClassII(context: AccountsContext, upgrade: Upgrade): Promise<void> {
  const key = { bucket: upgrade.bucket, accountId: upgrade.toAccount };
  const sealed = await elementsOf(context.db, key);
  if (sealed === null) return;
  const elements = openElements(context.vault, sealed);
  const { boundId, cardHash } = firstBoundOf(context, key, elements);
  const exchange = await context.institution.exchange(wire.openAccounts, {
    serial: `upgrade-open.${upgrade.upgradeId}.${mobileTag(context, elements)}`,
    businessDate: upgrade.consentedOn,
    subject: upgrade.toAccount,
    body: { items: [{ accountRef: upgrade.toAccount, class: 'II', boundRef: boundId, ...forInstitution(context.institution, elements) }] },
  });
  if (exchange.state === 'unknown') return;
  const answer = exchange.state === 'answered' ? exchange.answer.items[0] : undefined;
  await advance(context, upgrade, async (tx, on, { from }) => {
    if (answer?.status !== 'ACTIVE') {
      const code = exchange.state === 'refused' ? exchange.code : (answer?.code ?? 'NO_ANSWER');
      await refuseDrafts(tx, context, on, [{ ...key, code }]);
      await saveAccounts(tx, on, [{ account: backAsItWas(from), event: { event: 'upgrade-refused', note: code } }]);
      return { step: 'refused', code };
    }
    const bound = {
      ...key,
      boundId,
      cardHash,
      cardMasked: maskPan(elements.cardNumber),
      cardClass: answer.cardClass,
      isDefault: true,
      verifiedBy: context.institution.id,
      elements: elementsNeeded('bank', 'II', context.profile, on),
      verifiedOn: on,
    };
    await activateDrafts(tx, on, [{ ...key, accountNo: answer.accountNo, bound }]);
    return { step: 'opened' };
  });
}

/** A refused upgrade leaves class III active, or suspended where a reason came meanwhile. */
function backAsItWas(from: Account): Account {
  return { ...from, state: from.suspensions.length > 0 ? 'SUSPENDED' : afterEvent(from, 'upgrade-refused') };
}

async function numbersOf(context: AccountsContext, { bucket, fromAccount, toAccount }: Upgrade): Promise<{ from: string; to: string }> {
  const accounts = await accountsByKey(context.db, [
    { bucket, accountId: fromAccount },
    { bucket, accountId: toAccount },
  ]);
  return { from: accounts.get(fromAccount)?.accountNo ?? '', to: accounts.get(toAccount)?.accountNo ?? '' };
}

/** The bank said no where class II is open already: the upgrade stays where it is, staff see why, and the close asks again. */
async function stuck(context: AccountsContext, upgrade: Upgrade, code: string): Promise<void> {
  if (code !== upgrade.code) await advance(context, upgrade, async () => ({ step: upgrade.step, code }));
}

async function moveBalance(context: AccountsContext, upgrade: Upgrade): Promise<void> {
  const exchange = await context.institution.exchange(wire.carryBalance, {
    serial: `upgrade-move.${upgrade.upgradeId}`,
    businessDate: upgrade.consentedOn,
    subject: upgrade.toAccount,
    body: { carryRef: upgrade.upgradeId, ...(await numbersOf(context, upgrade)) },
  });
  if (exchange.state === 'unknown') return;
  if (exchange.state === 'refused' || exchange.answer.status !== 'DONE')
    return stuck(context, upgrade, exchange.state === 'refused' ? exchange.code : exchange.answer.code);
  const amount = BigInt(exchange.answer.amount);
  await advance(context, upgrade, async (tx, on, { from, to }) => {
    await carryFreezes(tx, from, to);
    await saveAccounts(tx, on, [
      { account: { ...from, frozen: 0n, frozenWhole: false, suspensions: from.suspensions.filter((reason) => reason !== 'JUDICIAL') } },
      {
        account: frozen({ ...suspendedLike(from, to), activatedOn: on }, await freezesOf(tx, to)),
        event: { event: 'balance-moved', note: maskPan(from.accountNo) },
      },
    ]);
    await postFor(tx, to, carried(from, to, upgrade.upgradeId, amount, on));
    return { step: 'moved', moved: amount, code: '' };
  });
}

/** A reason that came while the upgrade ran goes with the balance; the ID document is asked for in class III alone. */
function suspendedLike(from: Account, to: Account): Account {
  const kept = from.suspensions.filter((reason) => reason !== 'JUDICIAL' && reason !== 'III_50K');
  let account = to;
  for (const add of kept) account = { ...account, ...withSuspensions(account, { add }) };
  return account;
}

async function closeClassIII(context: AccountsContext, upgrade: Upgrade): Promise<void> {
  const { from, to } = await numbersOf(context, upgrade);
  const exchange = await context.institution.exchange(wire.closeAccount, {
    serial: `upgrade-close.${upgrade.upgradeId}`,
    businessDate: upgrade.consentedOn,
    subject: upgrade.fromAccount,
    body: { accountNo: from, linkedTo: to },
  });
  if (exchange.state === 'unknown') return;
  if (exchange.state === 'refused' || exchange.answer.status !== 'CLOSED')
    return stuck(context, upgrade, exchange.state === 'refused' ? exchange.code : exchange.answer.code);
  await advance(context, upgrade, async (tx, on, accounts) => {
    const closed = { ...accounts.from, state: afterEvent(accounts.from, 'closed'), suspensions: [], closedOn: on, linkedTo: accounts.to.accountId };
    await saveAccounts(tx, on, [{ account: closed, event: { event: 'closed', note: maskPan(accounts.to.accountNo) } }], false);
    await giveUpPlaces(tx, context, on, [closed]);
    return { step: 'closed', code: '' };
  });
}

async function tellGoOn(context: AccountsContext, upgrade: Upgrade): Promise<void> {
  await advance(context, upgrade, async (tx) => {
    if (upgrade.waiting !== '') await context.waiting.goOn(tx, { ...upgrade, accountId: upgrade.toAccount });
    return { step: 'done' };
  });
}

async function tellRefused(context: AccountsContext, upgrade: Upgrade): Promise<void> {
  await advance(context, upgrade, async (tx) => {
    if (upgrade.waiting !== '') await context.waiting.refused(tx, upgrade);
    return { step: 'rejected' };
  });
}
