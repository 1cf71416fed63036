import type { Me } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { Link, useLocation, useNavigate } from '@tanstack/react-router';
import { Button, ProgressBar } from 'antd-mobile';
import { payLaterQuery } from '../api/pay-later.ts';
import { meQuery } from '../api/queries.ts';
import { Facts } from '../components/facts.tsx';
import { Ready } from '../components/ready.tsx';
import { isZero, share } from '../format/decimal.ts';
import { money } from '../format/money.ts';
import { useText } from '../i18n/index.ts';
import { Owed } from './pay-later/owed.tsx';

function LineCard({ line, asset }: { line: NonNullable<Me['line']>; asset: string }) {
  const { text } = useText();
  const navigate = useNavigate();
  const used = share(line.used, line.limit);
  return (
    <section className="card line" aria-label={text('home:available')}>
      <p>{text('home:available')}</p>
      <p className="big" data-testid="limit-available">
        {money(line.available, asset)}
      </p>
      <div role="img" aria-label={text('home:usedOf', { percent: used })}>
        <ProgressBar percent={used} />
      </div>
      <Facts
        items={[
          { label: text('home:limit'), value: money(line.limit, asset) },
          { label: text('home:used'), value: money(line.used, asset) },
          { label: text('home:validThrough'), value: line.validThrough },
          { label: text('home:reviewOn'), value: line.reviewOn },
        ]}
      />
      <Button
        block
        size="large"
        data-testid="go-draw"
        disabled={!line.drawable || isZero(line.available)}
        onClick={() => void navigate({ to: '/credit/draw' })}
      >
        {text('home:draw')}
      </Button>
      {!line.drawable && <p>{text('home:notDrawable')}</p>}
    </section>
  );
}

function OwedCard({ owed, asset }: { owed: Me['owed']; asset: string }) {
  const { text } = useText();
  return (
    <section className="card">
      <h2>{text('home:owed')}</h2>
      {!isZero(owed.overdue) && (
        <div className="alarm" role="alert">
          <strong>
            {text('home:overdue')} {money(owed.overdue, asset)}
          </strong>
          <p>{text('home:overdueHelp')}</p>
        </div>
      )}
      {isZero(owed.total) && !owed.next ? (
        <p className="why">{text('home:nothing')}</p>
      ) : (
        <Facts
          items={[
            { label: text('home:owedTotal'), value: money(owed.total, asset), strong: true },
            owed.next && { label: text('home:next'), value: money(owed.next.amount, asset) },
            owed.next && { label: text('loan:dueOn'), value: owed.next.dueOn },
          ]}
        />
      )}
      {owed.next && (
        <Link to="/loans/$loanId" params={{ loanId: owed.next.loanId }} className="link wide">
          {text('home:schedule')}
        </Link>
      )}
    </section>
  );
}

/** The shop, and what is owed of buying there and paying later. */
function ShopCard() {
  const { text } = useText();
  const payLater = useQuery(payLaterQuery);
  return (
    <section className="card">
      <Link to="/shop" className="row-link" data-testid="go-shop">
        <span className="named">
          <strong>{text('shop:title')}</strong>
          <small className="why">{text('shop:enterNote')}</small>
        </span>
        <span aria-hidden="true">›</span>
      </Link>
      {payLater.data?.state === 'open' && <Owed payLater={payLater.data} />}
      <Link to="/pay-later" className="link wide" data-testid="go-pay-later">
        {text('pay:title')}
      </Link>
    </section>
  );
}

export function CreditPage() {
  const { text } = useText();
  const query = useQuery(meQuery);
  const { opened } = useLocation().state;
  return (
    <Ready query={query}>
      {(me) => (
        <>
          {opened && me.line && (
            <p className="notice" role="status">
              {text('home:opened')}
            </p>
          )}
          {me.line && <LineCard line={me.line} asset={me.asset} />}
          <Link to="/credit/card" className="card row-link" data-testid="go-pay-off">
            {text('payOff:title')}
            <span aria-hidden="true">›</span>
          </Link>
          <OwedCard owed={me.owed} asset={me.asset} />
          <ShopCard />
          {me.account && (
            <section className="card">
              <h2>{text('home:account')}</h2>
              <Facts
                items={[
                  { label: text('home:balance'), value: money(me.account.balance, me.asset), strong: true },
                  { label: text('home:accountNo'), value: me.account.accountNo },
                  { label: text('home:boundCard'), value: me.account.boundCard },
                ]}
              />
            </section>
          )}
          <p className="as-of">{text('common:asOf', { date: me.businessDate })}</p>
        </>
      )}
    </Ready>
  );
}
