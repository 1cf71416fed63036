import type { CustomerDetail } from '@jinqiao/api';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { Skeleton, Tag } from 'antd';
import { customerQuery } from '../../api/queries.ts';
import { useMay } from '../../app/session.ts';
import { type Column, dateColumn, textColumn } from '../../components/columns.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { DecisionList } from '../../components/decision-list.tsx';
import { Failure } from '../../components/failure.tsx';
import { type Figure, KeyFigures, Money } from '../../components/figures.tsx';
import { ObjectTabs } from '../../components/object-tabs.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { ExportRows, Section } from '../../components/section.tsx';
import { StateTag } from '../../components/state-tag.tsx';
import { percent, ratio, subtract } from '../../format/decimal.ts';
import { useText } from '../../i18n/index.ts';
import { useLoanColumns } from '../loans/loan-columns.tsx';
import { Relations } from '../organisations/relations.tsx';
import { CustomerConsentsTab } from './customer-consents.tsx';
import { CustomerIdentityTab } from './customer-identity.tsx';
import { CustomerOverview } from './customer-overview.tsx';
import { CustomerRiskTab } from './customer-risk.tsx';
import { CustomerStandingTab } from './customer-standing.tsx';
import { RevealButton } from './reveal-panel.tsx';
import './party-texts.ts';

function useFigures(): (customer: CustomerDetail) => Figure[] {
  const { text } = useText();
  return ({ lineLimit, lineUsed, account, loans }) => {
    const use = lineLimit !== null && lineUsed !== null ? ratio(lineUsed, lineLimit) : null;
    const open = loans.filter((loan) => loan.state !== 'settled').length;
    return [
      { key: 'limit', label: text('customer:lineLimit'), value: <Money value={lineLimit} /> },
      {
        key: 'used',
        label: text('customer:lineUsed'),
        value: <Money value={lineUsed} />,
        ...(use && { note: `${text('customer:lineUse')} ${percent(use, 1)} %` }),
      },
      {
        key: 'available',
        label: text('customer:lineAvailable'),
        value: <Money value={lineLimit !== null && lineUsed !== null ? subtract(lineLimit, lineUsed) : null} />,
      },
      { key: 'account', label: text('customer:accountBalance'), value: <Money value={account?.balance ?? null} /> },
      { key: 'loans', label: text('programme:loans'), value: <span className="num">{open}</span>, note: `${text('common:total')} ${loans.length}` },
    ];
  };
}

function Loans({ customer }: { customer: CustomerDetail }) {
  const { text } = useText();
  const columns = useLoanColumns(customer.loans[0]?.asset ?? 'CNY').filter((column) => column.key !== 'customer' && !column.optional);
  const extra = (
    <>
      <Link to="/loans" search={{ customerId: customer.id }} className="link">
        {text('loan:title')} →
      </Link>
      <ExportRows name={`loans-${customer.id}`} columns={columns} rows={customer.loans} />
    </>
  );
  return (
    <Section flush title={text('customer:tab.loans')} extra={extra}>
      <DataTable columns={columns} rows={customer.loans} rowKey={(loan) => loan.id} empty={text('customer:noLoans')} testId="customer-loans" />
    </Section>
  );
}

function History({ customer }: { customer: CustomerDetail }) {
  const { text, term } = useText();
  // A note is free text, the code of a purpose, or an outcome.
  const noteOf = (note: string) => [term('customer:purpose', note), term('loan:outcome', note)].find((words) => words !== note) ?? note;
  const columns: Column<CustomerDetail['timeline'][number]>[] = [
    dateColumn('date', text('common:date'), (entry) => entry.date),
    textColumn('event', text('customer:what'), (entry) => term('customer:event', entry.state), { width: 160 }),
    textColumn('note', text('customer:note'), (entry) => noteOf(entry.note)),
  ];
  return (
    <Section flush title={text('customer:tab.history')} extra={<ExportRows name={`history-${customer.id}`} columns={columns} rows={customer.timeline} />}>
      <DataTable
        columns={columns}
        rows={customer.timeline}
        rowKey={(entry) => `${entry.date}-${entry.state}-${entry.note}`}
        empty={text('customer:noHistory')}
        testId="history"
      />
    </Section>
  );
}

export function CustomerPage() {
  const { text } = useText();
  const { customerId } = useParams({ from: '/inside/customers/$customerId' });
  const { tab } = useSearch({ from: '/inside/customers/$customerId' });
  const navigate = useNavigate();
  const figures = useFigures();
  const seesRisk = useMay('see-suspicions');
  const { data: customer, error, isError, refetch, dataUpdatedAt } = useQuery(customerQuery(customerId));
  if (isError && !customer) return <Failure error={error} retry={() => void refetch()} />;
  if (!customer) return <Skeleton active paragraph={{ rows: 14 }} />;
  const tabs = [
    { key: 'overview', label: text('customer:tab.overview'), children: <CustomerOverview customer={customer} /> },
    { key: 'loans', label: text('customer:tab.loans'), children: <Loans customer={customer} /> },
    { key: 'decisions', label: text('customer:tab.decisions'), children: <DecisionList decisions={customer.decisions} /> },
    { key: 'identity', label: text('party:tab.identity'), children: <CustomerIdentityTab customerId={customerId} /> },
    { key: 'consents', label: text('party:tab.consents'), children: <CustomerConsentsTab customerId={customerId} /> },
    { key: 'relations', label: text('party:tab.relations'), children: <Relations partyId={customerId} /> },
    { key: 'standing', label: text('party:tab.standing'), children: <CustomerStandingTab customerId={customerId} /> },
    ...(seesRisk ? [{ key: 'risk', label: text('customer:tab.risk'), children: <CustomerRiskTab customerId={customerId} /> }] : []),
    { key: 'history', label: text('customer:tab.history'), children: <History customer={customer} /> },
  ];
  return (
    <>
      <PageHead
        title={customer.name ?? text('customer:unnamed')}
        crumbs={[{ label: text('customer:title'), link: { to: '/customers' } }]}
        readAt={dataUpdatedAt}
        actions={<RevealButton customer={customer} />}
        tags={
          <>
            <StateTag area="customer:state" state={customer.state} />
            {customer.synthetic && <Tag variant="outlined">{text('customer:synthetic')}</Tag>}
          </>
        }
        lead={<span className="num">{`${customer.mobile} · ${customer.idNumber ?? '–'} · ${customer.id}`}</span>}
      />
      <KeyFigures figures={figures(customer)} testId="customer-figures" />
      <ObjectTabs
        testId="customer-tabs"
        active={tab}
        items={tabs}
        onChange={(next) => void navigate({ to: '/customers/$customerId', params: { customerId }, search: { tab: next } })}
      />
    </>
  );
}
