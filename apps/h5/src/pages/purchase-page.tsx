import type { MyPurchase, MyShopOrder } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { Button } from 'antd-mobile';
import { payLaterQuery, purchaseQuery, useCancelPurchase, useSettlePurchase } from '../api/pay-later.ts';
import { shopOrdersQuery } from '../api/shop.ts';
import { Facts } from '../components/facts.tsx';
import { Failure } from '../components/failure.tsx';
import { PageHead } from '../components/page-head.tsx';
import { Ready } from '../components/ready.tsx';
import { isZero, times } from '../format/decimal.ts';
import { money } from '../format/money.ts';
import { useText } from '../i18n/index.ts';
import { PlanRows } from './pay-later/plan-rows.tsx';
import { Result } from './pay-later/result.tsx';
import { ReturnForm } from './pay-later/return-form.tsx';

type Props = { purchase: MyPurchase; order: MyShopOrder | undefined; asset: string };

function Summary({ purchase, order, asset }: Props) {
  const { text, term, choose } = useText();
  const waits = purchase.state === 'authorised';
  return (
    <section className="card">
      <div className="loan-head">
        <span>{text(waits ? 'pay:afterDelivery' : 'pay:outstanding')}</span>
        <span className={`state ${purchase.state}`}>{term('pay:state', purchase.state)}</span>
      </div>
      <p className="big" data-testid="purchase-outstanding">
        {money(waits ? purchase.amount : purchase.outstanding, asset)}
      </p>
      <Facts
        items={[
          { label: text('pay:price'), value: money(purchase.amount, asset) },
          !isZero(purchase.returned) && { label: text('pay:returned'), value: money(purchase.returned, asset), testid: 'purchase-returned' },
          purchase.kind === 'purchase' && { label: text('pay:seller'), value: choose(purchase.seller.nameZh, purchase.seller.name) },
          { label: text('pay:creditor'), value: `${choose(purchase.creditor.nameZh, purchase.creditor.name)} · ${term('pay:product', purchase.product)}` },
          ...(order?.lines ?? []).map((line) => ({
            label: `${choose(line.nameZh, line.name)} × ${line.quantity}`,
            value: money(times(line.price, line.quantity), asset),
          })),
          { label: text('pay:authorisedOn'), value: purchase.authorisedOn },
          purchase.deliveredOn !== null && { label: text('pay:deliveredOn'), value: purchase.deliveredOn },
          purchase.kind === 'purchase' && { label: text('pay:orderRef'), value: <span className="code">{purchase.orderRef}</span> },
        ]}
      />
    </section>
  );
}

function Cancel({ purchase }: { purchase: MyPurchase }) {
  const { text } = useText();
  const command = useCancelPurchase(purchase.id);
  return (
    <section className="card">
      <p className="note">{text('pay:cancelNote')}</p>
      {command.isError && <Failure error={command.error} />}
      <Button block size="large" loading={command.isPending} data-testid="cancel-purchase" onClick={() => command.mutate()}>
        {text('pay:cancel')}
      </Button>
    </section>
  );
}

function Settle({ purchase, asset, amount }: { purchase: MyPurchase; asset: string; amount: string }) {
  const { text } = useText();
  const command = useSettlePurchase(purchase.id);
  if (command.data) return <Result result={command.data} asset={asset} />;
  return (
    <section className="card">
      {command.isError && <Failure error={command.error} />}
      <Button block size="large" color="primary" fill="outline" loading={command.isPending} data-testid="settle-purchase" onClick={() => command.mutate()}>
        {text('pay:settle', { amount: money(amount, asset) })}
      </Button>
    </section>
  );
}

function Timeline({ purchase, asset }: { purchase: MyPurchase; asset: string }) {
  const { text, term } = useText();
  return (
    <section className="card" data-testid="purchase-timeline">
      <h2>{text('pay:timeline')}</h2>
      <ol className="timeline">
        {purchase.timeline.map((entry) => (
          <li key={`${entry.date} ${entry.event} ${entry.amount}`}>
            <time dateTime={entry.date}>{entry.date}</time>
            <strong>{term('pay:event', entry.event)}</strong>
            {!isZero(entry.amount) && <span>{money(entry.amount, asset)}</span>}
          </li>
        ))}
      </ol>
    </section>
  );
}

function Purchase({ purchase, order, asset }: Props) {
  const { text } = useText();
  const returnable = order?.state === 'DELIVERED' && order.lines.some((line) => line.returned < line.quantity);
  return (
    <>
      <Summary purchase={purchase} order={order} asset={asset} />
      {order?.state === 'AUTHORISED' && purchase.state === 'authorised' && <Cancel purchase={purchase} />}
      <section className="card">
        <h2>{text('pay:schedule')}</h2>
        <PlanRows rows={purchase.rows} asset={asset} testid="purchase-rows" />
      </section>
      {purchase.earlySettlement !== null && <Settle purchase={purchase} asset={asset} amount={purchase.earlySettlement} />}
      {order && returnable && <ReturnForm purchase={purchase} order={order} asset={asset} />}
      {purchase.timeline.length > 0 && <Timeline purchase={purchase} asset={asset} />}
    </>
  );
}

export function PurchasePage() {
  const { text } = useText();
  const navigate = useNavigate();
  const { purchaseId } = useParams({ from: '/inside/tabs/pay-later/purchases/$purchaseId' });
  const orders = useQuery(shopOrdersQuery);
  const purchase = useQuery(purchaseQuery(purchaseId));
  return (
    <>
      <PageHead
        title={text(purchase.data?.kind === 'conversion' ? 'pay:conversion' : 'pay:purchase')}
        back={() => void navigate({ to: '/pay-later/purchases' })}
      />
      <Ready query={useQuery(payLaterQuery)}>
        {({ asset }) => (
          <Ready query={purchase}>
            {(found) => <Purchase purchase={found} order={orders.data?.items.find(({ orderRef }) => orderRef === found.orderRef)} asset={asset} />}
          </Ready>
        )}
      </Ready>
    </>
  );
}
