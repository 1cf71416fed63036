import type { ShopCatalogue, ShopItem } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { cartQuery, catalogueQuery } from '../api/shop.ts';
import { PageHead } from '../components/page-head.tsx';
import { Ready } from '../components/ready.tsx';
import { money } from '../format/money.ts';
import { useText } from '../i18n/index.ts';
import { Drawing } from './shop/drawing.tsx';
import { Quantity } from './shop/quantity.tsx';
import { Seller } from './shop/seller.tsx';

const FEW = 10;

function Tile({ item, asset }: { item: ShopItem; asset: string }) {
  const { text, choose } = useText();
  return (
    <li className="tile" data-testid={`goods-${item.sku}`}>
      <Drawing sku={item.sku} own={item.own} />
      <h2>{choose(item.nameZh, item.name)}</h2>
      <Seller name={item.sellerName} nameZh={item.sellerNameZh} own={item.own} />
      <p className="price">
        {money(item.price, asset)}
        {item.stock > 0 && item.stock < FEW && <small>{text('shop:few', { n: item.stock })}</small>}
      </p>
      <Quantity item={item} />
    </li>
  );
}

function Goods({ catalogue }: { catalogue: ShopCatalogue }) {
  const { text, choose } = useText();
  const [seller, setSeller] = useState('');
  const sellers = [...new Map(catalogue.items.map((item) => [item.seller, item])).values()];
  return (
    <>
      <div className="chips scroll">
        <button type="button" aria-pressed={seller === ''} onClick={() => setSeller('')}>
          {text('shop:all')}
        </button>
        {sellers.map((item) => (
          <button key={item.seller} type="button" aria-pressed={seller === item.seller} onClick={() => setSeller(item.seller)}>
            {item.own ? text('shop:own') : choose(item.sellerNameZh, item.sellerName)}
          </button>
        ))}
      </div>
      <ul className="tiles">
        {catalogue.items
          .filter((item) => seller === '' || item.seller === seller)
          .map((item) => (
            <Tile key={item.sku} item={item} asset={catalogue.asset} />
          ))}
      </ul>
    </>
  );
}

/** What is in the cart, over the tabs, as soon as there is anything. */
function CartBar() {
  const { text } = useText();
  const { data } = useQuery(cartQuery);
  if (!data || data.items.length === 0) return null;
  return (
    <Link to="/shop/cart" className="cart-bar" data-testid="cart-bar">
      <span>
        {text('shop:cart')} · {text('shop:pieces', { n: data.items.reduce((n, item) => n + item.quantity, 0) })}
      </span>
      <strong>{money(data.amount, data.asset)}</strong>
    </Link>
  );
}

/** The shop's goods and those of the merchants on its marketplace. */
export function ShopPage() {
  const { text } = useText();
  const navigate = useNavigate();
  return (
    <>
      <PageHead title={text('shop:title')} back={() => void navigate({ to: '/me' })} />
      <Ready query={useQuery(catalogueQuery)}>{(catalogue) => <Goods catalogue={catalogue} />}</Ready>
      <CartBar />
    </>
  );
}
