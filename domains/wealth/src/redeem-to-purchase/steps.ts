import { addDays, type BusinessDate, daysBetween } from '@jinqiao/calendar';
import type { Db, Tx } from '@jinqiao/database';
import { isFault } from '@jinqiao/errors';
import { calendarsOf } from '../calendar-changes.ts';
import { giveQuota } from '../catalogue/sale.ts';
import { acceptOrders, requireSubscribable } from '../commands/accept-orders.ts';
import { wealthFault } from '../errors.ts';
import { dealingOf } from '../fund/dealing.ts';
import type { Fund, FundOrder } from '../model.ts';
import { insertOrderMoney } from '../order-money.ts';
import { postOrders } from '../postings/orders.ts';
import { fundById, moveOrders, ordersById } from '../store.ts';
import type { RedeemToPurchase } from './model.ts';
import { insertRtp, moveRtp } from './store.ts';

/** The redemption is accepted and the whole is on record, in one transaction: shares are never frozen for nothing. @throws Fault of `acceptOrders`, RTP_SOURCE. */
export async function reserveRtp(tx: Tx, source: Fund, rtp: RedeemToPurchase, on: BusinessDate, acceptedAt: string): Promise<void> {
  if (source.pricing !== 'money') throw wealthFault('RTP_SOURCE', { fundId: source.fundId });
  const { bucket, redemptionId: orderId, customerId, amount } = rtp;
  await acceptOrders(tx, source, on, [{ bucket, orderId, customerId, kind: 'redeem', amount, acceptedAt }]);
  await insertRtp(tx, rtp);
}

/** What has become of the redemption and of the purchase; undefined where there is none yet. */
export async function ordersOfRtp(
  db: Db,
  { bucket, redemptionId, purchaseId }: RedeemToPurchase,
): Promise<{ redemption: FundOrder | undefined; purchase: FundOrder | undefined }> {
  const found = await ordersById(db, [
    { bucket, orderId: redemptionId },
    { bucket, orderId: purchaseId },
  ]);
  return { redemption: found.get(redemptionId), purchase: found.get(purchaseId) };
}

/** The source's money has gone to the target: a redemption that was confirmed has been paid with it. */
export async function cashReady(tx: Tx, rtp: RedeemToPurchase, redemption: FundOrder | undefined, on: string): Promise<void> {
  if (!(await moveRtp(tx, rtp, 'CASH_READY', on))) return;
  if (rtp.mode === 'B_FAST' || redemption?.state !== 'confirmed') return;
  const moved = await moveOrders(tx, [redemption], 'confirmed', 'paid', on);
  if (moved.size > 0) await postOrders(tx, [redemption], 'paid', on);
}

/** Places the purchase; one that cannot be made any more is to be compensated, with the reason. */
export async function placePurchase(
  db: { tx<T>(work: (tx: Tx) => Promise<T>): Promise<T> },
  rtp: RedeemToPurchase,
  hold: (tx: Tx) => Promise<BusinessDate>,
  acceptedAt: string,
): Promise<void> {
  const { bucket, purchaseId: orderId, customerId, amount } = rtp;
  try {
    await db.tx(async (tx) => {
      const on = await hold(tx);
      if (!(await moveRtp(tx, rtp, 'PURCHASING', on))) return;
      const target = (await fundById(tx, rtp.targetFund)) as Fund;
      await acceptOrders(tx, target, on, [{ bucket, orderId, customerId, kind: 'subscribe', amount, acceptedAt }]);
    });
  } catch (error) {
    if (!isFault(error) || error.status >= 500) throw error;
    await db.tx(async (tx) => moveRtp(tx, rtp, 'COMPENSATING', await hold(tx), { code: error.code }));
  }
}

/** What a redemption that the registrar refused leaves: the shares are available again, the quota is given back. */
export async function failRtp(tx: Tx, rtp: RedeemToPurchase, code: string, on: string): Promise<void> {
  if (await moveRtp(tx, rtp, 'FAILED', on, { code })) await giveQuota(tx, rtp.targetFund, rtp.amount);
}

/**
 * 补偿: the money is back at the source, whoever brought it to the target. It buys the source's shares again; where the source takes
 * no subscriptions it goes to the customer. A redemption that is still under way repays the bank's advance, as it would have.
 */
export async function compensateRtp(tx: Tx, rtp: RedeemToPurchase, on: BusinessDate, acceptedAt: string): Promise<void> {
  if (!(await moveRtp(tx, rtp, 'COMPENSATED', on))) return;
  await giveQuota(tx, rtp.targetFund, rtp.amount);
  const { bucket, customerId, amount, accountId, via, sourceFund: fundId, returnId, rtpId, code } = rtp;
  const source = (await fundById(tx, fundId)) as Fund;
  const again = { bucket, orderId: returnId, customerId, kind: 'subscribe', amount, acceptedAt } as const;
  const open = await requireSubscribable(tx, source, on, again).then(
    () => true,
    (error: unknown) => {
      if (!isFault(error) || error.code !== 'SUBSCRIBE_SUSPENDED') throw error;
      return false;
    },
  );
  if (open) await acceptOrders(tx, source, on, [again]);
  else
    await insertOrderMoney(tx, {
      bucket,
      customerId,
      amount,
      accountId,
      via,
      fundId,
      code,
      orderId: returnId,
      kind: 'subscribe',
      state: 'returning',
      movementId: rtpId,
      begunOn: on,
    });
}

/** What a customer can expect: until when the source earns, from when the target does, and the days between that earn nothing. */
export type RtpTimeline = { readonly lastEarning: string; readonly purchaseDealing: string; readonly firstEarning: string; readonly gapDays: number };

/** Source and target are dealt by their own calendars and cut-offs. @throws Fault CALENDAR_UNKNOWN. */
export async function timelineOf(
  db: Db,
  source: Fund,
  target: Fund,
  mode: RedeemToPurchase['mode'],
  on: BusinessDate,
  acceptedAt: string,
): Promise<RtpTimeline> {
  const out = dealingOf(on, acceptedAt, { ...source, ...(await calendarsOf(db, source)) });
  const terms = { ...target, ...(await calendarsOf(db, target)) };
  const into = {
    A_INTERNAL: () => dealingOf(out.confirmDate, '00:00:00', terms),
    B_FAST: () => dealingOf(on, acceptedAt, terms),
    C_T1: () => dealingOf(out.cashDate, '23:59:59', terms),
  }[mode]();
  const lastEarning = addDays(out.confirmDate, -1);
  return {
    lastEarning,
    purchaseDealing: into.dealingDate,
    firstEarning: into.confirmDate,
    gapDays: Math.max(0, daysBetween(lastEarning, into.confirmDate) - 1),
  };
}
