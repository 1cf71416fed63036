import type { BusinessDate } from '@jinqiao/calendar';
import type { Tx } from '@jinqiao/database';
import { derivedId } from '@jinqiao/runtime';
import { accounts as wire } from '@jinqiao/wire';
import { partiesFault } from '../../errors.ts';
import { balancesOf, moneyOf } from '../available.ts';
import { type AccountsContext, keeperOf, openDay } from '../context.ts';
import { addDeducted, boundBy, type Freeze, freezesOf, insertFreeze, releaseFreeze, withFreezes } from '../freezes.ts';
import { type Account, type AccountKey, SUSPENSIONS, type Suspension } from '../model.ts';
import { type AccountOrder, concludeOrder, freezeUntold, insertOrder, type OrderKind, orderById, untoldOrders } from '../orders.ts';
import { everyRow } from '../pages.ts';
import { deducted, postFor } from '../postings.ts';
import { withSuspensions } from '../states.ts';
import { accountsByKey, accountsOfCustomer, lockAccounts, saveAccounts } from '../store.ts';
import { isPersonsClassIII } from './conclude-movements.ts';

export type Proposal = AccountKey & {
  readonly kind: OrderKind;
  /** The freeze to release or to deduct from; empty otherwise. */
  readonly freezeId: string;
  /** Minor units; null for the whole balance (freeze), or where the order has no amount. */
  readonly amount: bigint | null;
  /** Why the account is suspended or no longer: KYC_EXPIRED or RISK; empty otherwise. */
  readonly suspension: string;
  readonly authority: string;
  readonly documentNo: string;
  readonly reason: string;
  readonly by: string;
  readonly key: string;
};

/**
 * Records what staff asks of an account; nothing binds until another member of staff has checked it.
 * @throws Fault ACCOUNT_UNKNOWN, ORDER_INVALID, FREEZE_UNKNOWN.
 */
export async function proposeOrder(context: AccountsContext, proposal: Proposal): Promise<AccountOrder> {
  return context.db.tx(async (tx) => {
    const on = await openDay(context, tx);
    const account = (await accountsByKey(tx, [proposal])).get(proposal.accountId);
    if (!account || account.openedOn === null) throw partiesFault('ACCOUNT_UNKNOWN', { id: proposal.accountId });
    requireWhole(proposal);
    if (proposal.kind === 'release' || proposal.kind === 'deduct') freezeNamed(await freezesOf(tx, account), proposal.freezeId);
    const orderId = derivedId('ord', account.bucket, `${account.accountId} ${proposal.by} ${proposal.key}`);
    const freezeId = proposal.kind === 'freeze' ? derivedId('frz', account.bucket, orderId) : proposal.freezeId;
    const { by, key: _, ...rest } = proposal;
    await insertOrder(tx, { ...rest, orderId, freezeId, state: 'proposed', code: '', madeBy: by, madeOn: on, checkedBy: null, checkedOn: null });
    return (await orderById(tx, account.bucket, orderId)) as AccountOrder;
  });
}

const BY_STAFF: readonly string[] = SUSPENSIONS.filter((reason) => reason === 'KYC_EXPIRED' || reason === 'RISK');

function requireWhole({ kind, amount, suspension, authority, documentNo }: Proposal): void {
  const invalid = (why: string, whyZh: string, path: string) => partiesFault('ORDER_INVALID', { why, whyZh }, path);
  const judicial = kind === 'freeze' || kind === 'release' || kind === 'deduct';
  if (judicial && authority.trim() === '') throw invalid('the authority is missing', '缺少执法机关', '$.authority');
  if (judicial && documentNo.trim() === '') throw invalid("the authority's document number is missing", '缺少法律文书号', '$.documentNo');
  if (amount !== null && amount <= 0n) throw invalid('the amount must be positive', '金额应为正数', '$.amount');
  if (kind === 'deduct' && amount === null) throw invalid('a deduction needs an amount', '扣划须有金额', '$.amount');
  if ((kind === 'suspend' || kind === 'resume') && !BY_STAFF.includes(suspension))
    throw invalid(`staff suspends for ${BY_STAFF.join(' or ')}`, `人工中止原因仅限 ${BY_STAFF.join('、')}`, '$.suspension');
}

