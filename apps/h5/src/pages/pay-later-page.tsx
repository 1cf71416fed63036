import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { limitsQuery, payLaterQuery } from '../api/pay-later.ts';
import { Facts } from '../components/facts.tsx';
import { PageHead } from '../components/page-head.tsx';
import { Ready } from '../components/ready.tsx';
import { useText } from '../i18n/index.ts';
import { Activation, CardNeeded } from './pay-later/activation.tsx';
import { Limits } from './pay-later/limits.tsx';
import { Owed } from './pay-later/owed.tsx';

/** Pay-later as a whole: what is owed, who the creditors are, and the limits. */
export function PayLaterPage() {
  const { text, term, choose } = useText();
  const navigate = useNavigate();
  const limits = useQuery(limitsQuery);
  return (
    <>
      <PageHead title={text('pay:title')} back={() => void navigate({ to: '/me' })} />
      <Ready query={useQuery(payLaterQuery)}>
        {(payLater) =>
          payLater.state !== 'open' ? (
            <Activation payLater={payLater} />
          ) : (
            <>
              <section className="card">
                <Owed payLater={payLater} />
              </section>
              <Link to="/bills" className="card row-link" data-testid="go-bills">
                {text('pay:bills')}
                <span aria-hidden="true">›</span>
              </Link>
              <Link to="/pay-later/purchases" className="card row-link" data-testid="go-purchases">
                {text('pay:purchases')}
                <span aria-hidden="true">›</span>
              </Link>
              <section className="card">
                <Facts
                  items={[
                    ...payLater.creditors.map((creditor) => ({ label: term('pay:product', creditor.product), value: choose(creditor.nameZh, creditor.name) })),
                    payLater.card && { label: text('pay:card'), value: payLater.card.masked },
                  ]}
                />
              </section>
              {payLater.card === null && <CardNeeded />}
            </>
          )
        }
      </Ready>
      {limits.data && limits.data.limits.length > 0 && <Limits limits={limits.data} />}
    </>
  );
}
