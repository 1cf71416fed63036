import type { FundOrderView, MyAccount, MyFund } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { accountsQuery } from '../api/accounts.ts';
import { fundsQuery, suitabilityQuery } from '../api/funds.ts';
import { Facts } from '../components/facts.tsx';
import { PageHead } from '../components/page-head.tsx';
import { Ready } from '../components/ready.tsx';
import { isZero } from '../format/decimal.ts';
import { money } from '../format/money.ts';
import { useText } from '../i18n/index.ts';
import { AccountNeeded } from './funds/account-needed.tsx';
import { OrderForm } from './funds/order-form.tsx';
import { Suitability } from './funds/suitability.tsx';
import { YieldLine } from './funds/yield-line.tsx';

const amount = (value: string) => money(value, 'CNY');

function Fund({ fund, account }: { fund: MyFund; account: MyAccount | undefined }) {
  const { text, choose } = useText();
  const { last, incomes } = fund;
  const latest = incomes[0];
  return (
    <section className="card" data-testid={`fund-${fund.id}`}>
      <h2>
        {choose(fund.nameZh, fund.name)} <span className="tag">{fund.id}</span>
      </h2>
      <p className="why">
        {text('fund:sellerLine', { seller: choose(fund.sellerZh, fund.seller), registrar: choose(fund.registrarZh, fund.registrar), risk: fund.risk })}
      </p>
      <Facts
        items={[
          { label: text('fund:sevenDay'), value: last?.sevenDayYield ? `${last.sevenDayYield}%` : text('fund:noYield'), strong: true },
          { label: text('fund:per10k'), value: last?.per10k ?? '–' },
        ]}
      />
      <YieldLine days={fund.days} />
      <Facts
        items={[
          { label: text('fund:available'), value: amount(fund.available), strong: true, testid: 'fund-available' },
          !isZero(fund.inTransit) && { label: text('fund:inTransit'), value: amount(fund.inTransit), testid: 'fund-in-transit' },
          !isZero(fund.frozen) && { label: text('fund:frozen'), value: amount(fund.frozen), testid: 'fund-frozen' },
          latest !== undefined && { label: text('fund:lastIncome', { date: latest.date }), value: `+${amount(latest.amount)}`, testid: 'fund-income' },
        ]}
      />
      {account && <OrderForm fund={fund} account={account} />}
      <details>
        <summary>{text('fund:incomes')}</summary>
        {incomes.length === 0 && <p className="why">{text('fund:noIncome')}</p>}
        <Facts items={incomes.map((income) => ({ label: income.date, value: `+${amount(income.amount)}` }))} />
      </details>
    </section>
  );
}

function Orders({ orders }: { orders: readonly FundOrderView[] }) {
  const { text, term } = useText();
  const when = ({ kind, confirmOn, cashOn, state }: FundOrderView) => {
    if (state !== 'accepted' && state !== 'confirmed') return '';
    if (kind === 'redeem' && cashOn) return ` · ${text('fund:cashOn', { date: cashOn })}`;
    return confirmOn ? ` · ${text('fund:confirmOn', { date: confirmOn })}` : '';
  };
  return (
    <section className="card" data-testid="fund-orders">
      <h2>{text('fund:orders')}</h2>
      {orders.length === 0 && <p className="why">{text('fund:noOrders')}</p>}
      <Facts
        items={orders.map((order) => ({
          label: `${order.begunOn} ${text(`fund:${order.kind}`)} · ${term('fund:state', order.state)}${when(order)}`,
          value: amount(order.amount),
        }))}
      />
    </section>
  );
}

/** Money funds on sale: what they yield, what I hold of them, and my orders. */
export function FundsPage() {
  const { text } = useText();
  const navigate = useNavigate();
  const funds = useQuery(fundsQuery);
  const accounts = useQuery(accountsQuery);
  const suitability = useQuery(suitabilityQuery);
  const account = accounts.data?.items.find((held) => held.class === 'II' && held.state === 'ACTIVE' && !held.ofProgramme);
  return (
    <>
      <PageHead title={text('fund:title')} back={() => void navigate({ to: '/me' })} />
      <Ready query={funds}>
        {({ items, orders }) => (
          <>
            {items.length === 0 && <p className="why">{text('fund:none')}</p>}
            {items.length > 0 && accounts.data && !account && <AccountNeeded held={accounts.data} />}
            {items.map((fund) => (
              <Fund key={fund.id} fund={fund} account={account} />
            ))}
            {items.length > 0 && suitability.data && <Suitability suitability={suitability.data} />}
            {items.length > 0 && <Orders orders={orders} />}
          </>
        )}
      </Ready>
    </>
  );
}