function freezeNamed(freezes: readonly Freeze[], freezeId: string): Freeze {
  const freeze = freezes.find((candidate) => candidate.freezeId === freezeId);
  if (!freeze) throw partiesFault('FREEZE_UNKNOWN', { id: freezeId }, '$.freezeId');
  return freeze;
}

/**
 * Checks an order: approved, it binds at once, in the transaction of the approval; then the institution is told. What it
 * does not answer is told again by the close.
 * @throws Fault ORDER_UNKNOWN, ORDER_CHECKED, ORDER_SAME_PERSON, FREEZE_UNKNOWN, DEDUCTION_TOO_LARGE, ACCOUNT_STATE_WRONG.
 */
export async function checkOrder(context: AccountsContext, key: { bucket: number; orderId: string }, approve: boolean, by: string): Promise<AccountOrder> {
  const order = await context.db.tx(async (tx) => {
    const on = await openDay(context, tx);
    const found = await orderById(tx, key.bucket, key.orderId, 'FOR UPDATE');
    if (!found) throw partiesFault('ORDER_UNKNOWN', { id: key.orderId });
    if (found.checkedBy === by) return found;
    if (found.state !== 'proposed') throw partiesFault('ORDER_CHECKED', { id: key.orderId });
    if (found.madeBy === by) throw partiesFault('ORDER_SAME_PERSON');
    if (!approve) await concludeOrder(tx, found, { state: 'refused', code: 'CHECKER', by, on });
    else {
      await takeEffect(tx, on, found);
      await concludeOrder(tx, found, { state: TOLD.includes(found.kind) ? 'approved' : 'told', code: '', by, on });
    }
    return (await orderById(tx, key.bucket, key.orderId)) as AccountOrder;
  });
  return tellOrder(context, order);
}

/** The kinds that the institution must act on too. */
const TOLD: readonly OrderKind[] = ['freeze', 'release', 'deduct'];

async function takeEffect(tx: Tx, on: BusinessDate, order: AccountOrder): Promise<void> {
  const account = (await lockAccounts(tx, [order])).get(order.accountId) as Account;
  if (account.state === 'CLOSED' || (account.state === 'UPGRADING' && order.kind === 'deduct'))
    throw partiesFault('ACCOUNT_STATE_WRONG', { id: account.accountId, state: account.state, event: order.kind });
  if ((order.kind === 'release' || order.kind === 'deduct') && (await freezeUntold(tx, order.bucket, order.freezeId))) throw partiesFault('ORDER_WAITS');
  if (order.kind === 'freeze') await insertFreeze(tx, { ...order, frozenOn: on });
  if (order.kind === 'release') {
    freezeNamed(await freezesOf(tx, account), order.freezeId);
    await releaseFreeze(tx, order.bucket, order.freezeId, on);
  }
  if (order.kind === 'deduct') return requireBoundEnough(tx, account, order);
  if (order.kind === 'document') return documentCame(tx, on, account);
  const next = order.kind === 'suspend' || order.kind === 'resume' ? suspended(account, order) : frozen(account, await freezesOf(tx, account));
  await saveAccounts(tx, on, [{ account: next, event: { event: order.kind, note: noteOf(order, account) } }]);
}

function noteOf(order: AccountOrder, account: Account): string {
  if (order.kind === 'suspend' || order.kind === 'resume') return order.suspension;
  return [order.documentNo, order.amount === null ? '' : moneyOf(account, order.amount)].join(' ').trim();
}

function suspended(account: Account, order: AccountOrder): Account {
  const reason = order.suspension as Suspension;
  return { ...account, ...withSuspensions(account, order.kind === 'suspend' ? { add: reason } : { remove: reason }) };
}

/** An account with its freezes; one that binds the whole balance suspends what goes out. */
export function frozen(account: Account, freezes: readonly Freeze[]): Account {
  const bound = withFreezes(account, freezes);
  return { ...bound, ...withSuspensions(bound, bound.frozenWhole ? { add: 'JUDICIAL' } : { remove: 'JUDICIAL' }) };
}

