import { type BusinessDate, businessDate } from '@jinqiao/calendar';
import {
  decide,
  factsOf,
  firstBlocking,
  hitCounts,
  loadRulebook,
  type Profile,
  recordDecisions,
  refusalOf,
  ruleInForce,
  storingRefusals,
} from '@jinqiao/compliance';
import type { Database, Tx } from '@jinqiao/database';
import { isFault } from '@jinqiao/errors';
import { type Account, type AccountsContext, type Begins, moveMoney, movementIdOf } from '@jinqiao/parties';
import { blockedFault } from '@jinqiao/partnership';
import { type Clock, derivedId } from '@jinqiao/runtime';
import {
  acceptOrders,
  boughtBefore,
  type Fund,
  type FundOrderRequest,
  fundById,
  giveFast,
  giveQuota,
  insertOrderMoney,
  moveOrderMoney,
  nameMovement,
  type OrderMoney,
  openOrderMoney,
  orderMoneyById,
  requireSale,
  requireSubscribable,
  retryOrderMoney,
  returnRefused,
  takeFast,
  wealthFault,
} from '@jinqiao/wealth';
import { shanghaiTime } from './time-of-day.ts';

/** What buying and redeeming work with: accounts at the bank, and the time of day at which an application comes in. */
export type FundDesk = { readonly accounts: AccountsContext; readonly clock: Clock };

export type FundOrderGiven = {
  readonly account: Account;
  readonly fund: Fund;
  readonly amount: bigint;
  readonly key: string;
  /** The customer wants a fund that is riskier than suits them, after the warning. */
  readonly insists?: boolean;
};

function orderIdOf({ account, fund, key }: FundOrderGiven): string {
  return derivedId('ford', account.bucket, `${account.customerId} ${fund.fundId} ${key}`);
}

/**
 * 申购: the bank moves the money from the customer's account to the fund's settlement account, then the order is accepted. What
 * happens in between is on record from the moment in which the money is reserved: `finishPurchase` takes it up after a kill.
 * @throws Fault SUBSCRIBE_SUSPENDED, ACCOUNT_NOT_FOR_FUNDS, and of `requireSale`, `requireAllowed` and `moveMoney`, before anything has moved.
 */
export async function buyShares(desk: FundDesk, given: FundOrderGiven, begins: Begins): Promise<OrderMoney> {
  const { account, fund, amount } = given;
  requireOwnBook(account);
  const { bucket, accountId, customerId } = account;
  const orderId = orderIdOf(given);
  const request = purchaseMovement({ bucket, accountId, amount, orderId });
  const begun: Begins = async (tx, on) => {
    await begins(tx, on);
    await requireSellable(tx, desk, { ...given, bucket, customerId }, orderId, on);
    await requireSubscribable(tx, fund, on, { ...orderOf({ bucket, orderId, customerId, kind: 'subscribe', amount }), acceptedAt: shanghaiTime(desk.clock) });
    const money = { bucket, orderId, fundId: fund.fundId, customerId, accountId, kind: 'subscribe' as const, amount, state: 'paying' as const, code: '' };
    await insertOrderMoney(tx, { ...money, movementId: movementIdOf(request), begunOn: on });
  };
  await storingRefusals(desk.accounts.db, () => moveMoney(desk.accounts, request, begun));
  return finishPurchase(desk, { bucket, orderId });
}

/** 赎回: the shares are frozen at once; their money reaches the account once the fund has paid it. @throws Fault of `acceptOrders`, ACCOUNT_NOT_FOR_FUNDS. */
export async function redeemShares(desk: FundDesk, given: FundOrderGiven, begins: Begins): Promise<OrderMoney> {
  const { account, fund, amount } = given;
  requireOwnBook(account);
  const { bucket, accountId, customerId } = account;
  const orderId = orderIdOf(given);
  const { db, hold } = desk.accounts;
  await db.tx(async (tx) => {
    const on = businessDate(await hold(tx));
    if (await orderMoneyById(tx, { bucket, orderId })) return;
    await begins(tx, on);
    const order = { ...orderOf({ bucket, orderId, customerId, kind: 'redeem', amount }), acceptedAt: shanghaiTime(desk.clock) };
    await acceptOrders(tx, fund, on, [order]);
    const money = { bucket, orderId, fundId: fund.fundId, customerId, accountId, kind: 'redeem' as const, amount, state: 'waiting' as const, code: '' };
    await insertOrderMoney(tx, { ...money, movementId: movementIdOf(inwards({ ...money, tries: 0 })), begunOn: on });
  });
  return known(desk.accounts.db, { bucket, orderId });
}

