import type { FundOrderView, MyFund, MyFunds, Product, RedeemToPurchaseView } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { fundsQuery, qualificationQuery, shelfQuery, suitabilityQuery } from '../api/funds.ts';
import { Facts } from '../components/facts.tsx';
import { PageHead } from '../components/page-head.tsx';
import { Ready } from '../components/ready.tsx';
import { isZero } from '../format/decimal.ts';
import { money } from '../format/money.ts';
import { useText } from '../i18n/index.ts';
import { Qualification } from './funds/qualification.tsx';
import { Suitability } from './funds/suitability.tsx';

const amount = (value: string) => money(value, 'CNY');

/** What one looks at first: the seven-day yield, or the net value. */
function KeyFigure({ fund }: { fund: MyFund }) {
  const { text } = useText();
  if (fund.pricing === 'net-value')
    return (
      <span className="figure">
        <strong>{fund.netValue?.nav ?? '–'}</strong>
        <small>{text('fund:netValueOf', { date: fund.netValue?.date ?? '–' })}</small>
      </span>
    );
  return (
    <span className="figure">
      <strong>{fund.last?.sevenDayYield ? `${fund.last.sevenDayYield}%` : '–'}</strong>
      <small>{text(fund.last?.sevenDayYield ? 'fund:sevenDay' : 'fund:noYield')}</small>
    </span>
  );
}

/** A product on the shelf: one that is dealt here opens its page, another leads to who sells it. */
function ShelfLine({ product, fund }: { product: Product; fund: MyFund | undefined }) {
  const { text, term, choose } = useText();
  const head = (
    <span className="name">
      <strong>{choose(product.nameZh, product.name)}</strong>
      <small>
        {term('fund:type', product.type)} · {choose(product.supplierZh, product.supplier)} · {product.risk}
      </small>
    </span>
  );
  if (!fund)
    return (
      <a className="shelf-line" href={product.url ?? '#'} rel="noreferrer noopener" target="_blank" data-testid={`shelf-${product.id}`}>
        {head}
        <span className="figure">
          <small>{text('fund:elsewhere')}</small>
        </span>
      </a>
    );
  const held = !isZero(fund.value) || !isZero(fund.inTransit);
  return (
    <Link className="shelf-line" to="/me/funds/$fundId" params={{ fundId: fund.id }} data-testid={`shelf-${product.id}`}>
      {head}
      <KeyFigure fund={fund} />
      {held && <small className="held">{text('fund:heldHere', { value: amount(fund.value) })}</small>}
    </Link>
  );
}

function Shelf({ products, funds }: { products: readonly Product[]; funds: readonly MyFund[] }) {
  const { text } = useText();
  const byId = new Map(funds.map((fund) => [fund.id, fund]));
  const here = products.filter(({ sale }) => sale === 'here');
  const elsewhere = products.filter(({ sale }) => sale === 'redirect');
  return (
    <>
      <section className="card" data-testid="shelf">
        <h2>{text('fund:shelf')}</h2>
        {here.length === 0 && <p className="why">{text('fund:none')}</p>}
        {here.map((product) => (
          <ShelfLine key={product.id} product={product} fund={byId.get(product.id)} />
        ))}
        <p className="note">{text('fund:riskAll')}</p>
      </section>
      {elsewhere.length > 0 && (
        <section className="card">
          <h2>{text('fund:elsewhereTitle')}</h2>
          <p className="why">{text('fund:elsewhereNote')}</p>
          {elsewhere.map((product) => (
            <ShelfLine key={product.id} product={product} fund={undefined} />
          ))}
        </section>
      )}
    </>
  );
}

function Orders({ orders, names, byNetValue }: { orders: readonly FundOrderView[]; names: ReadonlyMap<string, string>; byNetValue: ReadonlySet<string> }) {
  const { text, term } = useText();
  const when = ({ kind, confirmOn, cashOn, state }: FundOrderView) => {
    if (state !== 'accepted' && state !== 'confirmed') return '';
    if (kind !== 'subscribe') return cashOn ? ` · ${text('fund:cashOn', { date: cashOn })}` : '';
    return state === 'accepted' && confirmOn ? ` · ${text('fund:confirmOn', { date: confirmOn })}` : '';
  };
  return (
    <section className="card" data-testid="fund-orders">
      <h2>{text('fund:orders')}</h2>
      {orders.length === 0 && <p className="why">{text('fund:noOrders')}</p>}
      <Facts
        items={orders.map((order) => ({
          label: `${order.begunOn} ${names.get(order.fundId) ?? order.fundId} ${text(`fund:${order.kind}`)} · ${term('fund:state', order.state)}${when(order)}`,
          // Of a redemption by net value the money is known once it is confirmed; before, the shares are shown.
          value:
            order.cash === null && order.kind === 'redeem' && byNetValue.has(order.fundId)
              ? text('fund:shares', { shares: order.amount })
              : amount(order.kind === 'redeem' ? (order.cash ?? order.amount) : order.amount),
        }))}
      />
    </section>
  );
}

function Conversions({ conversions, names }: { conversions: readonly RedeemToPurchaseView[]; names: ReadonlyMap<string, string> }) {
  const { text, term } = useText();
  if (conversions.length === 0) return null;
  return (
    <section className="card" data-testid="conversions">
      <h2>{text('fund:conversions')}</h2>
      <Facts
        items={conversions.map((begun) => ({
          label: `${begun.begunOn} ${names.get(begun.source) ?? begun.source} → ${names.get(begun.target) ?? begun.target} · ${term('fund:rtpState', begun.state)}`,
          value: amount(begun.amount),
        }))}
      />
    </section>
  );
}

function useNames({ items }: MyFunds): ReadonlyMap<string, string> {
  const { choose } = useText();
  return new Map(items.map((fund) => [fund.id, choose(fund.nameZh, fund.name)]));
}

function Page({ funds, products }: { funds: MyFunds; products: readonly Product[] }) {
  const { text } = useText();
  const names = useNames(funds);
  const suitability = useQuery(suitabilityQuery);
  const qualification = useQuery(qualificationQuery);
  return (
    <>
      <Link to="/me/assets" className="link wide" data-testid="my-assets">
        {text('fund:assets')}
      </Link>
      <Shelf products={products} funds={funds.items} />
      {suitability.data && <Suitability suitability={suitability.data} />}
      {qualification.data && <Qualification qualification={qualification.data} />}
      <Conversions conversions={funds.conversions} names={names} />
      <Orders orders={funds.orders} names={names} byNetValue={new Set(funds.items.filter(({ pricing }) => pricing === 'net-value').map(({ id }) => id))} />
    </>
  );
}

/** The shelf: what is sold here, what others sell, my risk profile, and my orders. */
export function FundsPage() {
  const { text } = useText();
  const navigate = useNavigate();
  const funds = useQuery(fundsQuery);
  const shelf = useQuery(shelfQuery);
  return (
    <>
      <PageHead title={text('fund:title')} back={() => void navigate({ to: '/me' })} />
      <Ready query={funds}>{(held) => <Ready query={shelf}>{({ items }) => <Page funds={held} products={items} />}</Ready>}</Ready>
    </>
  );
}
