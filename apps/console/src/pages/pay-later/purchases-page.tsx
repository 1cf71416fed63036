import type { PurchaseSummary } from '@jinqiao/api';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Segmented } from 'antd';
import { type Column, CustomerLink, countColumn, dateColumn, moneyColumn, PurchaseLink, textColumn } from '../../components/columns.tsx';
import { ChoiceFilter, TextFilter } from '../../components/filters.tsx';
import { List } from '../../components/list.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { SavedViews } from '../../components/saved-views.tsx';
import { StateTag } from '../../components/state-tag.tsx';
import { addTexts, useText } from '../../i18n/index.ts';
import { payLater as texts } from '../../i18n/texts/pay-later.ts';

addTexts('payLater', texts);

const STATES = ['authorised', 'active', 'overdue', 'settled', 'cancelled', 'written-off'] as const;
const ALL = 'all';

/** Purchases on credit, newest first. */
export function PurchasesPage() {
  const { text, term } = useText();
  const filters = useSearch({ from: '/inside/pay-later/purchases' });
  const navigate = useNavigate();
  const go = (search: Record<string, string | undefined>) => void navigate({ to: '/pay-later/purchases', search });
  const set = (key: string) => (value: string | undefined) => go({ ...filters, [key]: value });
  const filtered = Object.values(filters).some((value) => value !== undefined);
  const columns: Column<PurchaseSummary>[] = [
    textColumn('id', text('payLater:one'), (row) => row.id, {
      render: (row) => <PurchaseLink id={row.id} />,
    }),
    textColumn('customer', text('payLater:customer'), (row) => row.customerName, {
      render: (row) => <CustomerLink id={row.customerId} name={row.customerName ?? row.customerId} />,
    }),
    textColumn('state', text('common:state'), (row) => term('payLater:state', row.overdueSince && row.state === 'active' ? 'overdue' : row.state), {
      render: (row) => <StateTag area="payLater:state" state={row.overdueSince && row.state === 'active' ? 'overdue' : row.state} />,
    }),
    textColumn('kind', text('common:kind'), (row) => term('payLater:kind', row.kind)),
    textColumn('programme', text('payLater:programme'), (row) => row.programmeId),
    textColumn('seller', text('payLater:seller'), (row) => row.seller),
    moneyColumn('amount', text('payLater:price'), (row) => row.amount),
    moneyColumn('returned', text('payLater:returned'), (row) => row.returned),
    moneyColumn('outstanding', text('payLater:outstanding'), (row) => row.outstanding),
    countColumn('periods', text('payLater:periods'), (row) => row.periods),
    dateColumn('authorisedOn', text('payLater:authorisedOn'), (row) => row.authorisedOn),
    dateColumn('deliveredOn', text('payLater:deliveredOn'), (row) => row.deliveredOn),
    dateColumn('overdueSince', text('payLater:overdueSince'), (row) => row.overdueSince),
  ];
  const toolbar = (
    <>
      <Segmented
        value={filters.state ?? ALL}
        onChange={(next) => set('state')(next === ALL ? undefined : next)}
        options={[{ value: ALL, label: text('common:all') }, ...STATES.map((state) => ({ value: state, label: text(`payLater:state.${state}`) }))]}
        data-testid="purchases-views"
      />
      <TextFilter value={filters.q} onChange={set('q')} placeholder={text('payLater:filter')} testId="purchases-q" />
      {(['programmeId', 'customerId'] as const).map(
        (key) =>
          filters[key] && (
            <ChoiceFilter
              key={key}
              label={text(key === 'programmeId' ? 'payLater:programme' : 'payLater:customer')}
              value={filters[key]}
              choices={[]}
              onChange={set(key)}
              testId={`purchases-${key}`}
            />
          ),
      )}
      {filtered && (
        <Button type="link" size="small" onClick={() => go({})}>
          {text('common:clearFilters')}
        </Button>
      )}
    </>
  );
  return (
    <>
      <PageHead title={text('payLater:purchases')} crumbs={[{ label: text('payLater:title'), link: { to: '/pay-later' } }]} />
      <List<PurchaseSummary>
        resource="/pay-later/purchases"
        name="purchases"
        filters={filters}
        columns={columns}
        rowKey={(row) => row.id}
        empty={text('payLater:empty')}
        narrowed={filtered}
        testId="purchases"
        toolbar={toolbar}
        views={<SavedViews list="purchases" filters={filters} onOpen={go} />}
      />
    </>
  );
}
