import type { MyShopOrders, ShopCart, ShopCatalogue } from '@jinqiao/api';
import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { read, write } from './client.ts';
import { useCommand } from './commands.ts';

export const catalogueQuery = queryOptions({ queryKey: ['catalogue'], queryFn: ({ signal }) => read<ShopCatalogue>('/me/shop/catalogue', {}, signal) });
export const cartQuery = queryOptions({ queryKey: ['cart'], queryFn: ({ signal }) => read<ShopCart>('/me/shop/cart', {}, signal) });
export const shopOrdersQuery = queryOptions({ queryKey: ['shop-orders'], queryFn: ({ signal }) => read<MyShopOrders>('/me/shop/orders', {}, signal) });

/** How many of some goods there shall be in the cart. */
export function usePutInCart() {
  const client = useQueryClient();
  return useCommand<{ sku: string; quantity: number }, ShopCart>(
    (body, key) => write('POST', '/me/shop/cart', key, body),
    (cart) => client.setQueryData(cartQuery.queryKey, cart),
  );
}
