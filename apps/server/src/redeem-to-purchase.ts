import { type BusinessDate, businessDate } from '@jinqiao/calendar';
import { keepingRefusals } from '@jinqiao/compliance';
import type { Tx } from '@jinqiao/database';
import type { Begins } from '@jinqiao/parties';
import { derivedId } from '@jinqiao/runtime';
import {
  cashReady,
  compensateRtp,
  type Fund,
  failRtp,
  giveFast,
  moveRtp,
  openRtps,
  ordersOfRtp,
  placePurchase,
  type RedeemToPurchase,
  type RtpMode,
  type RtpTimeline,
  reserveRtp,
  retryRtp,
  rtpById,
  takeFast,
  timelineOf,
  wealthFault,
} from '@jinqiao/wealth';
import { fund as wire } from '@jinqiao/wire';
import { fastCap, requireAllowed, requireSellable } from './fund-orders.ts';
import { type FundDesk, type Purse, requireShelf } from './fund-purse.ts';
import { shanghaiTime } from './time-of-day.ts';

export type RtpGiven = {
  readonly purse: Purse;
  readonly source: Fund;
  readonly target: Fund;
  readonly amount: bigint;
  readonly mode: RtpMode;
  readonly key: string;
  readonly insists?: boolean;
};

/**
 * 赎转购: the shares are frozen, the target's quota is taken and the whole is on record in one transaction; from then on
 * `goOn` takes it as far as it goes, here, at the start of a server and in the close.
 * @throws Fault RTP_TARGET, RTP_SOURCE, of `requireSellable`, of `takeFast` and of `acceptOrders`, before anything has moved.
 */
export async function redeemToPurchase(desk: FundDesk, given: RtpGiven, begins: Begins): Promise<RedeemToPurchase> {
  const { purse, source, target, amount, mode, key } = given;
  const { bucket, customerId } = purse;
  requireShelf(source, purse);
  if (source.fundId === target.fundId) throw wealthFault('RTP_TARGET');
  const rtpId = derivedId('rtp', bucket, `${customerId} ${source.fundId} ${target.fundId} ${key}`);
  const { db, hold, profile } = desk.accounts;
  await keepingRefusals(db, async (tx) => {
    const on = businessDate(await hold(tx));
    if (await rtpById(tx, { bucket, rtpId })) return;
    await begins(tx, on);
    await requireSellable(tx, desk, { bucket, customerId, fund: target, amount, insists: given.insists ?? false }, rtpId, on);
    if (mode === 'B_FAST') {
      const taken = await takeFast(tx, source, { bucket, customerId, fundId: source.fundId, on }, amount, fastCap(profile, on));
      await requireAllowed(tx, desk, 'redeem-fast', { bucket, customerId }, { subject: rtpId, fund: source }, on, {
        fastRedeemAmount: taken.toString(),
        fundAdvanceByBank: true,
      });
    }
    const order = (of: string) => derivedId('ford', bucket, `${rtpId} ${of}`);
    const ids = { redemptionId: order('redemption'), purchaseId: order('purchase'), returnId: order('return') };
    const parties = { ...purse, rtpId, sourceFund: source.fundId, targetFund: target.fundId, amount, mode };
    const state = mode === 'B_FAST' ? ('RESERVED' as const) : ('REDEEMING' as const);
    await reserveRtp(tx, source, { ...parties, ...ids, state, code: '', tries: 0, begunOn: on, endedOn: null }, on, shanghaiTime(desk.clock));
  });
  return goOn(desk, { bucket, rtpId }, { acceptedAt: shanghaiTime(desk.clock) });
}

/** Dates and gap days of one that would begin now. */
export function rtpTimeline(desk: FundDesk, source: Fund, target: Fund, mode: RtpMode, on: BusinessDate): Promise<RtpTimeline> {
  return timelineOf(desk.accounts.db, source, target, mode, on, shanghaiTime(desk.clock));
}

type Key = Pick<RedeemToPurchase, 'bucket' | 'rtpId'>;

/** Local time at which orders that are placed come in; `handedIn` where the day's applications of the money funds have left already. */
export type RtpMoment = { readonly acceptedAt: string; readonly handedIn?: boolean };

/** Takes one on from state to state until something is to be waited for. */
export async function goOn(desk: FundDesk, key: Key, moment: RtpMoment): Promise<RedeemToPurchase> {
  for (;;) {
    const rtp = (await rtpById(desk.accounts.db, key)) as RedeemToPurchase;
    await step(desk, rtp, moment);
    const next = (await rtpById(desk.accounts.db, key)) as RedeemToPurchase;
    if (next.state === rtp.state) return next;
  }
}

