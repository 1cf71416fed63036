import { z } from 'zod';
import { date, id, money } from './common.ts';
import { shopOrder } from './paylater.ts';

const seller = {
  seller: id.meta({ description: 'The legal entity that sells' }),
  sellerName: z.string(),
  sellerNameZh: z.string(),
  own: z.boolean().meta({ description: 'Sold by the shop itself 自营; otherwise by a merchant on its marketplace' }),
};

export const shopItem = z.object({ sku: id, name: z.string(), nameZh: z.string(), price: money, stock: z.int(), ...seller }).meta({ id: 'ShopItem' });

export const shopCatalogue = z.object({ items: z.array(shopItem), asset: z.string() }).meta({ id: 'ShopCatalogue' });

export const shopCart = z
  .object({
    items: z.array(shopItem.extend({ quantity: z.int(), amount: money })),
    sellers: z.array(z.object({ ...seller, amount: money })).meta({ description: 'One order will be made of each' }),
    amount: money,
    asset: z.string(),
  })
  .meta({ id: 'ShopCart', description: 'At the prices of the moment: nothing is reserved before checkout' });

export const putInCart = z.object({ sku: id, quantity: z.int().min(0).max(99).meta({ description: 'How many there shall be; 0 takes it out' }) }).strict();

export const myShopOrder = shopOrder.omit({ purchaseId: true }).extend({ placedOn: date }).meta({ id: 'MyShopOrder' });
export const myShopOrders = z.object({ items: z.array(myShopOrder), asset: z.string() }).meta({ id: 'MyShopOrders' });

export type MyShopOrder = z.infer<typeof myShopOrder>;
export type MyShopOrders = z.infer<typeof myShopOrders>;
export type ShopItem = z.infer<typeof shopItem>;
export type ShopCatalogue = z.infer<typeof shopCatalogue>;
export type ShopCart = z.infer<typeof shopCart>;
