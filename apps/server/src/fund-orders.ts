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
import type { Begins } from '@jinqiao/parties';
import { blockedFault } from '@jinqiao/partnership';
import { derivedId } from '@jinqiao/runtime';
import {
  acceptOrders,
  boughtBefore,
  type Fund,
  fundById,
  giveFast,
  giveQuota,
  insertOrderMoney,
  moveOrderMoney,
  nameMovement,
  type OrderMoney,
  openOrderMoney,
  orderMoneyById,
  redeemAgain,
  refusedAdvances,
  requireSale,
  requireSubscribable,
  retryOrderMoney,
  returnRefused,
  takeFast,
} from '@jinqiao/wealth';
import { bringing, type FundDesk, hasBegun, type Moved, move, movementIdFor, type Purse, requireShelf, taking } from './fund-purse.ts';
import { shanghaiTime } from './time-of-day.ts';

export type FundOrderGiven = {
  readonly purse: Purse;
  readonly fund: Fund;
  readonly amount: bigint;
  readonly key: string;
  /** The customer wants a fund that is riskier than suits them, after the warning. */
  readonly insists?: boolean;
};

type Draft = Omit<OrderMoney, 'tries' | 'begunOn' | 'state' | 'movementId' | 'code'>;

/** @throws Fault PURSE_NOT_FOR_SHELF. */
function draftOf({ purse, fund, amount, key }: FundOrderGiven, kind: 'subscribe' | 'redeem'): Draft & { readonly kind: typeof kind } {
  requireShelf(fund, purse);
  const orderId = derivedId('ford', purse.bucket, `${purse.customerId} ${fund.fundId} ${key}`);
  return { ...purse, orderId, fundId: fund.fundId, kind, amount };
}

/**
 * 申购: the money moves from the customer's purse to the fund's settlement account, then the order is accepted. What happens in
 * between is on record from the moment in which the money is reserved: `finishPurchase` takes it up after a kill.
 * @throws Fault SUBSCRIBE_SUSPENDED, PURSE_NOT_FOR_SHELF, and of `requireSellable` and `move`, before anything has moved.
 */
export async function buyShares(desk: FundDesk, given: FundOrderGiven, begins: Begins): Promise<OrderMoney> {
  const draft = draftOf(given, 'subscribe');
  const begun: Begins = async (tx, on) => {
    await begins(tx, on);
    await requireSellable(tx, desk, { ...given, ...draft }, draft.orderId, on);
    await requireSubscribable(tx, given.fund, on, { ...draft, acceptedAt: shanghaiTime(desk.clock) });
    await insertOrderMoney(tx, { ...draft, state: 'paying', code: '', movementId: movementIdFor(taking(draft)), begunOn: on });
  };
  await storingRefusals(desk.accounts.db, () => move(desk, taking(draft), begun));
  return finishPurchase(desk, draft);
}

/** 赎回: the shares are frozen at once; their money reaches the purse once the fund has paid it. @throws Fault of `acceptOrders`, PURSE_NOT_FOR_SHELF. */
export async function redeemShares(desk: FundDesk, given: FundOrderGiven, begins: Begins): Promise<OrderMoney> {
  const draft = draftOf(given, 'redeem');
  const { db, hold } = desk.accounts;
  await db.tx(async (tx) => {
    const on = businessDate(await hold(tx));
    if (await orderMoneyById(tx, draft)) return;
    await begins(tx, on);
    await acceptOrders(tx, given.fund, on, [{ ...draft, acceptedAt: shanghaiTime(desk.clock) }]);
    await insertOrderMoney(tx, { ...draft, state: 'waiting', code: '', movementId: movementIdFor(bringing({ ...draft, tries: 0 })), begunOn: on });
  });
  return known(db, draft);
}

/**
 * 快速赎回: the bank pays at once from its own pool; the shares are frozen and redeemed the ordinary way, and their money repays the
 * bank. Until that is confirmed they earn for the customer. A bank that cannot pay now leaves an ordinary redemption.
 * @throws Fault FAST_NOT_OFFERED, FAST_QUOTA_EXCEEDED, FAST_POOL_EXHAUSTED, and of `redeemShares`.
 */
export async function redeemFast(desk: FundDesk, given: FundOrderGiven, begins: Begins): Promise<OrderMoney> {
  const draft = draftOf(given, 'redeem');
  const { bucket, customerId, fundId, orderId } = draft;
  const moving = bringing({ ...draft, tries: 0 });
  const begun: Begins = async (tx, on) => {
    await begins(tx, on);
    const taken = await takeFast(tx, given.fund, { bucket, customerId, fundId, on }, given.amount, fastCap(desk.accounts.profile, on));
    const more = { fastRedeemAmount: taken.toString(), fundAdvanceByBank: true };
    await requireAllowed(tx, desk, 'redeem-fast', { bucket, customerId }, { subject: orderId, fund: given.fund }, on, more);
    await acceptOrders(tx, given.fund, on, [{ ...draft, acceptedAt: shanghaiTime(desk.clock) }]);
    await insertOrderMoney(tx, { ...draft, state: 'advancing', code: '', movementId: movementIdFor(moving), begunOn: on });
  };
  await storingRefusals(desk.accounts.db, () => move(desk, moving, begun));
  return finishAdvance(desk, await known(desk.accounts.db, draft));
}

