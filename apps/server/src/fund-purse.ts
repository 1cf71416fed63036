import { today } from '@jinqiao/business-day';
import { businessDate } from '@jinqiao/calendar';
import type { Tx } from '@jinqiao/database';
import { CNY } from '@jinqiao/money';
import { type Account, type AccountsContext, type Begins, moveMoney, movementIdOf, movementsByKey } from '@jinqiao/parties';
import { type Mandate, type OrderRequest, orderIdOf, ordersByKey, type PaymentOrder, type Payments, placeOrders } from '@jinqiao/payments';
import type { Clock } from '@jinqiao/runtime';
import { type Fund, type OrderMoney, orderMoneyById, wealthFault } from '@jinqiao/wealth';
import { shanghaiTimeOfDay } from './time-of-day.ts';

/** What buying and redeeming work with: accounts at the bank, payments over bound cards, and the time of day at which an application comes in. */
export type FundDesk = { readonly accounts: AccountsContext; readonly payments: Payments; readonly clock: Clock };

/**
 * Where the money of a fund's orders comes from and goes to. 代销 (agency sale): the customer's own account at the bank that sells.
 * 直销 (direct sale): the customer's bound card, over a payment institution; the fund is the wallet.
 */
export type Purse = Pick<OrderMoney, 'bucket' | 'customerId' | 'accountId' | 'via'>;

/** The fund manager's own sales, as payment institutions know their merchant. */
export const DIRECT_SALES = 'fund-direct-sales';

/** A programme's account is in the programme's book, which knows no funds. @throws Fault ACCOUNT_NOT_FOR_FUNDS. */
export function accountPurse({ bucket, customerId, accountId, owner }: Account): Purse {
  if (owner === customerId) throw wealthFault('ACCOUNT_NOT_FOR_FUNDS');
  return { bucket, customerId, accountId, via: 'account' };
}

export function cardPurse({ bucket, customerId, instrumentHash }: Pick<Mandate, 'bucket' | 'customerId' | 'instrumentHash'>): Purse {
  return { bucket, customerId, accountId: instrumentHash, via: 'card' };
}

/** @throws Fault PURSE_NOT_FOR_SHELF. */
export function requireShelf({ fundId, shelf }: Fund, { via }: Purse): void {
  if ((shelf === 'direct') !== (via === 'card')) throw wealthFault('PURSE_NOT_FOR_SHELF', { fundId });
}

/** A movement of an order's money, known by its key: a purchase takes it once, what comes back is tried again under another key. */
type Moving = Purse & Pick<OrderMoney, 'orderId' | 'amount'> & { readonly way: 'take' | 'bring'; readonly tries: number };

export const taking = (money: Purse & Pick<OrderMoney, 'orderId' | 'amount'>): Moving => ({ ...money, way: 'take', tries: 0 });
export const bringing = (money: Purse & Pick<OrderMoney, 'orderId' | 'amount' | 'tries'>): Moving => ({ ...money, way: 'bring' });

const movementOf = ({ bucket, accountId, amount, orderId, way, tries }: Moving) => ({
  bucket,
  accountId,
  kind: way === 'take' ? ('wealth-purchase' as const) : ('wealth-redemption' as const),
  amount,
  boundId: '',
  factors: [],
  key: way === 'take' ? `fund ${orderId}` : `back ${orderId} ${tries}`,
});

const paymentOf = ({ bucket, customerId, accountId, amount, orderId, way, tries }: Moving, on: string, time: string): OrderRequest => ({
  bucket,
  customerId,
  kind: way === 'take' ? 'collection' : 'payout',
  mode: 'real-time',
  purpose: 'once',
  subject: orderId,
  channel: 'card',
  ...(way === 'take'
    ? { source: accountId, payee: { kind: 'merchant', ref: DIRECT_SALES } }
    : { payer: DIRECT_SALES, payee: { kind: 'instrument', ref: accountId } }),
  amount,
  asset: CNY.code,
  on,
  time,
  key: `fund ${orderId} ${tries}`,
  madeBy: customerId,
});

/** The name of a movement: of one on the account, or of a payment order. */
export function movementIdFor(moving: Moving): string {
  return moving.via === 'account' ? movementIdOf(movementOf(moving)) : orderIdOf(paymentOf(moving, '', ''));
}

export type Moved = { readonly state: 'confirmed' | 'released' | 'reserved'; readonly code: string };

/**
 * Moves money to a fund or from it. The same again asks what became of it: `reserved` while that is not known.
 * @param begins in the transaction in which it begins; not asked again where the order is on record.
 * @throws Fault of `moveMoney` and `placeOrders`.
 */
export async function move(desk: FundDesk, moving: Moving, begins?: Begins): Promise<Moved> {
  if (moving.via === 'account') {
    const { state, code } = await moveMoney(desk.accounts, movementOf(moving), begins);
    return { state: state === 'mirrored' ? 'confirmed' : state, code };
  }
  const { db, hold } = desk.accounts;
  const { current } = await today(db);
  const begun = async (tx: Tx): Promise<string> => {
    const on = await hold(tx);
    if (begins && !(await orderMoneyById(tx, moving))) await begins(tx, businessDate(on));
    return on;
  };
  const [order] = await placeOrders(db, desk.payments, [paymentOf(moving, current, shanghaiTimeOfDay(desk.clock))], current, hold, begun);
  return { state: stateOf(order as PaymentOrder), code: order?.code ?? '' };
}

/** Whether a movement is on record. @throws Fault of `hold`: a close that another process has taken over says nothing. */
export function hasBegun({ accounts }: FundDesk, moving: Moving): Promise<boolean> {
  const movementId = movementIdFor(moving);
  return accounts.db.tx(async (tx) => {
    await accounts.hold(tx);
    const { bucket } = moving;
    const known = moving.via === 'account' ? await movementsByKey(tx, [{ bucket, movementId }]) : await ordersByKey(tx, [{ bucket, orderId: movementId }]);
    return known.size > 0;
  });
}

function stateOf({ state }: PaymentOrder): Moved['state'] {
  if (state === 'success') return 'confirmed';
  return state === 'failed' ? 'released' : 'reserved';
}
