import type { BusinessDate } from '@jinqiao/calendar';
import type { Tx } from '@jinqiao/database';
import { isFault } from '@jinqiao/errors';
import { calendarsOf } from '../calendar-changes.ts';
import { wealthFault } from '../errors.ts';
import { dealingOf, requireOpen } from '../fund/dealing.ts';
import type { Fund, FundOrder, FundOrderRequest } from '../model.ts';
import { postOrders } from '../postings/orders.ts';
import { insertOrders, ordersById, suspensionsOf } from '../store.ts';

const LARGEST = 10n ** 15n;
/** Of a fund with a net value: one yuan, or one share, so that neither side of a deal rounds to nothing. */
const LEAST = 100n;
const TIME = /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d$/;

/**
 * Accepts applications of a business day: all or none. Money of a subscription is in transit from here; shares of a
 * redemption are frozen. Orders that were accepted before with the same content are passed over.
 * @returns the orders with their dates.
 * @throws Fault FUND_ORDER_INVALID, FUND_ORDER_REUSED, SHARES_NOT_AVAILABLE, SUBSCRIBE_SUSPENDED, CALENDAR_UNKNOWN.
 */
export async function acceptOrders(tx: Tx, fund: Fund, on: BusinessDate, requests: readonly FundOrderRequest[]): Promise<FundOrder[]> {
  const suspensions = await suspensionsOf(tx, fund.fundId, on);
  const calendars = await calendarsOf(tx, fund);
  const orders = requests.map((request) => orderOf(fund, calendars, on, request));
  const fresh = await insertOrders(tx, orders);
  const repeated = orders.filter(({ orderId }) => !fresh.has(orderId));
  if (repeated.length > 0) {
    const known = await ordersById(tx, repeated);
    for (const order of repeated) if (!sameOrder(order, known.get(order.orderId))) throw wealthFault('FUND_ORDER_REUSED', { orderId: order.orderId });
  }
  const accepted = orders.filter(({ orderId }) => fresh.has(orderId));
  for (const { kind, dealingOn } of accepted) if (kind === 'subscribe') requireOpen(dealingOn, suspensions, calendars.calendar);
  await postOrders(tx, accepted, 'accepted', on).catch((error: unknown) => {
    if (!isFault(error) || error.code !== 'INSUFFICIENT_BALANCE') throw error;
    throw wealthFault('SHARES_NOT_AVAILABLE', { amount: error.params.amount ?? '', held: error.params.held ?? '' });
  });
  return orders;
}

/** Whether a purchase that came in now would be dealt on a date on which the fund takes subscriptions. @throws Fault SUBSCRIBE_SUSPENDED, FUND_ORDER_INVALID. */
export async function requireSubscribable(tx: Tx, fund: Fund, on: BusinessDate, request: FundOrderRequest): Promise<void> {
  const calendars = await calendarsOf(tx, fund);
  const { dealingOn } = orderOf(fund, calendars, on, request);
  requireOpen(dealingOn, await suspensionsOf(tx, fund.fundId, on), calendars.calendar);
}

type Calendars = Awaited<ReturnType<typeof calendarsOf>>;

function orderOf(fund: Fund, calendars: Calendars, on: BusinessDate, request: FundOrderRequest): FundOrder {
  const { orderId, amount, acceptedAt, kind } = request;
  const invalid = (why: string, whyZh: string) => wealthFault('FUND_ORDER_INVALID', { orderId, why, whyZh });
  if (amount <= 0n || amount > LARGEST) throw invalid(`the amount must be between 1 and ${LARGEST} fen`, `金额须在 1 至 ${LARGEST} 分之间`);
  if (fund.pricing === 'net-value' && amount < LEAST) throw invalid('the least is 1.00', '最低为 1.00');
  if (!TIME.test(acceptedAt)) throw invalid('the time must be HH:MM:SS', '时间须为 HH:MM:SS');
  const { dealingDate, confirmDate, cashDate } = dealingOf(on, acceptedAt, { ...fund, ...calendars });
  return {
    ...request,
    fundId: fund.fundId,
    state: 'accepted',
    acceptedOn: on,
    dealingOn: dealingDate,
    confirmOn: confirmDate,
    cashOn: kind === 'redeem' ? cashDate : null,
    concludedOn: null,
  };
}

/** The time of acceptance and the state are not asked: a repetition comes later than what it repeats. */
function sameOrder(order: FundOrder, known: FundOrder | undefined): boolean {
  return known !== undefined && (['fundId', 'customerId', 'kind', 'amount'] as const).every((field) => known[field] === order[field]);
}
