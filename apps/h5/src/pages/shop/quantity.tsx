import type { ShopItem } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd-mobile';
import { cartQuery, usePutInCart } from '../../api/shop.ts';
import { Failure } from '../../components/failure.tsx';
import { useText } from '../../i18n/index.ts';

const MOST = 99;

/** How many of some goods are in the cart, with a button each way; a first one goes in by name. */
export function Quantity({ item }: { item: ShopItem }) {
  const { text } = useText();
  const cart = useQuery(cartQuery);
  const command = usePutInCart();
  const held = cart.data?.items.find(({ sku }) => sku === item.sku)?.quantity ?? 0;
  const put = (quantity: number) => command.mutate({ sku: item.sku, quantity });
  const stands = cart.data === undefined || command.isPending;
  return (
    <>
      {held === 0 ? (
        <Button block size="middle" color="primary" fill="outline" disabled={stands || item.stock === 0} data-testid={`put-${item.sku}`} onClick={() => put(1)}>
          {text(item.stock === 0 ? 'shop:soldOut' : 'shop:put')}
        </Button>
      ) : (
        <span className="stepper">
          <button type="button" aria-label={text('shop:fewer')} disabled={stands} data-testid={`fewer-${item.sku}`} onClick={() => put(held - 1)}>
            −
          </button>
          <output data-testid={`held-${item.sku}`}>{held}</output>
          <button
            type="button"
            aria-label={text('shop:more')}
            disabled={stands || held >= Math.min(MOST, item.stock)}
            data-testid={`more-${item.sku}`}
            onClick={() => put(held + 1)}
          >
            +
          </button>
        </span>
      )}
      {command.isError && <Failure error={command.error} />}
    </>
  );
}
