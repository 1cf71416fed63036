import { businessDate } from '@jinqiao/calendar';
import { storingRefusals } from '@jinqiao/compliance';
import type { Tx } from '@jinqiao/database';
import { type Account, type AccountsContext, type Begins, type Elements, upgradeAccount, type WaitingOrderKey } from '@jinqiao/parties';
import { derivedId } from '@jinqiao/runtime';
import { type Fund, giveQuota, insertOrderMoney, moveOrderMoney, type OrderMoney, orderMoneyById, requireSubscribable, upgraded } from '@jinqiao/wealth';
import { finishPurchase, requireSellable } from './fund-orders.ts';
import { accountPurse, type FundDesk, movementIdFor, requireShelf, taking } from './fund-purse.ts';
import { shanghaiTime } from './time-of-day.ts';

export type FirstPurchase = {
  /** Of class III; the purchase upgrades it to class II. */
  readonly account: Account;
  readonly elements: Elements;
  readonly fund: Fund;
  readonly amount: bigint;
  readonly key: string;
  readonly insists?: boolean;
};

/**
 * 首次购买自动升级: an account of class III is upgraded to class II, and the purchase waits for it, on record from the transaction
 * in which the upgrade begins. It goes on in the one in which the upgrade ends; where the bank refuses, nothing was debited.
 * @param begins holds the customer and grants the consent.
 * @throws Fault of `upgradeAccount` and `requireSellable`, before anything has begun.
 */
export async function buyWithUpgrade(desk: FundDesk, given: FirstPurchase, begins: Begins): Promise<OrderMoney> {
  const { account, elements, fund, amount, key } = given;
  const purse = accountPurse(account);
  requireShelf(fund, purse);
  const orderId = derivedId('ford', purse.bucket, `${purse.customerId} ${fund.fundId} ${key}`);
  const draft = { ...purse, orderId, fundId: fund.fundId, kind: 'subscribe' as const, amount };
  const { accounts } = desk;
  const waits = async (tx: Tx, order: WaitingOrderKey): Promise<void> => {
    await accounts.waiting.waits(tx, order);
    const on = businessDate(await accounts.hold(tx));
    await requireSellable(tx, desk, { ...given, ...draft }, orderId, on);
    await requireSubscribable(tx, fund, on, { ...draft, acceptedAt: shanghaiTime(desk.clock) });
    await insertOrderMoney(tx, { ...draft, state: 'upgrading', code: '', movementId: '', begunOn: on });
  };
  const context: AccountsContext = { ...accounts, waiting: { ...accounts.waiting, waits } };
  await storingRefusals(accounts.db, () => upgradeAccount(context, { ...purse, elements, waiting: orderId, key: orderId }, begins));
  return finishPurchase(desk, draft);
}

/** The upgrade that a purchase waits for has ended: its money is taken from the account of class II. */
export async function purchaseGoesOn(tx: Tx, { bucket, waiting: orderId, accountId }: WaitingOrderKey & { readonly accountId: string }): Promise<void> {
  const money = await orderMoneyById(tx, { bucket, orderId });
  if (money) await upgraded(tx, money, accountId, movementIdFor(taking({ ...money, accountId })));
}

/** The bank has refused the upgrade: nothing was debited. */
export async function purchaseRefused(tx: Tx, { bucket, waiting: orderId, code }: WaitingOrderKey & { readonly code: string }): Promise<void> {
  const money = await orderMoneyById(tx, { bucket, orderId });
  if (money && (await moveOrderMoney(tx, money, 'upgrading', 'failed', code))) await giveQuota(tx, money.fundId, money.amount);
}
