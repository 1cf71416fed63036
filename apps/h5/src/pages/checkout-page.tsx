import type { MyPurchase, MyShopOrder, PayLaterQuote } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Button } from 'antd-mobile';
import { useEffect, useState } from 'react';
import { payLaterQuery, usePayLaterQuote, usePlaceOrders } from '../api/pay-later.ts';
import { cartQuery, shopOrdersQuery } from '../api/shop.ts';
import { Facts } from '../components/facts.tsx';
import { Failure } from '../components/failure.tsx';
import { Outcome } from '../components/outcome.tsx';
import { PageHead } from '../components/page-head.tsx';
import { Ready } from '../components/ready.tsx';
import { isMore, times } from '../format/decimal.ts';
import { money } from '../format/money.ts';
import { useText } from '../i18n/index.ts';
import { Activation, CardNeeded } from './pay-later/activation.tsx';
import { PlanCost } from './pay-later/plan-cost.tsx';
import { Plans } from './pay-later/plans.tsx';
import { Seller } from './shop/seller.tsx';

type Stage = { at: 'orders' } | { at: 'plans'; quote: PayLaterQuote; periods: number | null } | { at: 'done'; purchase: MyPurchase };

/** An order that waits for a word about how it is paid. */
function Waiting({ order, asset, quoted }: { order: MyShopOrder; asset: string; quoted: (quote: PayLaterQuote) => void }) {
  const { text, choose } = useText();
  const command = usePayLaterQuote();
  return (
    <section className="card" data-testid={`order-${order.seller.id}`}>
      <h2>
        <Seller name={order.seller.name} nameZh={order.seller.nameZh} own={order.selfOperated} />
      </h2>
      <Facts
        items={[
          ...order.lines.map((line) => ({
            label: `${choose(line.nameZh, line.name)} × ${line.quantity}`,
            value: money(times(line.price, line.quantity), asset),
          })),
          { label: text('shop:total'), value: money(order.amount, asset), strong: true },
        ]}
      />
      {command.isError && <Failure error={command.error} />}
      <Button
        block
        color="primary"
        size="large"
        loading={command.isPending}
        data-testid={`plans-${order.seller.id}`}
        onClick={() => command.mutate({ orderRef: order.orderRef }, { onSuccess: quoted })}
      >
        {text('pay:plansOf')}
      </Button>
    </section>
  );
}

function PlaceOrders() {
  const { text, choose } = useText();
  const cart = useQuery(cartQuery);
  const command = usePlaceOrders();
  if (!cart.data || cart.data.items.length === 0) return null;
  const { amount, asset, sellers } = cart.data;
  return (
    <section className="card" data-testid="place-orders">
      <h2>{text('shop:cart')}</h2>
      <Facts
        items={[
          ...sellers.map((seller) => ({ label: choose(seller.sellerNameZh, seller.sellerName), value: money(seller.amount, asset) })),
          { label: text('shop:total'), value: money(amount, asset), strong: true },
        ]}
      />
      <p className="note">{text('pay:placeNote')}</p>
      {command.isError && <Failure error={command.error} />}
      <Button block color="primary" size="large" loading={command.isPending} data-testid="submit-orders" onClick={() => command.mutate()}>
        {text('pay:place')}
      </Button>
    </section>
  );
}

/** What waits to be confirmed, and what is in the cart yet. */
function Orders({ quoted }: { quoted: (quote: PayLaterQuote) => void }) {
  const { text } = useText();
  const cart = useQuery(cartQuery);
  return (
    <Ready query={useQuery(shopOrdersQuery)}>
      {({ items, asset }) => {
        const placed = items.filter(({ state }) => state === 'PLACED');
        const nothing = placed.length === 0 && cart.data?.items.length === 0;
        return (
          <>
            {placed.map((order) => (
              <Waiting key={order.orderRef} order={order} asset={asset} quoted={quoted} />
            ))}
            <PlaceOrders />
            {nothing && (
              <div className="card empty">
                <strong>{text('pay:checkoutEmpty')}</strong>
                <p>{text('pay:checkoutEmptyHelp')}</p>
                <Link to="/shop" className="link wide">
                  {text('shop:enter')}
                </Link>
              </div>
            )}
          </>
        );
      }}
    </Ready>
  );
}

type Choosing = Extract<Stage, { at: 'plans' }>;

function Choose({ stage, set }: { stage: Choosing; set: (stage: Stage) => void }) {
  const { text, choose } = useText();
  const { quote, periods } = stage;
  const plan = quote.plans.find((offered) => offered.periods === periods);
  const short = isMore(quote.amount, quote.available);
  return (
    <>
      {quote.tradeCreditRefused && (
        <section className="card">
          <h2>{text('pay:whyLoan')}</h2>
          <p className="why">{choose(quote.tradeCreditRefused.messageZh, quote.tradeCreditRefused.messageEn)}</p>
        </section>
      )}
      {short && (
        <div className="alarm" role="alert">
          <strong>{text('pay:overLimit', { amount: money(quote.available, quote.asset) })}</strong>
        </div>
      )}
      <Plans quote={quote} chosen={periods} choose={(next) => set({ ...stage, periods: next })} />
      {plan && !short && (
        <PlanCost
          key={plan.periods}
          quote={quote}
          plan={plan}
          change={() => set({ ...stage, periods: null })}
          done={(purchase) => set({ at: 'done', purchase })}
        />
      )}
    </>
  );
}

function Done({ purchase, on }: { purchase: MyPurchase; on: () => void }) {
  const { text } = useText();
  const orders = useQuery(shopOrdersQuery);
  const left = (orders.data?.items ?? []).filter(({ state, orderRef }) => state === 'PLACED' && orderRef !== purchase.orderRef).length;
  return (
    <Outcome tone="good" title={text('pay:done')} testid="purchase-done">
      <p>{text('pay:doneText')}</p>
      {left > 0 && (
        <Button block color="primary" size="large" onClick={on} data-testid="next-order">
          {text('pay:nextOrder', { n: left })}
        </Button>
      )}
      <Link to="/pay-later/purchases/$purchaseId" params={{ purchaseId: purchase.id }} className="link wide" data-testid="see-purchase">
        {text('pay:seePurchase')}
      </Link>
    </Outcome>
  );
}

/** From the cart to orders, and for each order from its plans to a confirmation. Nothing binds before that. */
export function CheckoutPage() {
  const { text } = useText();
  const navigate = useNavigate();
  const [stage, setStage] = useState<Stage>({ at: 'orders' });
  useEffect(() => {
    if (stage.at !== 'orders') window.scrollTo(0, 0);
  }, [stage.at]);
  const start = () => setStage({ at: 'orders' });
  return (
    <>
      {stage.at !== 'done' && (
        <PageHead title={text('pay:checkout')} back={() => void navigate({ to: '/shop/cart' })} previous={stage.at === 'plans' ? start : undefined} />
      )}
      <Ready query={useQuery(payLaterQuery)}>
        {(payLater) => {
          if (payLater.state !== 'open') return <Activation payLater={payLater} />;
          if (payLater.card === null) return <CardNeeded />;
          if (stage.at === 'done') return <Done purchase={stage.purchase} on={start} />;
          if (stage.at === 'plans') return <Choose stage={stage} set={setStage} />;
          return <Orders quoted={(quote) => setStage({ at: 'plans', quote, periods: null })} />;
        }}
      </Ready>
    </>
  );
}