/**
 * 快速赎回: the bank pays at once from its own pool; the shares are frozen and redeemed the ordinary way, and their money repays the
 * bank. Until that is confirmed they earn for the customer. A bank that cannot pay now leaves an ordinary redemption.
 * @throws Fault FAST_NOT_OFFERED, FAST_QUOTA_EXCEEDED, FAST_POOL_EXHAUSTED, and of `redeemShares`.
 */
export async function redeemFast(desk: FundDesk, given: FundOrderGiven, begins: Begins): Promise<OrderMoney> {
  const { account, fund, amount } = given;
  requireOwnBook(account);
  const { bucket, accountId, customerId } = account;
  const orderId = orderIdOf(given);
  const request = inwards({ bucket, accountId, amount, orderId, tries: 0 });
  const begun: Begins = async (tx, on) => {
    await begins(tx, on);
    const key = { bucket, customerId, fundId: fund.fundId, on };
    const taken = await takeFast(tx, fund, key, amount, fastCap(desk.accounts.profile, on));
    await requireAllowed(tx, desk, 'redeem-fast', { bucket, customerId }, orderId, on, { fastRedeemAmount: taken.toString(), fundAdvanceByBank: true });
    await acceptOrders(tx, fund, on, [{ ...orderOf({ bucket, orderId, customerId, kind: 'redeem', amount }), acceptedAt: shanghaiTime(desk.clock) }]);
    const money = { bucket, orderId, fundId: fund.fundId, customerId, accountId, kind: 'redeem' as const, amount, state: 'advancing' as const, code: '' };
    await insertOrderMoney(tx, { ...money, movementId: movementIdOf(request), begunOn: on });
  };
  await storingRefusals(desk.accounts.db, () => moveMoney(desk.accounts, request, begun));
  return finishAdvance(desk, await known(desk.accounts.db, { bucket, orderId }));
}

/** What a person may redeem fast of a fund on a natural day, in fen; undefined where no rule says. */
export function fastCap(profile: Profile, on: BusinessDate): bigint | undefined {
  return ruleInForce('FAST_REDEEM_MAX', profile, on)?.value;
}

/** Asks what became of an advance. What the bank did not pay gives quota and pool back, and is an ordinary redemption. */
async function finishAdvance({ accounts }: FundDesk, money: OrderMoney): Promise<OrderMoney> {
  if (money.state !== 'advancing') return money;
  const { db } = accounts;
  const movement = await moveMoney(accounts, inwards(money));
  if (movement.state === 'confirmed') await db.tx((tx) => moveOrderMoney(tx, money, 'advancing', 'advanced'));
  if (movement.state === 'released') {
    await db.tx(async (tx) => {
      if (!(await moveOrderMoney(tx, money, 'advancing', 'waiting', movement.code))) return;
      await retryOrderMoney(tx, money, movement.code, nextMovement(money));
      await giveFast(tx, { ...money, on: money.begunOn }, money.amount);
    });
  }
  return known(db, money);
}

const orderOf = (order: Omit<FundOrderRequest, 'acceptedAt'>) => order;

function purchaseMovement({ bucket, accountId, amount, orderId }: Pick<OrderMoney, 'bucket' | 'accountId' | 'amount' | 'orderId'>) {
  return { bucket, accountId, kind: 'wealth-purchase' as const, amount, boundId: '', factors: [], key: `fund ${orderId}` };
}

