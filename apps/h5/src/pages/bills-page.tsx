import type { Bill } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { billsQuery, payLaterQuery } from '../api/pay-later.ts';
import { Facts } from '../components/facts.tsx';
import { PageHead } from '../components/page-head.tsx';
import { Ready } from '../components/ready.tsx';
import { isZero } from '../format/decimal.ts';
import { money } from '../format/money.ts';
import { useText } from '../i18n/index.ts';
import { BillState } from './pay-later/bill-state.tsx';

function BillCard({ bill, asset }: { bill: Bill; asset: string }) {
  const { text, term, choose } = useText();
  return (
    <li>
      <Link to="/bills/$billId" params={{ billId: bill.id }} className="card loan-card" data-testid="bill-card">
        <div className="loan-head">
          <strong>{money(bill.open, asset)}</strong>
          <BillState bill={bill} />
        </div>
        <Facts
          items={[
            { label: text('pay:creditor'), value: `${choose(bill.creditor.nameZh, bill.creditor.name)} · ${term('pay:product', bill.product)}` },
            { label: text('pay:dueOn'), value: bill.dueOn },
            { label: text('pay:amount'), value: money(bill.amount, asset) },
            !isZero(bill.paid) && { label: text('pay:paid'), value: money(bill.paid, asset) },
          ]}
        />
      </Link>
    </li>
  );
}

export function BillsPage() {
  const { text } = useText();
  const navigate = useNavigate();
  const bills = useQuery(billsQuery);
  return (
    <>
      <PageHead title={text('pay:bills')} back={() => void navigate({ to: '/pay-later' })} />
      <Ready query={useQuery(payLaterQuery)}>
        {({ asset }) => (
          <Ready query={bills}>
            {({ items }) =>
              items.length === 0 ? (
                <div className="card empty">
                  <strong>{text('pay:billsEmpty')}</strong>
                  <p>{text('pay:billsEmptyHelp')}</p>
                </div>
              ) : (
                <ul className="plain">
                  {items.map((bill) => (
                    <BillCard key={bill.id} bill={bill} asset={asset} />
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