async function requireBoundEnough(tx: Tx, account: Account, order: AccountOrder): Promise<void> {
  const freezes = await freezesOf(tx, account);
  freezeNamed(freezes, order.freezeId);
  const balance = ((await balancesOf(tx, [account])).get(account.accountId) ?? 0n) - account.reservedOut;
  const bound = boundBy(freezes, balance).get(order.freezeId) ?? 0n;
  if ((order.amount ?? 0n) > bound) throw partiesFault('DEDUCTION_TOO_LARGE', { bound: moneyOf(account, bound) }, '$.amount');
}

/** The ID document is there: for all class-III accounts of the person at once. */
async function documentCame(tx: Tx, on: BusinessDate, account: Account): Promise<void> {
  const all = (await accountsOfCustomer(tx, account.bucket, account.customerId)).filter((other) => isPersonsClassIII(other, account));
  const held = await lockAccounts(tx, [account, ...all]);
  await saveAccounts(
    tx,
    on,
    [...held.values()].map((other) => ({
      account: { ...other, ...withSuspensions(other, { remove: 'III_50K' }), documentDue: null, documentOn: on },
      event: { event: 'document', note: '' },
    })),
  );
}

/** Tells the institution of an order that is in force here. A deduction posts once the institution has paid the authority. */
async function tellOrder(context: AccountsContext, order: AccountOrder): Promise<AccountOrder> {
  if (order.state !== 'approved') return order;
  const account = (await accountsByKey(context.db, [order])).get(order.accountId) as Account;
  const keeper = keeperOf(context, account);
  const message = { serial: `order.${order.orderId}`, businessDate: order.checkedOn ?? order.madeOn, subject: account.accountId };
  const exchange =
    order.kind === 'deduct'
      ? await keeper.exchange(wire.deductAccount, {
          ...message,
          body: { deductionRef: order.orderId, freezeRef: order.freezeId, accountNo: account.accountNo, amount: (order.amount ?? 0n).toString() },
        })
      : await keeper.exchange(wire.freezeAccount, {
          ...message,
          body: {
            freezeRef: order.freezeId,
            accountNo: account.accountNo,
            action: order.kind === 'freeze' ? 'freeze' : 'release',
            amount: order.amount === null ? null : order.amount.toString(),
          },
        });
  if (exchange.state === 'unknown') return order;
  const done = exchange.state === 'answered' && exchange.answer.status === 'DONE';
  const code = exchange.state === 'refused' ? exchange.code : exchange.answer.code;
  return context.db.tx(async (tx) => {
    const on = await openDay(context, tx);
    const held = (await orderById(tx, order.bucket, order.orderId, 'FOR UPDATE')) as AccountOrder;
    if (held.state !== 'approved') return held;
    if (done && order.kind === 'deduct') await postDeduction(tx, on, order);
    // A freeze that the institution refuses still binds here: staff sees the code and releases it.
    await concludeOrder(tx, held, { state: done || order.kind !== 'deduct' ? 'told' : 'refused', code: done ? '' : code, by: held.checkedBy ?? '', on });
    return (await orderById(tx, order.bucket, order.orderId)) as AccountOrder;
  });
}

async function postDeduction(tx: Tx, on: BusinessDate, order: AccountOrder): Promise<void> {
  const account = (await lockAccounts(tx, [order])).get(order.accountId) as Account;
  const amount = order.amount ?? 0n;
  await addDeducted(tx, order.bucket, order.freezeId, amount);
  const next = frozen(account, await freezesOf(tx, account));
  await saveAccounts(tx, on, [{ account: next, event: { event: 'deduct', note: noteOf(order, account) } }]);
  await postFor(tx, account, [deducted(account, order.orderId, amount, on)]);
}

/** Tells the institution again of what it has not answered. */
export async function resumeOrders(context: AccountsContext): Promise<void> {
  const waiting = everyRow(
    (after, limit) => untoldOrders(context.db, after, limit),
    ({ bucket, orderId }) => ({ bucket, id: orderId }),
  );
  for await (const order of waiting) await tellOrder(context, order);
}