/** Money of an order that comes to the account: what was redeemed, or what could not be placed. What the bank refused is tried under another key. */
export function inwards({ bucket, accountId, amount, orderId, tries }: Pick<OrderMoney, 'bucket' | 'accountId' | 'amount' | 'orderId' | 'tries'>) {
  return { bucket, accountId, kind: 'wealth-redemption' as const, amount, boundId: '', factors: [], key: `back ${orderId} ${tries}` };
}

/** The movement that an order is known by after another try: of a purchase, the one that took its money, whatever comes back. */
function nextMovement(money: OrderMoney): string {
  return money.kind === 'subscribe' ? money.movementId : movementIdOf(inwards({ ...money, tries: money.tries + 1 }));
}

/** A programme's account is in the programme's book, which knows no funds. */
function requireOwnBook({ owner, customerId }: Account): void {
  if (owner === customerId) throw wealthFault('ACCOUNT_NOT_FOR_FUNDS');
}

async function known(db: Database, key: Pick<OrderMoney, 'bucket' | 'orderId'>): Promise<OrderMoney> {
  return (await orderMoneyById(db, key)) as OrderMoney;
}

/** What must hold of a person and a product before it is sold to them; takes the product's quota. @throws Fault of `requireSale` and `requireAllowed`. */
export async function requireSellable(
  tx: Tx,
  desk: FundDesk,
  { bucket, customerId, fund, amount, insists }: Pick<FundOrderGiven, 'fund' | 'amount' | 'insists'> & { readonly bucket: number; readonly customerId: string },
  subject: string,
  on: BusinessDate,
): Promise<void> {
  const who = { bucket, customerId };
  const type = await requireSale(tx, who, fund.fundId, { amount, insists, first: !(await boughtBefore(tx, who, fund.fundId)) }, on);
  await requireAllowed(tx, desk, 'sell-fund', who, subject, on, { productType: type });
}

/** Agency sale: the bank sells, the platform shows. Stored with what it was judged by, a refusal too. @throws Fault ACTION_BLOCKED, UNDER_REVIEW. */
export async function requireAllowed(
  tx: Tx,
  { accounts }: FundDesk,
  action: 'sell-fund' | 'redeem-fast',
  who: { readonly bucket: number; readonly customerId: string },
  subject: string,
  on: BusinessDate,
  more: Readonly<Record<string, string | boolean>> = {},
): Promise<void> {
  const hits = await hitCounts(tx, [who]);
  const facts = { ...factsOf({ ...STANDING, ...more }), ...hits(who.customerId) };
  const rules = decide(await loadRulebook(tx), { action, facts, asOf: on, profile: accounts.profile });
  const failed = firstBlocking(rules);
  const outcome = failed ? ('refused' as const) : ('approved' as const);
  const asked = { ...who, subject, kind: action, action, businessDate: on, rules, profile: accounts.profile };
  const decision = { ...asked, outcome, reason: failed?.ruleId ?? null };
  if (failed) throw refusalOf(blockedFault(failed), [decision]);
  await recordDecisions(tx, [decision]);
}

const STANDING = {
  operatorEntity: 'platform',
  sellerEntity: 'bank',
  productType: 'money-fund',
  riskLevels: '5',
  fundSharesPay: false,
  customerMoneyOnPlatform: false,
  signsOnPlatform: true,
} as const;

/** Takes a purchase as far as it goes now: asks the bank what became of the money, places the order, or gives the money back. */
export async function finishPurchase(desk: FundDesk, key: Pick<OrderMoney, 'bucket' | 'orderId'>): Promise<OrderMoney> {
  const { db } = desk.accounts;
  const money = await known(db, key);
  if (money.state === 'paying') {
    const movement = await moveMoney(desk.accounts, purchaseMovement(money));
    if (movement.state === 'released')
      await db.tx(async (tx) => (await moveOrderMoney(tx, money, 'paying', 'failed', movement.code)) && giveQuota(tx, money.fundId, money.amount));
    if (movement.state === 'confirmed') await placeOrder(desk, money);
  }
  const next = await known(db, key);
  if (next.state === 'returning') await bringBack(desk, next, 'returned');
  return known(db, key);
}

