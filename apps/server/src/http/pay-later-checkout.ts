import type { MyPurchase, PayLaterQuote, payLaterPurchase, payLaterQuoteRequest, ShopOrder } from '@jinqiao/api';
import { holdToday } from '@jinqiao/business-day';
import { businessDate } from '@jinqiao/calendar';
import { hitCounts, keepingRefusals, loadRulebook } from '@jinqiao/compliance';
import { exposureOf } from '@jinqiao/credit';
import { CNY } from '@jinqiao/money';
import { holdConsents, requireConsent, requireStanding } from '@jinqiao/parties';
import { partnershipFault } from '@jinqiao/partnership';
import {
  authorisePurchase,
  contractOfOrder,
  payLaterFault,
  payLaterProgramme,
  payLaterProgrammes,
  plannedContract,
  requireProduct,
  type Terms,
} from '@jinqiao/paylater';
import { signedInstruments } from '@jinqiao/payments';
import { derivedId, instant } from '@jinqiao/runtime';
import { shop as wire } from '@jinqiao/wire';
import type { z } from 'zod';
import { serverFault } from '../errors.ts';
import { openDay, tellShop } from '../pay-later-orders.ts';
import type { HttpContext } from './context.ts';
import { askShop, buyerRefOf } from './my-shop.ts';
import type { Who } from './own.ts';
import { partyNames, planView, yuan } from './pay-later-views.ts';
import { currentDay } from './programmes.ts';
import { viewOf } from './purchase-views.ts';
import { readingSeconds, secondsRead } from './reading-time.ts';

/** Turns the cart into orders, one for each seller. @throws Fault CART_EMPTY, GOODS_SHORT, SHOP_SILENT. */
export async function checkOut(context: HttpContext, who: Who, key: string): Promise<{ items: ShopOrder[] }> {
  const buyerRef = buyerRefOf(context, who);
  const checkoutRef = derivedId('cho', who.bucket, `${who.customerId} ${key}`);
  const { status, code, orders } = await askShop(context, wire.checkOut, `checkout.${checkoutRef}`, { checkoutRef, buyerRef });
  if (status !== 'PLACED') throw serverFault(code === 'CART_EMPTY' ? 'CART_EMPTY' : 'GOODS_SHORT', { sku: '' });
  return {
    items: orders.map(({ orderRef, seller, sellerName, sellerNameZh, state, amount, lines }) => ({
      orderRef,
      seller: { id: seller, name: sellerName, nameZh: sellerNameZh },
      selfOperated: seller === context.system.shop.id,
      state,
      amount: yuan(BigInt(amount)),
      lines: lines.map((line) => ({ ...line, price: yuan(BigInt(line.price)) })),
      purchaseId: null,
    })),
  };
}

/** The product that may pay for an order: what is asked for, else trade credit for the shop's own goods and a loan for those of others. */
async function productFor(
  context: HttpContext,
  seller: string,
  asked: string | undefined,
): Promise<{ terms: Terms; refused: PayLaterQuote['tradeCreditRefused'] }> {
  const programmes = await payLaterProgrammes(context.system.db);
  const named = (product: string) => {
    const found = programmes.find((each) => each.product === product);
    if (!found) throw payLaterFault('PAY_LATER_UNKNOWN', { id: product });
    return found;
  };
  if (asked !== undefined) {
    requireProduct(named(asked), seller);
    return { terms: named(asked), refused: null };
  }
  const trade = programmes.find(({ product }) => product === 'trade-credit');
  if (trade && trade.creditor === seller) return { terms: trade, refused: null };
  const params = { seller, creditor: trade?.nameZh ?? '' };
  const { code, en, zh } = payLaterFault('TRADE_CREDIT_NOT_OWN_GOODS', params);
  return { terms: named('micro-loan'), refused: { code, messageEn: en, messageZh: zh } };
}