/** What a person may redeem fast of a fund on a natural day, in fen; undefined where no rule says. */
export function fastCap(profile: Profile, on: BusinessDate): bigint | undefined {
  return ruleInForce('FAST_REDEEM_MAX', profile, on)?.value;
}

/** Asks what became of an advance. What the bank did not pay gives quota and pool back, and is an ordinary redemption. */
async function finishAdvance(desk: FundDesk, money: OrderMoney): Promise<OrderMoney> {
  if (money.state !== 'advancing') return money;
  const { db } = desk.accounts;
  const movement = await move(desk, bringing(money));
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

/** The movement that an order is known by after another try: of a purchase, the one that took its money, whatever comes back. */
function nextMovement(money: OrderMoney): string {
  return money.kind === 'subscribe' ? money.movementId : movementIdFor(bringing({ ...money, tries: money.tries + 1 }));
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
  await requireAllowed(tx, desk, 'sell-fund', who, { subject, fund }, on, { productType: type });
}

/** The bank sells, or the manager itself; the platform shows. Stored with what it was judged by, a refusal too. @throws Fault ACTION_BLOCKED, UNDER_REVIEW. */
export async function requireAllowed(
  tx: Tx,
  { accounts }: FundDesk,
  action: 'sell-fund' | 'redeem-fast',
  who: { readonly bucket: number; readonly customerId: string },
  { subject, fund }: { readonly subject: string; readonly fund: Fund },
  on: BusinessDate,
  more: Readonly<Record<string, string | boolean>> = {},
): Promise<void> {
  const hits = await hitCounts(tx, [who]);
  const facts = { ...factsOf({ ...STANDING, sellerEntity: fund.shelf === 'direct' ? 'registrar' : 'bank', ...more }), ...hits(who.customerId) };
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
    const movement = await taken(desk, money);
    if (movement.state === 'released')
      await db.tx(async (tx) => (await moveOrderMoney(tx, money, 'paying', 'failed', movement.code)) && giveQuota(tx, money.fundId, money.amount));
    if (movement.state === 'confirmed') await placeOrder(desk, money);
  }
  const next = await known(db, key);
  if (next.state === 'returning') await bringBack(desk, next, 'returned');
  return known(db, key);
}

/** Brings money to the purse. What the account, the card or the bank does not take now keeps its reason and is tried again. @returns whether it is there. */
async function bringBack(desk: FundDesk, money: OrderMoney, then: 'returned' | 'paid'): Promise<boolean> {
  const { db } = desk.accounts;
  try {
    if (money.movementId === '') await db.tx((tx) => nameMovement(tx, money, movementIdFor(bringing(money))));
    const movement = await move(desk, bringing(money));
    if (movement.state === 'released') await db.tx((tx) => retryOrderMoney(tx, money, movement.code, nextMovement(money)));
    return movement.state === 'confirmed' && (await db.tx((tx) => concluded(tx, money, then)));
  } catch (error) {
    if (!isFault(error) || error.status >= 500) throw error;
    await db.tx((tx) => moveOrderMoney(tx, money, money.state, money.state, error.code));
    return false;
  }
}

/** What the account does not have when its turn comes is a purchase that failed, as if the bank had refused it; never once money is on its way. */
async function taken(desk: FundDesk, money: OrderMoney): Promise<Moved> {
  try {
    return await move(desk, taking(money));
  } catch (error) {
    if (!isFault(error) || error.status >= 500 || (await hasBegun(desk, taking(money)))) throw error;
    return { state: 'released', code: error.code };
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
    await accounts.db.tx(async (tx) => {
      // A close that another process has taken over decides nothing.
      await accounts.hold(tx);
      await moveOrderMoney(tx, money, 'paying', 'returning', error.code);
    });
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

/** Redeems again what the registrar refused of redemptions that the bank has paid already. @returns how many claims of the bank stay open. */
export async function redeemRefused({ accounts, clock }: FundDesk): Promise<number> {
  let open = 0;
  for (const advance of await refusedAdvances(accounts.db)) {
    try {
      await accounts.db.tx(async (tx) => redeemAgain(tx, advance, businessDate(await accounts.hold(tx)), shanghaiTime(clock)));
    } catch (error) {
      if (!isFault(error) || error.code !== 'SHARES_NOT_AVAILABLE') throw error;
      open += 1;
    }
  }
  return open;
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
