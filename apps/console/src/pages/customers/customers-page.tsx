import type { CustomerSummary } from '@jinqiao/api';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Tag } from 'antd';
import { type Column, CustomerLink, dateColumn, moneyColumn, textColumn } from '../../components/columns.tsx';
import { ChoiceFilter, TextFilter } from '../../components/filters.tsx';
import { List } from '../../components/list.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { SavedViews } from '../../components/saved-views.tsx';
import { StateTag } from '../../components/state-tag.tsx';
import { useText } from '../../i18n/index.ts';

const STATES = ['registered', 'real-name', 'sent', 'manual', 'cleared', 'approved', 'rejected', 'whitelist-miss', 'platform-refused', 'closed', 'joined'];

function useColumns(): Column<CustomerSummary>[] {
  const { text, term } = useText();
  return [
    textColumn('name', text('customer:name'), (customer) => customer.name, {
      render: (customer) => <CustomerLink id={customer.id} name={customer.name ?? text('customer:unnamed')} />,
    }),
    textColumn('mobile', text('customer:mobile'), (customer) => customer.mobile, { render: (customer) => <span className="num">{customer.mobile}</span> }),
    textColumn('idNumber', text('customer:idNumber'), (customer) => customer.idNumber, {
      render: (customer) => <span className="num">{customer.idNumber ?? '–'}</span>,
    }),
    textColumn('state', text('common:state'), (customer) => term('customer:state', customer.state), {
      render: (customer) => <StateTag area="customer:state" state={customer.state} />,
    }),
    dateColumn('registeredOn', text('customer:registeredOn'), (customer) => customer.registeredOn),
    moneyColumn('lineLimit', text('customer:lineLimit'), (customer) => customer.lineLimit),
    moneyColumn('lineUsed', text('customer:lineUsed'), (customer) => customer.lineUsed),
    textColumn('synthetic', text('customer:synthetic'), (customer) => text(customer.synthetic ? 'common:yes' : 'common:no'), {
      render: (customer) => (customer.synthetic ? <Tag>{text('customer:synthetic')}</Tag> : null),
    }),
    textColumn('id', text('common:id'), (customer) => customer.id, { optional: true, render: (customer) => <span className="id">{customer.id}</span> }),
  ];
}

export function CustomersPage() {
  const { text, term } = useText();
  const filters = useSearch({ from: '/inside/customers' });
  const navigate = useNavigate();
  const columns = useColumns();
  const go = (search: Record<string, string | undefined>) => void navigate({ to: '/customers', search });
  const set = (key: string) => (value: string | undefined) => go({ ...filters, [key]: value });
  const toolbar = (
    <>
      <TextFilter value={filters.q} onChange={set('q')} placeholder={text('customer:filter')} testId="customers-q" />
      <ChoiceFilter
        label={text('common:state')}
        value={filters.state}
        choices={STATES.map((state) => ({ value: state, label: term('customer:state', state) }))}
        onChange={set('state')}
        testId="customers-state"
      />
    </>
  );
  return (
    <>
      <PageHead title={text('customer:title')} />
      <List<CustomerSummary>
        resource="/customers"
        name="customers"
        filters={filters}
        columns={columns}
        rowKey={(customer) => customer.id}
        empty={text('customer:empty')}
        narrowed={filters.q !== undefined || filters.state !== undefined}
        testId="customers"
        toolbar={toolbar}
        views={<SavedViews list="customers" filters={filters} onOpen={go} />}
      />
    </>
  );
}