/** What a customer is shown before choosing a plan; the reading time counts from here. @throws Fault ORDER_UNKNOWN, ORDER_TAKEN, PAY_LATER_NOT_OPEN. */
export async function quote(context: HttpContext, who: Who, body: z.infer<typeof payLaterQuoteRequest>, key: string): Promise<PayLaterQuote> {
  const { db, clock } = context.system;
  const { known, order } = await askShop(context, wire.orderNamed, `order.${body.orderRef}`, { orderRef: body.orderRef });
  if (!known || order?.buyerRef !== buyerRefOf(context, who)) throw serverFault('ORDER_UNKNOWN', { id: body.orderRef.slice(0, 40) });
  if (order.state !== 'PLACED' || (await contractOfOrder(db, who.bucket, order.orderRef))) throw payLaterFault('ORDER_TAKEN', { id: order.orderRef });
  const { terms, refused } = await productFor(context, order.seller, body.product);
  const on = businessDate(await currentDay(db));
  const all = await exposureOf(db, await context.system.usage(), who, on);
  const own = all.find(({ scope }) => scope === terms.product);
  if (!own) throw payLaterFault('PAY_LATER_NOT_OPEN');
  const party = await partyNames(db);
  const request = { ...who, orderRef: order.orderRef, seller: order.seller, amount: BigInt(order.amount), agreementHash: '' };
  const quoteId = derivedId('quo', who.bucket, `${who.customerId} pay-later ${key}`);
  await db.query(
    `INSERT INTO server.pay_later_quote (bucket, quote_id, customer_id, programme_id, order_ref, seller, amount, quoted_on, quoted_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING`,
    [who.bucket, quoteId, who.customerId, terms.programmeId, order.orderRef, order.seller, request.amount, on, instant(clock)],
  );
  return {
    quoteId,
    orderRef: order.orderRef,
    amount: yuan(request.amount),
    asset: CNY.code,
    product: terms.product,
    creditor: party(terms.creditor),
    seller: { id: order.seller, name: order.sellerName, nameZh: order.sellerNameZh },
    tradeCreditRefused: refused,
    available: yuan(own.available),
    plans: terms.plans.map((plan) => planView(terms, party(terms.creditor), plannedContract(terms, { ...request, periods: plan.periods }, on), plan, on)),
    readingSeconds: await readingSeconds(db, terms.profile, terms.readingSeconds, on),
  };
}

type Quoted = { programmeId: string; orderRef: string; seller: string; amount: bigint; on: string; at: Date };

/** Freezes the limit for what was quoted, and tells the shop. @throws Fault COST_TABLE_NOT_READ, QUOTE_EXPIRED, CARD_NEEDED, and of `authorisePurchase`. */
export async function confirm(context: HttpContext, who: Who, body: z.infer<typeof payLaterPurchase>): Promise<MyPurchase> {
  const { db, clock, shop } = context.system;
  if (!body.agreementAccepted) throw partnershipFault('AGREEMENT_NOT_ACCEPTED', {}, '$.agreementAccepted');
  const { rows } = await db.query<Quoted>(
    `SELECT programme_id AS "programmeId", order_ref AS "orderRef", seller, amount, quoted_on AS on, quoted_at AS at FROM server.pay_later_quote WHERE bucket = $1 AND quote_id = $2 AND customer_id = $3`,
    [who.bucket, body.quoteId, who.customerId],
  );
  const quoted = rows[0];
  if (!quoted) throw partnershipFault('QUOTE_UNKNOWN', { id: body.quoteId }, '$.quoteId');
  const on = businessDate(quoted.on);
  const terms = await payLaterProgramme(db, quoted.programmeId);
  const seconds = secondsRead(body.readingSeconds, quoted.at, clock.now());
  const required = await readingSeconds(db, terms.profile, terms.readingSeconds, on);
  if (seconds < required) throw partnershipFault('COST_TABLE_NOT_READ', { seconds: required }, '$.readingSeconds');
  if (!(await signedInstruments(db, [who], on)).has(who.customerId)) throw payLaterFault('CARD_NEEDED');
  const sources = await context.system.usage();
  const party = await partyNames(db);
  const contract = await keepingRefusals(db, async (tx) => {
    if ((await holdToday(tx)) !== on) throw partnershipFault('QUOTE_EXPIRED', { on });
    await requireStanding(tx, who, on, 'new-business');
    requireConsent(await holdConsents(tx, who.bucket, who.customerId), 'pay-later', on);
    const [rulebook, hits] = [await loadRulebook(tx), (await hitCounts(tx, [who]))(who.customerId)];
    const request = { ...who, orderRef: quoted.orderRef, seller: quoted.seller, amount: quoted.amount, periods: body.periods, agreementHash: '' };
    const planned = plannedContract(terms, request, on);
    const { agreementHash } = planView(terms, party(terms.creditor), planned, planned, on);
    return authorisePurchase(tx, { terms, sources, rulebook, hits }, { ...request, agreementHash, disclosure: { shown: true, seconds } }, on);
  });
  await tellShop(db, shop, contract, on, openDay);
  return viewOf(context, contract);
}
