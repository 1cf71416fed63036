import type {
  AccountDetail,
  AccountFreeze,
  AccountLimit,
  AccountMovement,
  AccountOrder as AccountOrderView,
  AccountSummary,
  BoundAccount,
  MyAccount,
} from '@jinqiao/api';
import type { BusinessDate } from '@jinqiao/calendar';
import type { Db } from '@jinqiao/database';
import { asset, formatAmount } from '@jinqiao/money';
import {
  type Account,
  type AccountOrder,
  type AccountTerms,
  allLimits,
  availableOf,
  balanceCap,
  balancesOf,
  boundAccountsOf,
  boundBy,
  customersById,
  eventsOf,
  freezesOf,
  movementsOf,
  ordersOf,
  upgradesFrom,
  usedOf,
} from '@jinqiao/parties';
import { maskPan } from '@jinqiao/runtime';

/** How many rows of a history one page shows. */
const SHOWN = 100;

type Money = (amount: bigint) => string;
const moneyOf = (account: Account): Money => {
  const of = asset(account.asset);
  return (amount) => formatAmount(amount, of);
};

type Shown = Omit<AccountSummary, 'customerName'>;

function shown(account: Account, balance: bigint, accountNo: string): Shown {
  const money = moneyOf(account);
  return {
    id: account.accountId,
    customerId: account.customerId,
    institution: account.institution,
    kind: account.kind,
    class: account.class,
    accountNo,
    asset: account.asset,
    state: account.state,
    suspensions: [...account.suspensions],
    balance: money(balance),
    available: money(availableOf(account, balance)),
    frozen: money(account.frozenWhole ? balance : account.frozen < balance ? account.frozen : balance),
    frozenWhole: account.frozenWhole,
    reservedOut: money(account.reservedOut),
    reservedIn: money(account.reservedIn),
    openedOn: account.openedOn,
  };
}

/** Accounts for staff: numbers and names masked. */
export async function accountSummaries(db: Db, accounts: readonly Account[]): Promise<AccountSummary[]> {
  const held = await balancesOf(db, accounts);
  const customers = await customersById(db, accounts);
  return accounts.map((account) => ({
    ...shown(account, held.get(account.accountId) ?? 0n, maskPan(account.accountNo)),
    customerName: customers.get(account.customerId)?.nameMasked ?? '',
  }));
}

async function limitViews(db: Db, account: Account, terms: AccountTerms, on: BusinessDate): Promise<AccountLimit[]> {
  const money = moneyOf(account);
  const limits = allLimits(account, terms.profile, on, terms.rating).map((limit) => ({ bucket: account.bucket, limit }));
  return (await usedOf(db, limits)).map(({ limit: { counter, ruleId, period, cap }, used }) => ({
    counter,
    ruleId,
    period,
    cap: cap === null ? null : money(cap),
    used: money(used),
    left: cap === null ? null : money(cap > used ? cap - used : 0n),
  }));
}

async function boundViews(db: Db, account: Account): Promise<BoundAccount[]> {
  return (await boundAccountsOf(db, account)).map((b) => ({
    id: b.boundId,
    card: b.cardMasked,
    cardClass: b.cardClass,
    isDefault: b.isDefault,
    verifiedBy: b.verifiedBy,
    elements: b.elements,
    verifiedOn: b.verifiedOn,
  }));
}

async function movementViews(db: Db, account: Account, limit: number): Promise<AccountMovement[]> {
  const money = moneyOf(account);
  return (await movementsOf(db, account, limit)).map((m) => ({
    id: m.movementId,
    date: m.businessDate,
    kind: m.kind,
    direction: m.direction,
    amount: money(m.amount),
    // The flow over class-III accounts is watched, not capped.
    counted: m.counted.some((text) => !text.includes(' flow-')),
    state: m.state,
    code: m.code,
    returned: money(m.reversed),
  }));
}

async function freezeViews(db: Db, account: Account, balance: bigint): Promise<AccountFreeze[]> {
  const money = moneyOf(account);
  const freezes = await freezesOf(db, account);
  const bound = boundBy(freezes, balance - account.reservedOut);
  return freezes.map((f) => ({
    id: f.freezeId,
    rank: f.rank,
    amount: f.amount === null ? null : money(f.amount),
    deducted: money(f.deducted),
    bound: money(bound.get(f.freezeId) ?? 0n),
    authority: f.authority,
    documentNo: f.documentNo,
    frozenOn: f.frozenOn,
  }));
}

export function orderView(account: Account, order: AccountOrder): AccountOrderView {
  const { bucket: _, orderId, amount, ...rest } = order;
  return { ...rest, id: orderId, amount: amount === null ? null : moneyOf(account)(amount) };
}

/** One account for staff: what it may still do, what binds it, and what happened. */
export async function accountDetailOf(db: Db, account: Account, terms: AccountTerms, on: BusinessDate): Promise<AccountDetail> {
  const [summary] = await accountSummaries(db, [account]);
  const balance = (await balancesOf(db, [account])).get(account.accountId) ?? 0n;
  const cap = balanceCap(account, terms.profile, on);
  return {
    ...(summary as AccountSummary),
    activatedOn: account.activatedOn,
    documentDue: account.documentDue,
    linkedTo: account.linkedTo,
    upgradeStopped: account.state === 'UPGRADING' ? (await upgradesFrom(db, account)).at(-1)?.code || null : null,
    balanceCap: cap === null ? null : moneyOf(account)(cap),
    limits: await limitViews(db, account, terms, on),
    bound: await boundViews(db, account),
    freezes: await freezeViews(db, account, balance),
    orders: (await ordersOf(db, account, SHOWN)).map((order) => orderView(account, order)),
    movements: await movementViews(db, account, SHOWN),
    events: [...(await eventsOf(db, account, SHOWN))],
  };
}

const MINE_SHOWN = 20;

/** One account as its holder sees it. */
export async function myAccountOf(db: Db, account: Account, terms: AccountTerms, on: BusinessDate): Promise<MyAccount> {
  const balance = (await balancesOf(db, [account])).get(account.accountId) ?? 0n;
  const cap = balanceCap(account, terms.profile, on);
  return {
    ...shown(account, balance, account.accountNo),
    balanceCap: cap === null ? null : moneyOf(account)(cap),
    limits: await limitViews(db, account, terms, on),
    bound: await boundViews(db, account),
    movements: await movementViews(db, account, MINE_SHOWN),
    documentDue: account.documentDue,
    ofProgramme: account.owner === account.customerId,
  };
}