/** Brings money to the account. What the account or the bank does not take now keeps its reason and is tried again. @returns whether it is there. */
async function bringBack({ accounts }: FundDesk, money: OrderMoney, then: 'returned' | 'paid'): Promise<boolean> {
  const { db } = accounts;
  try {
    if (money.movementId === '') await db.tx((tx) => nameMovement(tx, money, movementIdOf(inwards(money))));
    const movement = await moveMoney(accounts, inwards(money));
    if (movement.state === 'released') await db.tx((tx) => retryOrderMoney(tx, money, movement.code, nextMovement(money)));
    return movement.state === 'confirmed' && (await db.tx((tx) => concluded(tx, money, then)));
  } catch (error) {
    if (!isFault(error) || error.status >= 500) throw error;
    await db.tx((tx) => moveOrderMoney(tx, money, money.state, money.state, error.code));
    return false;
  }
}

/** What comes back of a purchase was not sold after all. */
async function concluded(tx: Tx, money: OrderMoney, then: 'returned' | 'paid'): Promise<boolean> {
  const moved = await moveOrderMoney(tx, money, money.state, then, then === 'returned' ? money.code : '');
  if (moved && then === 'returned') await giveQuota(tx, money.fundId, money.amount);
  return moved;
}

/** The order is accepted in the transaction that says so; what cannot be accepted any more is to go back. */
async function placeOrder({ accounts, clock }: FundDesk, money: OrderMoney): Promise<void> {
  const fund = (await fundById(accounts.db, money.fundId)) as Fund;
  try {
    await accounts.db.tx(async (tx) => {
      const on = businessDate(await accounts.hold(tx));
      if (await moveOrderMoney(tx, money, 'paying', 'placed'))
        await acceptOrders(tx, fund, on, [{ ...money, kind: 'subscribe', acceptedAt: shanghaiTime(clock) }]);
    });
  } catch (error) {
    if (!isFault(error) || error.status >= 500) throw error;
    await accounts.db.tx((tx) => moveOrderMoney(tx, money, 'paying', 'returning', error.code));
  }
}

const PAGE = 500;

async function* openMoney(db: Database, towards: 'fund' | 'account'): AsyncGenerator<OrderMoney> {
  for (let after: OrderMoney | null = null; ; ) {
    const rows: OrderMoney[] = await openOrderMoney(db, towards, after, PAGE);
    yield* rows;
    after = rows.at(-1) ?? null;
    if (after === null) return;
  }
}

/** Takes up purchases that were interrupted, whose outcome was not known, or that the registrar has refused. @returns how many are still open. */
export async function finishPurchases(desk: FundDesk): Promise<number> {
  await desk.accounts.db.tx(returnRefused);
  let open = 0;
  for await (const money of openMoney(desk.accounts.db, 'fund')) {
    const { state } = await finishPurchase(desk, money);
    if (state === 'paying' || state === 'returning') open += 1;
  }
  return open;
}

/** An advance that is not known, money that waits, or a bank that the fund has repaid. @returns whether it has come to its end. */
async function toEnd(desk: FundDesk, money: OrderMoney): Promise<boolean> {
  if (money.state === 'advanced') return desk.accounts.db.tx((tx) => moveOrderMoney(tx, money, 'advanced', 'repaid'));
  if (money.state === 'advancing') return (await finishAdvance(desk, money)).state !== 'advancing';
  return bringBack(desk, money, 'paid');
}

/** Moves the money of redemptions that the fund has paid on to the customers' accounts. */
export async function payRedeemers(desk: FundDesk): Promise<{ paid: number; open: number }> {
  const { db } = desk.accounts;
  const counts = { paid: 0, open: 0 };
  for await (const money of openMoney(db, 'account')) {
    counts[(await toEnd(desk, money)) ? 'paid' : 'open'] += 1;
  }
  return counts;
}
