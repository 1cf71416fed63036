import { type MyShopOrder, myShopOrders, putInCart, type ShopCart, type ShopItem, shopCart, shopCatalogue } from '@jinqiao/api';
import { CNY, formatAmount, sum } from '@jinqiao/money';
import { type Operation, shop as wire } from '@jinqiao/wire';
import type { z } from 'zod';
import { serverFault } from '../errors.ts';
import { shopBuyer } from '../shop-buyer.ts';
import { type Api, type HttpContext, runOnce } from './context.ts';
import { customer, type Who } from './own.ts';
import { currentDay } from './programmes.ts';

const tags = ['customer pages'];

export function buyerRefOf({ system }: HttpContext, who: Who): string {
  return shopBuyer(system.vault, who);
}

export function myShopRoutes(api: Api, context: HttpContext): void {
  api.get(
    '/me/shop/catalogue',
    { schema: { tags, summary: 'What can be bought at the shop, and from whom', response: { 200: shopCatalogue } } },
    async (request) => {
      await customer(context, request);
      const { items } = await askShop(context, wire.catalogue, 'catalogue', {});
      return { items: items.map((item) => itemView(context, item)), asset: CNY.code };
    },
  );
  api.get('/me/shop/cart', { schema: { tags, summary: 'My cart at the shop', response: { 200: shopCart } } }, async (request) =>
    cartOf(context, await customer(context, request)),
  );
  api.get(
    '/me/shop/orders',
    { schema: { tags, summary: 'My orders at the shop, whether I have said how to pay for them or not', response: { 200: myShopOrders } } },
    async (request) => {
      const buyerRef = buyerRefOf(context, await customer(context, request));
      const { items } = await askShop(context, wire.ordersOfBuyer, 'orders', { buyerRef });
      return { items: items.map((order) => orderView(context, order)), asset: CNY.code };
    },
  );
  api.post(
    '/me/shop/cart',
    { schema: { tags, summary: 'Put goods into my cart, or take them out', body: putInCart, response: { 200: shopCart } } },
    async (request) => {
      const who = await customer(context, request);
      return runOnce(context, request, who.customerId, async (key) => {
        const [buyerRef, { sku }] = [buyerRefOf(context, who), request.body];
        const { code } = await askShop(context, wire.putInCart, `cart.${buyerRef}.${key}`, { buyerRef, ...request.body });
        if (code === 'SKU_UNKNOWN') throw serverFault('GOODS_UNKNOWN', { sku }, '$.sku');
        if (code !== 'OK') throw serverFault('GOODS_SHORT', { sku }, '$.quantity');
        return cartOf(context, who);
      });
    },
  );
}

/** @throws Fault SHOP_SILENT: what became of a command is not known, and its repetition under the same key finds out. */
export async function askShop<Q extends z.ZodType, A extends z.ZodType>(
  { system }: HttpContext,
  operation: Operation<Q, A>,
  serial: string,
  body: z.output<Q>,
): Promise<z.output<A>> {
  const exchange = await system.shop.exchange(operation, { serial: `shop.${serial}`, businessDate: await currentDay(system.db), body });
  if (exchange.state !== 'answered') throw serverFault('SHOP_SILENT');
  return exchange.answer;
}

type Offered = Omit<ShopItem, 'own'>;

function itemView({ system }: HttpContext, { price, ...item }: Offered): ShopItem {
  return { ...item, price: formatAmount(BigInt(price), CNY), own: item.seller === system.shop.id };
}

type Told = z.output<typeof wire.ordersOfBuyer.answer>['items'][number];

function orderView({ system }: HttpContext, { orderRef, state, placedOn, ...order }: Told): MyShopOrder {
  const fen = (amount: string) => formatAmount(BigInt(amount), CNY);
  return {
    orderRef,
    state,
    placedOn,
    seller: { id: order.seller, name: order.sellerName, nameZh: order.sellerNameZh },
    selfOperated: order.seller === system.shop.id,
    amount: fen(order.amount),
    lines: order.lines.map((line) => ({ ...line, price: fen(line.price) })),
  };
}

async function cartOf(context: HttpContext, who: Who): Promise<ShopCart> {
  const cart = await askShop(context, wire.cart, 'cart', { buyerRef: buyerRefOf(context, who) });
  const worth = (items: readonly { price: string; quantity: number }[]) =>
    formatAmount(sum(items.map(({ price, quantity }) => BigInt(price) * BigInt(quantity))), CNY);
  return {
    items: cart.items.map((item) => ({ ...itemView(context, item), quantity: item.quantity, amount: worth([item]) })),
    sellers: [...Map.groupBy(cart.items, (item) => item.seller)].map(([seller, items]) => ({
      seller,
      sellerName: items[0]?.sellerName ?? seller,
      sellerNameZh: items[0]?.sellerNameZh ?? seller,
      own: seller === context.system.shop.id,
      amount: worth(items),
    })),
    amount: formatAmount(BigInt(cart.amount), CNY),
    asset: CNY.code,
  };
}
