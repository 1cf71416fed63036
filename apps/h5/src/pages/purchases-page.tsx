import type { MyPurchase } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { payLaterQuery, purchasesQuery } from '../api/pay-later.ts';
import { shopOrdersQuery } from '../api/shop.ts';
import { Facts } from '../components/facts.tsx';
import { PageHead } from '../components/page-head.tsx';
import { Ready } from '../components/ready.tsx';
import { isZero } from '../format/decimal.ts';
import { money } from '../format/money.ts';
import { useText } from '../i18n/index.ts';

function PurchaseCard({ purchase, asset, delivery }: { purchase: MyPurchase; asset: string; delivery: string | undefined }) {
  const { text, term, choose } = useText();
  return (
    <li>
      <Link to="/pay-later/purchases/$purchaseId" params={{ purchaseId: purchase.id }} className="card loan-card" data-testid="purchase-card">
        <div className="loan-head">
          <strong>{money(purchase.amount, asset)}</strong>
          <span className={`state ${purchase.state}`}>{term('pay:state', purchase.state)}</span>
        </div>
        <Facts
          items={[
            purchase.kind === 'purchase'
              ? { label: text('pay:seller'), value: choose(purchase.seller.nameZh, purchase.seller.name) }
              : { label: text('pay:conversion'), value: text('pay:planPeriods', { n: purchase.periods }) },
            { label: text('pay:creditor'), value: `${choose(purchase.creditor.nameZh, purchase.creditor.name)} · ${term('pay:product', purchase.product)}` },
            delivery !== undefined && { label: text('pay:timeline'), value: term('shop:state', delivery) },
            !isZero(purchase.outstanding) && { label: text('pay:outstanding'), value: money(purchase.outstanding, asset) },
            { label: text('pay:authorisedOn'), value: purchase.authorisedOn },
          ]}
        />
      </Link>
    </li>
  );
}

/** What I bought and pay later for, with where each order is. */
export function PurchasesPage() {
  const { text } = useText();
  const navigate = useNavigate();
  const purchases = useQuery(purchasesQuery);
  const orders = new Map(useQuery(shopOrdersQuery).data?.items.map(({ orderRef, state }) => [orderRef, state]));
  return (
    <>
      <PageHead title={text('pay:purchases')} back={() => void navigate({ to: '/pay-later' })} />
      <Ready query={useQuery(payLaterQuery)}>
        {({ asset }) => (
          <Ready query={purchases}>
            {({ items }) =>
              items.length === 0 ? (
                <div className="card empty">
                  <strong>{text('pay:purchasesEmpty')}</strong>
                  <p>{text('pay:purchasesEmptyHelp')}</p>
                </div>
              ) : (
                <ul className="plain">
                  {items.map((purchase) => (
                    <PurchaseCard key={purchase.id} purchase={purchase} asset={asset} delivery={orders.get(purchase.orderRef)} />
                  ))}
                </ul>
              )
            }
          </Ready>
        )}
      </Ready>
    </>
  );
}
