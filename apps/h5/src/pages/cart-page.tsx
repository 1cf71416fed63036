import type { ShopCart } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Button } from 'antd-mobile';
import { cartQuery } from '../api/shop.ts';
import { Facts } from '../components/facts.tsx';
import { PageHead } from '../components/page-head.tsx';
import { Ready } from '../components/ready.tsx';
import { money } from '../format/money.ts';
import { useText } from '../i18n/index.ts';
import { Drawing } from './shop/drawing.tsx';
import { Quantity } from './shop/quantity.tsx';
import { Seller } from './shop/seller.tsx';

function OfSeller({ seller, cart }: { seller: ShopCart['sellers'][number]; cart: ShopCart }) {
  const { text, choose } = useText();
  const { asset } = cart;
  return (
    <section className="card" data-testid={`cart-${seller.seller}`}>
      <h2>
        <Seller name={seller.sellerName} nameZh={seller.sellerNameZh} own={seller.own} />
      </h2>
      <ul className="cart-lines">
        {cart.items
          .filter((item) => item.seller === seller.seller)
          .map((item) => (
            <li key={item.sku}>
              <Drawing sku={item.sku} own={item.own} />
              <span className="named">
                <strong>{choose(item.nameZh, item.name)}</strong>
                <small>{money(item.price, asset)}</small>
              </span>
              <Quantity item={item} />
            </li>
          ))}
      </ul>
      <Facts items={[{ label: text('shop:subtotal'), value: money(seller.amount, asset), strong: true, testid: `subtotal-${seller.seller}` }]} />
    </section>
  );
}

function Filled({ cart }: { cart: ShopCart }) {
  const { text } = useText();
  const navigate = useNavigate();
  const orders = cart.sellers.length;
  return (
    <>
      {cart.sellers.map((seller) => (
        <OfSeller key={seller.seller} seller={seller} cart={cart} />
      ))}
      <section className="card">
        <Facts items={[{ label: text('shop:total'), value: money(cart.amount, cart.asset), strong: true, testid: 'cart-total' }]} />
        <p className="note">{text('shop:cartNote')}</p>
        <p className="note">{orders === 1 ? text('shop:oneOrder') : text('shop:orders', { n: orders })}</p>
        <Button block color="primary" size="large" data-testid="go-checkout" onClick={() => void navigate({ to: '/checkout' })}>
          {text('shop:payLater')}
        </Button>
        <p className="note">{text('shop:payLaterNote')}</p>
      </section>
    </>
  );
}

/** What I want to buy, by seller: each will be an order of its own. */
export function CartPage() {
  const { text } = useText();
  const navigate = useNavigate();
  return (
    <>
      <PageHead title={text('shop:cart')} back={() => void navigate({ to: '/shop' })} />
      <Ready query={useQuery(cartQuery)}>
        {(cart) =>
          cart.items.length === 0 ? (
            <div className="card empty">
              <strong>{text('shop:cartEmpty')}</strong>
              <p>{text('shop:cartEmptyHelp')}</p>
              <Link to="/shop" className="link wide">
                {text('shop:enter')}
              </Link>
            </div>
          ) : (
            <Filled cart={cart} />
          )
        }
      </Ready>
    </>
  );
}
