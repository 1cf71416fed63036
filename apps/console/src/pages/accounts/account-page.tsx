import type { AccountDetail } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { Skeleton, Tag } from 'antd';
import { heldAccountQuery } from '../../api/queries.ts';
import { CustomerLink } from '../../components/columns.tsx';
import { useEntityName } from '../../components/entity-name.tsx';
import { Failure } from '../../components/failure.tsx';
import { type Figure, KeyFigures, Money } from '../../components/figures.tsx';
import { ObjectTabs } from '../../components/object-tabs.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { grouped } from '../../format/decimal.ts';
import { useText } from '../../i18n/index.ts';
import { Bound, History, Limits, Movements, Orders } from './account-tabs.tsx';
import { AccountLink, AccountTag } from './columns.tsx';

function useFigures(): (account: AccountDetail) => Figure[] {
  const { text } = useText();
  return (account) => {
    const moving = Number(account.reservedOut) > 0 || Number(account.reservedIn) > 0;
    return [
      {
        key: 'balance',
        label: `${text('account:balance')} ${account.asset}`,
        value: <Money value={account.balance} />,
        ...(account.balanceCap !== null && { note: `${text('account:balanceCap')} ${grouped(account.balanceCap)}` }),
      },
      { key: 'available', label: text('account:available'), value: <Money value={account.available} /> },
      {
        key: 'frozen',
        label: text('account:frozen'),
        value: <Money value={account.frozen} />,
        ...(account.frozenWhole && { note: text('account:whole'), tone: 'bad' as const }),
      },
      {
        key: 'reserved',
        label: text('account:reserved'),
        value: <Money value={account.reservedOut} />,
        ...(moving && { note: `${text('account:reservedIn')} ${account.reservedIn}` }),
      },
      {
        key: 'opened',
        label: text('account:openedOn'),
        value: <span className="num">{account.openedOn ?? '–'}</span>,
        ...(account.documentDue !== null && { note: `${text('account:documentDue')} ${account.documentDue}`, tone: 'warn' as const }),
      },
    ];
  };
}

export function AccountPage() {
  const { text, term } = useText();
  const { accountId } = useParams({ from: '/inside/accounts/$accountId' });
  const { tab } = useSearch({ from: '/inside/accounts/$accountId' });
  const navigate = useNavigate();
  const figures = useFigures();
  const nameOf = useEntityName();
  const { data: account, error, isError, refetch, dataUpdatedAt } = useQuery(heldAccountQuery(accountId));
  if (isError && !account) return <Failure error={error} retry={() => void refetch()} />;
  if (!account) return <Skeleton active paragraph={{ rows: 14 }} />;
  const tabs = [
    { key: 'limits', label: text('account:tab.limits'), children: <Limits account={account} /> },
    { key: 'orders', label: text('account:tab.orders'), children: <Orders account={account} /> },
    { key: 'movements', label: text('account:tab.movements'), children: <Movements account={account} /> },
    { key: 'bound', label: text('account:tab.bound'), children: <Bound account={account} /> },
    { key: 'history', label: text('account:tab.history'), children: <History account={account} /> },
  ];
  return (
    <>
      <PageHead
        title={`${term(`account:class.${account.kind}`, account.class)} ${account.accountNo}`}
        crumbs={[{ label: text('account:title'), link: { to: '/accounts' } }]}
        readAt={dataUpdatedAt}
        tags={
          <>
            <AccountTag area="account:state" state={account.state} />
            {account.upgradeStopped !== null && <Tag color="error">{text('account:upgradeStopped', { code: account.upgradeStopped })}</Tag>}
            {account.suspensions.map((reason) => (
              <Tag key={reason} color="error">
                {term('account:suspension', reason)}
              </Tag>
            ))}
          </>
        }
        lead={
          <span className="num">
            <CustomerLink id={account.customerId} name={account.customerName || null} /> · {nameOf(account.institution)} · {account.id}
            {account.linkedTo !== null && (
              <>
                {' · '}
                {text('account:linkedTo')} <AccountLink id={account.linkedTo} label={account.linkedTo} />
              </>
            )}
          </span>
        }
      />
      <KeyFigures figures={figures(account)} testId="account-figures" />
      <ObjectTabs
        testId="account-tabs"
        active={tab}
        items={tabs}
        onChange={(next) => void navigate({ to: '/accounts/$accountId', params: { accountId }, search: { tab: next } })}
      />
    </>
  );
}
