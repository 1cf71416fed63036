import type { Step } from '@jinqiao/business-day';
import { type BusinessDate, daysBetween } from '@jinqiao/calendar';
import { bucketOfId, HOUSE_BUCKET, type Tx } from '@jinqiao/database';
import { sum } from '@jinqiao/money';
import { costOf, type Deal, type Lot, purchaseDeal, redemptionDeal, type TakenLot, takeLots } from '../fund/net-value.ts';
import type { Confirmation, DealtOrder, Fund, FundOrder, NetValueRegistrar, RegisterBreak } from '../model.ts';
import { insertLots, lotsOf, netValuesOn, recordDeals, takeFromLots } from '../net-value-store.ts';
import { postDeals } from '../postings/deals.ts';
import { postOrders } from '../postings/orders.ts';
import { insertBreaks, moveOrders, ordersToConfirm } from '../store.ts';

const CHUNK = 2_000;

type Reckoned = DealtOrder & { readonly taken: readonly TakenLot[] };

/**
 * 份额确认 of a fund with a net value: what the registrar confirms is reckoned here again from the published net value of the
 * dealing day, the fees and the holder's lots. Only what agrees to the fen and the hundredth of a share is booked; what
 * differs, is not named or is not known is a break and stays open.
 */
export function confirmNetValueStep(fund: Fund, registrar: NetValueRegistrar): Step {
  return {
    name: 'confirm',
    run: async ({ db, date, chunk, count }) => {
      const due = await ordersToConfirm(db, fund.fundId, date);
      const said = new Map((await registrar.confirmations(fund, date)).map((confirmation) => [confirmation.orderId, confirmation]));
      await chunk((tx) => insertBreaks(tx, unknownOrders(due, said, fund, date)));
      for (let at = 0; at < due.length; at += CHUNK) count(await chunk((tx) => confirmPart(tx, fund, due.slice(at, at + CHUNK), said, date)));
    },
  };
}

async function confirmPart(tx: Tx, fund: Fund, orders: readonly FundOrder[], said: ReadonlyMap<string, Confirmation>, on: string) {
  const { fundId } = fund;
  const navs = await netValuesOn(tx, fundId, [...new Set(orders.map(({ dealingOn }) => dealingOn))]);
  const lots = await lotsOf(tx, fundId, orders);
  const refused = orders.filter(({ orderId }) => said.get(orderId)?.outcome === 'refused');
  const confirmed: Reckoned[] = [];
  const breaks: RegisterBreak[] = [];
  for (const order of orders) {
    const word = said.get(order.orderId);
    if (word?.outcome === 'refused') continue;
    const nav = navs.get(order.dealingOn);
    const held = lots.get(order.customerId) ?? [];
    const ours = nav === undefined ? undefined : reckoned(fund, order, nav, held, on);
    if (ours && word?.deal && same(ours.deal, word.deal)) {
      confirmed.push(ours);
      lots.set(order.customerId, without(held, ours.taken));
    } else breaks.push(differenceOf(order, ours?.deal, word, on));
  }
  await moveOrders(tx, refused, 'accepted', 'refused', on);
  await postOrders(tx, refused, 'refused', on);
  await moveOrders(tx, confirmed, 'accepted', 'confirmed', on);
  await recordDeals(tx, confirmed);
  await postDeals(tx, confirmed, on);
  await takeFromLots(
    tx,
    confirmed.flatMap(({ bucket, taken }) => taken.map((lot) => ({ bucket, lotId: lot.lotId, taken: lot.taken }))),
  );
  await insertLots(
    tx,
    confirmed
      .filter(({ kind }) => kind === 'subscribe')
      .map((o) => ({ ...o, lotId: o.orderId, confirmedOn: on, nav: o.deal.nav, shares: o.deal.shares, cost: o.amount })),
  );
  await insertBreaks(tx, breaks);
  return { confirmed: confirmed.length, refused: refused.length, breaks: breaks.length };
}

function reckoned(fund: Fund, order: FundOrder, nav: bigint, lots: readonly Lot[], on: string): Reckoned {
  if (order.kind === 'subscribe') return { ...order, deal: purchaseDeal(order.amount, nav, fund.fees), cost: order.amount, backFee: 0n, taken: [] };
  const taken = takeLots(lots, order.amount);
  const { backFee, ...deal } = redemptionDeal(taken, nav, fund.fees, on, (from, to) => daysBetween(from as BusinessDate, to as BusinessDate));
  return { ...order, deal, backFee, cost: sum(taken.map((lot) => costOf(lot, lot.taken))), taken };
}

const same = (ours: Deal, theirs: Deal) => (['nav', 'shares', 'cash', 'fee'] as const).every((field) => ours[field] === theirs[field]);

function without(lots: readonly Lot[], taken: readonly TakenLot[]): Lot[] {
  const gone = new Map(taken.map((lot) => [lot.lotId, lot.taken]));
  return lots.map((lot) => ({ ...lot, left: lot.left - (gone.get(lot.lotId) ?? 0n) }));
}

/** What a purchase brought in shares, or a redemption in money. */
function differenceOf(order: FundOrder, ours: Deal | undefined, word: Confirmation | undefined, on: string): RegisterBreak {
  const figure = (deal: Deal | undefined) => (order.kind === 'subscribe' ? deal?.shares : deal?.cash) ?? 0n;
  const { bucket, fundId, orderId } = order;
  return { bucket, fundId, on, kind: word ? 'amount' : 'unconfirmed', subject: orderId, ours: figure(ours), theirs: figure(word?.deal) };
}

function unknownOrders(due: readonly FundOrder[], said: ReadonlyMap<string, Confirmation>, { fundId }: Fund, on: string): RegisterBreak[] {
  const known = new Set(due.map(({ orderId }) => orderId));
  return [...said.values()]
    .filter(({ orderId }) => !known.has(orderId))
    .map(({ orderId, amount }) => ({
      bucket: bucketOfId(orderId) ?? HOUSE_BUCKET,
      fundId,
      on,
      kind: 'unknown-order',
      subject: orderId,
      ours: 0n,
      theirs: amount,
    }));
}