async function step(desk: FundDesk, rtp: RedeemToPurchase, { acceptedAt, handedIn }: RtpMoment): Promise<void> {
  const { db } = desk.accounts;
  const { redemption, purchase } = await ordersOfRtp(db, rtp);
  const hold = async (tx: Tx) => businessDate(await desk.accounts.hold(tx));
  switch (rtp.state) {
    case 'RESERVED':
      return advance(desk, rtp);
    case 'REDEEMING':
      if (redemption?.state === 'refused') return db.tx(async (tx) => failRtp(tx, rtp, 'REFUSED_BY_REGISTRAR', await hold(tx)));
      if (redemption?.state !== 'paid' && !(rtp.mode === 'A_INTERNAL' && redemption?.state === 'confirmed')) return;
      if (await transferred(desk, rtp, 'there', 'settlement')) await db.tx(async (tx) => cashReady(tx, rtp, redemption, await hold(tx)));
      return;
    case 'CASH_READY':
      return placePurchase(db, rtp, hold, acceptedAt);
    case 'PURCHASING':
      if (purchase?.state === 'confirmed') await db.tx(async (tx) => moveRtp(tx, rtp, 'DONE', await hold(tx)));
      if (purchase?.state === 'refused') await db.tx(async (tx) => moveRtp(tx, rtp, 'COMPENSATING', await hold(tx), { code: 'REFUSED_BY_REGISTRAR' }));
      return;
    case 'COMPENSATING':
      if (handedIn || !(await transferred(desk, rtp, 'back', 'settlement'))) return;
      return db.tx(async (tx) => compensateRtp(tx, rtp, await hold(tx), acceptedAt));
  }
}

/** The bank pays the target from its own pool. Where it does not, the redemption that is under way pays it, on its day. */
async function advance(desk: FundDesk, rtp: RedeemToPurchase): Promise<void> {
  const outcome = await transfer(desk, rtp, 'there', 'advance');
  if (outcome === 'unknown') return;
  await desk.accounts.db.tx(async (tx) => {
    const on = businessDate(await desk.accounts.hold(tx));
    if (outcome === 'done') return cashReady(tx, rtp, undefined, on);
    await retryRtp(tx, rtp, outcome.refused);
    if (!(await moveRtp(tx, rtp, 'REDEEMING', on, { mode: 'C_T1', code: outcome.refused }))) return;
    await giveFast(tx, { bucket: rtp.bucket, customerId: rtp.customerId, fundId: rtp.sourceFund, on: rtp.begunOn }, rtp.amount);
  });
}

type Of = 'settlement' | 'advance';

/** Whether the money is where it should be. What the bank refused is asked again, another time, under another reference. */
async function transferred(desk: FundDesk, rtp: RedeemToPurchase, way: 'there' | 'back', of: Of): Promise<boolean> {
  const outcome = await transfer(desk, rtp, way, of);
  if (typeof outcome === 'object') await desk.accounts.db.tx((tx) => retryRtp(tx, rtp, outcome.refused));
  return outcome === 'done';
}

/** Has the bank move the money between the funds. */
async function transfer(
  { accounts }: FundDesk,
  rtp: RedeemToPurchase,
  way: 'there' | 'back',
  of: Of,
): Promise<'done' | 'unknown' | { readonly refused: string }> {
  const { rtpId, tries, sourceFund, targetFund, amount, begunOn } = rtp;
  const transferRef = `${rtpId}.${way}.${tries}`;
  const [from, to] = way === 'there' ? [sourceFund, targetFund] : [targetFund, sourceFund];
  const exchange = await accounts.institution.exchange(wire.transferBetweenFunds, {
    serial: `transfer.${transferRef}`,
    businessDate: begunOn,
    subject: rtpId,
    body: { transferRef, from, to, amount: amount.toString(), of },
  });
  if (exchange.state === 'unknown') return 'unknown';
  if (exchange.state === 'answered' && exchange.answer.status === 'DONE') return 'done';
  return { refused: exchange.state === 'refused' ? exchange.code : exchange.answer.code };
}

const PAGE = 500;

/** Takes on all that have not come to their end. @returns how many are still open. */
export async function goOnWithAll(desk: FundDesk, moment: RtpMoment): Promise<number> {
  let open = 0;
  for (let after: Key | null = null; ; ) {
    const rows: RedeemToPurchase[] = await openRtps(desk.accounts.db, after, PAGE);
    for (const rtp of rows) if ((await goOn(desk, rtp, moment)).endedOn === null) open += 1;
    after = rows.at(-1) ?? null;
    if (after === null) return open;
  }
}
